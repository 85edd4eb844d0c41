// The printed guide once more, in Debian's Firefox, driven by its own protocol (WebDriver BiDi).
import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import puppeteer from 'puppeteer-core';

import { changed, changeIntro, intro, linkSent, orRegister, saysWhatTheGuidePromises } from './guide_words.mjs';
import { goodPassword, withPassword } from './residents.mjs';
import { demo, origin, url } from './stage.mjs';

const person = { address: 'hanna.laine114@example.fi', name: 'Hanna Sofia Laine' };

/// Firefox in a window of its own; fails the test when a page complained or loaded anything from elsewhere.
async function inFirefox(body) {
  const firefox = await puppeteer.launch({
    browser: 'firefox',
    executablePath: ['/usr/bin/firefox-esr', '/usr/bin/firefox'].find(existsSync),
    // Its question whether to send a form again is none of a page's, so that no test could answer: yes.
    extraPrefsFirefox: { 'intl.accept_languages': 'fi-FI, fi', 'signon.rememberSignons': false, 'dom.confirm_repost.testing.always_accept': true },
  });
  const faults = [];
  try {
    const page = await firefox.newPage();
    page.on('console', (message) => ['error', 'warn'].includes(message.type()) && faults.push(message.text()));
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('request', (request) => new URL(request.url()).origin !== origin && faults.push(request.url()));
    await body(page);
  } finally {
    await firefox.close();
  }
  assert.deepEqual(faults, []);
}

/// Presses what has this name and waits for the page that it leads to.
async function press(page, role, name) {
  const element = await page.waitForSelector(`::-p-aria([name="${name}"][role="${role}"])`);
  await Promise.all([page.waitForNavigation(), element.click()]);
}

async function type(page, label, words) {
  const labelled = await page.evaluateHandle((name) => [...document.querySelectorAll('label')]
    .find((each) => each.textContent === name).control, label);
  await labelled.evaluate((field) => field.select());
  await labelled.type(words);
}

/// The page has these sentences, and never scrolls sideways in a narrow window.
async function reads(page, ...sentences) {
  const text = (await page.$eval('body', (body) => body.innerText)).replace(/\s+/g, ' ');
  for (const sentence of sentences) assert.ok(text.includes(sentence), `the page says: ${sentence}`);
  await page.setViewport({ width: 320, height: 640 });
  const { scrollWidth, clientWidth } = await page.$eval('html', ({ scrollWidth: all, clientWidth: seen }) => ({ scrollWidth: all, clientWidth: seen }));
  assert.ok(scrollWidth <= clientWidth, `${page.url()} is ${scrollWidth} wide`);
  await page.setViewport({ width: 1280, height: 900 });
}

async function setsThePassword(page) {
  await page.goto(url('/'));
  await press(page, 'link', 'Kirjaudu sisään'); // 1
  await reads(page, intro, orRegister); // 2
  await type(page, 'Käyttäjätunnus', person.address);
  await press(page, 'button', 'Jatka');
  await reads(page, linkSent); // 3
  await page.goto(saysWhatTheGuidePromises(await demo.mailbox.next(person.address), person)); // 4
  assert.equal(page.url(), url('/Account/RecoverPassword'), 'the token has left the address bar');
  await reads(page, 'Takaisin > Vaihda salasana', changeIntro); // 5
  await type(page, 'Uusi salasana *', goodPassword);
  await type(page, 'Vahvista uusi salasana *', goodPassword);
  await press(page, 'button', 'Vaihda salasana');
  await reads(page, changed); // 6
  await press(page, 'link', 'Siirry kirjautumaan');
}

async function signsIn(page) {
  await type(page, 'Käyttäjätunnus', person.address); // 7
  await press(page, 'button', 'Jatka');
  await reads(page, intro, orRegister, 'Muista kirjautumiseni tässä tietokoneessa', 'Unohtuiko käyttäjätunnus tai salasana?');
  await type(page, 'Salasana', goodPassword);
  await (await page.waitForSelector('::-p-aria([name="Näytä salasana"][role="button"])')).click();
  assert.deepEqual(await page.$eval('#password', (field) => [field.type, field.value]), ['text', goodPassword]);
  await page.click('#remember');
  await press(page, 'button', 'Kirjaudu sisään');
  assert.equal(page.url(), url('/'), 'signing in ends where it began');
  await reads(page, `${person.name} (${person.address})`); // 8
}

async function signsOut(page) {
  await press(page, 'link', `${person.name} (${person.address})`);
  assert.equal(page.url(), url('/Account/Settings'));
  await reads(page, 'Tunnuksesi asetukset');
  await page.click('summary');
  await press(page, 'button', 'Kirjaudu ulos');
  await reads(page, 'Olet kirjautunut ulos.');
}

test('the whole guide can be followed in Firefox, and out again', () => inFirefox(async (page) => {
  await setsThePassword(page);
  await signsIn(page);
  await signsOut(page);
}));

test('a form with an upload that was sent after the session had ended is sent again by reloading, in Firefox too', () => inFirefox(async (page) => {
  const file = path.join(demo.directory, 'liite.pdf');
  writeFileSync(file, 'x'.repeat(1 << 20));
  const signsInAs = async (tab) => {
    await type(tab, 'Käyttäjätunnus', withPassword.address);
    await press(tab, 'button', 'Jatka');
    await type(tab, 'Salasana', withPassword.password);
    await press(tab, 'button', 'Kirjaudu sisään');
  };
  await page.goto(url('/hakemukset/uusi'));
  await signsInAs(page);
  await type(page, 'Mitä haet?', 'Mökki');
  await type(page, 'Perustelut', 'Pitkät perustelut');
  await (await page.$('#file')).uploadFile(file);
  await page.deleteCookie(...await page.cookies());
  await press(page, 'button', 'Lähetä hakemus');
  await reads(page, 'Älä sulje tätä sivua, niin mitään ei katoa.');
  const tab = await page.browser().newPage();
  await tab.goto(await page.$eval('main a', (link) => link.href));
  await signsInAs(tab);
  await reads(tab, 'Lomakkeesi odottaa toisella välilehdellä.');
  await tab.close();
  await page.reload();
  await reads(page, 'Hakemus on vastaanotettu', 'Pitkät perustelut', `liite.pdf: ${1 << 20} tavua`);
}));
