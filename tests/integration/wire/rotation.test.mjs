// Passwords of the database and of the mail server are changed while residents are at it: while the old and the new one hold,
// the service takes up the new one by a reload; then the old one ends. No request is lost, and no mail.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { after } from 'node:test';

import { root, startDemo, until } from '../../support/demo.mjs';
import { quoted } from '../../support/sql.mjs';
import { forget, isSignedIn, signIn, submitOnly } from '../../support/visitor.mjs';

const demo = await startDemo();
const folder = path.join(demo.directory, 'tls-smtp');
const portFile = path.join(folder, 'port');
let mailServer;
after(() => {
  mailServer?.kill('SIGKILL');
  demo.stop();
});

const secretsFile = path.join(demo.directory, 'secrets.toml');
const users = ['pages', 'background', 'admin'];
const passwordOf = (user) => new RegExp(`^${user}_password = "([^"]*)"`, 'm').exec(readFileSync(secretsFile, 'utf8'))[1];
const mails = () => readdirSync(folder).filter((name) => name.startsWith('mail-')).map((name) => readFileSync(path.join(folder, name), 'utf8'));

/// A mail server with TLS that lets `asiointi` in with each of these passwords; a later one takes the place of an earlier.
async function startMailServer(...passwords) {
  const port = existsSync(portFile) ? ['--port', readFileSync(portFile, 'utf8')] : [];
  if (mailServer) {
    const ended = new Promise((resolve) => { mailServer.on('exit', resolve); });
    mailServer.kill('SIGKILL');
    await ended;
  }
  rmSync(portFile, { force: true });
  mkdirSync(folder, { recursive: true });
  mailServer = spawn('/usr/bin/python3', [path.join(root, 'tests/support/tls_smtp.py'), folder, 'tls', ...port, 'asiointi', ...passwords], { stdio: 'inherit' });
  await until(() => existsSync(portFile), 'the mail server');
}

function changeFile(file, change) {
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}

/// SIGHUP, and the end of all who know the old secrets.
async function reload() {
  const count = () => demo.events('pool_reloaded').length;
  const [before, old] = [count(), [...demo.workers(), ...demo.children('asiointi-bg'), ...demo.children('asiointi-check')]];
  process.kill(demo.facts.pids.supervisor, 'SIGHUP');
  await until(() => count() > before, 'the reload');
  await until(() => ![...demo.workers(), ...demo.children('asiointi-bg'), ...demo.children('asiointi-check')].some((pid) => old.includes(pid)), 'the old processes to end');
}

const own = demo.accounts.with_password;

/// Residents who read their settings and ask for links, until `act` is done; every answer must be the usual one.
async function underLoad(act) {
  let stop = false;
  let served = 0;
  const browser = demo.browser();
  await signIn(browser, own.address, own.password);
  const reading = Array.from({ length: 3 }, async () => {
    for (; !stop; ++served) assert.ok(await isSignedIn(browser));
  });
  const asked = [];
  const asking = (async () => {
    const stranger = demo.browser();
    const page = await stranger.get('/Account/Forgot');
    for (let i = 0; !stop; ++i) {
      const answer = await submitOnly(stranger, page, { user_name: `kierto${i}.${asked.length}@example.fi` });
      assert.equal(answer.status, 303);
      asked.push(answer);
    }
  })();
  await until(() => served > 10, 'residents to be at it');
  await act();
  const then = served;
  await until(() => served > then + 20, 'residents to go on');
  stop = true;
  await Promise.all([...reading, asking]);
  assert.ok(asked.length > 0);
}

const serverOf = (host) => `'asiointi_${host}'@'localhost'`;

test('the passwords of all database users are changed under load, and no request is lost (R-168)', async () => {
  const before = Object.fromEntries(users.map((user) => [user, passwordOf(user)]));
  const next = (user) => `uusi ${user} salasana`;
  await underLoad(async () => {
    const both = (user) => [before[user], next(user)].map((password) => `mysql_native_password USING PASSWORD(${quoted(password)})`).join(' OR ');
    demo.sql(users.map((user) => `ALTER USER ${serverOf(user)} IDENTIFIED VIA ${both(user)}`).join('; '));
    changeFile(secretsFile, (text) => users.reduce((all, user) => all.replace(`${user}_password = "${before[user]}"`, `${user}_password = "${next(user)}"`), text));
    await reload();
    demo.sql(users.map((user) => `ALTER USER ${serverOf(user)} IDENTIFIED BY ${quoted(next(user))}`).join('; '));
  });
  // From here on only the new ones let anybody in.
  demo.sql(users.map((user) => `KILL USER ${serverOf(user)}`).join('; '));
  const browser = demo.browser();
  await signIn(browser, own.address, own.password);
  assert.ok(await isSignedIn(browser));
  assert.deepEqual(demo.events('database_host_failed').map((event) => event.error), []);
});

test('the password of the mail server is changed under load, and every mail leaves, encrypted (R-168, R-158)', async () => {
  await startMailServer('vanha', 'uusi');
  changeFile(demo.facts.config, (text) => text
    .replace(/^smtp_host = .*$/m, `smtp_host = "localhost"\ntls_ca = "${path.join(folder, 'ca.pem')}"\nuser = "asiointi"`)
    .replace(/^smtp_port = .*$/m, `smtp_port = ${readFileSync(portFile, 'utf8')}`)
    .replace(/^starttls = .*$/m, 'starttls = "required"'));
  changeFile(secretsFile, (text) => `${text}\n[mail]\npassword = "vanha"\n`);
  await reload();
  await forget(demo.browser(), 'taimi@example.fi');
  await until(() => mails().some((mail) => mail.includes('taimi@example.fi')), 'a mail with the old password');
  await underLoad(async () => {
    changeFile(secretsFile, (text) => text.replace('password = "vanha"', 'password = "uusi"'));
    await reload();
  });
  // A mail whose server goes away before it has answered may have left, and is not sent again for minutes.
  await demo.mailsDone();
  await startMailServer('uusi');
  await forget(demo.browser(), 'toivo@example.fi');
  await demo.mailsDone();
  assert.ok(mails().some((mail) => mail.includes('toivo@example.fi')));
  assert.ok(mails().every((mail) => mail.startsWith('encrypted\n')));
});

test('a mail server that cannot be verified gets no mail, and the log says what is wrong (R-158)', async () => {
  const authority = path.join(folder, 'ca.pem');
  const count = mails().length;
  changeFile(demo.facts.config, (text) => text.replace(`tls_ca = "${authority}"\n`, ''));
  await reload();
  await forget(demo.browser(), 'veikko@example.fi');
  await until(() => demo.events('mail_postponed').some((event) => /self-signed certificate/.test(decodeURIComponent(event.reply))), 'the log to say so');
  assert.equal(mails().length, count);
  changeFile(demo.facts.config, (text) => text.replace('user = "asiointi"\n', `tls_ca = "${authority}"\nuser = "asiointi"\n`));
  await reload();
});
