// Chromium's own password manager: does it offer to save the right password for the right user name, and does it fill it in?
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';

import { launchWithProfile, url } from './stage.mjs';
import * as resident from './residents.mjs';

const { giveUserName, mailedLink, newResident, otherPassword } = resident;

/// A browser that remembers passwords, and a page in it. Its manager tells what it decides in a page of its own; its
/// question "save?" is part of the window, which no test can press.
async function withManager(body) {
  const profile = mkdtempSync(path.join(os.tmpdir(), 'asiointi-profile-'));
  const browser = await launchWithProfile(profile, {
    args: ['--password-store=basic'],
    ignoreDefaultArgs: ['--enable-automation'], // which turns the manager off
  });
  try {
    const log = await browser.newPage();
    await log.goto('chrome://password-manager-internals');
    await body(await browser.newPage(), log, browser);
  } finally {
    await browser.close();
    rmSync(profile, { recursive: true, force: true });
  }
}

/// What the manager makes of the form that `act` sends: its elements, and whether it asks to save.
async function decisionOn(log, act) {
  const before = (await log.locator('body').innerText()).length;
  await act();
  await log.waitForFunction((from) => /Decision: ASK the user/.test(document.body.innerText.slice(from)), before, { timeout: 15_000 });
  const told = (await log.locator('body').innerText()).slice(before);
  const parsed = told.slice(told.lastIndexOf('Form parsing output'));
  const element = (name) => new RegExp(`^ *${name} element : *(\\w*)`, 'm').exec(parsed)?.[1] || null;
  return { owner: element('Username'), current: element('Password'), chosen: element('New password') };
}

/// What pressing "save" does with what the manager has read.
async function save(browser, { address, password }) {
  const manager = await browser.newPage();
  await manager.goto('chrome://password-manager/passwords');
  await manager.evaluate(([there, username, secret]) => window.chrome.passwordsPrivate.addPassword(
    { url: there, username, password: secret, note: '', useAccountStore: false }), [url('/Account/Login'), address, password]);
  await manager.close();
}

/// As fingers do it: a manager listens to keys.
async function type(page, id, words) {
  await page.locator(`#${id}`).click();
  await page.keyboard.type(words);
}
const showing = (page, at) => page.getByRole('button', { name: 'Näytä salasana' }).nth(at).click();

async function setsANewPassword(page, log, person) {
  await page.goto(url('/Account/Forgot'));
  await giveUserName(page, person.address);
  await page.goto(await mailedLink(person.address, 'RecoverPassword'));
  await type(page, 'new_password', otherPassword);
  await type(page, 'confirm_password', otherPassword);
  await showing(page, 0);
  assert.deepEqual(await decisionOn(log, () => resident.send(page)),
    { owner: 'user_name', current: null, chosen: 'new_password' });
}

async function signsInWithWhatIsFilled(page, person) {
  await page.goto(url('/Account/Login?ReturnUrl=%2FAccount%2FSettings%2FPassword'));
  await giveUserName(page, person.address);
  await page.locator('h1').click(); // Chromium tells pages what it filled once the person has touched them
  await page.waitForFunction(() => document.querySelector('#password:autofill')?.value);
  await resident.send(page);
  await page.waitForURL(url('/Account/Settings/Password'));
}

async function changesThePassword(page, log) {
  await page.locator('h1').click();
  await page.waitForFunction(() => document.querySelector('#current_password:autofill')?.value);
  await type(page, 'new_password', resident.goodPassword);
  await type(page, 'confirm_password', resident.goodPassword);
  assert.deepEqual(await decisionOn(log, () => resident.send(page)),
    { owner: 'user_name', current: 'current_password', chosen: 'new_password' });
}

test('the manager of Chromium saves the password that is set, fills it at the second step, and notices its change', () =>
  withManager(async (page, log, browser) => {
    const person = await newResident();
    await setsANewPassword(page, log, person);
    await save(browser, { ...person, password: otherPassword });
    await signsInWithWhatIsFilled(page, person);
    await changesThePassword(page, log);
  }));

test('the manager of Chromium offers to save a password that was typed and shown at the second step', () =>
  withManager(async (page, log) => {
    const person = await newResident();
    await page.goto(url('/Account/Login'));
    await type(page, 'user_name', person.address);
    await page.keyboard.press('Enter');
    await type(page, 'password', person.password);
    await showing(page, 0);
    assert.deepEqual(await decisionOn(log, () => resident.send(page)), { owner: 'user_name', current: 'password', chosen: null });
  }));
