// asiointi-admin outbox, sessions and audit: what waits, who is signed in, and what has happened.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import test, { after } from 'node:test';

import { build, root, startDemo, until } from '../../support/demo.mjs';
import { SmtpStub } from '../../support/smtp_stub.mjs';
import { forget, isSignedIn, openLink, signIn } from '../../support/visitor.mjs';

const demo = await startDemo({ settings: { 'staff.unit': 'Lupaneuvonta' } });
const stub = new SmtpStub();
after(async () => {
  if (stub.server) await stub.close();
  demo.stop();
});

const program = path.join(build, 'tools/asiointi-admin/asiointi-admin');
const run = (...words) => spawnSync(program, ['--config', demo.facts.config, ...words], { encoding: 'utf8', cwd: root });
const json = (...words) => {
  const { status, stdout, stderr } = run(...words, '--json');
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout);
};
const address = 'toivo@example.fi';
const sanna = demo.accounts.with_password.address;
const why = 'Postipalvelin on korjattu';

test('mails that wait are listed with their reply, and one of them leaves at once when it is tried again', async () => {
  assert.match(run('outbox', 'list').stdout, /^nothing waits$/m);
  await stub.replace(demo);
  stub.replies.rcpt = ['451 4.7.1 greylisted'];
  await forget(demo.browser(), address);
  await until(() => json('outbox', 'list').some(({ reply }) => /greylisted/.test(reply)), 'the reply');
  demo.sql("UPDATE mail_outbox SET next_try_at = '2099-01-01' WHERE state = 1"); // and not in ten seconds, which pass below
  const [row] = json('outbox', 'list', '--queued');
  assert.deepEqual([row.reason, row.state, row.attempts], ['forgot', 'queued', 1]);
  assert.match(run('outbox', 'list').stdout, /forgot, 1 attempt.*next try[^]*greylisted/);
  assert.deepEqual([run('outbox', 'retry', String(row.id), '--reason', why).status, (await demo.mailsDone(), stub.bodies.length)], [0, 1]);
});

test('a dead mail waits again when it is tried again, with a link of its own that is good', async () => {
  stub.replies.rcpt = ['550 5.1.1 no such user'];
  await forget(demo.browser(), 'taimi@example.fi');
  await demo.mailsDone();
  const [dead] = json('outbox', 'list', '--dead');
  assert.deepEqual([dead.state, dead.recipient, dead.reply], ['dead', 'taimi@example.fi', '550 5.1.1 no such user']);
  demo.sql("UPDATE mail_outbox SET created_at = created_at - INTERVAL 3 DAY WHERE state = 3");
  stub.bodies.length = 0;
  const again = run('outbox', 'retry', String(dead.id), '--reason', why);
  assert.deepEqual([again.status, again.stdout], [0, `mail ${dead.id} waits again, and is due now\n`]);
  await demo.mailsDone();
  const link = /http\S+?RecoverPassword\?token=[a-z2-7]{52}/.exec(stub.bodies[0].replace(/=\r\n/g, '').replace(/=3D/g, '='))[0];
  assert.equal((await openLink(demo.browser(), link)).status, 200);
  assert.deepEqual(json('outbox', 'list', '--dead'), []);
  const retried = json('audit', '--all').find(({ kind }) => kind === 'mail_retried');
  assert.deepEqual([retried.reason, retried.unit, retried.detail], [why, 'Lupaneuvonta', `mail ${dead.id}`]);
});

test('what cannot be tried again is told, with what to do', () => {
  demo.sql("INSERT INTO mail_outbox (reason, typed, typed_digest, locale, state, next_try_at, recipient_key, created_at, finished_at) VALUES (10, '', REPEAT('x', 32), 'fi', 3, UTC_TIMESTAMP(), 'taimi@example.fi', UTC_TIMESTAMP(), UTC_TIMESTAMP())");
  const [{ id }] = json('outbox', 'list', '--dead');
  for (const [number, words] of [[id, /asked for anew/], [999999, /see "outbox list"/]]) {
    const { status, stderr } = run('outbox', 'retry', String(number), '--reason', why);
    assert.deepEqual([status, words.test(stderr)], [1, true], stderr);
  }
  assert.equal(run('outbox', 'retry', 'x', '--reason', why).status, 2);
  assert.equal(run('outbox', 'retry', '1').status, 2, 'nothing is done for residents without a reason');
  assert.equal(run('outbox', 'list', '--dead', '--queued').status, 2);
});

test('a long list comes in pages', () => {
  demo.sql("INSERT INTO mail_outbox (reason, typed, typed_digest, locale, state, next_try_at, created_at) SELECT 2, 'x', REPEAT('y', 32), 'fi', 1, '2099-01-01', UTC_TIMESTAMP() FROM seq_1_to_5");
  const { stdout } = run('outbox', 'list', '--most', '3');
  const [, before] = /^older ones: --before (\d+)$/m.exec(stdout);
  const ids = [...json('outbox', 'list', '--most', '3'), ...json('outbox', 'list', '--most', '3', '--before', before)].map((row) => row.id);
  assert.equal(new Set(ids).size, 5);
  assert.deepEqual(ids, [...ids].sort((a, b) => b - a));
  demo.sql("DELETE FROM mail_outbox WHERE typed_digest = REPEAT('y', 32)");
});

test('sessions are listed and ended at once; the resident reads who did it and why, and looking is recorded', async () => {
  const browser = demo.browser();
  await signIn(browser, sanna, demo.password);
  const [session, ...others] = json('sessions', 'list', sanna);
  assert.deepEqual([typeof session.browser, session.remembered, others], ['string', false, []]);
  assert.equal(run('sessions', 'end', sanna, '--reason', 'x').status, 1);
  assert.equal(run('sessions', 'end', sanna).status, 2);
  assert.equal(run('sessions', 'end', sanna, '--reason', 'Puhelin katosi').stdout, `${sanna}: signed out everywhere\n`);
  await until(async () => !(await isSignedIn(browser)), 'the session to end');
  assert.deepEqual(json('sessions', 'list', sanna), []);
  assert.equal(run('sessions', 'list', 'nobody@example.com').status, 1);
  const trail = json('audit', sanna);
  const ended = trail.find(({ kind, reason }) => kind === 'sign_out_everywhere' && reason === 'Puhelin katosi');
  assert.equal(ended.unit, 'Lupaneuvonta');
  assert.ok(ended.actor);
  assert.equal(trail.filter(({ kind }) => kind === 'account_viewed').length, 1);
});

test('the trail of everybody comes in pages, without a secret, and looking at it is recorded', () => {
  const all = json('audit', '--all', '--most', '10');
  assert.equal(all.length, 10);
  const older = json('audit', '--all', '--most', '5', '--before', String(all[4].id));
  assert.deepEqual(older.map(({ id }) => id), all.slice(5).map(({ id }) => id));
  assert.ok(json('audit', '--all').some(({ kind, actor }) => kind === 'staff_searched' && actor));
  assert.match(run('audit', sanna, '--most', '1').stdout, /^\d+ {2}\d{4}-\d\d-\d\d [\d:]+ {2}\w+ {2}[^]*older ones: --before \d+\n$/);
  assert.deepEqual([run('audit').status, run('audit', sanna, '--all').status], [2, 2]);
});
