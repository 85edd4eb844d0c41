// A demo as a fixture: the whole product in a fresh directory of its own, ended in any case.
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { Browser } from './client.mjs';
import { Mailbox } from './mailbox.mjs';
import { dump, quoted, sql, SqlSession } from './sql.mjs';
import { until } from './waiting.mjs';

export { until };
export const root = fileURLToPath(new URL('../..', import.meta.url));
export const build = path.resolve(root, process.env.ASIOINTI_BUILD ?? 'build');
const program = path.join(root, 'tools/demo');
const execute = promisify(execFile);

/// Ends every demo of this process, whatever became of its tests.
const running = new Set();
process.on('exit', () => running.forEach((demo) => demo.stopNow()));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130));

/// The lines of a file that grows. What stands behind the last line end is still being written.
export const linesIn = (file) => readFileSync(file, 'utf8').split('\n').slice(0, -1);

/// Cheap hashes and no pause between mails: a test is no attacker.
const forTests = { 'password.memory_mib': 19, 'mail.pause_between_s': 0, 'mail.per_address_and_day': 100 };

export class Demo {
  constructor(directory) {
    this.directory = directory;
  }

  async start({ settings = {}, more, theme, unlimited = true, tls = false } = {}) {
    const all = Object.entries({ ...forTests, ...settings }).flatMap(([key, value]) => ['--set', `${key}=${value}`]);
    running.add(this);
    await execute(program, ['--no-install', '--build', build, '--prepared', path.join(build, 'prepared'), '--port', '0',
      '--dir', this.directory, '--detach',
      ...(unlimited ? ['--unlimited'] : []), ...(tls ? ['--tls'] : []), ...(more ? ['--with', path.resolve(root, more)] : []),
      ...(theme ? ['--theme', theme] : []), ...all]);
    this.mailbox = new Mailbox(this.facts.maildir);
    this.url = new URL(this.facts.start_url).origin;
    await this.#isWhole();
    return this;
  }

  /// demo.json, read anew: a restart changes the pids in it.
  get facts() {
    return JSON.parse(readFileSync(path.join(this.directory, 'demo.json'), 'utf8'));
  }

  get accounts() {
    return this.facts.accounts;
  }

  stopNow() {
    if (!running.delete(this)) return;
    spawnSync(program, ['--stop', '--dir', this.directory], { stdio: 'ignore' });
    if (!process.env.ASIOINTI_KEEP) rmSync(this.directory, { recursive: true, force: true });
  }

  stop() {
    this.stopNow();
  }

  async restart(server) {
    await execute(program, ['--restart', server, '--dir', this.directory]);
    if (server === 'supervisor') await this.#isWhole();
  }

  /// On a busy machine the slowest worker takes its name after the first one has answered.
  #isWhole() {
    return until(() => this.children('asiointi-fcgi').length === 0, 'every process of the pool to have its name');
  }

  browser(options) {
    return new Browser(this.url, options);
  }

  sql(statements) {
    return sql(this.facts, statements);
  }

  /// The single value of a query with one row and one column.
  value(statement) {
    return this.sql(statement)[0]?.[0];
  }

  /// The password of the demo's resident with one; `lendPassword` gives the same one to others.
  get password() {
    return this.accounts.with_password.password;
  }

  /// Makes imported accounts sign in with `password`, without the mails and links of the real way.
  lendPassword(...addresses) {
    const hash = this.value(`SELECT password_hash FROM account WHERE email = ${quoted(this.accounts.with_password.address)}`);
    const keys = addresses.map((address) => quoted(address.toLowerCase())).join(', ');
    this.sql(`UPDATE account SET password_hash = ${quoted(hash)} WHERE email_key IN (${keys})`);
  }

  dump() {
    return dump(this.facts);
  }

  /// Holds a lock on a table while `act` runs, which gets a function that gives the lock back.
  async withLocked(table, act) {
    const session = new SqlSession(this.facts);
    try {
      await session.run(`LOCK TABLES ${table} WRITE`);
      return await act(() => session.end());
    } finally {
      if (session.process.exitCode === null) await session.end();
    }
  }

  /// Waits until this many statements of pages workers wait for a locked table. The mailer and the purge may wait there, too.
  waitingForLock(count) {
    const ask = "SELECT COUNT(*) FROM information_schema.processlist WHERE user = 'asiointi_pages' AND state LIKE 'Waiting for table%'";
    return until(() => Number(this.value(ask)) >= count, `${count} statements to wait for a lock`);
  }

  /// Every log of the demo, as one text.
  logs() {
    return this.facts.logs.filter(existsSync).map((file) => readFileSync(file, 'utf8')).join('\n');
  }

  /// The JSON lines of the pool.
  events(name) {
    const lines = linesIn(this.facts.logs[0]).filter((line) => line.startsWith('{"time"'));
    return lines.map((line) => JSON.parse(line)).filter((event) => name === undefined || event.event === name);
  }

  /// Waits until the outbox has nothing left to do.
  mailsDone() {
    return until(() => this.value('SELECT COUNT(*) FROM mail_outbox WHERE state = 1') === '0', 'the outbox to be done');
  }

  /// The processes of the pool with this name: "asiointi-pages", "asiointi-bg"; or those of another parent.
  children(name, parent = this.facts.pids.supervisor) {
    return childrenOf(parent).filter((pid) => commandOf(pid) === name);
  }

  workers() {
    return this.children('asiointi-pages');
  }
}

const commandOf = (pid) => readProcess(pid, 'comm').trim();

function readProcess(pid, file) {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

function childrenOf(parent) {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => {
    const fields = readProcess(pid, 'stat').replace(/^.*\) /s, '').split(' ');
    return Number(fields[1]) === parent && fields[0] !== 'Z';
  });
}

/// Starts one demo; call `stop` in an `after` hook. settings: { 'login.first_step': 'uniform' }; more: a TOML file with
/// further settings; theme: the folder of /Account/theme.
export function startDemo(options = {}) {
  return new Demo(mkdtempSync(path.join(os.tmpdir(), 'asiointi-wire-'))).start(options);
}
