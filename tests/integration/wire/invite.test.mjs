// The city invites the residents who have not moved over: once, at its pace, by a mail that signs nobody in.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';

import { answers, runs, starts } from '../../support/admin.mjs';
import { startDemo, until } from '../../support/demo.mjs';
import { formWith, languageOf, textOf } from '../../support/page.mjs';
import { openLink, setPassword, signIn, submit } from '../../support/visitor.mjs';

const demo = await startDemo({ settings: { 'mail.bounce_address': 'bounces@example.com' } });
const scratch = mkdtempSync(path.join(os.tmpdir(), 'asiointi-wire-'));
after(() => {
  demo.stop();
  rmSync(scratch, { recursive: true, force: true });
});
const [run, ask, start] = [runs(demo), answers(demo), starts(demo)];

const password = 'villasukka ukkonen kaarna pronssi';
const taimi = 'taimi@example.fi';
const count = (where) => Number(demo.value(`SELECT COUNT(*) FROM ${where}`));
const invitations = () => count('mail_outbox WHERE reason = 15');
/// Only these residents may be invited: all others count as invited long ago.
const onlyFor = (...addresses) => demo.sql(`DELETE FROM invitation; DELETE FROM mail_outbox WHERE reason = 15;
  INSERT INTO invitation (account_id, wave, queued_at, sent_at) SELECT id, 'long-ago', UTC_TIMESTAMP(), '2026-11-01 00:00:00'
  FROM account WHERE email_key NOT IN (${addresses.map((each) => `'${each}'`).join(', ')})`);

test('without --apply it counts, and writes nothing', () => {
  const before = count('invitation') + invitations();
  const plan = ask('invite', '--rate', '10');
  assert.ok(plan.invited > 200);
  assert.deepEqual([plan.applied, plan.seconds], [false, plan.invited * 6]);
  assert.match(run('invite').stdout, /Add --apply/);
  assert.equal(count('invitation') + invitations(), before);
});

let link;

test('an invitation comes in both official languages when nobody knows the reader\'s, and carries no credential', async () => {
  onlyFor(taimi);
  demo.sql(`UPDATE account SET locale = NULL WHERE email_key = '${taimi}'`);
  assert.equal(ask('invite', '--apply', '--wave', 'pilot').invited, 1);
  const mail = await demo.mailbox.next(taimi);
  assert.equal(mail.headers['content-language'], 'fi, sv');
  assert.match(mail.subject, /^Käyttäjätunnuksesi on muuttunut: /);
  assert.match(mail.headers['return-path'], /^<bounces\+\d+-[a-z2-7]{16}@example\.com>$/); // R-183
  assert.equal(count(`link_token WHERE email_key = '${taimi}'`), 0);
  assert.ok(!/token=/.test(mail.source) && !mail.links.some((each) => each.includes('%40') || each.includes('@')));
  const links = mail.links.filter((each) => each.includes('name='));
  assert.deepEqual(links.map((each) => new URL(each).searchParams.get('lang')), ['fi', 'sv']);
  [link] = links;
});

test('it leaves once: another run finds nobody, and the trail of the account has it', async () => {
  await until(() => count('invitation WHERE sent_at IS NOT NULL AND wave = \'pilot\'') === 1, 'the invitation to be noted');
  assert.equal(ask('invite', '--apply').invited, 0);
  assert.equal(count('audit_event e JOIN account a ON a.id = e.account_id WHERE e.kind = 38'), 1);
});

test('its link opens the login page with the name filled in, in three languages and any browser', async () => {
  for (const lang of ['fi', 'sv', 'en']) {
    const page = await demo.browser().get(link.replace(/lang=\w\w/, `lang=${lang}`));
    assert.deepEqual([page.status, languageOf(page.body)], [200, lang]);
    assert.equal(formWith(page.body, 'user_name').fields.user_name, taimi);
    assert.ok(/href="[^"]*name=[^"]*lang=/.test(page.body), 'the language links keep the name');
  }
});

test('nobody but us chooses what the page shows: any other name leaves the field empty', async () => {
  const good = new URL(link).searchParams.get('name');
  const strange = ['', 'evil@example.com', '%22%3E%3Cscript%3E', 'x'.repeat(3000), good.slice(1), `${good}A`, good.toLowerCase(), `${good}&name=${good}`];
  for (const name of strange) {
    const page = await demo.browser().get(`/Account/Login?name=${name}`);
    if (name.length > 2000 && page.status === 414) continue; // nginx: too long for anybody
    assert.equal(page.status, 200, name);
    assert.equal(formWith(page.body, 'user_name').fields.user_name, '', name);
    assert.ok(!page.body.includes('<script>') && !textOf(page.body).includes('evil@'));
  }
});

test('"Jatka" sends the real link, which leads to a password and a sign-in; progress has seen it all', async () => {
  const browser = demo.browser();
  await submit(browser, await browser.get(link), { user_name: taimi });
  const real = (await demo.mailbox.next(taimi, /RecoverPassword/)).linkTo('RecoverPassword');
  assert.equal((await setPassword(browser, await openLink(browser, real), password)).status, 303);
  await signIn(browser, taimi, password);
  const { in_all: all } = ask('progress');
  assert.deepEqual([all.password_set >= 1, all.signed_in], [true, 1]);
  assert.match(run('progress').stdout, /in all +\d+ +\d+ +\d+ +1 +0 +\d+ +\d+\n/);
});

test('whoever sets a password before the mail leaves gets none', async () => {
  onlyFor('toivo@example.fi', 'pitkanimi@example.com');
  assert.equal(ask('invite', '--apply', '--rate', '1').invited, 2);
  await until(() => count('mail_outbox WHERE reason = 15 AND state = 2') === 1, 'the first to leave');
  const address = demo.value('SELECT a.email_key FROM mail_outbox m JOIN account a ON a.id = m.account_id WHERE m.reason = 15 AND m.state = 1');
  demo.lendPassword(address);
  demo.sql('UPDATE mail_outbox SET next_try_at = UTC_TIMESTAMP() WHERE reason = 15 AND state = 1');
  await demo.restart('supervisor'); // its pace is one a minute
  await demo.mailsDone();
  assert.equal(count('mail_outbox WHERE reason = 15 AND state = 4'), 1);
  assert.deepEqual(demo.mailbox.to(address), []);
  assert.equal(count(`invitation i JOIN account a ON a.id = i.account_id WHERE a.email_key = '${address}'`), 0);
});

test('a wave that was cancelled keeps at home what has not left', async () => {
  demo.sql('DELETE FROM invitation; DELETE FROM mail_outbox WHERE reason = 15');
  const wave = ask('invite', '--apply', '--wave', 'slow', '--rate', '1', '--most', '30');
  assert.equal(wave.invited, 30);
  await until(() => count('invitation WHERE sent_at IS NOT NULL') === 1, 'the first to leave');
  const rest = ask('invite', '--cancel', 'slow');
  assert.deepEqual([rest.taken_back, rest.sent, rest.under_way], [29, 1, 0]);
  assert.deepEqual([count('invitation'), invitations()], [1, 1]);
  assert.equal(run('invite', '--cancel', 'never-was').status, 1);
});

test('several runs at once, one of them killed, invite everybody once', async () => {
  const many = 6000;
  demo.sql(`INSERT INTO account (public_id, email, email_key, created_at, updated_at) SELECT LPAD(seq, 26, 'b'), CONCAT('r', seq, '@example.com'), CONCAT('r', seq, '@example.com'), UTC_TIMESTAMP(), UTC_TIMESTAMP() FROM seq_1_to_${many};
    INSERT INTO legacy_user (portal_user_id, email, email_key, status, account_id, linked_at, imported_at) SELECT CONCAT('r', id), email, email_key, 1, id, created_at, created_at FROM account WHERE public_id LIKE '%b%' AND email LIKE 'r%@example.com'`);
  const wanted = ask('invite').invited;
  assert.ok(wanted >= many);
  const before = invitations();
  const apply = () => start('invite', '--apply', '--rate', '1', '--wave', 'crowd');
  const [killed, other] = [apply(), apply()];
  const ended = [killed, other].map((each) => once(each, 'exit'));
  await until(() => invitations() > before + 500, 'some to be queued');
  killed.kill('SIGKILL');
  await Promise.all(ended);
  assert.equal(run('invite', '--apply', '--rate', '1', '--wave', 'crowd').status, 0);
  assert.equal(ask('invite').invited, 0);
  assert.equal(invitations() - before, wanted);
  assert.equal(count('(SELECT account_id FROM mail_outbox WHERE reason = 15 GROUP BY account_id HAVING COUNT(*) > 1) twice'), 0);
  assert.ok(ask('invite', '--cancel', 'crowd').taken_back > many - 10);
});

test('--letters lists whom no mail reaches, for a spreadsheet that must compute nothing', () => {
  const file = path.join(scratch, 'letters.csv');
  demo.sql("UPDATE legacy_user SET given_name = '=1+1', family_name = 'Nimi \"Q\"; x' WHERE status = 3 ORDER BY portal_user_id LIMIT 1");
  const { letters } = ask('invite', '--letters', file);
  const lines = readFileSync(file, 'utf8').split('\r\n');
  assert.equal(lines[0], '\ufeff"portal_id";"old_user_name";"given_name";"family_name";"language";"reason"');
  assert.deepEqual([lines.length, lines.at(-1)], [letters + 2, '']);
  assert.ok(lines.some((line) => line.includes('"\'=1+1";"Nimi ""Q""; x"') && line.endsWith('"no_address"')));
  assert.ok(lines.some((line) => line.endsWith('"invalid_address"')));
  assert.equal(statSync(file).mode & 0o777, 0o600);
  const nowhere = path.join(scratch, 'none/letters.csv');
  assert.equal(run('invite', '--letters', nowhere).status, 1);
  assert.ok(!existsSync(nowhere));
});

test('the picture for the council is drawn in each language', () => {
  for (const [lang, words] of [['fi', 'Kirjautunut'], ['sv', 'Har loggat in'], ['en', 'Have signed in']]) {
    const file = path.join(scratch, `${lang}.svg`);
    assert.equal(run('progress', '--svg', file, '--lang', lang).status, 0);
    assert.ok(textOf(readFileSync(file, 'utf8')).includes(words));
  }
  assert.equal(run('progress', '--svg', path.join(scratch, 'none/a.svg')).status, 1);
});

test('wrong words on the command line are told, with exit status 2', () => {
  for (const words of [['invite', '--rate', '0'], ['invite', '--wave', 'a b'], ['invite', '--cancel', 'x', '--apply'], ['invite', '--most', '0'],
    ['progress', '--lang', 'de', '--svg', 'x'], ['progress', '--lang', 'sv'], ['bounces'], ['bounces', '/no/such/place']])
    assert.equal(run(...words).status, 2, words.join(' '));
});
