// What the database does for each statement of the programs, in a city of 10,000 accounts with five years behind it: it goes
// to the rows by an index, or somebody has said here why it need not.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import test, { after } from 'node:test';

import { build, root, startDemo } from '../../support/demo.mjs';
import { explain, Specimens, statementsOf } from '../../support/plans.mjs';

const demo = await startDemo();
after(() => demo.stop());
execFileSync(path.join(root, 'tools/make-load-data'), ['--socket', demo.facts.database_socket, '--database', demo.facts.database], { stdio: 'pipe' });
// As in the middle of an import.
demo.sql(`INSERT INTO import_user (position, portal_user_id, group_key, old_name, old_name_key, email, email_key, given_name, family_name, status, finding)
  SELECT ROW_NUMBER() OVER (), portal_user_id, IF(status = 1, email_key, NULL), old_name, old_name_key, email, email_key, given_name, family_name, status,
    IF(status > 1, 1, NULL) FROM legacy_user; ANALYZE TABLE import_user`);

/// More rows than anything of one resident has, and far fewer than a city's.
const MANY = 500;

/// Tables that hold a few rows in a city of any size, and the server's own.
const SMALL = /\b(?:mysql\.global_priv|staff_member|import_claim|import_scheme|schema_migration|schema_migration_lock|information_schema\.\w+)\b/;

/// Views that the city writes over its portal's tables: docs/scaling.md says which indexes those need.
const OF_THE_PORTAL = /\b(?:portal_user|portal_history)\b/;

/// Statements that read a table from end to end, or much of it: the part of each by which it is known, and why it may.
const MAY_READ_MUCH = [
  ["COUNT(*) FROM account WHERE password_hash LIKE CONCAT('$pepper$'", 'asiointi-admin keys: before a key is thrown away, all that it protects is counted'],
  ["COUNT(*) FROM account WHERE password_hash LIKE '$imported$%'", 'asiointi-admin import: once in a run'],
  ["UPDATE account SET password_hash = NULL, updated_at = ? WHERE password_hash LIKE '$imported$%'", 'asiointi-admin import --drop-password-hashes: once in the life of a city'],
  ['COUNT(*) FROM account a WHERE a.mail_stopped_at IS NOT NULL', 'asiointi-admin progress counts everybody'],
  ['COUNT(*) FROM account a WHERE a.state = ?', 'asiointi-admin progress counts everybody'],
  ['COUNT(*) FROM invitation WHERE sent_at IS NULL', 'asiointi-admin progress counts everybody'],
  ['COUNT(*) FROM legacy_user WHERE status = ?', 'asiointi-admin progress counts everybody'],
  ['COUNT(*) FROM legacy_user WHERE note = ?', 'asiointi-admin progress counts everybody'],
  ['SELECT MIN(linked_at) AS at FROM legacy_user', 'asiointi-admin progress draws everybody'],
  ['SELECT sent_at AS at FROM invitation', 'asiointi-admin progress draws everybody'],
  ['SELECT a.first_password_at AS at', 'asiointi-admin progress draws everybody'],
  ['SELECT a.first_sign_in_at AS at', 'asiointi-admin progress draws everybody'],
  ['SELECT b.bounced_at AS at FROM bounced_address b', 'asiointi-admin progress draws everybody'],
  ['SELECT imported_at AS at FROM legacy_user WHERE status IN', 'asiointi-admin progress draws everybody'],
  ['SELECT imported_at AS at FROM legacy_user WHERE status = ?', 'asiointi-admin progress draws everybody'],
  ['SELECT COUNT(*), COUNT(u.position) FROM legacy_user l', 'asiointi-admin import: once in a run'],
  ['SELECT portal_user_id FROM import_user GROUP BY', 'asiointi-admin import: once in a run'],
  ['SELECT a.id FROM account a WHERE a.id > ?', 'asiointi-admin invite looks for 20,000 at a time'],
  ['SELECT l.portal_user_id, l.old_name, l.given_name, l.family_name, COALESCE(a.locale, l.locale)', 'asiointi-admin invite --letters: the bounced addresses, once for a page of letters'],
  ['SELECT COUNT(*) FROM session WHERE ended_at IS NULL', 'for /metrics, once a minute: counting sessions is looking at each'],
  ['INSERT INTO session_revocation (account_id, at) SELECT DISTINCT account_id', 'asiointi-admin after-restore ends every session'],
  ['UPDATE session SET ended_at = ? WHERE ended_at IS NULL', 'asiointi-admin after-restore ends every session'],
  ['UPDATE link_token SET ended_at = ? WHERE used_at IS NULL', 'asiointi-admin after-restore ends every link'],
  ['SELECT email FROM account_contact LIMIT 1', 'asiointi-admin doctor: one row, whichever'],
];

const statements = statementsOf(build).filter((each) => /\b(?:FROM|INTO|UPDATE)\b/.test(each) && !OF_THE_PORTAL.test(each));
// What the program asks for where the first row that is found is of another kind, or the purge may have taken all of them.
const specimens = new Specimens(demo.facts, {
  'session.ended_at': 'UTC_TIMESTAMP()', 'mail_outbox.state': '1', 'account.state': '1', 'audit_event.actor': "'neuvonta7@example.com'", 'import_user.finding': '1' });
const plans = explain(demo.facts, statements.map((each) => specimens.fill(each)));

const isSorted = (plan) => plan.some(({ extra }) => /filesort|temporary/.test(extra));
const isCutShort = (statement, plan) => /\bLIMIT (?:\?|\d+)(?: OFFSET \?)?(?: FOR UPDATE| LOCK IN SHARE MODE)?(?: SKIP LOCKED)?$/.test(statement) && !isSorted(plan);

/// The steps of a plan that read much of a table; none: it goes by an index.
function readsMuch(statement, plan) {
  if (SMALL.test(statement) || statement.startsWith('INSERT') && !statement.includes(' FROM ')) return [];
  return plan.filter(({ table, type, rows, extra }) => table !== 'NULL' && !table.startsWith('<') && !extra.startsWith('Table function')
    && (['ALL', 'index'].includes(type) && !(type === 'index' && isCutShort(statement, plan) && rows <= MANY)
      || rows > MANY && !isCutShort(statement, plan)));
}

const words = (plan) => plan.map(({ table, type, key, rows, extra }) => `  ${table}: ${type}, key ${key}, ${rows} rows; ${extra}`).join('\n');
const found = statements.map((statement, i) => ({ statement, plan: plans[i], much: readsMuch(statement, plans[i]) }));
const knownBy = ([part]) => found.filter(({ statement }) => statement.includes(part));

test('the statements of the programs are found in what was compiled', () => {
  assert.ok(found.length > 200, `${found.length} statements`);
  for (const each of ['SELECT public_id FROM account WHERE id = ?', 'DELETE FROM expired_trail WHERE at <= ? LIMIT ?'])
    assert.ok(statements.includes(each), each);
});

test('each statement gets a plan from the rows that are there, and none is dismissed because of the values that stand in it', () => {
  const dismissed = found.filter(({ plan }) => plan.length === 0 || plan.some(({ extra }) => extra === 'Impossible WHERE'));
  assert.deepEqual(dismissed.map(({ statement, plan }) => `${statement}\n${words(plan)}`), []);
});

test('a statement that reads a table from end to end is noticed, whatever it does', () => {
  for (const statement of ["SELECT id FROM account WHERE locale = 'fi'", "DELETE FROM throttle WHERE failures > 100", "UPDATE session SET remembered = 0 WHERE user_agent = 'x'",
    'SELECT at FROM audit_event ORDER BY reference LIMIT 50'])
    assert.notEqual(readsMuch(statement, explain(demo.facts, [statement])[0]).length, 0, statement);
});

test('every statement finds its rows by an index, but for those that are named with a reason', () => {
  const unknown = found.filter(({ statement, much }) => much.length > 0 && !MAY_READ_MUCH.some(([part]) => statement.includes(part)));
  assert.deepEqual(unknown.map(({ statement, plan }) => `${statement}\n${words(plan)}`), []);
});

test('accounts that nobody uses are looked for by the index that is made for it, since the search runs every few seconds', () => {
  const searches = statements.filter((each) => /a\.dormancy_told_at (?:>|IS NULL AND).* LIMIT \?$/.test(each));
  assert.equal(searches.length, 2);
  const filled = searches.map((each) => specimens.fill(each).replace(/(?<=a\.dormancy_told_at > )'[^']+'/, "'2000-01-01 00:00:00'"));
  for (const [i, plan] of explain(demo.facts, filled).entries()) {
    const { key, rows } = plan.find(({ table }) => table === 'a');
    assert.ok(key === 'account_dormancy' && rows <= MANY && !isSorted(plan) && plan.every(({ type }) => type !== 'ALL'), `${filled[i]}\n${words(plan)}`);
  }
});

test('each statement that may read much is there, and does', () => {
  for (const exception of MAY_READ_MUCH) {
    const meant = knownBy(exception);
    assert.equal(meant.length, 1, `${meant.length} statements have "${exception[0]}"`);
    assert.notEqual(meant[0].much.length, 0, `goes by an index now, so it need not be named: ${exception[0]}\n${words(meant[0].plan)}`);
  }
});
