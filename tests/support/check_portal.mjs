// asiointi-admin check-portal as a fixture: runs it and reads what it found.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';

import { build, root } from './demo.mjs';

export const program = path.join(build, 'tools/asiointi-admin/asiointi-admin');

/// run: the status and output of one run; check: its findings about one page. `always`: words that come with each.
export function checkPortal(demo, always = []) {
  const run = (words, config = demo.facts.config) => new Promise((resolve) => {
    execFile(program, ['--config', config, 'check-portal', ...words, ...always], { cwd: root, maxBuffer: 1 << 24 }, (error, stdout, stderr) =>
      resolve({ status: error ? error.code : 0, stdout, stderr }));
  });
  const check = async (url, ...words) => {
    const { status, stdout, stderr } = await run([url, '--json', ...words]);
    assert.notEqual(status, 2, stderr);
    const findings = JSON.parse(stdout);
    const of = (wanted) => findings.filter(({ outcome }) => outcome === wanted);
    return { status, findings, faults: of('fault'), warnings: of('warning') };
  };
  return { run, check };
}

export const named = (findings, name) => findings.find((finding) => finding.check === name);

/// There are exactly these faults, each with words that tell what to do, and the exit status says so.
export function hasFaults(found, expected) {
  assert.deepEqual(found.faults.map((finding) => finding.check).sort(), Object.keys(expected).sort(), JSON.stringify(found.faults, null, 1));
  for (const [name, remedy] of Object.entries(expected)) assert.match(named(found.faults, name).remedy, remedy);
  assert.equal(found.status, 1);
}
