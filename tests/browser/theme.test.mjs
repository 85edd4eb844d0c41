// Another town: its name, colours, logo, contact and links by configuration and one stylesheet, with no other program.
import assert from 'node:assert/strict';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';

import { startDemo, until } from '../support/demo.mjs';
import { textOf } from '../support/page.mjs';
import { reflowFaults } from './conditions.mjs';
import { axeFaults, facts, smallTargets } from './examine.mjs';
import { launch, shots } from './window.mjs';

const demo = await startDemo({ more: 'conf/themes/koivuranta/site.toml', settings: { 'site.announcement_file': 'announcement.toml' } });
const browser = await launch();
after(async () => {
  await browser.close();
  demo.stop();
});
const url = (there) => new URL(there, demo.url).href;

const site = { fi: 'Oma Koivuranta', sv: 'Mitt Björkstrand', en: 'My Koivuranta' };
const { address, password } = demo.accounts.with_password;

async function visit(body) {
  const context = await browser.newContext({ locale: 'fi-FI', viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' });
  const strangers = [];
  context.on('request', (request) => new URL(request.url()).origin === demo.url || strangers.push(request.url()));
  context.on('console', (message) => /Content Security Policy/.test(message.text()) && strangers.push(message.text()));
  try {
    await body(await context.newPage());
  } finally {
    await context.close();
  }
  assert.deepEqual(strangers, []);
}

/// A click returns when the next page begins to come.
async function send(page) {
  await page.locator('main form button:not([type=button])').first().click();
  await page.waitForLoadState();
}

/// A page of each kind: form, form with an error, status, text, table, error page, and one of a signed-in person.
async function pages(page, language, look) {
  const open = (there) => page.goto(url(`${there}${there.includes('?') ? '&' : '?'}lang=${language}`));
  for (const there of ['Register', 'Help', 'Accessibility', 'Privacy', 'Cookies', 'Nowhere']) {
    await open(`/Account/${there}`);
    await look(there);
  }
  await open('/Account/Forgot');
  await send(page);
  await look('forgot-empty');
  await page.locator('#user_name').fill('joku@example.org');
  await send(page);
  await look('forgot-sent');
  await open('/Account/Login?ReturnUrl=%2FAccount%2FSettings');
  await look('login');
  await page.locator('#user_name').fill(address);
  await send(page);
  await page.locator('#password').fill('this is not it');
  await send(page);
  await look('password-wrong');
  await page.locator('#password').fill(password);
  await send(page);
  await page.waitForURL(url('/Account/Settings'));
  await open('/Account/Settings'); // the account has a language of its own
  await page.locator('summary').click();
  await look('settings');
}

async function examine(page, name, language, faults) {
  const tell = (what) => (each) => faults.push(`${language} ${name}${what}: ${each}`);
  (await axeFaults(page)).forEach(tell(''));
  (await reflowFaults(page)).forEach(tell(''));
  (await smallTargets(page)).forEach(tell(''));
  await page.emulateMedia({ colorScheme: 'dark' });
  (await axeFaults(page, ['color-contrast', 'link-in-text-block'])).forEach(tell(' (dark)'));
  for (const [width, colorScheme] of language === 'fi' && process.env.ASIOINTI_PICTURES ? [[1280, 'dark'], [320, 'dark'], [320, 'light'], [1280, 'light']] : []) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    await page.screenshot({ path: `${shots}theme-${name}-${width}-${colorScheme}.png`, fullPage: true });
  }
  await page.emulateMedia({ colorScheme: 'light' });
}

for (const language of ['fi', 'sv', 'en'])
  test(`axe finds nothing on any page of another town in ${language}, light or dark, and all of it fits 320 pixels`, () => visit(async (page) => {
    const faults = [];
    let seen = 0;
    await pages(page, language, async (name) => {
      const { title, help } = await facts(page);
      assert.ok(title.endsWith(` – ${site[language]}`), title);
      assert.match(help.words, /laituri@example\.org/);
      await examine(page, name, language, faults);
      seen += 1;
    });
    assert.deepEqual(faults, []);
    assert.equal(seen, 11);
  }));

test('an announcement fits the theme as well', () => visit(async (page) => {
  const file = path.join(path.dirname(demo.facts.config), 'announcement.toml');
  const end = new Date(Date.now() + 3_600_000).toISOString().replace(/\.\d+/, '');
  writeFileSync(`${file}.new`, `until = ${end}\nfi = "Palvelussa on huoltokatko tänään klo 18–20. Kirjautuminen ei silloin toimi."\nsv = "Avbrott."\nen = "Break."\n`);
  renameSync(`${file}.new`, file);
  await until(async () => {
    await page.goto(url('/Account/Login'));
    return page.getByRole('region', { name: 'Tiedote' }).isVisible();
  }, 'the announcement');
  const faults = [];
  await examine(page, 'announcement', 'fi', faults);
  assert.deepEqual(faults, []);
}));

test('the town has its own logo, icon, stylesheet and links, and they may be kept for ten minutes', () => visit(async (page) => {
  await page.goto(url('/Account/Privacy?lang=sv'));
  const logo = page.locator('header img');
  assert.equal(await logo.getAttribute('alt'), '', 'decorative: the name is beside it');
  assert.ok(await logo.evaluate((image) => image.complete && image.naturalWidth > 0), 'the logo is shown');
  assert.equal(await page.locator('header').evaluate((header) => getComputedStyle(header).backgroundColor), 'rgb(36, 80, 58)');
  assert.deepEqual((await facts(page)).footerLinks, ['/', '/Account/Help', '/Account/Accessibility', '/Account/Privacy',
    '/Account/Cookies', 'https://www.example.org/sv']);
  assert.equal(await page.locator('footer nav a').first().innerText(), 'Till Mitt Björkstrand');
  const parts = await page.evaluate(() => [...document.querySelectorAll('link[href], img')].map((each) => each.href ?? each.src));
  assert.equal(parts.length, 4, 'ours and the town\'s stylesheet, logo and icon');
  for (const part of parts.filter((each) => each.includes('/theme/'))) {
    const answer = await page.request.get(part);
    assert.equal(answer.status(), 200, part);
    assert.equal(answer.headers()['cache-control'], 'public, max-age=600', part);
    assert.match(answer.headers()['content-security-policy'], /default-src 'none'/, part);
    const again = await page.request.get(part, { headers: { 'If-None-Match': answer.headers().etag } });
    assert.equal(again.status(), 304, part);
  }
}));

test('the theme\'s folder gives out pictures and stylesheets alone', async () => {
  const stranger = demo.browser();
  for (const there of ['/Account/theme/koivuranta/site.toml', '/Account/theme/koivuranta/', '/Account/theme/../asiointipalvelu.toml',
    '/Account/theme/koivuranta/..%2fkoivuranta/theme.css.', '/Account/theme/none.css'])
    assert.equal((await stranger.get(there)).status, 404, there);
});

test('what nginx answers by itself wears the town\'s colours and name', async () => {
  const { body, status } = await demo.browser().get('/nowhere');
  assert.equal(status, 404);
  assert.ok(body.includes('<link rel="stylesheet" href="/Account/theme/koivuranta/theme.css">'), body);
  assert.ok(textOf(body).includes('Oma Koivuranta'));
});

test('each colour of the theme is one of ours, so a misspelt property is found', () => {
  const read = (file) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
  const ours = new Set(read('templates/static/asiointi.css').match(/--[a-z-]+(?=:)/g));
  for (const property of read('conf/themes/koivuranta/theme.css').match(/--[a-z-]+(?=:)/g)) assert.ok(ours.has(property), property);
});
