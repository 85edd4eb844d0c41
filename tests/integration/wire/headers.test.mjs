// Headers and cookies of every answer, over https, and the addresses that the old system left behind.
import assert from 'node:assert/strict';
import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import test, { after } from 'node:test';

import { send, sendBytes } from '../../support/client.mjs';
import { root, startDemo } from '../../support/demo.mjs';
import { formWith, headingOf, languageOf, linksOf, textOf } from '../../support/page.mjs';
import { forget, mailedLink, openLink, setPassword, signIn, submit, typeUserName } from '../../support/visitor.mjs';

const theme = mkdtempSync(path.join(os.tmpdir(), 'asiointi-theme-'));
cpSync(path.join(root, 'conf/security.example.txt'), path.join(theme, 'security.txt'));
chmodSync(theme, 0o755);
const demo = await startDemo({ tls: true, theme });
after(() => {
  demo.stop();
  rmSync(theme, { recursive: true });
});

const sanna = demo.accounts.with_password.address;
const password = 'villasukka ukkonen kaarna pronssi';
const host = new URL(demo.url).host;
const raw = (line, ...headers) => `${line}\r\n${headers.map((each) => `${each}\r\n`).join('')}Connection: close\r\n\r\n`;

const security = {
  // Signing in may end on the portal's own host.
  'content-security-policy': new RegExp(`^default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; object-src 'none'; form-action 'self' ${new URL(demo.facts.portal_host_url).origin}; frame-ancestors 'none'; base-uri 'none'$`), // R-144
  'strict-transport-security': /max-age=(3153600\d|315360\d\d|63072000|[1-9]\d{8,})/, // R-143
  'x-content-type-options': /^nosniff$/, // R-146
  'referrer-policy': /^no-referrer$/, // R-074, R-147
  'cross-origin-opener-policy': /^same-origin$/, // R-148
  'cross-origin-resource-policy': /^same-origin$/,
  'permissions-policy': /camera=\(\)/,
  'x-frame-options': /^DENY$/,
  'x-robots-tag': /noindex/, // R-154
};

function isGuarded(answer, what) {
  for (const [name, pattern] of Object.entries(security)) {
    assert.equal(answer.all(name).length, 1, `${what}: ${name} ${answer.all(name)}`);
    assert.match(answer.header(name), pattern, `${what}: ${name}`);
  }
  assert.equal(answer.header('server'), 'nginx', what);
  for (const name of ['x-powered-by', 'access-control-allow-origin', 'x-xss-protection']) assert.equal(answer.header(name), undefined, what); // R-123
}

function isNeverKept(answer, what) {
  assert.deepEqual(answer.all('cache-control'), ['no-store'], what); // R-149
  assert.deepEqual([answer.header('etag'), answer.header('last-modified')], [undefined, undefined], what);
  if (answer.body) assert.match(answer.header('content-type'), /charset=utf-8/i, what); // R-141
}

/// Every answer that a resident can get, from the first page to the last.
async function crawl() {
  const answers = [];
  const browser = demo.browser();
  const request = browser.request.bind(browser);
  browser.request = async (...words) => {
    const answer = await request(...words);
    answers.push([`${words[0]} ${words[1].split('?')[0]}`, answer]);
    return answer;
  };
  await typeUserName(browser, sanna);
  await forget(browser, sanna);
  const page = await openLink(browser, (await demo.mailbox.next(sanna)).linkTo('RecoverPassword'));
  await browser.follow(setPassword(browser, page, 'x'));
  await browser.follow(setPassword(browser, page, password));
  await submit(browser, await browser.get('/Account/Register'), { email: 'ryomija@example.com' });
  await openLink(browser, (await demo.mailbox.next('ryomija@example.com')).linkTo('Confirm'));
  await signIn(browser, sanna, password, { remember: true });
  for (const path of ['/Account/Settings', '/Account/Settings?lang=sv', '/Account/Settings/Password', '/Account/Accessibility', '/Account/Privacy', '/Account/Cookies',
    '/.well-known/change-password', '/Account/Login', '/Account', '/Account/Manage', '/Account/Nowhere', '/Account/NotForMe', '/Account/RecoverPassword?token=x', '/Account/Logout'])
    await browser.get(path);
  await browser.post('/Account/Forgot', { user_name: sanna });
  await submit(browser, await browser.get('/Account/Logout'), { form_token: formWith((await browser.get('/Account/Logout')).body).fields.form_token });
  return answers;
}

const crawled = await crawl();

test('every answer of the service carries the security headers once, and is never kept (R-141, R-142, R-143, R-144, R-146, R-147, R-148, R-149)', () => {
  assert.ok(crawled.length > 35);
  for (const [what, answer] of crawled) {
    isGuarded(answer, what);
    isNeverKept(answer, what);
  }
});

test('every cookie has the prefix, Secure, HttpOnly, SameSite=Lax and Path=/, and no domain (R-094, R-097, R-241)', () => {
  const all = crawled.flatMap(([what, answer]) => answer.setCookies.map((line) => [what.replace(demo.url, ''), line]));
  const removed = 'portaali_viimeksi=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0';
  assert.deepEqual(all.filter(([, line]) => !line.startsWith('__Host-')), [['POST /Account/Login', removed], ['POST /Account/Logout', removed]], 'signing in and out ends the portal\'s own cookie');
  const lines = all.map(([, line]) => line).filter((line) => line.startsWith('__Host-'));
  const names = new Set(lines.map((line) => line.split('=')[0]));
  assert.deepEqual([...names].sort(), ['__Host-asiointi', '__Host-asiointi-device', '__Host-asiointi-form', '__Host-asiointi-language', '__Host-asiointi-link']);
  for (const line of lines) {
    assert.match(line, /^__Host-asiointi(-\w+)?=[\w-]*; Path=\/; Secure; HttpOnly; SameSite=Lax(; Max-Age=\d+)?$/);
    assert.ok(Number(/Max-Age=(\d+)/.exec(line)?.[1] ?? 0) <= 400 * 24 * 3600);
  }
});

test('what nginx answers by itself is guarded and never kept as well, in three languages (R-153, R-209)', async () => {
  const long = 'a'.repeat(9000);
  for (const [status, options] of [
    [404, { path: '/nowhere' }], [404, { path: '/healthz' }], [404, { path: '/auth/check' }], [404, { path: '/Account/static/x.0.css' }], [404, { path: '/.git/config' }],
    [413, { method: 'POST', path: '/Account/Login', body: 'a'.repeat(20_000) }],
    [414, { path: `/Account/Login?a=${long}` }], [421, { path: '/Account/Login', headers: [['Host', 'evil.example']] }],
    [431, { path: '/', headers: Array.from({ length: 5 }, (_, i) => [`X-${i}`, 'a'.repeat(8000)]) }], [400, { path: '/', headers: [['Host', 'a b']] }],
  ]) {
    const answer = await send(demo.url, options);
    assert.equal(answer.status, status, String(status));
    isGuarded(answer, `nginx ${status}`);
    isNeverKept(answer, `nginx ${status}`);
    assert.deepEqual(['sv', 'en'].map((language) => answer.body.includes(`<section lang="${language}">`)), [true, true], `nginx ${status}`);
  }
});

test('a request that is no HTTP gets a 400 with the headers, not a page of the service', async () => {
  for (const bytes of [raw('GET /Account/Login HTTP/1.1'), raw('GET /\x01 HTTP/1.1', `Host: ${host}`), raw('GET /Account/Login HTTP/1.1', `Host: ${host}`, 'Host: evil.example')]) {
    const reply = await sendBytes(demo.url, bytes);
    assert.match(reply, /^HTTP\/1\.1 400 /);
    assert.match(reply, /\r\nCache-Control: no-store\r\n/i);
    assert.match(reply, /\r\nX-Content-Type-Options: nosniff\r\n/i);
    assert.ok(!reply.includes('Kirjautuminen'));
  }
});

test('plain http to the port of https gets a page, and no cookie', async () => {
  const answer = await sendBytes(`http://${host}`, raw('GET /Account/Login HTTP/1.1', `Host: ${host}`));
  assert.match(answer, /^HTTP\/1\.1 400 /);
  assert.ok(!/set-cookie/i.test(answer));
});

test('a forged Host leads nowhere and never into a mail (R-073)', async () => {
  const forged = demo.browser({ headers: [['X-Forwarded-Host', 'evil.example'], ['X-Forwarded-Proto', 'http'], ['Forwarded', 'host=evil.example'], ['X-Host', 'evil.example']] });
  const page = await forget(forged, 'taimi@example.fi');
  assert.ok(!page.body.includes('evil.example'));
  const mail = await demo.mailbox.next('taimi@example.fi');
  assert.ok(!mail.source.includes('evil.example'));
  for (const link of mail.links) assert.ok(link.startsWith(`${demo.url}/`), link);
});

test('pages load nothing from another origin, no riddle for humans either (R-065, R-074, R-151)', () => {
  for (const [what, { body }] of crawled)
    for (const [, address] of body.matchAll(/<(?:link|script|img|iframe|form)\b[^>]*?\b(?:href|src|action)="([^"]*)"/g)) assert.match(address, /^\/(?!\/)/, what);
});

test('reading pages changes nothing in the database (R-118)', async () => {
  const all = () => demo.sql('CHECKSUM TABLE account, link_token, mail_outbox, session, throttle, audit_event, session_revocation');
  const link = await mailedLink(demo, 'pitkanimi@example.com');
  await demo.mailsDone();
  demo.sql('DELETE FROM session WHERE ended_at IS NOT NULL'); // or else the purge of every minute may do it meanwhile
  const before = all();
  const paths = ['/Account/Login', '/Account/Logout?everywhere=1', '/Account/Register?email=a@example.com', '/Account/Forgot?user_name=taimi@example.fi', '/Account/Settings', '/Account/Bar', '/Account/NotForMe', '/Account/RecoverPassword?token=x'];
  for (const method of ['GET', 'HEAD']) for (const path of [...paths, link, link.replace('RecoverPassword', 'NotForMe')]) await demo.browser().request(method, path);
  assert.deepEqual(all(), before);
});

test('a static file is kept for ever, and its page names it by its content (R-151)', async () => {
  const page = await typeUserName(demo.browser(), sanna);
  const paths = [...page.body.matchAll(/(?:href|src)="(\/Account\/static\/[^"]+)"/g)].map(([, path]) => path);
  const types = { css: 'text/css', js: 'application/javascript', svg: 'image/svg+xml' };
  assert.deepEqual(paths.map((path) => path.split('.').at(-1)).sort(), Object.keys(types));
  for (const path of paths) {
    const answer = await demo.browser().get(path);
    assert.deepEqual([answer.status, answer.header('cache-control'), answer.setCookies], [200, 'public, max-age=31536000, immutable', []]);
    assert.ok(answer.header('content-type').startsWith(types[path.split('.').at(-1)]), answer.header('content-type'));
    isGuarded(answer, path);
  }
});

test('addresses match in any case, and those of the old system lead on', async () => {
  for (const path of ['/account/login', '/ACCOUNT/LOGIN', '/Account/login/', '/aCCOUNT/fORGOT']) assert.equal((await demo.browser().get(path)).status, 200, path);
  for (const [old, now] of [['/account/logoff', '/Account/Logout'], ['/Account/LogOn?ReturnUrl=%2Fa', '/Account/Login?ReturnUrl=%2Fa'], ['/Account/Manage', '/Account/Settings'],
    ['/account/', '/Account/Settings'], ['/Account/ForgotPassword', '/Account/Forgot'], ['/account/changepassword', '/Account/Settings/Password'], ['/.well-known/change-password', '/Account/Settings/Password']]) {
    const answer = await demo.browser().get(old);
    assert.deepEqual([answer.status, answer.location], [302, now], old); // R-089: never for ever
  }
});

test('a link of a mail works in any case', async () => {
  const link = new URL(await mailedLink(demo, 'toivo@example.fi'));
  const page = await openLink(demo.browser(), `/account/recoverpassword?TOKEN=${link.searchParams.get('token')}`);
  assert.equal(headingOf(page.body), 'Vaihda salasana');
});

/// [protocol, cipher] that the host and a client of this kind agree on.
const handshake = (options) => new Promise((resolve, reject) => {
  const { hostname, port } = new URL(demo.url);
  const socket = tls.connect({ host: hostname, servername: hostname, port, rejectUnauthorized: false, ...options }, () => {
    resolve([socket.getProtocol(), socket.getCipher().standardName]);
    socket.destroy();
  });
  socket.on('error', reject);
});

test('TLS is 1.2 or 1.3, the newer one first, with forward secrecy and authenticated encryption only (R-156)', async () => {
  assert.deepEqual(await handshake({ maxVersion: 'TLSv1.2' }), ['TLSv1.2', 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256']);
  assert.equal((await handshake({}))[0], 'TLSv1.3');
  for (const refused of [{ minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' }, { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA' }, { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA256' }, { maxVersion: 'TLSv1.2', ciphers: 'AES128-GCM-SHA256' }])
    await assert.rejects(handshake(refused), /alert|handshake/i);
});

test('nothing that an editor, a version control or an administrator left lying about is reachable, nor any folder (R-163)', async () => {
  for (const path of ['/.git/config', '/.git/HEAD', '/.env', '/.htaccess', '/.svn/entries', '/.well-known/', '/asiointipalvelu.toml', '/secrets.toml', '/Account/secrets.toml', '/Account/Login.bak', '/Account/Login~', '/Account/.git/config',
    '/Account/static/', '/Account/theme/', '/Account/theme/security.txt', '/Account/static/asiointi.css', '/Account/errors/', '/backup.sql', '/debug', '/server-status', '/phpinfo.php', '/nginx_status', '/core'])
    assert.equal((await send(demo.url, { path })).status, 404, path);
});

test('whoever finds a hole is told where to report it, in the form of RFC 9116', async () => {
  const answer = await send(demo.url, { path: '/.well-known/security.txt' });
  assert.deepEqual([answer.status, answer.header('content-type')], [200, 'text/plain; charset=utf-8']);
  isGuarded(answer, 'security.txt');
  const fields = Object.fromEntries(answer.body.split('\n').filter((line) => line && !line.startsWith('#')).map((line) => /^([A-Z][A-Za-z-]*): (\S.*)$/.exec(line).slice(1)));
  assert.match(fields.Contact, /^(mailto:|https:)/);
  assert.ok(!Number.isNaN(Date.parse(fields.Expires)) && /Z$/.test(fields.Expires));
  assert.match(fields.Canonical, /\/\.well-known\/security\.txt$/);
});

test('a well-known address that does not exist is a 404 (R-090)', async () => {
  for (const path of ['/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200', '/.well-known/'])
    assert.equal((await demo.browser().get(path)).status, 404, path);
});

test('health and metrics are never reachable from outside (R-164), health is from the machine', async () => {
  for (const path of ['/healthz', '/readyz', '/metrics', '/READYZ', '/auth/check', '/Account/../readyz']) assert.equal((await send(demo.url, { path })).status, 404, path);
  const status = new URL(demo.facts.status_url).origin;
  for (const [path, words] of [['/healthz', 'alive\n'], ['/readyz', 'ready\n']]) assert.equal((await send(status, { path })).body, words);
});

test('a HEAD request has the headers of GET and no body', async () => {
  const answer = await demo.browser().request('HEAD', '/Account/Login');
  assert.deepEqual([answer.status, answer.body], [200, '']);
  isGuarded(answer, 'HEAD');
});

test('the language is what the reader chose last, else what the browser asks for, else Finnish', async () => {
  const at = async (browser, path = '/Account/Login') => languageOf((await browser.get(path)).body);
  const [german, swedish] = [demo.browser({ language: 'de,fr;q=0.5' }), demo.browser({ language: 'de, sv-FI;q=0.8, en;q=0.5' })];
  assert.deepEqual([await at(german), await at(swedish), await at(demo.browser({ language: '' }))], ['fi', 'sv', 'fi']);
  const page = await german.get('/Account/Forgot?ReturnUrl=%2Fa%26b');
  const english = linksOf(page.body).find(([, words]) => words === 'In English')[0];
  const chosen = await german.get(english);
  assert.deepEqual([languageOf(chosen.body), await at(german)], ['en', 'en']);
  assert.equal(formWith(chosen.body, 'user_name').fields.return_url, '/a&b');
  assert.match(textOf(chosen.body), /permit advice/);
});
