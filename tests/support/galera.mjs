// A Galera cluster of three nodes on this machine, as conf/two-hosts/galera-node.cnf describes one: real servers that can be
// killed, made to hang, made read-only and brought back. Each node begins as a copy of one data directory.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { freePorts } from './ports.mjs';
import { SqlSession, sql } from './sql.mjs';
import { until } from './waiting.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const example = path.join(root, 'conf/two-hosts/galera-node.cnf');
const provider = /^wsrep_provider = (.*)$/m.exec(readFileSync(example, 'utf8'))[1];
const names = ['db1', 'db2', 'db3'];

/// Why there can be no cluster on this machine; false when there can.
export const whyNoGalera = existsSync(provider) ? false : `there is no ${provider}; tools/install-packages test installs galera-4`;

const running = new Set();
process.on('exit', () => running.forEach((cluster) => cluster.stopNow()));

/// An authority, and a certificate of it for localhost.
function makeCertificates(folder) {
  const openssl = (...words) => execFileSync('openssl', words, { cwd: folder, stdio: 'pipe' });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl('req', '-x509', ...newKey, '-subj', '/CN=example authority', '-days', '2', '-keyout', 'ca.key', '-out', 'ca.pem');
  openssl('req', ...newKey, '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-keyout', 'node.key', '-out', 'node.csr');
  openssl('x509', '-req', '-in', 'node.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-copy_extensions', 'copy', '-days', '2', '-out', 'node.pem');
}

class Node {
  constructor(cluster, name) {
    Object.assign(this, { cluster, name, folder: path.join(cluster.folder, name) });
    this.log = `${this.folder}.log`;
    this.facts = { database_socket: `${this.folder}.sock`, database: cluster.database };
  }

  /// The example with this node's places; what makes a small server small is no matter of the cluster.
  writeConfiguration() {
    const { cluster } = this;
    const text = readFileSync(example, 'utf8')
      .replace(/^(wsrep_cluster_address = gcomm:\/\/).*$/m, `$1${cluster.nodes.map((node) => `127.0.0.1:${node.group}`).join(',')}`)
      .replace(/^wsrep_node_name = .*$/m, `wsrep_node_name = ${this.name}`)
      .replace(/^wsrep_node_address = .*$/m, `wsrep_node_address = 127.0.0.1:${this.group}`)
      .replace(/^bind-address = .*$/m, 'bind-address = 127.0.0.1')
      .replace(/^wsrep_sst_method = .*$/m, `wsrep_sst_method = ist\nwsrep_sst_receive_address = 127.0.0.1:${this.transfer}`)
      .replace('gcache.size=512M', `gcache.size=32M; gmcast.listen_addr=tcp://127.0.0.1:${this.group}; ist.recv_addr=127.0.0.1:${this.increment}`)
      .replaceAll('/etc/mysql/tls', cluster.folder);
    const small = ['innodb_buffer_pool_size = 48M', 'innodb_log_file_size = 16M', 'aria_pagecache_buffer_size = 8M', 'key_buffer_size = 1M', 'performance_schema = OFF', 'max_connections = 200'];
    const own = [`datadir = ${this.folder}`, `socket = ${this.facts.database_socket}`, `port = ${this.port}`, `pid_file = ${this.folder}.pid`,
      `tmpdir = ${this.folder}.tmp`, 'character_set_server = utf8mb4', 'collation_server = utf8mb4_unicode_ci', 'default_time_zone = +00:00'];
    mkdirSync(`${this.folder}.tmp`, { recursive: true });
    writeFileSync(`${this.folder}.cnf`, [text, ...small, ...own, ''].join('\n'));
  }

  command(...words) {
    return [`--defaults-file=${this.folder}.cnf`, ...(process.getuid() === 0 ? ['--user=root'] : []), ...words];
  }

  spawn(...words) {
    const log = openSync(this.log, 'a');
    // mariadbd looks for the script of a state transfer in PATH.
    const env = { ...process.env, PATH: `${path.join(root, 'tests/support/galera')}:/usr/sbin:${process.env.PATH}` };
    this.process = spawn('/usr/sbin/mariadbd', this.command(...words), { stdio: ['ignore', log, log], env });
    this.ended = once(this.process, 'exit');
  }

  /// Starts it anew on its own data, after a kill too, and waits until it serves.
  async start() {
    this.spawn(`--wsrep-start-position=${this.lastPosition()}`);
    await this.synced();
  }

  /// How far its data go: a killed server must look for it, as systemd's galera_recovery does.
  lastPosition() {
    const words = this.command('--wsrep-recover', `--log-error=${this.folder}.recovery`);
    execFileSync('/usr/sbin/mariadbd', words, { stdio: 'ignore' });
    return [...readFileSync(`${this.folder}.recovery`, 'utf8').matchAll(/Recovered position: *(\S+)/g)].at(-1)[1];
  }

  synced(seconds = 60) {
    return until(() => {
      if (this.process.exitCode !== null) throw new Error(`${this.name} ended:\n${readFileSync(this.log, 'utf8').slice(-3000)}`);
      return this.status('wsrep_local_state_comment') === 'Synced' && this.status('wsrep_ready') === 'ON';
    }, `${this.name} to be synced`, seconds);
  }

  /// A line of SHOW STATUS; undefined while nobody answers. A node that hangs would let the client wait for ever.
  status(name) {
    if (this.hangs) return undefined;
    try {
      return this.sql(`SHOW GLOBAL STATUS LIKE '${name}'`)[0]?.[1];
    } catch {
      return undefined;
    }
  }

  sql(statements) {
    return sql(this.facts, statements);
  }

  value(statement) {
    return this.sql(statement)[0]?.[0];
  }

  session() {
    return new SqlSession(this.facts);
  }

  async kill() {
    this.process.kill('SIGKILL');
    await this.ended;
  }

  async shutDown() {
    this.process.kill('SIGTERM');
    await this.ended;
  }

  hang() {
    this.process.kill('SIGSTOP');
    this.hangs = true;
  }

  async goOn() {
    this.process.kill('SIGCONT');
    this.hangs = false;
    await this.synced();
  }

  /// How many connections of the service are there; 0 when it does not answer.
  connections() {
    if (this.hangs) return 0;
    try {
      return Number(this.value("SELECT COUNT(*) FROM information_schema.processlist WHERE user LIKE 'asiointi%'"));
    } catch {
      return 0;
    }
  }
}

export class Galera {
  constructor() {
    this.folder = mkdtempSync(path.join(os.tmpdir(), 'asiointi-galera-'));
    this.ca = path.join(this.folder, 'ca.pem');
  }

  /// data: the data directory of a MariaDB that has ended in order. It is copied, and left as it is.
  async start(data, database = 'asiointipalvelu') {
    running.add(this);
    this.database = database;
    const ports = await freePorts(4 * names.length);
    this.nodes = names.map((name) => new Node(this, name));
    this.nodes.forEach((node, i) => Object.assign(node, { port: ports[4 * i], group: ports[4 * i + 1], increment: ports[4 * i + 2], transfer: ports[4 * i + 3] }));
    makeCertificates(this.folder);
    this.nodes.forEach((node) => node.writeConfiguration());
    await this.#beginWith(data);
    return this;
  }

  /// The first node makes the cluster; the others begin as copies of it and fetch what they miss.
  async #beginWith(data) {
    const [first, ...others] = this.nodes;
    cpSync(data, first.folder, { recursive: true });
    first.spawn('--wsrep-new-cluster');
    await first.synced();
    await first.shutDown();
    for (const node of others) {
      cpSync(first.folder, node.folder, { recursive: true });
      rmSync(path.join(node.folder, 'galera.cache'), { force: true });
    }
    first.spawn('--wsrep-new-cluster');
    await first.synced();
    others.forEach((node) => node.spawn());
    await Promise.all(others.map((node) => node.synced()));
  }

  /// "localhost:PORT" of each node, in their order, as database.hosts names them.
  get hosts() {
    return this.nodes.map((node) => `localhost:${node.port}`);
  }

  /// The node that most of the service's connections go to.
  busiest() {
    return this.nodes.map((node) => [node.connections(), node]).sort(([a], [b]) => b - a)[0][1];
  }

  stopNow() {
    if (!running.delete(this)) return;
    for (const node of this.nodes ?? []) node.process?.kill('SIGKILL');
    if (!process.env.ASIOINTI_KEEP) rmSync(this.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }
}
