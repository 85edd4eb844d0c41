// Mails that come back: a delivery report marks the address, a forged one does not, and whoever asks for a link gets it all
// the same.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';

import { answers, runs } from '../../support/admin.mjs';
import { startDemo, until } from '../../support/demo.mjs';
import { SmtpStub } from '../../support/smtp_stub.mjs';
import { forget, openLink, setPassword } from '../../support/visitor.mjs';

const demo = await startDemo({ settings: { 'mail.bounce_address': 'bounces@example.com' } });
const stub = new SmtpStub();
const scratch = mkdtempSync(path.join(os.tmpdir(), 'asiointi-wire-'));
after(async () => {
  if (stub.server) await stub.close();
  demo.stop();
  rmSync(scratch, { recursive: true, force: true });
});
const [run, ask] = [runs(demo), answers(demo)];

const maildir = path.join(scratch, 'bounces');
['new', 'cur', 'tmp'].forEach((part) => mkdirSync(path.join(maildir, part), { recursive: true }));
const folder = (part) => readdirSync(path.join(maildir, part)).sort();
const arrive = (name, message) => writeFileSync(path.join(maildir, 'new', name), message);

const example = (name) => readFileSync(new URL(`../../unit/mail/reports/${name}.eml`, import.meta.url), 'latin1');
const markOf = (mail) => /\+(\d+-[a-z2-7]{16})@/.exec(mail.headers['return-path'])[1];
/// A server's report about a mail of ours.
const report = (name, mark) => example(name).replaceAll(/4711-abcdefghijklmnop/gi, mark);

async function mailTo(address) {
  await forget(demo.browser(), address);
  const mail = await demo.mailbox.next(address);
  await demo.mailsDone();
  return mail;
}

const marked = (address) => demo.value(`SELECT COUNT(*) FROM bounced_address b JOIN account a ON a.id = b.account_id AND a.email_key = b.email_key WHERE a.email_key = '${address}'`) === '1';
const mails = () => demo.value('SELECT COUNT(*) FROM mail_outbox');

const taimi = 'taimi@example.fi';
const toivo = 'toivo@example.fi';
let taimisMail;

test('a report in the Maildir marks the address, and is kept as seen; no mail comes of it (R-183)', async () => {
  taimisMail = await mailTo(taimi);
  arrive('1700000001.M1P1.host', report('postfix-failed', markOf(taimisMail)));
  arrive('1700000002.M1P1.host', example('out-of-office'));
  const before = mails();
  const found = ask('bounces', maildir);
  assert.deepEqual(found, { marked: 1, noted: 0, known: 0, not_ours: 0, no_report: 1, unreadable: 0 });
  assert.ok(marked(taimi));
  assert.deepEqual([folder('new'), folder('cur')], [[], ['1700000001.M1P1.host:2,S', '1700000002.M1P1.host:2,S']]);
  assert.equal(mails(), before);
  assert.equal(demo.value("SELECT report FROM mail_outbox WHERE report_kind = 4").startsWith('smtp; 550 5.1.1 '), true);
  assert.equal(demo.value("SELECT COUNT(*) FROM audit_event e JOIN account a ON a.id = e.account_id WHERE e.kind = 39 AND e.detail = '5.1.1'"), '1');
  assert.match(run('bounces', maildir).stdout, /^nothing new$/m);
});

test('a marked address is not invited, but whoever asks for a link gets it, and using it clears the mark', async () => {
  const before = ask('invite').invited;
  const mail = await mailTo(taimi);
  const browser = demo.browser();
  assert.ok(marked(taimi));
  const answer = await setPassword(browser, await openLink(browser, mail.linkTo('RecoverPassword')), 'villasukka ukkonen kaarna pronssi');
  assert.equal(answer.status, 303);
  assert.ok(!marked(taimi));
  assert.equal(ask('invite').invited, before);
});

test('the same report again, and one that is forged, mark nobody (R-183)', async () => {
  const mark = markOf(taimisMail);
  const forged = markOf(await mailTo(toivo)).replace(/-.*/, `-${mark.replace(/.*-/, '')}`);
  arrive('again', report('postfix-failed', mark));
  arrive('forged', report('exchange-failed', forged));
  arrive('guessed', example('gmail-failed'));
  assert.deepEqual(ask('bounces', maildir), { marked: 0, noted: 0, known: 1, not_ours: 2, no_report: 0, unreadable: 0 });
  assert.ok(!marked(taimi) && !marked(toivo));
});

test('a mail server\'s pipe does the same: what is delayed or blocked is noted, what is refused is marked', async () => {
  const mark = markOf(await mailTo(toivo));
  const pipe = (name, ...words) => run('bounce', ...words, { input: report(name, mark) });
  for (const name of ['postfix-delayed', 'postfix-expired', 'exim-blocked']) {
    assert.equal(pipe(name).status, 0);
    assert.ok(!marked(toivo), name);
  }
  const elsewhere = { input: report('list-wrapped', 'x') };
  assert.equal(run('bounce', '--for', `bounces+${mark.toUpperCase()}@example.com`, elsewhere).status, 0);
  assert.ok(marked(toivo));
  assert.equal(run('bounce', { input: Buffer.alloc(5 << 20, 0xff) }).status, 0);
  assert.equal(run('bounce', { input: '' }).status, 0);
});

test('without the database the mail server is asked to try again, and a Maildir keeps its mails', () => {
  const config = path.join(scratch, 'asiointi.toml');
  const good = readFileSync(demo.facts.config, 'utf8');
  writeFileSync(path.join(scratch, 'secrets.toml'), readFileSync(path.join(path.dirname(demo.facts.config), 'secrets.toml')), { mode: 0o600 });
  writeFileSync(config, good.replace(/unix:[^"]*/, 'unix:/nowhere/mysqld.sock'));
  arrive('waits', report('postfix-failed', markOf(taimisMail)));
  assert.equal(run('bounce', { config, input: report('postfix-failed', markOf(taimisMail)) }).status, 75);
  assert.equal(run('bounces', maildir, { config }).status, 1);
  assert.deepEqual(folder('new'), ['waits']);
  rmSync(path.join(maildir, 'new/waits'));
});

test('staff clear a mark, and the resident\'s trail says so', () => {
  assert.match(run('account', 'start-mails', toivo, '--reason', 'Postilaatikko toimii').stdout, /mails leave again/);
  assert.ok(!marked(toivo));
  assert.match(run('account', 'start-mails', toivo, '--reason', 'Postilaatikko toimii').stderr, /nothing to do/);
  assert.equal(run('account', 'start-mails', 'nobody@example.com', '--reason', 'Postilaatikko toimii').status, 1);
  assert.equal(demo.value('SELECT COUNT(*) FROM audit_event WHERE kind = 41'), '1');
});

test('what is no plain file is left where it is, and told', () => {
  symlinkSync('/etc/passwd', path.join(maildir, 'new/link'));
  execFileSync('mkfifo', [path.join(maildir, 'new/fifo')]);
  mkdirSync(path.join(maildir, 'new/folder'));
  const { status, stdout } = run('bounces', maildir);
  assert.deepEqual([status, stdout], [1, '3 left in new/: they cannot be read or moved\n']);
  assert.deepEqual(folder('new'), ['fifo', 'folder', 'link']);
  ['fifo', 'folder', 'link'].forEach((name) => rmSync(path.join(maildir, 'new', name), { recursive: true }));
  assert.equal(run('bounces', scratch).status, 1);
});

test('an address that our own mail server refuses is marked; a refusal that is about us is not', async () => {
  await stub.replace(demo);
  stub.replies.rcpt = ['554 5.7.1 Relay access denied', '550 relay not permitted', '550 5.1.1 no such user'];
  for (const expected of [false, false, true]) {
    await forget(demo.browser(), toivo);
    await demo.mailsDone();
    assert.equal(marked(toivo), expected);
  }
  await until(() => demo.events('mail_dead').length === 3, 'three dead mails');
  assert.equal(run('account', 'start-mails', toivo, '--reason', 'Postilaatikko toimii').status, 0);
});

test('a mail that has left is not sent again because what follows from it cannot be written', async () => {
  const mayNote = (verb, preposition) => demo.sql(`${verb} UPDATE ON ${demo.facts.database}.invitation ${preposition} ${background}`);
  const [[background]] = demo.sql("SELECT GRANTEE FROM information_schema.TABLE_PRIVILEGES WHERE TABLE_NAME = 'invitation' AND PRIVILEGE_TYPE = 'UPDATE'");
  demo.sql(`INSERT INTO invitation (account_id, wave, queued_at, sent_at) SELECT id, 'long-ago', UTC_TIMESTAMP(), UTC_TIMESTAMP() FROM account WHERE email_key <> '${toivo}'`);
  mayNote('REVOKE', 'FROM');
  stub.bodies.length = 0;
  assert.equal(ask('invite', '--apply').invited, 1);
  await until(() => demo.events('mail_failed').length > 0, 'the log to say so');
  await demo.mailsDone();
  mayNote('GRANT', 'TO');
  assert.deepEqual(demo.sql('SELECT state, attempts FROM mail_outbox ORDER BY id DESC LIMIT 1'), [['2', '1']]);
  assert.equal(stub.bodies.length, 1);
  demo.sql('DELETE FROM invitation');
});

test('an invitation that the mail server refuses counts as not sent', async () => {
  demo.sql(`INSERT INTO invitation (account_id, wave, queued_at, sent_at) SELECT id, 'long-ago', UTC_TIMESTAMP(), UTC_TIMESTAMP() FROM account WHERE email_key <> '${toivo}'`);
  stub.replies.rcpt = ['550 5.1.1 no such user'];
  assert.equal(ask('invite', '--apply').invited, 1);
  await until(() => marked(toivo), 'the mark');
  assert.equal(demo.value("SELECT COUNT(*) FROM invitation WHERE wave <> 'long-ago'"), '0');
  const { letters } = ask('invite', '--letters', path.join(scratch, 'letters.csv'));
  assert.ok(letters > 0 && readFileSync(path.join(scratch, 'letters.csv'), 'utf8').includes('"bounced"'));
});
