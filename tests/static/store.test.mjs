// Every function of the store has a test that calls it by its name, against the database.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';

const root = path.resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../..');
const filesOf = (directory, ending) =>
  readdirSync(path.join(root, directory))
    .filter((name) => name.endsWith(ending))
    .map((name) => [name, readFileSync(path.join(root, directory, name), 'utf8')]);

// Functions that no test needs to name, each with what tests it instead.
const exceptions = new Map([
  ['detail_run_unit', 'a part of in_transaction(), which alone may call it: transaction_test.cpp'],
  ['failed_at_once', 'a part of the connection: host_health_test.cpp and database_test.cpp see it in hosts that hang and hosts that are gone'],
  ['to_value', 'every argument of every statement passes through it'],
]);

/** The text without comments, directives and what literals hold. */
const bare = (text) =>
  text
    .replace(/\\\n/g, ' ')
    .replace(/("(?:\\.|[^"\\\n])*")|\/\*[^]*?\*\/|\/\/[^\n]*/g, (_, literal) => (literal ? '""' : ' '))
    .replace(/^\s*#.*$/gm, '');

/** What stands in `namespace store` itself: neither in a class, a function or a namespace within. */
function outermostOf(text) {
  let kept = '';
  let depth = 0;
  for (const letter of text) {
    if (letter === '}' && --depth === 1) kept += ';';
    if (depth === 1) kept += letter;
    if (letter === '{') depth += 1;
  }
  return kept;
}

function withoutTemplateArguments(statement) {
  const shorter = statement.replace(/<[^<>]*>/g, '');
  return shorter === statement ? statement : withoutTemplateArguments(shorter);
}

function functionsOf(text) {
  return outermostOf(bare(text))
    .split(';')
    .map((statement) => withoutTemplateArguments(statement).match(/^[^=(]*?\b([a-z_]\w*)\s*\(/)?.[1])
    .filter((name) => name !== undefined && name !== 'static_assert');
}

const declared = filesOf('fcgi-app/store', '.hpp').flatMap(([header, text]) =>
  [...new Set(functionsOf(text))].map((name) => ({ header, name })));
const tests = filesOf('tests/integration/store', '.cpp').map(([, text]) => bare(text)).join('\n');
const isNamed = (name) => new RegExp(`\\bstore::${name}\\b`).test(tests);

test('functions are found whatever stands around them', () => {
  const header = `#pragma once
/// before (a comment)
const char* origin = "https://example.fi"; // a "literal
#define A_MACRO(x) " f(" #x
namespace store {
struct Row { int method(); };
constexpr int most = of(3);
namespace inner { void hidden(); }
template <class Read, class... Args>
[[nodiscard]] auto list(Database& db, Read read, Sql<Args...> sql) { return call(db); }
[[nodiscard]] std::vector<std::pair<int, std::string>>
list_pairs(Database& db, const std::function<void(const Row&)>& each);
void with_default(int a = most_of(4), Row row = {});
} // namespace store`;
  assert.deepEqual(functionsOf(header), ['list', 'list_pairs', 'with_default']);
});

test('every function of the store is called by name in its tests against the database', () => {
  assert.ok(declared.length > 170, `only ${declared.length} functions found`);
  const missing = declared.filter(({ name }) => !isNamed(name) && !exceptions.has(name));
  assert.deepEqual(missing.map(({ header, name }) => `${name} of ${header}`), []);
});

test('what is excepted is a function of the store that no test names', () => {
  for (const [name, reason] of exceptions) {
    assert.ok(declared.some((each) => each.name === name), `${name} is no function of the store`);
    assert.ok(!isNamed(name), `${name} has a test`);
    assert.ok(reason.length > 20, `${name} is excepted for no reason`);
  }
});
