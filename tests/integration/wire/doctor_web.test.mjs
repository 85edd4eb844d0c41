// What asiointi-admin doctor finds about nginx, asked for as a resident asks: over https, under site.base_url.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { after } from 'node:test';

import { send } from '../../support/client.mjs';
import { freePort } from '../../support/ports.mjs';
import { startDemo, until } from '../../support/demo.mjs';
import { startDns } from '../../support/dns_stub.mjs';
import { doctorOf } from '../../support/doctor.mjs';

const dns = await startDns({ 'example.com': ['v=spf1 -all'], '_dmarc.example.com': ['v=DMARC1; p=reject'] });
const demo = await startDemo({ tls: true, settings: { 'login.guide_until': '2099-12-31', 'statements.updated': new Date().toISOString().slice(0, 10) } });
after(() => {
  dns.stop();
  demo.stop();
});

const inDemo = (...names) => path.join(demo.directory, ...names);
const certificate = inDemo('tls/certificate.pem');
const { look } = doctorOf(demo, ['--dns', dns.address, '--ca', certificate]);
const untrusting = doctorOf(demo, ['--dns', dns.address]);
const plainPort = await freePort();
const plain = ['--plain-http-port', String(plainPort)];
const wrong = (found) => found.findings.filter(({ outcome }) => outcome === 'fault' || outcome === 'warning');

/// Runs `act` while `text` of the file of nginx is `change(text)`.
async function withFile(file, change, act) {
  const before = readFileSync(file, 'utf8');
  writeFileSync(file, change(before));
  await demo.restart('nginx');
  try {
    return await act();
  } finally {
    writeFileSync(file, before);
    await demo.restart('nginx');
  }
}
const withServer = (inside, act) => withFile(inDemo('nginx/nginx.conf'), (text) => text.replace(/\}\s*$/, `server { listen ${plainPort}; server_name localhost; ${inside} }\n}\n`), act);

test('a demo over https is healthy, with the end of its certificate and plain http that leads to https (R-157, R-167)', async () => {
  await withServer('location / { return 301 https://$server_name$request_uri; }', async () => {
    const found = await look({}, ...plain);
    assert.deepEqual([found.status, wrong(found)], [0, []]);
    assert.match(found.named('certificate').found, /^ends on \d{4}-\d\d-\d\d, in 39\d days$/);
    assert.match(found.named('plain http').found, /^leads to https:\/\/localhost/);
  });
  assert.match((await look({}, ...plain)).named('plain http').found, /^nobody answers/);
});

test('plain http answers where a certificate is renewed, and leads to https everywhere else', async () => {
  const webroot = inDemo('webroot');
  mkdirSync(path.join(webroot, '.well-known/acme-challenge'), { recursive: true });
  writeFileSync(path.join(webroot, '.well-known/acme-challenge/key'), 'key.thumbprint');
  const challenge = readFileSync(inDemo('nginx/asiointipalvelu/snippets/acme.conf'), 'utf8').replaceAll('/var/www/html', webroot);
  assert.match(readFileSync(inDemo('nginx/asiointipalvelu/redirect.conf'), 'utf8'), /include asiointipalvelu\/snippets\/acme\.conf;/);
  await withServer(`include asiointipalvelu/snippets/server.conf; ${challenge} location / { return 301 https://$server_name$request_uri; }`, async () => {
    const get = async (where) => send(`http://localhost:${plainPort}`, { path: where });
    const answer = await get('/.well-known/acme-challenge/key');
    assert.deepEqual([answer.status, answer.body], [200, 'key.thumbprint']);
    for (const [where, status] of [['/.well-known/acme-challenge/other', 404], ['/.well-known/acme-challenge/', 404], ['/.well-known/acme-challenge/../../Account/Login', 301], ['/Account/Login', 301]])
      assert.equal((await get(where)).status, status, where);
    assert.deepEqual(wrong(await look({}, ...plain)), []);
  });
});

test('pages in the open on plain http are a fault (R-157)', () => withServer('location / { return 200 "open"; }', async () => {
  const [finding, ...others] = wrong(await look({}, ...plain));
  assert.deepEqual([finding.check, finding.outcome, others], ['plain http', 'fault', []]);
  assert.match(finding.remedy, /redirect\.conf/);
}));

test('a certificate that nobody vouches for is a fault (R-167)', async () => {
  const [finding] = wrong(await untrusting.look());
  assert.deepEqual([finding.check, finding.outcome], ['login page', 'fault']);
  assert.match(finding.remedy, /certificate/);
});

for (const [days, outcome] of [[20, 'warning'], [6, 'fault']]) test(`a certificate that ends in ${days} days is a ${outcome} (R-167)`, async () => {
  const [before, key] = [certificate, inDemo('tls/key.pem')].map((file) => readFileSync(file, 'utf8'));
  execFileSync('openssl', ['req', '-x509', '-key', inDemo('tls/key.pem'), '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-days', String(days), '-out', certificate], { stdio: 'ignore' });
  await demo.restart('nginx');
  const [finding, ...others] = wrong(await look());
  assert.deepEqual([finding.check, finding.outcome, others], ['certificate', outcome, []]);
  assert.match(finding.found, new RegExp(`in (${days - 1}|${days}) days`));
  writeFileSync(certificate, before);
  writeFileSync(inDemo('tls/key.pem'), key);
  await demo.restart('nginx');
});

test('nobody, somebody else, or an nginx without its pool under site.base_url are faults', async () => {
  const faultAt = async (base) => (await look({ 'site.base_url': `"${base}"` })).findings.find(({ outcome }) => outcome === 'fault');
  assert.match((await faultAt(`https://localhost:${plainPort}`)).remedy, /Start nginx/);
  assert.match((await faultAt('https://nowhere.invalid')).remedy, /DNS/);
  assert.match((await faultAt('https://127.0.0.1:1')).check, /login page/);
  assert.match((await faultAt(new URL(demo.facts.mailbox_url).origin)).found, /some other page|answers 404/);
  const file = inDemo('nginx/asiointipalvelu/installation/http.conf');
  const before = readFileSync(file, 'utf8');
  const reload = (text) => {
    writeFileSync(file, text);
    process.kill(demo.facts.pids.nginx, 'SIGHUP'); // the demo's own restart would wait for a page
  };
  reload(before.replace(/unix:[^;]*pages\.sock/, 'unix:/nowhere.sock'));
  const found = await until(async () => {
    const page = (await look()).named('login page');
    return page.outcome === 'fault' && page;
  }, 'nginx to have read it');
  assert.match(found.found, /answers 502/);
  assert.match(found.remedy, /asiointi_pages/);
  reload(before);
  await until(async () => (await look()).named('login page').outcome === 'ok', 'nginx to have read it again');
});

test('plain http as site.base_url of another machine is a fault (R-157)', async () => {
  const found = await look({ 'site.base_url': `"http://asiointi.example.com:${plainPort}"` }, '--resolve', `asiointi.example.com:${plainPort}:127.0.0.1`);
  assert.match(found.named('certificate').found, /travel in the open/);
});

test('health, figures and the check that can be reached from outside are faults (R-164, R-249)', async () => {
  const found = await look({ 'site.base_url': `"${new URL(demo.facts.status_url).origin}"` });
  for (const name of ['/healthz', '/readyz']) assert.equal(found.named(`inner path ${name}`).outcome, 'fault', name);
  assert.equal(found.named('inner path /auth/check').outcome, 'ok');
});

test('the judge of the portal is named', async () => {
  assert.match((await look()).named('portal').found, /asiointi-admin check-portal https:\/\/portaali\.localhost/);
});
