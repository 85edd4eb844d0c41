// An account that nobody uses: its owner is told, signing in keeps it, and silence ends it. The database's dates are moved.
import assert from 'node:assert/strict';
import test, { after } from 'node:test';

import { answers, runs } from '../../support/admin.mjs';
import { startDemo, until } from '../../support/demo.mjs';
import { textOf } from '../../support/page.mjs';
import { mailedLink, openLink, register, setPassword, signedIn, submit, typePassword } from '../../support/visitor.mjs';

const demo = await startDemo({ settings: { 'retention.dormant_years': 5 } });
const off = await startDemo();
after(() => {
  demo.stop();
  off.stop();
});
const [run, ask] = [runs(demo), answers(demo)];

const password = 'villasukka ukkonen kaarna pronssi';
const taimi = 'taimi@example.fi'; // imported, and never came
const account = (address, column) => demo.value(`SELECT ${column} FROM account WHERE email_key = '${address}'`);
const told = (address) => account(address, 'dormancy_told_at IS NOT NULL') === '1';
const notices = (address) => demo.value(`SELECT COUNT(*) FROM mail_outbox m JOIN account a ON a.id = m.account_id WHERE m.reason = 18 AND a.email_key = '${address}'`);
const details = (address, kind) => demo.sql(`SELECT e.detail FROM audit_event e JOIN account a ON a.id = e.account_id WHERE e.kind = ${kind} AND a.email_key = '${address}'`).flat();

/// As if nobody had used it for six years.
function unused(where, address) {
  const then = 'UTC_TIMESTAMP() - INTERVAL 6 YEAR';
  where.sql(`UPDATE legacy_user SET linked_at = ${then} WHERE account_id = (SELECT id FROM account WHERE email_key = '${address}');
    UPDATE account SET created_at = ${then}, password_set_at = IF(password_set_at IS NULL, NULL, ${then}),
      last_sign_in_at = IF(last_sign_in_at IS NULL, NULL, ${then}) WHERE email_key = '${address}'`);
}

/// Registers, and waits for the portal's id: it is an old user, whose date counts, too.
async function newcomer(address, options) {
  await register(demo, address, password, options);
  await until(() => demo.value(`SELECT COUNT(*) FROM legacy_user l JOIN account a ON a.id = l.account_id WHERE a.email_key = '${address}'`) === '1', `the portal's id of ${address}`);
}

/// Puts the notice that was sent so many days back.
const daysLater = (address, days) => demo.sql(`UPDATE account SET dormancy_told_at = dormancy_told_at - INTERVAL ${days} DAY WHERE email_key = '${address}'`);

/// A background process begins with a round; the next one would come ten seconds later.
const beginRound = (where) => process.kill(where.facts.pids.supervisor, 'SIGHUP');
function afterRound(holds, what) {
  beginRound(demo);
  return until(holds, what, 90);
}
const untilState = (address, state) => afterRound(() => account(address, 'state') === state, `${address} to be in state ${state}`);
const mailed = async (address, words) => {
  await afterRound(() => notices(address) === '1', `a notice to ${address}`);
  return demo.mailbox.next(address, words);
};

// Looked at in the end.
unused(off, taimi);
off.sql(`UPDATE account SET dormancy_told_at = UTC_TIMESTAMP() - INTERVAL 60 DAY WHERE email_key = '${taimi}'`);

const maija = 'maija@example.com';
const mauno = 'mauno@example.com';
let taimisMail;

test('the owner is told once, by a mail with the day, the way to keep the account and no credential (R-225)', async () => {
  await newcomer(maija);
  await signedIn(demo, maija, password);
  unused(demo, maija);
  const mail = await mailed(maija, /^Käyttäjätunnuksesi suljetaan \d+\.\d+\.\d+, jos et kirjaudu/);
  assert.match(mail.text, /joilla ei ole kirjauduttu 5 vuoteen, poistetaan/);
  assert.ok(!/token=/.test(mail.source));
  await until(() => details(maija, 49).length === 1, 'the notice to be in the trail');
  assert.deepEqual(details(maija, 49), ['']);
  // When another one was told, a round has passed over the first.
  unused(demo, taimi);
  taimisMail = await mailed(taimi);
  assert.equal(notices(maija), '1');
  assert.equal(account(maija, 'state'), '1');
});

test('staff see it, and until when somebody must sign in', () => {
  const [found] = ask('account', 'show', maija).diagnoses;
  assert.equal(found.what, 'dormant');
  assert.equal(found.at, account(maija, 'dormancy_told_at + INTERVAL 60 DAY'));
  assert.match(run('account', 'show', maija).stdout, /nobody has used it for years, and its owner was told so: closed, unless somebody signs in, on 2\d{3}-/);
});

test('the link of the mail leads to the login page with the name filled in, and signing in keeps the account (R-225)', async () => {
  const link = taimisMail.links.find((each) => each.includes('/Account/Login?name='));
  assert.match((await demo.browser().get(link)).body, /value="taimi@example\.fi"/);
  daysLater(maija, 59);
  const browser = await signedIn(demo, maija, password);
  assert.ok(!told(maija));
  assert.match(textOf((await browser.get('/Account/Settings/Activity')).body), /tieto, että tunnus suljetaan, jos et kirjaudu/);
});

test('whoever sets a password in answer keeps the account, too, before the first sign-in (R-225)', async () => {
  const browser = demo.browser();
  assert.equal((await setPassword(browser, await openLink(browser, await mailedLink(demo, taimi)), password)).status, 303);
  daysLater(taimi, 61);
  // When another one was closed, a round has passed over this one.
  await newcomer(mauno, { lang: 'sv' });
  await signedIn(demo, mauno, password);
  unused(demo, mauno);
  await mailed(mauno, /^Ditt konto stängs .* om du inte loggar in/);
  await until(() => details(mauno, 49).length === 1, 'the notice to have left');
  daysLater(mauno, 60);
  await untilState(mauno, '3');
  assert.equal(account(taimi, 'state'), '1');
});

test('silence closes it, with a mail that says why and 14 days to come back (R-225)', async () => {
  const mail = await demo.mailbox.next(mauno, /^Ditt konto raderas/);
  assert.match(mail.text, /stängt eftersom ingen har loggat in på det på flera år/);
  assert.ok(!/en begäran|byt också lösenord/i.test(mail.text));
  assert.equal(account(mauno, 'TIMESTAMPDIFF(SECOND, (SELECT MAX(e.at) FROM audit_event e WHERE e.account_id = account.id AND e.kind = 22), erase_at)'), String(14 * 24 * 3600));
  assert.deepEqual(details(mauno, 22), ['nobody has signed in for years']);
  const browser = await signedIn(demo, mauno, password);
  assert.equal(account(mauno, 'CONCAT(state, IFNULL(erase_at, "-"), IFNULL(dormancy_told_at, "-"))'), '1--');
  assert.match(textOf((await browser.get('/Account/Settings/Activity?lang=sv')).body), /Kontot stängdes eftersom ingen hade loggat in på flera år/);
});

test('staff let mails leave again, and whoever could not be told before is told anew (R-225)', async () => {
  const [address] = demo.sql("SELECT email_key FROM account WHERE password_hash IS NULL AND state = 1 AND mail_stopped_at IS NULL ORDER BY id LIMIT 1")[0];
  demo.sql(`UPDATE account SET mail_stopped_at = UTC_TIMESTAMP() WHERE email_key = '${address}'`);
  unused(demo, address);
  await afterRound(() => details(address, 49).length === 1, 'the trail to say that nobody can be told');
  assert.deepEqual(details(address, 49), ['no mail reaches the address']);
  assert.ok(told(address));
  assert.equal(run('account', 'start-mails', address, '--reason', 'Osoite on hänen').status, 0);
  assert.ok(!told(address));
});

test('an imported resident who never came is closed, may come back by a first password, is erased, and no import brings the account again (R-225)', async () => {
  const [address] = demo.sql("SELECT a.email_key FROM account a JOIN legacy_user l ON l.account_id = a.id WHERE a.password_hash IS NULL AND a.state = 1 AND a.mail_stopped_at IS NULL AND l.portal_user_id IN (SELECT portal_user_id FROM portal_user) ORDER BY a.id DESC LIMIT 1")[0];
  unused(demo, address);
  await mailed(address);
  await until(() => details(address, 49).length === 1, 'the notice to have left');
  daysLater(address, 60);
  await untilState(address, '3');
  const browser = demo.browser();
  await setPassword(browser, await openLink(browser, await mailedLink(demo, address)), password);
  await signedIn(demo, address, password);
  assert.equal(account(address, 'state'), '1');
  // Once more, to the end.
  unused(demo, address);
  // In this order: a round between the two must find that the owner was told, and not tell anew.
  demo.sql(`UPDATE account SET dormancy_told_at = UTC_TIMESTAMP() - INTERVAL 60 DAY WHERE email_key = '${address}'; DELETE FROM mail_outbox WHERE reason = 18`);
  await untilState(address, '3');
  demo.sql(`UPDATE account SET erase_at = UTC_TIMESTAMP() WHERE email_key = '${address}'`);
  await until(() => account(address, 'COUNT(*)') === '0', 'the account to be erased');
  assert.equal(run('import', '--apply').status, 0);
  assert.equal(account(address, 'COUNT(*)'), '0');
});

test('unless the city has decided so, nothing happens to an account that nobody uses (R-225)', async () => {
  const [before] = off.children('asiointi-bg');
  beginRound(off);
  await until(() => !off.children('asiointi-bg').includes(before), 'the next background process to be alone');
  // Mails leave before the other work of a round: when the second one has left, the other city has had a whole round.
  for (const address of [taimi, off.accounts.with_password.address]) await mailedLink(off, address);
  assert.ok(demo.events('dormancy_told').length > 3);
  assert.equal(off.value(`SELECT state FROM account WHERE email_key = '${taimi}'`), '1');
  assert.equal(off.value('SELECT COUNT(*) FROM mail_outbox WHERE reason = 18'), '0');
});
