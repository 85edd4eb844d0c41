// asiointi-admin check-answers against the product, which tells nothing, and against servers that tell one thing each.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import path from 'node:path';
import test, { after } from 'node:test';

import { runs } from '../../support/admin.mjs';
import { startAnswersStub } from '../../support/answers_stub.mjs';
import { build, startDemo, until } from '../../support/demo.mjs';

const program = path.join(build, 'tools/asiointi-admin/asiointi-admin');
const run = (words) => new Promise((resolve) => {
  execFile(program, ['check-answers', ...words, '--per-second', '1000'], { maxBuffer: 1 << 24 }, (error, stdout, stderr) =>
    resolve({ status: error ? error.code : 0, stdout, stderr }));
});
const look = async (...words) => {
  const { status, stdout, stderr } = await run([...words, '--json']);
  assert.notEqual(status, 2, stderr);
  const found = JSON.parse(stdout);
  assert.equal(status, { same: 0, different: 1, unclear: 3 }[found.verdict]);
  return { ...found, of: (step) => found.steps.find((each) => each.step === step) };
};

const demo = await startDemo();
const stubs = [];
const stub = async (behaviour) => {
  stubs.push(await startAnswersStub(behaviour));
  return stubs.at(-1);
};
after(() => {
  demo.stop();
  stubs.forEach((each) => each.stop());
});

// Five addresses of each kind: a password is tried five times at each before that costs waiting.
const kinds = ['known', 'without-password', 'locked', 'closed'];
const addresses = Object.fromEntries(kinds.map((kind) => [kind, [1, 2, 3, 4, 5].map((n) => `testi.${kind}.${n}@example.com`)]));
const all = Object.values(addresses).flat();
const ids = demo.sql(`SELECT id FROM account WHERE password_hash IS NULL ORDER BY id LIMIT ${all.length}`).map(([id]) => id);
demo.sql(all.map((address, i) => `UPDATE account SET email = '${address}', email_key = '${address}', locale = NULL WHERE id = ${ids[i]};`).join('\n'));
demo.lendPassword(...addresses.known, ...addresses.locked, ...addresses.closed);
demo.sql("UPDATE account SET state = 2 WHERE email_key LIKE 'testi.locked.%'; UPDATE account SET state = 3 WHERE email_key LIKE 'testi.closed.%'");
const given = kinds.flatMap((kind) => [`--${kind}`, ...addresses[kind]]);

/// Everything but time is alike, and time was not found to differ.
function isAlike(found) {
  answersAreAlike(found);
  for (const step of found.steps) assert.notEqual(step.times.verdict, 'different', JSON.stringify(step, null, 1));
}

function answersAreAlike(found) {
  for (const step of found.steps) assert.deepEqual(step.answers, { verdict: 'same', differences: [] }, step.step);
}

/// What `ask` finds, asked anew while that is not `expected`. By chance up to one run in a hundred accuses the time
/// (docs/answers.md); a difference that is there is found again.
async function askedAnew(ask, expected, attempts = 3) {
  const found = await ask();
  return expected(found) || attempts === 1 ? found : askedAnew(ask, expected, attempts - 1);
}

async function looksAlike(ask) {
  const found = await askedAnew(ask, (each) => {
    answersAreAlike(each);
    return each.steps.every(({ times }) => times.verdict !== 'different');
  });
  isAlike(found);
  return found;
}

test('with the notice of the printed guide, the first step is the one exception, and it is named', async () => {
  const found = await look(demo.url, ...given, '--attempts', '10');
  isAlike(found);
  assert.equal(found.notice, true);
  const kindsOf = (step) => found.of(step).kinds.map(({ kind }) => kind);
  for (const step of ['user_name', 'password']) assert.deepEqual(kindsOf(step), ['unknown', 'unknown, once more', 'known', 'locked', 'closed']);
  for (const step of ['forgot', 'registration']) assert.deepEqual(kindsOf(step), ['unknown', 'unknown, once more', 'known', 'without password', 'locked', 'closed']);
});

test('the notice is a difference for who asks for none', async () => {
  const { status, stdout } = await run([demo.url, '--without-password', ...addresses['without-password'], '--uniform', '--only', 'user_name', '--attempts', '5']);
  assert.equal(status, 1);
  assert.match(stdout, /unknown and without password: .* location: .*#notice/);
  assert.match(stdout, /^THE ANSWERS TELL/m);
});

test('behind the uniform first step no answer tells anything of unknown, known, password-less, locked and closed accounts (R-035, R-036, R-037, R-066, R-169)', async () => {
  const config = demo.facts.config;
  const before = demo.workers();
  appendFileSync(config, '\n[login]\nfirst_step = "uniform"\n');
  process.kill(demo.facts.pids.supervisor, 'SIGHUP');
  await until(() => demo.events('pool_reloaded').length > 0 && !demo.workers().some((pid) => before.includes(pid)), 'the new workers');

  const found = await looksAlike(async () => {
    await demo.mailsDone();
    demo.sql('DELETE FROM throttle; DELETE FROM mail_outbox');
    return look(demo.url, ...given, '--uniform');
  });
  assert.equal(found.notice, false);
  assert.deepEqual(found.steps.map(({ step }) => step), ['user_name', 'password', 'forgot', 'registration']);
  for (const step of found.steps) assert.deepEqual(step.kinds.map(({ attempts }) => attempts), [25, 25, 25, 25, 25, 25]);
});

test('who was tried too often waits alike, whoever it is (R-057)', async () => {
  demo.sql('DELETE FROM throttle');
  const found = await look(demo.url, ...kinds.flatMap((kind) => [`--${kind}`, addresses[kind][0]]), '--only', 'password', '--attempts', '12');
  isAlike(found);
  assert.deepEqual(found.steps.map(({ step, kinds: each }) => [step, each[0].attempts]), [['password', 6], ['waiting', 6]]);
});

test('a throttle that spares one of the names is found', async () => {
  demo.sql('DELETE FROM throttle');
  const few = kinds.slice(0, 2).flatMap((kind) => [`--${kind}`, addresses[kind][0]]);
  assert.equal((await look(demo.url, ...few, '--only', 'password', '--attempts', '6')).of('password').answers.verdict, 'same');
  const unlocked = runs(demo)('account', 'unlock', addresses.known[0], '--reason', 'Kokeillaan, huomataanko ero');
  assert.equal(unlocked.status, 0, unlocked.stderr); // its failures are forgotten
  const found = await look(demo.url, ...few, '--only', 'password', '--attempts', '1');
  assert.equal(found.of('password').answers.verdict, 'different');
  assert.deepEqual(found.of('password').answers.differences, ['unknown and known: status 429 and 422', 'answered with 429 instead of 422']);
});

const some = ['--known', ...[1, 2, 3, 4].map((n) => `known${n}@example.com`), '--locked', ...[1, 2, 3, 4].map((n) => `locked${n}@example.com`)];
const isLocked = (address) => address.startsWith('locked');

test('a server that takes a fifth longer for one kind is found out', async () => {
  const { url } = await stub((address) => ({ delay: isLocked(address) ? 72 : 60 }));
  const isOfLocked = ({ first, second, verdict }) => verdict !== 'different' || [first, second].includes('locked');
  const accuses = ({ steps: [{ times }] }) => times.verdict === 'different' && times.comparisons.every(isOfLocked);
  const found = await askedAnew(() => look(url, ...some, '--only', 'password', '--attempts', '20'), accuses, 5);
  const [step] = found.steps;
  assert.equal(step.answers.verdict, 'same');
  assert.ok(accuses(found), JSON.stringify(step, null, 1));
});

test('a server that is alike to all is not accused', async () => {
  const { url } = await stub(() => ({ delay: 5 }));
  await looksAlike(() => look(url, ...some, '--attempts', '20'));
});

for (const [what, behaviour, words] of [
  ['a byte', { more: '\n' }, /^unknown and locked: length \d+ and \d+, without the address/],
  ['a header', { headers: { 'X-State': 'locked' } }, /^unknown and locked: only the second has x-state: locked/],
]) {
  test(`a server that adds ${what} for one kind is found out`, async () => {
    const { url } = await stub((address) => (isLocked(address) ? behaviour : {}));
    const found = await look(url, ...some, '--only', 'password', '--attempts', '2');
    assert.equal(found.verdict, 'different');
    assert.match(found.of('password').answers.differences[0], words);
  });
}

test('an address is tried as often as the made-up ones beside it, and no other at all', async () => {
  const { url, posts } = await stub();
  await look(url, '--known', 'one@example.com', 'two@example.com', '--locked', 'three@example.com', '--only', 'forgot', '--attempts', '3', '--made-up-at', 'nobody.example');
  const counts = new Map();
  for (const address of posts) counts.set(address, (counts.get(address) ?? 0) + 1);
  assert.deepEqual([...counts.values()], [4, 4, 4, 4]); // one to see what the service does, and three
  assert.deepEqual([...counts.keys()].map((address) => address.replace(/koe\.[a-z2-7]{12}/, 'koe')).sort(), ['koe@nobody.example', 'koe@nobody.example', 'one@example.com', 'three@example.com']);
});

test('an attempt that the web server puts off is made again, and one that it always puts off ends the run', async () => {
  let refused = 0;
  const later = await stub(() => (++refused === 9 ? { refuse: 429 } : {}));
  const found = await look(later.url, ...some, '--only', 'forgot', '--attempts', '4');
  assert.equal(found.of('forgot').answers.verdict, 'same');
  const never = await stub((address, at) => (at === 'password' ? { refuse: 503 } : {}));
  const { status, stderr } = await run([never.url, ...some, '--only', 'password', '--attempts', '1']);
  assert.equal(status, 2);
  assert.match(stderr, /asks to come back later/);
});

test('failures that are alike prove nothing, and few attempts say nothing of time', async () => {
  const { url } = await stub((address, at) => (at === 'password' ? { refuse: 500 } : {}));
  const found = await look(url, ...some, '--only', 'password', '--attempts', '2');
  assert.equal(found.verdict, 'unclear');
  assert.deepEqual(found.of('password').answers.differences, ['answered with 500 instead of 422']);
  assert.equal(found.of('password').times.comparisons[0].apart_ms, null);
});

test('what is not the service, is not local on plain http, or names no or two of the same address is refused', async () => {
  const { url } = await stub();
  for (const [words, reason] of [
    [[demo.facts.mailbox_url, ...some], /no page of this service/],
    [['http://127.0.0.1:1', ...some], /does not answer/],
    [['http://asiointi.example.fi', ...some], /others could read it on the way/],
    [['ftp://asiointi.example.fi', ...some], /no http or https address/],
    [[url], /At least one of --known/],
    [[url, '--known', 'a@example.com', '--locked', 'a@example.com'], /is given twice/],
    [[url, '--known', 'A<b>@example.com'], /no address in small letters/],
    [[url, ...some, '--only', 'everything'], /everything/],
  ]) {
    const { status, stderr } = await run(words);
    assert.equal(status, 2, words.join(' '));
    assert.match(stderr, reason);
  }
});
