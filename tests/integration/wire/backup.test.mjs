// A backup of a running service, restored on another machine by the commands of docs/backup.md: everybody signs in, what was
// used or ended since does not hold again, and no mail goes out twice.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';

import { answers, runs } from '../../support/admin.mjs';
import { build, root, startDemo, until } from '../../support/demo.mjs';
import { formWith, headingOf, textOf } from '../../support/page.mjs';
import { forget, isSignedIn, mailedLink, openLink, register, setPassword, signedIn, signIn, submit, submitOnly, typePassword, typeUserName } from '../../support/visitor.mjs';

const place = mkdtempSync(path.join(os.tmpdir(), 'asiointi-backup-'));
const kept = path.join(place, 'backups');
after(() => rmSync(place, { recursive: true }));

const page = readFileSync(path.join(root, 'docs/backup.md'), 'utf8');
const dead = 'Linkki ei ole enää voimassa';

/// The commands of a section of the page, in their order.
const commandsOf = (title) => page.split(`\n## ${title}\n`)[1].split('\n## ')[0].split('\n').filter((line) => /^(?: {4}| {7})\S/.test(line)).map((line) => line.trim());

/// A machine as its administrator finds it: the programs by their names, the database's client as root, and a folder for the
/// configuration where the page has /etc/asiointipalvelu.
class Machine {
  constructor(name, demo) {
    this.demo = demo;
    this.home = path.join(place, name);
    this.etc = path.join(this.home, 'etc');
    mkdirSync(path.join(this.home, 'bin'), { recursive: true });
    mkdirSync(this.etc);
    writeFileSync(path.join(this.home, '.my.cnf'), `[client]\nsocket=${demo.facts.database_socket}\nuser=root\n`);
    this.program('asiointi-admin', `exec ${path.join(build, 'tools/asiointi-admin/asiointi-admin')} --config ${demo.facts.config} "$@"`);
  }

  program(name, script) {
    writeFileSync(path.join(this.home, 'bin', name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }

  run(command) {
    const here = command.replaceAll('/etc/asiointipalvelu', this.etc).replaceAll('/var/backups/asiointipalvelu', kept)
      .replaceAll('/usr/share/asiointipalvelu/sql', path.join(root, 'sql')).replace('asiointi-admin migrate', `asiointi-admin migrate --sql ${path.join(root, 'sql')}`);
    const env = { ...process.env, HOME: this.home, PATH: `${path.join(this.home, 'bin')}:${process.env.PATH}` };
    return execFileSync('sh', ['-ec', `umask 077; ${here}`], { cwd: this.home, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  }
}

const value = (demo, statement) => Number(demo.value(statement));
const queued = (demo) => value(demo, 'SELECT COUNT(*) FROM mail_outbox WHERE state = 1');
const on = (demo, link) => new URL(new URL(link).pathname + new URL(link).search, demo.url).href;
const headingBehind = async (demo, link) => headingOf((await openLink(demo.browser(), on(demo, link))).body);

/// The same browser, whose next requests reach the other machine.
function movedTo(demo, browser) {
  const moved = demo.browser();
  for (const [name, cookie] of browser.cookies) moved.cookies.set(name, cookie);
  return moved;
}

async function reload(demo) {
  const before = demo.events('pool_reloaded').length;
  process.kill(demo.facts.pids.supervisor, 'SIGHUP');
  await until(() => demo.events('pool_reloaded').length > before, 'the reload');
}

async function stopService(demo) {
  const { supervisor } = demo.facts.pids;
  process.kill(supervisor, 'SIGTERM');
  await until(() => !existsSync(`/proc/${supervisor}/exe`), 'the service to end');
}

async function askToRegister(demo, address) {
  const browser = demo.browser();
  await submit(browser, await browser.get('/Account/Register'), { email: address });
}

async function signOut(browser) {
  const { form_token: token } = formWith((await browser.get('/Account/Settings')).body, 'form_token').fields;
  return browser.post('/Account/Logout', { form_token: token });
}

const here = await startDemo({ settings: { 'staff.unit': 'Lupaneuvonta' } });
after(() => here.stop());
const one = new Machine('one', here);
const done = (...words) => {
  const { status, stderr } = runs(here)(...words);
  assert.equal(status, 0, `${words.join(' ')}: ${stderr}`);
};

const sanna = here.accounts.with_password.address;
const passwords = { [sanna]: here.password, 'taimi@example.fi': here.password, 'irma@example.com': here.password, 'uusi@example.com': 'villasukka ukkonen kaarna pronssi' };
const later = 'kaarna pronssi villasukka ukkonen';
const [links, browsers] = [{}, {}];
let mailer;
let linesBefore;
let invited;

test('a dump is taken of the running service by the commands of the page, and holds no token (R-189)', async () => {
  done('keys', 'rotate', 'pepper');
  await reload(here);
  await register(here, 'uusi@example.com', passwords['uusi@example.com']);
  here.lendPassword('taimi@example.fi', 'irma@example.com');
  browsers.staying = await signedIn(here, sanna, here.password, { remember: true });
  browsers.leaving = await signedIn(here, 'uusi@example.com', passwords['uusi@example.com'], { remember: true });
  assert.match(here.value(`SELECT password_hash FROM account WHERE email = '${sanna}'`), /^\$pepper\$/);

  links.used = await mailedLink(here, 'irma@example.com');
  links.ended = await mailedLink(here, 'irma@example.com');
  links.open = await mailedLink(here, 'taimi@example.fi');
  await askToRegister(here, 'tulija@example.com');
  links.registration = (await here.mailbox.next('tulija@example.com', /Register/)).linkTo('Confirm');
  done('account', 'set-email', 'uusi@example.com', '--to', 'muu@example.com', '--identity', 'document', '--reason', 'Asukas pyysi näin');
  links.stop = (await here.mailbox.next('uusi@example.com', /StopChange/)).linkTo('StopChange');
  await here.mailsDone();
  for (const [name, link] of Object.entries(links)) assert.notEqual(await headingBehind(here, link), dead, name);

  // The mailer stands still, so that mails wait while the backup is taken.
  mailer = await until(() => here.children('asiointi-bg').length === 1 && here.children('asiointi-bg')[0], 'one mailer after the reload');
  process.kill(mailer, 'SIGSTOP');
  await forget(here.browser(), 'toivo@example.fi');
  await askToRegister(here, 'odottaja@example.com');
  assert.equal(queued(here), 2);
  copyFileSync(here.facts.config, path.join(one.etc, 'asiointipalvelu.toml'));
  copyFileSync(path.join(here.directory, 'secrets.toml'), path.join(one.etc, 'secrets.toml'));
  linesBefore = here.events().length;
  for (const command of commandsOf('Take one')) one.run(command);

  const dump = readFileSync(path.join(kept, 'database.sql'), 'utf8');
  assert.match(dump, /\n-- Dump completed[^\n]*\n$/);
  for (const link of Object.values(links)) assert.ok(!dump.includes(new URL(link).searchParams.get('token')));
  for (const file of ['database.sql', 'configuration.tar']) assert.equal(statSync(path.join(kept, file)).mode & 0o077, 0, file);
});

test('life goes on: mails leave, links are used and ended, somebody signs out, a change by staff is stopped', async () => {
  process.kill(mailer, 'SIGCONT');
  await here.mailbox.next('toivo@example.fi', /RecoverPassword/);
  await here.mailbox.next('odottaja@example.com', /Register/);
  const [irma, newcomer, reader] = [here.browser(), here.browser(), here.browser()];
  assert.equal((await setPassword(irma, await openLink(irma, links.used), later)).status, 303);
  assert.equal(await headingBehind(here, links.ended), dead);
  const form = await openLink(newcomer, links.registration);
  assert.equal((await submitOnly(newcomer, form, { given_name: 'Tuija', family_name: 'Tulija', new_password: later, confirm_password: later })).status, 303);
  assert.match(textOf((await submit(reader, await openLink(reader, links.stop), {})).body), /Muutos on pysäytetty/);
  assert.equal((await signOut(browsers.leaving)).status, 303);
  assert.equal(await isSignedIn(browsers.leaving), false);
  assert.equal(answers(here)('invite', '--apply', '--most', '1', '--wave', 'pilot').invited, 1);
  await until(() => value(here, 'SELECT COUNT(*) FROM invitation WHERE sent_at IS NOT NULL') === 1, 'the invitation to leave');
  invited = here.value('SELECT a.email FROM invitation i JOIN account a ON a.id = i.account_id');
  await here.mailsDone();
  await until(() => here.events('invited').length > 0, 'the log to tell of it, which it does after the database');
  writeFileSync(path.join(place, 'log'), here.events().slice(linesBefore).map((event) => `${JSON.stringify(event)}\n`).join(''));
});

let there;
after(() => there?.stop());
let two;
let printed;
const earlier = new Set(); // mails of before

test('the other machine is given the backup by the commands of the page, and after-restore refuses to work while the service runs', async () => {
  here.stop();
  there = await startDemo({ settings: { 'staff.unit': 'Lupaneuvonta' } });
  two = new Machine('two', there);
  const events = () => there.value('SELECT MAX(id) FROM audit_event');
  const before = events();
  const { status, stderr } = runs(there)('after-restore');
  assert.deepEqual([status, /the service is running.*Stop it first/.test(stderr), events()], [1, true, before], stderr);

  await stopService(there);
  const secrets = path.join(there.directory, 'secrets.toml');
  const commands = commandsOf('Restore');
  assert.match(commands.shift(), /^systemctl stop asiointipalvelu\.service asiointipalvelu-pages\.socket asiointipalvelu-check\.socket$/);
  while (!/^systemctl start/.test(commands[0])) {
    const command = commands.shift();
    if (command.startsWith('cat passwords.sql')) {
      const [, pages, background, admin] = /pages_password = "(.*)"\nbackground_password = "(.*)"\nadmin_password = "(.*)"/.exec(readFileSync(secrets, 'utf8'));
      writeFileSync(path.join(two.home, 'passwords.sql'), `SET @pages_password = '${pages}', @background_password = '${background}', @admin_password = '${admin}';\n`, { mode: 0o600 });
    }
    if (command === 'asiointi-admin after-restore') printed = two.run(`${command} --log ${path.join(place, 'log')}`);
    else two.run(command);
    // This machine has sockets, ports and a mail server of its own, so of the configuration it takes the secrets.
    if (command.startsWith('tar ')) copyFileSync(path.join(two.etc, 'secrets.toml'), secrets);
  }
  assert.deepEqual(readFileSync(path.join(two.etc, 'asiointipalvelu.toml')), readFileSync(path.join(one.etc, 'asiointipalvelu.toml')));
  for (const file of there.mailbox.files()) earlier.add(file);
  await there.restart('supervisor');
});

test('it says what it ended, which mails it set aside, and what is lost; the trail keeps that', () => {
  assert.match(printed, /^the trail tells what happened up to \d{4}-\d\d-\d\d \d\d:\d\d:\d\d; whatever was changed later is lost\n\d+ sign-ins ended\n\d+ links ended\n1 changes by staff stopped, to be asked for again\n2 mails set aside, since they may have left before\n {4}forgot 1\n {4}registration 1\n/);
  for (const [event, who] of [['password_set', 'irma@example.com'], ['invited', invited], ['account_registered', '[a-z0-9]{26} \\(no such account any more\\)']])
    assert.match(printed, new RegExp(`^ {4}\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d  ${event}  ${who}$`, 'm'));
  assert.match(printed, /^1 invitations noted, so that nobody is invited twice$/m);
  const [event] = answers(there)('audit', '--all').filter(({ kind }) => kind === 'database_restored');
  assert.match(event.detail, /^\d+ sign-ins and \d+ links ended, 1 changes by staff stopped, 2 mails set aside$/);
  assert.ok(event.actor);
});

test('everybody signs in with the password of the backup, and who registered since does not', async () => {
  for (const [address, password] of Object.entries(passwords)) await signIn(there.browser(), address, password);
  for (const address of ['irma@example.com', 'tulija@example.com']) {
    const browser = there.browser();
    assert.equal((await typePassword(browser, await typeUserName(browser, address), later)).status, 422, address);
  }
});

test('no sign-in of the backup holds: neither one that was ended since, nor another', async () => {
  for (const browser of Object.values(browsers)) assert.equal(await isSignedIn(movedTo(there, browser)), false);
  assert.equal(value(there, 'SELECT COUNT(*) FROM session WHERE ended_at IS NULL'), Object.keys(passwords).length, 'those of the test before');
});

test('no link becomes valid again: neither used, nor ended, nor open at the time of the backup', async () => {
  for (const [name, link] of Object.entries(links)) assert.equal(await headingBehind(there, link), dead, name);
  const browser = there.browser();
  const link = await mailedLink(there, 'taimi@example.fi');
  assert.equal((await setPassword(browser, await openLink(browser, link), later)).status, 303, 'a new one does what it should');
});

test('a change by staff that was stopped since does not take effect', async () => {
  there.sql('UPDATE staff_change SET due_at = UTC_TIMESTAMP()');
  await forget(there.browser(), sanna);
  await there.mailbox.next(sanna, /RecoverPassword/);
  assert.deepEqual(there.sql('SELECT done_at, stopped_at IS NOT NULL FROM staff_change'), [['NULL', '1']]);
  assert.equal(there.value("SELECT COUNT(*) FROM account WHERE email = 'muu@example.com'"), '0');
});

test('no mail goes out twice, and what waited is said to be set aside', async () => {
  await there.mailsDone();
  const receivers = there.mailbox.all().filter(({ file }) => !earlier.has(file)).map(({ to }) => to);
  for (const address of ['toivo@example.fi', 'odottaja@example.com', invited]) assert.ok(!receivers.some((to) => to.includes(address)), address);
  assert.ok(receivers.some((to) => to.includes(sanna)), 'what was asked for since has left');
  assert.deepEqual(there.sql("SELECT state, typed, reply FROM mail_outbox WHERE reply LIKE 'restored%'"), [1, 2].map(() => ['4', '', 'restored from a backup: may have left before']));
  assert.equal(there.value(`SELECT COUNT(*) FROM invitation i JOIN account a ON a.id = i.account_id WHERE a.email = '${invited}'`), '1');
});

test('a second run ends what has come up since and does no other harm', async () => {
  await stopService(there);
  const again = answers(there)('after-restore');
  assert.deepEqual([again.staff_changes_stopped, again.mails_set_aside, again.lost], [0, {}, []]);
  assert.ok(again.sessions_ended >= 1);
  assert.equal(answers(there)('after-restore').sessions_ended, 0);
  await there.restart('supervisor');
  await signIn(there.browser(), sanna, passwords[sanna]);
});
