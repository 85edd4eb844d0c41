// What the Debian package is made of, as far as reading and installing into a folder can tell; tools/test package tries the rest.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';

import { build, root } from '../support/demo.mjs';

const read = (file) => readFileSync(path.join(root, file), 'utf8');
const scripts = ['postinst', 'prerm', 'postrm'];
const units = readdirSync(path.join(root, 'conf/systemd/system'));
const unitsIn = (text) => [...new Set(text.match(/asiointipalvelu[a-z-]*\.(?:service|socket|timer)/g))].sort();

const place = mkdtempSync(path.join(os.tmpdir(), 'asiointi-package-'));
after(() => rmSync(place, { recursive: true }));
execFileSync('cmake', ['--install', build, '--prefix', path.join(place, 'usr')], { stdio: ['ignore', 'ignore', 'pipe'] });
const installed = path.join(place, 'usr/share/asiointipalvelu');
const doc = path.join(place, 'usr/share/doc/asiointipalvelu');

test('the maintainer scripts are POSIX shell, and name units that there are', () => {
  for (const script of scripts) {
    const text = read(`packaging/${script}`);
    assert.match(text, /^#!\/bin\/sh\n/);
    execFileSync('dash', ['-n', path.join(root, 'packaging', script)], { stdio: ['ignore', 'ignore', 'pipe'] });
    for (const unit of unitsIn(text)) assert.ok(units.includes(unit), `${script}: ${unit}`);
  }
});

test('what the package enables is what the setup starts, and all of it is stopped and forgotten in the end', () => {
  const enabled = unitsIn(/^units="([^"]*)"/m.exec(read('packaging/postinst'))[1]);
  assert.deepEqual(unitsIn(/const words\[\] = \{([^}]*)\}/.exec(read('tools/asiointi-admin/setup_site.cpp'))[1]), enabled);
  for (const script of ['prerm', 'postrm'])
    for (const unit of enabled) assert.ok(unitsIn(read(`packaging/${script}`)).includes(unit), `${script}: ${unit}`);
});

test('an upgrade never touches a socket: whatever arrives meanwhile waits there', () => {
  const postinst = read('packaging/postinst');
  const upgrade = /^take_into_use\(\) \{\n([^]*?)^\}/m.exec(postinst)[1];
  assert.match(upgrade, /deb-systemd-invoke restart asiointipalvelu\.service/);
  assert.doesNotMatch(upgrade, /\.socket/);
  assert.match(read('packaging/prerm'), /if \[ "\$1" = remove \]/);
});

test('nothing starts before it is set up', () => {
  for (const unit of units.filter((each) => !each.endsWith('.timer')))
    assert.match(read(`conf/systemd/system/${unit}`), /^ConditionPathExists=\/etc\/asiointipalvelu\/asiointipalvelu\.toml$/m, unit);
});

test('every file that nginx includes is installed, and the setup finds those that it fills in', () => {
  const nginx = path.join(installed, 'nginx');
  const files = readdirSync(nginx, { recursive: true }).filter((file) => file.endsWith('.conf'));
  const wanted = files.flatMap((file) => [...readFileSync(path.join(nginx, file), 'utf8').matchAll(/^\s*include asiointipalvelu\/(\S+);/gm)].map(([, each]) => each));
  assert.ok(wanted.length > 30);
  for (const each of new Set(wanted)) assert.ok(existsSync(path.join(nginx, each.replace(/^installation\//, 'installation.example/'))), each);
  assert.ok(existsSync(path.join(nginx, 'errors/502.html')));
});

test('every document that the programs send a reader to is installed', () => {
  const sources = execFileSync('git', ['ls-files', 'fcgi-app', 'tools/asiointi-admin', 'conf', 'packaging'], { cwd: root, encoding: 'utf8' }).split('\n').filter(Boolean);
  const named = new Set(sources.flatMap((file) => read(file).match(/docs\/[a-z-]+\.md/g) ?? []));
  assert.ok(named.size > 5);
  for (const each of named) assert.ok(existsSync(path.join(doc, each)), each);
});

test('every unit that a reader is told to reload, restart or stop is one of ours, or nginx and the database', () => {
  const files = execFileSync('git', ['ls-files', 'README.md', 'docs', 'tools/asiointi-admin', 'packaging'], { cwd: root, encoding: 'utf8' }).split('\n').filter((file) => /\.(md|cpp|hpp)$|postinst$/.test(file));
  const known = ['nginx', 'mariadb', ...units.map((each) => each.replace(/\.service$/, ''))];
  const told = files.flatMap((file) => [...read(file).matchAll(/systemctl (?:reload|restart|stop|start) ([\w.-]*\w)/g)].map(([, unit]) => [file, unit.replace(/\.service$/, '')]));
  assert.ok(told.length > 5);
  assert.deepEqual(told.filter(([, unit]) => !known.includes(unit)), []);
});
