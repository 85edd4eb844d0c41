// asiointi-admin doctor as a fixture: runs it with other settings than the demo has, and reads what it found.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { build, root } from './demo.mjs';
import { withSettings } from './toml.mjs';

export const program = path.join(build, 'tools/asiointi-admin/asiointi-admin');

/// run: status and output of one run. look: its findings, by what was looked at. `always`: words that come with each.
export function doctorOf(demo, always = []) {
  let count = 0;
  const variant = (settings) => {
    if (Object.keys(settings).length === 0) return demo.facts.config;
    const file = path.join(demo.directory, `variant-${count += 1}.toml`);
    writeFileSync(file, withSettings(readFileSync(demo.facts.config, 'utf8'), settings));
    return file;
  };
  const run = (words, settings = {}) => new Promise((resolve) => {
    const sql = words.includes('--sql') ? [] : ['--sql', path.join(root, 'sql')];
    execFile(program, ['--config', variant(settings), 'doctor', ...sql, ...always, ...words], { cwd: root }, (error, stdout, stderr) =>
      resolve({ status: error ? error.code : 0, stdout, stderr }));
  });
  const look = async (settings = {}, ...words) => {
    const { status, stdout, stderr } = await run(['--json', ...words], settings);
    assert.notEqual(stdout, '', stderr);
    const findings = JSON.parse(stdout);
    const of = (wanted) => findings.filter(({ outcome }) => outcome === wanted).map(({ check }) => check);
    return { status, findings, of, named: (check) => findings.find((finding) => finding.check === check) };
  };
  return { run, look };
}
