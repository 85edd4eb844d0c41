// asiointi-admin as a sysadmin runs it.
import { spawn, spawnSync } from 'node:child_process';
import path from 'node:path';

import { build } from './demo.mjs';

const program = path.join(build, 'tools/asiointi-admin/asiointi-admin');

/// runs(demo)('invite', '--apply') gives { status, stdout, stderr }; the last argument may be { input, config }.
export const runs = (demo) => (...words) => {
  const { input, config = demo.facts.config } = typeof words.at(-1) === 'object' ? words.pop() : {};
  return spawnSync(program, ['--config', config, ...words], { encoding: 'utf8', input });
};

/// The JSON that a command prints; it must succeed.
export const answers = (demo) => (...words) => {
  const { status, stdout, stderr } = runs(demo)(...words, '--json');
  if (status !== 0) throw new Error(`${words.join(' ')} gave ${status}: ${stderr}`);
  return JSON.parse(stdout);
};

/// Starts it and gives the process.
export const starts = (demo) => (...words) => spawn(program, ['--config', demo.facts.config, ...words], { stdio: 'ignore' });
