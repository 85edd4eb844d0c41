// What docs/settings.md says of a change: a reload suffices, but for the sockets.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { after } from 'node:test';

import { root, startDemo, until } from '../../support/demo.mjs';
import { textOf } from '../../support/page.mjs';

const demo = await startDemo();
after(() => demo.stop());
const { config } = demo.facts;

/// Puts in another line, and waits until the workers of before are gone.
async function reloadWith(pattern, line) {
  const text = readFileSync(config, 'utf8');
  assert.match(text, pattern);
  writeFileSync(config, text.replace(pattern, line));
  const [before, old] = [demo.events('pool_reloaded').length, demo.workers()];
  process.kill(demo.facts.pids.supervisor, 'SIGHUP');
  await until(() => demo.events('pool_reloaded').length > before, 'the reload');
  await until(() => !demo.workers().some((pid) => old.includes(pid)), 'the old workers to go');
}
const help = async () => textOf((await demo.browser().get('/Account/Help')).body);

test('a changed setting holds after a reload', async () => {
  assert.match(await help(), /Puhelin: 040 000 0000/);
  await reloadWith(/^phone = "040 000 0000"$/m, 'phone = "041 111 1111"');
  assert.match(await help(), /Puhelin: 041 111 1111/);
});

test('a socket needs a restart: a reload says so, and the old one stays in use', async () => {
  const marked = [...readFileSync(path.join(root, 'docs/settings.md'), 'utf8').matchAll(/^\| `(\w+)` \|.*\*\*restart\*\*/gm)].map(([, key]) => key);
  assert.deepEqual(marked.sort(), ['check_socket', 'pages_socket', 'socket_group']);
  const other = path.join(path.dirname(/^pages_socket = "(.*)"$/m.exec(readFileSync(config, 'utf8'))[1]), 'other.sock');
  await reloadWith(/^pages_socket = ".*"$/m, `pages_socket = "${other}"`);
  assert.deepEqual(demo.events('socket_path_needs_restart').map(({ role, path: there }) => [role, there])[0], ['pages', other]);
  assert.equal(existsSync(other), false);
  assert.match(await help(), /Puhelin: 041/);
});
