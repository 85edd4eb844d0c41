// A new installation by `asiointi-admin setup`, against the private server of a demo: a database and users of its own there.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';

import { build, root, startDemo } from '../../support/demo.mjs';

const demo = await startDemo();
const scratch = mkdtempSync(path.join(os.tmpdir(), 'asiointi-setup-'));
after(() => {
  demo.stop();
  rmSync(scratch, { recursive: true, force: true });
});

const program = path.join(build, 'tools/asiointi-admin/asiointi-admin');
const share = path.join(build, 'share/asiointipalvelu');
const file = (name, text, mode = 0o600) => {
  writeFileSync(path.join(scratch, name), text);
  chmodSync(path.join(scratch, name), mode);
  return path.join(scratch, name);
};

/// nginx's folder as Debian's package makes it, and our files for it as an installation has them.
const nginx = path.join(scratch, 'nginx');
const shipped = path.join(scratch, 'share-nginx');
for (const folder of ['conf.d', 'sites-enabled', 'sites-available']) mkdirSync(path.join(nginx, folder), { recursive: true });
writeFileSync(path.join(nginx, 'sites-available/default'), 'server {\n\tlisten 80 default_server;\n}\n');
cpSync(path.join(root, 'nginx-conf/installation'), path.join(shipped, 'installation.example'), { recursive: true });

const places = ['--sql', path.join(root, 'sql'), '--nginx', nginx, '--nginx-files', shipped];
const configOf = (name) => path.join(scratch, name, 'asiointipalvelu.toml');
const secretsOf = (name) => path.join(scratch, name, 'secrets.toml');
/// The command for an installation of this name; { input } is what is typed.
function setup(name, ...words) {
  const { input = '' } = typeof words.at(-1) === 'object' ? words.pop() : {};
  return spawnSync(program, ['--config', configOf(name), 'setup', ...places, ...words], { encoding: 'utf8', input });
}
const admin = (name, ...words) => spawnSync(program, ['--config', configOf(name), ...words], { encoding: 'utf8' });

const database = (name) => `[database]
hosts = ["unix:${demo.facts.database_socket}"]
name = "${name}"
pages_user = "${name}_pages"
background_user = "${name}_background"
admin_user = "${name}_admin"
`;
const site = `[site]
base_url = "https://tili.vaasa.example"
template_directory = "${share}"
`;
const cities = `[names.fi]
city = "Vaasan kaupunki"
[names.sv]
city = "Vasa stad"
[names.en]
city = "City of Vaasa"
`;
const people = `[setup]
help_address = "neuvonta@vaasa.example"
privacy_address = "tietosuoja@vaasa.example"
`;
const whole = (name) => site + cities + database(name) + people;

test('an answers file is enough: database, users, tables, settings, secrets and nginx\'s files', () => {
  symlinkSync('../sites-available/default', path.join(nginx, 'sites-enabled/default'));
  const { status, stdout, stderr } = setup('eka', '--answers', file('eka-answers.toml', whole('eka')));
  assert.equal(status, 0, stderr);
  assert.match(stdout, /nginx -t && systemctl reload nginx/);
  assert.equal(admin('eka', 'config', 'check').status, 0);
  assert.match(readFileSync(configOf('eka'), 'utf8'), /city_genitive = "Vaasan kaupungin"/);
  assert.match(readFileSync(configOf('eka'), 'utf8'), new RegExp(`^pages_workers = ${2 * (os.availableParallelism() + 10)}$`, 'm'));
  const [rights] = JSON.parse(admin('eka', 'doctor', '--json', '--sql', path.join(root, 'sql')).stdout).filter(({ check }) => check === 'rights of eka_pages');
  assert.equal(rights.outcome, 'ok', JSON.stringify(rights));
  assert.ok(existsSync(path.join(scratch, 'eka/nginx/site.conf')));
  assert.match(readFileSync(path.join(scratch, 'eka/nginx/site.conf'), 'utf8'), /server_name tili\.vaasa\.example;/);
  assert.match(readFileSync(path.join(nginx, 'conf.d/asiointipalvelu.conf'), 'utf8'), /^include asiointipalvelu\/asiointipalvelu\.con\[f\];$/m);
  assert.equal(existsSync(path.join(nginx, 'sites-enabled/default')), false);
});

test('the secrets are nobody else\'s, random, and never shown (R-160)', () => {
  assert.equal(statSync(secretsOf('eka')).mode & 0o777, 0o600);
  assert.equal(statSync(configOf('eka')).mode & 0o777, 0o644);
  const passwords = [...readFileSync(secretsOf('eka'), 'utf8').matchAll(/_password = "([^"]*)"/g)].map(([, each]) => each);
  assert.equal(new Set(passwords).size, 3);
  for (const each of passwords) assert.match(each, /^[\w-]{32}$/);
  assert.doesNotMatch(readFileSync(configOf('eka'), 'utf8'), /password = |keys = /);
});

test('what is there already is never overwritten unless it is asked for, and then kept beside; secrets stay in any case', () => {
  const secrets = readFileSync(secretsOf('eka'));
  const settings = readFileSync(configOf('eka'));
  const answers = file('again.toml', whole('eka').replace('tili.', 'asiointi.'));
  const refused = setup('eka', '--answers', answers);
  assert.deepEqual([refused.status, readFileSync(configOf('eka'))], [1, settings]);
  assert.match(refused.stderr, /is there already.*--replace/);
  const replaced = setup('eka', '--answers', answers, '--replace', '--no-nginx');
  assert.equal(replaced.status, 0, replaced.stderr);
  assert.match(readFileSync(configOf('eka'), 'utf8'), /asiointi\.vaasa\.example/);
  assert.deepEqual([readFileSync(`${configOf('eka')}.old`), readFileSync(secretsOf('eka'))], [settings, secrets]);
});

test('an answer that does not hold is told as the settings would be, with every other one, and nothing is written', () => {
  const bad = site.replace('https://', 'ftp://') + cities + database('toka').replace('unix:', 'nix:') + '[mail]\nsmtp_port = 99999\nsmtp_prt = 1\n[setup]\nhelp_address = "neuvonta"\nhelp = "x"\n';
  const { status, stdout, stderr } = setup('toka', '--answers', file('bad.toml', bad));
  assert.equal(status, 2);
  for (const fault of ['site.base_url: is no origin', 'database.hosts: ', 'mail.smtp_port: is out of range', 'mail.smtp_prt: is no setting', 'setup.help_address: is no e-mail address', 'setup.help: is no answer', 'setup.privacy_address: is missing'])
    assert.ok(stderr.includes(`bad.toml: ${fault}`), `${fault} is not in ${stderr}${stdout}`);
  assert.equal(existsSync(configOf('toka')), false);
  assert.deepEqual(demo.sql("SHOW DATABASES LIKE 'toka'"), []);
});

test('a database that refuses its administrator is told, and nothing is written', () => {
  const { status, stderr } = setup('toka', '--answers', file('toka.toml', whole('toka')), '--database-admin', 'nobody');
  assert.equal(status, 1);
  assert.match(stderr, /Access denied for user 'nobody'/);
  assert.equal(existsSync(path.join(scratch, 'toka')), false);
});

/// What the users of this name sign in with, as the server keeps it.
const passwordsOf = (name) => demo.sql(`SELECT User, Host, JSON_VALUE(Priv, '$.authentication_string') FROM mysql.global_priv WHERE User LIKE '${name}\\_%' ORDER BY User, Host`);

test('a second machine without the secrets of the first is refused before anything is changed, and sets up with them', () => {
  const [before, answers] = [passwordsOf('eka'), file('kone2.toml', whole('eka'))];
  const refused = setup('kone2', '--answers', answers, '--no-nginx');
  assert.equal(refused.status, 1);
  for (const said of [`Copy its secrets.toml to ${secretsOf('kone2')}, and run setup again`, "DROP USER 'eka_admin'@'localhost', 'eka_background'@'localhost', 'eka_pages'@'localhost';"])
    assert.ok(refused.stderr.includes(said), refused.stderr);
  assert.deepEqual([passwordsOf('eka'), existsSync(path.join(scratch, 'kone2'))], [before, false]);
  mkdirSync(path.join(scratch, 'kone2'));
  cpSync(secretsOf('eka'), secretsOf('kone2'));
  const joined = setup('kone2', '--answers', answers, '--no-nginx');
  assert.equal(joined.status, 0, joined.stderr);
  assert.deepEqual([passwordsOf('eka'), before.length], [before, 3]);
  for (const name of ['eka', 'kone2']) assert.match(admin(name, 'migrate', '--sql', path.join(root, 'sql')).stdout, /, 0 applied/);
});

test('secrets of another installation change no password of the users that are there', () => {
  const before = passwordsOf('eka');
  mkdirSync(path.join(scratch, 'kokeilu'));
  writeFileSync(secretsOf('kokeilu'), readFileSync(secretsOf('eka'), 'utf8').replace(/^pages_password = "./m, '$&x'), { mode: 0o600 });
  const { status, stderr } = setup('kokeilu', '--answers', file('kokeilu.toml', whole('eka')), '--no-nginx');
  assert.equal(status, 1);
  for (const said of [`${secretsOf('kokeilu')} has another password for 'eka_pages'@'localhost' than the database`, "DROP USER 'eka_pages'@'localhost'"])
    assert.ok(stderr.includes(said), stderr);
  assert.doesNotMatch(stderr, /eka_admin/);
  assert.deepEqual([passwordsOf('eka'), existsSync(configOf('kokeilu'))], [before, false]);
});

test('one user of another host is enough for a refusal, and when it is dropped the setup goes on', () => {
  demo.sql("CREATE USER muualla_pages@'192.0.2.%' IDENTIFIED BY 'x'");
  const answers = file('muualla.toml', whole('muualla'));
  const refused = setup('muualla', '--answers', answers, '--no-nginx');
  assert.equal(refused.status, 1);
  const [drop] = /DROP USER .*;/.exec(refused.stderr);
  assert.equal(drop, "DROP USER 'muualla_pages'@'192.0.2.%';");
  assert.deepEqual(demo.sql("SHOW DATABASES LIKE 'muualla'"), []);
  demo.sql(drop);
  const { status, stderr } = setup('muualla', '--answers', answers, '--no-nginx');
  assert.equal(status, 0, stderr);
});

test('a setup that was broken off goes on with the secrets that it had made', () => {
  demo.sql('CREATE DATABASE puolitie; CREATE VIEW puolitie.schema_migration AS SELECT 1 AS one');
  const answers = file('puolitie.toml', whole('puolitie'));
  const broken = setup('puolitie', '--answers', answers, '--no-nginx');
  assert.equal(broken.status, 1, broken.stderr);
  assert.deepEqual([existsSync(configOf('puolitie')), passwordsOf('puolitie').length], [false, 3]);
  const secrets = readFileSync(secretsOf('puolitie'), 'utf8');
  demo.sql('DROP VIEW puolitie.schema_migration');
  const { status, stderr } = setup('puolitie', '--answers', answers, '--no-nginx');
  assert.equal(status, 0, stderr);
  assert.equal(readFileSync(secretsOf('puolitie'), 'utf8'), secrets);
  assert.equal(admin('puolitie', 'config', 'check').status, 0);
});

test('at the keyboard each answer is judged at once, and what stands in brackets counts for an empty line', () => {
  symlinkSync('../sites-available/default', path.join(nginx, 'sites-enabled/default'));
  const typed = ['ftp://x', 'tili.vaasa.example', 'Vaasan kaupunki', '', 'Vasa stad', '', 'City of Vaasa', '', 'neuvonta', 'neuvonta@vaasa.example', 'tietosuoja@vaasa.example',
    'localhost', 'x', '2525', '', 'nonsense', `unix:${demo.facts.database_socket}`, '', ''];
  const { stdout, stderr } = setup('kysy', '--keep-example-site', '--print-sql', { input: `${typed.join('\n')}\n` });
  // Nobody is asked for the templates: they are where the package has them, if it is on this machine.
  assert.deepEqual(stderr.split('\n').filter((line) => line && !line.includes('site.template_directory: has no folder pages')), [], stdout);
  for (const said of ['That is no origin', '[Vaasan kaupungin]', '[Vasa stads]', "[the City of Vaasa's]", 'That is no e-mail address', 'That is not a whole number', '[asiointipalvelu@vaasa.example]', '"nonsense" is no host', '[/etc/ssl/certs/tili.vaasa.example.pem]'])
    assert.ok(stdout.includes(said), `${said} is not in ${stdout}`);
});

test('an input that ends too early writes nothing', () => {
  const { status, stderr } = setup('kesken', { input: 'tili.vaasa.example\n' });
  assert.equal(status, 1);
  assert.match(stderr, /the input ended before the questions did/);
  assert.equal(existsSync(path.join(scratch, 'kesken')), false);
});

test('with another default server in nginx ours is left out', () => {
  const { status, stdout } = setup('kolmas', '--answers', file('kolmas.toml', whole('kolmas')), '--keep-example-site');
  assert.equal(status, 0);
  assert.match(stdout, /sites-enabled\/default answers for unknown hosts/);
  const entry = readFileSync(path.join(nginx, 'conf.d/asiointipalvelu.conf'), 'utf8');
  assert.match(entry, /^include asiointipalvelu\/site\.con\[f\];$/m);
  assert.doesNotMatch(entry, /^include .*(default-server|asiointipalvelu\.con)/m);
});

test('for somebody else\'s database the SQL is written down, and works', () => {
  const { status, stdout, stderr } = setup('sql', '--answers', file('sql.toml', whole('neljas')), '--print-sql');
  assert.equal(status, 0, stderr);
  const passwords = path.join(scratch, 'sql/passwords.sql');
  assert.equal(statSync(passwords).mode & 0o777, 0o600);
  assert.match(stdout, /passwords\.sql .*grants\.sql \| mariadb/);
  const given = (name) => readFileSync(path.join(scratch, name, 'passwords.sql'), 'utf8') + readFileSync(path.join(root, 'sql/grants.sql'), 'utf8');
  demo.sql(given('sql'));
  const migrated = admin('sql', 'migrate', '--sql', path.join(root, 'sql'));
  assert.equal(migrated.status, 0, migrated.stderr);
  assert.match(migrated.stdout, /schema version \d+, [1-9]\d* applied/);
  // Those of another machine without these secrets would lock this one out; the same ones do no harm.
  const before = passwordsOf('neljas');
  assert.equal(setup('sql2', '--answers', file('sql2.toml', whole('neljas')), '--print-sql').status, 0);
  assert.throws(() => demo.sql(given('sql2')), /the users exist already: put the secrets\.toml of the installation that uses them/);
  assert.equal(setup('sql', '--answers', file('sql.toml', whole('neljas')), '--print-sql', '--replace').status, 0);
  demo.sql(given('sql'));
  assert.deepEqual(passwordsOf('neljas'), before);
});

test('where the users connect from another host, no more of them are made unless somebody says from where', () => {
  assert.equal(setup('viides', '--answers', file('viides.toml', whole('viides'))).status, 0);
  const users = ['pages', 'background', 'admin'].map((role) => `viides_${role}`);
  const rename = (from, to) => demo.sql(users.map((user) => `RENAME USER ${user}@'${from}' TO ${user}@'${to}'`).join(';'));
  const hosts = () => demo.sql("SELECT DISTINCT Host FROM mysql.global_priv WHERE User LIKE 'viides\\_%' ORDER BY 1").flat();
  rename('localhost', '10.20.0.%');
  const again = (...words) => setup('viides', '--answers', file('viides.toml', whole('viides')), '--replace', ...words);
  const refused = again();
  assert.equal(refused.status, 1);
  assert.match(refused.stderr, /viides_pages'@'10\.20\.0\.%'.*would get more of them that connect from 'localhost'.*--database-from/s);
  assert.deepEqual(hosts(), ['10.20.0.%']);
  assert.equal(again('--database-from', 'localhost').status, 0);
  assert.deepEqual(hosts(), ['10.20.0.%', 'localhost']);
});

test('after an upgrade rights and tables are brought up to date, and passwords stay', () => {
  demo.sql('REVOKE SELECT ON eka.import_scheme FROM eka_pages@localhost');
  demo.sql('DELETE FROM eka.schema_migration WHERE version = 7');
  const { status, stdout, stderr } = setup('eka', '--database-only');
  assert.equal(status, 0, stderr);
  assert.match(stdout, /applying 7 /);
  const granted = demo.sql("SHOW GRANTS FOR eka_pages@localhost").flat().join('\n');
  assert.match(granted, /GRANT SELECT ON `eka`\.`import_scheme`/);
  const looked = JSON.parse(admin('eka', 'doctor', '--json', '--sql', path.join(root, 'sql')).stdout);
  for (const subject of ['rights of eka_pages', 'migrations']) assert.equal(looked.find((each) => each.check === subject).outcome, 'ok', subject);
});

test('when nothing is missing after an upgrade no administrator of the database is needed, and otherwise one is', () => {
  const idle = setup('eka', '--database-only', '--database-admin', 'nobody');
  assert.deepEqual([idle.status, idle.stderr], [0, '']);
  assert.match(idle.stdout, /, 0 applied/);
  demo.sql('REVOKE SELECT ON eka.import_scheme FROM eka_pages@localhost');
  const refused = setup('eka', '--database-only', '--database-admin', 'nobody');
  assert.equal(refused.status, 1);
  assert.match(refused.stderr, /Access denied for user 'nobody'/);
});

test('an administrator with a password is let in by a file that nobody else may read', () => {
  demo.sql("CREATE USER hoitaja@localhost IDENTIFIED BY 'salaisuus'; GRANT ALL ON *.* TO hoitaja@localhost WITH GRANT OPTION");
  const asHoitaja = (mode) => setup('eka', '--database-only', '--database-admin', 'hoitaja', '--database-admin-password-file', file('hoitaja', 'salaisuus\n', mode));
  assert.equal(asHoitaja(0o644).status, 2);
  const { status, stdout, stderr } = asHoitaja(0o600);
  assert.equal(status, 0, stderr);
  assert.match(stdout, /users and rights are as they should be/);
});

test('settings with a fault stop an upgrade before the database is touched', () => {
  const good = readFileSync(configOf('eka'), 'utf8');
  demo.sql('DELETE FROM eka.schema_migration WHERE version = 7');
  writeFileSync(configOf('eka'), `${good}\n[session]\nidle_minuets = 5\n`);
  const { status, stderr } = setup('eka', '--database-only');
  writeFileSync(configOf('eka'), good);
  assert.equal(status, 2);
  assert.match(stderr, /session\.idle_minuets: is no setting/);
  assert.deepEqual(demo.sql('SELECT COUNT(*) FROM eka.schema_migration WHERE version = 7'), [['0']]);
});

test('the password of a user at the mail server goes to the secrets, from a file that nobody else may read', () => {
  const answers = file('mail.toml', `${whole('posti')}[mail]\nsmtp_host = "mail.vaasa.example"\nuser = "asiointi"\n`);
  const { status, stderr } = setup('posti', '--answers', answers, '--no-nginx', '--mail-password-file', file('mail', 'sana "lainattu"\n'));
  assert.equal(status, 0, stderr);
  assert.match(readFileSync(configOf('posti'), 'utf8'), /smtp_port = 587\nstarttls = "required"\nuser = "asiointi"/);
  assert.match(readFileSync(secretsOf('posti'), 'utf8'), /^password = "sana \\"lainattu\\""$/m);
});
