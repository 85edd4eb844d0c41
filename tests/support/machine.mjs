// A Debian 12 of its own with systemd as its first process (tests/package/boot), which shares this process's network.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

import { root } from './demo.mjs';
import { until } from './waiting.mjs';

const running = new Set();
process.on('exit', () => running.forEach((machine) => machine.stopNow()));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130));

export class Machine {
  /// base: the folder of tests/package/make-base; scratch: where what changes is kept meanwhile.
  constructor(base, scratch) {
    this.place = mkdtempSync(path.join(scratch, 'machine-'));
    this.base = base;
  }

  async start() {
    running.add(this);
    this.process = spawn(path.join(root, 'tests/package/boot'), ['outside', this.base, this.place], { stdio: 'ignore' });
    this.ended = new Promise((resolve) => { this.process.on('exit', resolve); });
    await until(() => existsSync(path.join(this.place, 'pid')), 'the machine');
    this.pid = Number(readFileSync(path.join(this.place, 'pid'), 'utf8'));
    await until(() => ['running', 'degraded'].includes(this.run('systemctl', 'is-system-running').stdout.trim()), 'systemd to have started all', 60);
    return this;
  }

  /// The command and its words in the machine: { status, stdout, stderr }. `input` as last argument: { input }.
  run(...words) {
    const { input } = typeof words.at(-1) === 'object' ? words.pop() : {};
    return spawnSync('nsenter', [...this.inside, ...words], { encoding: 'utf8', input, env: this.environment, maxBuffer: 64 << 20 });
  }

  /// The same without waiting: a promise of { status, output }.
  async begin(...words) {
    const process = spawn('nsenter', [...this.inside, ...words], { env: this.environment });
    let output = '';
    for (const stream of [process.stdout, process.stderr]) stream.on('data', (part) => { output += part; });
    return { status: await new Promise((resolve) => { process.on('close', resolve); }), output };
  }

  get inside() {
    return ['--target', String(this.pid), '--mount', '--pid', '--ipc', '--uts', '--cgroup', '--root', '--wd=/', '--'];
  }

  get environment() {
    return { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' };
  }

  /// What must succeed: its output.
  must(...words) {
    const { status, stdout, stderr } = this.run(...words);
    if (status !== 0) throw new Error(`${words.join(' ')} gave ${status}: ${stdout}${stderr}`);
    return stdout;
  }

  write(file, text, mode = '0644') {
    this.must('mkdir', '-p', path.dirname(file));
    const { status, stderr } = this.run('tee', file, { input: text });
    if (status !== 0) throw new Error(`${file}: ${stderr}`);
    this.must('chmod', mode, file);
  }

  read(file) {
    return this.must('cat', file);
  }

  has(file) {
    return this.run('test', '-e', file).status === 0;
  }

  /// The number of the service's first process, as systemd knows it.
  get supervisor() {
    return Number(this.must('systemctl', 'show', '--property=MainPID', '--value', 'asiointipalvelu.service'));
  }

  stopNow() {
    if (!running.delete(this)) return;
    if (this.pid) {
      try {
        process.kill(this.pid, 'SIGKILL'); // the first process: all others of the machine go with it
      } catch {
        // it has ended already
      }
    }
  }

  async stop() {
    this.stopNow();
    await this.ended;
    rmSync(this.place, { recursive: true, force: true });
  }
}
