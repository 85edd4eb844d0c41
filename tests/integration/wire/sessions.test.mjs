// Sessions: how they begin, rotate and end, and which cookies count.
import assert from 'node:assert/strict';
import test, { after } from 'node:test';

import { startDemo } from '../../support/demo.mjs';
import { formWith, headingOf, textOf } from '../../support/page.mjs';
import { isSignedIn, mailedLink, openLink, sessionOf, signIn, submit, submitOnly, typePassword, typeUserName } from '../../support/visitor.mjs';

const demo = await startDemo();
after(() => demo.stop());

const sanna = demo.accounts.with_password.address;
const other = 'pitkanimi@example.com';
demo.lendPassword(other);
const newPassword = 'villasukka ukkonen kaarna pronssi';
const sessionCookie = '__Host-asiointi';

async function signedIn(userName = sanna, options = {}) {
  const browser = demo.browser();
  await signIn(browser, userName, demo.password, options);
  return browser;
}

/// A browser that sends exactly this Cookie header.
function withCookies(header) {
  return demo.browser({ headers: [['Cookie', header]] });
}

test('every sign-in begins a session with a new id, and the anonymous one before it is gone (R-041, R-114)', async () => {
  const browser = demo.browser();
  const page = await typeUserName(browser, sanna);
  const visitor = browser.cookies.get('__Host-asiointi-form');
  assert.ok(visitor);
  await typePassword(browser, page, demo.password);
  assert.equal(browser.cookies.has('__Host-asiointi-form'), false);
  assert.notEqual(sessionOf(browser), sessionOf(await signedIn()));
  const mixed = withCookies(`__Host-asiointi-form=${visitor}; ${sessionCookie}=${sessionOf(browser)}`);
  const refused = await mixed.post('/Account/Logout', { form_token: formWith(page.body, 'form_token').fields.form_token });
  assert.equal(refused.status, 403);
  assert.ok(await isSignedIn(browser));
});

test('the database holds no value that a cookie could bring (R-093)', async () => {
  const browser = await signedIn();
  const all = demo.dump();
  const id = sessionOf(browser);
  assert.ok(!all.includes(id));
  assert.ok(!all.toLowerCase().includes(Buffer.from(id, 'base64url').toString('hex')));
});

test('an id that the service did not make is never adopted (R-095)', async () => {
  const forged = 'A'.repeat(43);
  const answer = await withCookies(`${sessionCookie}=${forged}`).get(`/Account/Settings?sid=${forged}`);
  assert.equal(answer.status, 303);
  assert.ok(!answer.setCookies.some((line) => line.includes(forged)));
});

test('a session cookie that is doubled or spelled in another case makes the request anonymous (R-096)', async () => {
  const id = sessionOf(await signedIn());
  const good = `${sessionCookie}=${id}`;
  assert.ok(await isSignedIn(withCookies(good)));
  const bad = [`${good}; ${good}`, `${good}; ${sessionCookie}=`, `${sessionCookie}=x; ${good}`, `__host-asiointi=${id}`,
    `__HOST-ASIOINTI=${id}`, `${good}; __hOST-asiointi=x`, `${good}; ${sessionCookie}`, `asiointi=${id}`, `${good}x`];
  for (const header of bad) assert.equal(await isSignedIn(withCookies(header)), false, header.replaceAll(id, 'ID'));
  const twoLines = demo.browser({ headers: [['Cookie', good], ['Cookie', `${sessionCookie}=x`]] });
  assert.equal(await isSignedIn(twoLines), false);
});

test('an hour without a visit ends a session that was not to be remembered (R-098)', async () => {
  const browser = await signedIn(other);
  const away = (minutes) => demo.sql(`UPDATE session SET last_seen_at = UTC_TIMESTAMP() - INTERVAL ${minutes} MINUTE`);
  away(59);
  assert.ok(await isSignedIn(browser));
  away(61);
  assert.equal(await isSignedIn(browser), false);
});

test('twelve hours end a session, whatever its visits (R-098)', async () => {
  const browser = await signedIn(other);
  const left = demo.value('SELECT MAX(TIMESTAMPDIFF(SECOND, created_at, expires_at)) FROM session WHERE remembered = 0');
  assert.equal(left, String(12 * 3600));
  demo.sql('UPDATE session SET expires_at = UTC_TIMESTAMP() - INTERVAL 1 SECOND');
  assert.equal(await isSignedIn(browser), false);
});

test('a remembered session outlives days without a visit, but not its 30 days (R-099)', async () => {
  const browser = await signedIn(other, { remember: true });
  demo.sql('UPDATE session SET last_seen_at = UTC_TIMESTAMP() - INTERVAL 29 DAY WHERE remembered = 1');
  assert.ok(await isSignedIn(browser));
  const before = demo.value('SELECT expires_at FROM session WHERE remembered = 1');
  assert.ok(await isSignedIn(browser));
  assert.equal(demo.value('SELECT expires_at FROM session WHERE remembered = 1'), before);
  demo.sql('UPDATE session SET expires_at = UTC_TIMESTAMP() WHERE remembered = 1');
  assert.equal(await isSignedIn(browser), false);
});

test('signing out takes a post, ends this session alone, and its cookie is dead (R-102, R-103)', async () => {
  const [here, there] = [await signedIn(), await signedIn()];
  const old = `${sessionCookie}=${sessionOf(here)}`;
  const page = await here.get('/account/logoff?x=1');
  assert.equal(page.status, 302);
  const question = await here.follow(page);
  assert.ok(await isSignedIn(here));
  const answer = await submitOnly(here, question, { form_token: formWith(question.body).fields.form_token });
  assert.deepEqual([answer.status, answer.location, answer.header('clear-site-data')], [303, '/Account/Logout', '"cache", "storage"']);
  assert.equal(sessionOf(here), undefined);
  assert.equal(headingOf((await here.follow(answer)).body), 'Olet kirjautunut ulos');
  assert.deepEqual([await isSignedIn(withCookies(old)), await isSignedIn(there)], [false, true]);
});

test('signing out everywhere ends every session of the account, and of no other', async () => {
  const [here, there, stranger] = [await signedIn(), await signedIn(sanna, { remember: true }), await signedIn(other)];
  await submit(here, await here.get('/Account/Logout'), { everywhere: '1' });
  assert.deepEqual([await isSignedIn(here), await isSignedIn(there), await isSignedIn(stranger)], [false, false, true]);
});

test('locking an account ends its sessions at once (R-104)', async () => {
  const browser = await signedIn(other);
  demo.sql(`UPDATE account SET state = 2 WHERE email = '${other}'`);
  assert.equal(await isSignedIn(browser), false);
  demo.sql(`UPDATE account SET state = 1 WHERE email = '${other}'`);
});

test('a page of the settings leads through the login and back (R-089, R-091)', async () => {
  const browser = demo.browser();
  const known = await browser.get('/.well-known/change-password');
  assert.ok([302, 303, 307].includes(known.status));
  const login = await browser.follow(known);
  const answer = await typePassword(browser, await submit(browser, login, { user_name: sanna }), demo.password);
  assert.equal(answer.location, '/Account/Settings/Password');
});

test('a wrong current password changes nothing, and is counted (R-087)', async () => {
  const browser = await signedIn(other);
  const page = await browser.get('/Account/Settings/Password');
  const change = (current) => submitOnly(browser, page, { current_password: current, new_password: newPassword, confirm_password: newPassword });
  assert.match(textOf((await change('')).body), /Kirjoita nykyinen salasanasi/);
  for (let i = 0; i < 11; ++i) assert.match(textOf((await change('ei tämä ole se')).body), /Nykyinen salasana on väärä/);
  assert.match(textOf((await change(demo.password)).body), /Odota \d+ sekuntia/);
  demo.sql('DELETE FROM throttle');
  await signedIn(other);
});

test('changing the password gives this session a new id, ends the others and the links, and tells the owner (R-088)', async () => {
  const [here, there] = [await signedIn(other), await signedIn(other, { remember: true })];
  const link = await mailedLink(demo, other);
  const old = sessionOf(here);
  const page = await here.get('/Account/Settings/Password');
  const saved = await submit(here, page, { current_password: demo.password, new_password: newPassword, confirm_password: newPassword });
  assert.match(textOf(saved.body), /Muutokset on tallennettu/);
  assert.notEqual(sessionOf(here), old);
  assert.deepEqual([await isSignedIn(here), await isSignedIn(withCookies(`${sessionCookie}=${old}`)), await isSignedIn(there)], [true, false, false]);
  assert.equal((await openLink(demo.browser(), link)).status, 400);
  assert.match((await demo.mailbox.next(other, /Salasanasi on vaihdettu/)).subject, /Salasanasi on vaihdettu/);
  await signIn(demo.browser(), other, newPassword);
  await assert.rejects(signIn(demo.browser(), other, demo.password), /gave 422/);
});

test('a login form in a second tab still works after signing in in the first', async () => {
  const browser = demo.browser();
  const [first, second] = [await browser.get('/Account/Login'), await browser.get('/Account/Login?ReturnUrl=%2FVenepaikat')];
  await typePassword(browser, await submit(browser, first, { user_name: sanna }), demo.password);
  const answer = await submitOnly(browser, second, { user_name: sanna });
  assert.deepEqual([answer.status, answer.location], [303, '/Venepaikat']);
  assert.ok(await isSignedIn(browser));
});

test('two tabs with two user names keep their own places', async () => {
  const browser = demo.browser();
  const one = await typeUserName(browser, sanna);
  const two = await typeUserName(browser, 'toinen.nimi@example.com');
  assert.equal(formWith(one.body, 'password').fields.user_name, sanna);
  assert.equal(formWith(two.body, 'password').fields.user_name, 'toinen.nimi@example.com');
  assert.equal((await typePassword(browser, two, demo.password)).status, 422);
  assert.equal((await typePassword(browser, one, demo.password)).status, 303);
  assert.match(textOf((await browser.get('/Account/Settings')).body), new RegExp(sanna));
});

test('a form of the settings that comes after the session has ended says so and leads back', async () => {
  const browser = await signedIn();
  const page = await browser.get('/Account/Settings/Password');
  demo.sql('UPDATE session SET ended_at = UTC_TIMESTAMP()');
  const answer = await submit(browser, page, { current_password: demo.password, new_password: newPassword, confirm_password: newPassword });
  assert.match(textOf(answer.body), /Kirjautumisesi on päättynyt/);
  const back = await typePassword(browser, await submit(browser, answer, { user_name: sanna }), demo.password);
  assert.equal(back.location, '/Account/Settings/Password');
});
