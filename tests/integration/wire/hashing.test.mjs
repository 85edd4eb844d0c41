// Who hashes passwords, and what becomes of a sign-in when that process is gone.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import test, { after } from 'node:test';

import { startDemo, until } from '../../support/demo.mjs';
import { isSignedIn, signIn } from '../../support/visitor.mjs';

const demo = await startDemo({ settings: { 'pool.hashing_slots': 2, 'pool.pages_workers': 8, 'password.memory_mib': 64 } });
after(() => demo.stop());

const sanna = demo.accounts.with_password.address;
const hashProcesses = () => demo.children('asiointi-hash');

/// In ticks of the clock, of which a hash takes several.
function ticksOf(pid) {
  const [user, system] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ').slice(11, 13);
  return Number(user) + Number(system);
}
const ticksOfAll = (pids) => pids.reduce((sum, pid) => sum + ticksOf(pid), 0);

async function signInAnew() {
  const browser = demo.browser();
  await signIn(browser, sanna, demo.password);
  assert.ok(await isSignedIn(browser));
}

test('there is one hash process for each slot, and the workers that show pages hash nothing themselves', async () => {
  assert.equal(hashProcesses().length, 2);
  await signInAnew();
  const [hashing, pages] = [ticksOfAll(hashProcesses()), ticksOfAll(demo.workers())];
  for (let i = 0; i < 10; ++i) await signInAnew();
  const [byHashing, byPages] = [ticksOfAll(hashProcesses()) - hashing, ticksOfAll(demo.workers()) - pages];
  assert.ok(byHashing > 4 * byPages, `${byHashing} ticks of hash processes, ${byPages} of the workers`);
  assert.deepEqual(demo.events('hashed_here'), []);
});

test('a hash process has no socket but those of the channel, and no file of the service', () => {
  for (const pid of hashProcesses()) {
    const open = readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`));
    const sockets = open.filter((each) => each.startsWith('socket:'));
    assert.ok(sockets.length <= 2, open.join(' ')); // the channel's end, and what the log goes to
    assert.deepEqual(open.filter((each) => each.startsWith(demo.directory) && !each.includes('/log')), []);
  }
});

test('whoever signs in while all hash processes are gone is signed in, and the log says who hashed', async () => {
  const gone = hashProcesses();
  gone.forEach((pid) => process.kill(pid, 'SIGSTOP')); // they begin with nothing
  try {
    await signInAnew();
  } finally {
    gone.forEach((pid) => process.kill(pid, 'SIGKILL'));
  }
  const [told] = demo.events('hashed_here');
  assert.deepEqual([told.level, told.process], ['warning', 'pages']);
  await until(() => hashProcesses().length === 2 && !hashProcesses().some((pid) => gone.includes(pid)), 'their successors');
  const before = demo.events('hashed_here').length;
  await signInAnew();
  assert.equal(demo.events('hashed_here').length, before);
});

test('a hash process that is killed in the middle of a hash costs nobody the sign-in', async () => {
  const gone = hashProcesses();
  let isDone = false;
  const signingIn = Promise.all(Array.from({ length: 4 }, signInAnew)).finally(() => { isDone = true; });
  const ticks = new Map(gone.map((pid) => [pid, ticksOf(pid)]));
  await until(() => {
    for (const [pid, before] of ticks)
      if (ticksOf(pid) > before) {
        process.kill(pid, 'SIGKILL');
        ticks.delete(pid);
      }
    return isDone || ticks.size === 0;
  }, 'both to hash');
  await signingIn;
  assert.ok(ticks.size < 2, 'one was killed at work');
  await until(() => hashProcesses().length === 2, 'their successors');
});

test('a reload in the middle of many sign-ins leaves none without a hash process', async () => {
  const before = demo.events('hashed_here').length;
  const [old, reloads] = [hashProcesses(), demo.events('pool_reloaded').length];
  const signingIn = Promise.all(Array.from({ length: 2 }, async () => {
    for (let i = 0; i < 10; ++i) await signInAnew();
  }));
  process.kill(demo.facts.pids.supervisor, 'SIGHUP');
  await signingIn;
  await until(() => demo.events('pool_reloaded').length > reloads, 'the reload');
  await until(() => !hashProcesses().some((pid) => old.includes(pid)), 'the old ones to go');
  assert.equal(demo.events('hashed_here').length, before);
});
