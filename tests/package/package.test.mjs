// The Debian package on a fresh Debian 12: installed, set up, used, upgraded while residents are at it, removed and purged.
// tools/test package runs it as root, in a network of its own.
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import test, { after, before } from 'node:test';

import { Browser } from '../support/client.mjs';
import { build, root, until } from '../support/demo.mjs';
import { Machine } from '../support/machine.mjs';
import { Mailbox } from '../support/mailbox.mjs';
import { textOf } from '../support/page.mjs';
import { givePassword, isSignedIn, register, signIn } from '../support/visitor.mjs';

const workshop = path.join(build, 'package');
const host = 'asiointi.localhost';
const url = `https://${host}`;
const units = ['asiointipalvelu-pages.socket', 'asiointipalvelu-check.socket', 'asiointipalvelu.service', 'asiointipalvelu-doctor.timer'];
const resident = { address: 'erkki.esimerkki@example.com', password: 'kivijalka tuulimylly sammakko' };

const scratch = mkdtempSync(path.join(workshop, 'run-'));
let machine;
let mailServer;
const portal = http.createServer((request, response) => response.end(`portal:${request.headers['x-asiointi-email']}`));
after(async () => {
  portal.close();
  mailServer?.kill('SIGTERM');
  await machine?.stop();
  rmSync(scratch, { recursive: true, force: true });
});

/// The package of this build, and the same under an older version: tools/test package has packed both.
const [older, newer] = ['before', 'now'].map((name) => {
  const folder = path.join(workshop, name);
  return path.join(folder, readdirSync(folder).find((file) => file.endsWith('.deb')));
});
const version = spawnSync('dpkg-deb', ['--field', newer, 'Version'], { encoding: 'utf8' }).stdout.trim();

const answers = `
[site]
base_url = "${host}"
[names.fi]
city = "Kokkolan kaupunki"
[names.sv]
city = "Karleby stad"
[names.en]
city = "City of Kokkola"
[mail]
from_address = "asiointipalvelu@example.fi"
pause_between_s = 0
[password]
memory_mib = 19
[setup]
help_address = "neuvonta@example.fi"
privacy_address = "tietosuoja@example.fi"
certificate = "/etc/ssl/site.pem"
certificate_key = "/etc/ssl/site.key"
`;

/// A location of the portal, as a site writes it into its own file of nginx.
const portalLocation = `include asiointipalvelu/snippets/check.conf;
location /portaali {
    include asiointipalvelu/snippets/protect-proxy.conf;
    proxy_pass http://127.0.0.1:8090;
}
location / {
    return 404;
}
`;

const demo = { browser: () => new Browser(url), get mailbox() { return mailbox; } };
let mailbox;

const install = (file) => machine.begin('apt-get', 'install', '-y', '-q', '--no-install-recommends', file);
const state = (unit) => machine.run('systemctl', 'is-active', unit).stdout.trim();

async function startMailServer() {
  const maildir = path.join(scratch, 'mails');
  const ports = path.join(scratch, 'ports');
  mailServer = spawn('/usr/bin/python3', ['-I', path.join(root, 'tools/demo.d/mailserver.py'), '--maildir', maildir, '--ports', ports, '--smtp-port', '25'], { stdio: 'inherit' });
  await until(() => existsSync(ports), 'the mail server');
  mailbox = new Mailbox(maildir);
}

before(async () => {
  const base = path.join(workshop, 'base');
  machine = await new Machine(base, scratch).start();
  for (const [name, file] of [['old', older], ['new', newer]]) cpSync(file, path.join(machine.place, 'upper', `${name}.deb`));
  await startMailServer();
  await new Promise((resolve) => { portal.listen(8090, '127.0.0.1', resolve); });
});

test('lintian finds no error in the package, and no warning', () => {
  const { stdout } = spawnSync('lintian', ['--allow-root', '--tag-display-limit=0', newer], { encoding: 'utf8' });
  assert.equal(stdout.trim(), '');
});

test('installing starts nothing, leaves nginx as it was, and says what to do next', async () => {
  const { status, output } = await install('/old.deb');
  assert.equal(status, 0, output);
  assert.match(output, /now run: asiointi-admin setup/);
  for (const unit of units.filter((each) => !each.endsWith('.timer'))) assert.equal(state(unit), 'inactive', unit);
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
  machine.write('/etc/hosts', `127.0.0.1 localhost ${host}\n`);
  const [key, certificate] = ['key.pem', 'certificate.pem'].map((name) => path.join(scratch, name));
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-subj', `/CN=${host}`,
    '-addext', `subjectAltName=DNS:${host}`, '-days', '30', '-keyout', key, '-out', certificate], { stdio: 'ignore' });
  machine.write('/etc/ssl/site.pem', readFileSync(certificate, 'utf8'));
  machine.write('/etc/ssl/site.key', readFileSync(key, 'utf8'), '0600');
  machine.write('/srv/answers.toml', answers);
  const told = machine.must('asiointi-admin', 'setup', '--answers', '/srv/answers.toml');
  assert.match(told, /schema version \d+, \d+ applied/);
  assert.match(told, /What remains:\n {2}nginx -t && systemctl reload nginx\n {2}asiointi-admin doctor\n/);
  machine.must('sh', '-c', 'nginx -t && systemctl reload nginx');
  for (const unit of units) assert.equal(state(unit), 'active', unit);
  await until(async () => (await new Browser(url).get('/Account/Login')).status === 200, 'the login page');
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

test('a resident registers, signs in, and recovers a forgotten password', async () => {
  await register(demo, resident.address, 'aurinkokello vanha purje');
  await givePassword(demo, resident.address, resident.password);
  const browser = demo.browser();
  await signIn(browser, resident.address, resident.password);
  assert.ok(textOf((await browser.get('/Account/Settings')).body).includes(resident.address));
});

/// Residents at it while `act` runs: whoever asks for a page of ours or the portal's gets it. Every other answer is kept.
async function underLoad(browser, act) {
  const bad = [];
  const served = { '/Account/Login': 0, '/Account/Settings': 0, '/portaali': 0 };
  let stop = false;
  const stranger = demo.browser(); // who is signed in is led past the login page
  const asking = Object.keys(served).flatMap((target) => [1, 2].map(async () => {
    while (!stop) {
      const answer = await (target === '/Account/Login' ? stranger : browser).get(target).catch((error) => ({ status: String(error), body: '' }));
      const good = answer.status === 200 && (target !== '/portaali' || answer.body === `portal:${resident.address}`);
      if (good) ++served[target];
      else bad.push([target, answer.status]);
    }
  }));
  const all = (count) => Object.values(served).every((each) => each >= count);
  await until(() => all(20) || bad.length > 0, 'residents to be at it');
  const begun = { ...served };
  const result = await act();
  const then = { ...served };
  await until(() => Object.keys(served).every((each) => served[each] > then[each] + 50) || bad.length > 0, 'residents to go on');
  stop = true;
  await Promise.all(asking);
  const meanwhile = Object.keys(served).map((each) => then[each] - begun[each]);
  return { result, bad, meanwhile };
}

/// A browser that is signed in, on a host that the portal shares.
async function residentAtThePortal() {
  machine.write('/etc/asiointipalvelu/nginx/portal.conf', portalLocation);
  machine.must('sh', '-c', 'nginx -t && systemctl reload nginx');
  const browser = demo.browser();
  await signIn(browser, resident.address, resident.password);
  await until(async () => (await browser.get('/portaali')).status === 200, 'the portal');
  return browser;
}

for (const [what, is_anew] of [['reload', false], ['restart', true]])
  test(`a ${what} by systemd refuses no request and signs nobody out`, async () => {
    const browser = await residentAtThePortal();
    const old = machine.supervisor;
    const { result, bad } = await underLoad(browser, () => machine.begin('systemctl', what, 'asiointipalvelu.service'));
    assert.deepEqual([result.status, bad, machine.supervisor !== old], [0, [], is_anew], result.output);
  });

test('an upgrade with a migration and a new right refuses no request and signs nobody out', async () => {
  const browser = await residentAtThePortal();
  const old = machine.supervisor;
  // As if the newest migration, which can be repeated, and a right had come with the new version.
  machine.must('mariadb', '-e', `DELETE FROM asiointipalvelu.schema_migration ORDER BY version DESC, statement DESC LIMIT 1;
    REVOKE SELECT ON asiointipalvelu.import_scheme FROM asiointi_pages@localhost`);

  const { result, bad, meanwhile } = await underLoad(browser, () => install('/new.deb'));

  assert.equal(result.status, 0, result.output);
  assert.match(result.output, /users and rights are as they should be/);
  assert.match(result.output, /schema version \d+, 1 applied/);
  assert.match(machine.must('mariadb', '-e', 'SHOW GRANTS FOR asiointi_pages@localhost'), /GRANT SELECT ON `asiointipalvelu`\.`import_scheme`/);
  assert.equal(machine.must('dpkg-query', '-W', '-f', '${Version}', 'asiointipalvelu'), version);
  assert.notEqual(machine.supervisor, old);
  assert.equal(machine.has(`/proc/${old}`), false);
  assert.deepEqual(bad, []);
  assert.ok(await isSignedIn(browser));
  assert.ok(meanwhile.every((each) => each > 20), `served meanwhile: ${meanwhile}`);
});

test('with the database out of reach an upgrade leaves the old version running and says what to do', async () => {
  const old = machine.supervisor;
  machine.must('systemctl', 'stop', 'mariadb');
  const { status, stdout, stderr } = machine.run('dpkg', '-i', '/new.deb');
  machine.must('systemctl', 'start', 'mariadb');
  assert.equal(status, 0, stdout + stderr);
  assert.match(stderr, /the version before keeps running/);
  assert.equal(machine.supervisor, old);
  machine.must('sh', '-c', 'asiointi-admin setup --database-only && systemctl restart asiointipalvelu');
  await until(async () => (await new Browser(url).get('/Account/Login')).status === 200, 'the login page');
  assert.notEqual(machine.supervisor, old);
});

test('removing stops the service and leaves settings, secrets and a good nginx', () => {
  machine.must('apt-get', 'remove', '-y', '-q', 'asiointipalvelu');
  for (const unit of units) assert.equal(state(unit), 'inactive', unit);
  assert.equal(machine.has('/usr/bin/asiointi-fcgi'), false);
  assert.ok(machine.has('/etc/asiointipalvelu/secrets.toml'));
  assert.equal(machine.run('nginx', '-t').status, 0, machine.run('nginx', '-t').stderr);
});

test('installed again it is as it was', async () => {
  const { status, output } = await install('/new.deb');
  assert.equal(status, 0, output);
  machine.must('sh', '-c', 'nginx -t && systemctl reload nginx');
  const browser = demo.browser();
  await until(async () => (await browser.get('/Account/Login')).status === 200, 'the login page');
  await signIn(browser, resident.address, resident.password);
});

test('a purge removes all but the database, and says so', () => {
  machine.must('apt-get', 'remove', '-y', '-q', 'asiointipalvelu');
  const { status, stderr, stdout } = machine.run('apt-get', 'purge', '-y', '-q', 'asiointipalvelu');
  assert.equal(status, 0);
  assert.match(stderr + stdout, /the database and its users stay/);
  const left = machine.must('find', '/etc', '/run', '/usr', '/var/lib', '-xdev', '-name', '*asiointi*', '-not', '-path', '/var/lib/mysql/*').trim();
  assert.equal(left, '');
  assert.equal(machine.run('nginx', '-t').status, 0);
  assert.equal(machine.must('mariadb', '-N', '-e', 'SELECT COUNT(*) FROM asiointipalvelu.account').trim(), '1');
});
