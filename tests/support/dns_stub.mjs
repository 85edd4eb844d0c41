// A name server on a free port of this machine that knows TXT records: { name: [texts] }. null: it does not answer.
import dgram from 'node:dgram';
import { once } from 'node:events';

const headerSize = 12;

/// The name of the question, and where the question ends.
function question(packet) {
  const labels = [];
  let at = headerSize;
  for (; packet[at] !== 0; at += packet[at] + 1) labels.push(packet.toString('latin1', at + 1, at + 1 + packet[at]));
  return { name: labels.join('.').toLowerCase(), end: at + 5 };
}

function record(text) {
  const pieces = text.match(/.{1,200}/g).map((piece) => Buffer.concat([Buffer.from([piece.length]), Buffer.from(piece)]));
  const data = Buffer.concat(pieces);
  return Buffer.concat([Buffer.from([0xc0, headerSize, 0, 16, 0, 1, 0, 0, 0, 60, data.length >> 8, data.length & 255]), data]);
}

function answer(packet, texts) {
  const { end } = question(packet);
  const head = Buffer.from(packet.subarray(0, headerSize));
  head.writeUInt16BE(texts ? 0x8180 : 0x8183, 2); // there is no such name
  head.writeUInt16BE(texts?.length ?? 0, 6);
  head.writeUInt32BE(0, 8);
  return Buffer.concat([head, packet.subarray(headerSize, end), ...(texts ?? []).map(record)]);
}

export async function startDns(records) {
  const socket = dgram.createSocket('udp4');
  socket.on('message', (packet, { port, address }) => {
    const texts = records[question(packet).name];
    if (texts !== null) socket.send(answer(packet, texts), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return { records, address: `127.0.0.1:${socket.address().port}`, stop: () => socket.close() };
}
