// What the Debian package is made of, as far as reading and installing into a folder can tell; tools/test package tries the rest.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

/// Runs a maintainer script in a machine of stand-ins: a root of its own, and programs that only note how they were called.
/// `answers`: how a call ends that begins so, 0 without one.
function runScript(script, args, { files = {}, answers = {} }) {
  const top = mkdtempSync(path.join(place, 'machine-'));
  for (const [file, text] of Object.entries({ '/run/systemd/system/its-own': '', '/etc/asiointipalvelu/asiointipalvelu.toml': '', ...files })) {
    mkdirSync(path.dirname(path.join(top, file)), { recursive: true });
    writeFileSync(path.join(top, file), text);
  }
  const endings = Object.entries(answers).map(([call, status]) => `"${call}"*) exit ${status} ;;`).join(' ');
  mkdirSync(path.join(top, 'bin'));
  for (const name of ['systemd-sysusers', 'systemd-tmpfiles', 'deb-systemd-helper', 'deb-systemd-invoke', 'systemctl', 'setsid'])
    writeFileSync(path.join(top, 'bin', name), `#!/bin/sh\necho "${name} $*" >>'${top}/calls'\ncase "${name} $*" in ${endings} esac\n`, { mode: 0o755 });
  const text = read(`packaging/${script}`).replaceAll(/(?<![\w.])\/(?=(?:etc|run|var)\b)/g, `${top}/`);
  const { status, stderr } = spawnSync('dash', ['-c', text, script, ...args], { encoding: 'utf8', env: { PATH: `${top}/bin:/usr/bin:/bin` } });
  const calls = existsSync(`${top}/calls`) ? readFileSync(`${top}/calls`, 'utf8') : '';
  const acts = calls.split('\n').filter((call) => /^(?:setsid|deb-systemd-invoke)/.test(call));
  return { status, said: stderr.replaceAll(top, ''), calls, acts };
}
const setup = 'setsid --wait asiointi-admin setup --database-only';
const startAll = `deb-systemd-invoke start ${/^units="([^"]*)"/m.exec(read('packaging/postinst'))[1]}`;
const startBounces = 'deb-systemd-invoke start asiointipalvelu-bounces.timer';
const isStopped = { 'systemctl --quiet is-active': 3, 'systemctl --quiet is-failed': 1, 'systemctl --quiet is-enabled': 1 };
const wasRemoved = { '/var/lib/systemd/deb-systemd-helper-masked/asiointipalvelu.service': '' };

for (const [what, args, given, acts, said] of [
  ['a running service', ['configure', '0.1'], {}, [setup, 'deb-systemd-invoke restart asiointipalvelu.service'], /^$/],
  ['a running service whose database is away', ['configure', '0.1'], { answers: { setsid: 1 } }, [setup], /the version before keeps running/],
  ['one that was removed', ['configure', '0.1'], { files: wasRemoved, answers: isStopped }, [setup, startAll], /^$/],
  ['one that was removed and took delivery reports', ['configure', '0.1'], { files: wasRemoved, answers: { ...isStopped, 'systemctl --quiet is-enabled': 0 } }, [setup, startAll, startBounces], /^$/],
  ['one that was removed and does not fit its database', ['configure', '0.1'], { files: wasRemoved, answers: { ...isStopped, setsid: 1 } }, [setup], /is not started/],
  ['one that has failed', ['configure', '0.1'], { answers: { ...isStopped, 'systemctl --quiet is-failed': 0 } }, [setup, startAll], /^$/],
  ['one that somebody has stopped', ['configure', '0.1'], { answers: isStopped }, [], /was stopped, and stays so/],
  ['one whose removal was broken off', ['abort-remove'], { answers: isStopped }, [setup, startAll], /^$/],
])
  test(`no new program starts on an old schema: postinst of ${what}`, () => {
    const ran = runScript('postinst', args, given);
    assert.deepEqual([ran.status, ran.acts], [0, acts], ran.said);
    assert.match(ran.said, said);
  });

test('every unit that a removal masks is free again after an installation', () => {
  const removed = runScript('postrm', ['remove'], {}).calls;
  const masked = [...removed.matchAll(/deb-systemd-helper mask (\S+)/g)].map(([, unit]) => unit).sort();
  const freed = [...runScript('postinst', ['configure', '0.1'], {}).calls.matchAll(/deb-systemd-helper unmask (\S+)/g)].map(([, unit]) => unit).sort();
  assert.ok(masked.length > 4);
  assert.deepEqual(freed, masked);
});

test('a removal names the sites of nginx that cannot do without our snippets', () => {
  const line = 'include asiointipalvelu/snippets/portal-host.conf;\n';
  const files = { '/etc/nginx/sites-enabled/portaali': line, '/etc/nginx/sites-enabled/muu': 'server { }\n', '/etc/nginx/asiointipalvelu/site.conf': line, '/etc/nginx/sites-available/portaali': line };
  const { status, said } = runScript('prerm', ['remove'], { files });
  assert.equal(status, 0);
  assert.match(said, /nginx will not start[^\n]*\n\/etc\/nginx\/sites-enabled\/portaali\n$/);
  for (const [args, those] of [[['upgrade', '0.2'], files], [['remove'], { '/etc/nginx/conf.d/asiointipalvelu.conf': 'include asiointipalvelu/asiointipalvelu.con[f];\n' }]])
    assert.deepEqual([runScript('prerm', args, { files: those }).said], ['']);
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

test('every link of an installed document leads to an installed file', () => {
  const documents = readdirSync(doc, { recursive: true }).filter((file) => file.endsWith('.md'));
  const links = documents.flatMap((file) => [...readFileSync(path.join(doc, file), 'utf8').matchAll(/\]\(([^)\s#]+)/g)].map(([, target]) => [file, target]));
  const within = links.filter(([, target]) => !/^(?:https?|mailto):/.test(target));
  assert.ok(within.length > 40);
  assert.deepEqual(within.filter(([file, target]) => !existsSync(path.join(doc, path.dirname(file), target))), []);
});

test('whoever has the package alone finds alerts, dashboard and the example for Prometheus where docs/operations.md says', () => {
  for (const name of ['alerts.yml', 'alerts_test.yml', 'dashboard.json', 'scrape.yml']) assert.ok(existsSync(path.join(doc, 'tools/monitoring', name)), name);
});

test('every unit that a reader is told to reload, restart or stop is one of ours, or nginx and the database', () => {
  const files = execFileSync('git', ['ls-files', 'README.md', 'docs', 'tools/asiointi-admin', 'packaging'], { cwd: root, encoding: 'utf8' }).split('\n').filter((file) => /\.(md|cpp|hpp)$|postinst$/.test(file));
  const known = ['nginx', 'mariadb', ...units.map((each) => each.replace(/\.service$/, ''))];
  const told = files.flatMap((file) => [...read(file).matchAll(/systemctl (?:reload|restart|stop|start) ([\w.-]*\w)/g)].map(([, unit]) => [file, unit.replace(/\.service$/, '')]));
  assert.ok(told.length > 5);
  assert.deepEqual(told.filter(([, unit]) => !known.includes(unit)), []);
});
