// What can go wrong around the application, but for its database (database.mjs).
//
// A fault has a name; a target, of which one fault at a time is on; how many seconds it lasts, [least, most]; and
// hurt(stage, random), which does it and gives what ends it, if anything is to be ended. The stage has demo, servers and clock.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { signal } from './servers.mjs';

const execute = promisify(execFile);
const someOf = (list, random) => random.shuffled(list).slice(0, Math.ceil(random.between(0, list.length)));
const childrenNamed = (stage, ...names) => names.flatMap((name) => stage.demo.children(name, stage.servers.pid('supervisor')));

export const faults = [
  { name: 'workers killed', target: 'application', lasts: [0, 0], hurt: (stage, random) => {
    someOf(childrenNamed(stage, 'asiointi-pages', 'asiointi-hash', 'asiointi-check'), random).forEach((pid) => signal(pid, 'SIGKILL'));
  } },
  { name: 'background process killed', target: 'application', lasts: [0, 0], hurt: (stage) => {
    childrenNamed(stage, 'asiointi-bg').forEach((pid) => signal(pid, 'SIGKILL'));
  } },
  { name: 'supervisor killed', target: 'application', lasts: [0.1, 1.5], hurt: async ({ servers }) => {
    await servers.killLeader('supervisor');
    return () => servers.start('supervisor');
  } },
  { name: 'configuration reloaded', target: 'application', lasts: [0, 0], hurt: ({ servers }) => signal(servers.pid('supervisor'), 'SIGHUP') },
  { name: 'nginx killed', target: 'nginx', lasts: [0.1, 1], hurt: async ({ servers }) => {
    await servers.kill('nginx');
    return () => servers.start('nginx');
  } },
  { name: 'mail server killed', target: 'mail', lasts: [0.2, 4], hurt: async ({ servers }) => {
    await servers.kill('smtp');
    return () => servers.start('smtp');
  } },
  { name: 'mail server hangs', target: 'mail', lasts: [0.5, 5], hurt: ({ servers }) => {
    const pid = servers.pid('smtp');
    signal(pid, 'SIGSTOP');
    return () => signal(pid, 'SIGCONT');
  } },
  // A file that may not grow any more fails as one on a full disk does, and needs no disk of its own.
  { name: 'disk of the mail server full', target: 'mail', lasts: [0.5, 5], hurt: async ({ servers }, random) => {
    const pid = String(servers.pid('smtp'));
    await execute('prlimit', ['--pid', pid, `--fsize=${Math.round(random.between(0, 4000))}:`]);
    return () => execute('prlimit', ['--pid', pid, '--fsize=unlimited:']);
  } },
  { name: 'clock turned', target: 'clock', lasts: [1, 8], hurt: ({ clock }, random) => {
    // Less than the minute by which two hosts may differ.
    clock.turn(Math.round(random.between(-50, 50)));
    return () => clock.turn(0);
  } },
];
