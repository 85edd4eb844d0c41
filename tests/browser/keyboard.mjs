// Without a mouse: everything can be reached, and one always sees where one is.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { signedIn } from '../support/visitor.mjs';
import { demo, url, visit } from './stage.mjs';
import { newResident, send, signIn, withPassword } from './residents.mjs';

/// What has the focus: its name, and how it shows.
const focused = (page) => page.evaluate(() => {
  const element = document.activeElement;
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const [line] = element.getClientRects(); // of a link in a sentence, which may go on in the next line
  return {
    id: element.id,
    words: element.innerText?.trim() ?? '',
    href: element.getAttribute('href'),
    ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    // A second ring, of the other lightness. Forced colours have one ring, in a colour that is not the ground's.
    edge: matchMedia('(forced-colors: active)').matches ? style.outlineColor !== getComputedStyle(document.body).backgroundColor
      : style.boxShadow !== 'none',
    inView: box.top >= 0 && box.bottom <= innerHeight && box.left >= 0 && box.right <= innerWidth,
    onTop: element.contains(document.elementFromPoint(line.left + line.width / 2, line.top + line.height / 2)),
  };
});

/// Presses Tab until something fits; everything on the way shows its focus and is covered by nothing.
async function tabTo(page, fits, what) {
  for (let presses = 0; presses < 30; presses += 1) {
    await page.keyboard.press('Tab');
    const now = await focused(page);
    assert.ok(now.ring && now.edge && now.inView && now.onTop, `the focus shows: ${JSON.stringify(now)}`);
    if (fits(now)) return now;
  }
  return assert.fail(`Tab never came to ${what}`);
}
const field = (page, id) => tabTo(page, (now) => now.id === id, id);
const named = (page, words) => tabTo(page, (now) => now.words === words, words);

/// A key that leads to another page.
const press = (page, key) => Promise.all([page.waitForEvent('load'), page.keyboard.press(key)]);

for (const [colours, options] of [['light', { colorScheme: 'light' }], ['dark', { colorScheme: 'dark' }],
  ['forced colours', { forcedColors: 'active' }], ['dark forced colours', { forcedColors: 'active', colorScheme: 'dark' }]])
  test(`one signs in and out with the keyboard alone, and sees the focus at each step, in ${colours}`, () =>
    visit(options, async (page) => {
      await page.goto(url('/Account/Login?ReturnUrl=%2FAccount%2FSettings'));
      await named(page, 'Siirry suoraan sisältöön');
      await field(page, 'user_name');
      await page.keyboard.type(withPassword.address);
      await press(page, 'Enter');
      await field(page, 'password');
      await page.keyboard.type(withPassword.password);
      await field(page, 'remember');
      await page.keyboard.press('Space');
      assert.ok(await page.locator('#remember').isChecked());
      await named(page, 'Kirjaudu sisään');
      await press(page, 'Enter');
      assert.equal(page.url(), url('/Account/Settings'));
      await named(page, '▼');
      await page.keyboard.press('Enter');
      await named(page, 'Kirjaudu ulos');
      await press(page, 'Enter');
      await page.getByRole('heading', { name: 'Olet kirjautunut ulos' }).waitFor();
    }));

/// From the start of the settings to one of their pages.
async function openSetting(page, words) {
  await page.goto(url('/Account/Settings'));
  await named(page, words);
  await press(page, 'Enter');
}
const announced = (page, words) => page.getByRole('status').getByText(words, { exact: true }).waitFor();

test('one changes name and language with the keyboard alone, and hears what came of it', () => visit({}, async (page) => {
  const person = await newResident();
  await signIn(page, person);
  await openSetting(page, 'Nimi');
  await field(page, 'given_name');
  await page.keyboard.type('Kaarina'); // a field that Tab comes to is selected, and typing replaces it
  await field(page, 'family_name');
  await press(page, 'Enter');
  await announced(page, 'Muutokset on tallennettu.');
  await named(page, `Kaarina Uusi (${person.address})`);

  await openSetting(page, 'Kieli');
  await field(page, 'language-fi');
  await page.keyboard.press('ArrowDown');
  await named(page, 'Tallenna');
  await press(page, 'Enter');
  await announced(page, 'Ändringarna har sparats.');
}));

test('one signs out another device, and turns back from deleting the account, with the keyboard alone', () => visit({}, async (page) => {
  const person = await newResident();
  await signedIn(demo, person.address, person.password);
  await signIn(page, person);
  await openSetting(page, 'Laitteet ja kirjautumiset');
  await named(page, 'Kirjaa ulos');
  await press(page, 'Enter');
  await announced(page, 'Laite on kirjattu ulos.');

  await openSetting(page, 'Poista käyttäjätunnus');
  await field(page, 'current_password');
  await page.keyboard.type(person.password);
  await press(page, 'Enter');
  await page.getByRole('heading', { name: 'Poistetaanko käyttäjätunnus?' }).waitFor();
  await named(page, 'En halua poistaa tunnustani: takaisin asetuksiin');
  await press(page, 'Enter');
  await page.getByRole('heading', { name: 'Tunnuksesi asetukset' }).waitFor();
}));

test('the link to the content comes first and leads past the header', () => visit({}, async (page) => {
  await page.goto(url('/Account/Login'));
  await page.keyboard.press('Tab');
  assert.equal((await focused(page)).href, '#main');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  assert.equal((await focused(page)).words, 'Luo uusi käyttäjätunnus', 'the first link of the content');
}));

test('the links of an error summary lead to their fields, and the summary is read first', () => visit({}, async (page) => {
  for (const [there, id] of [['/Account/Login', 'user_name'], ['/Account/Register', 'email'], ['/Account/Forgot', 'user_name']]) {
    await page.goto(url(there));
    await send(page);
    await page.waitForFunction(() => document.activeElement.matches('[role=alert]'));
    const link = page.locator(`[role=alert] a[href="#${id}"]`);
    const words = await link.innerText();
    await link.focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction((wanted) => document.activeElement.id === wanted, id);
    assert.equal(await page.locator(`#${id}-error`).innerText(), words);
  }
}));

test('the order of the focus is the order on the page', () => visit({}, async (page) => { // R-200, 2.4.3
  await page.goto(url('/Account/Register'));
  let last = -1;
  for (let presses = 0; presses < 12; presses += 1) {
    await page.keyboard.press('Tab');
    const top = await page.evaluate(() => document.activeElement.getBoundingClientRect().bottom + scrollY);
    if (presses > 0) assert.ok(top >= last - 12, `${(await focused(page)).words} comes after what is above it`);
    last = top;
  }
}));
