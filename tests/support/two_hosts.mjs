// Two application hosts of one service, in front of one Galera cluster: two pools with an nginx each, set up as
// docs/scaling.md tells a city to. Residents know one address; which host gets a request is up to `via`.
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { send } from './client.mjs';
import { root, startDemo, until } from './demo.mjs';
import { Galera } from './galera.mjs';

const example = readFileSync(path.join(root, 'conf/two-hosts/database.toml'), 'utf8');

/// The example's [database], with these hosts and this authority for those of the example.
const databaseTable = (hosts, ca) => example
  .replace(/^hosts = .*$/m, `hosts = ${JSON.stringify(hosts)}`)
  .replace(/^tls_ca = "[^"]*"/m, `tls_ca = "${ca}"`);

const isRunning = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

async function end(pid, signal) {
  process.kill(pid, signal);
  await until(() => !isRunning(pid), `process ${pid} to end`);
}

export class TwoHosts {
  constructor() {
    this.cluster = new Galera();
  }

  async start(options = {}) {
    this.first = await startDemo(options);
    this.second = await startDemo(options); // not at the same time: both would look for free ports before either has taken its own
    this.hosts = [this.first, this.second];
    // What the first had in its own database becomes the cluster's.
    for (const host of this.hosts) await end(host.facts.pids.mariadb, 'SIGTERM');
    await this.cluster.start(path.join(this.first.directory, 'database'));
    this.#shareConfiguration();
    await Promise.all(this.hosts.map((host) => this.reload(host)));
    return this;
  }

  /// Both are the same but for their sockets, and for the order in which they try the nodes: the second one's is turned
  /// round, so that both write to different nodes and their transactions conflict more than they would in a city.
  #shareConfiguration() {
    const text = readFileSync(this.first.facts.config, 'utf8');
    const socket = /^pages_socket = .*$/m;
    const { hosts, ca } = this.cluster;
    copyFileSync(path.join(this.first.directory, 'secrets.toml'), path.join(this.second.directory, 'secrets.toml'));
    const [own] = socket.exec(readFileSync(this.second.facts.config, 'utf8'));
    for (const [host, order] of [[this.first, hosts], [this.second, hosts.toReversed?.() ?? [...hosts].reverse()]]) {
      const database = databaseTable(order, ca);
      const whole = text.replace(/^\[database\]\n(?:[^[\n].*\n)*/m, `${database}\n`);
      writeFileSync(host.facts.config, host === this.first ? whole : whole.replace(socket, own));
    }
  }

  async reload(host) {
    const count = () => host.events('pool_reloaded').length;
    const before = count();
    process.kill(host.facts.pids.supervisor, 'SIGHUP');
    await until(() => count() > before, 'the reload');
    await until(() => this.isReady(host), 'the host to be ready');
  }

  async isReady(host) {
    return (await send(new URL(host.facts.status_url).origin, { path: '/readyz' })).status === 200;
  }

  /// A browser whose requests go to this host.
  browser(host, options = {}) {
    return host === this.first ? this.first.browser({ via: this.first.url, ...options }) : this.first.browser({ via: this.second.url, ...options });
  }

  stop() {
    for (const host of this.hosts ?? []) host.stop();
    this.cluster.stopNow();
  }
}

/// Starts all of it; call `stop` in an `after` hook.
export const startTwoHosts = (options) => new TwoHosts().start(options);
