// Every command that stands in a block of a document is typed in: here, at a demo, by an administrator who has the documents
// before them; or in the test that `elsewhere` names. What needs another machine or hours was typed by hand.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';

import { build, root, startDemo, until } from '../../support/demo.mjs';
import { commandsOf, documents, isCommand } from '../../support/documents.mjs';

const demo = await startDemo();
const home = mkdtempSync(path.join(os.tmpdir(), 'asiointi-documented-'));
after(() => {
  demo.stop();
  rmSync(home, { recursive: true, force: true });
});

/// The programs by their names, the database's client as root, and the source folder as the working folder.
mkdirSync(path.join(home, 'bin'));
const program = (name, script) => writeFileSync(path.join(home, 'bin', name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
program('asiointi-admin', `exec ${path.join(build, 'tools/asiointi-admin/asiointi-admin')} --config ${demo.facts.config} "$@"`);
writeFileSync(path.join(home, '.my.cnf'), `[client]\nsocket=${demo.facts.database_socket}\nuser=root\n`);

const run = new Set();
/// Types in the commands of a section, each as `here` has it for this machine: '' leaves one out.
function type(file, title, here = (command) => command, statuses = [0]) {
  return commandsOf(file, title).flatMap((command) => {
    const typed = here(command.replace(/^asiointi-admin migrate$/, `asiointi-admin migrate --sql ${path.join(root, 'sql')}`));
    if (typed === '') return [];
    run.add(`${file}: ${command}`);
    try {
      return execFileSync('sh', ['-ec', typed], {
        cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, HOME: home, PATH: `${path.join(home, 'bin')}:${process.env.PATH}` },
      });
    } catch (error) {
      assert.ok(statuses.includes(error.status), `${file}: ${typed} gave ${error.status}: ${error.stderr}`);
      return error.stdout;
    }
  });
}
const asSql = (statements) => `mariadb -t ${demo.facts.database} -e "${statements.replaceAll('"', '\\"')}"`;

test('the example portal is loaded as sql/portal-example says, twice the same, and its views show what the import will see', () => {
  const passwords = [...readFileSync(path.join(demo.directory, 'secrets.toml'), 'utf8').matchAll(/^(\w+_password) = "([^"]*)"/gm)].map(([, name, value]) => `@${name} = '${value}'`);
  writeFileSync(path.join(home, 'passwords.sql'), `SET ${passwords.join(', ')};\n`, { mode: 0o600 });
  const told = type('sql/portal-example/README.md', 'Load the example', (command) => command.replace('cat passwords.sql', `cat ${home}/passwords.sql`));
  assert.match(told.join('\n'), /schema version \d+/);
  const [first] = type('sql/portal-example/README.md', 'Write the views for your portal', asSql);
  assert.match(first, /eesimerkki/);
  demo.sql("CREATE USER portal@localhost IDENTIFIED BY 'x'");
  type('sql/portal-example/README.md', 'A user id for newcomers', (command) => asSql(command));
  type('sql/portal-example/README.md', 'Where residents read mail', asSql);
});

test('residents are invited, written to and counted as docs/inviting.md says', async () => {
  const [plan, pilot, others] = type('docs/inviting.md', 'Inviting');
  assert.match(plan, /\d+/);
  assert.notEqual(pilot, others);
  type('docs/inviting.md', 'Letters', (command) => command.replace('letters.csv', path.join(home, 'letters.csv')));
  assert.ok(existsSync(path.join(home, 'letters.csv')));
  const countAll = () => type('docs/inviting.md', 'How far everybody is', (command) => command.replace('progress.svg', path.join(home, 'progress.svg')));
  await until(() => JSON.parse(countAll()[1]).invited > 0, 'an invitation to have left');
  assert.match(readFileSync(path.join(home, 'progress.svg'), 'utf8'), /<svg/);
});

test('the example of a CSV file in docs/migration.md is one that the import takes, and old passwords are dropped', () => {
  const [names, ...users] = readFileSync(path.join(root, 'docs/migration.md'), 'utf8').split('\n').filter((line) => /^ {4}(?:id|\d+);/.test(line)).map((line) => line.trim());
  writeFileSync(path.join(home, 'users.csv'), [names, ...users, ''].join('\n'), { mode: 0o600 });
  const told = execFileSync(path.join(home, 'bin/asiointi-admin'), ['import', '--csv', path.join(home, 'users.csv'), '--fewer', '--json'], { encoding: 'utf8' });
  assert.equal(JSON.parse(told).seen, users.length, told);
  const [dropped] = type('docs/migration.md', 'Old passwords');
  assert.match(dropped, /0 old passwords dropped/);
});

test('the role of the help desk is given and listed as docs/help-desk.md says', () => {
  const [, list] = type('docs/help-desk.md', 'Who may', (command) => command.replace('lupaneuvoja@example.fi', demo.accounts.with_password.address));
  assert.match(list, /Lupaneuvonta/);
});

test('Prometheus takes what docs/operations.md names', () => {
  assert.match(type('docs/operations.md', 'Metrics').join('\n'), /SUCCESS/);
});

test('a whole configuration of nginx is read as docs/portal.md says', () => {
  const nginx = path.join(demo.directory, 'nginx/nginx.conf');
  const [inBlock] = commandsOf('docs/portal.md', 'Two lines');
  assert.match(inBlock, /check-nginx\.py/);
  type('docs/portal.md', 'Two lines', (command) => command.replace('/usr/share/asiointipalvelu/check-nginx.py', 'tools/check-nginx.d/locations.py').replace('/etc/nginx/nginx.conf', nginx));
});

test('the database explains its way to the portal\'s tables as docs/scaling.md says', () => {
  for (const plan of type('docs/scaling.md', 'A small city and a large one', asSql)) assert.match(plan, /\| +(?:range|ref) +\|/, plan);
});

test('check-answers is tried on a demo as docs/answers.md says', () => {
  const words = (command) => command.replace('http://localhost:8080', demo.url).replace('--per-second 5', '--per-second 1000').replace('sanna.salasana@example.com', demo.accounts.with_password.address);
  const [tried] = type('docs/answers.md', 'Run it', (command) => (command.includes('localhost') ? words(command) : ''), [0, 1, 3]);
  assert.match(tried, /same|DIFFERENT|unclear/);
});

/// [document, what its command begins with, the test that types it in].
const elsewhere = [
  ['README.md', 'tools/demo', 'tests/support/demo.mjs'],
  ['README.md', 'tools/test', 'by hand'],
  ['README.md', 'apt install ', 'tests/package/package.test.mjs'],
  ['README.md', 'asiointi-admin setup', 'tests/package/package.test.mjs'],
  ['README.md', 'nginx -t', 'tests/support/installed.mjs'],
  ['docs/answers.md', 'asiointi-admin check-answers https', 'tests/integration/wire/check_answers.test.mjs'],
  ['docs/audit.md', 'jq ', 'tests/integration/wire/trace.test.mjs'],
  ['docs/audit.md', 'journalctl ', 'tests/package/package.test.mjs'],
  ['docs/audit.md', 'asiointi-admin audit', 'tests/integration/wire/trace.test.mjs'],
  ['docs/backup.md', '', 'tests/package/package.test.mjs'],
  ['docs/confinement.md', '', 'tests/package/package.test.mjs'],
  ['docs/installing.md', 'apt install ./', 'tests/package/package.test.mjs'],
  ['docs/installing.md', 'apt install --allow-downgrades', 'tests/package/upgrade.test.mjs'],
  ['docs/installing.md', 'asiointi-admin setup', 'tests/package/package.test.mjs'],
  ['docs/installing.md', 'nginx -t', 'tests/support/installed.mjs'],
  ['docs/installing.md', 'tools/install-packages', 'by hand'],
  ['docs/installing.md', 'cmake ', 'by hand'],
  ['docs/installing.md', '(cd build && cpack)', 'by hand'],
  ['docs/installing.md', 'ln -s', 'tests/package/package.test.mjs'],
  ['docs/inviting.md', 'asiointi-admin bounces', 'tests/integration/wire/bounces.test.mjs'],
  ['docs/inviting.md', 'systemctl enable', 'tests/package/package.test.mjs'],
  ['docs/keys.md', 'asiointi-admin keys rotate forms', 'tests/package/package.test.mjs'],
  ['docs/performance.md', 'tools/bench', 'by hand'],
  ['docs/performance.md', 'cat /sys/', 'by hand'],
  ['docs/portal.md', 'asiointi-admin check-portal', 'tests/integration/wire/check_portal.test.mjs'],
  ['docs/scaling.md', 'ALTER USER', 'tests/package/package.test.mjs'],
  ['docs/settings.md', '', 'tests/package/package.test.mjs'],
  ['docs/theming.md', 'tools/demo', 'tests/browser/theme.test.mjs'],
];

test('every command that a document shows is typed in by a test, or was by hand', () => {
  const shown = documents().flatMap((file) => commandsOf(file).map((command) => ({ file, command })));
  assert.ok(shown.length > 60, String(shown.length));
  const used = new Set();
  const isElsewhere = ({ file, command }) => elsewhere.some((each) => each[0] === file && command.startsWith(each[1]) && used.add(each));
  assert.deepEqual(shown.filter((each) => !run.has(`${each.file}: ${each.command}`) && !isElsewhere(each)), []);
  assert.deepEqual(elsewhere.filter((each) => !used.has(each)), []);
  for (const [, , file] of elsewhere) assert.ok(file === 'by hand' || existsSync(path.join(root, file)), file);
});

test('what is no command in a block of a document is a line of a file, an answer or a picture', () => {
  for (const line of ['[pool]', 'pages_workers = 24', 'location /hakemukset {', '<?php', 'audit: type=1326']) assert.equal(isCommand(line), false, line);
});
