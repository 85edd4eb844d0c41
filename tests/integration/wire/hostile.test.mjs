// Peers that mean harm or are broken: at the pool's sockets, where only the web server should be, and before nginx. No worker
// is lost for longer than the limit, nothing grows, and residents are served.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import test, { after } from 'node:test';

import { send, sendBytes } from '../../support/client.mjs';
import { build, startDemo, until } from '../../support/demo.mjs';
import { begin, hold, memoryOf, pair, params, record, statusOf, talk, type, usual } from '../../support/fastcgi_peer.mjs';
import { headingOf } from '../../support/page.mjs';
import { withSettings } from '../../support/toml.mjs';
import { isSignedIn, signedIn } from '../../support/visitor.mjs';

const demo = await startDemo();
after(() => demo.stop());
const resident = await signedIn(demo, demo.accounts.with_password.address, demo.password);

const run = path.dirname(demo.facts.database_socket);
const sockets = { 'asiointi-pages': path.join(run, 'pages.sock'), 'asiointi-check': path.join(run, 'check.sock') };
const pages = sockets['asiointi-pages'];
const workers = demo.workers().length;
const everyone = () => [demo.facts.pids.supervisor, ...Object.keys(sockets).flatMap((name) => demo.children(name))];
const timedOut = () => demo.logs().split('"event":"request_timed_out"').length - 1;

const form = 'application/x-www-form-urlencoded';
const get = (more = []) => params(usual('GET', '/Account/Login', more));
const post = (length) => params(usual('POST', '/Account/Login', [['CONTENT_TYPE', form], ['CONTENT_LENGTH', String(length)]]));
const noBody = record(type.stdin);
const long = (n) => 'a'.repeat(n);

async function isServed(what) {
  const page = await demo.browser().get('/Account/Login');
  assert.deepEqual([page.status, headingOf(page.body)], [200, 'Kirjautuminen'], what);
}

async function isComplete(what) {
  await until(() => Object.keys(sockets).every((name) => demo.children(name).length >= 2) && demo.workers().length === workers, `${what}: all workers to be there`);
}

/// What stops in the middle costs a worker its limit, which is short from here on. What may take a busy machine longer than that
/// comes before.
async function shortenLimit() {
  const old = [...demo.workers(), ...demo.children('asiointi-check')];
  writeFileSync(demo.facts.config, withSettings(readFileSync(demo.facts.config, 'utf8'), { 'pool.request_timeout_s': 2 }));
  process.kill(demo.facts.pids.supervisor, 'SIGHUP');
  await until(() => demo.events('pool_reloaded').length > 0, 'the reload');
  await until(() => ![...demo.workers(), ...demo.children('asiointi-check')].some((pid) => old.includes(pid)), 'the old workers to end');
  await isComplete('after the reload');
}

// What is said, and the status that may answer it; undefined: none. A worker answers within its limit or is replaced.
const conversations = [
  ['a good request', [begin(), get(), noBody], [200]],
  ['padding behind the beginning, which libfcgi takes for a record', [begin({ padding: 255 }), get(), noBody], [undefined, 200, 400]],
  ['records with the longest padding', [begin(), params(usual('GET', '/Account/Login'), { padding: 255 }), record(type.stdin, '', { padding: 255 })], [200]],
  ['a connection that is to be kept', [begin({ flags: 1 }), get(), noBody], [200]],
  ['another version of the protocol', [begin({ version: 2 }), get(), noBody], [undefined]],
  ['version 0', [record(type.begin, Buffer.alloc(8), { version: 0 })], [undefined]],
  ['a record of an unknown type first', [record(77, long(20)), begin(), get(), noBody], [undefined, 200]],
  ['an unknown type between the parameters', [begin(), record(99, long(9)), get(), noBody], [undefined, 200, 400]],
  ['type 0', [record(0, 'x')], [undefined]],
  ['a query for values', [record(type.getValues, Buffer.concat([pair('FCGI_MAX_CONNS', ''), pair('x', '')]), { id: 0 }), begin(), get(), noBody], [200]],
  ['an answer instead of a request', [record(type.stdout, 'Status: 200\r\n\r\nhello'), record(type.end, Buffer.alloc(8))], [undefined]],
  ['a request that is begun without its body', [record(type.begin)], [undefined]],
  ['the role of an authorizer', [begin({ role: 2 }), get()], [undefined, 200, 400]],
  ['a role that does not exist', [begin({ role: 999 }), get(), noBody], [undefined]],
  ['parameters of another request', [begin(), params(usual('GET', '/Account/Login'), { id: 7 }), get(), noBody], [undefined, 200, 400]],
  ['a request that is begun twice', [begin(), begin({ id: 2 }), get(), noBody], [undefined, 200, 400]],
  ['a request that is aborted', [begin(), record(type.abort), get(), noBody], [undefined, 200, 400]],
  ['one that is aborted in the middle of its body', [begin(), post(10), record(type.stdin, 'abc'), record(type.abort), noBody], [undefined, 400]],
  ['lengths whose sum overflows', [begin(), params([pair('A', 'B', [0x7fffffff, 0x7fffffff])]), noBody], [undefined, 400]],
  ['a name of two gigabytes', [begin(), params([pair('A', 'B', [0x7fffffff, 1])]), noBody], [undefined, 400]],
  ['a value longer than the stream', [begin(), params([...usual('GET', '/Account/Login'), pair('X', 'y', [1, 60_000])]), noBody], [undefined, 400, 200]],
  ['parameters without an end', [begin(), record(type.params, pair('A', 'B').subarray(0, 2)), record(type.params), noBody], [undefined, 400]],
  ['no parameters at all', [begin(), params([]), noBody], [400]],
  ['a parameter without a name', [begin(), params([...usual('GET', '/Account/Login'), ['', 'x']]), noBody], [200, 400]],
  ['a doubled method', [begin(), params([...usual('GET', '/Account/Login'), ['REQUEST_METHOD', 'POST']]), noBody], [400]],
  ['ten thousand parameters', [begin(), get(Array.from({ length: 10_000 }, (_, i) => [`HTTP_X_${i}`, 'x'])), noBody], [200, 400]],
  ['ten thousand cookies', [begin(), get([['HTTP_COOKIE', Array.from({ length: 10_000 }, (_, i) => `c${i}=${i}`).join('; ')]]), noBody], [200]],
  ['a cookie of a megabyte', [begin(), get([['HTTP_COOKIE', `a=${long(1 << 20)}`]]), noBody], [200]],
  ['an address of eight megabytes', [begin(), params(usual('GET', `/${long(8 << 20)}`)), noBody], [400, 404]],
  ['a body longer than it says', [begin(), post(3), record(type.stdin, long(60_000)), noBody], [400, 403]],
  ['a body shorter than it says', [begin(), post(5000), record(type.stdin, 'a=1'), noBody], [400]],
  ['a body that is not there', [begin(), post(5000), noBody], [400]],
  ['a body for which no length is said', [begin(), params(usual('POST', '/Account/Login', [['CONTENT_TYPE', form]])), record(type.stdin, 'a=1'), noBody], [400]],
  ['a length below nothing', [begin(), post(-1), record(type.stdin, 'a=1'), noBody], [400]],
  ['a length of a terabyte', [begin(), post(1e12), record(type.stdin, 'a=1'), noBody], [413]],
  ['noise', [Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7919 + (i >> 3) * 104729) & 255))], [undefined]],
  ['http', [Buffer.from('GET /Account/Login HTTP/1.1\r\nHost: localhost\r\n\r\n')], [undefined]],
];

test('twice as many silent connections as workers hold nobody up, and are dropped', async () => {
  const before = demo.workers();
  const silent = Array.from({ length: 2 * workers }, () => hold(pages));
  await isServed('beside them');
  await until(() => silent.every((each) => each.closed), 'all of them to be dropped');
  assert.deepEqual(demo.workers(), before);
});

test('no record, however wrong, gets more than a refusal, and the pool goes on', async () => {
  await shortenLimit();
  for (const [what, bytes, allowed] of conversations) {
    const status = statusOf(await talk(pages, Buffer.concat(bytes)));
    assert.ok(allowed.includes(status), `${what}: ${status}`);
  }
  await isServed('afterwards');
  await isComplete('afterwards');
});

test('the check workers take the same without letting anybody in', async () => {
  for (const [what, bytes] of conversations) {
    const text = await talk(sockets['asiointi-check'], Buffer.concat(bytes));
    assert.ok([undefined, 400, 401, 403, 404].includes(statusOf(text)), `${what}: ${statusOf(text)}`);
    assert.doesNotMatch(text, /^Asiointi-Account/im, what);
  }
  await isComplete('afterwards');
  assert.ok(await isSignedIn(resident));
});

const unending = [
  ['stops in the middle of a head', begin().subarray(0, 5)],
  ['stops in the middle of a record', Buffer.concat([begin(), record(type.params, 'only a little', { announced: 60_000 })])],
  ['stops between two records', Buffer.concat([begin(), get()])],
  ['stops in the middle of its body', Buffer.concat([begin(), post(10_000), record(type.stdin, 'user_name=a')])],
];

test('peers that stop in the middle, one for each worker, cost the pool its limit and no more (R-235)', async () => {
  const before = timedOut();
  const peers = Array.from({ length: workers }, (_, i) => hold(pages, unending[i % unending.length][1]));
  await isServed('as soon as there are workers again');
  await until(() => peers.every((each) => each.closed), 'the watchdog to end them all');
  const ended = timedOut() - before;
  assert.ok(ended > 0 && ended <= workers, `${ended} workers ended`);
  await isComplete('after the watchdog');
});

test('a body that comes byte by byte and never ends is cut off at the limit, however busy it is', async () => {
  const before = timedOut();
  const peer = hold(pages, Buffer.concat([begin(), post(16_000)]));
  const drip = setInterval(() => { if (!peer.closed) peer.socket.write(record(type.stdin, 'a')); }, 50);
  await until(() => peer.closed, 'the end of it');
  clearInterval(drip);
  assert.equal(timedOut() - before, 1);
  await isComplete('afterwards');
});

test('a peer that never takes its answer, or never hangs up, is left behind', async () => {
  const before = demo.workers();
  const peers = Array.from({ length: 2 * workers }, () => {
    const peer = hold(pages, Buffer.concat([begin({ flags: 1 }), get(), noBody]));
    peer.socket.pause();
    return peer;
  });
  await isServed('beside them');
  peers.forEach((each) => each.socket.resume());
  await until(() => peers.every((each) => each.closed), 'the pool to hang up');
  assert.deepEqual(demo.workers(), before);
});

test('a hundred slow clients before nginx, who send heads or bodies by the byte, take no worker', async () => {
  const { hostname, port, host } = new URL(demo.url);
  const begun = [`POST /Account/Login HTTP/1.1\r\nHost: ${host}\r\nContent-Type: ${form}\r\nContent-Length: 1000\r\n\r\na`, 'GET /Account/Login HTTP/1.1\r\nX-Slow: '];
  const slow = await Promise.all(Array.from({ length: 100 }, (_, i) => new Promise((resolve, reject) => {
    const socket = net.connect({ host: hostname, port: Number(port) }, () => socket.write(begun[i % 2], () => resolve(socket)));
    socket.on('error', reject);
  })));
  const before = demo.workers();
  for (let i = 0; i < 10; ++i) await isServed('beside them');
  assert.deepEqual(demo.workers(), before);
  slow.forEach((socket) => socket.destroy());
});

test('a flood of headers ends at nginx, and thousands of cookies that fit are a page', async () => {
  const raw = (headers) => sendBytes(demo.url, `GET /Account/Login HTTP/1.1\r\nHost: ${new URL(demo.url).host}\r\n${headers}Connection: close\r\n\r\n`);
  const cookies = (n) => Array.from({ length: n }, (_, i) => `c${i}=1`).join('; ');
  for (const headers of [`X-Long: ${long(9000)}\r\n`, Array.from({ length: 2000 }, (_, i) => `X-${i}: ${long(30)}\r\n`).join(''), `Cookie: ${cookies(5000)}\r\n`, `Cookie: ${long(100_000)}\r\n`])
    assert.match(await raw(headers), /^HTTP\/1\.1 4(00|31) /, headers.slice(0, 20));
  assert.match(await raw(`Cookie: ${cookies(900)}\r\nCookie: ${cookies(900)}\r\n`), /^HTTP\/1\.1 (200|400) /);
  const page = await send(demo.url, { path: '/Account/Login', headers: [['Cookie', cookies(900)]] });
  assert.equal(page.status, 200);
  await isServed('afterwards');
});

test('and all of it over and over leaves memory as it was', { skip: build.includes('sanitize') && 'a sanitiser keeps what was given back' }, async (t) => {
  const say = (all) => Promise.all(Object.values(sockets).flatMap((socket) => all.map(([, bytes]) => talk(socket, Buffer.concat(bytes)))));
  const rounds = async (count) => {
    for (let i = 0; i < count; ++i) await say(conversations);
    await isComplete('after all rounds');
    return memoryOf(everyone());
  };
  // The heap of each worker grows to what the largest conversations need, and keeps that.
  const large = conversations.filter(([, bytes]) => Buffer.concat(bytes).length > 100_000);
  for (let i = 0; i < 12; ++i) await say(large);
  let before = await rounds(2);
  await until(async () => {
    const earlier = before;
    before = await rounds(2);
    return before < earlier + 1;
  }, 'the workers to have grown', 180);
  const then = await rounds(6);
  t.diagnostic(`PSS of the pool: ${before.toFixed(1)} MiB, and after ${12 * conversations.length} conversations more ${then.toFixed(1)} MiB`);
  assert.ok(then < before + 6, `${before} MiB grew to ${then} MiB`);
});
