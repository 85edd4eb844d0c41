// Who hands the pool its sockets: spawn-fcgi on descriptor 0, or systemd on descriptors with names; the programs themselves.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { after } from 'node:test';

import { build, startDemo, until } from '../../support/demo.mjs';
import { begin, params, record, statusOf, talk, type, usual } from '../../support/fastcgi_peer.mjs';

const demo = await startDemo();
after(() => demo.stop());

const run = path.dirname(demo.facts.database_socket);
const own = path.join(run, 'own.sock'); // of the checks, where nobody hands one over
const program = path.join(build, 'fcgi-app/asiointi-fcgi');
const config = path.join(path.dirname(demo.facts.config), 'handed-over.toml');
writeFileSync(config, readFileSync(demo.facts.config, 'utf8')
  .replace(/^pages_socket = .*$/m, `pages_socket = "${path.join(run, 'unused.sock')}"\ncheck_socket = "${own}"`), { mode: 0o600 });

const ask = async (socket, address) =>
  statusOf(await talk(socket, Buffer.concat([begin(), params([...usual('GET', address), ['SCRIPT_NAME', address]]), record(type.stdin)])));

/// Runs a command until `use` has ended, and then ends it as a service manager does; its exit status.
async function during(command, words, use) {
  const child = spawn(command, words, { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  child.stderr.on('data', (part) => { log += part; });
  const ended = once(child, 'exit');
  try {
    await use(() => log);
  } finally {
    child.kill('SIGTERM');
  }
  return (await ended)[0];
}

test('spawn-fcgi hands over the socket of the pages on descriptor 0, and the log goes where it would', async () => {
  const socket = path.join(run, 'spawned.sock');
  const status = await during('/usr/bin/spawn-fcgi', ['-n', '-s', socket, '--', program, '--config', config], async (log) => {
    await until(async () => existsSync(socket) && (await ask(socket, '/Account/Login')) === 200, 'the login page');
    assert.equal(await ask(socket, '/nowhere'), 404);
    await until(() => log().includes('"event":"'), 'a line of the log');
  });
  assert.equal(status, 0);
  assert.equal(existsSync(path.join(run, 'unused.sock')), false);
});

test('systemd hands over both sockets under their names, and a request that comes first starts the pool and waits', async () => {
  const [pages, check] = ['systemd-pages.sock', 'systemd-check.sock'].map((name) => path.join(run, name));
  const words = ['-l', pages, '-l', check, '--fdname=pages:check', program, '--config', config];
  const status = await during('/usr/bin/systemd-socket-activate', words, async () => {
    await until(() => existsSync(check), 'the sockets');
    assert.equal(await ask(pages, '/Account/Login'), 200);
    assert.equal(await ask(check, '/auth/check'), 401);
  });
  assert.equal(status, 0);
  assert.equal(existsSync(path.join(run, 'unused.sock')), false);
});

test('a pool that starts while its database is away is alive and not ready, and becomes ready by itself', async () => {
  const [pages, check] = ['early-pages.sock', 'early-check.sock'].map((name) => path.join(run, name));
  process.kill(demo.facts.pids.mariadb, 'SIGKILL');
  const status = await during('/usr/bin/systemd-socket-activate', ['-l', pages, '-l', check, '--fdname=pages:check', program, '--config', config], async () => {
    await until(() => existsSync(check), 'the sockets');
    assert.deepEqual([await ask(pages, '/healthz'), await ask(pages, '/readyz'), await ask(pages, '/Account/Login')], [200, 503, 200]);
    await demo.restart('mariadb');
    await until(async () => (await ask(pages, '/readyz')) === 200, 'the pool to be ready');
  });
  assert.equal(status, 0);
});
