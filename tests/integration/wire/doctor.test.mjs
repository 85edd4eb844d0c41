// What asiointi-admin doctor finds in files, dates, the database and the pool: every check is seen to fail.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { after } from 'node:test';

import { root, startDemo } from '../../support/demo.mjs';
import { startDns } from '../../support/dns_stub.mjs';
import { doctorOf } from '../../support/doctor.mjs';
import { quoted } from '../../support/sql.mjs';

const goodRecords = { 'example.com': ['v=spf1 mx -all', 'other=1'], '_dmarc.example.com': ['v=DMARC1; p=reject'] };
const dns = await startDns(goodRecords);
const demo = await startDemo({ settings: { 'login.guide_until': '2099-12-31', 'statements.updated': new Date().toISOString().slice(0, 10) } });
after(() => {
  dns.stop();
  demo.stop();
});

const { run, look } = doctorOf(demo, ['--dns', dns.address]);
const inDemo = (...names) => path.join(demo.directory, ...names);
const sqlFolder = (name) => {
  cpSync(path.join(root, 'sql'), inDemo(name), { recursive: true });
  return inDemo(name);
};

/// Exactly this is wrong, and the exit status says so.
function finds(found, outcome, check, words, remedy) {
  assert.deepEqual(found.of('fault').concat(found.of('warning')), [check], JSON.stringify(found.findings, null, 1));
  assert.deepEqual([found.status, found.of(outcome)], [outcome === 'fault' ? 1 : 0, [check]]);
  const wrong = found.findings.find((each) => each.outcome === outcome);
  assert.match(wrong.found, words);
  assert.match(wrong.remedy, remedy);
}

async function withSql(change, back, act) {
  demo.sql(change);
  try {
    return await act();
  } finally {
    demo.sql(back);
  }
}

test('a demo is healthy: one line each in columns, exit status 0 even when warnings count', async () => {
  const { status, stdout } = await run(['--strict']);
  const lines = stdout.trimEnd().split('\n');
  assert.equal(status, 0, stdout);
  assert.match(lines.pop(), /^\d{2} ok, 0 warnings, 0 faults, 2 not looked at$/);
  assert.equal(lines.pop(), '');
  for (const line of lines) assert.match(line, /^(ok {7}|- {8})\S.{28,}? {2}\S/);
});

test('it changes nothing, sends no mail, and prints no secret', async () => {
  const before = [demo.dump(), execFileSync('ls', [demo.facts.maildir, '-R'], { encoding: 'utf8' })];
  const printed = [await run([]), await run(['--json'])].map(({ stdout, stderr }) => stdout + stderr).join('');
  assert.deepEqual([demo.dump(), execFileSync('ls', [demo.facts.maildir, '-R'], { encoding: 'utf8' })], before);
  const secrets = [...readFileSync(inDemo('secrets.toml'), 'utf8').matchAll(/"([^"]{16,})"/g)].map(([, secret]) => secret);
  assert.equal(secrets.length, 4);
  for (const secret of secrets) assert.ok(!printed.includes(secret));
});

test('settings with faults are told one by one, with line and remedy, and leave nothing else to look at: exit status 2', async () => {
  const found = await look({ 'mail.smtp_port': '99999', 'login.first_step': '"nonsense"' });
  assert.equal(found.status, 2);
  assert.deepEqual(found.findings.map(({ check, outcome }) => [check, outcome]), [['settings', 'fault'], ['settings', 'fault']]);
  assert.ok(found.findings.some((each) => /variant-\d+\.toml:\d+: mail\.smtp_port/.test(each.found) && /1 to 65535/.test(each.remedy)));
  assert.equal((await run([], { 'database.hosts': '["nonsense"]' })).status, 2);
  assert.equal((await run(['--dns', 'nonsense'])).status, 2);
});

test('secrets that others may read are a fault, signing keys too, and so are settings that others may change (R-160)', async () => {
  writeFileSync(inDemo('signing.keys'), `${Buffer.alloc(32, 7).toString('base64')}\n`);
  chmodSync(inDemo('signing.keys'), 0o644);
  const keys = await look({ 'portal.signing_keys': '"signing.keys"' });
  assert.match(keys.named('signing keys').remedy, /chmod 0640 .*signing\.keys$/);
  chmodSync(inDemo('secrets.toml'), 0o644);
  assert.match((await look()).findings[0].remedy, /chmod 0640/);
  chmodSync(inDemo('secrets.toml'), 0o600);
  chmodSync(demo.facts.config, 0o666);
  finds(await look(), 'fault', 'settings file', /0666/, /chmod go-w/);
  chmodSync(demo.facts.config, 0o644);
  chmodSync(demo.directory, 0o777);
  finds(await look(), 'fault', 'settings folder', /everybody/, /chmod o-w/);
  chmodSync(demo.directory, 0o755);
});

test('a unit looks at the keys that systemd has handed over to it', async () => {
  const handed = inDemo('handed');
  mkdirSync(handed);
  copyFileSync(inDemo('secrets.toml'), path.join(handed, 'secrets.toml'));
  process.env.CREDENTIALS_DIRECTORY = handed;
  try {
    const found = await look({ secrets: '"nowhere/secrets.toml"' });
    assert.match(found.named('keys for forms').found, /in use for|whose age/);
  } finally {
    delete process.env.CREDENTIALS_DIRECTORY;
  }
});

test('settings that belong to somebody else are a warning', { skip: process.getuid() !== 0 }, async () => {
  chownSync(demo.facts.config, 65534, 0);
  finds(await look(), 'warning', 'settings file', /who could change it/, /chown root/);
  chownSync(demo.facts.config, 0, 0);
});

test('a template that is missing, a catalogue without its texts, and a faulty announcement are faults', async () => {
  const share = /template_directory = "([^"]+)"/.exec(readFileSync(demo.facts.config, 'utf8'))[1];
  const broken = async (name, damage) => {
    cpSync(share, inDemo(name), { recursive: true, dereference: true });
    damage(inDemo(name));
    return look({ 'site.template_directory': `"${name}"` });
  };
  finds(await broken('no-page', (place) => rmSync(path.join(place, 'pages/login_name.tpl'))), 'fault', 'templates and catalogues', /login_name/, /this very version/);
  finds(await broken('no-look', (place) => rmSync(path.join(place, 'pages/look/icon.tpl'))), 'fault', 'templates and catalogues', /look\/icon/, /this very version/);
  finds(await broken('no-swedish', (place) => rmSync(path.join(place, 'locale/sv'), { recursive: true })), 'fault', 'templates and catalogues', /sv|translation/, /this very version/);
  writeFileSync(inDemo('announcement.toml'), 'until = "tomorrow"\n');
  const found = await look({ 'site.announcement_file': '"announcement.toml"' });
  assert.match(found.named('announcement').found, /announcement\.toml: fi: is missing/);
  assert.equal(found.status, 1);
});

test('the end of guide mode is told a month before, after, and when there is none; a statement that is a year old, too', async () => {
  const day = (days) => `"${new Date(Date.now() + days * 86400000).toISOString().slice(0, 10)}"`;
  finds(await look({ 'login.guide_until': day(10) }), 'warning', 'login.guide_until', /is in (9|10) days/, /help desk/);
  finds(await look({ 'login.guide_until': day(-10) }), 'warning', 'login.guide_until', /since then/, /uniform/);
  finds(await look({ 'login.guide_until': undefined }), 'warning', 'login.guide_until', /no end/, /last day/);
  assert.deepEqual((await look({ 'login.guide_until': undefined, 'login.first_step': '"uniform"' })).of('warning'), []);
  finds(await look({ 'statements.updated': day(-400) }), 'warning', 'statements.updated', /last checked/, /statements\.updated/);
  assert.equal((await run(['--strict'], { 'statements.updated': day(-400) })).status, 1);
});

test('a host that is away is a warning beside one that works, and a fault alone; the rest is looked at all the same', async () => {
  const { facts } = demo;
  finds(await look({ 'database.hosts': `["unix:/nowhere.sock", "unix:${facts.database_socket}"]` }), 'warning', 'database host', /nowhere/, /Start it/);
  const found = await look({ 'database.hosts': '["unix:/nowhere.sock"]' });
  assert.deepEqual([found.status, found.of('fault')], [1, ['database host']]);
  assert.equal(found.named('rights of asiointi_pages').outcome, 'skipped');
  for (const check of ['mail server 127.0.0.1:' + /smtp_port = (\d+)/.exec(readFileSync(facts.config, 'utf8'))[1], 'login page', 'pages workers']) assert.equal(found.named(check).outcome, 'ok', check);
});

test('a database that hangs ends the run no later than its time limits, and is told', async () => {
  process.kill(demo.facts.pids.mariadb, 'SIGSTOP');
  try {
    // So short here alone: a healthy database on a busy machine may take a second.
    const found = await look({ 'database.connect_timeout_s': '1', 'database.query_timeout_s': '2' });
    assert.ok(found.of('fault').includes('database host'));
    assert.equal(found.named('disk space').outcome, 'ok');
  } finally {
    process.kill(demo.facts.pids.mariadb, 'SIGCONT');
  }
});

test('a host that is read-only, a user that cannot sign in, and clocks that differ are faults', async () => {
  await withSql('SET GLOBAL read_only = 1', 'SET GLOBAL read_only = 0', async () => {
    const found = await look();
    assert.match(found.named('database host').found, /read-only/);
    assert.match(found.named('database host').remedy, /read_only off/);
  });
  const secrets = readFileSync(inDemo('secrets.toml'), 'utf8');
  writeFileSync(inDemo('wrong.toml'), secrets.replace(/pages_password = ".*"/, 'pages_password = "wrong"'), { mode: 0o600 });
  const wrong = await look({ secrets: '"wrong.toml"' });
  assert.deepEqual(wrong.of('fault'), ['user asiointi_pages']);
  assert.match(wrong.named('user asiointi_pages').remedy, /database\.pages_password/);
  // The clock of such a connection stands still from its first moment, so a slow one is less far ahead when it is asked.
  await withSql("SET GLOBAL init_connect = 'SET timestamp = UNIX_TIMESTAMP() + 125'", "SET GLOBAL init_connect = ''", async () =>
    finds(await look(), 'fault', 'clock', /1(19|2\d) s apart/, /time server/));
});

test('a server that takes fewer connections than a reload may want is a warning', async () => {
  const most = demo.value('SELECT @@max_connections');
  await withSql('SET GLOBAL max_connections = 30', `SET GLOBAL max_connections = ${most}`, async () =>
    finds(await look({ 'pool.pages_workers': '24', 'pool.check_workers': '2' }), 'warning', 'connections', /takes 30 connections, and up to 74 are wanted/, /max_connections .* 74 or more/));
  assert.equal((await look({ 'pool.pages_workers': '24', 'pool.check_workers': '2' })).named('connections').outcome, 'ok');
});

test('a right that is missing is named as a fault, and one too many as a warning', async () => {
  const [pages, background] = ['asiointi_pages', 'asiointi_background'].map((user) => `'${user}'@'localhost'`);
  await withSql(`REVOKE UPDATE ON account FROM ${pages}`, `GRANT UPDATE ON account TO ${pages}`, async () =>
    finds(await look(), 'fault', 'rights of asiointi_pages', /lacks UPDATE on account$/, /setup --database-only .*--database-from.*grants\.sql/));
  await withSql(`GRANT DELETE ON audit_event TO ${background}`, `REVOKE DELETE ON audit_event FROM ${background}`, async () =>
    finds(await look(), 'warning', 'rights of asiointi_background', /needs: DELETE on audit_event$/, /REVOKE/));
  await withSql("GRANT SELECT ON vanha_portaali.* TO 'asiointi_pages'@'localhost'", "REVOKE SELECT ON vanha_portaali.* FROM 'asiointi_pages'@'localhost'", async () =>
    finds(await look(), 'warning', 'rights of asiointi_pages', /SELECT on vanha_portaali\.\*/, /REVOKE/));
});

test('a schema that is older, newer or another one than the program\'s is told', async () => {
  const newest = Number(demo.value('SELECT MAX(version) FROM schema_migration'));
  const file = (version, name) => `V${String(version).padStart(4, '0')}__${name}.sql`;
  const ahead = sqlFolder('ahead');
  writeFileSync(path.join(ahead, file(newest + 1, 'later')), 'DO 1;\n');
  finds(await look({}, '--sql', ahead), 'fault', 'migrations', /not applied: \d+ \(later\)/, /asiointi-admin migrate/);
  const behind = sqlFolder('behind');
  execFileSync('sh', ['-c', `rm "$1"/V${String(newest).padStart(4, '0')}__*`, 'sh', behind]);
  finds(await look({}, '--sql', behind), 'warning', 'migrations', /this program knows/, /newer program/);
  const edited = sqlFolder('edited');
  writeFileSync(path.join(edited, 'V0001__accounts_and_sessions.sql'), `${readFileSync(path.join(root, 'sql/V0001__accounts_and_sessions.sql'), 'utf8')}-- x\n`);
  finds(await look({}, '--sql', edited), 'fault', 'migrations', /another text: 1/, /never edit/);
  const none = await look({}, '--sql', '/nowhere');
  assert.deepEqual([none.named('migrations').outcome, none.named('rights').outcome, none.status], ['skipped', 'skipped', 0]);
});

test('a view of the portal that is missing is a warning, and one that cannot be read a fault; so is a procedure that nobody may call', async () => {
  const definition = demo.value("SELECT view_definition FROM information_schema.views WHERE table_schema = DATABASE() AND table_name = 'portal_history'");
  const [definer, security] = demo.sql("SELECT definer, security_type FROM information_schema.views WHERE table_schema = DATABASE() AND table_name = 'portal_history'")[0];
  const whole = `CREATE OR REPLACE DEFINER = ${definer.replace(/^(.*)@(.*)$/, (_, user, host) => `${quoted(user)}@${quoted(host)}`)} SQL SECURITY ${security} VIEW portal_history AS ${definition}`;
  await withSql('DROP VIEW portal_history', whole, async () => finds(await look(), 'warning', 'view portal_history', /none/, /portal-example/));
  await withSql('CREATE OR REPLACE VIEW portal_history AS SELECT 1 AS user_id', whole, async () => finds(await look(), 'fault', 'view portal_history', /Unknown column/, /Mend/));
  await withSql("REVOKE EXECUTE ON PROCEDURE portal_create_user FROM 'asiointi_background'@'localhost'", "GRANT EXECUTE ON PROCEDURE portal_create_user TO 'asiointi_background'@'localhost'", async () =>
    finds(await look(), 'fault', 'newcomers', /no procedure/, /create-user\.sql/));
});

test('sockets that everybody may use, of another group, or where nobody answers are faults', async () => {
  const socket = inDemo('run/pages.sock');
  chmodSync(socket, 0o666);
  finds(await look(), 'fault', 'pages socket', /everybody/, /chmod o=/);
  chmodSync(socket, 0o660);
  const group = execFileSync('getent', ['group'], { encoding: 'utf8' }).split('\n').map((line) => line.split(':')).find(([, , id]) => Number(id) !== process.getgid())[0];
  const other = await look({ 'pool.socket_group': `"${group}"` });
  assert.deepEqual(other.of('fault'), ['pages socket', 'check socket']);
  assert.match(other.named('pages socket').remedy, /SocketGroup=/);
  if (process.getuid() === 0) {
    // A unit with PrivateUsers= sees every group but its own so.
    chownSync(socket, 0, 65534);
    assert.equal((await look({ 'pool.socket_group': `"${group}"` })).named('pages socket').outcome, 'skipped');
    chownSync(socket, 0, process.getgid());
  }
  const nowhere = await look({ 'pool.pages_socket': '"/nowhere/pages.sock"' });
  assert.deepEqual(nowhere.of('fault'), ['pages socket', 'check socket', 'pages workers', 'check workers']);
  assert.match(nowhere.named('pages workers').remedy, /Start the service/);
});

test('workers that hang are told, and workers without their database', async () => {
  const stopped = [...demo.workers()];
  stopped.forEach((pid) => process.kill(pid, 'SIGSTOP'));
  try {
    const found = await look();
    assert.match(found.named('pages workers').found, /no answer within/);
    assert.equal(found.named('check workers').outcome, 'ok');
  } finally {
    stopped.forEach((pid) => process.kill(pid, 'SIGCONT'));
  }
});

test('a schema that the workers wait for is told in their words', async () => {
  const newest = demo.value('SELECT MAX(version) FROM schema_migration');
  const change = `CREATE TABLE put_aside AS SELECT * FROM schema_migration WHERE version = ${newest}; DELETE FROM schema_migration WHERE version = ${newest}`;
  await withSql(change, 'INSERT INTO schema_migration SELECT * FROM put_aside; DROP TABLE put_aside', async () => {
    const { found, remedy } = (await look()).named('pages workers');
    assert.match(found, /not ready: database lacks a migration: asiointi-admin migrate$/);
    assert.match(remedy, /^Mend that first/);
  });
});

test('users at another host than @host are named as what grants.sql lacks', () => {
  const grants = (given) => demo.sql(`${given}\n${readFileSync(path.join(root, 'sql/grants.sql'), 'utf8')}`);
  assert.throws(() => grants("SET @host = '10.20.0.%';"), /set @host: this user exists at another host/);
  assert.throws(() => grants("SET @pages_user = 'nobody';"), /set @pages_password, @background_password and @admin_password/);
  grants('');
});

test('a disk with less room than wanted is told', async () => {
  finds(await look({}, '--least-free-mib', '1000000000'), 'fault', 'disk space', /MiB free in/, /Make room/);
});
