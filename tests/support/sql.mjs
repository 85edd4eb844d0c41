// SQL as the root user of a demo's private database.
import { execFileSync } from 'node:child_process';

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
