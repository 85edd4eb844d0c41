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
const isWritten = (text, word) => new RegExp(`(?<![\\w.])${word.replaceAll('.', '\\.')}(?![\\w.])`).test(text);

/// Keys that code puts together: their form, the code that does it, and where the last piece of the key must be found.
const composed = [
  [/^data\.table\.(\w+)$/, '"data.table." +', () => read('fcgi-app/store/data_copy.cpp')],
  [/^data\.column\.(\w+)$/, '"data.column." +', () => read('fcgi-app/store/data_copy.cpp')],
  [/^data\.(\w+\.\w+)\.\d+$/, '"data." + place', () => read('fcgi-app/flow/copied_value.cpp')],
  [/^names\.(\w+)$/, '{"names."} +', () => read('fcgi-app/view/texts.cpp')],
  [/^guide\.alt_(\w+)$/, 'guide.alt_${name}', () => read('templates/guide/guide.html')],
];

/// Mails of the help desk and invitations, written ahead of them.
const comes = /^mail\.(staff|invite)\./;

const isComposed = (key) => composed.some(([form, , where]) => form.test(key) && isWritten(where(), form.exec(key)[1]));

test('every key of the catalogues is used by code or by a template', () => {
  assert.ok(keys.length > 600);
  assert.deepEqual(keys.filter((key) => !isWritten(product, key) && !isComposed(key) && !comes.test(key)), []);
});

test('the code that composes keys is where this test believes it to be', () => {
  for (const [form, code] of composed) assert.ok(product.includes(code), `${form}: ${code}`);
});
