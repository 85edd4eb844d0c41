// What a system administrator does to bring the old portal's users over: a dry run, files, a killed import, old passwords.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import os from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';

import { build, root, startDemo, until } from '../../support/demo.mjs';
import { quoted, SqlSession } from '../../support/sql.mjs';
import { isSignedIn, signIn, submit, typePassword, typeUserName } from '../../support/visitor.mjs';

const demo = await startDemo({ settings: { 'import.password_hashes': true, 'import.password_hashes_until': '2099-12-31' } });
const scratch = mkdtempSync(path.join(os.tmpdir(), 'asiointi-import-'));
after(() => {
  demo.stop();
  rmSync(scratch, { recursive: true, force: true });
});

const admin = path.join(build, 'tools/asiointi-admin/asiointi-admin');
const words = (...more) => ['--config', demo.facts.config, 'import', ...more];
const run = (...more) => spawnSync(admin, words(...more), { encoding: 'utf8', cwd: root });
const file = (name, text) => {
  writeFileSync(path.join(scratch, name), text);
  return path.join(scratch, name);
};
const checksums = () => demo.sql('CHECKSUM TABLE account, legacy_user, audit_event, link_token EXTENDED');
const count = (table) => Number(demo.value(`SELECT COUNT(*) FROM ${table}`));

test('without --apply nothing is changed, and the summary and the first findings are printed', () => {
  demo.sql("INSERT INTO vanha_portaali.asiakas VALUES (9001, 'uusi1', 'x', 'uusi.asukas@example.com', 'Uusi', 'Asukas', 'fi', '2026-01-01', '2026-01-01', 'E')");
  const before = checksums();
  const { status, stdout, stderr } = run();
  assert.equal(status, 0, stderr);
  assert.deepEqual(checksums(), before);
  assert.match(stdout, /\n +1 {2}accounts made\n/);
  assert.match(stdout, /With --apply, there would be/);
  assert.match(stdout, /… and \d+ more; --needs-human FILE writes all/);
  assert.match(stdout, /This was a dry run: nothing was changed\. --apply does it\./);
  const rows = stdout.split('Address on file')[1].split('… and')[0].trim().split('\n');
  assert.equal(rows.length, 31, 'a title and thirty findings');
  assert.equal(count('import_user'), 0);
});

test('the file of findings opens in a spreadsheet program, holds no formula, and nobody else may read it', () => {
  demo.sql(`INSERT INTO vanha_portaali.asiakas VALUES (9002, '=1+1', 'x', '@SUM(A1;A2)', '+Matti', ${quoted('-"Virtanen"')}, 'fi', '2026-01-01', '2026-01-01', 'E')`);
  const target = path.join(scratch, 'needs-human.csv');
  const { stdout } = run('--needs-human', target);
  const bytes = readFileSync(target);
  assert.deepEqual([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf]);
  const lines = bytes.subarray(3).toString('utf8').split('\r\n');
  assert.equal(lines[0], 'portal_id;old_name;email;name;reason;sentence');
  assert.equal(lines.at(-1), '');
  assert.ok(lines.includes(`9002;'=1+1;"'@SUM(A1;A2)";"'+Matti -""Virtanen""";invalid_address;what the portal has as the address is not a valid one`), lines.at(-2));
  const json = JSON.parse(run('--json').stdout);
  assert.equal(lines.length - 2, json.needs_human.length);
  assert.equal(statSync(target).mode & 0o777, 0o600);
  assert.match(stdout, new RegExp(`All of them are in ${target}`));
  for (const reason of ['names_differ', 'no_address', 'invalid_address', 'closed_in_portal', 'long_unseen', 'too_long'])
    assert.ok(json.needs_human.some((each) => each.reason === reason), reason);
  demo.sql('DELETE FROM vanha_portaali.asiakas WHERE asiakas_id = 9002');
});

test('a file that cannot be written is told before anything is done', () => {
  const before = checksums();
  const { status, stderr } = run('--apply', '--needs-human', path.join(scratch, 'nowhere/x.csv'));
  assert.deepEqual([status, checksums()], [1, before]);
  assert.match(stderr, /cannot write .*nowhere/);
});

test('--json is one object, tells everybody, and prints nothing else unless --progress asks', () => {
  const quiet = run('--json');
  assert.equal(quiet.stderr, '');
  const result = JSON.parse(quiet.stdout);
  assert.equal(result.applied, false);
  assert.equal(result.seen, count('vanha_portaali.asiakas'));
  assert.deepEqual(Object.keys(result.needs_human[0]), ['portal_id', 'old_name', 'email', 'name', 'reason', 'why']);
  const told = run('--json', '--progress');
  assert.match(told.stderr, /^Reading +100 % .*users.*\nDeciding +100 % .*users/);
  assert.deepEqual(JSON.parse(told.stdout), result);
});

test('--apply does what the dry run told, and once more changes nothing', () => {
  const told = JSON.parse(run('--json').stdout);
  const done = JSON.parse(run('--json', '--apply').stdout);
  assert.deepEqual({ ...done, applied: false }, told);
  assert.equal(demo.value("SELECT COUNT(*) FROM account WHERE email_key = 'uusi.asukas@example.com'"), '1');
  const before = checksums();
  assert.equal(JSON.parse(run('--json', '--apply').stdout).records_written, 0);
  assert.deepEqual(checksums(), before);
});

test('a CSV file with faults is told line by line, and nothing of it is imported', () => {
  const before = checksums();
  const faulty = file('faulty.csv', 'id;email;closed\n1;a@example.com;0\n2;b@example.com\n3;"c@example.com;0\n4;d@example.com;maybe\n');
  const { status, stderr } = run('--apply', '--csv', faulty);
  assert.equal(status, 1);
  assert.match(stderr, /faulty\.csv, line 3: 2 cells, where the first line has 3/);
  assert.match(stderr, /faulty\.csv, line 4: a quote has no end/);
  assert.match(run('--csv', file('none.csv', 'nimi,osoite\na,b\n')).stderr, /line 1: no column is called id[^]*no column is called email/);
  assert.match(run('--csv', file('double.csv', 'id;email\n1;a@example.com\n1;b@example.com\n')).stderr, /has the id 1 twice/);
  assert.deepEqual(checksums(), before);
});

test('a file without users, or with less than half of those before, is refused unless --fewer says that it is meant', () => {
  const before = checksums();
  const users = 'id;email;given_name;family_name\n1001;esimerkki.erkki@example.com;Erkki;Esimerkki\n';
  for (const apply of [[], ['--apply']]) {
    for (const [name, text, told] of [['header.csv', users.split('\n')[0] + '\n', /header\.csv has no users\nnothing was imported/],
      ['mac.csv', users.replaceAll('\n', '\r'), /mac\.csv, line 1: lines end with CR alone/],
      ['cut.csv', users, /cut\.csv has 1 of the \d+ users who were in the portal before, less than half; if that is meant, say --fewer\nnothing was imported/]]) {
      const { status, stderr } = run('--csv', file(name, text), ...apply);
      assert.deepEqual([status, checksums()], [1, before]);
      assert.match(stderr, told);
    }
  }
  assert.match(run('--csv', file('cut.csv', users), '--fewer').stdout, /\n +\d{3} {2}old users on record who are no longer in the portal/);
});

test('wrong words on the command line are exit status 2', () => {
  for (const wrong of [['--csv', '/nowhere.csv'], ['--encoding', 'latin1'], ['--csv', file('x.csv', 'id;email\n'), '--encoding', 'utf16'], ['--long-unseen-years', '0'], ['--aply']])
    assert.equal(run(...wrong).status, 2, wrong.join(' '));
});

test('users of another database come as CSV in latin1 and commas, and their names stay whole', () => {
  const before = count('account');
  const text = 'ID,Email,Given_name,Family_name,Language,Last_used\r\n1001,esimerkki.erkki@example.com,Erkki,Esimerkki,fi,31.1.2026\r\n"csv-1"," Aino.Malli@Example.com","Äinö ""Aino""",Östman,sv,\r\n';
  const csv = file('latin1.csv', Buffer.from(text, 'latin1'));
  const told = run('--csv', csv, '--fewer');
  assert.match(told.stdout, /\n +2 {2}seen/);
  assert.match(told.stderr, /^Reading +100 % .*KiB/);
  assert.match(told.stdout, /The file was read as latin1 \(Windows-1252\)/);
  const encoding = (...more) => JSON.parse(run('--json', '--fewer', ...more).stdout).encoding;
  assert.deepEqual([encoding('--csv', csv), encoding('--csv', file('utf8.csv', text)), encoding()], ['latin1', 'utf8', null]);
  assert.equal(run('--csv', csv, '--fewer', '--apply').status, 0);
  assert.equal(count('account'), before + 1);
  assert.deepEqual(demo.sql("SELECT given_name, family_name, locale FROM account WHERE email_key = 'aino.malli@example.com'"), [['Äinö "Aino"', 'Östman', 'sv']]);
  assert.equal(run('--apply').status, 0); // and the view's users once more, for the tests that follow
});

// Of "kissa1", shorter than our own policy allows: `openssl passwd -6 -salt suola kissa1`.
const oldPassword = 'kissa1';
const giveHash = (address, password = oldPassword) => {
  const hash = spawnSync('openssl', ['passwd', '-6', '-salt', 'suola', password], { encoding: 'utf8' }).stdout.trim();
  return `id;email;given_name;family_name;password_hash\nhash-${address};${address};Vanha;Salasana;${hash}\n`;
};

test('an old password lets its owner in, is then one of ours, and is no longer the portal\'s to change (R-033)', async () => {
  const address = 'vanha.salasana@example.com';
  const csv = file('hashes.csv', giveHash(address));
  const { stdout } = run('--csv', csv, '--fewer', '--apply');
  assert.match(stdout, /1 {2}old passwords taken along/);
  assert.match(stdout, /spends the work of sha512-crypt:5000:0:0:0/);
  const stored = () => demo.value(`SELECT password_hash FROM account WHERE email_key = ${quoted(address)}`);
  assert.match(stored(), /^\$imported\$sha512-crypt:5000:0:0:0\$[^$]+\$[^$]+\$argon2id\$/);
  assert.equal(demo.value(`SELECT password_set_at FROM account WHERE email_key = ${quoted(address)}`), 'NULL');

  const browser = demo.browser();
  const page = await typeUserName(browser, address);
  assert.match(page.body, /name="password"/, 'an account with a password, not the notice about a link');
  assert.equal((await typePassword(browser, page, 'kissa2')).status, 422);
  await signIn(browser, address, oldPassword);
  assert.ok(await isSignedIn(browser));
  await demo.mailbox.next(address, /Selain: /); // the first to sign in with an old password may be somebody else
  assert.match(stored(), /^\$argon2id\$/);
  await signIn(demo.browser(), address, oldPassword);

  run('--csv', file('hashes.csv', giveHash(address, 'toinen3')), '--fewer', '--apply');
  await signIn(demo.browser(), address, oldPassword);
});

test('whoever may sign in with an old password is invited to do so, and not told of a link to come', async () => {
  const address = 'kutsuttu.salasana@example.com';
  run('--csv', file('hashes.csv', giveHash(address)), '--fewer', '--apply');
  demo.sql(`UPDATE account SET mail_stopped_at = UTC_TIMESTAMP() WHERE email_key <> ${quoted(address)}`);
  const invite = () => JSON.parse(spawnSync(admin, ['--config', demo.facts.config, 'invite', '--apply', '--json'], { encoding: 'utf8' }).stdout).invited;
  assert.deepEqual([invite(), invite()], [1, 0]);
  const mail = await demo.mailbox.next(address, /Käyttäjätunnuksesi on jatkossa/);
  assert.match(mail.text, /Salasanasi ei muutu: käytä samaa kuin ennenkin/);
  assert.doesNotMatch(mail.text, /saat linkin|token=/);
  const browser = demo.browser();
  const page = await submit(browser, await browser.get(mail.linkTo('Login')), { user_name: address });
  assert.match(page.body, /name="password"/);
  assert.equal((await typePassword(browser, page, oldPassword)).status, 303);
  demo.sql('UPDATE account SET mail_stopped_at = NULL');
});

test('in the end old passwords nobody has used are dropped, and their owners are sent a link', async () => {
  const address = 'unohtunut.salasana@example.com';
  run('--csv', file('hashes.csv', giveHash(address)), '--fewer', '--apply');
  assert.match(run('--drop-password-hashes').stdout, /^1 old passwords would be dropped/);
  assert.match(run('--drop-password-hashes', '--apply').stdout, /^1 old passwords dropped/);
  const page = await typeUserName(demo.browser(), address);
  assert.doesNotMatch(page.body, /name="password"/);
  assert.ok(await demo.mailbox.next(address, /RecoverPassword/));
});

// What an undisturbed import makes of the same users: without numbers and times, which mean nothing.
const outcome = () => demo.sql(`
  SELECT a.email, a.email_key, a.given_name, a.family_name, COALESCE(a.locale, ''), a.state, a.password_generation,
    GROUP_CONCAT(l.portal_user_id ORDER BY l.portal_user_id) FROM account a LEFT JOIN legacy_user l ON l.account_id = a.id
    GROUP BY a.id ORDER BY a.email_key;
  SELECT portal_user_id, old_name, COALESCE(email_key, ''), status, account_id IS NULL, note FROM legacy_user ORDER BY portal_user_id;
  SELECT kind, detail, account_id IS NULL, COUNT(*) FROM audit_event GROUP BY kind, detail, account_id IS NULL ORDER BY 1, 2`);

const longest = 120; // seconds: under the sanitizers reading alone takes a while

/// Runs `act` while every import of the many users below waits before its last tenth, so that none is over before it is looked at.
/// `act` gets a function that lets it go on.
async function withGate(act) {
  demo.sql(`CREATE OR REPLACE TRIGGER gate BEFORE INSERT ON legacy_user FOR EACH ROW
    SET @gate = IF(NEW.email_key = 'monta.5@example.com', GET_LOCK('gate', 3600), NULL)`);
  const session = new SqlSession(demo.facts);
  try {
    await session.run("SELECT GET_LOCK('gate', 0)");
    return await act(() => session.end());
  } finally {
    if (session.process.exitCode === null) await session.end();
  }
}

/// The server finishes the statement of a client that was killed, and undoes its transaction, a while after that client is gone.
const serverLetGo = () => until(() => demo.value("SELECT COUNT(*) FROM information_schema.processlist WHERE user = 'asiointi_admin'") === '0', 'the server to see that the import is gone');

test('an import that is killed again and again ends like one that was left in peace', async () => {
  demo.sql(`INSERT INTO vanha_portaali.asiakas SELECT 100000 + seq, CONCAT('m', seq), 'x', CONCAT('monta.', seq DIV 2, '@example.com'),
    IF(seq % 10, 'Matti', 'Maija'), 'Virtanen', 'fi', '2020-01-01', '2026-01-01', 'E' FROM seq_1_to_12000`);
  const forget = () => demo.sql('SET foreign_key_checks = 0; DELETE FROM account; DELETE FROM legacy_user; DELETE FROM audit_event');
  forget();
  assert.equal(run('--apply').status, 0);
  const undisturbed = outcome();
  const whole = count('legacy_user');
  forget();
  const killed = [];
  for (const rows of [1, 2500, 5000, 7500])
    await withGate(async (open) => {
      const program = spawn(admin, words('--apply'), { cwd: root, stdio: 'ignore' });
      const ended = once(program, 'exit');
      await until(() => program.exitCode !== null || count('legacy_user') >= rows, `${rows} users to be imported`, longest);
      program.kill('SIGKILL');
      await Promise.all([ended, open()]);
      await serverLetGo();
      killed.push([program.signalCode, count('legacy_user') < whole]);
    });
  assert.deepEqual(killed, Array(4).fill(['SIGKILL', true]), 'it was killed in the middle');
  const last = run('--apply');
  assert.equal(last.status, 0, last.stderr);
  assert.deepEqual(outcome(), undisturbed);
  assert.equal(count('import_user'), 0);
});

// The copy may hold password hashes as the portal has them.
test('what a killed import left is deleted by the background process an hour after its last sign of life', async () => {
  demo.sql(`INSERT INTO import_claim (id, token, connection_id, server_name, started_at, held_until)
      VALUES (1, 'of a killed run.', 1, 'elsewhere', UTC_TIMESTAMP(), UTC_TIMESTAMP() - INTERVAL 1 HOUR);
    INSERT INTO import_user (position, portal_user_id, old_name, old_name_key, given_name, family_name, status, password_hash)
      SELECT seq, seq, '', '', '', '', 2, '$6$salt$hash' FROM seq_1_to_250`);
  await until(() => count('import_user') === 0, 'the background process to clear up, which it does once a minute', 90);
  assert.equal(count('import_claim'), 0);
});

test('Ctrl-C lets the step end, clears up, and the next run goes on', async () => {
  demo.sql('SET foreign_key_checks = 0; DELETE FROM account; DELETE FROM legacy_user; DELETE FROM audit_event');
  await withGate(async (open) => {
    const program = spawn(admin, words('--apply'), { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
    let told = '';
    program.stderr.on('data', (part) => { told += part; });
    const ended = once(program, 'close');
    await until(() => count('legacy_user') > 0, 'the import to write', longest);
    program.kill('SIGINT');
    await open();
    assert.deepEqual((await ended)[0], 1);
    assert.match(told, /stopped; what was finished stays, and the next run goes on/);
  });
  assert.deepEqual([count('import_user'), count('import_claim')], [0, 0]);
  assert.ok(JSON.parse(run('--apply', '--json').stdout).records_written > 0);
});

test('a second import at the same time is refused and says since when another runs', async () => {
  demo.sql('SET foreign_key_checks = 0; DELETE FROM account; DELETE FROM legacy_user; DELETE FROM audit_event');
  await withGate(async (open) => {
    const first = spawn(admin, words('--apply'), { cwd: root, stdio: 'ignore' });
    const ended = once(first, 'exit');
    await until(() => count('legacy_user') > 0, 'the first to write', longest);
    const second = run('--apply');
    assert.equal(second.status, 1);
    assert.match(second.stderr, /another import is running, since \d{4}-/);
    await open();
    assert.deepEqual((await ended)[0], 0);
  });
  assert.equal(JSON.parse(run('--apply', '--json').stdout).records_written, 0);
  assert.ok(!existsSync(path.join(scratch, 'needs-human.csv.unfinished')));
});
