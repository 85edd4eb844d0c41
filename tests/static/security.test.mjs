// SECURITY.md says what is: its tests exist, its tables are those of the code, and no requirement is forgotten.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

import { routes } from '../support/routes.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (file) => readFileSync(path.join(root, file), 'utf8');
const text = read('SECURITY.md');
const sectionOf = (title) => text.split(/^## /m).find((section) => section.startsWith(title)) ?? assert.fail(`no section "${title}"`);
const rowsOf = (title) => sectionOf(title).split('\n').filter((line) => /^\| (?!-)/.test(line)).map((line) => line.split(/ ?\| ?/).slice(1, -1));
const namesIn = (cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name);

test('every requirement that must hold has a test or a reason', () => {
  const { status, stdout, stderr } = spawnSync(path.join(root, 'tools/check-requirements'), { encoding: 'utf8' });
  assert.equal(status, 0, stdout + stderr);
});

test('a requirement without either, a reason that is out of date and a number that does not exist are named', () => {
  const found = (rank) => spawnSync(path.join(root, 'tools/check-requirements'), ['--rank', rank, '--requirements', '/nonexistent'], { encoding: 'utf8' });
  assert.match(found('MUST').stdout, /the list in tests\/static\/requirements\.json is used/);
  assert.deepEqual([found('COULD').status, /R-\d{3} \(COULD\) is cited by no test/.test(found('COULD').stdout)], [1, true]);
});

test('every promise names a test that exists', () => {
  const promises = rowsOf('Promises and their tests').slice(1);
  assert.ok(promises.length > 30);
  for (const [promise, proof] of promises) {
    const [, file, name] = /^`([^`]+)`: (.+)$/.exec(proof) ?? assert.fail(promise);
    assert.ok(existsSync(path.join(root, file)), `${promise}: ${file}`);
    const code = read(file).replaceAll("\\'", "'");
    const isThere = file.endsWith('.cpp') ? code.includes(`CASE(${name})`) || code.includes(`${name})`) : code.split('\n').some((line) => /\btest\(/.test(line) && line.includes(name));
    assert.ok(isThere, `${promise}: no test "${name}" in ${file}`);
  }
});

test('the table of who may open what is that of the routes (R-178)', () => {
  const documented = rowsOf('Who may open what').slice(1).flatMap(([guard, , pages]) => namesIn(pages).map((page) => `${namesIn(guard)[0]} ${page}`));
  assert.deepEqual(documented.sort(), routes.map(({ guard, path: page }) => `${guard} ${page}`).sort());
});

test('every table of the database has its class (R-222)', () => {
  const tables = readdirSync(path.join(root, 'sql')).filter((name) => /^V\d+__.*\.sql$/.test(name)).flatMap((name) => [...read(`sql/${name}`).matchAll(/^CREATE TABLE IF NOT EXISTS (\w+)/gm)].map(([, table]) => table));
  const rows = rowsOf('Data').filter(([name]) => name.startsWith('`'));
  const classes = new Set(rowsOf('Data').map(([name]) => name).filter((name) => /^[a-z]+$/.test(name) && !['class', 'table'].includes(name)));
  assert.deepEqual(rows.flatMap(([names]) => namesIn(names)).sort(), tables.sort());
  for (const [names, kinds] of rows) for (const kind of kinds.split(', ')) assert.ok(classes.has(kind), `${names}: ${kind}`);
});

test('the libraries that are watched are linked, and their holes have an end (R-165)', () => {
  const build = path.resolve(root, process.env.ASIOINTI_BUILD ?? 'build');
  const linked = JSON.parse(readFileSync(path.join(build, 'share/doc/sbom.cdx.json'), 'utf8')).components.map(({ name }) => name);
  const watched = rowsOf('Libraries').filter(([name]) => name.startsWith('`')).flatMap(([names]) => namesIn(names));
  assert.ok(['libfcgi0ldbl', 'libcgicc3', 'libctemplate3', 'libmysqlcppconn7v5', 'libmariadb3', 'libcrypto++8'].every((name) => watched.includes(name)));
  assert.deepEqual(watched.filter((name) => !linked.includes(name)), []);
  for (const severity of ['critical', 'high', 'medium', 'low']) assert.match(sectionOf('Libraries'), new RegExp(`^\\| ${severity}.*\\b(hours|days)`, 'm'));
});

test('the connections have the limits of the code (R-161)', () => {
  const settings = read('fcgi-app/base/settings.hpp');
  const documented = [...sectionOf('Connections').matchAll(/`([a-z]+\.[a-z_]+_[sh])` (\d+)/g)];
  assert.equal(documented.length, 4);
  for (const [, key, value] of documented) assert.match(settings, new RegExp(`\\{${value}\\}; +///< ${key.replace('.', '\\.')}:`), key);
});

test('the session policy has the times of the code (R-098, R-106)', () => {
  const settings = read('fcgi-app/base/settings.hpp');
  const [, idle, absolute, remembered] = /minutes idle\{(\d+)\};[^]*?hours absolute\{(\d+)\};[^]*?days remembered\{(\d+)\};/.exec(settings);
  const policy = sectionOf('Sessions').replace(/\s+/g, ' ');
  for (const words of [`after ${idle} minutes without a page`, `after ${absolute} hours in any case`, `${remembered} days, which no visit prolongs`, 'there is no limit']) assert.ok(policy.includes(words), words);
});
