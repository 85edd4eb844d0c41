// The Debian package on a fresh Debian 12: installed, set up, used, reloaded and restarted while residents are at it, removed and
// purged. upgrade.test.mjs upgrades one. tools/test package runs both as root, each in a network of its own.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import test, { after, before } from 'node:test';

import { until } from '../support/demo.mjs';
import { commandsOf, isCommand, linesOf } from '../support/documents.mjs';
import { packageOf, Site } from '../support/installed.mjs';
import { referenceOf, textOf } from '../support/page.mjs';
import { givePassword, isSignedIn, register, signIn } from '../support/visitor.mjs';

const units = ['asiointipalvelu-pages.socket', 'asiointipalvelu-check.socket', 'asiointipalvelu.service', 'asiointipalvelu-doctor.timer'];
const resident = { address: 'erkki.esimerkki@example.com', password: 'kivijalka tuulimylly sammakko' };
const file = packageOf('now');
const site = new Site();
let machine;

before(async () => { ({ machine } = await site.start({ 'new.deb': file })); });
after(() => site.stop());

test('lintian finds no error in the package, and no warning', () => {
  const { stdout } = spawnSync('lintian', ['--allow-root', '--tag-display-limit=0', file], { encoding: 'utf8' });
  assert.equal(stdout.trim(), '');
});

test('installing starts nothing, leaves nginx as it was, and says what to do next', async () => {
  const { status, output } = await site.install('/new.deb');
  assert.equal(status, 0, output);
  assert.match(output, /now run: asiointi-admin setup/);
  for (const unit of units.filter((each) => !each.endsWith('.timer'))) assert.equal(site.state(unit), 'inactive', unit);
  assert.equal(machine.run('nginx', '-t').status, 0);
  assert.match(machine.must('getent', 'passwd', 'asiointi'), /nologin/);
  assert.equal(machine.has('/etc/asiointipalvelu/asiointipalvelu.toml'), false);
});

test('systemd takes every unit as it is installed', () => {
  const files = machine.must('dpkg', '-L', 'asiointipalvelu').split('\n').filter((file) => /lib\/systemd\/system\/./.test(file));
  const { status, stdout, stderr } = machine.run('systemd-analyze', 'verify', '--man=no', ...files);
  assert.deepEqual([files.length, status, stdout + stderr], [7, 0, '']);
});

test('the setup asks what it must, makes the database, and starts the service: then nginx is reloaded, and that is all', async () => {
  const told = await site.setUp();
  assert.match(told, /schema version \d+, \d+ applied/);
  assert.match(told, /What remains:\n {2}nginx -t && systemctl reload nginx\n {2}asiointi-admin doctor\n/);
  for (const unit of units) assert.equal(site.state(unit), 'active', unit);
});

test('secrets are root\'s alone, and the service runs as a user who cannot read them (R-160)', () => {
  assert.equal(machine.must('stat', '-c', '%U:%G %a', '/etc/asiointipalvelu/secrets.toml').trim(), 'root:root 600');
  assert.equal(machine.must('stat', '-c', '%U:%G %a', '/etc/asiointipalvelu/asiointipalvelu.toml').trim(), 'root:root 644');
  assert.match(machine.read(`/proc/${machine.supervisor}/status`), new RegExp(`^Uid:\\s+${machine.must('id', '-u', 'asiointi').trim()}\\s`, 'm'));
});

test('a second setup changes nothing', () => {
  const before = machine.must('sha256sum', '/etc/asiointipalvelu/asiointipalvelu.toml', '/etc/asiointipalvelu/secrets.toml');
  const { status, stderr } = machine.run('asiointi-admin', 'setup', '--answers', '/srv/answers.toml');
  assert.equal(status, 1);
  assert.match(stderr, /is there already/);
  assert.equal(machine.must('sha256sum', '/etc/asiointipalvelu/asiointipalvelu.toml', '/etc/asiointipalvelu/secrets.toml'), before);
});

test('the example of answers in docs/installing.md is enough for a setup', () => {
  const example = linesOf('docs/installing.md', 'Without questions').filter((line) => !isCommand(line));
  machine.write('/srv/esimerkki.toml', `${example.join('\n')}\n`);
  const { status, stdout, stderr } = machine.run('asiointi-admin', '--config', '/srv/esimerkki/asiointipalvelu.toml', 'setup', '--answers', '/srv/esimerkki.toml', '--print-sql', '--no-nginx');
  assert.equal(status, 0, stdout + stderr);
  assert.match(machine.must('asiointi-admin', '--config', '/srv/esimerkki/asiointipalvelu.toml', 'config', 'check'), /no faults found/);
});

test('at the keyboard an empty line takes what stands in brackets, and somebody else may look after the database', () => {
  const typed = ['tili.vaasa.example', 'Vaasan kaupunki', '', 'Vasa stad', '', 'City of Vaasa', '', 'neuvonta@vaasa.example', 'tietosuoja@vaasa.example', ...Array(6).fill('')];
  const { status, stdout, stderr } = machine.run('asiointi-admin', '--config', '/srv/toinen/asiointipalvelu.toml', 'setup', '--print-sql', '--no-nginx', { input: `${typed.join('\n')}\n` });
  assert.equal(status, 0, stdout + stderr);
  assert.match(stdout, /cat \/srv\/toinen\/passwords\.sql \/usr\/share\/asiointipalvelu\/sql\/grants\.sql \| mariadb/);
  assert.match(machine.must('asiointi-admin', '--config', '/srv/toinen/asiointipalvelu.toml', 'config', 'check'), /no faults found/);
});

test('the doctor finds no fault in what was just set up, but for what only the world outside can give', () => {
  const { stdout } = machine.run('asiointi-admin', 'doctor', '--json', '--ca', '/etc/ssl/site.pem');
  const faults = JSON.parse(stdout).filter(({ outcome }) => outcome === 'fault').map(({ check, found, remedy }) => [check, found, remedy].join(': '));
  assert.deepEqual(faults.filter((each) => !/dns|domain|SPF|MX/i.test(each)), []);
});

test('the unit of the doctor looks at the keys that it was given, and at sockets of a group that it may not see', () => {
  const settings = '/etc/asiointipalvelu/asiointipalvelu.toml';
  const good = machine.read(settings);
  machine.write(settings, good.replace('[pool]\n', '[pool]\nsocket_group = "www-data"\n'));
  machine.run('systemctl', 'start', 'asiointipalvelu-doctor.service'); // fails for what only the world outside can give
  machine.write(settings, good);
  machine.run('systemctl', 'reset-failed', 'asiointipalvelu-doctor.service');
  const told = machine.must('sh', '-c', 'journalctl --sync; journalctl -u asiointipalvelu-doctor -o cat');
  assert.match(told, /ok +keys for forms/);
  assert.match(told, /- +pages socket .* cannot be seen from this unit/);
});

test('a resident registers, signs in, and recovers a forgotten password', async () => {
  await register(site, resident.address, 'aurinkokello vanha purje');
  await givePassword(site, resident.address, resident.password);
  const browser = site.browser();
  await signIn(browser, resident.address, resident.password);
  assert.ok(textOf((await browser.get('/Account/Settings')).body).includes(resident.address));
});

for (const [what, command, is_anew] of [
  ['a reload by systemd', commandsOf('docs/settings.md', 'Every setting')[1], false],
  ['a restart by systemd', 'systemctl restart asiointipalvelu', true],
  ['another key for forms', commandsOf('docs/keys.md', 'Rotate on one host')[0], true],
])
  test(`${what} refuses no request and signs nobody out`, async () => {
    const browser = await site.residentAtThePortal(resident);
    const old = machine.supervisor;
    const { result, bad } = await site.underLoad(resident, browser, () => machine.begin('sh', '-c', command));
    assert.deepEqual([result.status, bad, machine.supervisor !== old], [0, [], is_anew], result.output);
    assert.ok(await isSignedIn(browser));
  });

test('a reload with a setting that does not hold fails, says why, and leaves the service as it was', () => {
  const settings = '/etc/asiointipalvelu/asiointipalvelu.toml';
  const [good, old] = [machine.read(settings), machine.supervisor];
  machine.write(settings, `${good}\n[session]\nidle_minuets = 5\n`);
  const { status } = machine.run('systemctl', 'reload', 'asiointipalvelu');
  machine.write(settings, good);
  assert.notEqual(status, 0);
  assert.match(machine.must('sh', '-c', 'journalctl --sync; journalctl -u asiointipalvelu -o cat -n 50'), /session\.idle_minuets: is no setting/);
  assert.deepEqual([site.state('asiointipalvelu.service'), machine.supervisor], ['active', old]);
  machine.must('systemctl', 'reload', 'asiointipalvelu');
});

test('a start with a setting that does not hold fails and says why; mended, one restart brings the service back', async () => {
  const settings = '/etc/asiointipalvelu/asiointipalvelu.toml';
  const good = machine.read(settings);
  const folder = '/run/systemd/system/asiointipalvelu.service.d';
  machine.write(`${folder}/limit.conf`, '[Unit]\nStartLimitIntervalSec=5min\n'); // a busy machine has no six starts in ten seconds
  machine.must('systemctl', 'daemon-reload');
  machine.write(settings, `${good}\n[session]\nidle_minuets = 5\n`);
  const { status } = await machine.begin('systemctl', 'restart', 'asiointipalvelu');
  assert.notEqual(status, 0);
  await until(() => site.state('asiointipalvelu.service') === 'failed', 'systemd to give up', 120);
  machine.must('sh', '-c', `rm -r ${folder} && systemctl daemon-reload`);
  assert.equal((await site.browser().get('/Account/Login')).status, 502);
  machine.write(settings, good);
  await until(async () => (await machine.begin('systemctl', 'restart', 'asiointipalvelu')).status === 0, 'the service to start again');
  for (const unit of units) assert.equal(site.state(unit), 'active', unit);
  await site.serves();
});

test('a new password of the database is taken into use by a restart, which refuses no request', async () => {
  const secrets = '/etc/asiointipalvelu/secrets.toml';
  const [, old] = /^pages_password = "([^"]*)"/m.exec(machine.read(secrets));
  const fresh = 'uusi-salasana-palvelulle';
  const ways = (...passwords) => passwords.map((each) => `mysql_native_password USING PASSWORD('${each}')`).join(' OR ');
  const letIn = (...passwords) => machine.begin('mariadb', '-e', `ALTER USER asiointi_pages@localhost IDENTIFIED VIA ${ways(...passwords)}`);
  const browser = await site.residentAtThePortal(resident);
  const { result, bad } = await site.underLoad(resident, browser, async () => {
    await letIn(old, fresh);
    await machine.begin('sed', '-i', `s/^pages_password = .*/pages_password = "${fresh}"/`, secrets);
    const restarted = await machine.begin('systemctl', 'restart', 'asiointipalvelu');
    const ended = await letIn(fresh);
    return { status: restarted.status + ended.status, output: restarted.output + ended.output };
  });
  assert.deepEqual([result.status, bad], [0, []], result.output);
  machine.must('mariadb', '-e', 'KILL USER asiointi_pages@localhost'); // whoever serves must sign in to the database anew
  await until(() => isSignedIn(browser), 'the service to know the new password');
});

test('what docs/confinement.md tells to type can be typed on an installation, and delivery reports are looked for', () => {
  for (const command of commandsOf('docs/confinement.md', 'With systemd')) machine.must('sh', '-c', command);
  machine.must('install', '-d', '-o', 'asiointi', ...['', '/cur', '/new', '/tmp'].map((each) => `/var/mail/asiointi-bounces${each}`));
  machine.must('systemctl', 'start', 'asiointipalvelu-bounces.service');
  assert.equal(site.state('asiointipalvelu-bounces.timer'), 'active');
});

test('the portal gets signed statements when settings and unit are as docs/portal.md and docs/confinement.md say', async () => {
  const settings = '/etc/asiointipalvelu/asiointipalvelu.toml';
  machine.write(settings, `${machine.read(settings)}\n${linesOf('docs/portal.md', 'Signed statements').join('\n')}\n`);
  machine.must('asiointi-admin', 'keys', 'rotate', 'statements');
  const unit = linesOf('docs/confinement.md', 'With systemd').filter((each) => /signing\.keys/.test(each));
  machine.write('/etc/systemd/system/asiointipalvelu.service.d/site.conf', `[Service]\n${unit.join('\n')}\n`);
  machine.must('sh', '-c', 'systemctl daemon-reload && systemctl restart asiointipalvelu');
  await site.serves();
  const { status, body } = await site.browser().get('/.well-known/jwks.json');
  assert.deepEqual([status, JSON.parse(body).keys.length, JSON.parse(body).keys[0].crv], [200, 1, 'Ed25519']);
  assert.match(machine.must('stat', '-c', '%U %a', '/etc/asiointipalvelu/signing.keys'), /^root 6[04]0/);
});

test('a reference number on a page leads to the line of the journal, and a worker shows what it gave up, by the commands of the documents', async () => {
  const reference = referenceOf((await site.browser().get('/Account/Nowhere')).body);
  const [, inJournal] = commandsOf('docs/audit.md', 'Follow one request');
  const line = await until(() => machine.run('sh', '-c', inJournal.replace('ABCDEFGH', reference)).stdout.trim(), 'the line in the journal');
  assert.deepEqual([JSON.parse(line).event, JSON.parse(line).reference], ['page_refused', reference]);
  const [exposure, status] = commandsOf('docs/confinement.md', 'How to see it').map((command) => machine.must('sh', '-c', command));
  assert.match(exposure, /Overall exposure level for asiointipalvelu\.service: (?:0\.\d|1\.[0-5])/);
  assert.deepEqual(status.match(/(?:NoNewPrivs|Seccomp|CapEff):\s+\w+/g).map((each) => each.replace(/\s+/, ' ')).sort(), ['CapEff: 0000000000000000', 'NoNewPrivs: 1', 'Seccomp: 2']);
});

test('a backup is taken and restored on a machine with systemd by the very commands of docs/backup.md', async () => {
  const browser = site.browser();
  await signIn(browser, resident.address, resident.password);
  const taken_at = Math.floor(Date.now() / 1000);
  for (const command of commandsOf('docs/backup.md', 'Take one')) machine.must('sh', '-c', command);
  const later = site.browser();
  await signIn(later, resident.address, resident.password);
  const passwords = [...machine.read('/etc/asiointipalvelu/secrets.toml').matchAll(/^(\w+_password) = "([^"]*)"/gm)].map(([, name, value]) => `@${name} = '${value}'`);
  machine.write('/srv/passwords.sql', `SET ${passwords.join(', ')};\n`, '0600');
  // The doctor, who comes last, misses what only the world outside can give.
  for (const command of commandsOf('docs/backup.md', 'Restore').slice(0, -1)) machine.must('sh', '-c', `cd /srv; ${command}`);
  await site.serves();
  assert.deepEqual([await isSignedIn(browser), await isSignedIn(later)], [false, false]);
  await signIn(browser, resident.address, resident.password);
  const [log, after] = commandsOf('docs/backup.md', 'What is lost, and who must be told');
  machine.must('sh', '-c', `cd /srv; ${log.replace(/--since "[^"]*"/, `--since @${taken_at}`)}; test -s log`);
  machine.must('sh', '-c', commandsOf('docs/backup.md', 'Restore')[0]);
  machine.must('sh', '-c', `cd /srv; ${after}`);
  machine.must('systemctl', 'start', ...units.slice(0, 3));
  await site.serves();
});

test('removing stops the service, names the site that needs our snippets, and leaves settings, secrets and a good nginx', () => {
  const site_of_portal = '/etc/nginx/sites-enabled/portaali';
  machine.write(site_of_portal, 'include asiointipalvelu/snippets/portal-host.conf;\n');
  const { status, stdout, stderr } = machine.run('apt-get', 'remove', '-y', '-q', 'asiointipalvelu');
  assert.equal(status, 0, stdout + stderr);
  assert.match(stderr + stdout, new RegExp(`^${site_of_portal}$`, 'm'));
  machine.must('rm', site_of_portal);
  for (const unit of units) assert.equal(site.state(unit), 'inactive', unit);
  assert.equal(machine.has('/usr/bin/asiointi-fcgi'), false);
  assert.ok(machine.has('/etc/asiointipalvelu/secrets.toml'));
  assert.equal(machine.run('nginx', '-t').status, 0, machine.run('nginx', '-t').stderr);
});

test('installed again it is as it was', async () => {
  const { status, output } = await site.install('/new.deb');
  assert.equal(status, 0, output);
  for (const unit of [...units, 'asiointipalvelu-bounces.timer']) assert.equal(site.state(unit), 'active', unit);
  await site.reloadNginx();
  await site.serves();
  const browser = site.browser();
  await signIn(browser, resident.address, resident.password);
});

test('a purge removes all but the database, and says so', () => {
  machine.must('apt-get', 'remove', '-y', '-q', 'asiointipalvelu');
  const { status, stderr, stdout } = machine.run('apt-get', 'purge', '-y', '-q', 'asiointipalvelu');
  assert.equal(status, 0);
  assert.match(stderr + stdout, /the database and its users stay/);
  const left = machine.must('find', '/etc', '/run', '/usr', '/var/lib', '-xdev', '-name', '*asiointi*', '-not', '-path', '/var/lib/mysql/*', '-not', '-path', '/etc/systemd/system/asiointipalvelu.service.d').trim();
  assert.equal(left, '');
  machine.must('sh', '-c', commandsOf('docs/installing.md', 'Removing')[0]);
  assert.equal(machine.run('nginx', '-t').status, 0);
  assert.equal(machine.must('mariadb', '-N', '-e', 'SELECT COUNT(*) FROM asiointipalvelu.account').trim(), '1');
});
