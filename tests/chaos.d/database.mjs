// The database under the application as a part that can be exchanged. Such a part has
//   settings     what the demo is to be configured with, { key: value }
//   open(demo)   gets ready before the demo's servers start; close() puts it away
//   attach(servers)  once they run; may take its time
//   rows(statements)  what SQL gives, as the root user, past every fault of the line
//   faults       what can happen to it, as faults.mjs describes a fault
// This one is a single MariaDB behind a line that can be cut; cluster.mjs has another one.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

import { Line } from './line.mjs';
import { signal } from './servers.mjs';

const execute = promisify(execFile);

/// What `ask` gives; asked again when the server has undone it for the sake of somebody else's transaction, which it says with
/// one of these errors.
export async function askedAgain(ask, errors, attempts = 5) {
  try {
    return await ask();
  } catch (error) {
    if (attempts === 1 || !errors.test(error.stderr)) throw error;
    return askedAgain(ask, errors, attempts - 1);
  }
}

export class SingleMariaDb {
  constructor(directory) {
    this.line = new Line(path.join(directory, 'line.sock'), path.join(directory, 'run', 'mariadb.sock'));
  }

  get settings() {
    return { 'database.hosts': JSON.stringify([`unix:${this.line.path}`]) };
  }

  open() {
    return this.line.open();
  }

  close() {
    return this.line.close();
  }

  attach(servers) {
    this.servers = servers;
  }

  /// The rows, each a list of texts. The application changes the same rows at the same time, and of two that wait for each other
  /// the server ends one (1213).
  rows(statements) {
    return askedAgain(() => this.ask(statements), /ERROR 1213/);
  }

  /// While this waits the line goes on, which is in this very process.
  async ask(statements) {
    const { stdout } = await execute('mariadb', ['--no-defaults', `--socket=${this.line.target}`, '--user=root',
      '--default-character-set=utf8mb4', '--batch', '--skip-column-names', '--execute', statements, 'asiointipalvelu']);
    return stdout.split('\n').slice(0, -1).map((line) => line.split('\t'));
  }

  get faults() {
    const { line } = this;
    return [
      { name: 'database killed', target: 'database', lasts: [0.2, 3], hurt: async () => {
        await this.servers.kill('mariadb');
        return () => this.servers.start('mariadb');
      } },
      { name: 'database hangs', target: 'database', lasts: [0.5, 6], hurt: () => {
        const pid = this.servers.pid('mariadb');
        signal(pid, 'SIGSTOP');
        return () => signal(pid, 'SIGCONT');
      } },
      { name: 'database read-only', target: 'database', lasts: [0.5, 4], hurt: async () => {
        await this.rows('SET GLOBAL read_only = 1');
        return () => this.rows('SET GLOBAL read_only = 0');
      } },
      { name: 'database out of reach', target: 'database', lasts: [0.5, 6], hurt: () => {
        line.swallowAll();
        return () => line.mend();
      } },
      { name: 'answers of the database lost', target: 'database', lasts: [0.2, 4], hurt: () => {
        line.swallowAnswers();
        return () => line.mend();
      } },
      { name: 'line to the database breaks at COMMIT', target: 'database', lasts: [1, 4], hurt: (stage, random) => {
        line.meddleWithCommits(() => random.pick(['lost', 'answer lost', 'kept']));
        return () => line.mend();
      } },
      { name: 'connections to the database cut', target: 'database', lasts: [0, 0], hurt: () => line.cut() },
    ];
  }
}
