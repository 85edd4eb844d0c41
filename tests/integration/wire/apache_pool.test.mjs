// Between Apache and the pool: which parameters arrive and whose they are, when a worker is called, what is shown when none
// answers, and that no log of Apache holds a query.
import assert from 'node:assert/strict';
import { connect } from 'node:tls';
import { once } from 'node:events';
import path from 'node:path';
import test, { after } from 'node:test';

import { forApache, moveTo, startApache } from '../../support/apache.mjs';
import { send, sendBytes } from '../../support/client.mjs';
import { startDemo, until } from '../../support/demo.mjs';
import { fastcgiEcho } from '../../support/fastcgi_echo.mjs';
import { headingOf } from '../../support/page.mjs';
import { forget, openLink, setPassword, signIn } from '../../support/visitor.mjs';

const demo = await startDemo({ tls: true, settings: forApache });
after(() => demo.stop());
const socketOf = (name) => path.join(demo.directory, `${name}.sock`);
const [echo, mute] = [await fastcgiEcho(socketOf('echo'), { headers: 'Cache-Control: private, max-age=7\r\n' }), await fastcgiEcho(socketOf('mute'), { isMute: true })];
const [apache, toEcho, behindProxy, toMute] = await Promise.all([startApache(demo), startApache(demo, { socket: socketOf('echo') }),
  startApache(demo, { tls: false, socket: socketOf('echo'), behind: '127.0.0.1 ::1' }), startApache(demo, { socket: socketOf('mute'), timeout: 1 })]);
await moveTo(demo, apache);
after(async () => {
  [echo, mute].forEach((each) => each.close());
  await Promise.all([apache, toEcho, behindProxy, toMute].map((each) => each.stop()));
});

const form = [['Content-Type', 'application/x-www-form-urlencoded']];
const password = 'kanarialintu laulaa haapaniemessä';

async function parametersOf(before, options) {
  const answer = await send(before.url, options);
  assert.equal(answer.status, 200, answer.body);
  assert.deepEqual(answer.all('cache-control'), ['private, max-age=7']);
  const { parameters, bytes } = JSON.parse(answer.body);
  const names = parameters.map(([name]) => name);
  assert.equal(new Set(names).size, names.length, 'a parameter is doubled');
  return { ...Object.fromEntries(parameters), bytes, names };
}

test('the pool gets the request as the client wrote it: method, address, query, length (R-243)', async () => {
  const seen = await parametersOf(toEcho, { method: 'POST', path: '/account/K%C3%A4ytt%C3%B6?ReturnUrl=%2F%3Fa%3Db&n=%C3%A4+%26', body: 'nimi=Åsa', headers: form });
  assert.deepEqual([seen.REQUEST_METHOD, seen.REQUEST_URI, seen.QUERY_STRING], ['POST', '/account/K%C3%A4ytt%C3%B6?ReturnUrl=%2F%3Fa%3Db&n=%C3%A4+%26', 'ReturnUrl=%2F%3Fa%3Db&n=%C3%A4+%26']);
  assert.deepEqual([seen.CONTENT_TYPE, seen.CONTENT_LENGTH, seen.bytes, seen.REMOTE_ADDR, seen.HTTPS], [form[0][1], '9', 9, '127.0.0.1', 'on']);
  const reply = await sendBytes(toEcho.url, `GET ${toEcho.url}/Account/Login?a=b HTTP/1.1\r\nHost: ${new URL(toEcho.url).host}\r\nConnection: close\r\n\r\n`);
  assert.ok(reply.includes('["REQUEST_URI","/Account/Login?a=b"]'), reply);
});

const trusted = ['REMOTE_ADDR', 'REQUEST_METHOD', 'REQUEST_URI', 'QUERY_STRING', 'CONTENT_LENGTH', 'CONTENT_TYPE', 'HTTPS', 'SCRIPT_NAME', 'SERVER_NAME', 'SERVER_PORT', 'REMOTE_USER', 'GATEWAY_INTERFACE',
  'ASIOINTI_METHOD', 'ASIOINTI_ORIGIN', 'ASIOINTI_URI', 'ASIOINTI_REQUIRE', 'PROXY-SENDCL', 'REDIRECT_STATUS', 'LOG_PATH', 'LOG_METHOD'];

test('no header of a client becomes a parameter that the application trusts, in any spelling (R-062, R-243)', async () => {
  const spellings = (name) => [name, name.toLowerCase(), name.replaceAll('_', '-'), name.replaceAll('_', '.'), `HTTP_${name}`, `HTTP-${name.replaceAll('_', '-')}`];
  for (const some of [trusted.slice(0, 7), trusted.slice(7, 14), trusted.slice(14)]) {
    const forged = some.flatMap(spellings).filter((name) => !/^content-(length|type)$/i.test(name)).map((name) => [name, 'forged']);
    const seen = await parametersOf(toEcho, { path: '/Account/Login', headers: [...forged, ['Proxy', 'forged'], ['X_Forwarded_For', 'forged'], ['Authorization', 'Basic Zm9yZ2Vk']] });
    for (const name of seen.names.filter((each) => seen[each] === 'forged')) assert.match(name, /^HTTP_[A-Z_]+$/);
    const known = ['HTTP_COOKIE', 'HTTP_USER_AGENT', 'HTTP_ACCEPT_LANGUAGE', 'HTTP_ORIGIN', 'HTTP_SEC_FETCH_SITE', 'HTTP_PROXY', 'HTTP_AUTHORIZATION', 'HTTP_X_FORWARDED_FOR', 'ASIOINTI_METHOD', 'ASIOINTI_ORIGIN', 'ASIOINTI_URI'];
    assert.deepEqual(known.filter((name) => name in seen), []);
    assert.deepEqual([seen.REMOTE_ADDR, seen.REQUEST_METHOD, seen.REQUEST_URI], ['127.0.0.1', 'GET', '/Account/Login']);
  }
});

test('a header that comes twice arrives once, both values in it, so that neither can pass for the only one', async () => {
  const seen = await parametersOf(toEcho, { path: '/Account/Login', headers: [['Cookie', 'a=1'], ['Cookie', 'b=2'], ['Origin', 'https://a.example'], ['origin', 'https://b.example'], ['Sec-Fetch-Site', 'same-origin'], ['Sec-Fetch-Site', 'cross-site']] });
  assert.deepEqual([seen.HTTP_COOKIE, seen.HTTP_ORIGIN, seen.HTTP_SEC_FETCH_SITE], ['a=1, b=2', 'https://a.example, https://b.example', 'same-origin, cross-site']);
});

/// Who sent this request, as the pool is told and as the log of Apache has it, which is written after the answer.
async function clientOf(before, headers) {
  const target = '/Account/Login/claims';
  const { REMOTE_ADDR } = await parametersOf(before, { path: target, headers });
  const logged = () => before.requests().find((line) => line.path === target);
  await until(logged, 'Apache to log the request');
  return [REMOTE_ADDR, logged().client];
}

test('the client is whoever connects, whatever it claims; behind a proxy, whom that proxy names (R-062)', async () => {
  const claims = [['X-Forwarded-For', '198.51.100.6, 203.0.113.77'], ['X-Real-IP', '203.0.113.77'], ['Forwarded', 'for=203.0.113.77']];
  assert.deepEqual(await clientOf(toEcho, claims), ['127.0.0.1', '127.0.0.1']);
  assert.deepEqual(await clientOf(behindProxy, claims), ['203.0.113.77', '203.0.113.77']);
});

test('a body of unknown length ends at Apache with a page, and one that is too long before it is read (R-122)', async () => {
  const before = echo.connections;
  for (const [status, headers] of [[411, [['Transfer-Encoding', 'chunked']]], [411, [['Transfer-Encoding', 'chunked'], ['Content-Length', '3']]], [413, [['Content-Length', '16385']]], [413, [['Content-Length', '99999999999999']]]]) {
    const head = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    const reply = await sendBytes(toEcho.url, `POST /Account/Login HTTP/1.1\r\nHost: ${new URL(toEcho.url).host}\r\nContent-Type: ${form[0][1]}\r\n${head}\r\n`);
    assert.ok(reply.startsWith(`HTTP/1.1 ${status} `), reply.slice(0, 100));
    assert.ok(reply.includes('<section lang="en">'));
  }
  assert.equal((await send(toEcho.url, { method: 'POST', path: '/Account/Login', headers: form })).status, 411);
  assert.equal(echo.connections, before);
});

test('a worker is called only when a form has arrived in full, and each connection serves one request (R-234, R-235)', async () => {
  const before = echo.connections;
  const slow = connect({ host: 'localhost', port: Number(new URL(toEcho.url).port), rejectUnauthorized: false });
  slow.write(`POST /Account/Login HTTP/1.1\r\nHost: ${new URL(toEcho.url).host}\r\nContent-Type: ${form[0][1]}\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n`);
  assert.match(String((await once(slow, 'data'))[0]), /^HTTP\/1\.1 100 /);
  slow.write('nimi=');
  assert.equal((await send(toEcho.url, { path: '/Account/Login' })).status, 200);
  assert.equal(echo.connections, before + 1, 'only the other request has reached the pool');
  slow.write('Maija');
  assert.match(String((await once(slow, 'data'))[0]), /^HTTP\/1\.1 200 /);
  slow.end();
  assert.equal(echo.connections, before + 2);
  assert.equal(echo.requests.at(-1).bytes, 10);
  assert.ok(echo.requests.every(({ isKept }) => !isKept));
});

test('a pool that does not answer becomes a 504 with Retry-After', async () => {
  const answer = await send(toMute.url, { path: '/Account/Login' });
  assert.deepEqual([answer.status, answer.header('retry-after'), answer.all('cache-control'), headingOf(answer.body)], [504, '30', ['no-store'], 'Palvelu ei ole käytettävissä']);
});

const tokens = new Set(['kanariatunnus'.repeat(4)]);
const secrets = new Set([password, 'kanariaviittaus', 'kanariaselain', 'kanariakysely']);
const browserOf = () => demo.browser({ headers: [['Referer', `${demo.url}/Account/RecoverPassword?token=kanariaviittaus`], ['X-Trace', 'kanariaselain']] });

test('a journey, and addresses with a token that never reach their page', async () => {
  const address = demo.accounts.no_password;
  const browser = browserOf();
  await forget(browser, address);
  const link = (await demo.mailbox.next(address)).linkTo('RecoverPassword');
  tokens.add(new URL(link).searchParams.get('token'));
  assert.equal((await setPassword(browser, await openLink(browser, link), password)).status, 303);
  await signIn(browser, address, password, { query: '?ReturnUrl=%2Fkanariakysely' });
  for (const [, value] of browser.cookies) if (value.length > 5) secrets.add(value);

  const host = new URL(apache.url).host;
  for (const token of tokens) {
    const target = `/Account/RecoverPassword?token=${token}`;
    for (const [status, options] of [[400, {}], [404, { path: `/Account/RecoverPassword%3Ftoken=${token}` }], [404, { path: `/Account/RecoverPassword%3ftoken%3d${token}` }], [404, { path: `/Account/RecoverPassword&token=${token}` }], [404, { path: `/nowhere?token=${token}` }],
      [404, { path: `/nowhere%3Ftoken=${token}` }], [404, { path: `/Account/static/a.0.css?token=${token}` }], [404, { path: `/Account/Login;token=${token}` }], [404, { path: `/Account/RecoverPassword%2F%3Ftoken=${token}` }], [404, { path: `/Account/%00${target}` }],
      [400, { path: `${target}&x=%FF` }], [414, { path: `${target}${'a'.repeat(9000)}` }], [421, { headers: [['Host', 'evil.example']] }], [405, { method: 'PUT', body: '' }], [405, { method: 'TRACE' }], [417, { headers: [['Expect', token]] }],
      [400, { headers: [['Max-Forwards', '0']] }], [411, { method: 'POST', headers: [['Transfer-Encoding', 'chunked']], body: '' }], [413, { method: 'POST', body: `password=${password}${'a'.repeat(20_000)}`, headers: form }], [431, { headers: [['Cookie', `a=${token}${'a'.repeat(9000)}`]] }]]) {
      const headers = [['Referer', `${apache.url}${target}`], ...(options.headers ?? [])];
      assert.equal((await send(apache.url, { path: target, ...options, headers })).status, status, JSON.stringify(options).slice(0, 80));
    }
    assert.equal((await send(apache.plainUrl, { path: target })).status, 301);
    assert.equal((await send(apache.plainUrl, { method: 'POST', path: target, body: '' })).status, 403);
    assert.equal((await send(apache.statusUrl, { path: target })).status, 404);
    assert.equal((await send(toMute.url, { path: target })).status, 504);
    for (const bytes of [`GET ${target}&\x01 HTTP/1.1\r\nHost: ${host}\r\n\r\n`, `get ${target}\r\n\r\n`, `${token} / HTTP/1.1\r\nHost: ${host}\r\n\r\n`, `GET / ${token}\r\n\r\n`, `GET ${target} HTTP/1.1\r\n${token}\r\n\r\n`, `GET ${target} HTTP/1.1\r\n${token}: ${'a'.repeat(17_000)}\r\n\r\n`, `GET http://${token}@/?${token} HTTP/1.1\r\nHost: ${token}\r\n\r\n`])
      await sendBytes(apache.url, bytes);
    await sendBytes(`http://${host}`, `GET ${target} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
  }
});

test('a pool that is away, or dies over an address with a token, becomes a 503 with Retry-After, and the next request is served', async () => {
  const target = `/Account/RecoverPassword?token=${[...tokens][0]}`;
  const isOurs = (answer) => assert.deepEqual([answer.status, answer.header('retry-after'), answer.all('cache-control'), headingOf(answer.body)], [503, '60', ['no-store'], 'Palvelu ei ole käytettävissä']);
  const count = demo.workers().length;
  await demo.withLocked('link_token', async (unlock) => {
    const answers = Array.from({ length: count }, () => browserOf().get(target));
    await demo.waitingForLock(count);
    demo.workers().forEach((pid) => process.kill(pid, 'SIGKILL'));
    (await Promise.all(answers)).forEach(isOurs);
    await unlock();
  });
  await until(() => demo.workers().length === count, 'new workers');
  process.kill(demo.facts.pids.supervisor, 'SIGTERM');
  isOurs(await until(async () => {
    const answer = await browserOf().get(target);
    return answer.status === 503 && answer;
  }, 'the pool to be away'));
  isOurs(await browserOf().post(target, { password }));
  await demo.restart('supervisor');
  assert.equal((await browserOf().get('/Account/Login')).status, 200);
  assert.match(apache.log('asiointipalvelu-error.log'), /\[proxy_fcgi:error\].*failed to make connection to backend/);
});

test('the status page of Apache shows no request (R-075)', async () => {
  const { status, body } = await send(apache.cityUrl, { path: '/server-status' });
  assert.deepEqual([status, body.includes('Apache Server Status')], [200, true]);
  assert.ok(!body.includes('/Account') && !body.includes('token'), 'a request is shown');
});

test('no log of Apache holds a query, a token, a cookie, a password or a referrer (R-075, R-265)', () => {
  const logs = [apache, toEcho, behindProxy, toMute].map((each) => each.logs()).join('\n');
  assert.ok(apache.requests().length > 50 && tokens.size === 2 && secrets.size > 5);
  for (const secret of [...tokens, ...secrets]) {
    const line = logs.split('\n').find((each) => each.includes(secret) || each.includes(encodeURIComponent(secret)));
    assert.equal(line, undefined, `a secret is in: ${line?.slice(0, 300)}`);
  }
  assert.ok(!/[?&]\w+=|token=|ReturnUrl/.test(logs), 'a query is in a log');
  const lines = apache.requests();
  for (const { method, path: target, protocol } of lines) assert.match(`${method} ${target} ${protocol}`, /^([A-Z]+|-) ([\w/.~-]+) (HTTP\/[\d.]+|-)$/);
  for (const status of ['200', '301', '303', '400', '403', '404', '405', '411', '413', '414', '417', '421', '431', '503']) assert.ok(lines.some((line) => line.status === status), status);
  assert.ok(lines.some((line) => line.method === 'POST' && line.path === '/Account/RecoverPassword' && line.status === '413' && line.host === 'localhost'));
});
