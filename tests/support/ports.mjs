// Ports that are still free when a server gets to them.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import net from 'node:net';

const firstOfKernel = Number(readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').split('\t')[0]);

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
  const ports = new Set();
  while (ports.size < count) {
    const port = 11_000 + Math.floor(Math.random() * (Math.max(firstOfKernel, 20_000) - 11_000));
    if (!ports.has(port) && await isFree(port)) ports.add(port);
  }
  return [...ports];
}

export const freePort = async () => (await freePorts(1))[0];
