// The mail server is away, slow, or says no: pages never show it, and no mail is lost.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import test, { after } from 'node:test';

import { build, root, startDemo, until } from '../../support/demo.mjs';
import { formWith, masked } from '../../support/page.mjs';
import { SmtpStub } from '../../support/smtp_stub.mjs';
import { forget, isSignedIn, openLink, setPassword, signIn, submitOnly } from '../../support/visitor.mjs';

const timeout = 5;
const demo = await startDemo({ settings: { 'mail.timeout_s': timeout, 'pool.check_workers': 1 } });
const stub = new SmtpStub();
after(async () => {
  if (stub.server) await stub.close();
  demo.stop();
});

const admin = (...words) => spawnSync(path.join(build, 'tools/asiointi-admin/asiointi-admin'), ['--config', demo.facts.config, ...words], { encoding: 'utf8', cwd: root });
const password = 'villasukka ukkonen kaarna pronssi';
const newPassword = 'kivijalka tuulimylly sammakko';
const rows = () => demo.sql('SELECT state, attempts, kind, reply FROM mail_outbox ORDER BY id');
const last = () => rows().at(-1);
/// What would be due later is due now.
const timePasses = () => demo.sql('UPDATE mail_outbox SET next_try_at = UTC_TIMESTAMP() WHERE state = 1');
const replied = (words) => until(() => words.test(last()[3]), `the reply ${words}`);
const attempts = (count) => until(() => Number(last()[1]) >= count && last()[3] !== '', `attempt ${count}`);
const linkIn = (body, page = 'RecoverPassword') =>
  new RegExp(`http\\S+?${page}\\?token=[a-z2-7]{52}`).exec(body.replace(/=\r\n/g, '').replace(/=3D/g, '='))[0];
let usualPage;

test('a mail server that is away changes no page, and the mail leaves when it is back', async () => {
  usualPage = masked((await forget(demo.browser(), 'taimi@example.fi')).body, 'taimi@example.fi');
  await demo.mailbox.next('taimi@example.fi');
  await demo.mailsDone(); // a mail whose server goes away before it has answered would come again
  process.kill(demo.facts.pids.smtp, 'SIGKILL');
  const page = await forget(demo.browser(), 'toivo@example.fi');
  assert.deepEqual([page.status, masked(page.body, 'toivo@example.fi')], [200, usualPage]);
  await attempts(1);
  assert.equal(last()[0], '1');
  await demo.restart('smtp');
  timePasses();
  const mail = await demo.mailbox.next('toivo@example.fi');
  assert.equal((await openLink(demo.browser(), mail.linkTo('RecoverPassword'))).status, 200);
});

test('after "try later" the mail is sent again, with a new token of its own (R-190)', async () => {
  await demo.mailsDone();
  await stub.replace(demo);
  stub.replies.rcpt = ['451 4.7.1 greylisted, come back'];
  stub.replies.body = ['452 4.3.1 no room'];
  const told = () => Number(demo.value("SELECT COUNT(*) FROM audit_event e JOIN account a ON a.id = e.account_id WHERE e.kind = 5 AND a.email = 'taimi@example.fi'"));
  const before = told();
  assert.equal(masked((await forget(demo.browser(), 'taimi@example.fi')).body, 'taimi@example.fi'), usualPage);
  await replied(/greylisted/);
  timePasses();
  await replied(/no room/);
  timePasses();
  await demo.mailsDone();
  assert.deepEqual([last().slice(0, 3), stub.bodies.length], [['2', '3', 'first_password'], 1]);
  assert.equal(told(), before + 1, 'the trail tells of one mail');
  assert.equal((await openLink(demo.browser(), linkIn(stub.bodies[0]))).status, 200);
});

test('a mail that the server refuses for good is a dead letter that staff can see, and is not tried again (R-190)', async () => {
  stub.replies.rcpt = ['550 5.1.1 no such user'];
  const page = await forget(demo.browser(), 'pitkanimi@example.com');
  assert.equal(masked(page.body, 'pitkanimi@example.com'), usualPage);
  await demo.mailsDone();
  assert.deepEqual(last(), ['3', '1', 'first_password', '550 5.1.1 no such user']);
  await until(() => demo.events('mail_dead').length > 0, 'the log to tell of it');
  assert.equal(demo.events('mail_dead').length, 1);
  assert.ok(!JSON.stringify(demo.events('mail_dead')).includes('pitkanimi'));
});

const marks = () => demo.value('SELECT COUNT(*) FROM bounced_address');
const refusals = [
  ['whoever connects', 'greeting', '554 5.7.1 Client host rejected'],
  ['our sender', 'mail', '550 5.1.0 Sender denied'],
];
for (const [whom, stage, reply] of refusals) {
  test(`a mail server that refuses ${whom} says nothing of the mail, which leaves when that is mended (R-190)`, async () => {
    stub.hangUp();
    stub.replies[stage] = [reply];
    stub.bodies.length = 0;
    const before = marks();
    await forget(demo.browser(), 'taimi@example.fi');
    await replied(new RegExp(reply));
    assert.equal(last()[0], '1');
    timePasses();
    await demo.mailsDone();
    assert.deepEqual([last().slice(0, 2), stub.bodies.length], [['2', '2'], 1]);
    assert.equal(marks(), before);
  });
}

test('a mail server that takes its time to take a mail gets it once', async () => {
  stub.bodies.length = 0;
  stub.replies.body = [null];
  await stub.reachedBy(() => forget(demo.browser(), 'taimi@example.fi'), 'body');
  await new Promise((resolve) => { setTimeout(resolve, 2000 * timeout); });
  stub.answer('250 taken after all');
  await demo.mailsDone();
  assert.deepEqual([last().slice(0, 2), last()[3]], [['2', '1'], '250 taken after all']);
});

test('a mailer that is asked to stop ends its talk with a mail server that says nothing, and the next one sends the mail', async () => {
  stub.bodies.length = 0;
  stub.replies.rcpt = [null];
  await stub.reachedBy(() => forget(demo.browser(), 'taimi@example.fi'), 'rcpt');
  demo.children('asiointi-bg').forEach((mailer) => process.kill(mailer, 'SIGTERM'));
  await demo.mailsDone();
  assert.match(decodeURIComponent(demo.events('mail_postponed').at(-1).reply), /this program was stopped/);
  assert.deepEqual([last().slice(0, 2), stub.bodies.length], [['2', '2'], 1]);
});

test('a mail whose answer comes while its mailer is asked to stop has left, and is not sent again', async () => {
  stub.bodies.length = 0;
  stub.replies.data = ['354-more than\r\n354 one line'];
  stub.replies.body = [null];
  await stub.reachedBy(() => forget(demo.browser(), 'taimi@example.fi'), 'body');
  const [mailer] = demo.children('asiointi-bg');
  process.kill(mailer, 'SIGTERM');
  stub.answer('250-taken\r\n250 after all');
  await demo.mailsDone();
  await until(() => demo.children('asiointi-bg').some((pid) => pid !== mailer), 'a new mailer');
  assert.deepEqual([last().slice(0, 2), last()[3]], [['2', '1'], '250 after all']);
});

test('a mail that may have left is sent again a few times at most: after five minutes, and later each time', async () => {
  const leaveInDoubt = async (age) => {
    const tries = Number(last()[1]);
    demo.sql(`UPDATE mail_outbox SET created_at = UTC_TIMESTAMP() - INTERVAL ${age} MINUTE, next_try_at = UTC_TIMESTAMP(), reply = '' WHERE state = 1`);
    await until(() => Number(last()[1]) > tries && /No answer/.test(last()[3]), 'the next doubt');
    return Number(demo.value('SELECT TIMESTAMPDIFF(MINUTE, UTC_TIMESTAMP(), next_try_at) FROM mail_outbox ORDER BY id DESC LIMIT 1')) + 1;
  };
  stub.replies.body = ['', '', ''];
  await forget(demo.browser(), 'taimi@example.fi');
  await replied(/No answer/);
  assert.ok(await leaveInDoubt(0) >= 4);
  assert.ok(await leaveInDoubt(120) >= 359);
  stub.replies.body = [''];
  demo.sql("UPDATE mail_outbox SET created_at = UTC_TIMESTAMP() - INTERVAL 20 HOUR, next_try_at = UTC_TIMESTAMP() WHERE state = 1");
  await demo.mailsDone();
  assert.deepEqual(last().slice(0, 2), ['3', '4']);
});

test('what the background process cannot do holds up none of its other duties', async () => {
  const failed = () => demo.events('background_failed').map((event) => event.duty);
  const mayReadChanges = (verb, preposition) => demo.sql(`${verb} SELECT ON ${demo.facts.database}.staff_change ${preposition} ${background}`);
  const background = demo.sql("SELECT GRANTEE FROM information_schema.TABLE_PRIVILEGES WHERE TABLE_NAME = 'staff_change' AND PRIVILEGE_TYPE = 'DELETE'")[0][0];
  mayReadChanges('REVOKE', 'FROM');
  await until(() => failed().includes('staff_changes'), 'the log to say so');
  stub.bodies.length = 0;
  await forget(demo.browser(), 'taimi@example.fi');
  await demo.mailsDone();
  mayReadChanges('GRANT', 'TO');
  assert.equal(stub.bodies.length, 1);
  assert.deepEqual([...new Set(failed())], ['staff_changes']);
});

test('a mailer that is killed in the middle of a mail is replaced, and the mail arrives all the same', async () => {
  stub.bodies.length = 0;
  stub.reached.length = 0;
  stub.replies.body = [null];
  await forget(demo.browser(), 'toivo@example.fi');
  await until(() => stub.reached.includes('body'), 'the mail to be on its way');
  const [mailer] = demo.children('asiointi-bg');
  process.kill(mailer, 'SIGKILL');
  await until(() => demo.children('asiointi-bg').some((pid) => pid !== mailer), 'a new mailer');
  assert.equal(last()[0], '1');
  timePasses();
  await demo.mailsDone();
  assert.equal(stub.bodies.length, 1);
  const browser = demo.browser();
  assert.equal((await setPassword(browser, await openLink(browser, linkIn(stub.bodies[0])), password)).status, 303);
});

test('a notice that had to wait goes to the address that the account had then, and not to one that came after (R-080)', async () => {
  const browser = demo.browser();
  await signIn(browser, 'toivo@example.fi', password);
  await demo.mailsDone(); // one tells of the new browser
  stub.bodies.length = 0;
  stub.replies.rcpt = ['451 4.7.1 come back'];
  const change = { current_password: password, new_password: newPassword, confirm_password: newPassword };
  assert.equal((await submitOnly(browser, await browser.get('/Account/Settings/Password'), change)).status, 303);
  await replied(/come back/);
  demo.sql('UPDATE mail_outbox SET next_try_at = UTC_TIMESTAMP() + INTERVAL 1 HOUR WHERE state = 1'); // not before the change
  await submitOnly(browser, await browser.get('/Account/Settings/Email'), { new_email: 'uusi.toivo@example.fi', current_password: newPassword });
  await until(() => stub.bodies.length === 1, 'the mail to the new address');
  const page = await openLink(browser, linkIn(stub.bodies[0], 'Settings/Email/Confirm'));
  const { link } = formWith(page.body, 'link').fields;
  assert.equal((await submitOnly(browser, page, { link })).status, 303);
  timePasses();
  await demo.mailsDone();
  const notice = stub.bodies.find((body) => /^To: .*toivo@example\.fi/m.test(body) && body.includes('salasana') && !body.includes('token='));
  assert.ok(notice, 'no notice of the changed password');
  assert.doesNotMatch(notice, /^To: .*uusi/m);
});

test('whoever is locked elsewhere is a stranger to the portal at once, also while a mail is on its way to a slow server (R-102)', async () => {
  const browser = demo.browser();
  await signIn(browser, 'uusi.toivo@example.fi', newPassword);
  await demo.mailsDone();
  stub.replies.body = [null];
  await stub.reachedBy(() => forget(demo.browser(), 'taimi@example.fi'), 'body');
  const atPortal = async () => (await browser.get('/hakemukset/headers')).status;
  assert.equal(await atPortal(), 200);
  assert.equal(admin('account', 'lock', 'uusi.toivo@example.fi', '--unit', 'Neuvonta', '--reason', 'Katosi.').status, 0);
  // Without the feed a check worker would trust what it knows for 30 seconds.
  await until(async () => (await atPortal()) !== 200, 'the portal to know nobody', 20);
  assert.equal(last()[0], '1'); // the server still has not answered
  stub.answer('250 taken after all');
  assert.equal(admin('account', 'unlock', 'uusi.toivo@example.fi', '--unit', 'Neuvonta', '--reason', 'Palasi.').status, 0);
  await demo.mailsDone();
});

test('a mail that was handed over while the database went away is not sent again when it is back', async () => {
  stub.replies.body = [null];
  await stub.reachedBy(() => forget(demo.browser(), 'taimi@example.fi'), 'body');
  process.kill(demo.facts.pids.mariadb, 'SIGKILL');
  stub.answer('250 taken meanwhile');
  await until(() => demo.events('background_failed').some((event) => event.duty === 'round'), 'the end to be missed');
  await demo.restart('mariadb');
  await demo.mailsDone();
  assert.deepEqual([last().slice(0, 2), last()[3]], [['2', '1'], '250 taken meanwhile']);
});

test('signing in needs no mail server', async () => {
  await stub.close();
  const browser = demo.browser();
  await signIn(browser, 'uusi.toivo@example.fi', newPassword);
  assert.ok(await isSignedIn(browser));
});
