// The account pages behind Apache: the same journey, pages, headers and refusals as behind nginx, which runs beside it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import tls from 'node:tls';
import test, { after } from 'node:test';
import http2 from 'node:http2';

import { send, sendBytes } from '../../support/client.mjs';
import { forApache, moveTo, startApache } from '../../support/apache.mjs';
import { root, startDemo } from '../../support/demo.mjs';
import { formWith, headingOf, masked, textOf } from '../../support/page.mjs';
import { isSignedIn, sessionOf, setPassword, signIn, submit, typePassword, typeUserName } from '../../support/visitor.mjs';

const demo = await startDemo({ tls: true, settings: { ...forApache, 'site.theme_css': '/Account/theme/koivuranta/theme.css' } });
after(() => demo.stop());
const nginx = demo.url;
const [apache, plain] = await Promise.all([startApache(demo), startApache(demo, { tls: false })]);
after(() => Promise.all([apache.stop(), plain.stop()]));

const password = 'kivijalka tuulimylly sammakko';
const form = [['Content-Type', 'application/x-www-form-urlencoded']];
const host = new URL(apache.url).host;
const raw = (line, ...headers) => `${line}\r\n${headers.map((each) => `${each}\r\n`).join('')}Connection: close\r\n\r\n`;

const security = ['content-security-policy', 'strict-transport-security', 'x-content-type-options', 'referrer-policy', 'cross-origin-opener-policy',
  'cross-origin-resource-policy', 'permissions-policy', 'x-frame-options', 'x-robots-tag'];
const told = [...security, 'cache-control', 'location', 'allow', 'retry-after', 'vary', 'content-disposition', 'clear-site-data'];

/// The page without the reference number of nginx's own pages, which Apache's lack: it has no number that its log knows too.
const withoutReference = (body) => body.replace(/<p class="help">(?:Viitenumero|Referensnummer|Reference number): .*\n/g, '\n');

/// Whatever of an answer a visitor, a browser or a cache goes by.
function shape(answer) {
  const headers = told.map((name) => [name, answer.all(name)]).filter(([, values]) => values.length > 0);
  const cookies = answer.setCookies.map((line) => line.replace(/=[^;]*/, (value) => `=${value.length}`));
  return { status: answer.status, type: answer.body && answer.header('content-type'), headers: Object.fromEntries(headers), cookies, body: withoutReference(masked(answer.body)) };
}

async function isTheSame(options) {
  const [theirs, ours] = await Promise.all([send(nginx, options), send(apache.url, options)]);
  assert.deepEqual(shape(ours), shape(theirs), `${options.method ?? 'GET'} ${(options.path ?? '/').slice(0, 60)}`);
  assert.equal(ours.header('server'), 'Apache');
  return ours;
}

test('pages, redirects and refusals of the application are what they are behind nginx (R-152)', async () => {
  const paths = ['/Account/Login', '/account/login', '/ACCOUNT/LOGIN?ReturnUrl=%2Fa%3Fb%3Dc%26%C3%A4', '/aCCOUNT/fORGOT', '/Account/Login/', '/account/logoff', '/Account/LogOn?ReturnUrl=%2Fa', '/account', '/account/',
    '/Account/Settings', '/Account/Settings/x.css', '/Account/Login;x', '/Account/Nowhere', '/account/login.php', '/Account/Login?x=%00', '/Account/%FF', '/Account/Login?ReturnUrl=%FF', '/Account/K%C3%A4ytt%C3%B6',
    '/Account/RecoverPassword?token=x', '/Account/RecoverPassword%3Ftoken=x', `/Account/Login?x=${'a'.repeat(7000)}`, `/Account/LogOn?ReturnUrl=%2F${'%C3%A4'.repeat(1300)}`,
    '/.well-known/change-password', '/.well-known/jwks.json', '/Account/../Account/Login', '//Account/Login', '/nowhere/../Account/Login'];
  for (const path of paths) await isTheSame({ path, headers: [['Accept-Language', 'sv']] });
  for (const method of ['PUT', 'DELETE', 'OPTIONS', 'PATCH']) await isTheSame({ method, path: '/Account/Login', body: '' });
  await isTheSame({ method: 'POST', path: '/Account/Login', body: 'a=1', headers: [['Content-Type', 'text/plain']] });
  await isTheSame({ path: '/Account/Login', headers: [['Max-Forwards', '0'], ['If-Modified-Since', new Date().toUTCString()], ['Range', 'bytes=0-9']] });
  await isTheSame({ method: 'POST', path: '/Account/Login', body: 'user_name=%FF', headers: form });
});

test('nothing but the known paths reaches the pool; health and the check never, in any spelling (R-152, R-163, R-164, R-249)', async () => {
  const paths = ['/nowhere', '/accounts', '/healthz', '/readyz', '/metrics', '/READYZ', '/auth/check', '/auth/sign-in', '/Account/../readyz', '/Account/%2e%2e/auth/sign-in', '/auth%2Fsign-in', '//auth/sign-in', '/x/../auth/sign-in',
    '/.git/config', '/.htaccess', '/server-status', '/server-info', '/.well-known/', '/.well-known/security.txt', '/WEB-INF', '/icons/', '/cgi-bin/',
    '/Account/errors/404.html', '/account/errors/404.html', '/Account/static/', '/Account/static/asiointi.css', '/account/static/asiointi.0.css', '/Account/static/../../errors/404.html', '/Account/theme/', '/Account/theme/koivuranta/site.toml'];
  const before = demo.events().length;
  for (const path of paths) assert.equal((await isTheSame({ path })).status, 404, path);
  assert.equal(demo.events().length, before);
  // Apache decodes no "/" in a path; nginx does, and the pool says the same.
  for (const path of ['/Account%2F..%2Fauth%2Fsign-in', '/Account/%2e%2e%2fauth/sign-in', '/Account%2Fstatic']) assert.equal((await send(apache.url, { path })).status, 404, path);
});

test('where to report a hole is told from the theme\'s folder, once the file is there', async () => {
  const text = readFileSync(path.join(root, 'conf/security.example.txt'), 'utf8');
  apache.write('theme/security.txt', text);
  const answer = await send(apache.url, { path: '/.well-known/security.txt' });
  apache.remove('theme/security.txt');
  assert.deepEqual([answer.status, answer.header('content-type'), answer.header('cache-control'), answer.body], [200, 'text/plain; charset=utf-8', 'public, max-age=600', text]);
  for (const name of security) assert.equal(answer.all(name).length, 1, name);
  assert.equal((await send(apache.url, { path: '/.well-known/security.txt' })).status, 404);
});

test('what Apache answers by itself is the page that nginx shows, with the same headers (R-153, R-209)', async () => {
  for (const [status, options] of [
    [404, { path: '/nowhere' }], [404, { method: 'HEAD', path: '/nowhere' }], [404, { path: '/nowhere', headers: [['Range', 'bytes=0-9'], ['If-None-Match', '*'], ['Accept-Encoding', 'gzip']] }],
    [405, { method: 'TRACE', path: '/Account/Login' }], [405, { method: 'POST', path: '/Account/theme/koivuranta/theme.css', body: 'a=1', headers: form }],
    [413, { method: 'POST', path: '/Account/Login', body: 'a'.repeat(16_385), headers: form }], [414, { path: `/Account/Login?a=${'a'.repeat(9000)}` }],
    [421, { path: '/Account/Login', headers: [['Host', 'evil.example']] }], [421, { path: '/nowhere', headers: [['Host', '127.0.0.9']] }],
    [431, { path: '/Account/Login', headers: [['Cookie', `a=${'a'.repeat(8200)}`]] }], [400, { path: '/Account/Login', headers: [['Host', 'a b']] }],
  ]) assert.equal((await isTheSame(options)).status, status);
  assert.match((await send(apache.url, { path: '/nowhere' })).body, /href="\/Account\/theme\/koivuranta\/theme\.css"/);
});

test('a request that is no HTTP gets a 400 with the headers, not a page of the service', async () => {
  for (const bytes of [raw('GET /Account/Login HTTP/1.1'), raw('GET /\x01 HTTP/1.1', `Host: ${host}`), raw('GET /Account/Login HTTP/1.1', `Host: ${host}`, 'Host: evil.example'), 'get /Account/Login\r\n\r\n',
    raw('get /Account/Login HTTP/1.1', `Host: ${host}`), raw('GET /Account/Login HTTP/1.1', `Host: ${host}`, `Cookie: ${'a'.repeat(17_000)}`), raw('POST /Account/Login HTTP/1.1', `Host: ${host}`, 'Content-Length: 3', 'Content-Length: 4')]) {
    const reply = await sendBytes(apache.url, bytes);
    assert.match(reply, /^HTTP\/1\.1 400 /);
    for (const header of [/^Cache-Control: no-store\r$/im, /^X-Content-Type-Options: nosniff\r$/im, /^Strict-Transport-Security: /im]) assert.match(reply, header);
    assert.ok(!reply.includes('Kirjautuminen'));
  }
});

test('an address with a host in the request line is a path of that host', async () => {
  assert.match(await sendBytes(apache.url, raw(`GET https://${host}/Account/Login?lang=sv HTTP/1.1`, `Host: ${host}`)), /<h1[^>]*>Inloggning/);
  assert.match(await sendBytes(apache.url, raw('GET https://evil.example/Account/Login HTTP/1.1', `Host: ${host}`)), /^HTTP\/1\.1 421 /);
  assert.match(await sendBytes(apache.url, raw(`CONNECT ${host} HTTP/1.1`, `Host: ${host}`)), /^HTTP\/1\.1 405 /);
});

test('plain http leads readers to https, address and query unchanged, and refuses whatever carries data (R-157)', async () => {
  for (const path of ['/', '/Account/RecoverPassword?token=a%C3%A4%2F&x=%E5+b', '/Account/K%C3%A4ytt%C3%B6%20a', '/Account/RecoverPassword%3Ftoken=x']) {
    for (const method of ['GET', 'HEAD']) {
      const answer = await send(apache.plainUrl, { method, path });
      assert.deepEqual([answer.status, answer.location, answer.all('cache-control')], [301, apache.url + path, ['no-store']]);
      assert.equal(answer.header('strict-transport-security'), undefined); // R-143: over https only
    }
  }
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
    const answer = await send(apache.plainUrl, { method, path: '/Account/Login', body: 'password=x', headers: form });
    assert.deepEqual([answer.status, answer.location, headingOf(answer.body)], [403, undefined, 'Yhteys ei ole suojattu']);
  }
  assert.equal((await send(apache.plainUrl, { path: '/', headers: [['Host', 'evil.example']] })).status, 421);
  const mistaken = await sendBytes(`http://${host}`, raw('GET /Account/Login HTTP/1.1', `Host: ${host}`));
  assert.match(mistaken, /^HTTP\/1\.1 400 /);
  assert.ok(!/set-cookie/i.test(mistaken));
});

const handshake = (options) => new Promise((resolve, reject) => {
  const socket = tls.connect({ host: 'localhost', port: Number(new URL(apache.url).port), rejectUnauthorized: false, ...options }, () => {
    resolve([socket.getProtocol(), socket.getCipher().standardName]);
    socket.destroy();
  });
  socket.on('error', reject);
});

test('TLS is 1.2 or 1.3, with forward secrecy and authenticated encryption only (R-156)', async () => {
  assert.deepEqual(await handshake({ maxVersion: 'TLSv1.2' }), ['TLSv1.2', 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256']);
  assert.equal((await handshake({}))[0], 'TLSv1.3');
  for (const refused of [{ minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' }, { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA' }, { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA256' }])
    await assert.rejects(handshake(refused), /alert|handshake/i);
});

test('HTTP/2 carries the same page, and a form of unknown length no further than Apache', async () => {
  const session = http2.connect(apache.url, { rejectUnauthorized: false });
  after(() => session.destroy());
  const ask = (headers, body) => new Promise((resolve, reject) => {
    const stream = session.request(headers);
    let [status, text] = [0, ''];
    stream.setEncoding('utf8').on('response', (answer) => { status = answer[':status']; }).on('data', (part) => { text += part; }).on('end', () => resolve([status, text])).on('error', reject);
    stream.end(body);
  });
  const [status, page] = await ask({ ':path': '/Account/Login?lang=sv' });
  assert.deepEqual([status, headingOf(page)], [200, 'Inloggning']);
  assert.equal((await ask({ ':path': '/Account/Login', ':method': 'POST', 'content-type': form[0][1] }, 'user_name=a'))[0], 411);
  assert.equal((await ask({ ':path': '/Account/Login', ':method': 'POST', 'content-type': form[0][1], 'content-length': 11 }, 'user_name=a'))[0], 403);
});

test('a static file is kept for ever, its page names it by its content, and text is compressed (R-151)', async () => {
  const page = await typeUserName(demo.browser(), demo.accounts.with_password.address);
  const paths = [...page.body.matchAll(/(?:href|src)="(\/Account\/static\/[^"]+)"/g)].map(([, path]) => path);
  assert.equal(paths.length, 3);
  for (const path of paths) {
    const answer = await isTheSame({ path });
    assert.deepEqual([answer.status, answer.header('cache-control'), answer.setCookies], [200, 'public, max-age=31536000, immutable', []]);
    assert.equal((await send(apache.url, { path, headers: [['Accept-Encoding', 'gzip']] })).header('content-encoding'), 'gzip', path);
    assert.equal((await send(apache.url, { path, headers: [['Accept-Encoding', 'identity;q=1, gzip;q=0']] })).header('content-encoding'), undefined, path);
  }
});

test('the theme is asked for again after ten minutes, and has not changed then, compressed or not', async () => {
  const path = '/Account/theme/koivuranta/theme.css';
  await isTheSame({ path });
  for (const encoding of ['gzip', 'identity']) {
    const kept = await send(apache.url, { path, headers: [['Accept-Encoding', encoding]] });
    const validators = [['If-Modified-Since', kept.header('last-modified')], ['If-None-Match', kept.header('etag')]].filter(([, value]) => value);
    const again = await send(apache.url, { path, headers: [['Accept-Encoding', encoding], ...validators] });
    assert.deepEqual([again.status, again.body, again.header('cache-control')], [304, '', 'public, max-age=600'], encoding);
  }
  const style = await send(apache.url, { path: '/Account/errors/style.css', headers: [['Host', 'evil.example']] });
  assert.deepEqual([style.status, style.header('cache-control')], [200, 'public, max-age=3600']);
});

test('pages are not compressed, whatever the rest of Apache does, and carry no tag', async () => {
  for (const path of ['/Account/Login', '/Account/Nowhere', '/nowhere']) {
    const answer = await send(apache.url, { path, headers: [['Accept-Encoding', 'gzip, br, deflate']] });
    assert.deepEqual(['content-encoding', 'vary', 'etag', 'last-modified'].map((name) => answer.header(name)), Array(4).fill(undefined), path);
  }
});

test('a HEAD request has the headers of GET and no body', async () => {
  const [head, get] = [await isTheSame({ method: 'HEAD', path: '/Account/Login' }), await send(apache.url, { path: '/Account/Login' })];
  assert.deepEqual([head.status, head.body, head.header('content-length')], [200, '', String(Buffer.byteLength(get.body))]);
});

test('the front page leads to the settings; health is told to this machine on a port of its own (R-164)', async () => {
  const front = await send(apache.url, { path: '/' });
  assert.deepEqual([front.status, front.location, front.all('cache-control')], [303, `${apache.url}/Account/Settings`, ['no-store']]);
  assert.ok(!front.body.includes('Apache'), 'a signature');
  for (const [path, words] of [['/healthz', 'alive\n'], ['/readyz', 'ready\n']]) assert.equal((await send(apache.statusUrl, { path })).body, words);
  for (const path of ['/Account/Login', '/auth/sign-in', '/']) assert.equal((await send(apache.statusUrl, { path })).status, 404);
});

for (const [what, before, resident] of [['over TLS', apache, demo.accounts.no_password], ['behind a machine that ends TLS', plain, 'taimi@example.fi']]) {
  test(`the whole journey goes through Apache ${what}: mailed link, password, settings, sign-out`, async () => {
    await moveTo(demo, before);
    const browser = demo.browser();
    await submit(browser, await browser.get('/Account/Login?ReturnUrl=%2FHakemus%3Fid%3D7%26tila%3Dn%C3%A4yt%C3%A4%20%C3%A5'), { user_name: resident });
    const link = (await demo.mailbox.next(resident)).linkTo('RecoverPassword');
    assert.ok(link.startsWith(`${before.url}/Account/RecoverPassword?token=`), 'the link leads to Apache');
    const moved = await browser.get(link);
    assert.deepEqual([moved.status, moved.location], [303, '/Account/RecoverPassword']); // R-076
    const changed = await browser.follow(setPassword(browser, await browser.follow(moved), password));
    assert.match(textOf(changed.body), /Salasanan vaihto onnistui/);
    const signedIn = await typePassword(browser, await typeUserName(browser, resident, '?ReturnUrl=%2FHakemus%3Fid%3D7%26tila%3Dn%C3%A4yt%C3%A4%20%C3%A5'), password);
    assert.deepEqual([signedIn.status, signedIn.location], [303, '/Hakemus?id=7&tila=n%C3%A4yt%C3%A4%20%C3%A5']);

    const done = await submit(browser, await browser.get('/Account/Settings/Name'), { given_name: 'Åsa Ämmälä', family_name: 'Öhman & "山田" <b>' });
    assert.equal(done.status, 200);
    assert.ok(textOf((await browser.get('/Account/Settings')).body).includes('Åsa Ämmälä Öhman & "山田" <b>'));
    assert.equal(formWith((await typeUserName(demo.browser(), 'åäö@example.com')).body, 'password').fields.user_name, 'åäö@example.com');

    const { fields } = formWith((await browser.get('/Account/Logout')).body, 'form_token');
    const out = await browser.post('/Account/Logout', fields);
    assert.equal(out.status, 303);
    assert.equal(await isSignedIn(browser), false);
  });
}

test('a form that another site sent is refused behind Apache too, and one of the largest size arrives whole (R-117, R-122)', async () => {
  await moveTo(demo, apache);
  const browser = demo.browser();
  const { fields } = formWith((await browser.get('/Account/Forgot')).body, 'user_name');
  const post = (site, user) => browser.request('POST', '/Account/Forgot', { headers: [...form, ['Sec-Fetch-Site', site]], body: new URLSearchParams({ ...fields, user_name: user }).toString() });
  assert.equal((await post('cross-site', 'a@example.com')).status, 403);
  const rest = 16_384 - new URLSearchParams({ ...fields, user_name: '' }).toString().length;
  assert.equal((await post('same-origin', 'a'.repeat(rest))).status, 422);
  assert.equal((await post('same-origin', 'a'.repeat(rest + 1))).status, 413);
  assert.equal((await post('same-origin', 'tuntematon@example.com')).status, 303);
});

test('two Cookie lines sign nobody in: Apache joins them with a comma, which separates no cookies', async () => {
  const browser = demo.browser();
  await signIn(browser, demo.accounts.with_password.address, demo.password);
  const session = ['Cookie', `__Host-asiointi=${sessionOf(browser)}`];
  const statusOf = async (...cookies) => (await send(apache.url, { path: '/Account/Settings', headers: cookies })).status;
  assert.deepEqual([await statusOf(session), await statusOf(['Cookie', 'a=1'], session), await statusOf(session, ['Cookie', 'a=1'])], [200, 303, 303]);
  // Or else a neighbour's cookie could smuggle one of ours in, past the protection of its prefix (R-097).
  assert.equal(await statusOf(['Cookie', `a=1, ${session[1]}`]), 303);
});
