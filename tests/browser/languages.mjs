// The language links keep what one is doing.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { url, visit } from './stage.mjs';
import * as resident from './residents.mjs';

const { giveUserName, givePassword, giveNewPassword, mailedLink, newResident, press, send, signIn } = resident;
const choose = (page, words) => press(page, page.getByRole('link', { name: words, exact: true }));
const language = (page) => page.locator('html').getAttribute('lang');

for (const javaScriptEnabled of [true, false])
  test(`the language changes between the steps of signing in, and it ends where it began, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, () =>
    visit({ javaScriptEnabled }, async (page) => {
      const person = await newResident();
      await page.goto(url('/Account/Login?ReturnUrl=%2FAccount%2FSettings%2FPassword'));
      await choose(page, 'På svenska');
      assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), 'Inloggning');
      await giveUserName(page, person.address);
      await choose(page, 'In English');
      assert.equal(await page.locator('#user_name').inputValue(), person.address, 'the step stays');
      await page.getByLabel('Password', { exact: true }).fill(person.password);
      await send(page);
      assert.equal(page.url(), url('/Account/Settings/Password'));
    }));

test('a page that tells of an error keeps its step in another language', () => visit({}, async (page) => {
  await page.goto(url('/Account/Login?ReturnUrl=%2FAccount%2FSettings'));
  await giveUserName(page, resident.withPassword.address);
  await givePassword(page, 'this is not the password');
  await choose(page, 'På svenska');
  assert.equal(await page.locator('#user_name').inputValue(), resident.withPassword.address, 'the step stays');
  await givePassword(page, resident.withPassword.password);
  assert.equal(page.url(), url('/Account/Settings'), 'and where to go');
}));

test('the page behind a mailed link stays open in another language, and the link still works', () => visit({}, async (page) => {
  const address = resident.someoneWithoutPassword();
  await page.goto(url('/Account/Login'));
  await giveUserName(page, address);
  await choose(page, 'In English');
  await page.getByRole('status').getByText('A link has been sent to your email.').waitFor();
  await page.goto(await mailedLink(address, 'RecoverPassword'));
  await choose(page, 'På svenska');
  await giveNewPassword(page, 'too short');
  await choose(page, 'In English');
  await page.getByRole('heading', { name: 'Change password' }).waitFor();
  await giveNewPassword(page, resident.goodPassword);
  await page.getByRole('link', { name: 'Go to sign-in' }).waitFor();
}));

test('whoever is signed in reads on in the language chosen', () => visit({}, async (page) => {
  await signIn(page, await newResident());
  await choose(page, 'In English');
  assert.equal(await language(page), 'en');
  await page.locator('main').getByRole('link', { name: 'Password' }).click();
  assert.equal(await language(page), 'en');
}));

test('a browser without a choice yet is spoken to in its own language', async () => {
  for (const [locale, expected] of [['sv-FI', 'sv'], ['en-GB', 'en'], ['fi-FI', 'fi'], ['de-DE', 'fi']])
    await visit({ locale }, async (page) => {
      await page.goto(url('/Account/Login'));
      assert.equal(await language(page), expected, locale);
    });
});
