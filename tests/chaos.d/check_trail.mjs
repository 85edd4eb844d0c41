// The database itself: each change is whole, with its trail and its mails, and was made as often as it was told.
import { marked } from './pages.mjs';

/// Kinds of audit_event by their stored numbers, and the entries of the journal that each comes from.
const trail = [
  { kind: 6, name: 'password set by link', of: ({ act, way }) => act === 'password' && way === 'link' },
  { kind: 7, name: 'password changed', of: ({ act, way }) => act === 'password' && way === 'form' },
  { kind: 8, name: 'account registered', of: ({ act, token }) => act === 'account' && token },
  { kind: 16, name: 'name changed', of: ({ act }) => act === 'names' },
  { kind: 17, name: 'language changed', of: ({ act }) => act === 'language' },
  { kind: 19, name: 'address changed', of: ({ act }) => act === 'address' },
  { kind: 22, name: 'account closed', of: ({ act }) => act === 'close' },
  { kind: 3, name: 'signed out', of: ({ act, everywhere }) => act === 'sign out' && !everywhere },
  { kind: 4, name: 'signed out everywhere', of: ({ act, everywhere }) => act === 'sign out' && everywhere },
  { kind: 27, name: 'other sessions ended', of: ({ act }) => act === 'end others' },
  { kind: 1, name: 'signed in', of: ({ act }) => act === 'sign in' },
];

/// Numbers of rows that must be equal, for one account.
const wholes = [
  ['changes of password and their notices',
    "SELECT COUNT(*) FROM audit_event WHERE account_id = @a AND (kind = 7 OR kind = 6 AND detail <> 'first password')",
    'SELECT COUNT(*) FROM mail_outbox WHERE account_id = @a AND reason = 4'],
  ['changes of address and their notices to the old one', 'SELECT COUNT(*) FROM audit_event WHERE account_id = @a AND kind = 19',
    'SELECT COUNT(*) FROM mail_outbox WHERE account_id = @a AND reason = 6'],
  ['changes of address and their notices to the new one', 'SELECT COUNT(*) FROM audit_event WHERE account_id = @a AND kind = 19',
    'SELECT COUNT(*) FROM mail_outbox WHERE account_id = @a AND reason = 7'],
  ['changes of address and their undo rows', 'SELECT COUNT(*) FROM audit_event WHERE account_id = @a AND kind = 19',
    'SELECT COUNT(*) FROM email_change WHERE account_id = @a'],
  ['closings and their notices', 'SELECT COUNT(*) FROM audit_event WHERE account_id = @a AND kind = 22',
    'SELECT COUNT(*) FROM mail_outbox WHERE account_id = @a AND reason = 11'],
  ['reopenings and their notices', 'SELECT COUNT(*) FROM audit_event WHERE account_id = @a AND kind = 23',
    'SELECT COUNT(*) FROM mail_outbox WHERE account_id = @a AND reason = 14'],
  ['passwords set by link and links used', 'SELECT COUNT(*) FROM audit_event WHERE account_id = @a AND kind = 6',
    'SELECT COUNT(*) FROM link_token WHERE account_id = @a AND purpose = 1 AND used_at IS NOT NULL'],
  ['changes of address and links used', 'SELECT COUNT(*) FROM audit_event WHERE account_id = @a AND kind = 19',
    'SELECT COUNT(*) FROM link_token WHERE account_id = @a AND purpose = 3 AND used_at IS NOT NULL'],
];

export async function checkTrail(database, journal, residents, checks) {
  for (const { number } of residents) {
    const accounts = (await database.rows(`SELECT id FROM account WHERE email LIKE '${marked('kaupunkilainen', number)}%'`)).flat();
    checks.that(accounts.length <= 1, 'one account for one resident', number, `${accounts.length} accounts`);
    if (accounts.length === 1) await checkAccount(database, journal.entries.filter(({ who }) => who === number), accounts[0], checks);
  }
  const [[waiting]] = await database.rows('SELECT COUNT(*) FROM mail_outbox WHERE state = 1');
  checks.that(waiting === '0', 'nothing left in the outbox', undefined, `${waiting} mails wait`);
  const dead = await database.rows('SELECT id, reason, reply FROM mail_outbox WHERE state = 3');
  checks.that(dead.length === 0, 'no dead letter', undefined, `given up: ${dead.map((row) => row.join(' ')).join('; ')}`);
}

async function checkAccount(database, entries, account, checks) {
  const number = entries[0].who;
  const counted = new Map((await database.rows(`SELECT kind, COUNT(*) FROM audit_event WHERE account_id = ${account} GROUP BY kind`)).map(([kind, count]) => [Number(kind), Number(count)]));
  for (const { kind, name, of } of trail) {
    const meant = entries.filter((entry) => of(entry) && entry.outcome !== 'refused');
    const told = meant.filter(({ outcome }) => outcome === 'told').length;
    const found = counted.get(kind) ?? 0;
    checks.that(told <= found && found <= meant.length, 'change made as often as told', number, `${name}: told ${told}, perhaps ${meant.length}, on record ${found}`);
  }
  const rows = await database.rows(`SET @a = ${account}; ${wholes.map(([, one, other]) => `SELECT (${one}), (${other});`).join(' ')}`);
  rows.forEach(([one, other], i) => checks.that(one === other, 'change whole', number, `${wholes[i][0]}: ${one} and ${other}`));
}
