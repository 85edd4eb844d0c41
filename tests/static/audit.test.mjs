// docs/audit.md is the inventory of what is logged: it names every event and every field that the code has, and no other.
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
  .filter((file) => file.endsWith('.cpp'));
const page = read('docs/audit.md');
const section = (title) => page.split(`\n## ${title}\n`)[1].split('\n## ')[0];
const rows = (title) => [...section(title).matchAll(/^\| `(\w+)` \| ([^|]*) \|/gm)].map(([, name, next]) => [name, next]);
const sorted = (names) => [...new Set(names)].sort();

/// Each call of base::log, up to its end: [event, text]; and the lines that are ready-made where nothing may be called.
const logged = sources.flatMap((file) => [...read(file).matchAll(/\bbase::log\(\s*(?:[\w:. ]+\?[\w: ]+,|[\w:]+,)\s*"(\w+)"([^;]*);/g)].map(([, event, text]) => [event, text]));
const readyMade = sources.flatMap((file) => [...read(file).matchAll(/\\"event\\":\\"(\w+)\\"(.*)\}/g)].map(([, event, text]) => [event, text.replaceAll(/\\"(\w+)\\":/g, '{"$1", ')]));
const calls = [...logged, ...readyMade];
const fieldsIn = (text) => [...text.matchAll(/\{"(\w+)", /g)].map(([, name]) => name);
const ofEveryLine = ['time', 'level', 'process', 'pid', 'event', 'reference'];

const enumerators = [...read('fcgi-app/store/audit_event.hpp').match(/enum class AuditKind[^{]*\{([^}]*)\}/)[1].matchAll(/^\s*(\w+) = (\d+),/gm)].map(([, name, number]) => [name, number]);
const names = [...read('fcgi-app/store/audit_event.cpp').matchAll(/"(\w+)"/g)].map(([, name]) => name).filter((name) => name !== 'unknown');

test('every event of the trail is told with its number (R-260, R-262)', () => {
  assert.ok(names.length > 40);
  assert.deepEqual(enumerators.map(([, number]) => Number(number)), names.map((_, place) => place + 1));
  assert.deepEqual(rows('Events of the trail and the log'), names.map((name, place) => [name, String(place + 1)]));
});

test('every event of the log alone is told, and no other (R-260, R-263)', () => {
  assert.ok(calls.length > 25);
  assert.deepEqual(sorted(rows('Events of the log alone').map(([name]) => name)), sorted(calls.map(([event]) => event)));
});

test('every field of a line is told, and no other (R-260, R-261)', () => {
  const trail = read('fcgi-app/store/trail_log.cpp').match(/base::log\(([^;]*);/)[1];
  const used = [...ofEveryLine, ...fieldsIn(trail), ...calls.flatMap(([, text]) => fieldsIn(text))];
  assert.deepEqual(sorted(rows('Fields').map(([name]) => name)), sorted(used));
});

test('every event of the log alone is told with its fields, and with when it happens (R-261)', () => {
  const used = (event) => sorted(calls.filter(([each]) => each === event).flatMap(([, text]) => fieldsIn(text)));
  const told = [...section('Events of the log alone').matchAll(/^\| `(\w+)` \| [^|]* \|([^|]*)\|([^|]*)\|$/gm)];
  assert.ok(told.length > 25);
  for (const [, event, fields, when] of told) {
    assert.deepEqual(sorted([...fields.matchAll(/`(\w+)`/g)].map(([, name]) => name)), used(event), event);
    assert.ok(when.trim().length > 5, event);
  }
});

test('every field of nginx\'s log is told, and no other (R-260, R-261)', () => {
  const format = read('nginx-conf/http.conf').match(/log_format asiointi escape=json([^;]*);/)[1];
  const told = section("Fields of nginx's log").split('\n').filter((line) => line.startsWith('| `')).flatMap((line) => [...line.split('|')[1].matchAll(/`(\w+)`/g)].map(([, name]) => name));
  assert.deepEqual(sorted(told), sorted([...format.matchAll(/"(\w+)":/g)].map(([, name]) => name)));
});

test('every kind of event is recorded somewhere', () => {
  const recording = sources.filter((file) => !/(audit_event|trail_log|activity_words)\.cpp$/.test(file)).map(read).join('\n');
  assert.deepEqual(enumerators.filter(([name]) => !new RegExp(`AuditKind::${name}\\b`).test(recording)).map(([name]) => name), []);
});

test('a kind that the trail has is not logged a second time by hand', () => {
  assert.deepEqual(calls.map(([event]) => event).filter((event) => names.includes(event)), []);
});
