// The bill of materials that the build makes: what CycloneDX 1.5 asks for, every library of the programs, none too old.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const build = path.resolve(root, process.env.ASIOINTI_BUILD ?? 'build');
const programs = ['fcgi-app/asiointi-fcgi', 'tools/asiointi-admin/asiointi-admin'].map((name) => path.join(build, name));
const text = readFileSync(path.join(build, 'share/doc/sbom.cdx.json'), 'utf8');
const bill = JSON.parse(text);
const libraries = bill.components.filter(({ type }) => type === 'library');
const sonamesOf = ({ properties }) => properties.filter(({ name }) => name === 'asiointipalvelu:library').map(({ value }) => value);
const needed = (file) => [...execFileSync('readelf', ['--dynamic', file], { encoding: 'utf8' }).matchAll(/\(NEEDED\).*\[(.+)\]/g)].map(([, name]) => name);
const isAtLeast = (version, floor) => spawnSync('dpkg', ['--compare-versions', version, 'ge', floor]).status === 0;

test('it has the form that CycloneDX 1.5 asks for (R-165)', () => {
  assert.deepEqual([bill.bomFormat, bill.specVersion, bill.version], ['CycloneDX', '1.5', 1]);
  assert.match(bill.serialNumber, /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.deepEqual([bill.metadata.component.type, bill.metadata.component.name], ['application', 'asiointipalvelu']);
  if (bill.metadata.timestamp) assert.match(bill.metadata.timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  const known = new Set(['$schema', 'bomFormat', 'specVersion', 'serialNumber', 'version', 'metadata', 'components', 'dependencies']);
  assert.deepEqual(Object.keys(bill).filter((key) => !known.has(key)), []);
  const ofComponent = new Set(['type', 'bom-ref', 'name', 'version', 'description', 'licenses', 'purl', 'properties']);
  for (const each of [bill.metadata.component, ...bill.components]) {
    assert.ok(each.type && each.name && each.version && each['bom-ref'], JSON.stringify(each));
    assert.deepEqual(Object.keys(each).filter((key) => !ofComponent.has(key)), []);
    for (const entry of each.licenses ?? []) assert.ok(entry.license.name.length > 0);
    for (const { name, value } of each.properties ?? []) assert.ok(name && typeof value === 'string');
  }
});

test('every part has a reference of its own, and every dependency names one (R-165)', () => {
  const refs = [bill.metadata.component, ...bill.components].map((each) => each['bom-ref']);
  assert.equal(new Set(refs).size, refs.length);
  assert.deepEqual(bill.dependencies.map(({ ref }) => ref).sort(), [...refs].sort());
  for (const { ref, dependsOn } of bill.dependencies) for (const each of dependsOn) assert.ok(refs.includes(each), `${ref} depends on ${each}`);
  assert.deepEqual(bill.dependencies.find(({ ref }) => ref === 'asiointipalvelu').dependsOn, ['asiointi-admin', 'asiointi-fcgi']);
});

test('every library that a program names is in it, with the package that this machine has (R-165)', () => {
  const known = new Map(libraries.flatMap((each) => sonamesOf(each).map((soname) => [soname, each])));
  for (const program of programs) {
    const dependsOn = bill.dependencies.find(({ ref }) => ref === path.basename(program)).dependsOn;
    assert.ok(needed(program).length > 8);
    for (const soname of needed(program)) {
      if (/^ld-linux/.test(soname)) continue;
      assert.ok(known.has(soname), `${program} needs ${soname}`);
      assert.ok(dependsOn.includes(known.get(soname)['bom-ref']), `${program} depends on ${soname}`);
    }
  }
  for (const { name, version, purl } of libraries) {
    assert.equal(execFileSync('dpkg-query', ['-W', '-f', '${Version}', name], { encoding: 'utf8' }), version, name);
    assert.match(purl, /^pkg:deb\/debian\/[a-z0-9.+%-]+@[^?]+\?arch=\w+&distro=debian-12$/i);
    assert.equal(decodeURIComponent(/@([^?]+)/.exec(purl)[1]), version);
  }
});

// What the code relies on: the repair of CVE-2025-23016 in libfcgi, poll() in place of select(), SKIP LOCKED, Argon2id.
const floors = { libfcgi0ldbl: '2.4.2-2+deb12u1', libcgicc3: '3.2.19', libctemplate3: '2.4', libmysqlcppconn7v5: '1.1.12', libmariadb3: '1:10.6', libssl3: '3.0', libsodium23: '1.0.18', 'libcrypto++8': '8.7', libcurl4: '7.88', libicu72: '72' };

test('no library is older than what the code relies on, and the header-only ones are named (R-165, R-231)', () => {
  for (const [name, floor] of Object.entries(floors)) {
    const found = libraries.find((each) => each.name === name);
    assert.ok(found, name);
    assert.ok(isAtLeast(found.version, floor), `${name} ${found.version} is older than ${floor}`);
  }
  const named = /set\(ASIOINTI_HEADER_PACKAGES ([^)]*)\)/.exec(readFileSync(path.join(root, 'cmake/libraries.cmake'), 'utf8'))[1].split(' ');
  for (const name of named) assert.ok(libraries.some((each) => each.name === name), name);
});

test('nothing that is linked reads XML, runs scripts or restores objects (R-142)', () => {
  for (const program of programs) assert.deepEqual(needed(program).filter((name) => /xml|expat|xslt|lua|python|perl|v8|mozjs|duktape|serialization|yaml/i.test(name)), [], program);
});

test('the same programs give the same bytes (R-165)', () => {
  const place = mkdtempSync(path.join(os.tmpdir(), 'asiointi-sbom-'));
  try {
    const headers = libraries.filter((each) => sonamesOf(each).length === 0).map(({ name }) => name);
    const again = (environment) => {
      execFileSync(path.join(root, 'tools/make-sbom'), ['--version', bill.metadata.component.version, '--output', path.join(place, 'sbom.json'), '--headers', ...headers, '--', ...programs], { env: { ...process.env, ...environment } });
      return readFileSync(path.join(place, 'sbom.json'), 'utf8');
    };
    const { SOURCE_DATE_EPOCH: epoch } = process.env;
    if (epoch === undefined) assert.equal(again({}), text);
    const dated = JSON.parse(again({ SOURCE_DATE_EPOCH: '1700000000' }));
    assert.equal(dated.metadata.timestamp, '2023-11-14T22:13:20Z');
    assert.notEqual(dated.serialNumber, bill.serialNumber);
  } finally {
    rmSync(place, { recursive: true });
  }
});
