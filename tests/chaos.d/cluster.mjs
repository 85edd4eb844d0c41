// A Galera cluster of three real nodes as the database under the application: the part that database.mjs describes.
import { execFile } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

import { Galera } from '../support/galera.mjs';
import { until } from '../support/waiting.mjs';
import { askedAgain } from './database.mjs';
import { Line } from './line.mjs';
import { signal } from './servers.mjs';

const execute = promisify(execFile);

export class ThreeNodes {
  constructor() {
    this.cluster = new Galera();
  }

  settings = {};

  open() {}

  async close() {
    await this.portalLine?.close();
    this.cluster.stopNow();
  }

  /// What the demo's own server has becomes the cluster's, and the application goes over to that. The portal knows one database
  /// and no cluster: it finds a node where its database was.
  async attach(servers) {
    const { demo } = servers;
    signal(servers.pid('mariadb'), 'SIGTERM');
    await until(() => servers.hasEnded('mariadb'), 'the single database to end');
    await this.cluster.start(path.join(demo.directory, 'database'));
    this.portalLine = new Line(demo.facts.database_socket, () => this.nodeAtHand().facts.database_socket);
    await this.portalLine.open();
    const text = readFileSync(demo.facts.config, 'utf8');
    copyFileSync(this.cluster.ca, /^tls_ca = "([^"]*)"/m.exec(text)[1]);
    writeFileSync(demo.facts.config, text.replace(/^hosts = .*$/m, `hosts = ${JSON.stringify(this.cluster.hosts)}`));
    await servers.killLeader('supervisor');
    await servers.start('supervisor');
  }

  /// Asked of a node that has all that any other one has committed; again when another node's commit undid it (1213), and when the
  /// node left the others while it waited for what they have (1047, 1205).
  rows(statements) {
    return askedAgain(() => this.ask(statements), /ERROR (1213|1047|1205)/);
  }

  nodeAtHand() {
    const { nodes } = this.cluster;
    return nodes.find((node) => !node.hangs && node.process.exitCode === null && node.process.signalCode === null) ?? nodes[0];
  }

  async ask(statements) {
    const node = await until(() => this.cluster.nodes.find((each) => each.status('wsrep_ready') === 'ON'), 'a node that serves', 60);
    const { stdout } = await execute('mariadb', ['--no-defaults', `--socket=${node.facts.database_socket}`, '--user=root',
      '--default-character-set=utf8mb4', '--batch', '--skip-column-names', '--execute', `SET wsrep_sync_wait = 7; ${statements}`, node.facts.database]);
    return stdout.split('\n').slice(0, -1).map((line) => line.split('\t'));
  }

  get faults() {
    const { nodes } = this.cluster;
    return [
      { name: 'node killed', target: 'database', lasts: [0.2, 3], hurt: async (stage, random) => {
        const node = random.pick(nodes);
        await node.kill();
        return () => node.start();
      } },
      { name: 'node hangs', target: 'database', lasts: [0.5, 6], hurt: (stage, random) => {
        const node = random.pick(nodes);
        node.hang();
        return () => node.goOn();
      } },
      { name: 'node read-only', target: 'database', lasts: [0.5, 4], hurt: (stage, random) => {
        const node = random.pick(nodes);
        node.sql('SET GLOBAL read_only = 1');
        return () => node.sql('SET GLOBAL read_only = 0');
      } },
      { name: 'majority lost', target: 'database', lasts: [0.5, 5], hurt: (stage, random) => {
        const away = random.shuffled(nodes).slice(1);
        away.forEach((node) => node.hang());
        return () => Promise.all(away.map((node) => node.goOn()));
      } },
    ];
  }
}
