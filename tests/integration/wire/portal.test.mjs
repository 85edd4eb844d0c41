// The legacy portal behind nginx: who gets through, what the portal learns, and what never reaches it.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { after } from 'node:test';

import { send, sendBytes } from '../../support/client.mjs';
import { root, startDemo, until } from '../../support/demo.mjs';
import { fastcgiEcho } from '../../support/fastcgi_echo.mjs';
import { headingOf, languageOf, linksOf, textOf } from '../../support/page.mjs';
import { register, sessionOf, signedIn, submit, submitOnly, typePassword } from '../../support/visitor.mjs';

// Newcomers of this portal stay without a user id.
const demo = await startDemo({ settings: { 'portal.create_users': 'false' } });
const echo = await fastcgiEcho(path.join(demo.directory, 'echo.sock'));
after(() => {
  echo.close();
  demo.stop();
});

// What a sysadmin would add: the same two lines for fastcgi_pass, and a location that a password alone does not open.
const portalConf = path.join(demo.directory, 'nginx/asiointipalvelu/installation/portal.conf');
const fastcgi = (name, snippet) => `location /${name} {
    fastcgi_pass unix:${demo.directory}/echo.sock;
    include /etc/nginx/fastcgi_params;
    client_max_body_size 20m;
    include asiointipalvelu/snippets/${snippet}-fastcgi.conf;
}\n`;
appendFileSync(portalConf, `${fastcgi('php', 'protect')}${fastcgi('avoin-php', 'public')}location /vahva {
    set $asiointi_require substantial;
    proxy_pass http://example_portal;
    include asiointipalvelu/snippets/protect-proxy.conf;
}
location /heikko {
    set $asiointi_require weak;
    rewrite ^/heikko(.*) /hakemukset$1 break;
    proxy_pass http://example_portal;
    include asiointipalvelu/snippets/protect-proxy.conf;
}\n`);
await demo.restart('nginx');

const sanna = demo.accounts.with_password.address;
const kaisa = 'kaisa.kahdesti@example.com';
const newcomer = 'hilma.nygard@example.com';
demo.lendPassword(kaisa);
await register(demo, newcomer, demo.password, { given: 'Hilma Åsa', family: 'Nygård, 100 % <b>山田</b>' });
const people = {};
for (const address of [sanna, kaisa, newcomer]) people[address] = await signedIn(demo, address, demo.password);

const page = [['Accept', 'text/html,application/xhtml+xml,*/*;q=0.8'], ['Sec-Fetch-Mode', 'navigate'], ['Sec-Fetch-Dest', 'document']];
const publicId = (address) => demo.value(`SELECT public_id FROM account WHERE email_key = '${address}'`);
const idsOf = (address) => demo.value(`SELECT GROUP_CONCAT(portal_user_id ORDER BY portal_user_id) FROM legacy_user l JOIN account a ON a.id = l.account_id WHERE a.email_key = '${address}'`);

/// What the portal received, as lists of values by lower-case name; what a CGI program would call HTTP_X_Y is x-y too.
const received = {
  proxy: (text) => text.split('\n').filter(Boolean).map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]),
  fastcgi: (text) => JSON.parse(text).parameters.filter(([name]) => name.startsWith('HTTP_')).map(([name, value]) => [name.slice(5).toLowerCase().replaceAll('_', '-'), value]),
};
const protectedPages = [['proxy', '/hakemukset/headers'], ['fastcgi', '/php']];
const publicPages = [['proxy', '/julkinen/headers'], ['fastcgi', '/avoin-php']];

async function seenAt([kind, where], browser, headers = []) {
  const answer = await send(demo.url, { path: where, headers: [...(browser ? [['Cookie', browser.cookieHeader]] : []), ...headers] });
  assert.equal(answer.status, 200, where + answer.body);
  const seen = {};
  for (const [name, value] of received[kind](answer.body)) (seen[name] ??= []).push(value);
  return seen;
}

const identity = (seen) => Object.fromEntries(Object.entries(seen).filter(([name, values]) => /asiointi/.test(name) && name !== 'x-asiointi-assertion' && values.some(Boolean)));

test('who is not signed in goes to the login page, and after it to the very address, query and UTF-8 included (R-257)', async () => {
  for (const target of ['/hakemukset', '/hakemukset?x=1&y=%C3%A4%26b%3Dc&z=a+b%2Bc&u=https%3A%2F%2Fe.example%2F%3Fq', '/hakemukset/K%C3%A4ytt%C3%B6lupa%20%231?tila=n%C3%A4yt%C3%A4',
    '/asiointi/nayta?id=7&id=8;9&ReturnUrl=%2FAccount', '/hakemukset//a/b/?%5B%5D=%F0%9F%8C%B2&lang=sv']) {
    const browser = demo.browser();
    const stopped = await browser.get('/');
    assert.equal(stopped.status, 200);
    const away = await browser.keep(await send(demo.url, { path: target, headers: [...page, ['Cookie', browser.cookieHeader]].filter(([, value]) => value) }));
    assert.equal(away.status, 303, target);
    assert.equal(new URL(away.location).pathname, '/Account/Login');
    assert.equal(new URL(away.location).searchParams.get('ReturnUrl'), target);
    assert.equal(away.header('cache-control'), 'no-store');
    const second = await submit(browser, await browser.get(away.location), { user_name: sanna });
    const back = await typePassword(browser, second, demo.password);
    assert.deepEqual([back.status, new URL(back.location, demo.url).href], [303, demo.url + target]);
  }
});

test('the portal learns who is signed in: with no old user name, one, or several (R-250)', async () => {
  for (const where of protectedPages) {
    for (const [address, ids] of [[sanna, /^1002$/], [kaisa, /^\d+,\d+$/], [newcomer, null]]) {
      const seen = await seenAt(where, people[address]);
      assert.deepEqual([seen['x-asiointi-account'], seen['x-asiointi-assurance'], seen['x-asiointi-email']],
        [[publicId(address)], ['weak'], [demo.value(`SELECT email FROM account WHERE email_key = '${address}'`)]]);
      assert.match(seen['x-asiointi-account'][0], /^[0-9a-z]{26}$/i);
      if (ids === null) assert.deepEqual([seen['x-asiointi-user'], seen['x-asiointi-users']], [undefined, undefined]);
      else {
        assert.match(seen['x-asiointi-users'][0], ids);
        assert.equal(seen['x-asiointi-users'][0].split(',').sort().join(), idsOf(address));
        assert.ok(seen['x-asiointi-users'][0].split(',').includes(seen['x-asiointi-user'][0]));
      }
    }
    const [name] = (await seenAt(where, people[newcomer]))['x-asiointi-name'];
    assert.match(name, /^[\x21-\x7e]+$/);
    assert.equal(decodeURIComponent(name), 'Hilma Åsa Nygård, 100 % <b>山田</b>');
  }
});

const names = ['Account', 'User', 'Users', 'Name', 'Email', 'Assurance', 'Assertion'];
const spoofed = names.flatMap((name) => [[`X-Asiointi-${name}`, 'spoofed'], [`x-asiointi-${name.toLowerCase()}`, 'spoofed'], [`X-ASIOINTI-${name.toUpperCase()}`, 'spoofed, twice'],
  [`X_Asiointi_${name}`, 'spoofed'], [`X-Asiointi_${name}`, 'spoofed'], [`X.Asiointi.${name}`, 'spoofed'], [`HTTP_X_ASIOINTI_${name.toUpperCase()}`, 'spoofed']]);
const noSpoof = (seen) => assert.ok(!JSON.stringify(seen).includes('spoofed'), JSON.stringify(seen));

test('identity headers that a client sends never arrive, doubled, in odd case or with underscores, on public pages either (R-250, R-243)', async () => {
  for (const where of protectedPages) {
    const seen = await seenAt(where, people[newcomer], spoofed);
    noSpoof(seen);
    assert.deepEqual(identity(seen), identity(await seenAt(where, people[newcomer])));
  }
  for (const where of publicPages)
    for (const browser of [undefined, people[kaisa]]) {
      const seen = await seenAt(where, browser, spoofed);
      noSpoof(seen);
      assert.deepEqual(identity(seen), {});
    }
  for (const where of [...protectedPages, ...publicPages]) {
    const seen = await seenAt(where, people[sanna], [['Proxy', 'http://evil.example'], ['X-Own', 'arrives']]);
    assert.deepEqual([seen.proxy?.filter(Boolean) ?? [], seen['x-own']], [[], ['arrives']]);
  }
  for (const where of ['/hakemukset/headers', '/php', '/vahva']) assert.equal((await send(demo.url, { path: where, headers: spoofed })).status, 401, where);
});

const session = `__Host-asiointi=${sessionOf(people[sanna])}`;
const cookieLines = [ // the Cookie lines, and what the portal may see of them
  [[session], undefined],
  [[`own=1; ${session}; other=2`], 'own=1; other=2'],
  [[`own=1;${session};other=2`], 'own=1;other=2'],
  [[`${session}; own=a=b=="c d"`], 'own=a=b=="c d"'],
  [[`own=1; __Host-asiointi-form=secret; ${session}; __Host-asiointi-device=secret`], 'own=1'],
  [[`__Host-asiointi-link=secret;own=1 ;  __Host-asiointi-language = secret ;${session}`], 'own=1 '.trim()],
  [[`a=1; __Host-asiointi-x=secret; b=2; __Host-asiointi-y=secret; c=3; ${session}; d=4; __Host-asiointi-z=secret; e=5`], 'a=1; b=2; c=3; d=4; e=5'],
  [[`own=1; __Host-asiointi-form=secret; __Host-asiointi-form=secret; other=2; __Host-asiointi-form=secret; ${session}`], 'own=1; other=2'],
  [['own=1; __Host-asiointi-form=secret', `other=2; ${session}`], 'own=1; other=2'],
  [[`own=1; __HOST-Asiointi-form=secret; ${session}; __Host-asiointi-=secret; __Host-asiointi-form`], 'own=1'],
  [[`__Host-asiointix=own; x__Host-asiointi=own; __Host-other=own; asiointi=own; ${session}`], '__Host-asiointix=own; x__Host-asiointi=own; __Host-other=own; asiointi=own'],
  [[`${Array.from({ length: 12 }, (_, i) => `own${i}=1; __Host-asiointi-${i}=secret`).join('; ')}; ${session}`], undefined], // more than a browser ever has
  [[`own=1, __Host-asiointi-form=secret; ${session}`], undefined],
];

test('the portal never receives our cookies, in any order or doubled, and always its own (R-094, R-258)', async () => {
  for (const where of [...protectedPages, ...publicPages])
    for (const [lines, expected] of cookieLines) {
      const seen = await seenAt(where, undefined, lines.map((line) => ['Cookie', line]));
      assert.deepEqual((seen.cookie ?? []).map((value) => value.trimEnd()), expected === undefined ? [] : [expected], `${where[1]} ${lines}`);
      assert.ok(!JSON.stringify(seen).includes('secret') && !JSON.stringify(seen).includes(sessionOf(people[sanna])));
    }
});

test('a script without a session gets a 401 in plain text, and no redirect (R-256)', async () => {
  for (const headers of [[], [['Accept', 'application/json']], [['Accept', 'text/html'], ['X-Requested-With', 'XMLHttpRequest']], [['Accept', 'text/html'], ['Sec-Fetch-Mode', 'cors']]])
    for (const [method, body] of [['GET', undefined], ['POST', '{}'], ['DELETE', undefined], ['PUT', 'x'.repeat(30_000)]]) {
      const answer = await send(demo.url, { method, path: '/hakemukset/api', headers, body });
      assert.deepEqual([answer.status, answer.location, answer.header('cache-control')], [401, undefined, 'no-store'], method);
      assert.match(answer.header('content-type'), /^text\/plain/);
    }
  assert.equal((await send(demo.url, { method: 'HEAD', path: '/hakemukset', headers: page })).status, 303);
});

const boundary = '----lomake';
const reasons = 'Perustelen hakemukseni näin: å, ä, ö ja 山田. '.repeat(4000);
const upload = Buffer.from(Uint8Array.from({ length: 3 << 20 }, (_, i) => (i * 31 + (i >> 8)) & 255));
const part = (name, more, content) => [Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n`), Buffer.from(content), Buffer.from('\r\n')];
const longForm = Buffer.concat([...part('what', '', 'Omakotitalon <rakennuslupa>'), ...part('why', '', reasons),
  ...part('file', '; filename="piirustus ä.pdf"\r\nContent-Type: application/pdf', upload), Buffer.from(`--${boundary}--\r\n`)]);
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const formHeaders = [...page, ['Content-Type', `multipart/form-data; boundary=${boundary}`]];

test('a form that comes without a session gets a page in its place, and reloading it after signing in elsewhere sends all of it', async () => {
  const browser = await signedIn(demo, sanna, demo.password);
  assert.match((await browser.get('/hakemukset/uusi')).body, /<form[^>]*enctype="multipart\/form-data"/);
  browser.cookies.delete('__Host-asiointi'); // the browser's own session ended while the form was being written
  const sendForm = () => browser.request('POST', '/hakemukset/uusi', { headers: formHeaders, body: longForm });
  const stopped = await sendForm();
  assert.deepEqual([stopped.status, stopped.location, stopped.header('cache-control')], [401, undefined, 'no-store']);
  assert.match(textOf(stopped.body), /Kirjautumisesi päättyi/);
  // The form is lost with this page, so every link of it leads to another tab: to signing in, in either language.
  assert.match(stopped.body, /<base target="_blank">/);
  const swedish = await demo.browser({ language: '' }).get(linksOf(stopped.body).find(([, words]) => words === 'På svenska')[0]);
  assert.deepEqual([swedish.status, languageOf(swedish.body), headingOf(swedish.body)], [200, 'sv', 'Inloggning']);
  const [login] = linksOf(stopped.body).find(([address]) => address.includes('/Account/Login'));
  await submitOnly(browser, await submit(browser, await browser.get(login), { user_name: sanna }), { password: demo.password }); // another tab
  const arrived = await sendForm();
  assert.equal(arrived.status, 200);
  const text = textOf(arrived.body);
  for (const words of ['Hakemus on vastaanotettu', 'Omakotitalon <rakennuslupa>', `${reasons.length} merkkiä`, `piirustus ä.pdf: ${upload.length} tavua ${sha256(upload)}`]) assert.ok(text.includes(words), words);
});

test('a POST, an upload and a chunked body of 10 MiB pass, and are checked in less than 100 ms (R-248)', async () => {
  const body = Buffer.alloc(10 << 20, 'kunta');
  const cookie = [['Cookie', people[sanna].cookieHeader]];
  for (const chunked of [false, true]) {
    const headers = [...cookie, ['Content-Type', 'application/octet-stream'], ...(chunked ? [['Transfer-Encoding', 'chunked']] : [])];
    const answer = await send(demo.url, { method: 'POST', path: '/hakemukset/vastaanota', headers, body });
    assert.deepEqual([answer.status, answer.body], [200, `${body.length} ${sha256(body)}\n`], String(chunked));
    assert.equal(JSON.parse((await send(demo.url, { method: 'POST', path: '/php', headers, body })).body).bytes, body.length);
    const stranger = await send(demo.url, { method: 'POST', path: '/hakemukset/vastaanota', headers: [...page, ...headers.slice(1)], body });
    assert.equal(stranger.status, 401);
    assert.match(textOf(stranger.body), /Kirjautumisesi päättyi/);
  }
  const times = [];
  for (let i = 0; i < 20; ++i) {
    const started = performance.now();
    await send(demo.url, { method: 'POST', path: '/php', headers: cookie, body: 'a'.repeat(1000) });
    times.push(performance.now() - started);
  }
  // What a check costs it costs each time; the rest is other people's share of the machine.
  assert.ok(Math.min(...times) < 100, `${times.map(Math.round)} ms`);
});

test('a sign-out holds at the very next request, whatever the browser still sends (R-109, R-252)', async () => {
  const browser = await signedIn(demo, sanna, demo.password);
  const kept = new Map(browser.cookies);
  for (let i = 0; i < 8; ++i) assert.equal((await browser.get('/hakemukset', { headers: page })).status, 200); // every worker knows it
  await submit(browser, await browser.get('/Account/Logout'), {});
  browser.cookies = kept; // as a thief would
  for (let i = 0; i < 8; ++i) assert.equal((await browser.get('/hakemukset', { headers: page })).status, 303);
});

test('a page that asks for more than a password is a 403 with a page of ours, never a loop; what is enough is let through', async () => {
  for (const method of ['GET', 'POST']) {
    const answer = await people[sanna].request(method, '/vahva/x', { headers: page, ...(method === 'POST' ? { body: 'a=1' } : {}) });
    assert.deepEqual([answer.status, answer.location, headingOf(answer.body), answer.header('cache-control')], [403, undefined, 'Ei käyttöoikeutta', 'no-store']);
  }
  assert.equal((await send(demo.url, { path: '/vahva/x', headers: page })).status, 303);
  assert.equal((await people[sanna].get('/heikko', { headers: page })).status, 200);
  assert.equal((await people[sanna].get('/hakemukset', { headers: page })).status, 200);
});

/// Runs `act` while nginx has these lines for all of its servers.
async function withLines(lines, act) {
  const file = path.join(demo.directory, 'nginx/nginx.conf');
  const before = readFileSync(file, 'utf8');
  writeFileSync(file, before.replace('http {', `http {\n${lines}\n`));
  await demo.restart('nginx');
  try {
    return await act();
  } finally {
    writeFileSync(file, before);
    await demo.restart('nginx');
  }
}

test('headers that come before Host, and are read as another server says, are no identity either (R-250)', () =>
  withLines('underscores_in_headers on; ignore_invalid_headers off;', async () => {
    const host = `Host: ${new URL(demo.url).host}`;
    const lines = spoofed.map(([name, value]) => `${name}: ${value}`);
    for (const where of ['/julkinen/headers', '/avoin-php']) {
      const reply = await sendBytes(demo.url, [`GET ${where} HTTP/1.1`, ...lines, host, 'Connection: close', '', ''].join('\r\n'));
      assert.match(reply, /^HTTP\/1\.1 200 /);
      assert.ok(!reply.includes('spoofed'), reply);
    }
  }));

test('what the portal itself refuses reaches the reader as the portal says it, whatever the rest of nginx does with errors', () =>
  withLines('proxy_intercept_errors on; fastcgi_intercept_errors on;', async () => {
    echo.headers = 'Status: 401 Unauthorized\r\n';
    const answer = await people[sanna].get('/php', { headers: page });
    echo.headers = '';
    assert.deepEqual([answer.status, answer.location], [401, undefined]);
    assert.match(answer.body, /HTTP_X_ASIOINTI_ACCOUNT/);
    const missing = await people[sanna].get('/hakemukset/ei-ole', { headers: page });
    assert.deepEqual([missing.status, linksOf(missing.body).some(([href]) => href === '/Account/Logout')], [404, true]);
    assert.equal((await people[sanna].get('/vahva/x', { headers: page })).status, 403);
    assert.equal((await send(demo.url, { path: '/php', headers: page })).status, 303);
  }));

test('the check is never reached from outside, and no spelling of an address passes it (R-249, R-253)', async () => {
  for (const where of ['/auth/check', '/auth/sign-in', '/auth', '/AUTH/check', '/auth/check/', '/auth/../auth/check'])
    for (const method of ['GET', 'POST']) assert.equal((await people[sanna].request(method, where)).status, 404, where);
  for (const where of ['//hakemukset', '/%68akemukset', '/hakemukset/', '/./hakemukset', '/x/../hakemukset', '/hakemukset/%2e%2e/hakemukset', '/julkinen/../hakemukset', '/julkinen/%2e%2e/hakemukset'])
    assert.equal((await send(demo.url, { path: where })).status, 401, where);
  for (const where of ['/Hakemukset', '/hakemukset;a', '/hakemukset.']) assert.equal((await send(demo.url, { path: where })).status, 404, where);
});

const nginxWorkers = () => demo.children('nginx', demo.facts.pids.nginx);

/// Lets nginx find the workers elsewhere while `act` runs.
async function withWorkersAt(name, socketPath, act) {
  const file = path.join(demo.directory, 'nginx/asiointipalvelu/installation/http.conf');
  const before = readFileSync(file, 'utf8');
  const use = async (text) => { // a worker of nginx may still answer as before, so this waits for the other answer
    const answered = (await send(demo.url, { path: '/hakemukset/headers', headers: page })).status;
    writeFileSync(file, text);
    const old = nginxWorkers();
    process.kill(demo.facts.pids.nginx, 'SIGHUP');
    await until(async () => !nginxWorkers().some((pid) => old.includes(pid)) && (await send(demo.url, { path: '/hakemukset/headers', headers: page })).status !== answered, 'nginx to have read its configuration');
  };
  await use(before.replace(new RegExp(`(upstream ${name} \\{\\s*server unix:)[^;]*`), `$1${socketPath}`));
  try {
    return await act();
  } finally {
    await use(before);
  }
}

test('the check gets a GET without body, length or query, whatever the portal\'s request is, and no parameter twice (R-248)', async () => {
  await withWorkersAt('asiointi_check', `${demo.directory}/echo.sock`, async () => {
    echo.requests.length = 0;
    const headers = [['Cookie', 'own=1; __Host-asiointi=x'], ['Content-Type', 'text/xml'], ['Host', new URL(demo.url).host], ...spoofed, ['Asiointi-Require', 'weak'], ['Request-Method', 'PUT']];
    await send(demo.url, { method: 'POST', path: '/vahva/x?a=1', headers, body: 'x'.repeat(5000) });
    const [{ parameters, bytes }] = echo.requests;
    assert.deepEqual([bytes, Object.fromEntries(parameters)], [0, { GATEWAY_INTERFACE: 'CGI/1.1', REQUEST_METHOD: 'GET', REQUEST_URI: '/auth/check', SCRIPT_NAME: '/auth/check', QUERY_STRING: '',
      CONTENT_TYPE: '', CONTENT_LENGTH: '', SERVER_PROTOCOL: 'HTTP/1.1', REMOTE_ADDR: '127.0.0.1', HTTP_COOKIE: 'own=1; __Host-asiointi=x', ASIOINTI_ORIGIN: demo.url, ASIOINTI_REQUIRE: 'substantial' }]);
    assert.equal(new Set(parameters.map(([name]) => name)).size, parameters.length);
  });
});

test('when the check answers and the pages are away, whoever has to sign in gets a page of ours that says when to return', async () => {
  await withWorkersAt('asiointi_pages', `${demo.directory}/nobody.sock`, async () => {
    const answer = await send(demo.url, { path: '/hakemukset', headers: page });
    assert.equal(answer.status, 502);
    assert.ok(Number(answer.header('retry-after')) > 0);
    assert.match(answer.body, /<section lang="sv">.*<section lang="en">/s);
    assert.doesNotMatch(answer.body, /lähetit lomakkeen/);
    assert.equal((await people[sanna].get('/hakemukset', { headers: page })).status, 200);
  });
});

test('the answers of the check set no cookie and stay with nginx (R-251)', async () => {
  const answer = await people[kaisa].get('/hakemukset/headers');
  assert.deepEqual(answer.setCookies, []);
  assert.deepEqual(answer.headers.filter(([name]) => name.startsWith('x-asiointi')), []);
});

test('the portal lists the applications of all old user names of the person, and of nobody else', async () => {
  const shown = async (address) => linksOf((await people[address].get('/hakemukset', { headers: page })).body).map(([href]) => href).filter((href) => href.startsWith('/asiointi/'));
  const owned = (address) => demo.sql(`SELECT asiointi_id FROM vanha_portaali.asiointi WHERE asiakas_id IN (${idsOf(address)}) ORDER BY luotu DESC, asiointi_id DESC`).map(([id]) => `/asiointi/nayta?id=${id}`);
  for (const address of [sanna, kaisa]) assert.deepEqual(await shown(address), owned(address));
  assert.ok(owned(kaisa).length >= 7);
  const [first] = owned(sanna);
  assert.equal((await people[sanna].get(first, { headers: page })).status, 200);
  for (const stranger of [kaisa, newcomer]) assert.equal((await people[stranger].get(first, { headers: page })).status, 404);
  const welcome = await people[newcomer].get('/hakemukset', { headers: page });
  assert.deepEqual([welcome.status, await shown(newcomer)], [200, []]);
  assert.match(textOf(welcome.body), /Hei, Hilma Åsa Nygård, 100 % <b>山田<\/b>\. Sinulla ei ole vielä hakemuksia/);
  assert.ok(!welcome.body.includes('<b>'));
});

test('the portal draws the bar from the headers in three languages, with the way to the settings and out', async () => {
  for (const [language, words, out] of [['fi', 'Omat hakemukset', 'Kirjaudu ulos'], ['sv', 'Mina ansökningar', 'Logga ut'], ['en', 'Your applications', 'Sign out']]) {
    const answer = await people[kaisa].get(`/hakemukset?kieli=${language}`, { headers: page });
    assert.deepEqual([languageOf(answer.body), headingOf(answer.body)], [language, words]);
    assert.match(textOf(answer.body), new RegExp(`Kaisa Kahdesti \\(${kaisa}\\)`, 'i'));
    assert.deepEqual(linksOf(answer.body).filter(([href]) => href.startsWith('/Account')).map(([href]) => href), ['/Account/Settings', '/Account/Settings', '/Account/Settings/Password', '/Account/Logout']);
    assert.ok(linksOf(answer.body).some(([, each]) => each === out));
  }
});

test('the portal\'s database user reads and files dealings and knows where residents read mail, and knows neither password hashes nor accounts', () => {
  const granted = demo.sql("SHOW GRANTS FOR 'esimerkkiportaali'@'localhost'").map(([line]) => line.replace(/ IDENTIFIED.*/, ''));
  assert.deepEqual(granted.filter((line) => !line.startsWith('GRANT USAGE')).sort(),
    [['SELECT', 'asiointipalvelu', 'account_contact'], ['SELECT, INSERT', 'vanha_portaali', 'asiointi'], ['SELECT', 'vanha_portaali', 'asiointi_tila'], ['SELECT', 'vanha_portaali', 'palvelu']]
      .map(([rights, database, table]) => `GRANT ${rights} ON \`${database}\`.\`${table}\` TO \`esimerkkiportaali\`@\`localhost\``).sort());
});

/// T: stopped; undefined: the thread has ended since it was listed.
function stateOf(pid, thread) {
  try {
    return /\) (\w)/.exec(readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8'))[1];
  } catch {
    return undefined;
  }
}

/// Stops the process, and waits until each of its threads has stopped.
async function hang(pid) {
  process.kill(pid, 'SIGSTOP');
  await until(() => readdirSync(`/proc/${pid}/task`).every((thread) => ['T', undefined].includes(stateOf(pid, thread))), 'all threads to stop');
}

test('behind the example for PHP nobody gets a file of the program, and its front page answers', async () => {
  const folder = path.join(demo.directory, 'php-portal');
  mkdirSync(path.join(folder, 'public/static'), { recursive: true });
  const secrets = ['index.php', 'config.php', '.env', 'uploads.zip', 'public/liite.txt'];
  for (const name of secrets) writeFileSync(path.join(folder, name), 'db_password');
  writeFileSync(path.join(folder, 'public/static/tyyli.css'), 'body { }');
  const example = readFileSync(path.join(root, 'nginx-conf/examples/portal-fastcgi.conf'), 'utf8');
  const before = readFileSync(portalConf, 'utf8');
  writeFileSync(portalConf, example.replaceAll('/srv/portal', folder).replaceAll('/run/php/php-fpm.sock', `${demo.directory}/echo.sock`).replaceAll('include fastcgi_params', 'include /etc/nginx/fastcgi_params'));
  await demo.restart('nginx');
  try {
    for (const where of ['/static/../index.php', '/static/%2e%2e/%2e%2e/index.php', '/static../index.php', '/static//..//../index.php', ...secrets.flatMap((name) => [`/${name}`, `/static/${name}`])])
      assert.ok(!(await send(demo.url, { path: where })).body.includes('db_password'), where);
    for (const where of ['/', '/index.php', '/config.php']) {
      const answer = await send(demo.url, { path: where });
      assert.equal(answer.status, 200, where);
      assert.deepEqual(JSON.parse(answer.body).parameters.find(([name]) => name === 'SCRIPT_FILENAME'), ['SCRIPT_FILENAME', `${folder}/index.php`], where);
    }
    assert.equal((await send(demo.url, { path: '/static/tyyli.css' })).body, 'body { }');
    assert.equal((await send(demo.url, { path: '/hakemukset', headers: page })).status, 303);
    assert.equal((await people[sanna].get('/hakemukset', { headers: page })).status, 200);
  } finally {
    writeFileSync(portalConf, before);
    await demo.restart('nginx');
  }
});

test('while the database hangs, who is known is let in at once, and others get a page that says when to return, never the login page (R-247, R-268)', async () => {
  const open = (cookie) => send(demo.url, { path: '/hakemukset/headers', headers: [...page, ['Cookie', cookie]] });
  // A session of its own: what a check worker knows of one it believes for half a minute, counted from when it asked.
  const known = (await signedIn(demo, sanna, demo.password)).cookieHeader;
  const workers = demo.children('asiointi-check');
  for (const one of workers) { // each gets to know it, while the others cannot answer
    const others = workers.filter((pid) => pid !== one);
    await Promise.all(others.map(hang));
    try {
      assert.equal((await open(known)).status, 200);
    } finally {
      others.forEach((pid) => process.kill(pid, 'SIGCONT'));
    }
  }
  await hang(demo.facts.pids.mariadb);
  const [times, rounds] = [[], []];
  try {
    for (let i = 0; i < 8; ++i) {
      const asked = performance.now();
      // A stream of made-up cookies at the same time parks nobody for whom she would have to wait.
      const strangers = Array.from({ length: 8 }, (_, n) => open(`__Host-asiointi=${String(i * 8 + n).padStart(43, 'A')}`));
      assert.equal((await open(known)).status, 200);
      times.push(performance.now() - asked);
      for (const answer of await Promise.all(strangers)) {
        assert.deepEqual([answer.status, answer.location], [503, undefined]);
        assert.ok(Number(answer.header('retry-after')) > 0);
      }
      rounds.push(performance.now() - asked);
    }
    // Whoever comes first finds out that the database hangs, which takes a second; nobody after them waits for it. Whoever waits for
    // the database does so each time; on a busy machine the others do it now and then.
    assert.ok(times.filter((time) => time < 500).length >= 3, `${times.map(Math.round)} ms`);
    assert.ok(Math.min(...rounds) < 500, `${rounds.map(Math.round)} ms with the strangers`);
  } finally {
    process.kill(demo.facts.pids.mariadb, 'SIGCONT');
  }
  await until(async () => (await open(`__Host-asiointi=${'B'.repeat(43)}`)).status === 303, 'the database to be back');
});

test('without the portal a protected page is a 502 that says when to return; without the pool it is a 503, never "please sign in" (R-247)', async () => {
  process.kill(demo.facts.pids.portal, 'SIGKILL');
  await until(async () => (await people[sanna].get('/hakemukset', { headers: page })).status === 502, 'the portal to be gone');
  const gone = await people[sanna].get('/hakemukset', { headers: page });
  assert.ok(Number(gone.header('retry-after')) > 0);
  await demo.restart('portal');
  assert.equal((await people[sanna].get('/hakemukset', { headers: page })).status, 200);

  process.kill(demo.facts.pids.supervisor, 'SIGTERM');
  await until(() => !existsSync(`/proc/${demo.facts.pids.supervisor}/exe`), 'the pool to stop');
  for (const [who, headers] of [[people[sanna], page], [demo.browser(), page], [demo.browser(), []]])
    for (const method of ['GET', 'POST']) {
      const answer = await who.request(method, '/hakemukset', { headers, ...(method === 'POST' ? { body: longForm.subarray(0, 100_000) } : {}) });
      assert.deepEqual([answer.status, answer.location, headingOf(answer.body)], [503, undefined, 'Palvelu ei ole käytettävissä']);
      assert.ok(Number(answer.header('retry-after')) > 0);
      assert.match(answer.body, /<section lang="sv">.*<section lang="en">/s);
      for (const kept of [/selain lähettää lomakkeen uudelleen/, /skickar webbläsaren formuläret på nytt/, /your browser sends the form again/]) assert.equal(kept.test(answer.body), method === 'POST');
    }
  assert.equal((await demo.browser().get('/')).status, 200);
  await demo.restart('supervisor');
  await until(async () => (await people[sanna].get('/hakemukset', { headers: page })).status === 200, 'the pool to be back');
});
