// What a system administrator does: check a configuration, reload it under load, migrate and import again.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';

import { send } from '../../support/client.mjs';
import { build, root, startDemo, until } from '../../support/demo.mjs';
import { isSignedIn, openLink, signIn, typeUserName } from '../../support/visitor.mjs';

const demo = await startDemo();
const scratch = mkdtempSync(path.join(os.tmpdir(), 'asiointi-wire-'));
after(() => {
  demo.stop();
  rmSync(scratch, { recursive: true, force: true });
});

const pages = path.join(build, 'fcgi-app/asiointi-fcgi');
const admin = path.join(build, 'tools/asiointi-admin/asiointi-admin');
const run = (program, ...words) => spawnSync(program, words, { encoding: 'utf8', cwd: root });
const file = (name, text) => {
  writeFileSync(path.join(scratch, name), text, { mode: 0o600 });
  return path.join(scratch, name);
};
const { config } = demo.facts;
const good = readFileSync(config, 'utf8');
const reload = () => process.kill(demo.facts.pids.supervisor, 'SIGHUP');
const tables = ['account', 'legacy_user', 'link_token', 'session', 'audit_event', 'schema_migration'];
const checksum = () => demo.sql(`CHECKSUM TABLE ${tables.join(', ')}`);

/// Configures the demo anew; the next reload reads it.
async function reloaded(text) {
  const before = demo.events('pool_reloaded').length;
  writeFileSync(config, text);
  reload();
  await until(() => demo.events('pool_reloaded').length > before, 'the reload');
}

/// Configures the demo so that it cannot be read anew; returns what the log says of that.
async function refused(text) {
  const before = demo.events('reload_failed').length;
  writeFileSync(config, text);
  reload();
  await until(() => demo.events('reload_failed').length > before, 'the fault');
  return demo.events('reload_failed').at(-1).detail;
}

test('a good configuration passes the check', () => {
  assert.equal(run(pages, '--check-config', '--config', config).status, 0);
});

test('a broken configuration is told in full: every fault with its line and what to do, and exit status 2', () => {
  const broken = file('broken.toml', 'secrets = "nowhere.toml"\n[site]\nbase_url = "ftp://x"\nstart_ur = "/"\n[mail]\nsmtp_port = 99999\nfrom_address = 7\n[database]\nhosts = ["nonsense"]\n[session]\nidle_minutes = -5\n');
  const { status, stderr, stdout } = run(pages, '--check-config', '--config', broken);
  assert.equal(status, 2);
  const faults = (stderr + stdout).split('\n');
  for (const [where, remedy] of [['broken.toml:3: site.base_url', 'Write https://HOST'], ['broken.toml:4: site.start_ur', 'Correct the spelling'], ['broken.toml:6: mail.smtp_port', 'from 1 to 65535'],
    ['broken.toml:7: mail.from_address', 'double quotes'], ['broken.toml:9: database.hosts', 'HOST:PORT'], ['broken.toml:11: session.idle_minutes', 'whole number'], ['names.fi.city', 'Add it'], ['nowhere.toml', 'Create it']])
    assert.ok(faults.some((line) => line.includes(where) && line.includes(remedy)), `${where}: ${stderr}${stdout}`);
});

test('a file that is no TOML, none at all, and secrets that others may read are told as well', () => {
  assert.match(run(pages, '--check-config', '--config', file('syntax.toml', 'a = = 1\n')).stderr, /syntax\.toml:1: /);
  assert.match(run(pages, '--check-config', '--config', path.join(scratch, 'none.toml')).stderr, /none\.toml/);
  const secrets = readFileSync(path.join(path.dirname(config), 'secrets.toml'), 'utf8');
  writeFileSync(path.join(scratch, 'open.toml'), secrets, { mode: 0o644 });
  const { status, stderr } = run(pages, '--check-config', '--config', file('shared.toml', good.replace('secrets.toml', 'open.toml')));
  assert.equal(status, 2);
  assert.match(stderr, /open\.toml.*chmod 0640/);
  assert.ok(!stderr.includes(/_password = "([^"]+)"/.exec(secrets)[1]));
});

test('a wrong word on the command line is exit status 2, and help is 0', () => {
  for (const program of [pages, admin]) assert.deepEqual([run(program, '--nonsense').status, run(program, '--help').status], [2, 0]);
});

test('migrating again changes nothing', () => {
  const before = checksum();
  for (const each of [1, 2]) assert.equal(run(admin, '--config', config, 'migrate', '--sql', path.join(root, 'sql')).status, 0, `time ${each}`);
  assert.deepEqual(checksum(), before);
});

test('importing again changes nothing, whatever residents have done since', async () => {
  const address = demo.accounts.no_password;
  const browser = demo.browser();
  await typeUserName(browser, address);
  await openLink(browser, (await demo.mailbox.next(address)).linkTo('RecoverPassword'));
  demo.lendPassword('taimi@example.fi');
  await demo.mailsDone();
  const counts = () => demo.sql(['account', 'legacy_user', 'audit_event'].map((table) => `SELECT COUNT(*) FROM ${table}`).join('; '));
  const rest = () => demo.sql('SELECT id, public_id, email, given_name, family_name, locale, password_hash, password_generation, state FROM account ORDER BY id; SELECT portal_user_id, status, account_id, linked_at, note FROM legacy_user ORDER BY portal_user_id');
  const before = [counts(), rest()];
  for (const each of [1, 2]) assert.equal(run(admin, '--config', config, 'import', '--apply').status, 0, `time ${each}`);
  assert.deepEqual([counts(), rest()], before);
});

test('no account of the import can be signed in to before its first password (R-044)', () => {
  assert.equal(demo.value(`SELECT COUNT(*) FROM account WHERE password_hash IS NOT NULL AND email_key NOT IN ('taimi@example.fi', '${demo.accounts.with_password.address}')`), '0');
});

const health = async () => Promise.all(['/healthz', '/readyz'].map(async (path) => {
  const { status, body } = await send(new URL(demo.facts.status_url).origin, { path });
  return `${status} ${body}`;
}));

test('a service whose database lacks a migration is alive and not ready, and says what to do', async () => {
  assert.deepEqual(await health(), ['200 alive\n', '200 ready\n']);
  demo.sql('CREATE TABLE kept AS SELECT * FROM schema_migration WHERE version = (SELECT MAX(version) FROM schema_migration); DELETE FROM schema_migration WHERE version IN (SELECT version FROM kept)');
  assert.deepEqual(await health(), ['200 alive\n', '503 database lacks a migration: asiointi-admin migrate\n']);
  demo.sql('INSERT INTO schema_migration SELECT * FROM kept; RENAME TABLE schema_migration TO hidden');
  assert.deepEqual(await health(), ['200 alive\n', '503 database lacks a migration: asiointi-admin migrate\n']);
  demo.sql('RENAME TABLE hidden TO schema_migration; DROP TABLE kept');
  assert.deepEqual(await health(), ['200 alive\n', '200 ready\n']);
});

test('a reload that cannot work, for its settings or its templates, leaves the service alive and ready', async () => {
  const before = demo.workers();
  for (const broken of [good.replace('[site]', '[site]\nnonsense = 1'), good.replace(/^template_directory = .*$/m, `template_directory = "${scratch}"`)]) {
    assert.notEqual(broken, good);
    await refused(broken);
    assert.deepEqual([await health(), demo.workers()], [['200 alive\n', '200 ready\n'], before]);
  }
  writeFileSync(config, good);
});

test('reloading in a steady stream of requests refuses none, and ends with new workers (R-236)', async () => {
  const before = demo.workers();
  const statuses = [];
  let left = 400;
  const stream = Array.from({ length: 6 }, async () => {
    while (left-- > 0) statuses.push((await demo.browser().get('/Account/Login')).status);
  });
  for (const share of [300, 200, 100]) {
    await until(() => left <= share, 'the stream to flow');
    await reloaded(good);
  }
  await Promise.all(stream);
  assert.equal(statuses.length, 400);
  assert.deepEqual([...new Set(statuses)], [200]);
  await until(() => demo.workers().length === before.length && demo.workers().every((pid) => !before.includes(pid)), 'the old workers to end');
});

test('a session outlives a reload, and a new setting takes effect', async () => {
  const browser = demo.browser();
  await signIn(browser, 'taimi@example.fi', demo.password);
  assert.ok(!(await typeUserName(demo.browser(), 'toivo@example.fi')).body.includes('name="password"'));
  await reloaded(good.replace('[mail]', '[login]\nfirst_step = "uniform"\n\n[mail]'));
  await until(async () => (await typeUserName(demo.browser(), 'toivo@example.fi')).body.includes('name="password"'), 'the new setting');
  assert.ok(await isSignedIn(browser));
  await reloaded(good);
});

test('a broken configuration keeps the running one, and its faults are in the log', async () => {
  await until(() => demo.workers().length === 4 || demo.children('asiointi-bg').length === 1, 'one generation');
  assert.match(await refused(good.replace('smtp_port = ', 'smtp_port = "x" #')), /asiointi\.toml:\d+: mail\.smtp_port/);
  assert.equal((await typeUserName(demo.browser(), demo.accounts.unknown)).status, 200);
  await reloaded(good);
});
