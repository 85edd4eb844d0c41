// What holds on every page, in every language and state.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';

import { axeFaults, facts, reflowFaults, smallTargets } from './examine.mjs';
import { picture, visit } from './stage.mjs';
import { tour } from './tour.mjs';

const errorPrefix = { fi: 'Virhe: ', sv: 'Fel: ', en: 'Error: ' };
const site = { fi: 'Kokkolan kaupungin sähköiset palvelut', sv: 'Karleby stads e-tjänster', en: 'E-services of the City of Kokkola' };

async function examine(page, language, name, kind) {
  const state = { name, kind, ...await facts(page) };
  state.axe = await axeFaults(page);
  state.reflow = await reflowFaults(page);
  state.targets = await smallTargets(page);
  if (language !== 'fi') return state;
  // The colours are the same in all languages.
  await page.emulateMedia({ colorScheme: 'dark' });
  state.axe.push(...await axeFaults(page, ['color-contrast', 'link-in-text-block']));
  await picture(page, `page-${name}`, [320, 1280], ['light']);
  return state;
}

/// All states without a fault that `find` sees; the message names each page and fault.
function none(states, find) {
  const faults = states.flatMap((state) => find(state).map((fault) => `${state.name}: ${fault}`));
  assert.deepEqual(faults, []);
}

const seen = { fi: [], sv: [], en: [] };
before(() => Promise.all(Object.entries(seen).map(([language, states]) =>
  visit({}, (page, context) => tour(page, context, language, async (name, kind) => {
    states.push(await examine(page, language, name, kind));
  })))));

for (const [language, states] of Object.entries(seen)) {
  describe(`every page in ${language}, empty, refused and done`, () => {
    const errors = () => states.filter((state) => state.kind === 'error');

    test('was seen', () => assert.ok(states.length >= 30, `${states.length} states`));

    test('breaks no rule of axe, best practices included', () =>
      none(states, (state) => state.axe));

    test('never scrolls sideways: at 320 px, turned, with twice the text size, with text spacing', () =>
      none(states, (state) => state.reflow));

    test('has targets of 24 pixels and more', () =>
      none(states, (state) => state.targets));

    test('says its language, and that of each language link', () => {
      const links = [['fi', 'Suomeksi'], ['sv', 'På svenska'], ['en', 'In English']];
      for (const state of states) {
        assert.equal(state.language, language, state.name);
        assert.deepEqual(state.languages, links.map(([code, words]) => [code, code, words, code === language ? 'true' : null]), state.name);
      }
    });

    test('has one main heading, its landmarks and a link to the content first', () => {
      for (const state of states) {
        assert.equal(state.headings.length, 1, state.name);
        assert.deepEqual(state.landmarks, [1, 1, 1], state.name);
        assert.equal(state.firstFocusable, '#main', state.name);
        assert.equal(state.scripts, 0, state.name);
      }
    });

    test('has a title of its own, which begins with the error if there is one', () => {
      for (const state of states) {
        assert.ok(state.title.endsWith(` – ${site[language]}`), `${state.name}: ${state.title}`);
        assert.equal(state.title.startsWith(errorPrefix[language]), state.kind === 'error', `${state.name}: ${state.title}`);
      }
      const owner = new Map();
      for (const state of states) {
        const words = state.title.replace(errorPrefix[language], '');
        // "Look into your mail" is said after asking for a link, whatever the link is for.
        const page = state.name.endsWith('-sent') ? 'sent' : state.name.split('-')[0];
        assert.equal(owner.get(words) ?? page, page, `${state.name} has a title of its own`);
        owner.set(words, page);
      }
    });

    test('names each error in a summary, at its field, and in what the field is described by', () => {
      for (const state of errors()) {
        assert.equal(state.alerts.length, 1, state.name);
        for (const [link, words] of state.summary.filter(([href]) => href.startsWith('#'))) {
          const [, descriptions] = state.invalid.find(([id]) => `#${id}` === link) ?? [];
          assert.ok(descriptions?.includes(words), `${state.name}: ${link} is described by "${words}"`);
        }
        const inSummary = state.summary.map(([href]) => href);
        for (const [id] of state.invalid) assert.ok(inSummary.includes(`#${id}`), `${state.name}: ${id} is in the summary`);
      }
      none(states, (state) => [...state.unlabelled, ...state.strayDescriptions]);
      assert.ok(errors().filter((state) => state.invalid.length > 0).length >= 8);
    });

    test('announces what was done as a status', () => {
      for (const state of states.filter((each) => each.kind === 'success'))
        assert.equal(state.status.length, 1, `${state.name}: ${state.status}`);
    });

    test('has the contact for help and the statements at the same place', () => {
      for (const state of states) {
        assert.deepEqual(state.help, { ...states[0].help, isFirstInFooter: true, contacts: 1 }, state.name);
        assert.deepEqual(state.footerLinks, ['/Account/Accessibility', '/Account/Privacy', '/Account/Cookies'], state.name);
      }
    });
  });
}
