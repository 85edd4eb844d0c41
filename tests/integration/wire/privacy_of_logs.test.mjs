// No log holds a secret, or what a visitor typed: canaries go everywhere, then every log is read. The faults of
// nginx and of the pool are provoked as well, since those lines are the chatty ones.
import assert from 'node:assert/strict';
import test, { after } from 'node:test';

import { send, sendBytes } from '../../support/client.mjs';
import { startDemo, until } from '../../support/demo.mjs';
import { formWith } from '../../support/page.mjs';
import { forget, openLink, sessionOf, setPassword, signIn, submit, submitOnly, typePassword, typeUserName } from '../../support/visitor.mjs';

const demo = await startDemo();
after(() => demo.stop());

const sanna = demo.accounts.with_password.address;
const password = 'kanarialintu laulaa haapaniemessä';
const wrong = 'kanariavarpunen on hiljaa';
const typedByMistake = 'kanariansalasana7';
const query = 'kanariakysely';
const host = new URL(demo.url).host;
const tokens = new Set();
const secrets = new Set([password, wrong, typedByMistake, query, demo.password, 'kanariaviittaus', 'kanariaselain']);

/// Remembers what a page and its cookies hold.
function collect(browser, answer) {
  for (const [name, value] of browser.cookies) if (!name.endsWith('-language')) secrets.add(value);
  for (const [, value] of answer.body.matchAll(/name="(?:form_token|step|link)" value="([^"]+)"/g)) secrets.add(value);
  if (answer.url.includes('?s=')) secrets.add(new URL(answer.url).searchParams.get('s'));
  return answer;
}

test('a whole journey, with everything in it that can go wrong', async () => {
  const browser = demo.browser({ headers: [['Referer', `${demo.url}/Account/RecoverPassword?token=kanariaviittaus`], ['X-Trace', 'kanariaselain']] });
  collect(browser, await typeUserName(browser, typedByMistake));
  const second = collect(browser, await typeUserName(browser, sanna, `?ReturnUrl=%2F${query}`));
  collect(browser, await typePassword(browser, second, wrong));
  collect(browser, await forget(browser, sanna));
  const link = (await demo.mailbox.next(sanna)).linkTo('RecoverPassword');
  tokens.add(new URL(link).searchParams.get('token'));
  const page = collect(browser, await openLink(browser, link));
  collect(browser, await submitOnly(browser, page, { new_password: wrong, confirm_password: password }));
  collect(browser, await setPassword(browser, page, password));
  await openLink(browser, link);
  const signedIn = await signIn(browser, sanna, password);
  assert.equal(signedIn.status, 303);
  secrets.add(sessionOf(browser));
  const change = collect(browser, await browser.get('/Account/Settings/Password'));
  collect(browser, await submitOnly(browser, change, { current_password: wrong, new_password: password, confirm_password: password }));
  collect(browser, await submit(browser, change, { current_password: password, new_password: wrong, confirm_password: wrong }));
  await browser.post('/Account/Logout', { form_token: 'x', everywhere: '1' });
});

test('addresses with a token that never reach their page', async () => {
  await forget(demo.browser(), 'taimi@example.fi');
  const { token } = await demo.mailbox.next('taimi@example.fi');
  tokens.add(token);
  const path = `/Account/RecoverPassword?token=${token}`;
  for (const each of [`/Account/RecoverPassword%3Ftoken=${token}`, `/Account/RecoverPassword%3ftoken%3d${token}`, `/Account/RecoverPassword&token=${token}`, `/nowhere?token=${token}`,
    `/Account/Nowhere?token=${token}`, `/Account/static/${'a'}.0.css?token=${token}`, `${path}&x=%FF`, `${path}&x=%00`, `/Account/Login;token=${token}`, `${path}${'a'.repeat(9000)}`, `/Account/Bar?token=${token}`])
    await send(demo.url, { path: each });
  await send(demo.url, { method: 'PUT', path });
  await send(demo.url, { method: 'POST', path, body: `password=${password}`, headers: [['Content-Type', 'text/plain']] });
  await send(demo.url, { method: 'POST', path, body: `password=${password}${'a'.repeat(20_000)}`, headers: [['Content-Type', 'application/x-www-form-urlencoded']] });
  await send(demo.url, { path, headers: [['Host', 'evil.example']] });
  await sendBytes(demo.url, `GET ${path}&\x01 HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  await sendBytes(demo.url, `GET ${path} HTTP/9.9\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  await sendBytes(demo.url, `get ${path}\r\n\r\n`);
});

test('a worker that dies over an address with a token (502), and one that waits in vain for the database', async () => {
  const path = `/Account/RecoverPassword?token=${'kanaria'.repeat(8).slice(0, 52)}`;
  tokens.add('kanaria'.repeat(8).slice(0, 52));
  const count = demo.workers().length;
  await demo.withLocked('link_token', async (unlock) => {
    const answers = Array.from({ length: count }, () => demo.browser().get(path));
    await demo.waitingForLock(count);
    demo.workers().forEach((pid) => process.kill(pid, 'SIGKILL'));
    assert.deepEqual((await Promise.all(answers)).map((answer) => answer.status), Array(count).fill(502));
    await unlock();
  });
  await until(() => demo.workers().length === count, 'new workers');
  demo.sql('RENAME TABLE link_token TO link_token_away');
  const failed = await demo.browser().get(path);
  demo.sql('RENAME TABLE link_token_away TO link_token');
  assert.ok([500, 503].includes(failed.status));
  assert.ok(demo.events('request_failed').length > 0);
});

test('the pool that is away (502) while an address with a token is opened', async () => {
  process.kill(demo.facts.pids.supervisor, 'SIGTERM');
  await until(async () => (await demo.browser().get(`/Account/RecoverPassword?token=${[...tokens][0]}`)).status === 502, 'the pool to be away');
  await demo.restart('supervisor');
  assert.equal((await demo.browser().get('/Account/Login')).status, 200);
});

test('no log holds any of it (R-018, R-075, R-107, R-244, R-264)', () => {
  const logs = demo.logs();
  assert.ok(logs.includes('/Account/RecoverPassword'));
  assert.ok(tokens.size >= 3 && secrets.size > 12);
  for (const secret of [...tokens, ...secrets].filter((each) => each.length > 5)) {
    const line = logs.split('\n').find((each) => each.includes(secret) || each.includes(encodeURIComponent(secret)));
    assert.equal(line, undefined, `a secret is in: ${line?.slice(0, 300)}`);
  }
  assert.ok(!/[?&]s=|token=/.test(logs), 'a query is in a log');
});

test('what people typed rests in the database no longer than its mail needs it', async () => {
  await demo.mailsDone();
  const all = demo.dump();
  for (const secret of [...tokens, ...secrets]) assert.ok(!all.includes(secret), 'a secret rests in the database');
});

test('every line of the pool is one JSON object, with time, level and event (R-261)', () => {
  const lines = demo.events();
  assert.ok(lines.length > 20);
  for (const line of lines) assert.ok(line.time && line.level && line.event && line.pid, JSON.stringify(line));
  for (const event of ['sign_in', 'password_set', 'password_changed', 'mail_sent', 'form_refused', 'request_refused'])
    assert.ok(demo.events(event).length > 0, event);
});

test('what a visitor types can add no line to a log (R-265)', async () => {
  const browser = demo.browser({ headers: [['User-Agent', 'a","event":"forged']] });
  await browser.get('/Account/Login');
  await browser.get('/Account/No%22where%0A%7B%22event%22:%22forged%22');
  await browser.get('/Account/%E2%80%AEforged');
  await submit(browser, await browser.get('/Account/Forgot'), { user_name: '{"event":"forged"}' });
  await browser.post('/Account/Forgot', { ...formWith((await browser.get('/Account/Forgot')).body, 'user_name').fields, form_token: '\u202eforged' });
  assert.deepEqual([demo.events('forged').length, demo.logs().includes('forged')], [0, false]);
});
