// The statements of the programs, as they stand in the compiled code, and what the database would do for each.
import { readFileSync } from 'node:fs';
import path from 'node:path';

import { quoted, sql } from './sql.mjs';

const TEXT = /(?<=\0)(?:\/\*[^\0]{1,80}?\*\/ *)?(?:SELECT|INSERT|UPDATE|DELETE|REPLACE|WITH|TRUNCATE) [^\0]+(?=\0)/g;
// The library as well, since a linker may keep a text that is the end of another one as part of that.
const COMPILED = ['fcgi-app/libasiointi_store.a', 'fcgi-app/asiointi-fcgi', 'tools/asiointi-admin/asiointi-admin'];

/// Every SQL literal of the product: a text of its own in what was compiled, whatever it was put together from.
export function statementsOf(build) {
  const found = COMPILED.flatMap((name) => readFileSync(path.join(build, name)).toString('latin1').match(TEXT) ?? []);
  return [...new Set(found)].sort();
}

/// What may stand in the place of each '?', from the rows that are there.
export class Specimens {
  /// meant: { 'mail_outbox.state': '1' }, where the first row that is found would not be what the program asks for.
  constructor(facts, meant) {
    this.facts = facts;
    this.meant = meant;
    this.columns = new Map();
    const ask = "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = DATABASE()";
    for (const [table, column, type] of sql(facts, ask)) {
      if (!this.columns.has(table)) this.columns.set(table, new Map());
      this.columns.get(table).set(column, type);
    }
    this.known = new Map();
  }

  /// The statement with a value in each place.
  fill(statement) {
    const tables = this.tablesOf(statement);
    let before = '';
    return statement.replace(/[^?]*\?|[^?]+$/g, (part) => {
      before += part;
      return part.endsWith('?') ? part.slice(0, -1) + this.valueAt(before, tables) : part;
    });
  }

  /// { alias: table } of all that the statement names.
  tablesOf(statement) {
    const named = [...statement.matchAll(/\b(?:FROM|JOIN|UPDATE|INTO) (?!JSON_TABLE)(\w+)(?: (?:AS )?(?!(?:WHERE|SET|ON|JOIN|LEFT|STRAIGHT_JOIN|ORDER|GROUP|LIMIT|USING|VALUES|SELECT|FOR|UNION|LOCK)\b)(\w+))?/g)];
    return Object.fromEntries(named.map(([, table, alias]) => [alias ?? table, table]));
  }

  /// before: the statement as far as this '?'.
  valueAt(before, tables) {
    if (/JSON_TABLE\(\?$/.test(before)) return "'[1]'";
    if (/\b(?:LIMIT|OFFSET) \?$/.test(before)) return '50';
    const compared = /(?:(\w+)\.)?(\w+) (=|<=>|<>|<=?|>=?|LIKE|(?:NOT )?IN) (?:\((?:\?, )*|NULLIF\()?\?$/.exec(before);
    if (!compared) return /INTERVAL|TIMESTAMPDIFF/.test(before.slice(-60)) ? 'UTC_TIMESTAMP()' : "'1'";
    const [, alias, column, comparison] = compared;
    const table = alias ? tables[alias] : Object.values(tables).findLast((each) => this.columns.get(each)?.has(column));
    return this.value(table, column, comparison) ?? "'1'";
  }

  value(table, column, comparison) {
    const type = this.columns.get(table)?.get(column);
    if (type === undefined) return undefined;
    const key = `${table}.${column}`;
    if (comparison === 'LIKE') return quoted(`${this.one(`LEFT(${column}, 5)`, table, column)}%`);
    if (this.meant[key] !== undefined) return this.meant[key];
    // As in a database that has settled: little is over, and little is new.
    if (type === 'datetime' && comparison.startsWith('<')) return quoted(this.one(`MIN(${column})`, table, column));
    if (type === 'datetime' && comparison.startsWith('>')) return quoted(this.one(`LEAST(MAX(${column}), UTC_TIMESTAMP())`, table, column));
    if (type === 'binary') return `X'${this.one(`HEX(${column})`, table, column)}'`;
    return quoted(this.one(column, table, column));
  }

  one(what, table, column) {
    const ask = `SELECT ${what} FROM ${table} WHERE ${column} IS NOT NULL LIMIT 1`;
    if (!this.known.has(ask)) this.known.set(ask, sql(this.facts, ask)[0]?.[0] ?? '');
    return this.known.get(ask);
  }
}

/// [{ table, type, key, rows, extra }] of each statement, in their order. Each statement is complete; rows is how many the
/// database believes it has to look at, NaN for none.
export function explain(facts, statements) {
  const mark = 'end of a plan';
  const output = sql(facts, statements.map((each) => `EXPLAIN ${each};\nSELECT '${mark}';`).join('\n'));
  const plans = [[]];
  for (const row of output) {
    if (row[0] === mark) plans.push([]);
    else plans.at(-1).push({ table: row[2], type: row[3], key: row[5], rows: Number(row[8]), extra: row[9] });
  }
  return plans.slice(0, -1);
}
