// What happened to an account, as its owner reads it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test, { after } from 'node:test';

import { root, startDemo, until } from '../../support/demo.mjs';
import { headingOf, textOf } from '../../support/page.mjs';
import { signIn, submit } from '../../support/visitor.mjs';

const demo = await startDemo();
after(() => demo.stop());

// Pages say "today" of what has just happened.
await until(() => !new Date().toLocaleTimeString('en-GB', { timeZone: 'Europe/Helsinki' }).startsWith('23:59'), 'midnight to pass', 90);

const sanna = demo.accounts.with_password.address;
const other = 'pitkanimi@example.com';
const activity = '/Account/Settings/Activity';
demo.lendPassword(other);
const idOf = (address) => demo.value(`SELECT id FROM account WHERE email = '${address}'`);
const record = (address, values) =>
  demo.sql(`INSERT INTO audit_event (at, kind, account_id, client_network, detail, reference, unit, reason, operation_id) VALUES (${values.at ?? 'UTC_TIMESTAMP()'}, ${values.kind}, ${idOf(address)}, '${values.network ?? ''}', '${values.detail ?? ''}', '${values.reference ?? ''}', '${values.unit ?? ''}', '${values.reason ?? ''}', REPEAT('x', 16))`);

async function signedIn(address = sanna) {
  const browser = demo.browser();
  await signIn(browser, address, demo.password);
  return browser;
}
const words = (page) => textOf(page.body);

test('sign-ins stand there with time and network, the newest first', async () => {
  const browser = await signedIn();
  const page = await browser.get(activity);
  assert.equal(headingOf(page.body), 'Tunnuksesi tapahtumat');
  assert.match(words(page), /Kirjautuminen uudella selaimella tänään klo \d\d\.\d\d IP-osoite: 127\.0\.0\.1/);
  browser.cookies.delete('__Host-asiointi');
  await signIn(browser, sanna, demo.password);
  const titles = [...(await browser.get(activity)).body.matchAll(/<h2>([^<]*)/g)].map(([, title]) => title);
  assert.deepEqual(titles.filter((title) => title.startsWith('Kirjautuminen')), ['Kirjautuminen', 'Kirjautuminen uudella selaimella'], 'one for each time');
  await signedIn();
  await submit(browser, await browser.get('/Account/Settings/Devices'), { others: '1' });
  assert.match(words(await browser.get(activity)), /Muut laitteet kirjattiin ulos tänään klo \d\d\.\d\d (?!Verkko)/, 'the network for sign-ins alone');
});

test('what staff did stands there with who and why, escaped (R-128)', async () => {
  record(other, { kind: 12, unit: 'Lupaneuvonta', reason: 'Asiakas pyysi <b>itse</b>', network: '192.0.2.99' });
  const page = await (await signedIn(other)).get(activity);
  assert.match(words(page), /Käyttäjätunnus lukittiin Tekijä kaupungilla: Lupaneuvonta Syy: Asiakas pyysi <b>itse<\/b> tänään/);
  assert.ok(!page.body.includes('<b>itse'));
  assert.ok(!page.body.includes('192.0.2.99'));
});

test('nobody sees what happened to another account', async () => {
  assert.doesNotMatch(words(await (await signedIn()).get(activity)), /lukittiin/);
});

test('what is for staff to know is not on the page', async () => {
  record(other, { kind: 5, detail: 'recovery-detail' });
  record(other, { kind: 11 });
  const page = await (await signedIn(other)).get(activity);
  assert.match(words(page), /Sähköpostiin lähetettiin linkki/);
  assert.doesNotMatch(page.body, /recovery-detail|käsiteltiin/);
});

test('every kind of event has words of its own in every language', async () => {
  const kinds = [...readFileSync(path.join(root, 'fcgi-app/store/audit_event.hpp'), 'utf8').split('enum class AuditKind')[1].split('};')[0].matchAll(/(\w+) = (\d+),/g)];
  assert.ok(kinds.length >= 30);
  demo.sql(`DELETE FROM audit_event WHERE account_id = ${idOf(other)}`);
  for (const [, , kind] of kinds) record(other, { kind, at: 'UTC_TIMESTAMP() - INTERVAL 100 DAY', reference: kind });
  const browser = await signedIn(other);
  const seen = {};
  for (const lang of ['fi', 'sv', 'en']) {
    const titles = [];
    for (const page of [1, 2, 3]) titles.push(...[...(await browser.get(`${activity}?page=${page}&lang=${lang}`)).body.matchAll(/<h2>([^<]*)/g)].map(([, title]) => title));
    seen[lang] = new Set(titles);
  }
  for (const lang of ['fi', 'sv', 'en']) assert.equal(seen[lang].size, kinds.length - 9, lang); // five are the machinery's own, and the five of no account share a title
  assert.equal([...seen.sv].filter((title) => seen.fi.has(title) || seen.en.has(title)).length, 0);
});

test('a long list comes in pages', async () => {
  demo.sql(`DELETE FROM audit_event WHERE account_id = ${idOf(other)}`);
  demo.sql(`INSERT INTO audit_event (at, kind, account_id, operation_id) SELECT UTC_TIMESTAMP() - INTERVAL 100 DAY - INTERVAL seq HOUR, 3, ${idOf(other)}, REPEAT('x', 16) FROM seq_1_to_44`);
  const browser = await signedIn(other); // one more
  const rows = async (page) => [...(await browser.get(`${activity}${page}`)).body.matchAll(/<li>\s*<h2>/g)].length;
  assert.deepEqual([await rows(''), await rows('?page=2'), await rows('?page=3')], [20, 20, 5]);
  assert.equal((await browser.get(`${activity}?page=4`)).location, activity);
});

test('the page is for signed-in people alone (R-045)', async () => {
  assert.equal((await demo.browser().get(activity)).location, `/Account/Login?ReturnUrl=${encodeURIComponent(activity)}`);
});
