// What a process holds in its memory.
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';

const piece = 4 << 20;
const tooLarge = 1 << 30; // what a sanitizer reserves and does not use

function* writableRegions(pid) {
  for (const line of readFileSync(`/proc/${pid}/maps`, 'latin1').split('\n')) {
    const [, begin, end] = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line) ?? [];
    if (begin && parseInt(end, 16) - parseInt(begin, 16) < tooLarge) yield [parseInt(begin, 16), parseInt(end, 16)];
  }
}

/// How many bytes it read: none of a region that the process has given back since it was listed.
function readIfThere(file, bytes, at) {
  try {
    return readSync(file, bytes, 0, bytes.length, at);
  } catch (error) {
    if (error.code !== 'EIO') throw error;
    return 0;
  }
}

/// Pieces that overlap by `overlap` bytes, so that nothing is missed between two of them.
function* piecesOf(pid, overlap) {
  const file = openSync(`/proc/${pid}/mem`, 'r');
  try {
    for (const [begin, end] of writableRegions(pid))
      for (let at = begin; at < end; at += piece) {
        const bytes = Buffer.alloc(Math.min(piece + overlap, end - at));
        yield bytes.subarray(0, readIfThere(file, bytes, at));
      }
  } finally {
    closeSync(file);
  }
}

/// Which of `secrets` (buffers) are somewhere in the memory that this process can write.
export function secretsHeldBy(pid, secrets) {
  const held = new Set();
  const longest = Math.max(...secrets.map((secret) => secret.length));
  for (const bytes of piecesOf(pid, longest))
    for (const secret of secrets) if (bytes.includes(secret)) held.add(secret);
  return [...held];
}
