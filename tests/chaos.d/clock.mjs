// The clock of the application's host, turned without turning that of this machine.
import { copyFileSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const parent = '/usr/lib';

/// Debian's libfaketime, in the folder of whatever architecture this is.
function libraryFile() {
  for (const folder of readdirSync(parent)) {
    const place = path.join(parent, folder, 'faketime');
    try {
      if (readdirSync(place).includes('libfaketime.so.1')) return path.join(place, 'libfaketime.so.1');
    } catch {
      // no such folder here
    }
  }
  throw new Error('libfaketime is missing: install it with tools/install-packages test');
}

/// A confined process reads what it is configured to read and nothing else (docs/confinement.md): so the clock's file lies
/// beside a certificate that all processes may need.
export function folderInReach(directory, settings) {
  const known = settings['database.tls_ca'];
  if (known) return { folder: path.dirname(known), settings };
  const folder = path.join(directory, 'in-reach');
  mkdirSync(folder, { recursive: true });
  const authority = path.join(folder, 'authority.pem');
  copyFileSync('/etc/ssl/certs/ca-certificates.crt', authority);
  return { folder, settings: { ...settings, 'database.tls_ca': authority } };
}

export class Clock {
  constructor(folder) {
    this.file = path.join(folder, 'clock');
    this.library = libraryFile();
    this.turn(0);
  }

  /// For the processes that go by this clock. Durations are measured as ever: only the time of day is wrong.
  get environment() {
    // AddressSanitizer wants to be the first library of a program and ends it otherwise; it works as the second one, too.
    const sanitizer = [process.env.ASAN_OPTIONS, 'verify_asan_link_order=0'].filter(Boolean).join(':');
    return { ASAN_OPTIONS: sanitizer, LD_PRELOAD: this.library, FAKETIME_TIMESTAMP_FILE: this.file, FAKETIME_NO_CACHE: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1' };
  }

  /// So many seconds ahead of the truth; negative: behind.
  turn(seconds) {
    writeFileSync(`${this.file}.new`, `${seconds < 0 ? '-' : '+'}${Math.abs(seconds)}\n`);
    renameSync(`${this.file}.new`, this.file);
  }
}
