// The line between the application and one database server: it can swallow what goes along it, or be cut.
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import net from 'node:net';

export class Line {
  /// path: the socket that the application connects to; target: that of the server.
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
    const call = { near, far: net.connect(this.target), isDamaged: false };
    this.calls.add(call);
    const carry = (to, passes) => (bytes) => {
      if (passes() && !call.isDamaged) to.write(bytes);
      else call.isDamaged = true; // what comes later would not fit what has been lost
    };
    near.on('data', carry(call.far, () => this.carriesRequests));
    call.far.on('data', carry(near, () => this.carriesAnswers));
    for (const end of [near, call.far]) end.on('error', () => {}).on('close', () => this.hangUp(call));
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

  cut() {
    this.calls.forEach((call) => this.hangUp(call));
  }

  mend() {
    this.carriesRequests = true;
    this.carriesAnswers = true;
    [...this.calls].filter((call) => call.isDamaged).forEach((call) => this.hangUp(call));
  }

  async close() {
    this.cut();
    await new Promise((resolve) => { this.server.close(resolve); });
  }
}
