// A mail server that answers as a test wants it to, where the demo's own one was.
import { once } from 'node:events';
import net from 'node:net';
import { existsSync, readFileSync } from 'node:fs';

import { until } from './waiting.mjs';

/// Stages: "greeting", "mail", "rcpt", "data" and "body" (after the last line of the mail).
export class SmtpStub {
  constructor() {
    /// Replies to come, by stage, used up one by one; then everything is taken. null: silence; '': the line goes dead.
    this.replies = { greeting: [], mail: [], rcpt: [], data: [], body: [] };
    this.bodies = []; // of the mails that were taken
    this.reached = []; // the stages that clients came to
    this.sockets = new Set();
  }

  /// Ends the demo's mail server and takes its place; `giveBack` starts it anew.
  async replace(demo) {
    const { smtp } = demo.facts.pids;
    process.kill(smtp, 'SIGTERM');
    const port = Number(/^smtp_port = (\d+)/m.exec(readFileSync(demo.facts.config, 'utf8'))[1]);
    // It closes its port before the connections that it still has, where the next mail would come to nobody.
    await until(() => !existsSync(`/proc/${smtp}/exe`), 'the mail server to end');
    await until(() => this.listen(port), `port ${port} to be free`);
    this.demo = demo;
  }

  async giveBack() {
    await this.close();
    await this.demo.restart('smtp');
  }

  async listen(port) {
    const server = net.createServer((socket) => this.talk(socket));
    const opened = once(server, 'listening').then(() => true, () => false); // false: the port is still taken
    server.listen(port, '127.0.0.1');
    if (await opened) this.server = server;
    return this.server !== undefined;
  }

  async close() {
    this.hangUp();
    await new Promise((resolve) => { this.server.close(resolve); });
    this.server = undefined;
  }

  /// Ends every connection: the next mail needs a new one.
  hangUp() {
    this.sockets.forEach((socket) => socket.destroy());
  }

  /// Does what leads to a mail, and waits until a client comes to this stage with it.
  async reachedBy(act, stage) {
    this.reached.length = 0;
    await act();
    await until(() => this.reached.includes(stage), `a mail to come to "${stage}"`);
  }

  /// What was left in silence is answered.
  answer(reply) {
    this.sockets.forEach((socket) => socket.write(`${reply}\r\n`));
  }

  talk(socket) {
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('error', () => {});
    let text = '';
    let inBody = false;
    const say = (line) => (line ? socket.write(`${line}\r\n`) : socket.destroy());
    say(this.replies.greeting.shift() ?? '220 stub');
    socket.on('data', (part) => {
      text += part.toString('latin1');
      for (let end = text.indexOf(inBody ? '\r\n.\r\n' : '\r\n'); end >= 0; end = text.indexOf(inBody ? '\r\n.\r\n' : '\r\n')) {
        const piece = text.slice(0, end);
        text = text.slice(end + (inBody ? 5 : 2));
        inBody = inBody ? this.takeBody(piece, say) : this.takeLine(piece, say, socket);
      }
    });
  }

  takeBody(body, say) {
    const reply = this.replyTo('body', '250 taken');
    if (reply?.startsWith('2')) this.bodies.push(body);
    if (reply !== null) say(reply);
    return false;
  }

  /// True when the mail itself comes next.
  takeLine(line, say, socket) {
    const word = line.slice(0, 4).toUpperCase();
    if (word === 'QUIT') {
      socket.end('221 bye\r\n');
      return false;
    }
    const stage = { MAIL: 'mail', RCPT: 'rcpt', DATA: 'data' }[word];
    const reply = stage ? this.replyTo(stage, stage === 'data' ? '354 go on' : '250 fine') : '250 stub';
    if (reply !== null) say(reply);
    return stage === 'data' && Boolean(reply?.startsWith('3'));
  }

  replyTo(stage, usual) {
    this.reached.push(stage);
    const planned = this.replies[stage].shift();
    return planned === undefined ? usual : planned;
  }
}
