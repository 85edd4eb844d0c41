// Every text of the catalogues has its place: what nothing shows is translated, checked and kept for nobody.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (file) => readFileSync(path.join(root, file), 'utf8');
const sources = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', 'fcgi-app', 'templates', 'tools'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter((file) => /\.(cpp|hpp|tpl|html|mjs)$/.test(file));
const product = sources.map(read).join('\n');
const keys = [...read('templates/locale/fi.po').matchAll(/^msgid "([^"]+)"$/gm)].map(([, key]) => key);

/// A whole key; a piece of one, which stands behind a dot, too.
const isWritten = (key) => new RegExp(`(?<![\\w.])${key.replaceAll('.', '\\.')}(?![\\w.])`).test(product);
const isPiece = (piece) => /^\d+$/.test(piece) || new RegExp(`(?<!\\w)${piece}(?!\\w)`).test(product);

/// What code begins a key with that it puts together: "staff.act." and the like.
const beginnings = [...product.matchAll(/"((?:[a-z0-9_]+\.)+)"|`((?:[a-z0-9_]+\.)+[a-z0-9_]*)\$\{/g)].map(([, plain, inTemplate]) => plain ?? inTemplate);
const isComposed = (key) => beginnings.some((each) => key.startsWith(each) && key.slice(each.length).split('.').every(isPiece));

test('every key of the catalogues is used by code or by a template', () => {
  assert.ok(keys.length > 600);
  assert.deepEqual(keys.filter((key) => !isWritten(key) && !isComposed(key)), []);
});

test('keys that nothing begins or spells are found', () => {
  for (const key of ['login.no_such_text', 'data.column.no_such_column', 'nothing.begins.this']) assert.deepEqual([isWritten(key), isComposed(key)], [false, false], key);
  for (const key of ['login.title', 'skip_link']) assert.ok(isWritten(key), key);
  for (const key of ['data.column.email', 'guide.alt_name']) assert.ok(isComposed(key), key);
});

test('every key that a flow or a view spells is in the catalogues', () => {
  const first = new Set(keys.map((key) => key.split('.')[0]));
  const spelt = sources.filter((file) => /^fcgi-app\/(flow|view)\//.test(file)).flatMap((file) => [...read(file).matchAll(/"([a-z_]+(?:\.[a-z0-9_]+)+)"/g)].map(([, key]) => [file, key]));
  // "account.state": a column whose numbers have names, not a key.
  const isColumn = (key) => keys.includes(`data.table.${key.split('.')[0]}`);
  assert.ok(spelt.length > 100);
  assert.deepEqual(spelt.filter(([, key]) => first.has(key.split('.')[0]) && !keys.includes(key) && !isColumn(key)), []);
});
