// What asiointi-admin check-portal finds about the server around the portal, over https.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { after } from 'node:test';

import { checkPortal, hasFaults, named } from '../../support/check_portal.mjs';
import { startDemo, until } from '../../support/demo.mjs';
import { freePort } from '../../support/ports.mjs';

const demo = await startDemo({ tls: true });
after(() => demo.stop());

const ca = ['--ca', path.join(demo.directory, 'tls/certificate.pem')];
const { run } = checkPortal(demo);
const { check } = checkPortal(demo, ca);
const page = `${demo.url}/hakemukset`;
const nginx = (name) => path.join(demo.directory, 'nginx', name);
const portalConf = nginx('asiointipalvelu/installation/portal.conf');
const good = Object.fromEntries([portalConf, nginx('nginx.conf'), nginx('asiointipalvelu/installation/http.conf')].map((file) => [file, readFileSync(file, 'utf8')]));
const plainPort = await freePort();
const plain = ['--plain-http', `http://localhost:${plainPort}/hakemukset`];
const toPortal = 'proxy_pass http://example_portal;';

/// Runs `act` while the files of nginx are different: { file: change of its text }.
async function withConfiguration(changes, act) {
  const write = async (texts) => {
    for (const [file, text] of Object.entries(texts)) writeFileSync(file, text);
    await demo.restart('nginx');
  };
  await write(Object.fromEntries(Object.entries(changes).map(([file, change]) => [file, change(good[file])])));
  try {
    return await act();
  } finally {
    await write(good);
  }
}

const withPortal = (lines, act) => withConfiguration({ [portalConf]: (text) => `${text}${lines}\n` }, act);
const withServer = (inside, act) => withConfiguration({ [nginx('nginx.conf')]: (text) => text.replace(/\}\s*$/, `server { listen ${plainPort}; server_name localhost; ${inside} }\n}\n`) }, act);

test('the demo over https has no fault, with plain http as redirect.conf answers it', async () => {
  const redirect = 'include asiointipalvelu/snippets/server.conf; location / { if ($request_method !~ ^(GET|HEAD)$) { return 403; } return 301 https://$host$request_uri; }';
  assert.match(readFileSync(nginx('asiointipalvelu/redirect.conf'), 'utf8').replace(/\s+/g, ' '), /if \(\$request_method !~ \^\(GET\|HEAD\)\$\) \{ return 403; \} return 301 https:\/\/\$host\$request_uri;/);
  await withServer(redirect, async () => {
    const { status, findings, faults, warnings } = await check(page, '--public', '/', '--echo', '/julkinen/headers', ...plain);
    assert.deepEqual([status, faults, warnings], [0, [], []]);
    for (const name of ['browsers are told to use https only', 'plain http leads readers to https', 'plain http refuses forms']) assert.equal(named(findings, name).outcome, 'ok', name);
  });
});

test('a port of plain http that nobody serves is no fault, and one that is not known is told', async () => {
  assert.deepEqual((await check(page, ...plain)).faults, []);
  assert.match(named((await check(page)).findings, 'plain http refuses forms').found, /--plain-http/);
});

test('a portal on a host of its own that portal.origins does not name is found, and leads nobody round and round', async () => {
  const other = new URL(demo.url);
  other.hostname = '127.0.0.1'; // the demo's certificate names it, and so does a server of its own
  const portal = 'include asiointipalvelu/snippets/portal-host.conf; location /hakemukset { client_max_body_size 20m; proxy_pass http://example_portal; include asiointipalvelu/snippets/protect-proxy.conf; } location / { return 404; }';
  const asPortal = (text) => text.replace(/include asiointipalvelu\/snippets\/server\.conf;\s*location \/ \{\s*if [^}]*\}[^}]*\}/, portal);
  const unnamed = async () => hasFaults(await check(`${other.origin}/hakemukset`), { 'signing in leads back to the page': /portal\.origins.*portal-host\.conf/, 'signing in leads back to the page with its query, UTF-8 included': /portal\.origins/ });
  const configured = readFileSync(demo.facts.config, 'utf8');
  const use = async (text, isInUse) => {
    const before = demo.events('pool_reloaded').length;
    writeFileSync(demo.facts.config, text);
    process.kill(demo.facts.pids.supervisor, 'SIGHUP');
    await until(() => demo.events('pool_reloaded').length > before, 'the reload');
    await until(isInUse, 'the new workers');
  };
  await withConfiguration({ [nginx('nginx.conf')]: asPortal }, async () => {
    await unnamed();
    // A sign-in may lead to any page of this host now, but no session gets there.
    const leadsBack = async () => /value="https:\/\/127\.0\.0\.1[^"]*"/.test((await demo.browser().get(`/Account/Login?ReturnUrl=${encodeURIComponent(`${other.origin}/julkinen`)}`)).body);
    await use(configured.replace('[site]', `[site]\nreturn_origins = ["${other.origin}"]`), leadsBack);
    await unnamed();
    await use(configured.replace('origins = [', `origins = ["${other.origin}", `), async () => (await check(`${other.origin}/hakemukset`)).status === 0);
  });
});

test('the demo\'s portal on a host name of its own, as portal-host.conf makes it, has no fault: without a session, with one, and in what arrives', async () => {
  const { address, password } = demo.accounts.with_password;
  const passwordFile = path.join(demo.directory, 'password');
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  const words = [`${new URL(demo.facts.portal_host_url).origin}/hakemukset`, '--public', '/', '--sign-in', address, '--password-file', passwordFile, '--echo', '/hakemukset/headers', '--echo', '/julkinen/headers'];
  const { status, findings, faults, warnings } = await check(...words);
  assert.deepEqual([status, faults, warnings], [0, [], []]);
  for (const name of ['a forged X-Forwarded-Host leads nowhere else', 'signing in ends at the page', 'the session is refused at the very next request', '/hakemukset/headers receives no forged identity header'])
    assert.equal(named(findings, name).outcome, 'ok', name);
  const [, sent] = /; (\d+) requests sent\n$/.exec((await run([...words, ...ca])).stdout);
  assert.ok(Number(sent) < 150, sent);
});

test('a certificate that nobody here vouches for ends the check, with exit status 2', async () => {
  const { status, stdout, stderr } = await run([page]);
  assert.deepEqual([status, stdout], [2, '']);
  assert.match(stderr, /no certificate that is trusted here; name its authority with --ca/);
});

test('a public location without its snippet is found over https: it does not tell browsers to stay there', async () => {
  await withPortal(`location /avoin { ${toPortal} add_header X-Own 1; }`, async () => {
    const found = await check(page, '--public', '/avoin/headers');
    hasFaults(found, { 'browsers are told to use https only': /portal-headers\.conf/ });
    assert.match(found.faults[0].found, /Sent GET \/avoin\/headers; came Strict-Transport-Security: \(none\)/);
  });
});

test('a Strict-Transport-Security of less than a year is found', async () => {
  await withConfiguration({ [nginx('asiointipalvelu/installation/http.conf')]: (text) => text.replace('max-age=63072000', 'max-age=86400') }, async () =>
    hasFaults(await check(page), { 'browsers are told to use https only': /max-age=31536000/ }));
});

test('a portal on plain http is found, and no form is sent there', async () => {
  await withServer(`location / { ${toPortal} }`, async () => {
    const found = await check(page, ...plain);
    hasFaults(found, { 'plain http leads readers to https': /redirect\.conf/ });
    assert.match(named(found.findings, 'plain http refuses forms').found, /not sent/);
  });
});

test('a plain http that redirects forms is found', async () => {
  await withServer(`return 308 ${demo.url}$request_uri;`, async () => hasFaults(await check(page, ...plain), { 'plain http refuses forms': /GET and HEAD/ }));
});

test('a server that answers for any host name is found', async () => {
  await withConfiguration({ [nginx('nginx.conf')]: (text) => text.replace('include asiointipalvelu/default-server.conf;', '') }, async () =>
    hasFaults(await check(page), { 'a host name that is none of ours is refused': /default-server\.conf/ }));
});

test('a server that tells its version is found', async () => {
  await withPortal('server_tokens on;', async () => hasFaults(await check(page), { 'no answer tells nginx\'s version': /server_tokens off/ }));
});

test('metrics, or the check itself, that can be asked from outside are found', async () => {
  await withPortal('location = /metrics { return 200 "x"; } location = /auth/sign-in { return 204; }', async () =>
    hasFaults(await check(page), { 'nobody reaches health and metrics from outside': /status\.conf/, 'nobody reaches the check from outside': /account\.conf/ }));
});

test('a cookie of ours that lost its attributes on the way is found', async () => {
  await withPortal('location = /evasteinen { add_header Set-Cookie "__Host-asiointi-form=x; Path=/; Secure; SameSite=Lax; Domain=localhost"; add_header Strict-Transport-Security "max-age=31536000"; return 200 "x"; }', async () => {
    const found = await check(page, '--public', '/evasteinen');
    hasFaults(found, { 'cookies of our name on the portal\'s pages have them too': /changes our cookies/ });
    assert.match(found.faults[0].found, /__Host-asiointi-form with no httponly a Domain/);
  });
});

test('headers with underscores that reach the portal are found', async () => {
  const loose = readFileSync(nginx('asiointipalvelu/snippets/check.conf'), 'utf8').replace('underscores_in_headers off', 'underscores_in_headers on');
  await withConfiguration({ [portalConf]: (text) => text.replace('include asiointipalvelu/snippets/check.conf;', loose) }, async () => {
    const found = await check(page, '--echo', '/julkinen/headers');
    assert.match(named(found.faults, '/julkinen/headers receives no forged identity header').remedy, /underscores_in_headers off/);
  });
});
