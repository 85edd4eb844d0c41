// The units for systemd: that systemd takes them, and how much they leave to the services.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';

import { build, root } from '../support/demo.mjs';

const units = path.join(root, 'conf/systemd/system');
const services = readdirSync(units).filter((file) => file.endsWith('.service'));
const highest = 15; // exposure 1.5
const programs = { 'asiointi-fcgi': 'fcgi-app/asiointi-fcgi', 'asiointi-admin': 'tools/asiointi-admin/asiointi-admin' };

/// A copy of the units that names the programs of this build, as if they were installed.
const place = mkdtempSync(path.join(os.tmpdir(), 'asiointi-units-'));
after(() => rmSync(place, { recursive: true }));
cpSync(units, place, { recursive: true });
for (const service of services) {
  const text = readFileSync(path.join(place, service), 'utf8');
  writeFileSync(path.join(place, service), text.replace(/\/usr\/bin\/(asiointi-\w+)/g, (_, name) => path.join(build, programs[name])));
}
const analyze = (...words) => spawnSync('systemd-analyze', words, { cwd: place, encoding: 'utf8' });
const setting = (service, name) => readFileSync(path.join(units, service), 'utf8').match(new RegExp(`^${name}=(.*)$`, 'm'))?.[1];

test('systemd finds no fault in any unit', () => {
  const files = readdirSync(units);
  assert.ok(services.length >= 3 && files.some((file) => file.endsWith('.socket')) && files.some((file) => file.endsWith('.timer')));
  const { status, stdout, stderr } = analyze('verify', '--man=no', ...files.map((file) => path.join(place, file)));
  assert.deepEqual({ status, stdout, stderr }, { status: 0, stdout: '', stderr: '' });
});

for (const service of services)
  test(`${service} leaves less than 1.5 of 10 to whoever breaks in (R-166)`, () => {
    const { status, stdout } = analyze('security', '--offline=true', '--no-pager', `--threshold=${highest}`, path.join(place, service));
    assert.match(stdout, new RegExp(`Overall exposure level for ${service}: \\d`));
    assert.equal(status, 0, stdout);
  });

test('the service may step back for others on a busy machine: nice(2), turns of another length, and a processor for hashes', () => {
  const filters = [...readFileSync(path.join(units, 'asiointipalvelu.service'), 'utf8').matchAll(/^SystemCallFilter=(.*)$/gm)].map(([, calls]) => calls);
  assert.match(filters.at(-2), /^~.*@resources/, 'the group that they are of is forbidden before');
  assert.deepEqual(filters.at(-1).split(' '), ['setpriority', 'sched_setattr', 'sched_setaffinity']);
});

test('the sockets are handed over under the names that the program knows', () => {
  for (const name of ['pages', 'check'])
    assert.equal(setting(`asiointipalvelu-${name}.socket`, 'FileDescriptorName'), name);
});

test('the service reaches this machine alone until a site names more (R-162)', () => {
  for (const service of services.filter((each) => !each.includes('doctor')))
    assert.deepEqual([setting(service, 'IPAddressDeny'), setting(service, 'IPAddressAllow')], ['any', 'localhost'], service);
});

test('every service gets its secrets from the service manager and cannot read the file itself (R-160)', () => {
  for (const service of services) {
    assert.equal(setting(service, 'LoadCredential'), 'secrets.toml:/etc/asiointipalvelu/secrets.toml', service);
    assert.equal(setting(service, 'InaccessiblePaths'), '-/etc/asiointipalvelu/secrets.toml', service);
  }
});

test('the limit of memory has room for all hashes at once and all processes, twice, on eight cores (R-025)', () => {
  const [, mebibytes] = /^(\d+)M$/.exec(setting('asiointipalvelu.service', 'MemoryMax'));
  const [, waiting] = /places_to_wait = (\d+);/.exec(readFileSync(path.join(root, 'tools/asiointi-admin/setup/questions.cpp'), 'utf8'));
  const needed = (cores) => {
    const processes = 2 * (cores + Number(waiting)) + (cores - 1) + cores + 2; // pages as the setup writes them; hash, check, background, supervisor
    return cores * 64 + 2 * processes * 8 + 64;
  };
  assert.ok(needed(8) <= mebibytes);
  const [, gibibytes] = /on\s+16 cores, ([\d.]+) GiB/.exec(readFileSync(path.join(root, 'docs/confinement.md'), 'utf8'));
  assert.ok(needed(16) <= gibibytes * 1024);
});

test('the user that the services run as is made by sysusers, and the folder of the sockets by tmpfiles', () => {
  const file = path.join(root, 'conf/systemd/sysusers.d/asiointipalvelu.conf');
  const { stderr } = spawnSync('systemd-sysusers', ['--dry-run', `--root=${mkdtempSync(path.join(place, 'root-'))}`, file], { encoding: 'utf8' });
  for (const service of services) assert.equal(setting(service, 'User'), 'asiointi', service);
  assert.match(stderr, /^Creating user 'asiointi' /m);
  const folders = readFileSync(path.join(root, 'conf/systemd/tmpfiles.d/asiointipalvelu.conf'), 'utf8');
  assert.match(folders, new RegExp(`^d ${path.dirname(setting('asiointipalvelu-pages.socket', 'ListenStream'))} `, 'm'));
});
