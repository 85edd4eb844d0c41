// The line between the application and one database server: it can swallow what goes along it, or be cut.
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import net from 'node:net';

export class Line {
  /// path: the socket that the application connects to; target: that of the server, or what gives it for each connection.
  constructor(path, target) {
    Object.assign(this, { path, target });
    this.calls = new Set();
    this.mend();
  }

  async open() {
    rmSync(this.path, { force: true });
    this.server = net.createServer((near) => this.connect(near));
    this.server.listen(this.path);
    await once(this.server, 'listening');
  }

  connect(near) {
    const target = typeof this.target === 'function' ? this.target() : this.target;
    const call = { near, far: net.connect(target), isDamaged: false, awaitsLoss: false };
    this.calls.add(call);
    const carry = (to, passes) => (bytes) => {
      if (call.awaitsLoss) this.hangUp(call);
      else if (passes(bytes) && !call.isDamaged) to.write(bytes);
      else call.isDamaged = true; // what comes later would not fit what has been lost
    };
    near.on('data', carry(call.far, (bytes) => this.carriesRequests && this.passesCommit(call, bytes)));
    call.far.on('data', carry(near, () => this.carriesAnswers));
    for (const end of [near, call.far]) end.on('error', () => {}).on('close', () => this.hangUp(call));
  }

  /// False when this is a COMMIT that the server shall not get. When it shall, and nobody is to hear of it, the line breaks as
  /// soon as the server has answered.
  passesCommit(call, bytes) {
    if (!this.fateOfCommit || !bytes.includes('COMMIT')) return true;
    const fate = this.fateOfCommit();
    call.awaitsLoss = fate === 'answer lost';
    if (fate === 'lost') this.hangUp(call);
    return fate !== 'lost';
  }

  hangUp(call) {
    this.calls.delete(call);
    call.near.destroy();
    call.far.destroy();
  }

  /// Nothing arrives any more, on either side.
  swallowAll() {
    this.carriesRequests = false;
    this.carriesAnswers = false;
  }

  /// The server gets every statement and carries it out; nobody hears of it.
  swallowAnswers() {
    this.carriesAnswers = false;
  }

  /// choose: gives "lost", "answer lost" or "kept" for each COMMIT from now on.
  meddleWithCommits(choose) {
    this.fateOfCommit = choose;
  }

  cut() {
    this.calls.forEach((call) => this.hangUp(call));
  }

  mend() {
    this.carriesRequests = true;
    this.carriesAnswers = true;
    this.fateOfCommit = undefined;
    [...this.calls].filter((call) => call.isDamaged).forEach((call) => this.hangUp(call));
  }

  async close() {
    this.cut();
    await new Promise((resolve) => { this.server.close(resolve); });
  }
}
