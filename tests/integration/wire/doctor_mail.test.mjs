// What asiointi-admin doctor finds about mails: those that wait, the server, and what the name servers tell receivers.
import assert from 'node:assert/strict';
import test, { after } from 'node:test';

import { startDemo } from '../../support/demo.mjs';
import { startDns } from '../../support/dns_stub.mjs';
import { doctorOf } from '../../support/doctor.mjs';
import { SmtpStub } from '../../support/smtp_stub.mjs';

const spf = 'v=spf1 ip4:192.0.2.0/24 -all';
const dmarc = 'v=DMARC1; p=none; rua=mailto:dmarc@example.com';
const dns = await startDns({ 'example.com': [spf], '_dmarc.example.com': [dmarc] });
const demo = await startDemo({ settings: { 'login.guide_until': '2099-12-31', 'statements.updated': new Date().toISOString().slice(0, 10) } });
const stub = new SmtpStub();
after(async () => {
  dns.stop();
  if (stub.server) await stub.close();
  demo.stop();
});

const { look } = doctorOf(demo, ['--dns', dns.address]);
const only = (found, outcome) => {
  assert.deepEqual([...found.of('fault'), ...found.of('warning')], found.of(outcome), JSON.stringify(found.findings, null, 1));
  assert.equal(found.of(outcome).length, 1, JSON.stringify(found.findings, null, 1));
  return found.findings.find((each) => each.outcome === outcome);
};

async function withRecords(name, texts, act) {
  const before = dns.records[name];
  dns.records[name] = texts;
  try {
    return await act();
  } finally {
    dns.records[name] = before;
  }
}

const verdicts = [
  ['no SPF record', 'example.com', undefined, 'warning', /has no SPF record/, /Publish one TXT/],
  ['other TXT records alone', 'example.com', ['google-site-verification=x', 'v=spf10 -all'], 'warning', /has no SPF record/, /Publish/],
  ['two SPF records', 'example.com', [spf, 'v=spf1 mx ~all'], 'fault', /more than one SPF record/, /Join/],
  ['SPF that lets everybody send', 'example.com', ['v=spf1 mx +all'], 'fault', /everybody/, /-all/],
  ['SPF that refuses nobody', 'example.com', ['v=spf1 mx ?all'], 'warning', /refuses nobody/, /-all/],
  ['no DMARC record', '_dmarc.example.com', undefined, 'warning', /has no record/, /v=DMARC1/],
  ['two DMARC records', '_dmarc.example.com', [dmarc, dmarc], 'fault', /more than one DMARC/, /Leave one/],
  ['DMARC without a policy', '_dmarc.example.com', ['v=DMARC1; rua=mailto:x@example.com'], 'fault', /no policy/, /p=none/],
];
for (const [name, at, texts, outcome, words, remedy] of verdicts) {
  test(`${name} is a ${outcome} (R-191)`, () => withRecords(at, texts, async () => {
    const finding = only(await look(), outcome);
    assert.match(finding.found, words);
    assert.match(finding.remedy, remedy);
  }));
}

test('SPF in several pieces, by a redirect, and DMARC of the domain above are good (R-191)', async () => {
  await withRecords('example.com', [`v=spf1 ${'ip4:192.0.2.1 '.repeat(20)}~all`], async () => assert.deepEqual((await look()).of('warning'), []));
  await withRecords('example.com', ['v=spf1 redirect=_spf.example.net'], async () => assert.deepEqual((await look()).of('warning'), []));
  await withRecords('mail.example.com', [spf], async () => {
    const found = await look({ 'mail.from_address': '"asiointi@mail.example.com"' });
    assert.deepEqual([found.of('warning'), found.named('DMARC').found.split(';')[0]], [[], '_dmarc.example.com']);
  });
});

test('SPF is looked at where the envelope sender is, and must speak for the domain of From (R-191)', async () => {
  const lookFrom = (bounces) => look({ 'mail.bounce_address': `"${bounces}"` });
  await withRecords('bounces.example.com', [spf], async () => {
    const found = await lookFrom('b@bounces.example.com');
    assert.deepEqual([found.of('warning'), found.of('fault')], [[], []]);
    assert.match(found.named('From alignment').found, /^bounces\.example\.com .* are of one organisation$/);
  });
  assert.match(only(await lookFrom('b@bounces.example.com'), 'warning').found, /^bounces\.example\.com has no SPF record/);
  await withRecords('example.net', [spf], async () => {
    const finding = only(await lookFrom('b@example.net'), 'warning');
    assert.match(finding.found, /^example\.net .* does not speak for example\.com/);
    assert.match(finding.remedy, /mail\.bounce_address/);
  });
  await withRecords('_dmarc.example.com', ['v=DMARC1; p=none; aspf=s; rua=mailto:dmarc@example.com'], async () => {
    await withRecords('bounces.example.com', [spf], async () => assert.match(only(await lookFrom('b@bounces.example.com'), 'warning').found, /aspf=s/));
    assert.deepEqual((await look()).of('warning'), []);
  });
});

test('a name server that does not answer ends the run no later than its time limit', async () => {
  await withRecords('example.com', null, async () => {
    const finding = only(await look(), 'warning');
    assert.deepEqual([finding.check, /no name server tells of example\.com/.test(finding.found)], ['SPF', true]);
  });
});

test('mails that have waited for long, and those that died in the last day, are told', async () => {
  const queue = (state, created, finished = 'NULL') => demo.sql(`INSERT INTO mail_outbox (reason, typed, typed_digest, locale, state, next_try_at, reply, created_at, finished_at) VALUES (2, '', REPEAT('x', 32), 'fi', ${state}, '2099-01-01', '550 5.1.1 no such user', UTC_TIMESTAMP() - INTERVAL ${created}, ${finished})`);
  const empty = () => demo.sql("DELETE FROM mail_outbox WHERE typed_digest = REPEAT('x', 32)");
  queue(1, '20 MINUTE');
  assert.match(only(await look(), 'warning').found, /^1 wait, the oldest for (20|21) minutes/);
  queue(1, '5 HOUR');
  assert.match(only(await look(), 'fault').found, /^2 wait, the oldest for 30[01] minutes/);
  empty();
  queue(3, '2 DAY', 'UTC_TIMESTAMP() - INTERVAL 25 HOUR');
  assert.deepEqual((await look()).of('warning'), []);
  queue(3, '2 DAY', 'UTC_TIMESTAMP() - INTERVAL 23 HOUR');
  const dead = only(await look(), 'warning');
  assert.match(dead.found, /^1 in the last 24 hours, the last one: 550 5\.1\.1/);
  assert.match(dead.remedy, /outbox retry/);
  empty();
});

test('a mail server that is away, hangs, or refuses sender or recipient is a fault, and no mail has left', async () => {
  await stub.replace(demo);
  // So short where it is to pass: a good mail server on a busy machine may take as long.
  const impatient = { 'mail.timeout_s': '2' };
  for (const [replies, words, settings] of [[{ mail: ['550 5.7.1 not from you'] }, /not from you/], [{ rcpt: ['553 5.1.1 no such user'] }, /no such user/], [{ mail: [null] }, /[Tt]ime/, impatient]]) {
    Object.assign(stub.replies, { mail: [], rcpt: [] }, replies);
    const finding = only(await look(settings), 'fault');
    assert.match(finding.check, /^mail server 127\.0\.0\.1:\d+$/);
    assert.match(finding.found, words);
  }
  stub.reached.length = 0;
  assert.deepEqual((await look({}, '--mail-to', 'testi@example.org')).of('fault'), []);
  assert.deepEqual([stub.reached, stub.bodies], [['mail', 'rcpt'], []]);
  await stub.close();
  const gone = only(await look(), 'fault');
  assert.match(gone.found, /connect/i);
  assert.match(gone.remedy, /mail\.smtp_host/);
});

test('a mail server without STARTTLS is a fault where it is required (R-158)', async () => {
  await demo.restart('smtp');
  const finding = only(await look({ 'mail.starttls': '"required"' }), 'fault');
  assert.match(finding.found, /SSL/);
});
