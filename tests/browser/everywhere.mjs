// What holds on every page, in every language and state.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';

import { forcedColourFaults, movingParts, reflowFaults } from './conditions.mjs';
import { axeFaults, bringAxe, facts, smallTargets } from './examine.mjs';
import { picture, url, visit } from './stage.mjs';
import { htmlFaults } from './validity.mjs';
import { signIn, withPassword } from './residents.mjs';
import { tour } from './tour.mjs';
import { textNamed } from '../support/catalogues.mjs';
import { isFromCatalogue, site, strayWords } from './words.mjs';

const errorPrefix = { fi: 'Virhe: ', sv: 'Fel: ', en: 'Error: ' };

/// An error is read first: its summary takes the focus when the page opens.
const summaryHasFocus = (page) => page.waitForFunction(() => document.activeElement.matches('[role=alert]'))
  .then(() => true, () => false);

async function examine(page, language, name, kind, source) {
  await page.waitForLoadState(); // a click returns when the next page begins to come, and half a page has no footer
  const state = { name, kind, ...await facts(page) };
  state.html = await htmlFaults(source);
  state.stray = await strayWords(page);
  state.errorIsReadFirst = kind !== 'error' || await summaryHasFocus(page);
  state.axe = await axeFaults(page);
  state.reflow = await reflowFaults(page);
  state.targets = await smallTargets(page);
  state.moving = await movingParts(page);
  if (language !== 'fi') return state;
  // The colours are the same in all languages.
  state.forcedColours = await forcedColourFaults(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  state.axe.push(...await axeFaults(page, ['color-contrast', 'link-in-text-block']));
  await picture(page, `page-${name}`, [320, 1280], ['light']);
  return state;
}

/// The HTML that the page shown came as.
function sourceOf(page) {
  let answer;
  page.on('response', (response) => {
    const isPage = response.request().isNavigationRequest() && response.frame() === page.mainFrame();
    if (isPage && (response.status() < 300 || response.status() >= 400)) answer = response;
  });
  return () => answer.text();
}

/// Pages that serve one purpose may have one title: asking for a link ends in "look into your mail" whatever the link is
/// for, and a password is changed in two places.
function purposeOf(name) {
  if (name.endsWith('-sent')) return 'sent';
  const [page] = name.split('-');
  return { change: 'password', recover: 'password' }[page] ?? page;
}

/// All states without a fault that `find` sees; the message names each page and fault.
function none(states, find) {
  const faults = states.flatMap((state) => find(state).map((fault) => `${state.name}: ${fault}`));
  assert.deepEqual(faults, []);
}

async function walk() {
  const seen = { fi: [], sv: [], en: [] };
  await Promise.all(Object.entries(seen).map(([language, states]) =>
    visit({}, async (page, context) => {
      await bringAxe(context);
      const source = sourceOf(page);
      await tour(page, context, language, async (name, kind) => {
        states.push(await examine(page, language, name, kind, await source()));
      });
    })));
  return seen;
}

/// The titles of the page templates that the walk must have met, as keys. Not met: the page of an error, whose title each
/// error gives; an act of staff, the same; and what the portal's own host says when a sign-in took too long to arrive there.
const pages = new URL('../../templates/pages/', import.meta.url);
const titlesToMeet = readdirSync(pages).filter((file) => file.endsWith('.tpl') && !['error.tpl', 'staff_act.tpl', 'hand_over_failed.tpl'].includes(file))
  .flatMap((file) => [...readFileSync(new URL(file, pages), 'utf8').matchAll(/\{\{TITLE ([\w.]+)\}\}/g)].map(([, key]) => key));

/// One walk for all tests, when the first of them needs it.
let walked;
const statesIn = async (language) => (await (walked ??= walk()))[language];

for (const language of ['fi', 'sv', 'en']) {
  describe(`every page in ${language}, empty, refused and done`, () => {
    const everyState = (name, judge) => test(name, async () => judge(await statesIn(language)));
    const errorsOf = (states) => states.filter((state) => state.kind === 'error');

    everyState('was seen', (states) => assert.ok(states.length >= 75, `${states.length} states`));

    everyState('was met, whichever template it has', (states) => {
      assert.ok(titlesToMeet.length > 50);
      const met = states.map(({ title }) => title.replace(errorPrefix[language], '').replace(` – ${site[language]}`, ''));
      assert.deepEqual(titlesToMeet.filter((key) => !met.includes(textNamed(language, key).replaceAll('\u00a0', ' '))), []);
    });

    everyState('says nothing that is in none of the catalogues', (states) => {
      assert.ok(!isFromCatalogue(language, 'This was never translated.'));
      none(states, (state) => state.stray);
    });

    everyState('breaks no rule of axe, best practices included', (states) =>
      none(states, (state) => state.axe));

    everyState('is valid HTML as it is sent', (states) => none(states, (state) => state.html));

    everyState('never scrolls sideways nor hides the focus: at 320 px, at 400 %, turned, with twice the text size, with text spacing', (states) =>
      none(states, (state) => state.reflow));

    everyState('stands still for whoever asks for less motion', (states) => none(states, (state) => state.moving));

    everyState('has targets of 24 pixels and more', (states) =>
      none(states, (state) => state.targets));

    everyState('says its language, and that of each language link', (states) => {
      const links = [['fi', 'Suomeksi'], ['sv', 'På svenska'], ['en', 'In English']];
      for (const state of states) {
        assert.equal(state.language, language, state.name);
        assert.deepEqual(state.languages, links.map(([code, words]) => [code, code, words, code === language ? 'true' : null]), state.name);
      }
    });

    everyState('has one main heading, its landmarks and a link to the content first', (states) => {
      for (const state of states) {
        assert.equal(state.headings.length, 1, state.name);
        assert.deepEqual(state.landmarks, [1, 1, 1], state.name);
        assert.equal(state.firstFocusable, '#main', state.name);
        assert.deepEqual(state.scripts, state.hasPassword || state.isSentOnce ? ['/Account/static/asiointi.js'] : [], state.name);
      }
    });

    everyState('has a title of its own, which begins with the error if there is one', (states) => {
      for (const state of states) {
        assert.ok(state.title.endsWith(` – ${site[language]}`), `${state.name}: ${state.title}`);
        assert.equal(state.title.startsWith(errorPrefix[language]), state.kind === 'error', `${state.name}: ${state.title}`);
      }
      const owner = new Map();
      for (const state of states) {
        const words = state.title.replace(errorPrefix[language], '');
        const page = purposeOf(state.name);
        assert.equal(owner.get(words) ?? page, page, `${state.name} has a title of its own`);
        owner.set(words, page);
      }
    });

    everyState('names each error in a summary, at its field, and in what the field is described by', (states) => {
      for (const state of errorsOf(states)) {
        assert.equal(state.alerts.length, 1, state.name);
        assert.ok(state.errorIsReadFirst, `${state.name}: the summary has the focus`);
        for (const [link, words] of state.summary.filter(([href]) => href.startsWith('#'))) {
          const [, descriptions] = state.invalid.find(([id]) => `#${id}` === link) ?? [];
          assert.ok(descriptions?.includes(words), `${state.name}: ${link} is described by "${words}"`);
        }
        const inSummary = state.summary.map(([href]) => href);
        for (const [id] of state.invalid) assert.ok(inSummary.includes(`#${id}`), `${state.name}: ${id} is in the summary`);
      }
      none(states, (state) => [...state.unlabelled, ...state.strayDescriptions]);
      assert.ok(errorsOf(states).filter((state) => state.invalid.length > 0).length >= 8);
    });

    everyState('announces what was done as a status', (states) => {
      for (const state of states.filter((each) => each.kind === 'success'))
        assert.equal(state.status.length, 1, `${state.name}: ${state.status}`);
    });

    everyState('says of each field what belongs into it, in the words that browsers and managers know', (states) =>
      none(states, (state) => state.forms.flatMap(({ fields }) => fields).filter(({ type }) => !['checkbox', 'radio'].includes(type))
        .filter(({ type, autocomplete }) => !(type === 'password' ? ['current-password', 'new-password']
          : ['username', 'email', 'given-name', 'family-name', 'name', 'off']).includes(autocomplete))
        .map((field) => JSON.stringify(field))));

    everyState('has one form for one thing, its button inside, and fields whose name and id are the same', (states) =>
      none(states, (state) => state.forms.flatMap(({ action, buttons, fields }) => [
        ...(buttons.length > 0 && buttons.every(Boolean) ? [] : [`${action} has a button without words, or none`]),
        ...fields.filter(({ id, name, type }) => id !== (type === 'radio' ? `${name}-${id.slice(name.length + 1)}` : name)).map(({ id, name }) => `${action}: ${id} is sent as ${name}`),
      ])));

    everyState('names the account wherever a password is asked for, so that a manager knows whose it is', (states) =>
      none(states, (state) => state.forms.filter(({ fields }) => fields.some(({ type }) => type === 'password'))
        .filter(({ fields }) => !fields.some(({ autocomplete, isFilled }) => autocomplete === 'username' && isFilled))
        .map(({ action }) => action)));

    everyState('has the contact for help and the statements at the same place', (states) => {
      for (const state of states) {
        assert.deepEqual(state.help, { ...states[0].help, isFirstInFooter: true, contacts: 1 }, state.name);
        assert.deepEqual(state.footerLinks, ['/', '/Account/Help', '/Account/Accessibility', '/Account/Privacy', '/Account/Cookies'], state.name);
      }
    });
  });
}

test('forms have the same fields in all languages, so that one saved password fits them all', async () => {
  const shapes = await Promise.all(['fi', 'sv', 'en'].map(async (language) => (await statesIn(language))
    .map(({ name, forms }) => [name, forms.map(({ action, fields }) => [action, fields.map(({ id, type, autocomplete }) => [id, type, autocomplete])])])));
  assert.deepEqual(shapes[1], shapes[0]);
  assert.deepEqual(shapes[2], shapes[0]);
});

test('with colours of the reader\'s own, every field, button and link still shows', async () =>
  none(await statesIn('fi'), (state) => state.forcedColours));

describe('what nginx answers by itself', () => {
  // Most of these need a broken server to be seen: here they come as nginx would send them, names filled in.
  const folder = new URL('../../nginx-conf/errors/', import.meta.url);
  const filledIn = (file) => readFileSync(new URL(file, folder), 'utf8')
    .replace(/<!--#if expr="\$asiointi_theme_css" -->.*?<!--#endif -->/g, '')
    .replace(/<!--#echo var="asiointi_service_(\w\w)" -->/g, (_, language) => site[language])
    .replace(/<!--#echo var="asiointi_contact_(\w\w)" -->/g, 'neuvonta@example.com');

  test('is valid, accessible and fits a narrow window, in three languages', () => visit({}, async (page) => {
    const faults = [];
    for (const file of readdirSync(folder).filter((each) => each.endsWith('.html'))) {
      await page.route(url('/probe'), (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body: filledIn(file) }));
      await page.goto(url('/probe'));
      assert.deepEqual(await page.locator('section[lang]').evaluateAll((all) => all.map((each) => each.lang)), ['sv', 'en'], file);
      const found = [...await htmlFaults(filledIn(file)), ...await axeFaults(page), ...await reflowFaults(page),
        ...await smallTargets(page), ...await movingParts(page), ...await forcedColourFaults(page)];
      await page.emulateMedia({ colorScheme: 'dark' });
      found.push(...await axeFaults(page, ['color-contrast']));
      await page.emulateMedia({ colorScheme: 'light' });
      faults.push(...found.map((each) => `${file}: ${each}`));
      await page.unroute(url('/probe'));
    }
    assert.deepEqual(faults, []);
  }));

  test('is one of these pages when an address leads nowhere', () => visit({}, async (page) => {
    const answer = await page.goto(url('/nothing/of/the/kind'));
    assert.equal(answer.status(), 404);
    await page.getByRole('heading', { name: 'Sivua ei löytynyt' }).waitFor();
    await picture(page, 'nginx-404');
  }));
});

test('the example portal takes the bar in, accessible and narrow, with its menu open', () => visit({}, async (page) => {
  await signIn(page, withPassword, '/');
  await page.locator('summary').click();
  assert.deepEqual([...await htmlFaults(await (await page.request.get(url('/'))).text()), ...await axeFaults(page), ...await reflowFaults(page)], []);
  await picture(page, 'portal-menu');
}));
