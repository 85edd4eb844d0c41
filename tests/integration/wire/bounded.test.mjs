// What the pool may take from the machine around it: connections of the database, and memory for hashing.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test, { after } from 'node:test';

import { send } from '../../support/client.mjs';
import { startDemo, until } from '../../support/demo.mjs';
import { headingOf } from '../../support/page.mjs';
import { SqlSession } from '../../support/sql.mjs';
import { forget, isSignedIn, signedIn, submitOnly, typePassword, typeUserName } from '../../support/visitor.mjs';

const memoryMib = 64;
const demo = await startDemo({ settings: { 'password.memory_mib': memoryMib, 'pool.hashing_slots': 1, 'pool.pages_workers': 4 } });
after(() => demo.stop());

const sanna = demo.accounts.with_password.address;
const ready = async () => (await send(new URL(demo.facts.status_url).origin, { path: '/readyz' })).status;
const fewest = 10; // that MariaDB takes for max_connections

const ofPool = () => demo.sql("SELECT id FROM information_schema.processlist WHERE user LIKE 'asiointi%'").map(([id]) => id);

/// Takes every connection that the database gives, and keeps the pool from taking one back meanwhile.
async function takeAllConnections() {
  const paused = demo.children('asiointi-bg');
  demo.sql(`SET GLOBAL max_connections = ${fewest}`);
  paused.forEach((pid) => process.kill(pid, 'SIGSTOP'));
  const taken = [];
  try {
    demo.sql(['pages', 'background'].map((user) => `KILL USER 'asiointi_${user}'@'localhost'`).join('; '));
    await until(() => ofPool().length === 0, 'the connections of the pool to be gone');
    for (let i = 0; i < fewest; ++i) {
      taken.push(new SqlSession(demo.facts));
      await taken.at(-1).run('SELECT 1');
    }
  } finally {
    paused.forEach((pid) => process.kill(pid, 'SIGCONT'));
  }
  return taken;
}

test('a database that gives no more connections is a 503 that says when to return, no worker hangs, and the pool recovers (R-275)', async () => {
  const browser = await signedIn(demo, sanna, demo.password);
  const workers = demo.workers();
  const taken = await takeAllConnections();
  try {
    assert.deepEqual([(await demo.browser().get('/Account/Login')).status, await ready()], [200, 503]);
    const asks = Array.from({ length: 12 }, async () => {
      const stranger = demo.browser();
      return submitOnly(stranger, await stranger.get('/Account/Forgot'), { user_name: sanna });
    });
    for (const answer of [...(await Promise.all(asks)), await browser.get('/Account/Settings')]) {
      assert.deepEqual([answer.status, headingOf(answer.body)], [503, 'Palvelu ei ole käytettävissä']);
      assert.ok(Number(answer.header('retry-after')) > 0);
    }
  } finally {
    await taken[0].run('SET GLOBAL max_connections = 200'); // the server may not have noticed yet that those are gone which have ended
    await Promise.all(taken.map((each) => each.end()));
  }
  await until(async () => (await forget(demo.browser(), 'joku@example.com')).status === 200, 'the pool to be back');
  assert.ok(await isSignedIn(browser));
  assert.deepEqual(demo.workers(), workers, 'nobody had to be replaced');
});

test('no process of the pool has more than one connection (R-270, R-275)', async () => {
  await demo.withLocked('mail_outbox', async () => {
    const asks = demo.workers().map(async () => {
      const stranger = demo.browser();
      return submitOnly(stranger, await stranger.get('/Account/Forgot'), { user_name: 'joku@example.com' });
    });
    await demo.waitingForLock(demo.workers().length);
    const processes = demo.workers().length + demo.children('asiointi-check').length + demo.children('asiointi-bg').length;
    assert.ok(ofPool().length >= demo.workers().length && ofPool().length <= processes, `${ofPool().length} connections of ${processes} processes`);
    await Promise.allSettled(asks);
  });
});

/// A sample of /metrics, by the name that it has there.
async function counted(sample) {
  const { body } = await send(new URL(demo.facts.status_url).origin, { path: '/metrics' });
  return Number(body.split('\n').find((line) => line.startsWith(`${sample} `)).slice(sample.length + 1));
}
const residentMib = (pid) => Number(/^Rss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))[1]) / 1024;

test('many passwords at once take the memory of as many hashes as there are slots, and no more (R-025)', async () => {
  const onceThrough = () => [...demo.workers(), ...demo.children('asiointi-hash')].reduce((sum, pid) => sum + residentMib(pid), 0);
  // The processes are read one after another, so a hash that ends in one and begins in the next counts twice: in one of two
  // readings, where a hash too many is in both.
  const total = () => Math.min(onceThrough(), onceThrough());
  const one = memoryMib;
  let idle;
  let highest = 0;
  let count = 0;
  const attempt = async () => {
    demo.sql('DELETE FROM throttle');
    const pages = await Promise.all(Array.from({ length: 8 }, async () => {
      const stranger = demo.browser();
      return [stranger, await typeUserName(stranger, `arvattu${count += 1}@example.com`)];
    }));
    idle ??= total();
    const [refused, busy] = [await counted('asiointi_hashing_refused_total'), await counted('asiointi_sign_ins_total{outcome="busy"}')];
    let isDone = false;
    const attempts = Promise.all(pages.map(([stranger, page]) => typePassword(stranger, page, 'ei tämä ole se')));
    attempts.finally(() => { isDone = true; });
    await until(() => {
      highest = Math.max(highest, total());
      return isDone;
    }, 'the attempts to be answered');
    const statuses = (await attempts).map(({ status }) => status);
    assert.ok(statuses.every((status) => [422, 503].includes(status)) && statuses.includes(422), statuses.join(' '));
    const turnedAway = statuses.filter((status) => status === 503).length;
    assert.deepEqual([await counted('asiointi_hashing_refused_total'), await counted('asiointi_sign_ins_total{outcome="busy"}')], [refused + turnedAway, busy + turnedAway]);
  };
  // All of the hashes may fall between two looks.
  await until(async () => {
    await attempt();
    return highest - idle > one / 2;
  }, 'a hash to be seen', 60);
  assert.ok(highest - idle < 1.5 * one, `${(highest - idle).toFixed(0)} MiB more than idle, of ${one} MiB for the one slot`);
});

test('whoever hashes or shows pages steps back when the cores are short, and checks do not', () => {
  const niceness = (pid) => Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ')[16]);
  const usual = niceness(demo.facts.pids.supervisor);
  for (const pid of ['asiointi-pages', 'asiointi-hash'].flatMap((name) => demo.children(name))) assert.equal(niceness(pid), Math.min(usual + 5, 19));
  for (const pid of [...demo.children('asiointi-check'), ...demo.children('asiointi-bg')]) assert.equal(niceness(pid), usual);
});
