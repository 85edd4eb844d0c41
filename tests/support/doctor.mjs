// asiointi-admin doctor as a fixture: runs it with other settings than the demo has, and reads what it found.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { build, root } from './demo.mjs';

export const program = path.join(build, 'tools/asiointi-admin/asiointi-admin');

/// The text of a TOML file with `key` of [table] set to `value`, which is TOML; undefined takes it away.
function withSetting(text, key, value) {
  if (!key.includes('.')) return text.replace(new RegExp(`^${key} = .*$`, 'm'), `${key} = ${value}`);
  const dot = key.lastIndexOf('.');
  const [table, name] = [key.slice(0, dot), key.slice(dot + 1)];
  const heading = `[${table}]\n`;
  const whole = text.includes(heading) ? text : `${text}\n${heading}`;
  const begin = whole.indexOf(heading) + heading.length;
  const end = (whole.indexOf('\n[', begin) + 1 || whole.length + 1) - 1;
  const lines = whole.slice(begin, end).split('\n').filter((line) => !line.startsWith(`${name} =`));
  return `${whole.slice(0, begin)}${value === undefined ? '' : `${name} = ${value}\n`}${lines.join('\n')}${whole.slice(end)}`;
}

/// run: status and output of one run. look: its findings, by what was looked at. `always`: words that come with each.
export function doctorOf(demo, always = []) {
  let count = 0;
  const variant = (settings) => {
    if (Object.keys(settings).length === 0) return demo.facts.config;
    const file = path.join(demo.directory, `variant-${count += 1}.toml`);
    const text = Object.entries(settings).reduce((all, [key, value]) => withSetting(all, key, value), readFileSync(demo.facts.config, 'utf8'));
    writeFileSync(file, text);
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
