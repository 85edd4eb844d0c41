// What asiointi-admin check-portal finds: nothing at the demo's portal, and each of many ways to leave a portal open.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';

import { checkPortal, hasFaults, named, program } from '../../support/check_portal.mjs';
import { linesIn, startDemo, until } from '../../support/demo.mjs';
import { fastcgiEcho } from '../../support/fastcgi_echo.mjs';
import { freePort } from '../../support/ports.mjs';
import { sessionOf, signedIn } from '../../support/visitor.mjs';

const demo = await startDemo();
const echo = await fastcgiEcho(path.join(demo.directory, 'echo.sock'));
const scratch = mkdtempSync(path.join(os.tmpdir(), 'asiointi-wire-'));
after(() => {
  echo.close();
  demo.stop();
  rmSync(scratch, { recursive: true, force: true });
});

// Beside the demo's own locations, those that somebody got wrong.
const portalConf = path.join(demo.directory, 'nginx/asiointipalvelu/installation/portal.conf');
const toPortal = 'proxy_pass http://example_portal;';
const protect = 'include asiointipalvelu/snippets/protect-proxy.conf;';
const toPhp = `fastcgi_pass unix:${demo.directory}/echo.sock; include /etc/nginx/fastcgi_params;`;
const asPage = 'rewrite ^ /hakemukset break;'; // whatever the address, the portal shows one and the same page
appendFileSync(portalConf, `
location /auki { ${asPage} ${toPortal} }
location /kertoo { ${toPortal} }
location /sisalla { ${asPage} ${toPortal} ${protect} location /sisalla/auki { auth_request off; ${asPage} ${toPortal} } }
location /nayttaa { error_page 401 =200 @portaali; ${toPortal} ${protect} }
location @portaali { ${asPage} ${toPortal} }
location /muualle { error_page 401 =302 https://kirjautuminen.example/; ${toPortal} ${protect} }
location /oma { error_page 401 = @oma; ${toPortal} ${protect} }
location @oma { return 302 ${demo.url}/Account/Login; }
location /liittaa { error_page 401 = @liittaa; ${toPortal} ${protect} }
location @liittaa { add_header Cache-Control no-store always; return 303 ${demo.url}/Account/Login?ReturnUrl=$request_uri; }
location /pysyva { error_page 401 = @pysyva; ${toPortal} ${protect} }
location @pysyva { add_header Cache-Control max-age=3600 always; return 301 ${demo.url}/Account/Login?ReturnUrl=/pysyva; }
location /silmukka { return 303 /silmukka; }
location /paljas-401 { auth_request /auth/check; ${toPortal} }
location /evaste { error_page 401 = @asiointi_sign_in; if ($http_cookie !~* "__Host-asiointi=") { return 401; } ${asPage} ${toPortal} }
location /otsake { error_page 401 = @asiointi_sign_in; if ($http_x_asiointi_user = "") { return 401; } ${asPage} ${toPortal} }
location /kone { error_page 401 = @asiointi_sign_in; if ($http_x_forwarded_for != "127.0.0.1") { return 401; } ${asPage} ${toPortal} }
location = /tarkka { ${asPage} ${toPortal} ${protect} }
location ~* ^/tarkka { ${asPage} ${toPortal} include asiointipalvelu/snippets/public-proxy.conf; }
location /metodi { if ($request_method = OPTIONS) { return 204; } ${toPortal} ${protect} }
location /pieni { client_max_body_size 1k; ${toPortal} ${protect} }
location /iso { client_max_body_size 20m; ${asPage} ${toPortal} ${protect} location /iso/headers { ${toPortal} proxy_set_header Host $host; auth_request /auth/check; error_page 401 = @asiointi_sign_in; } }
location /vieras { client_max_body_size 20m; ${asPage} ${toPortal} ${protect} add_header Access-Control-Allow-Origin * always; }
location /vahva { client_max_body_size 20m; set $asiointi_require substantial; ${toPortal} ${protect} }
location /lomaketta { if ($request_method = POST) { rewrite ^ /kertoo last; } ${toPortal} ${protect} }
location /kasi { error_page 401 = @kasi; client_max_body_size 20m; ${toPortal} ${protect} }
location @kasi { add_header Cache-Control no-store always; return 303 /Account/HandOver?to=/kasi; }
location = /Account/HandOver { add_header Cache-Control no-store always; return 303 /Account/Login?ReturnUrl=%2FAccount%2FHandOver%3Fto%3D%252Fkasi; }
location /php { client_max_body_size 20m; ${toPhp} include asiointipalvelu/snippets/protect-fastcgi.conf; }
location /avoin-php { ${toPhp} include asiointipalvelu/snippets/public-fastcgi.conf; }
location /paljas-php { ${toPhp} }
location /kauempana { client_max_body_size 20m; return 303 /hakemukset; }
`);
await demo.restart('nginx');

const sanna = demo.accounts.with_password.address;
const file = (name, text, mode = 0o600) => {
  writeFileSync(path.join(scratch, name), text);
  chmodSync(path.join(scratch, name), mode);
  return path.join(scratch, name);
};
const passwordFile = file('password', `${demo.password}\n`);
const session = ['--sign-in', sanna, '--password-file', passwordFile];
const echoes = ['--echo', '/hakemukset/headers', '--echo', '/julkinen/headers'];

const { run, check } = checkPortal(demo);
const requestsSeen = () => linesIn(demo.facts.logs[1]).map((line) => JSON.parse(line));

test('the demo has no fault: without a session and with one, on public pages, and in what arrives at the portal', async () => {
  const { status, findings, faults, warnings } = await check(`${demo.url}/hakemukset`, '--public', '/', '--public', '/portal.css', ...session, ...echoes);
  assert.deepEqual([status, faults, warnings], [0, [], []]);
  for (const finding of findings) assert.deepEqual(Object.keys(finding).sort(), ['check', 'found', 'outcome', 'remedy']);
  assert.deepEqual(findings.filter(({ outcome }) => outcome === 'skipped').map(({ check: name }) => name),
    ['the page is reached by https only', 'plain http leads readers to https', 'plain http refuses forms', 'the portal does not answer past nginx', 'browsers are told to use https only']);
  assert.ok(findings.length > 40);
});

test('a page with a query and a page of several parts have no fault either', async () => {
  for (const page of ['/asiointi/nayta?id=7&id=8;9', '/hakemukset/K%C3%A4ytt%C3%B6lupa%20%231']) assert.deepEqual((await check(demo.url + page)).faults, [], page);
});

test('a run sends fewer than 150 requests, and neither password nor session is in what it says', async () => {
  const before = requestsSeen().length;
  const { status, stdout, stderr } = await run([`${demo.url}/hakemukset`, ...session, ...echoes, '--public', '/']);
  assert.equal(status, 0, stdout + stderr);
  assert.match(stdout, /^Without a session\n {2}ok {7}a page leads to signing in\n/);
  assert.match(stdout, /\n {2}skipped {2}the portal does not answer past nginx \(its own address was not named with --direct\)\n/);
  const [, ok, sent] = /\n(\d+) ok, 0 faults, 0 warnings, 5 skipped; (\d+) requests sent\n$/.exec(stdout);
  assert.ok(Number(ok) > 35);
  assert.ok(Number(sent) < 150 && requestsSeen().length - before < 150);
  assert.ok(!stdout.includes(demo.password) && !/__Host-asiointi[\w-]*=\S/i.test(stdout));
});

test('what is unclear without further words is told as skipped, with the word that would tell', async () => {
  const { findings } = await check(`${demo.url}/hakemukset`);
  for (const [name, word] of [['public pages answer everybody', '--public'], ['a session opens the page, and signing out closes it', '--sign-in'],
    ['neither forged headers nor our cookies arrive', '--echo'], ['the portal does not answer past nginx', '--direct']]) {
    assert.equal(named(findings, name).outcome, 'skipped');
    assert.ok(named(findings, name).found.includes(word), word);
  }
  assert.match(named((await check(`${demo.url}/hakemukset`, '--echo', '/hakemukset/headers')).findings, '/hakemukset/headers receives nothing forged').found, /--sign-in/);
});

test('a session that is there already is used, and ended', async () => {
  const browser = await signedIn(demo, sanna, demo.password);
  const cookies = file('cookies', `# of a test\n__Host-asiointi=${sessionOf(browser)}\n`);
  const { status, findings, faults } = await check(`${demo.url}/hakemukset`, '--cookie-file', cookies, ...echoes);
  assert.deepEqual([status, faults], [0, []]);
  assert.equal(named(findings, 'the session is refused at the very next request').outcome, 'ok');
  const again = await check(`${demo.url}/hakemukset`, '--cookie-file', cookies);
  hasFaults(again, { 'the session opens the page': /a session that still lives/ });
});

test('who cannot sign in is told so, and what needs a session is not taken as shown', async () => {
  const wrong = file('wrong', 'not the password of anybody\n');
  const found = await check(`${demo.url}/hakemukset`, '--sign-in', sanna, '--password-file', wrong, ...echoes);
  hasFaults(found, { 'signing in ends at the page': /an account that can sign in/ });
  assert.ok(!JSON.stringify(found.findings).includes('not the password'));
  assert.equal(named(found.findings, '/hakemukset/headers receives nothing forged').outcome, 'skipped');
  hasFaults(await check(`${demo.url}/hakemukset`, '--sign-in', demo.accounts.no_password, '--password-file', wrong), { 'signing in ends at the page': /an account that can sign in/ });
});

test('the password is typed at the terminal, which does not show it', () => {
  const typed = `
import os, pty, sys, time
pid, terminal = pty.fork()
if pid == 0:
    os.execv(sys.argv[1], sys.argv[1:])
seen = b""
while b"Password of" not in seen:
    seen += os.read(terminal, 1000)
os.write(terminal, os.environ["TYPED"].encode() + b"\\n")
try:
    while part := os.read(terminal, 1000):
        seen += part
except OSError:
    pass
sys.stdout.write(seen.decode())
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))`;
  const { status, stdout } = spawnSync('python3', ['-c', typed, program, '--config', demo.facts.config, 'check-portal', `${demo.url}/hakemukset`, '--sign-in', sanna],
    { encoding: 'utf8', env: { ...process.env, TYPED: demo.password } });
  assert.match(stdout, /ok {7}signing in ends at the page/);
  assert.ok(!stdout.includes(demo.password.split(' ')[0]), stdout);
  assert.equal(status, 0);
});

test('wrong usage and a portal that is not there are exit status 2, with what to do', async () => {
  const closed = await freePort();
  const page = `${demo.url}/hakemukset`;
  for (const [words, told] of [[[], /URL is required/], [['hakemukset'], /no http or https address/], [[page, '--public', 'julkinen'], /begin with a slash/], [[page, '--direct', '10.0.0.5'], /unix:\/PATH/],
    [[page, '--resolve', 'a:b'], /HOST:PORT:ADDRESS/], [[page, '--password-file', passwordFile], /requires --sign-in/], [[page, '--ca', '/nowhere.pem'], /nowhere\.pem/],
    [[page, ...['1', '2', '3'].flatMap((name) => ['--echo', `/${name}`])], /--echo: At Most 2/], [[`http://localhost:${closed}/`], /does not answer/], [[page, '--base-url', `http://localhost:${closed}`], /does not answer/],
    [['http://portal.invalid/x'], /portal\.invalid does not answer/], [[page, '--sign-in', sanna, '--password-file', file('open', 'x', 0o644)], /chmod 0600/],
    [[page, '--cookie-file', file('empty', '# nothing\n')], /NAME=VALUE/], [['http://192.0.2.1/', ...session], /others could read it/]]) {
    const { status, stdout, stderr } = await run(words);
    assert.equal(status, 2, words.join(' ') + stdout);
    assert.match(stderr, told);
  }
  assert.equal((await run([page], path.join(scratch, 'none.toml'))).status, 2);
  assert.equal((await run([page, '--base-url', demo.url], path.join(scratch, 'none.toml'))).status, 0); // needs no settings then
  const { status, stdout } = await run(['--help']);
  assert.equal(status, 0);
  assert.match(stdout, /Examples:\n {2}asiointi-admin check-portal https:/);
});

test('--resolve leads to a server whose name nobody knows yet', async () => {
  const port = new URL(demo.url).port;
  const words = [`http://portal.invalid:${port}/hakemukset`, '--base-url', demo.url];
  assert.equal((await run(words)).status, 2);
  const found = await check(...words, '--resolve', `portal.invalid:${port}:127.0.0.1`);
  assert.match(named(found.faults, 'a page leads to signing in').found, /came 421/);
  assert.match(named(found.faults, 'a page leads to signing in').remedy, /server_name/);
});

/// Runs `act` with the address of a server that treats each connection like this.
async function withListener(treat, act) {
  const server = net.createServer(treat);
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  try {
    return await act(`http://127.0.0.1:${server.address().port}/`);
  } finally {
    server.close();
  }
}

test('a portal that answers past nginx is a fault, on a socket or an address; one that does not is none', async () => {
  const page = `${demo.url}/hakemukset`;
  const socket = `unix:${path.join(path.dirname(demo.facts.database_socket), 'portal.sock')}`;
  hasFaults(await check(page, '--direct', socket), { [`${socket} does not answer`]: /Let only nginx's user open it/ });
  await withListener((connection) => connection.on('error', () => {}).on('data', () => connection.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n')), async (address) =>
    hasFaults(await check(page, '--direct', address), { [`${address} does not answer`]: /anyone who reaches it there can be anybody.*unix socket.*firewall/s }));
  const closed = `http://127.0.0.1:${await freePort()}/`;
  const good = await check(page, '--direct', closed);
  assert.deepEqual([good.status, good.faults, good.warnings, named(good.findings, `${closed} does not answer`).outcome], [0, [], [], 'ok']);
});

test('what listens past nginx and speaks no HTTP, and an address that does not exist, are told as warnings', async () => {
  const page = `${demo.url}/hakemukset`;
  await withListener((connection) => connection.on('error', () => {}).on('data', () => connection.destroy()), async (address) => {
    const { status, warnings } = await check(page, '--direct', address, '--direct', 'unix:/nowhere/portal.sock', '--direct', 'http://portal.invalid/');
    assert.deepEqual([status, warnings.length], [0, 3]);
    assert.match(warnings[0].remedy, /FastCGI/);
    for (const each of warnings.slice(1)) assert.match(each.remedy, /nothing was checked/);
  });
});

const open = { 'a page leads to signing in': /protect-proxy\.conf/ };

test('a location without the protecting snippet is found, and nothing but GET is sent there', async () => {
  const found = await check(`${demo.url}/auki`);
  hasFaults(found, open);
  assert.match(named(found.faults, 'a page leads to signing in').found, /Sent GET \/auki; came 200 text\/html/);
  assert.match(named(found.findings, 'POST, PUT, DELETE and the like are refused').found, /not sent/);
  assert.deepEqual([...new Set(requestsSeen().filter((line) => line.path.startsWith('/auki')).map((line) => line.method))], ['GET']);
});

test('a location inside a protected one that turns auth_request off is found', async () => {
  assert.deepEqual((await check(`${demo.url}/sisalla`)).faults, []);
  hasFaults(await check(`${demo.url}/sisalla/auki`), { 'a page leads to signing in': /auth_request off/ });
});

test('an error_page 401 that shows the portal is found', async () => {
  hasFaults(await check(`${demo.url}/nayttaa`), { 'a page leads to signing in': /error_page 401 of its own/ });
});

test('an error_page 401 that leads to a login of another system, and one that leads round in circles, are found', async () => {
  hasFaults(await check(`${demo.url}/muualle`), { 'a page leads to signing in': /leads away from signing in/ });
  hasFaults(await check(`${demo.url}/silmukka`), { 'a page leads to signing in': /loop/ });
});

test('a check without a way to the login page is found', async () => {
  hasFaults(await check(`${demo.url}/paljas-401`), { 'a page leads to signing in': /error_page 401 = @asiointi_sign_in/ });
});

test('a page that nobody protects because it does not exist is found', async () => {
  hasFaults(await check(`${demo.url}/nowhere`), { 'a page leads to signing in': /Name a page that only who is signed in may see/ });
});

test('a login redirect made by hand is found: it forgets the way back, is a 302, and takes forms and scripts along', async () => {
  const found = await check(`${demo.url}/oma`);
  hasFaults(found, {
    'signing in leads back to the page': /end elsewhere/, 'signing in leads back to the page with its query, UTF-8 included': /ASIOINTI_URI/,
    'a script gets a 401 and no redirect': /X-Requested-With/, 'a form gets a 401 with a page, whatever its size': /would be lost/,
    'a script that posts gets a 401 and no redirect': /Scripts/ });
  assert.deepEqual(found.warnings.map((finding) => finding.check), ['every redirect there is a 303']);
});

test('a login redirect that does not encode the way back is found by a query', async () => {
  const { faults } = await check(`${demo.url}/liittaa`);
  assert.equal(named(faults, 'signing in leads back to the page'), undefined);
  assert.match(named(faults, 'signing in leads back to the page with its query, UTF-8 included').found, /Sent GET \/liittaa\?check=1&/);
});

test('a redirect that browsers keep for ever is found', async () => {
  const { faults } = await check(`${demo.url}/pysyva`);
  assert.match(named(faults, 'every redirect there is a 303').remedy, /keep 301/);
  assert.match(named(faults, 'no redirect there is kept').found, /Cache-Control: max-age=3600/);
});

test('a location that believes any session cookie is found', async () => {
  hasFaults(await check(`${demo.url}/evaste`), { 'made-up session cookies open nothing': /protect-proxy\.conf/ });
});

test('a location that believes an identity header is found', async () => {
  const found = await check(`${demo.url}/otsake`);
  hasFaults(found, { 'identity headers open nothing, in any spelling': /protect-proxy\.conf/ });
  assert.match(found.faults[0].found, /Sent GET \/otsake with X-Asiointi-User, doubled and in odd case; came 200/);
});

test('a location that believes where a request says it comes from is found', async () => {
  hasFaults(await check(`${demo.url}/kone`), { 'identity headers open nothing, in any spelling': /protect-proxy\.conf/ });
});

test('a location that protects one spelling of the address and leaves others open is found', async () => {
  const found = await check(`${demo.url}/tarkka`);
  hasFaults(found, { 'no other spelling of the path opens the page': /Protect a prefix/ });
  assert.match(found.faults[0].found, /came 200 text\/html/);
});

test('a location that answers another method without a session is found', async () => {
  const found = await check(`${demo.url}/metodi`);
  hasFaults(found, { 'no other method opens anything': /request_method/ });
  assert.match(found.faults[0].found, /Sent OPTIONS \/metodi; came 204/);
});

test('a location that takes small forms only is told as a warning', async () => {
  const { status, faults, warnings } = await check(`${demo.url}/pieni`);
  assert.deepEqual([status, faults, warnings.length], [0, [], 1]);
  assert.match(warnings[0].remedy, /client_max_body_size/);
});

test('a portal that leads to another of its addresses is followed there', async () => {
  const { status, faults, findings } = await check(`${demo.url}/kauempana`);
  assert.deepEqual([status, faults], [0, []]);
  assert.match(named(findings, 'signing in leads back to the page').found, /Sent GET \/hakemukset; came 303/);
});

test('a way to the login page by another address of the account pages leads to signing in, and back', async () => {
  const { findings } = await check(`${demo.url}/kasi`);
  for (const name of ['a page leads to signing in', 'every redirect there is a 303', 'no redirect there is kept', 'signing in leads back to the page', 'made-up session cookies open nothing']) assert.equal(named(findings, name).outcome, 'ok', name);
});

test('a form that reaches the portal is found, and nothing that could change more is sent after it', async () => {
  const found = await check(`${demo.url}/lomaketta`);
  hasFaults(found, { 'a form gets a 401 with a page, whatever its size': /protect-proxy\.conf/, 'a script that posts gets a 401 and no redirect': /protect-proxy\.conf/ });
  const posts = () => requestsSeen().filter((line) => line.path === '/lomaketta' && line.method === 'POST').length;
  await until(() => posts() >= 2, 'nginx to log both, which it does after it has answered');
  assert.equal(posts(), 2);
});

test('a portal behind fastcgi_pass has no fault, and without a snippet the forged headers and our cookies are found as PHP sees them', async () => {
  const good = await check(`${demo.url}/php`, '--public', '/avoin-php', '--echo', '/php/headers', '--echo', '/avoin-php/headers', ...session);
  assert.deepEqual([good.status, good.faults, good.warnings], [0, [], []]);
  const { faults } = await check(`${demo.url}/php`, '--echo', '/paljas-php/headers', ...session);
  assert.match(named(faults, '/paljas-php/headers receives no forged identity header').found, /these arrive: .*x-asiointi-user, .*proxy/);
  assert.match(named(faults, '/paljas-php/headers, with a session, receives its own cookie and none of ours').found, /the session cookie arrives/);
});

test('a public location without its snippet is found: forged headers and our cookies arrive at the portal', async () => {
  const found = await check(`${demo.url}/hakemukset`, '--public', '/kertoo', '--echo', '/kertoo/headers', ...session);
  assert.equal(found.status, 1);
  for (const name of ['/kertoo/headers', '/kertoo/headers, with a session,']) {
    assert.match(named(found.faults, `${name} receives no forged identity header`).found, /these arrive: .*x-asiointi-account/);
    assert.match(named(found.faults, `${name} receives no forged identity header`).remedy, /one of the four snippets in this very location/);
    assert.match(named(found.faults, `${name} receives its own cookie and none of ours`).remedy, /one of the four snippets/);
  }
  assert.match(named(found.faults, '/kertoo/headers, with a session, receives its own cookie and none of ours').found, /the session cookie arrives/);
});

test('a protected location that tells the portal nothing, and lets a visitor tell it, is found', async () => {
  const found = await check(`${demo.url}/iso`, '--echo', '/iso/headers', ...session);
  assert.match(named(found.faults, '/iso/headers learns who is signed in').remedy, /protect-\.\.\. snippet in this very location/);
  assert.match(named(found.faults, '/iso/headers receives no forged identity header').remedy, /tells the portal who they are/);
  assert.match(named(found.faults, '/iso/headers receives its own cookie and none of ours').found, /the session cookie arrives/);
});

test('a page that repeats no headers shows nothing, and is told so', async () => {
  hasFaults(await check(`${demo.url}/hakemukset`, '--echo', '/'), { '/ repeats the headers that it received': /"Name: value" to a line/ });
});

test('a public page that asks to sign in, and one that does not exist, are found', async () => {
  hasFaults(await check(`${demo.url}/hakemukset`, '--public', '/hakemukset/uusi', '--public', '/nowhere'), { '/hakemukset/uusi answers everybody': /public-proxy\.conf/, '/nowhere answers everybody': /exists/ });
});

test('a portal that lets pages of other hosts read what a session opens is found', async () => {
  hasFaults(await check(`${demo.url}/vieras`, ...session), { 'pages of other hosts may not read what the session opens': /Access-Control/ });
});

test('a page that asks for more than a password is no loop and no fault', async () => {
  const { status, findings, faults, warnings } = await check(`${demo.url}/vahva`, ...session);
  assert.deepEqual([status, faults, warnings], [0, [], []]);
  assert.match(named(findings, 'the session opens the page').found, /came 403/);
});

test('the pool away is found as what it is, and never as an open portal', async () => {
  process.kill(demo.facts.pids.supervisor, 'SIGKILL');
  await until(async () => (await demo.browser().get('/Account/Login')).status >= 500, 'its processes end after it');
  const found = await check(`${demo.url}/hakemukset`);
  await demo.restart('supervisor');
  assert.match(named(found.faults, 'a page leads to signing in').found, /came 50[23]/);
  assert.match(named(found.faults, 'a page leads to signing in').remedy, /asiointi-fcgi runs/);
});
