// What the processes of the pool may not do, as the kernel tells it, and which secrets each kind holds.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { after } from 'node:test';

import { build, startDemo, until } from '../../support/demo.mjs';
import { secretsHeldBy } from '../../support/memory.mjs';
import { mailedLink, signIn } from '../../support/visitor.mjs';

const demo = await startDemo({ settings: { 'site.announcement_file': 'announcement.toml' } });
after(() => demo.stop());

const workers = ['asiointi-pages', 'asiointi-hash', 'asiointi-check', 'asiointi-bg'];
const secretsFile = path.join(demo.directory, 'secrets.toml');
const isRoot = process.getuid() === 0;
const isSanitized = execFileSync('readelf', ['-d', path.join(build, 'fcgi-app/asiointi-fcgi')], { encoding: 'utf8' }).includes('libasan');
const sanna = demo.accounts.with_password.address;

const statusOf = (pid) => Object.fromEntries(readFileSync(`/proc/${pid}/status`, 'utf8').split('\n').map((line) => line.split(':\t')));

/// Sends SIGHUP and waits until no process of before is left.
async function reload() {
  const old = workers.flatMap((name) => demo.children(name));
  const before = demo.events('pool_reloaded').length;
  process.kill(demo.facts.pids.supervisor, 'SIGHUP');
  await until(() => demo.events('pool_reloaded').length > before, 'the reload');
  await until(() => !workers.flatMap((name) => demo.children(name)).some((pid) => old.includes(pid)), 'the old processes to go');
  await until(() => workers.every((name) => demo.children(name).length > 0), 'the new processes');
}

function assertConfined() {
  for (const name of workers) {
    const pids = demo.children(name);
    assert.ok(pids.length > 0, name);
    for (const pid of pids) {
      const { Seccomp, NoNewPrivs, CapEff, CapPrm } = statusOf(pid);
      assert.deepEqual({ name, Seccomp, NoNewPrivs, CapEff, CapPrm },
        { name, Seccomp: '2', NoNewPrivs: '1', CapEff: '0000000000000000', CapPrm: '0000000000000000' });
      assert.match(readFileSync(`/proc/${pid}/limits`, 'utf8'), /^Max core file size +0 +0 /m, name);
    }
  }
}

test('every worker runs under seccomp, without capabilities, and gets no new privilege, before and after a reload (R-166)', async () => {
  assertConfined();
  await reload();
  assertConfined();
  const { Seccomp, NoNewPrivs } = statusOf(demo.facts.pids.supervisor);
  assert.deepEqual({ Seccomp, NoNewPrivs }, { Seccomp: '2', NoNewPrivs: '1' });
});

test('signing in, mails and the bar work with it, and no process is ended for a call that it may not make', async () => {
  const browser = demo.browser();
  await signIn(browser, sanna, demo.password);
  assert.match((await browser.get('/Account/Bar')).body, /asiointi-bar/);
  assert.ok(await mailedLink(demo, sanna));
  assert.deepEqual(demo.events('forbidden_system_call'), []);
});

test('the memory of every process is hidden from others of the same user', (t) => {
  if (isRoot) return t.skip('root may read everything');
  for (const pid of [demo.facts.pids.supervisor, ...workers.flatMap((name) => demo.children(name))])
    assert.throws(() => openSync(`/proc/${pid}/mem`, 'r'), { code: 'EACCES' });
});

test('each kind of process holds its own secrets alone, before and after they are changed', async (t) => {
  if (!isRoot) return t.skip('only root reads the memory of others');
  if (isSanitized) return t.skip('AddressSanitizer keeps what was given back');
  appendFileSync(secretsFile, '\n[mail]\npassword = "only-the-background-process-knows-it"\n');
  for (const again of [false, true]) {
    if (again) {
      const text = readFileSync(secretsFile, 'utf8');
      writeFileSync(secretsFile, text.replace('only-the-background-process-knows-it', 'another-that-only-the-background-has'));
    }
    await reload();
    await signIn(demo.browser(), sanna, demo.password);
    const text = readFileSync(secretsFile, 'utf8');
    const valueOf = (name) => new RegExp(`^${name} = "?\\[?"([^"]+)"`, 'm').exec(text.replaceAll('= ["', '= "'))[1];
    const secrets = {
      key: Buffer.from(valueOf('keys'), 'base64'),
      ofPages: Buffer.from(valueOf('pages_password')),
      ofBackground: Buffer.from(valueOf('background_password')),
      ofAdmin: Buffer.from(valueOf('admin_password')),
      ofMail: Buffer.from(valueOf('password')),
      keyText: Buffer.from(valueOf('keys')),
    };
    const held = (name) => {
      const found = new Set(demo.children(name).flatMap((pid) => secretsHeldBy(pid, Object.values(secrets))));
      return Object.keys(secrets).filter((each) => found.has(secrets[each]));
    };
    assert.deepEqual(held('asiointi-pages'), ['key', 'ofPages']);
    assert.deepEqual(held('asiointi-hash'), []);
    assert.deepEqual(held('asiointi-check'), ['ofPages']);
    assert.deepEqual(held('asiointi-bg'), ['key', 'ofBackground', 'ofMail']);
  }
});

test('both programs take the secrets that a service manager hands over, and then need no file of them (R-160)', () => {
  const handedOver = mkdtempSync(path.join(demo.directory, 'credentials-'));
  renameSync(secretsFile, path.join(handedOver, 'secrets.toml'));
  const check = (program, words, env) =>
    spawnSync(path.join(build, program), ['--config', demo.facts.config, ...words], { encoding: 'utf8', env: { ...process.env, ...env } });
  try {
    for (const [program, words] of [['fcgi-app/asiointi-fcgi', ['--check-config']], ['tools/asiointi-admin/asiointi-admin', ['config', 'check']]]) {
      assert.equal(check(program, words, { CREDENTIALS_DIRECTORY: handedOver }).status, 0);
      assert.match(check(program, words).stderr, /secrets\.toml: the file cannot be read/);
    }
    const { stdout } = check('tools/asiointi-admin/asiointi-admin', ['doctor'], { CREDENTIALS_DIRECTORY: handedOver });
    assert.ok(stdout.includes(path.join(handedOver, 'secrets.toml')), stdout);
  } finally {
    renameSync(path.join(handedOver, 'secrets.toml'), secretsFile);
  }
});

test('secrets beside a file that workers must read are told of in the log', () => {
  const [told] = demo.events('secrets_within_reach');
  assert.equal(told.file, secretsFile);
  assert.match(told.remedy, /docs\/confinement\.md/);
});

test('a process that the kernel ends for a forbidden call is named in the log and replaced', async () => {
  const [killed] = demo.workers();
  process.kill(killed, 'SIGSYS'); // what the kernel sends
  const [told] = await until(() => demo.events('forbidden_system_call').length > 0 && demo.events('forbidden_system_call'), 'the log');
  assert.deepEqual([told.level, told.role, told.child], ['error', 'pages', killed]);
  await until(() => demo.events('process_started').some((event) => event.role === 'pages' && event.time > told.time), 'a new worker');
});
