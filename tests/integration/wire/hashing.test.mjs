// Who hashes passwords, and what becomes of a sign-in when that process is gone.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import test, { after } from 'node:test';

import { startDemo, until } from '../../support/demo.mjs';
import { isSignedIn, signIn, typePassword, typeUserName } from '../../support/visitor.mjs';

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
  assert.ok(byHashing > byPages, `${byHashing} ticks of hash processes, ${byPages} of the workers`);
  assert.deepEqual(demo.events('hashed_here'), []);
});

test('a hash process has no socket but its end of the channel, which only hash processes have, and no file of the service', () => {
  const targetOf = (link) => {
    try {
      return readlinkSync(link);
    } catch {
      return ''; // closed meanwhile
    }
  };
  const openIn = (pid) => readdirSync(`/proc/${pid}/fd`).map((fd) => targetOf(`/proc/${pid}/fd/${fd}`));
  const socketsOf = (pids) => [...new Set(pids.flatMap(openIn).filter((each) => each.startsWith('socket:')))];
  const toServe = socketsOf(hashProcesses());
  assert.equal(toServe.length, 1);
  for (const pid of hashProcesses()) assert.deepEqual(openIn(pid).filter((each) => each.startsWith(demo.directory) && !each.includes('/log')), []);
  // What is in every worker that shows pages and in the supervisor: the socket of pages, and the end by which they ask.
  const ofSupervisor = socketsOf([demo.facts.pids.supervisor]);
  const ofPages = socketsOf(demo.workers());
  const shared = ofSupervisor.filter((each) => ofPages.includes(each));
  assert.ok(ofSupervisor.includes(toServe[0]) && !ofPages.includes(toServe[0]));
  assert.equal(shared.length, 2, shared.join(' '));
  const ofOthers = socketsOf(['asiointi-check', 'asiointi-bg'].flatMap((name) => demo.children(name)));
  assert.deepEqual([toServe[0], ...shared].filter((each) => ofOthers.includes(each)), []);
});

test('a hash process that is killed in the middle of a hash costs nobody the sign-in', async () => {
  const before = demo.events('hashed_here').length;
  await until(async () => {
    const ticks = new Map(hashProcesses().map((pid) => [pid, ticksOf(pid)]));
    let isDone = false;
    const signingIn = signInAnew().finally(() => { isDone = true; });
    await until(() => {
      const busy = [...ticks].find(([pid, then]) => ticksOf(pid) > then);
      if (busy) process.kill(busy[0], 'SIGKILL');
      return isDone || busy;
    }, 'one to hash');
    await signingIn;
    await until(() => hashProcesses().length === 2, 'its successor');
    return demo.events('hashed_here').length > before; // it was at work
  }, 'one to be killed at work');
  assert.equal(demo.events('hashed_here').at(-1).cause, 'the hash process has ended or failed');
});

test('a stop in the middle of sign-ins lets those that have begun end with a hash process', async () => {
  const other = await startDemo({ settings: { 'password.memory_mib': 64, 'pool.hashing_slots': 1, 'pool.pages_workers': 8 } });
  try {
    const pages = [];
    for (let i = 0; i < 3; ++i) {
      const browser = other.browser();
      pages.push([browser, await typeUserName(browser, other.accounts.with_password.address)]);
    }
    const [hash] = other.children('asiointi-hash');
    const ticks = ticksOf(hash);
    const answering = Promise.all(pages.map(([browser, page]) => typePassword(browser, page, other.password)));
    await until(() => ticksOf(hash) > ticks, 'the first hash to be begun');
    process.kill(other.facts.pids.supervisor, 'SIGTERM');
    assert.deepEqual((await answering).map(({ status }) => status), [303, 303, 303]);
    await until(() => other.events('pool_stopped').length > 0, 'the end');
    assert.deepEqual(other.events('hashed_here'), []);
  } finally {
    other.stop();
  }
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

test('whoever signs in while all hash processes are gone is signed in, and the log says who hashed', async () => {
  const gone = hashProcesses();
  gone.forEach((pid) => process.kill(pid, 'SIGSTOP')); // they begin with nothing
  try {
    await signInAnew();
  } finally {
    gone.forEach((pid) => process.kill(pid, 'SIGKILL'));
  }
  const told = demo.events('hashed_here').at(-1);
  assert.deepEqual([told.level, told.process, told.cause], ['warning', 'pages', 'no hash process has begun in time']);
  await until(() => hashProcesses().length === 2 && !hashProcesses().some((pid) => gone.includes(pid)), 'their successors');
  // A worker that found nobody asks nobody for ten seconds.
  await until(async () => {
    const before = demo.events('hashed_here').length;
    await signInAnew();
    return demo.events('hashed_here').length === before;
  }, 'a sign-in with a hash process');
});
