// Speaks FastCGI to a socket of the pool, record by record, well or badly, as no web server would.
import { readFileSync } from 'node:fs';
import net from 'node:net';

export const type = { begin: 1, abort: 2, end: 3, params: 4, stdin: 5, stdout: 6, data: 8, getValues: 9 };

/// One record; `announced` is the length that its header claims, if not the true one.
export function record(kind, content = '', { version = 1, id = 1, padding = 0, announced } = {}) {
  const bytes = Buffer.from(content);
  const head = Buffer.from([version, kind, id >> 8, id & 255, 0, 0, padding, 0]);
  head.writeUInt16BE(announced ?? bytes.length, 4);
  return Buffer.concat([head, bytes, Buffer.alloc(padding)]);
}

export const begin = ({ role = 1, flags = 0, ...rest } = {}) => record(type.begin, [role >> 8, role & 255, flags, 0, 0, 0, 0, 0], rest);

function length(size) {
  if (size < 128) return Buffer.from([size]);
  const four = Buffer.alloc(4);
  four.writeUInt32BE((size | 0x80000000) >>> 0);
  return four;
}

/// A name and its value; `says` are the lengths that it claims, if not the true ones.
export function pair(name, value, says = [Buffer.byteLength(name), Buffer.byteLength(value)]) {
  return Buffer.concat([...says.map(length), Buffer.from(name), Buffer.from(value)]);
}

/// Parameters in as many records as they need, and the empty one behind them.
export function params(pairs, options) {
  const all = Buffer.concat(pairs.map((each) => (Buffer.isBuffer(each) ? each : pair(...each))));
  const records = [];
  for (let at = 0; at < all.length; at += 65_000) records.push(record(type.params, all.subarray(at, at + 65_000), options));
  return Buffer.concat([...records, record(type.params, '', options)]);
}

/// The parameters that nginx sends with a request.
export const usual = (method, path, more = []) => [
  ['REQUEST_METHOD', method], ['REQUEST_URI', path], ['QUERY_STRING', ''], ['SERVER_PROTOCOL', 'HTTP/1.1'], ['REMOTE_ADDR', '127.0.0.1'],
  ['ASIOINTI_ORIGIN', 'http://localhost'], ...more];

/// Everything that the other side sends until it closes the connection, without the heads of the records; "" when it says
/// nothing. The connection stays open on this side until then.
export function talk(socketPath, bytes) {
  return new Promise((resolve) => {
    const socket = net.connect({ path: socketPath, allowHalfOpen: true });
    const parts = [];
    const done = () => {
      socket.destroy();
      resolve(contentsOf(Buffer.concat(parts)));
    };
    socket.on('data', (part) => parts.push(part));
    socket.on('end', done);
    socket.on('error', done);
    socket.write(bytes);
  });
}

function contentsOf(bytes) {
  let text = '';
  for (let at = 0; at + 8 <= bytes.length; at += 8 + bytes.readUInt16BE(at + 4) + bytes[at + 6])
    if (bytes[at + 1] === type.stdout) text += bytes.toString('utf8', at + 8, at + 8 + bytes.readUInt16BE(at + 4));
  return text;
}

/// The status of a CGI answer; 200 when it names none, undefined when there is no answer.
export const statusOf = (text) => (text === '' ? undefined : Number(/^Status: (\d+)/m.exec(text.split('\r\n\r\n')[0])?.[1] ?? 200));

/// An open connection on which `bytes` were sent; it goes on to be silent. `closed` is true once the other side has hung up.
export function hold(socketPath, bytes = '') {
  const socket = net.connect({ path: socketPath, allowHalfOpen: true });
  const peer = { socket, closed: false };
  for (const event of ['end', 'error', 'close']) socket.on(event, () => { peer.closed = true; });
  socket.resume();
  if (bytes.length > 0) socket.write(bytes);
  return peer;
}

/// What processes hold in memory, each page shared out among those that have it: PSS, in MiB.
export function memoryOf(pids) {
  const kib = pids.map((pid) => Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1'))[1]));
  return kib.reduce((sum, each) => sum + each, 0) / 1024;
}
