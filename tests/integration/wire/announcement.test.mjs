// What the system administrator announces: on every page, in every language, until its end, without a restart.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { after } from 'node:test';

import { build, startDemo, until } from '../../support/demo.mjs';
import { textOf } from '../../support/page.mjs';
import { signIn } from '../../support/visitor.mjs';

const demo = await startDemo({ settings: { 'site.announcement_file': 'announcement.toml' } });
after(() => demo.stop());

const file = path.join(path.dirname(demo.facts.config), 'announcement.toml');
const inHours = (hours) => new Date(Date.now() + hours * 3_600_000).toISOString().replace(/\.\d+/, '');
const announcement = (fi, end = inHours(1)) => `until = ${end}\nfi = "${fi}"\nsv = "Avbrott i kväll & i natt"\nen = "Break tonight"\n`;

/// As an administrator does it: the new file takes the place of the old one at once.
function announce(text) {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}

const page = async (there, language) => (await demo.browser({ language }).get(there)).body;

/// Every worker looks for itself, every two seconds, and nobody chooses which one answers: what as many answers as there are
/// workers, twice, say alike is what most of them show. A test that goes on from there waits again for what it asks next.
function everyWorkerShows(words, there = '/Account/Login', language = 'fi') {
  const asked = Array.from({ length: demo.workers().length * 2 });
  return until(async () => (await Promise.all(asked.map(() => page(there, language)))).every((html) => html.includes(words)),
    `"${words}" on ${there} in ${language}`);
}
const noWorkerShows = (words) => until(async () => {
  const pages = await Promise.all(Array.from({ length: demo.workers().length * 2 }, () => page('/Account/Login', 'fi')));
  return pages.every((html) => !html.includes(words));
}, `"${words}" to be gone`);

test('an announcement appears on every page in the language of the page, without a restart (R-221)', async () => {
  assert.ok(!(await page('/Account/Login', 'fi')).includes('class="announcement"'));
  announce(announcement('Huoltokatko tänä iltana'));
  await everyWorkerShows('Huoltokatko tänä iltana');
  await everyWorkerShows('Avbrott i kväll &amp; i natt', '/Account/Privacy', 'sv');
  await everyWorkerShows('Break tonight', '/Account/Nowhere', 'en');
  const named = /<section class="announcement" aria-labelledby="announcement">.*<strong id="announcement">Tiedote<\/strong>/s;
  await until(async () => named.test(await page('/Account/Forgot', 'fi')), 'the announcement with its name');
});

test('whoever is signed in sees it on the pages, and never in the bar of the portal', async () => {
  const browser = demo.browser();
  await signIn(browser, demo.accounts.with_password.address, demo.password);
  await until(async () => textOf((await browser.get('/Account/Settings')).body).includes('Huoltokatko tänä iltana'),
    'the announcement on a page of the signed-in');
  const bar = (await browser.get('/Account/Bar')).body;
  assert.ok(bar.includes('asiointi-bar') && !bar.includes('Huoltokatko'));
});

test('a faulty file is logged once with its line and remedy, fails the check, and changes nothing on the pages', async () => {
  announce('until = 2027-01-31\nfi = "Vain suomeksi"\n');
  const logged = () => demo.events('announcement_faulty');
  await until(async () => (await page('/Account/Login', 'fi')) && logged().length > 0, 'the fault in the log');
  await everyWorkerShows('Huoltokatko tänä iltana');
  assert.deepEqual(logged().map(({ file: name, line, cause }) => [name, line, cause]),
    [[file, 0, 'sv: is missing'], [file, 0, 'en: is missing'], [file, 1, 'until: is no date and time']]);
  assert.match(logged()[2].remedy, /^Write it without quotes, such as/);
  const check = spawnSync(path.join(build, 'fcgi-app/asiointi-fcgi'), ['--check-config', '--config', demo.facts.config], { encoding: 'utf8' });
  assert.equal(check.status, 2);
  assert.match(check.stderr, /announcement\.toml:1: until/);
});

test('a change is seen, and at its end it is gone (R-221)', async () => {
  announce(announcement('Katko siirtyy huomiseen'));
  await everyWorkerShows('Katko siirtyy huomiseen');
  announce(announcement('Katko on ohi', inHours(-1)));
  await noWorkerShows('Katko siirtyy huomiseen');
  await noWorkerShows('class="announcement"');
});

test('a file that is removed takes its announcement along', async () => {
  announce(announcement('Vielä yksi'));
  await everyWorkerShows('Vielä yksi');
  rmSync(file);
  await noWorkerShows('Vielä yksi');
  assert.equal(demo.events('announcement_faulty').length, 3, 'nothing more was logged');
});
