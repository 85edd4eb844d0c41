// SQL as the root user of a demo's private database.
import { execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';

import { until } from './waiting.mjs';

const client = (program, facts, ...options) =>
  [program, ['--no-defaults', `--socket=${facts.database_socket}`, '--user=root', '--default-character-set=utf8mb4', ...options]];

const run = ([program, words], input) =>
  execFileSync(program, words, { input, encoding: 'utf8', maxBuffer: 256 << 20, stdio: ['pipe', 'pipe', 'pipe'] });

/// The rows, each a list of texts; NULL is "NULL".
export function sql(facts, statements) {
  const output = run(client('mariadb', facts, '--batch', '--skip-column-names', facts.database), statements);
  return output === '' ? [] : output.slice(0, -1).split('\n').map((line) => line.split('\t'));
}

/// Everything that rests in the database: as text, and once more with what is binary in hexadecimal digits.
export function dump(facts) {
  const all = (...options) => run(client('mariadb-dump', facts, '--skip-comments', ...options, facts.database));
  return all() + all('--hex-blob');
}

/// A text inside SQL.
export const quoted = (text) => `'${text.replace(/[\\']/g, '\\$&')}'`;

/// Keeps a connection open that holds locks: `run('LOCK TABLES account WRITE')`; `end` gives them back.
export class SqlSession {
  constructor(facts) {
    const [program, words] = client('mariadb', facts, '--batch', '--skip-column-names', '--unbuffered', facts.database);
    this.process = spawn(program, words, { stdio: ['pipe', 'pipe', 'ignore'] });
    this.output = '';
    this.process.stdout.on('data', (part) => { this.output += part; });
  }

  async run(statement) {
    const mark = `done ${randomUUID()}`;
    this.process.stdin.write(`${statement};\nSELECT '${mark}';\n`);
    await until(() => this.output.includes(mark), `"${statement}"`);
  }

  async end() {
    const ended = once(this.process, 'close');
    this.process.stdin.end();
    await ended;
  }
}
