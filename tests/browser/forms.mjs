// What password managers and autofill need (requirements, section U).
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { url, visit } from './stage.mjs';
import * as resident from './residents.mjs';

const { giveUserName, givePassword, mailedLink, send, signIn, newResident } = resident;

/// The fields of the page's form: id -> the attributes that matter.
const fieldsOf = (page) => page.evaluate(() => Object.fromEntries(
  [...document.querySelectorAll('main form input:not([type=hidden])')].map((field) => [field.id, {
    name: field.name, type: field.type, autocomplete: field.autocomplete, value: field.value, readOnly: field.readOnly,
    inputMode: field.inputMode, spellcheck: field.spellcheck, autocapitalize: field.autocapitalize, maxLength: field.maxLength,
    required: field.getAttribute('aria-required'), rules: field.getAttribute('passwordrules'),
  }])));

function isIdentifier(field) {
  assert.deepEqual([field.type, field.inputMode, field.autocomplete, field.spellcheck, field.autocapitalize],
    ['text', 'email', 'username', false, 'none']);
}
function isPassword(field, autocomplete) {
  assert.deepEqual([field.type, field.autocomplete, field.readOnly, field.maxLength], ['password', autocomplete, false, -1]);
}
/// Whom a password belongs to: a field that a manager reads and nobody changes.
function namesTheOwner(field, address) {
  assert.deepEqual([field.type, field.autocomplete, field.readOnly, field.value.toLowerCase()],
    ['text', 'username', true, address.toLowerCase()]);
}

test('the field for the user name, here and at "forgot", is one that managers fill', () => visit({}, async (page) => {
  for (const [there, id] of [['/Account/Login', 'user_name'], ['/Account/Forgot', 'user_name'], ['/Account/Register', 'email']]) {
    await page.goto(url(there));
    const fields = await fieldsOf(page);
    assert.deepEqual(Object.keys(fields), [id]);
    isIdentifier(fields[id]);
  }
}));

test('the second step of signing in still shows whose password it asks for', () => visit({}, async (page) => {
  await page.goto(url('/Account/Login'));
  await giveUserName(page, 'Aino.Uusi@example.org');
  const { user_name: owner, password, remember } = await fieldsOf(page);
  namesTheOwner(owner, 'Aino.Uusi@example.org');
  isPassword(password, 'current-password');
  assert.equal(remember.type, 'checkbox');
  await givePassword(page, 'wrong, and never shown again');
  const again = await fieldsOf(page);
  assert.equal(again.password.value, '');
  namesTheOwner(again.user_name, 'Aino.Uusi@example.org');
}));

test('the page behind the mailed link names the account for the manager that saves the password', () => visit({}, async (page) => {
  const address = resident.someoneWithoutPassword();
  await page.goto(url('/Account/Login'));
  await giveUserName(page, address);
  assert.match(await page.locator('main').innerText(), /Linkki on voimassa 24 tuntia/);
  await page.goto(await mailedLink(address, 'RecoverPassword'));
  const fields = await fieldsOf(page);
  assert.deepEqual(Object.keys(fields), ['user_name', 'new_password', 'confirm_password']);
  namesTheOwner(fields.user_name, address);
  isPassword(fields.new_password, 'new-password');
  isPassword(fields.confirm_password, 'new-password');
  assert.match(fields.new_password.rules, /^minlength: 15; maxlength: \d+; allowed: unicode;$/);
}));

test('what a password must be is said before its field, and read with it', () => visit({}, async (page) => {
  const person = await newResident();
  await signIn(page, person, '/Account/Settings/Password');
  const told = await page.evaluate(() => {
    const field = document.querySelector('#new_password');
    const hint = document.querySelector('#new_password-hint');
    const comesFirst = Boolean(hint.compareDocumentPosition(field) & Node.DOCUMENT_POSITION_FOLLOWING);
    return [comesFirst, field.getAttribute('aria-describedby').split(' ').includes(hint.id), hint.textContent];
  });
  assert.deepEqual(told.slice(0, 2), [true, true]);
  assert.match(told[2], /vähintään 15 merkkiä/);
}));

test('pages that limit a time say how long it is', () => visit({}, async (page) => {
  const says = async (words) => assert.match(await page.locator('main').innerText(), words);
  await page.goto(url('/Account/Forgot'));
  await giveUserName(page, resident.newAddress());
  await says(/60 minuuttia/);
  await page.goto(url('/Account/Login'));
  await giveUserName(page, resident.withPassword.address);
  await says(/Valinta on voimassa 30 päivää/);
}));

test('the accessibility statement tells anybody where to complain, and who supervises', () => visit({}, async (page) => {
  await page.goto(url('/Account/Accessibility'));
  assert.ok(await page.locator('main a[href="mailto:neuvonta@example.com"]').isVisible());
  assert.match(await page.locator('main').innerText(), /Traficom/);
}));

test('registering takes address, names and password in fields that say so, and keeps them after an error', () =>
  visit({}, async (page) => {
    const address = resident.newAddress();
    await page.goto(url('/Account/Register'));
    await page.locator('#email').fill(address);
    await send(page);
    await page.goto(await mailedLink(address, 'Confirm'));
    const fields = await fieldsOf(page);
    namesTheOwner(fields.user_name, address);
    assert.deepEqual([fields.given_name.autocomplete, fields.family_name.autocomplete], ['given-name', 'family-name']);
    isPassword(fields.new_password, 'new-password');
    await resident.giveNames(page, 'Aino', 'Å & "<Öhman>');
    await resident.giveNewPassword(page, 'too short');
    const again = await fieldsOf(page);
    assert.deepEqual([again.given_name.value, again.family_name.value], ['Aino', 'Å & "<Öhman>']);
    assert.deepEqual([again.new_password.value, again.confirm_password.value], ['', '']);
  }));

test('changing the password has owner, current and new password in one form', () => visit({}, async (page) => {
  const person = await newResident();
  await signIn(page, person, '/Account/Settings/Password');
  assert.equal(await page.locator('main form').count(), 1);
  const fields = await fieldsOf(page);
  assert.deepEqual(Object.keys(fields), ['user_name', 'current_password', 'new_password', 'confirm_password']);
  namesTheOwner(fields.user_name, person.address);
  isPassword(fields.current_password, 'current-password');
  isPassword(fields.new_password, 'new-password');
}));

test('every password field takes what is pasted, whole', () =>
  visit({ permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
    const long = `${'pitkä salasana 🔑 '.repeat(11)}loppu`;
    const address = resident.newAddress();
    await page.goto(url('/Account/Register'));
    await page.locator('#email').fill(address);
    await send(page);
    await page.goto(await mailedLink(address, 'Confirm'));
    await page.evaluate((text) => navigator.clipboard.writeText(text), long);
    for (const id of ['new_password', 'confirm_password']) {
      await page.locator(`#${id}`).focus();
      await page.keyboard.press('Control+V');
      assert.equal(await page.locator(`#${id}`).inputValue(), long);
    }
    await resident.giveNames(page, 'Pitkä', 'Liimaus');
    await send(page);
    await signIn(page, { address, password: long });
  }));

test('a manager that looks for the page to change a password finds it', () => visit({}, async (page) => { // change-password-url
  await signIn(page, await newResident());
  await page.goto(url('/.well-known/change-password'));
  assert.equal(page.url(), url('/Account/Settings/Password'));
}));
