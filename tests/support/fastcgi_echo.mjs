// A program behind fastcgi_pass that answers with what it got: the parameters, in the order of the wire and with doubles,
// and how long the body was.
import net from 'node:net';
import { once } from 'node:events';

const begin = 1;
const end = 3;
const parameters = 4;
const input = 5;
const output = 6;

function record(type, content) {
  const head = Buffer.from([1, type, 0, 1, content.length >> 8, content.length & 255, 0, 0]);
  return Buffer.concat([head, content]);
}

function pairsOf(bytes) {
  const pairs = [];
  for (let at = 0; at < bytes.length;) {
    const lengths = [0, 0].map(() => {
      if (bytes[at] < 128) return bytes[at++];
      at += 4;
      return bytes.readUInt32BE(at - 4) & 0x7fffffff;
    });
    const [name, value] = lengths.map((length) => bytes.toString('utf8', at, (at += length)));
    pairs.push([name, value]);
  }
  return pairs;
}

function talk(socket, requests) {
  let waiting = Buffer.alloc(0);
  const got = { [parameters]: [], [input]: [] };
  socket.on('error', () => {});
  socket.on('data', (part) => {
    waiting = Buffer.concat([waiting, part]);
    while (waiting.length >= 8 && waiting.length >= 8 + waiting.readUInt16BE(4) + waiting[6]) {
      const [type, length] = [waiting[1], waiting.readUInt16BE(4)];
      const content = waiting.subarray(8, 8 + length);
      waiting = waiting.subarray(8 + length + waiting[6]);
      if (type === begin) continue;
      got[type].push(content);
      if (type !== input || length > 0) continue;
      requests.push({ parameters: pairsOf(Buffer.concat(got[parameters])), bytes: Buffer.concat(got[input]).length });
      answer(socket, requests.at(-1));
    }
  });
}

function answer(socket, request) {
  const text = Buffer.from(`Content-Type: application/json\r\n\r\n${JSON.stringify(request)}`);
  socket.end(Buffer.concat([record(output, text), record(output, Buffer.alloc(0)), record(end, Buffer.alloc(8))]));
}

/// Listens on a unix socket that nginx may use; `requests` are all that came, `close` ends it.
export async function fastcgiEcho(socketPath) {
  const requests = [];
  const server = net.createServer((socket) => talk(socket, requests));
  server.listen({ path: socketPath, writableAll: true });
  await once(server, 'listening');
  return { requests, close: () => server.close() };
}
