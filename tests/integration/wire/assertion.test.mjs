// The signed statement of who is signed in, X-Asiointi-Assertion: verified as a portal would, with a library of others.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { after } from 'node:test';

import { send } from '../../support/client.mjs';
import { build, root, startDemo, until } from '../../support/demo.mjs';
import { jose } from '../../support/jose.mjs';
import { secretsHeldBy } from '../../support/memory.mjs';
import { register, signedIn } from '../../support/visitor.mjs';

const demo = await startDemo();
after(() => demo.stop());

const audience = 'lupaportaali';
const sanna = demo.accounts.with_password.address;
const kaisa = 'kaisa.kahdesti@example.com'; // two old user names
const newcomer = 'hilma.nygard@example.com'; // none
demo.lendPassword(kaisa);
await register(demo, newcomer, demo.password, { given: 'Hilma Åsa', family: 'Nygård, 100 % <b>山田</b>' });
const people = {};
for (const address of [sanna, kaisa, newcomer]) people[address] = await signedIn(demo, address, demo.password);

const { config } = demo.facts;
const keyFile = path.join(demo.directory, 'signing.keys');
const rotate = () => spawnSync(path.join(build, 'tools/asiointi-admin/asiointi-admin'), ['--config', config, 'keys', 'rotate'], { encoding: 'utf8' });
const checkConfig = () => spawnSync(path.join(build, 'fcgi-app/asiointi-fcgi'), ['--config', config, '--check-config'], { encoding: 'utf8' });
const checkWorkers = () => demo.children('asiointi-check');
const keySetUrl = new URL('/.well-known/jwks.json', demo.url);
const keySet = async () => JSON.parse((await demo.browser().get(keySetUrl.href)).body);
const keyIds = async () => (await keySet()).keys.map(({ kid }) => kid);
const accountOf = (address) => demo.sql(`SELECT id, public_id, email FROM account WHERE email_key = '${address}'`)[0];

const processes = () => ['asiointi-check', 'asiointi-pages', 'asiointi-hash', 'asiointi-bg'].flatMap((name) => demo.children(name));

/// Sends SIGHUP and waits for its end: `event` in the log and, when it was carried out, none of the old processes, whose memory
/// nobody could read while they end.
async function reload(event = 'pool_reloaded') {
  const [before, old] = [demo.events(event).length, processes()];
  process.kill(demo.facts.pids.supervisor, 'SIGHUP');
  await until(() => demo.events(event).length > before, event);
  if (event === 'pool_reloaded') await until(() => !processes().some((pid) => old.includes(pid)), 'the old processes to go');
}

/// Ends all check workers as a crash would, and waits for as many others.
async function renewCheckWorkers() {
  const old = checkWorkers();
  old.forEach((pid) => process.kill(pid, 'SIGKILL'));
  await until(() => checkWorkers().filter((pid) => !old.includes(pid)).length === old.length, 'new check workers');
}

/// What the portal gets with the next request of this person.
async function statementFor(address) {
  const answer = await people[address].get('/hakemukset/headers');
  assert.equal(answer.status, 200);
  return /^x-asiointi-assertion: (.*)$/im.exec(answer.body)?.[1];
}

const expected = { issuer: demo.url, audience, algorithms: ['EdDSA'], typ: 'JWT', requiredClaims: ['iat', 'exp', 'sub'] };
const secondsAfter = (token, seconds) => ({ currentDate: new Date((jose.decodeJwt(token).iat + seconds) * 1000) });

/// As a portal that gets it at once, however long the test has been running.
const verify = (token, keys, more = {}) => jose.jwtVerify(token, keys, { ...expected, ...secondsAfter(token, 0), ...more });
const currentKeys = async () => jose.createLocalJWKSet(await keySet());

test('the public keys are where docs/portal.md says, on the host of the account pages, and not on the portal\'s own', async () => {
  const [, address] = /with the public keys\s+at\s+`([^`]+)`/.exec(readFileSync(path.join(root, 'docs/portal.md'), 'utf8'));
  assert.equal(address.replace('https://asiointi.example.fi', demo.url), keySetUrl.href);
  assert.equal((await send(demo.url, { path: keySetUrl.pathname })).status, 200);
  assert.equal((await send(new URL(demo.facts.portal_host_url).origin, { path: keySetUrl.pathname })).status, 404);
});

test('without a file of keys nothing is signed, and the set of public keys is empty', async () => {
  assert.equal(await statementFor(sanna), undefined);
  assert.deepEqual(await keySet(), { keys: [] });
  const { status, stderr } = rotate();
  assert.deepEqual([status, /portal\.signing_keys: names no file/.test(stderr)], [2, true], stderr);
});

test('a file of keys that is missing is a fault of the configuration, and a reload goes on with what was there', async () => {
  writeFileSync(config, readFileSync(config, 'utf8').replace('[portal]\n', `[portal]\naudience = "${audience}"\nsigning_keys = "signing.keys"\n`));
  const { status, stderr } = checkConfig();
  assert.deepEqual([status, stderr], [2, `${keyFile}: the signing keys cannot be read: No such file or directory. Make it with: asiointi-admin keys rotate\n`]);
  await reload('reload_failed');
  assert.match(demo.events('reload_failed').at(-1).detail, /signing\.keys: .* Make it with: asiointi-admin keys rotate/);
  assert.equal(await statementFor(sanna), undefined);
});

test('a statement says for a minute who is signed in, and verifies with the key that is fetched over HTTP', async () => {
  const made = rotate();
  assert.deepEqual([made.status, made.stderr], [0, ''], made.stdout);
  assert.equal(checkConfig().status, 0);
  await reload();
  const keys = jose.createRemoteJWKSet(keySetUrl);
  for (const address of [sanna, kaisa, newcomer]) {
    const [id, publicId, email] = accountOf(address);
    const before = Math.floor(Date.now() / 1000);
    const { payload, protectedHeader } = await verify(await statementFor(address), keys, { subject: publicId });
    const ids = demo.sql(`SELECT portal_user_id FROM legacy_user WHERE account_id = ${id} ORDER BY portal_user_id`).flat();
    assert.deepEqual([...(payload.portal_ids ?? [])].sort(), ids.sort());
    assert.equal(payload.portal_ids === undefined, ids.length === 0);
    assert.deepEqual([payload.email, payload.acr, payload.exp - payload.iat], [email, 'weak', 60]);
    assert.ok(payload.iat >= before && payload.iat <= Math.floor(Date.now() / 1000));
    assert.deepEqual(protectedHeader, { alg: 'EdDSA', typ: 'JWT', kid: (await keyIds())[0] });
  }
  assert.equal((await verify(await statementFor(newcomer), keys)).payload.name, 'Hilma Åsa Nygård, 100 % <b>山田</b>');
});

test('the public keys are for verifying alone, and each is known by its thumbprint', async () => {
  const answer = await send(demo.url, { path: keySetUrl.pathname });
  assert.deepEqual([answer.status, answer.header('content-type')], [200, 'application/jwk-set+json']);
  const { keys } = JSON.parse(answer.body);
  assert.equal(keys.length, 1);
  const { x, ...rest } = keys[0];
  assert.equal(Buffer.from(x, 'base64url').length, 32);
  assert.deepEqual(rest, { kty: 'OKP', crv: 'Ed25519', use: 'sig', alg: 'EdDSA', kid: await jose.calculateJwkThumbprint(keys[0]) });
});

const encoded = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
const decoded = (part) => JSON.parse(Buffer.from(part, 'base64url'));

/// The same statement with another header or payload; the signature stays.
function changed(token, { header = {}, payload = {} }) {
  const [first, second, third] = token.split('.');
  return [encoded({ ...decoded(first), ...header }), encoded({ ...decoded(second), ...payload }), third].join('.');
}

function signedByAStranger(token) {
  const { privateKey } = generateKeyPairSync('ed25519');
  return new jose.SignJWT(jose.decodeJwt(token)).setProtectedHeader(jose.decodeProtectedHeader(token)).sign(privateKey);
}

/// The public key taken for a shared secret.
function signedWithThePublicKey(token, { keys: [{ x }] }) {
  return new jose.SignJWT(jose.decodeJwt(token)).setProtectedHeader({ ...jose.decodeProtectedHeader(token), alg: 'HS256' }).sign(Buffer.from(x, 'base64url'));
}

test('a statement that was changed, is for others, is too old or is not signed is refused', async () => {
  const token = await statementFor(kaisa);
  const keys = await currentKeys();
  await verify(token, keys, secondsAfter(token, 59));
  for (const [what, code, refused, more] of [
    ['another account', 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED', changed(token, { payload: { sub: accountOf(sanna)[1] } })],
    ['other ids', 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED', changed(token, { payload: { portal_ids: ['1'] } })],
    ['a longer life', 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED', changed(token, { payload: { exp: 2 ** 33 } })],
    ['another signature', 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED', `${token.slice(0, -86)}${'A'.repeat(86)}`],
    ['a stranger\'s key under the same name', 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED', await signedByAStranger(token)],
    ['another portal', 'ERR_JWT_CLAIM_VALIDATION_FAILED', token, { audience: 'portal' }],
    ['another issuer', 'ERR_JWT_CLAIM_VALIDATION_FAILED', token, { issuer: 'https://asiointi.example.fi' }],
    ['a minute later', 'ERR_JWT_EXPIRED', token, secondsAfter(token, 60)],
    ['no signature', 'ERR_JOSE_ALG_NOT_ALLOWED', `${changed(token, { header: { alg: 'none' } }).replace(/[^.]*$/, '')}`],
    ['no signature, where every algorithm is taken', 'ERR_JOSE_NOT_SUPPORTED', `${changed(token, { header: { alg: 'none' } }).replace(/[^.]*$/, '')}`, { algorithms: undefined }],
    ['the public key as a shared secret', 'ERR_JOSE_ALG_NOT_ALLOWED', await signedWithThePublicKey(token, await keySet())],
    ['a key of which nobody has heard', 'ERR_JWKS_NO_MATCHING_KEY', changed(token, { header: { kid: 'unknown' } })],
  ]) await assert.rejects(verify(refused, keys, more), { code }, what);
});

test('a client cannot bring a statement of its own', async () => {
  const token = await statementFor(kaisa);
  const answer = await people[sanna].get('/hakemukset/headers', { headers: [['X-Asiointi-Assertion', token], ['X_Asiointi_Assertion', token]] });
  assert.ok(!answer.body.includes(token));
  const open = await send(demo.url, { path: '/julkinen/headers', headers: [['X-Asiointi-Assertion', token]] });
  assert.deepEqual([open.status, /assertion/i.test(open.body)], [200, false]);
});

test('after a rotation new statements have a new key, and those that are on their way stay valid', async () => {
  const old = await statementFor(sanna);
  const [oldId] = await keyIds();
  const keptSet = await currentKeys();
  const fetched = jose.createRemoteJWKSet(keySetUrl, { cooldownDuration: 0 });
  await verify(old, fetched);

  assert.equal(rotate().status, 0);
  await renewCheckWorkers(); // of which nobody has told the pages yet
  assert.equal(jose.decodeProtectedHeader(await statementFor(sanna)).kid, oldId);
  await reload();

  const fresh = await statementFor(sanna);
  const { kid } = jose.decodeProtectedHeader(fresh);
  assert.notEqual(kid, oldId);
  assert.deepEqual(await keyIds(), [kid, oldId]);
  await verify(old, await currentKeys());
  await assert.rejects(verify(fresh, keptSet), { code: 'ERR_JWKS_NO_MATCHING_KEY' });
  await verify(fresh, fetched); // which asks for the keys anew
  await verify(old, fetched);
});

test('three rotations later the key is gone', async () => {
  const token = await statementFor(sanna);
  const { kid } = jose.decodeProtectedHeader(token);
  for (let rotations = 1; rotations <= 3; ++rotations) {
    assert.equal(rotate().status, 0);
    await reload();
    assert.equal((await keyIds()).length, 3);
    assert.equal((await keyIds()).indexOf(kid), rotations < 3 ? rotations : -1);
  }
  await assert.rejects(verify(token, await currentKeys()), { code: 'ERR_JWKS_NO_MATCHING_KEY' });
  await verify(await statementFor(sanna), await currentKeys());
});

test('a file that breaks later stops no check worker, and a reload names it', async () => {
  const [kid] = await keyIds();
  const good = readFileSync(keyFile, 'utf8');
  for (const [break_, fault] of [
    [() => chmodSync(keyFile, 0o644), /signing\.keys: others may read or change this file\. Run: chmod 0640 /],
    [() => writeFileSync(keyFile, 'xyz\n'), /signing\.keys:1: is no key of 32 bytes in base64\. Correct or remove the line\./],
    [() => writeFileSync(keyFile, ''), /signing\.keys: holds no signing key\. Make it with: asiointi-admin keys rotate/],
  ]) {
    break_();
    assert.deepEqual([checkConfig().status, fault.test(checkConfig().stderr)], [2, true]);
    await reload('reload_failed');
    assert.match(demo.events('reload_failed').at(-1).detail, fault);
    await renewCheckWorkers();
    const token = await statementFor(sanna);
    assert.equal(jose.decodeProtectedHeader(token).kid, kid);
    await verify(token, await currentKeys());
    writeFileSync(keyFile, good, { mode: 0o640 });
    chmodSync(keyFile, 0o640);
  }
  assert.deepEqual(demo.events('process_failed'), []);
  assert.equal(checkConfig().status, 0);
});

test('only the check workers hold the key: neither pages nor the background process do, before and after a rotation', async (t) => {
  if (process.getuid() !== 0) return t.skip('only root reads the memory of others');
  for (const again of [false, true]) {
    if (again) {
      rotate();
      await reload();
    }
    const lines = readFileSync(keyFile, 'utf8').split('\n').filter((line) => line && !line.startsWith('#')).map((line) => line.split(' ')[0]);
    const seeds = lines.map((line) => Buffer.from(line, 'base64'));
    const scalars = seeds.map((seed) => createHash('sha512').update(seed).digest().subarray(1, 31)); // RFC 8032 changes the ends
    const secrets = [...lines.map((line) => Buffer.from(line)), ...seeds, ...scalars];
    await statementFor(sanna);
    assert.ok(checkWorkers().length >= 2);
    for (const pid of checkWorkers()) assert.deepEqual(secretsHeldBy(pid, secrets).filter((secret) => seeds.includes(secret)), [seeds[0]]);
    for (const name of ['asiointi-pages', 'asiointi-hash', 'asiointi-bg'])
      for (const pid of demo.children(name)) assert.deepEqual(secretsHeldBy(pid, secrets), [], name);
  }
});
