// docs/validation.md is what the code does: it names every field that the code reads and no other, with the code's limits.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (file) => readFileSync(path.join(root, file), 'utf8');
const filesOf = (folder) => readdirSync(path.join(root, folder), { recursive: true }).map((name) => path.join(folder, name));
const product = filesOf('fcgi-app').filter((file) => /\.[ch]pp$/.test(file)).map(read).join('\n');
const page = read('docs/validation.md');

const sectionOf = (title) => page.split(/^## /m).find((section) => section.startsWith(title));
/// The rows of a section: the cells of each.
const rowsOf = (title) => sectionOf(title).split('\n').filter((line) => line.startsWith('| ')).slice(1).map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()));
const namesIn = (cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name);
const documented = (title) => rowsOf(title).flatMap(([name]) => namesIn(name)).sort();

/// Names that are read with a literal; the rest goes through a constant, a parameter or a helper of a few lines.
const readBy = (pattern) => [...product.matchAll(pattern)].map(([, name]) => name);
const inForms = [
  ...readBy(/\bform\.(?:value_or_empty|find|mentions)\("(\w+)"\)/g),
  ...readBy(/\bfield\("(\w+)"\)/g), // flow/names.cpp
  ...readBy(/\bdraft\.value\("(\w+)"/g),
  ...readBy(/constexpr PasswordField \w+\{"(\w+)"/g),
];
const inQueries = readBy(/\bquery\.(?:value_or_empty|find|find_any_case|mentions)\("(\w+)"\)/g);

/// The number that a constant of the code has: "16UL * 1024" is 16384.
function constant(name) {
  const [, value] = new RegExp(`constexpr \\S+ ${name} = ([\\dUL' *]+);`).exec(product) ?? assert.fail(`no constant ${name}`);
  return value.replace(/[UL']/g, '').split('*').reduce((product, each) => product * Number(each), 1);
}

test('every field that the code reads from a form is documented, and no other (R-136)', () => {
  assert.ok(inForms.length > 30);
  assert.deepEqual([...new Set(inForms)].sort(), [...documented('Fields of forms'), ...documented('Fields that the page itself')].sort());
});

test('every name that the code reads from a query is documented, and no other (R-136)', () => {
  assert.deepEqual([...new Set(inQueries)].sort(), documented('In the query'));
});

test('the limits of the documentation are those of the code (R-136)', () => {
  const limits = ['All fields', 'Fields of forms', 'Fields that the page itself'].flatMap(rowsOf)
    .map((cells) => [namesIn(cells.join(' ')).filter((name) => /^(max|least|longest)_/.test(name)), [...cells.slice(1).join(' ').replace(/`[^`]*`|\b4\d\d\b/g, '').matchAll(/\d+/g)].map(([number]) => Number(number))])
    .filter(([names]) => names.length > 0);
  assert.ok(limits.length > 8);
  for (const [names, numbers] of limits) assert.deepEqual(numbers, names.map(constant), names.join(' '));
  const [, least] = /min_length = (\d+);/.exec(product);
  const [, most] = /max_length = (\d+);/.exec(product);
  assert.match(sectionOf('Fields of forms'), new RegExp(`\`new_password\` .* \\| ${least} to ${most} \\|`));
});

test('every field that a page sends is documented, or is a button that nothing reads (R-136)', () => {
  const sent = filesOf('templates/pages').filter((file) => file.endsWith('.tpl')).flatMap((file) => [...read(file).matchAll(/<(?:input|button|select|textarea)\b[^>]*\sname="(\w+)"/g)].map(([, name]) => name));
  const known = new Set([...documented('Fields of forms'), ...documented('Fields that the page itself'), 'resend']);
  assert.ok(sent.length > 30);
  assert.deepEqual(sent.filter((name) => !known.has(name)), []);
});
