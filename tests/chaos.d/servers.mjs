// The processes of a demo: ended without notice and started anew, as a machine and its service manager do.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';

import { until } from '../support/waiting.mjs';

const stopTimeoutS = 10;

/// [state, parent, process group, session, …, start time] as in /proc/PID/stat; undefined when there is no such process.
function statOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
  } catch {
    return undefined;
  }
}

const isAlive = (pid) => !['Z', 'X', undefined].includes(statOf(pid)?.[0]);
const ofSession = (leader) => readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number)
  .filter((pid) => Number(statOf(pid)?.[3]) === leader && isAlive(pid));

export function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/// True when somebody answers there: { port } or { path }.
export async function takesConnections(place) {
  const socket = net.connect(place);
  const answered = await once(socket, 'connect').then(() => true, () => false);
  socket.destroy();
  return answered;
}

export class Servers {
  constructor(demo) {
    this.demo = demo;
    this.file = path.join(demo.directory, 'processes.json');
    this.environments = {};
  }

  get record() {
    return JSON.parse(readFileSync(this.file, 'utf8'));
  }

  pid(name) {
    return this.record[name].pid;
  }

  hasEnded(name) {
    return ofSession(this.pid(name)).length === 0;
  }

  /// Ends a server and all that belongs to it, at once.
  async kill(name) {
    const pid = this.pid(name);
    ofSession(pid).forEach((each) => signal(each, 'SIGKILL'));
    await until(() => ofSession(pid).length === 0, `${name} to be dead`);
  }

  /// Ends a server alone; what belonged to it is asked to go, as a service manager does before it starts the service anew.
  async killLeader(name) {
    const pid = this.pid(name);
    signal(pid, 'SIGKILL');
    await until(() => !isAlive(pid), `${name} to be dead`);
    ofSession(pid).forEach((each) => signal(each, 'SIGTERM'));
    await until(() => ofSession(pid).length === 0, 'orphans to go', stopTimeoutS).catch(() => this.kill(name));
  }

  async start(name) {
    const { [name]: entry, ...others } = this.record;
    const log = openSync(path.join(this.demo.directory, 'log', entry.log), 'a');
    const [program, ...given] = entry.command;
    const child = spawn(program, name === 'smtp' ? this.mailCommand(given) : given,
      { detached: true, stdio: ['ignore', log, log], env: { ...process.env, ...this.environments[name] } });
    child.unref();
    closeSync(log);
    const started = Number(statOf(child.pid)?.[19] ?? 0);
    // In the demo's own record, so that ending it ends this one too.
    writeFileSync(`${this.file}.chaos`, JSON.stringify({ ...others, [name]: { ...entry, pid: child.pid, started } }));
    renameSync(`${this.file}.chaos`, this.file);
    await until(() => takesConnections(this.placeOf(name)), `${name} to take connections`, 60);
  }

  get mailPorts() {
    return this.ports ??= JSON.parse(readFileSync(this.record.smtp.command[this.record.smtp.command.indexOf('--ports') + 1], 'utf8'));
  }

  /// On the ports that it had, since the application and the mailbox page know no others.
  mailCommand(given) {
    rmSync(given[given.indexOf('--ports') + 1], { force: true });
    return [...given, '--smtp-port', String(this.mailPorts.smtp), '--page-port', String(this.mailPorts.page)];
  }

  placeOf(name) {
    const { facts } = this.demo;
    return {
      nginx: { port: Number(new URL(this.demo.url).port) },
      smtp: { port: this.mailPorts.smtp },
      mariadb: { path: facts.database_socket },
      supervisor: { path: path.join(path.dirname(facts.database_socket), 'pages.sock') },
    }[name];
  }
}
