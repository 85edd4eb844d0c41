// Ports that are still free when a server gets to them.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import net from 'node:net';

const firstOfKernel = Number(readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').split('\t')[0]);

/// The first and the one behind the last. tools/test gives each of the files that run at the same time a part of its own.
const [first, end] = process.env.ASIOINTI_PORTS?.split('-').map(Number) ?? [11_000, Math.max(firstOfKernel, 20_000)];
const given = new Set(); // a server may get to its port long after it was told

/// As servers will ask for it: on all addresses of this machine.
async function isFree(port) {
  const probe = net.createServer();
  const opened = once(probe, 'listening').then(() => true, () => false);
  probe.listen(port);
  if (!await opened) return false;
  await new Promise((closed) => { probe.close(closed); });
  return true;
}

/// So many ports that the kernel gives to nobody who merely connects, nor asks for any port.
export async function freePorts(count) {
  const ports = [];
  while (ports.length < count) {
    const port = first + Math.floor(Math.random() * (end - first));
    if (given.has(port)) continue;
    given.add(port);
    if (await isFree(port)) ports.push(port);
  }
  return ports;
}

export const freePort = async () => (await freePorts(1))[0];
