// Six hundred clients at once, for a short while: tests/attack/flood says what it measured, and each of its lines is a test.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import test from 'node:test';

import { build, root } from '../../support/demo.mjs';

const { status, stdout, stderr } = spawnSync(path.join(root, 'tests/attack/flood'), ['--seconds', '15', '--build', build], { encoding: 'utf8' });
const checks = [...stdout.matchAll(/^(ok {4}|FAILED) ([^:\n]*)(:[^]*?)?(?=^(?:ok {4}|FAILED) |$(?![^]))/gm)].map(([, outcome, what, found = '']) => ({ outcome, what, found }));

test('the flood runs to its end and makes all of its checks', () => {
  assert.equal(checks.length, 7, `${stdout}\n${stderr}`);
  assert.equal(status, checks.every(({ outcome }) => outcome === 'ok    ') ? 0 : 1, stderr);
});

for (const { outcome, what, found } of checks)
  test(`in a flood of six hundred clients ${what}`, (t) => {
    t.diagnostic(found.trim());
    assert.equal(outcome, 'ok    ', found);
  });
