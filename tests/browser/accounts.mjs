// Registering, recovering, changing the password, signing out: with JavaScript and without.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { demo, url, visit } from './stage.mjs';
import * as resident from './residents.mjs';

const { send, giveUserName, givePassword, giveNames, giveNewPassword, mailedLink, signIn, newResident } = resident;
const isSignedIn = async (page) => (await page.request.get(url('/Account/Settings'), { maxRedirects: 0 })).status() === 200;
const says = (page, words) => page.getByText(words, { exact: true }).first().waitFor();

for (const [javaScriptEnabled, how] of [[true, 'with JavaScript'], [false, 'without JavaScript']]) {
  const inBrowser = (body) => () => visit({ javaScriptEnabled }, body);

  test(`somebody new registers and signs in ${how}`, inBrowser(async (page) => {
    const address = resident.newAddress();
    await page.goto(url('/'));
    await page.getByRole('link', { name: 'Kirjaudu sisään' }).click();
    await page.getByRole('link', { name: 'Luo uusi käyttäjätunnus' }).click();
    await page.locator('#email').fill(address);
    await send(page);
    await says(page, 'Katso sähköpostisi');
    await page.goto(await mailedLink(address, 'Confirm'));
    assert.equal(page.url(), url('/Account/Register/Confirm'), 'the token has left the address bar');
    await giveNames(page, 'Aino', 'Öhman-Å');
    await giveNewPassword(page, resident.goodPassword);
    await says(page, 'Käyttäjätunnuksesi on valmis. Voit nyt kirjautua palveluun.');
    assert.equal(await isSignedIn(page), false, 'a mailed link signs nobody in');
    await page.getByRole('link', { name: 'Siirry kirjautumaan' }).click();
    await giveUserName(page, address);
    await givePassword(page, resident.goodPassword);
    await page.getByRole('link', { name: `Aino Öhman-Å (${address})` }).waitFor();
    assert.equal(page.url(), url('/'));
  }));

  test(`the name leads to the settings, and there the password is changed ${how}`, inBrowser(async (page) => {
    const person = await newResident();
    await signIn(page, person, '/');
    await page.getByRole('link', { name: `${person.name} (${person.address})` }).click();
    assert.equal(page.url(), url('/Account/Settings'));
    await page.locator('main').getByRole('link', { name: 'Salasana' }).click();
    await page.locator('#current_password').fill(person.password);
    await giveNewPassword(page, resident.otherPassword);
    assert.equal(new URL(page.url()).pathname, '/Account/Settings', 'success leaves the form');
    await says(page, 'Muutokset on tallennettu.');
    await demo.mailbox.next(person.address, /^Salasanasi on vaihdettu/);
    await page.context().clearCookies();
    await signIn(page, { ...person, password: resident.otherPassword });
  }));

  test(`the menu at the name opens and signs out ${how}`, inBrowser(async (page) => {
    const person = await newResident();
    await signIn(page, person);
    const menu = page.locator('.bar details');
    const item = menu.getByRole('button', { name: 'Kirjaudu ulos', exact: true });
    assert.equal(await item.isVisible(), false);
    await menu.locator('summary').click();
    assert.deepEqual((await menu.locator('li').allInnerTexts()).map((words) => words.trim()),
      ['Tunnuksen asetukset', 'Vaihda salasana', 'Kirjaudu ulos']);
    await item.click();
    await says(page, 'Olet kirjautunut ulos.');
    assert.equal(await isSignedIn(page), false);
  }));

  test(`whoever forgot the password gets a new one with the address ${how}`, inBrowser(async (page) => {
    const person = await newResident();
    await page.goto(url('/Account/Login'));
    await giveUserName(page, person.address);
    await page.getByRole('link', { name: 'Unohtuiko käyttäjätunnus tai salasana?' }).click();
    assert.equal(await page.locator('#user_name').inputValue(), person.address, 'it is not asked again');
    await send(page);
    await says(page, 'Katso sähköpostisi');
    await page.goto(await mailedLink(person.address, 'RecoverPassword'));
    await giveNewPassword(page, resident.otherPassword);
    await signIn(page, { ...person, password: resident.otherPassword });
  }));
}

test('whoever double-clicks the button behind a mailed link sets the password once, and is not told that the link is used', () =>
  visit({}, async (page) => {
    const person = await newResident();
    await page.goto(url('/Account/Forgot'));
    await giveUserName(page, person.address);
    await page.goto(await mailedLink(person.address, 'RecoverPassword'));
    const posts = [];
    page.on('request', (request) => request.method() === 'POST' && posts.push(request.url()));
    await page.locator('#new_password').fill(resident.otherPassword);
    await page.locator('#confirm_password').fill(resident.otherPassword);
    await page.locator('main form button:not([type=button])').first().evaluate((button) => {
      button.click();
      setTimeout(() => button.click(), 30); // in the middle of the hash, so that the first request has left
    });
    await page.waitForURL((now) => now.searchParams.has('s'));
    assert.equal(posts.length, 1);
    await signIn(page, { ...person, password: resident.otherPassword });
  }));

test('whoever double-clicks the button that closes the account reads that it is closed, and not that the sign-in has ended', () =>
  visit({}, async (page) => {
    const person = await newResident();
    await signIn(page, person);
    await page.goto(url('/Account/Settings/Delete'));
    await page.locator('#current_password').fill(person.password);
    await send(page);
    const posts = [];
    page.on('request', (request) => request.method() === 'POST' && posts.push(request.url()));
    await page.locator('main form button:not([type=button])').first().evaluate((button) => {
      button.click();
      button.click();
    });
    await page.getByRole('heading', { name: 'Käyttäjätunnuksesi on suljettu' }).waitFor();
    assert.equal(posts.length, 1);
  }));

test('an old user name is enough to recover: the mail goes to the address on file and names the new user name', () =>
  visit({}, async (page) => {
    await page.goto(url('/Account/Forgot'));
    await giveUserName(page, 'evonesse');
    const mail = await demo.mailbox.next('ebba.von.essen@example.fi');
    assert.match(mail.text, /evonesse/);
    await page.goto(mail.linkTo('RecoverPassword'));
    await giveNewPassword(page, resident.goodPassword);
    await signIn(page, { address: 'ebba.von.essen@example.fi', password: resident.goodPassword });
  }));

test('the page to sign out asks first, and signs out everywhere if wanted', () => visit({}, async (page, context) => {
  const person = await newResident();
  await signIn(page, person);
  const here = await context.cookies();
  await context.clearCookies();
  await signIn(page, person);
  await page.goto(url('/Account/Logout'));
  assert.equal(await isSignedIn(page), true, 'opening the page changes nothing');
  await page.getByRole('button', { name: 'Kirjaudu ulos kaikilta laitteilta' }).click();
  assert.equal(await isSignedIn(page), false);
  await context.addCookies(here);
  assert.equal(await isSignedIn(page), false, 'the other browser is signed out too');
}));
