// A program behind fastcgi_pass that answers with what it got: the parameters, in the order of the wire and with doubles,
// how long the body was, and whether the connection was to be kept. At /…/headers it repeats the headers alone, as the page in
// docs/portal.md does.
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

function talk(socket, echo) {
  let waiting = Buffer.alloc(0);
  const got = { [parameters]: [], [input]: [] };
  let isKept = false;
  socket.on('error', () => {});
  socket.on('data', (part) => {
    waiting = Buffer.concat([waiting, part]);
    while (waiting.length >= 8 && waiting.length >= 8 + waiting.readUInt16BE(4) + waiting[6]) {
      const [type, length] = [waiting[1], waiting.readUInt16BE(4)];
      const content = waiting.subarray(8, 8 + length);
      waiting = waiting.subarray(8 + length + waiting[6]);
      if (type === begin) {
        isKept = (content[2] & 1) === 1;
        continue;
      }
      got[type].push(content);
      if (type !== input || length > 0) continue;
      echo.requests.push({ parameters: pairsOf(Buffer.concat(got[parameters])), bytes: Buffer.concat(got[input]).length, isKept });
      answer(socket, echo.requests.at(-1), echo.headers);
    }
  });
}

function answer(socket, request, headers) {
  const received = request.parameters.filter(([name]) => name.startsWith('HTTP_')).map(([name, value]) => `${name}: ${value}\n`).join('');
  const repeats = request.parameters.some(([name, value]) => name === 'REQUEST_URI' && value.endsWith('/headers'));
  const [type, content] = repeats ? ['text/plain', received] : ['application/json', JSON.stringify(request)];
  const text = Buffer.from(`Content-Type: ${type}\r\n${headers}\r\n${content}`);
  socket.end(Buffer.concat([record(output, text), record(output, Buffer.alloc(0)), record(end, Buffer.alloc(8))]));
}

/// Listens on a unix socket that a web server may use; `requests` are all that came in full, `connections` counts those that
/// were opened; with `isMute` none is answered; `headers` are further lines of each answer, and may change; `close` ends it.
export async function fastcgiEcho(socketPath, { isMute = false, headers = '' } = {}) {
  const echo = { requests: [], connections: 0, headers };
  const open = new Set();
  const server = net.createServer((socket) => {
    echo.connections += 1;
    open.add(socket);
    if (isMute) socket.on('error', () => {}).resume();
    else talk(socket, echo);
  });
  server.listen({ path: socketPath, writableAll: true });
  await once(server, 'listening');
  echo.close = () => {
    server.close();
    open.forEach((socket) => socket.destroy());
  };
  return echo;
}
