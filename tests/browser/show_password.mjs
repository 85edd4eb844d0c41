// The button that shows a password: only where scripts run, and never in the way.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { picture, url, visit } from './stage.mjs';
import * as resident from './residents.mjs';

const { giveUserName, newResident, send, signIn, withPassword } = resident;

const words = {
  fi: ['Näytä salasana', 'Piilota salasana', 'Salasana näkyy nyt näytöllä.', 'Salasana on nyt piilossa.'],
  sv: ['Visa lösenordet', 'Dölj lösenordet', 'Lösenordet syns nu på skärmen.', 'Lösenordet är nu dolt.'],
  en: ['Show password', 'Hide password', 'The password is now shown on the screen.', 'The password is now hidden.'],
};

async function toThePassword(page, { language = 'fi', person = withPassword } = {}) {
  await page.goto(url(`/Account/Login?lang=${language}&ReturnUrl=%2FAccount%2FSettings`));
  await giveUserName(page, person.address);
}

for (const [language, [show, hide, shown, hidden]] of Object.entries(words))
  test(`a password is shown and hidden again by a button that says what it does, and what it did is announced, in ${language}`, () =>
    visit({}, async (page) => {
      await toThePassword(page, { language });
      const field = page.locator('#password');
      const spoken = page.locator('.field [aria-live=polite]');
      await field.fill('något å är hemligt');
      await page.getByRole('button', { name: show, exact: true }).click();
      assert.deepEqual([await field.getAttribute('type'), await spoken.textContent()], ['text', shown]);
      const button = page.getByRole('button', { name: hide, exact: true });
      assert.deepEqual([await button.getAttribute('aria-controls'), await button.getAttribute('aria-pressed')], ['password', null],
        'the name changes, so the button has no pressed state besides');
      assert.ok(await button.evaluate((element) => element === document.activeElement), 'the focus stays on the button');
      await page.keyboard.press('Enter');
      assert.deepEqual([await field.getAttribute('type'), await spoken.textContent()], ['password', hidden]);
      assert.equal(await field.inputValue(), 'något å är hemligt');
    }));

test('each of several passwords has a button of its own, which is described by the name of its field', () => visit({}, async (page) => {
  await signIn(page, await newResident(), '/Account/Settings/Password');
  const buttons = page.getByRole('button', { name: 'Näytä salasana' });
  const described = await buttons.evaluateAll((all) => all.map((each) =>
    [each.getAttribute('aria-controls'), document.getElementById(each.getAttribute('aria-describedby')).textContent]));
  assert.deepEqual(described, [['current_password', 'Nykyinen salasana *'], ['new_password', 'Uusi salasana *'],
    ['confirm_password', 'Vahvista uusi salasana *']]);
  await buttons.nth(1).click();
  const types = await page.locator('.field input:not([readonly])').evaluateAll((all) => all.map((each) => each.type));
  assert.deepEqual(types, ['password', 'text', 'password']);
  await picture(page, 'password-shown');
}));

test('the button is 44 pixels high, in the order of the keyboard, and visible wherever the page is narrow', () => visit({}, async (page) => {
  await toThePassword(page);
  for (const width of [1280, 640, 480, 320]) {
    await page.setViewportSize({ width, height: 640 });
    const box = await page.getByRole('button', { name: 'Näytä salasana' }).boundingBox();
    assert.ok(box.height >= 44 && box.width >= 44 && box.x >= 0 && box.x + box.width <= width, `${width}: ${JSON.stringify(box)}`);
    await page.locator('#password').focus();
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute('aria-controls')), 'password');
  }
}));

test('a shown password is a password again when it is sent, and no spelling service reads it meanwhile', () => visit({}, async (page) => {
  const person = await newResident();
  await toThePassword(page, { person });
  await page.locator('#password').fill(person.password);
  await page.getByRole('button', { name: 'Näytä salasana' }).click();
  const careful = await page.locator('#password').evaluate((field) => [field.spellcheck, field.autocapitalize, field.autocomplete]);
  assert.deepEqual(careful, [false, 'none', 'current-password']);
  let tell;
  const typeWhenSent = new Promise((resolve) => { tell = resolve; });
  await page.exposeFunction('tell', tell); // a page that is left can tell it still
  await page.evaluate(() => {
    const tellType = () => window.tell(document.querySelector('#password').type);
    addEventListener('pagehide', tellType);
    document.querySelector('main form').addEventListener('submit', () => setTimeout(tellType));
  });
  await page.locator('#password').press('Enter');
  await page.waitForURL(url('/Account/Settings'));
  assert.equal(await typeWhenSent, 'password');
}));

test('without JavaScript there is no button, and nothing is missing', () => visit({ javaScriptEnabled: false }, async (page) => {
  const person = await newResident();
  await toThePassword(page, { person });
  assert.deepEqual(await page.locator('main form button').allInnerTexts(), ['Kirjaudu sisään']);
  await page.locator('#password').fill(person.password);
  await send(page);
  await page.waitForURL(url('/Account/Settings'));
}));

test('the script is one file of ours, small, and on pages with a password alone', () => visit({}, async (page) => {
  const loaded = [];
  page.on('response', (answer) => answer.request().resourceType() === 'script' && loaded.push(answer));
  await page.goto(url('/Account/Login'));
  assert.deepEqual(loaded, []);
  await toThePassword(page);
  await page.getByRole('button', { name: 'Näytä salasana' }).waitFor();
  const [script] = loaded;
  assert.equal(loaded.length, 1);
  assert.match(new URL(script.url()).pathname, /^\/Account\/static\/asiointi\.[0-9a-f]{8}\.js$/);
  assert.match(script.headers()['content-type'], /javascript/);
  assert.equal(script.headers()['cache-control'], 'public, max-age=31536000, immutable');
  assert.ok((await script.body()).length < 1.5 * 1024);
}));
