// docs/keys.md is the inventory of keys and of what they are for; no weak primitive stands where anything rests on it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (file) => readFileSync(path.join(root, file), 'utf8');
const sources = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', 'fcgi-app', 'tools'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter((file) => /\.(cpp|hpp)$/.test(file));
const page = read('docs/keys.md');
const section = (title) => page.split(`\n## ${title}\n`)[1].split('\n## ')[0];
const rows = (title) => [...section(title).matchAll(/^\| `([^`]+)` \|(.*)\|$/gm)].map(([, name, rest]) => [name, rest.split('|').map((cell) => cell.trim())]);
const sorted = (names) => [...new Set(names)].sort();

test('every secret that the configuration may have is told: purpose, place, algorithm, holder, rotation (R-031)', () => {
  const settings = read('fcgi-app/base/settings.hpp');
  const secrets = [...settings.matchAll(/\/\/\/<? ?secrets: ([\w.]+):/g)].map(([, key]) => key).filter((key) => key !== 'passwords');
  const files = [...settings.matchAll(/\/\/\/<? ?([\w.]+): file of the keys/g)].map(([, key]) => key);
  const reader = read('fcgi-app/app/read_settings.cpp').match(/void read_all_secrets[^}]*\}/)[0] + read('fcgi-app/app/read_settings.cpp').match(/void read_keys\([^}]*\}/)[0];
  const asked = [...reader.matchAll(/"([a-z_.]+)"/g)].map(([, key]) => key);
  assert.ok(secrets.length >= 6 && files.length === 1);
  assert.deepEqual(sorted(asked), sorted(secrets), 'what is read is what settings.hpp tells');
  const told = rows('Inventory');
  assert.deepEqual(sorted(told.map(([key]) => key)), sorted([...secrets, ...files]));
  for (const [key, cells] of told) assert.ok(cells.length === 5 && cells.every(Boolean), key);
});

test('every purpose of keys is told with its owners', () => {
  const purposes = [...read('fcgi-app/app/key_purposes.hpp').matchAll(/KeyPurpose::\w+,\s*"(\w+)",\s*"([^"]+)"/g)].map(([, name, owner]) => [name, owner]);
  assert.equal(purposes.length, 3);
  const told = rows('Inventory').map(([, [purpose, , , owner]]) => [purpose, owner]);
  for (const [name, owner] of purposes) {
    const row = told.find(([purpose]) => purpose.split(';')[0] === name);
    assert.ok(row && row[1].replaceAll('`', '').startsWith(owner), `${name}: ${owner}`);
  }
});

test('every use of a key is told, and each has a name of its own (R-031)', () => {
  const uses = sources.flatMap((file) => [...read(file).matchAll(/(?:keyed_digest|derived_key)\(\s*[^;]*?"([^"]+)"/g)].map(([, use]) => use));
  assert.ok(uses.length > 6);
  assert.equal(new Set(uses).size, uses.length);
  assert.deepEqual(sorted(rows('What the keys for forms do').map(([use]) => use)), sorted(uses));
});

test('no weak primitive is used but to check hashes of an old portal until their owners sign in (R-029)', () => {
  const weak = /\b(MD2|MD4|MD5|Weak1?|SHA1|DES|DES_EDE3|RC4|ARC4|ECB_Mode|Blowfish|CBC_Mode)\b|cryptopp\/(md2|md4|md5|des|arc4|rc2|blowfish)\.h|crypto_hash_md5/;
  const code = (file) => read(file).replace(/\/\/.*$/gm, '');
  const found = sources.filter((file) => weak.test(code(file)));
  assert.deepEqual(found, ['fcgi-app/auth/old_scheme.cpp']);
  const used = [...new Set(code(found[0]).match(new RegExp(weak.source, 'g')))];
  assert.deepEqual(used, ['SHA1'], 'PBKDF2 and HMAC of old ASP.NET portals');
});

test('cryptography comes from libraries: nothing in the tree is a primitive of its own (R-029)', () => {
  const tables = /0x428a2f98|0x6a09e667|0x63, ?0x7c, ?0x77|0x67452301|0x61707865/i; // SHA-2, its start, AES, MD5 and SHA-1, ChaCha
  assert.deepEqual(sources.filter((file) => tables.test(read(file))), []);
});
