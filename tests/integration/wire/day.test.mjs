// The day after a letter to all residents, for twelve seconds: tools/bench-day says what happened, and each of its lines is a
// test. How fast it was is for tools/bench-day alone, on a machine that does nothing else.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import test from 'node:test';

import { build, root } from '../../support/demo.mjs';

const { status, stdout, stderr } = spawnSync(path.join(root, 'tools/bench-day'),
  ['--residents', '50000', '--seconds', '12', '--limit-ms', '0', '--set', 'password.memory_mib=19', '--build', build], { encoding: 'utf8' });
const checks = [...stdout.matchAll(/^(ok {4}|FAILED) ([^:\n]*)(.*)$/gm)].map(([, outcome, what, found]) => ({ outcome, what, found }));

test('the day is played to its end, with all of its checks', () => {
  assert.equal(checks.length, 4, `${stdout}\n${stderr}`);
  assert.match(stdout, /^new password \(hashes\) +\d{2} /m);
  assert.equal(status, checks.every(({ outcome }) => outcome === 'ok    ') ? 0 : 1, stderr);
});

for (const { outcome, what, found } of checks)
  test(`on the day after a letter to all residents ${what}`, () => assert.equal(outcome, 'ok    ', `${found}\n${stdout}`));
