// /metrics tells what happens, in a form that Prometheus reads, and to the machine itself alone.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import test, { after } from 'node:test';

import { send } from '../../support/client.mjs';
import { startDemo, until } from '../../support/demo.mjs';
import { forget, signedIn, typePassword, typeUserName } from '../../support/visitor.mjs';

const demo = await startDemo();
after(() => demo.stop());

const sanna = demo.accounts.with_password.address;
const status = new URL(demo.facts.status_url).origin;

const scrape = async () => {
  const answer = await send(status, { path: '/metrics' });
  assert.equal(answer.status, 200);
  return answer;
};
/// The value of one sample, named as the page writes it; undefined when it isn't there.
const valueIn = (text, sample) => {
  const line = text.split('\n').find((each) => each.startsWith(`${sample} `));
  return line === undefined ? undefined : Number(line.slice(sample.length + 1));
};
const value = async (sample) => valueIn((await scrape()).body, sample) ?? 0;

test('promtool finds nothing wrong with /metrics', async () => {
  await signedIn(demo, sanna, demo.password);
  const answer = await scrape();
  assert.match(answer.header('content-type'), /^text\/plain; version=0\.0\.4/);
  const checked = spawnSync('promtool', ['check', 'metrics'], { input: answer.body, encoding: 'utf8' });
  assert.equal(checked.status, 0, checked.stderr + checked.stdout);
  assert.equal(checked.stderr, '');
});

test('a page is counted by its route and status, whatever its letters, and others share one place', async () => {
  const login = 'asiointi_http_requests_total{route="/Account/Login",status="200"}';
  const unknown = 'asiointi_http_requests_total{route="(none)",status="404"}';
  const [before, lost] = [await value(login), await value(unknown)];
  const browser = demo.browser();
  await browser.get('/Account/Login');
  await browser.get('/account/LOGIN/');
  await browser.get('/Account/Nowhere?token=secret');
  const { body } = await scrape();
  assert.equal(valueIn(body, login), before + 2);
  assert.equal(valueIn(body, unknown), lost + 1);
  assert.ok(!body.includes('secret') && !body.includes('Nowhere'));
});

test('the buckets of a duration add up to its count', async () => {
  await demo.browser().get('/Account/Help');
  const { body } = await scrape();
  const named = (suffix, labels = '') => valueIn(body, `asiointi_http_request_duration_seconds_${suffix}{route="/Account/Help"${labels}}`);
  assert.ok(named('count') >= 1);
  assert.equal(named('bucket', ',le="+Inf"'), named('count'));
  assert.ok(named('sum') > 0);
});

test('sign-ins are counted by outcome', async () => {
  const outcome = (name) => value(`asiointi_sign_ins_total{outcome="${name}"}`);
  const before = { signed_in: await outcome('signed_in'), wrong: await outcome('wrong') };
  const hashes = await value('asiointi_hashing_wait_seconds_count');
  const stranger = demo.browser();
  await typePassword(stranger, await typeUserName(stranger, sanna), 'ei tämä ole se');
  await signedIn(demo, sanna, demo.password);
  assert.equal(await outcome('signed_in'), before.signed_in + 1);
  assert.equal(await outcome('wrong'), before.wrong + 1);
  assert.equal(await value('asiointi_hashing_wait_seconds_count'), hashes + 2);
  assert.equal(await value('asiointi_hashing_or_waiting'), 0);
});

test('a sign-in that must wait is counted as throttled, and its password as not hashed', async () => {
  const throttled = 'asiointi_sign_ins_total{outcome="throttled"}';
  const before = await value(throttled);
  let [answer, hashes] = [];
  do {
    const stranger = demo.browser();
    const page = await typeUserName(stranger, 'arvaaja@example.com');
    hashes = await value('asiointi_hashing_wait_seconds_count');
    answer = await typePassword(stranger, page, 'ei tämä ole se');
  } while (answer.status === 422);
  assert.equal(answer.status, 429);
  assert.deepEqual([await value(throttled), await value('asiointi_hashing_wait_seconds_count')], [before + 1, hashes]);
});

test('a statement that waits in vain is counted among the errors of the database', async () => {
  const errors = async () => Object.fromEntries(await Promise.all(['conflict', 'timeout', 'lost', 'unfit', 'other'].map(async (kind) => [kind, await value(`asiointi_database_errors_total{kind="${kind}"}`)])));
  let [before, now] = [];
  // When the server is slow to give up, the limit of the line ends the wait, which counts as lost.
  await until(async () => {
    before = await errors();
    assert.equal((await demo.withLocked('mail_outbox', () => forget(demo.browser(), sanna))).status, 503);
    now = await errors();
    return now.lost === before.lost;
  }, 'the server to give up in time', 60);
  assert.ok(now.conflict + now.timeout > before.conflict + before.timeout);
  assert.deepEqual([now.unfit, now.other], [before.unfit, before.other]);
});

test('what the portal was told is counted, and how often from memory', async () => {
  const browser = await signedIn(demo, sanna, demo.password);
  const read = async () => {
    const { body } = await scrape();
    return {
      signedIn: valueIn(body, 'asiointi_checks_total{outcome="signed_in"}'),
      notSignedIn: valueIn(body, 'asiointi_checks_total{outcome="not_signed_in"}'),
      looks: valueIn(body, 'asiointi_check_cache_total{result="hit"}') + valueIn(body, 'asiointi_check_cache_total{result="miss"}'),
    };
  };
  const before = await read();
  for (let i = 0; i < 3; ++i) await browser.get('/hakemukset');
  await demo.browser().get('/hakemukset');
  const now = await read();
  assert.equal(now.signedIn, before.signedIn + 3);
  assert.equal(now.notSignedIn, before.notSignedIn + 1);
  assert.equal(now.looks, before.looks + 3);
});

test('the stand of the outbox is counted by the background process', async () => {
  assert.ok(await until(async () => (await value('asiointi_stand_timestamp_seconds')) > 0, 'the first look'));
  const { body } = await scrape();
  for (const name of ['asiointi_outbox_waiting{kind="mail"}', 'asiointi_outbox_oldest_seconds', 'asiointi_outbox_dead']) assert.notEqual(valueIn(body, name), undefined, name);
});

test('a worker that is killed is counted, and the next one looks at once at what stands in the database', async () => {
  const restarts = await value('asiointi_worker_restarts_total');
  process.kill(demo.facts.pids.background, 'SIGKILL');
  await until(async () => (await value('asiointi_worker_restarts_total')) === restarts + 1, 'the restart is counted');
  await until(async () => (await value('asiointi_sessions')) >= 1, 'those who have signed in above');
});

test('a background process that has never got into the database leaves a stand of 0, whose age raises an alert', async () => {
  demo.sql("ALTER USER asiointi_background@localhost IDENTIFIED BY 'another one'");
  const refused = demo.events('background_failed').length;
  await demo.restart('supervisor');
  await until(() => demo.events('background_failed').length > refused, 'the background process to be refused');
  const { body } = await scrape();
  assert.equal(valueIn(body, 'asiointi_stand_timestamp_seconds'), 0);
  assert.equal(valueIn(body, 'asiointi_outbox_oldest_seconds'), undefined);
});

test('/metrics answers with the database away, says so, and counts what failed', async () => {
  const unreachable = await value('asiointi_database_unreachable_total');
  process.kill(demo.facts.pids.mariadb, 'SIGKILL');
  await until(async () => (await forget(demo.browser(), sanna)).status === 503, 'pages notice');
  const { body } = await scrape();
  assert.equal(valueIn(body, 'asiointi_database_up'), 0);
  assert.ok(valueIn(body, 'asiointi_database_unreachable_total') > unreachable);
  assert.ok(valueIn(body, 'asiointi_http_requests_total{route="/Account/Forgot",status="503"}') >= 1);
});

test('nobody reaches /metrics from outside (R-164)', async () => {
  for (const path of ['/metrics', '/METRICS', '/metrics/', '/Account/../metrics', '/%6detrics']) assert.equal((await send(demo.url, { path })).status, 404, path);
});
