// What the documents name exists: files, commands with their options, settings, units, pages. docs/settings.md is what the
// programs read.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

import { routes } from '../support/routes.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const build = path.resolve(root, process.env.ASIOINTI_BUILD ?? 'build');
const read = (file) => readFileSync(path.join(root, file), 'utf8');
const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' }).split('\n').filter((file) => file && existsSync(path.join(root, file)));
const folders = new Set(tracked.flatMap((file) => file.split('/').slice(0, -1).map((_, i, parts) => parts.slice(0, i + 1).join('/'))));
const known = JSON.parse(readFileSync(path.join(build, 'share/manual.json'), 'utf8'));
const documents = tracked.filter((file) => file === 'README.md' || file === 'SECURITY.md' || /^(docs|sql|nginx-conf)\/(.*\/)?[\w-]+\.md$/.test(file)).sort();

/// The pieces of a document in which something is named as it is typed: { text, isBlock, line }.
function codeIn(text) {
  const found = [];
  let isFenced = false;
  text.split('\n').forEach((line, i) => {
    if (line.startsWith('```')) isFenced = !isFenced;
    else if (isFenced || /^( {4}| {7})\S/.test(line)) found.push({ text: line.trim(), isBlock: true, line: i + 1 });
    else for (const [, inside] of line.matchAll(/`([^`]+)`/g)) found.push({ text: inside, isBlock: false, line: i + 1 });
  });
  return found;
}
const code = documents.flatMap((file) => codeIn(read(file)).map((piece) => ({ ...piece, file, where: `${file}:${piece.line}: ${piece.text}` })));

/// Words of a name that stand for something else: "NAME.tpl", "locale/LANGUAGE.po", "V0007__….sql".
const isPattern = (name) => /[A-Z]{3,}|[…*<>{}]/.test(path.basename(name)) && !/README|SECURITY|CMakeLists/.test(name);
const isMadeByARun = (name) => spawnSync('git', ['check-ignore', '-q', `${name}/`], { cwd: root }).status === 0;
const exists = (name) => tracked.includes(name) || folders.has(name.replace(/\/$/, ''));

test('every file of this tree that a document names exists', () => {
  const tops = 'docs|tools|tests|fcgi-app|conf|nginx-conf|sql|templates|cmake';
  const parts = { 'app|auth|base|flow|http|mail|pool|store|view': 'fcgi-app', 'snippets|installation|examples|errors|other': 'nginx-conf' };
  const faults = [];
  let count = 0;
  for (const { text, file, where } of code) {
    for (const [, name] of text.matchAll(new RegExp(`(?<![\\w./~-])((?:${tops})/[\\w./-]*\\w/?)(?=$|[\\s\`"':;,)(…*|])`, 'g'))) {
      if (isPattern(text.slice(text.indexOf(name)).split(/\s/)[0])) continue;
      ++count;
      if (!exists(name) && !isMadeByARun(name)) faults.push(where);
    }
    for (const [inner, home] of Object.entries(parts)) {
      const [, name] = new RegExp(`^((?:${inner})/[\\w./-]+\\.(?:cpp|hpp|conf|html))$`).exec(text) ?? [];
      if (!name || isPattern(name)) continue;
      ++count;
      if (!exists(`${home}/${name}`) && !exists(path.join(path.dirname(file), name))) faults.push(where);
    }
  }
  assert.ok(count > 150, String(count));
  assert.deepEqual(faults, []);
});

test('every link between documents leads to a file and a heading', () => {
  const anchorsOf = (file) => [...read(file).matchAll(/^#+ (.*)$/gm)].map(([, title]) => title.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-'));
  let count = 0;
  for (const file of documents) {
    for (const [link, target] of read(file).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^(https?|mailto):/.test(target)) continue;
      const [name, anchor] = target.split('#');
      const there = name === '' ? file : path.join(path.dirname(file), name);
      ++count;
      assert.ok(exists(there), `${file}: ${link}`);
      if (anchor) assert.ok(anchorsOf(there).includes(anchor), `${file}: ${link}`);
    }
  }
  assert.ok(count > 10, String(count));
});

test('every section that a text names behind a document is in that document', () => {
  const texts = tracked.filter((file) => documents.includes(file) || /\.(?:[ch]pp|toml|conf|service|socket|mjs|py)$/.test(file));
  const faults = [];
  let count = 0;
  for (const file of texts) {
    const text = read(file).replaceAll(/\n *(?:\/\/\/?|#)? */g, ' ');
    for (const [whole, name, title] of text.matchAll(/(\b[\w/-]+\.md\b|\bREADME)[`)]*(?:\]\([^)]*\))?,? \(?"([A-Z][^"]+)"/g)) {
      const document = [`${name}${name.endsWith('.md') ? '' : '.md'}`, path.join('docs', name)].find(exists);
      ++count;
      if (!document || !new RegExp(`^(?:#+ |\\*\\*)${title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`, 'm').test(read(document))) faults.push(`${file}: ${whole}`);
    }
  }
  assert.ok(count > 8, String(count));
  assert.deepEqual(faults, []);
});

test('docs/README.md lists every document for some reader', () => {
  const listed = [...read('docs/README.md').matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => path.join('docs', target));
  assert.deepEqual(documents.filter((file) => !listed.includes(file) && !['README.md', 'docs/README.md'].includes(file)), []);
});

/// The words of one command of a line, up to what the shell does with it.
const commandsIn = (text, program) => [...text.matchAll(new RegExp(`(?:^|[\\s(;&|])(?:/usr/bin/)?${program}((?: [^|&;#>\`]*)?)(?=$|[|&;#>)])`, 'g'))].map(([, words]) => words.trim());
const wordsOf = (text) => [...text.matchAll(/"[^"]*"|'[^']*'|\S+/g)].map(([word]) => word.replace(/[.,:)]+$/, ''));
const optionsOf = (command) => command.options.flatMap(({ names }) => names);

/// What is wrong with these words behind a program, or "".
function faultOf(program, words) {
  let command = program;
  const allowed = new Set([...optionsOf(program), '--help', '-h', '--version']);
  for (const word of words) {
    if (word.startsWith('-')) {
      optionsOf(command).forEach((name) => allowed.add(name));
      const name = word.split('=')[0];
      if (!allowed.has(name)) return `${name} is no option of ${command.name}`;
      continue;
    }
    const inner = command.commands.find(({ name }) => name === word);
    if (inner) command = inner;
    else if (command.commands.length > 0 && /^[a-z][a-z-]+$/.test(word)) return `${word} is no command of ${command.name}`;
    else if (command.commands.length > 0) return ''; // COMMAND, …, a value of an option before the command
    optionsOf(command).forEach((name) => allowed.add(name));
  }
  return '';
}

test('every command of asiointi-admin and asiointi-fcgi that a document names, and every option with it, exists', () => {
  const faults = [];
  let count = 0;
  for (const [program, described] of [['asiointi-admin', known.admin], ['asiointi-fcgi', known.service]]) {
    for (const { text, where } of code) {
      for (const words of commandsIn(text, program)) {
        ++count;
        // A value in front of the command would be taken for it.
        const fault = faultOf(described, wordsOf(words.replace(/--config \S+/, '')));
        if (fault) faults.push(`${where}: ${fault}`);
      }
    }
  }
  assert.ok(count > 60, String(count));
  assert.deepEqual(faults, []);
});

test('a command that a document names without its program exists, too', () => {
  const names = new Map(known.admin.commands.map((command) => [command.name, command]));
  const faults = [];
  let count = 0;
  for (const { text, isBlock, where } of code) {
    const [first, second] = text.split(' ');
    if (isBlock || !names.has(first) || !/^[a-z][a-z-]+$/.test(second ?? '')) continue;
    ++count;
    const fault = faultOf(known.admin, wordsOf(text.replaceAll(/[[\]…]/g, '')));
    if (fault) faults.push(`${where}: ${fault}`);
  }
  assert.ok(count > 20, String(count));
  assert.deepEqual(faults, []);
});

test('every tool is named with options that its own help has', () => {
  const helps = new Map();
  const helpOf = (tool) => {
    if (!helps.has(tool)) helps.set(tool, spawnSync(path.join(root, tool), ['--help'], { cwd: root, encoding: 'utf8', timeout: 60_000 }).stdout);
    return helps.get(tool);
  };
  let count = 0;
  for (const { text, where } of code) {
    for (const [, tool, words] of text.matchAll(/(?:^|[\s(;&|])((?:tools|tests)\/[\w/-]+)((?: [^|&;#>`]*)?)/g)) {
      if (!tracked.includes(tool) || !/^#!/.test(read(tool))) continue;
      for (const [, option] of words.matchAll(/(?:^| )(--[a-z][a-z-]*)/g)) {
        ++count;
        assert.ok(helpOf(tool).includes(option), `${where}: no ${option}`);
      }
    }
  }
  assert.ok(count >= 3, String(count));
});

const settings = [...known.settings, ...known.secrets].map(({ key }) => key.replace(/\[0\]/, ''));
const tables = new Set(settings.map((key) => key.split('.').slice(0, -1).join('.')));
const isSetting = (key) => settings.includes(key) || tables.has(key);
const files = /\.(?:toml|md|cpp|hpp|sql|conf|mjs|service|socket|timer|css|json|csv|yml|svg|sock|keys|new|php|py|cnf|txt|example)$/;

test('every setting that a document names exists', () => {
  const faults = [];
  let count = 0;
  for (const { text, where } of code) {
    for (const [, key] of text.matchAll(/(?<![\w.-])([a-z]+\.[a-z_]+(?:\.[a-z_]+)?)(?![\w.(-])/g)) {
      if (!tables.has(key.split('.')[0]) || files.test(key)) continue;
      ++count;
      if (!isSetting(key)) faults.push(where);
    }
  }
  assert.ok(count > 60, String(count));
  assert.deepEqual(faults, []);
});

/// [key, place] of each setting in TOML text: what stands behind "# " at the beginning of a line, too.
function settingsIn(text) {
  let table = '';
  return text.split('\n').flatMap((raw, i) => {
    const line = raw.replace(/^# ?/, '').trim();
    const [, heading] = /^\[{1,2}([a-z_.]+)\]{1,2}(?: *#.*)?$/.exec(line) ?? [];
    if (heading !== undefined) table = heading;
    const [, name] = /^([a-z_]+) = (?:["[\d]|true|false)/.exec(line) ?? [];
    return name === undefined ? [] : [[`${table ? `${table}.` : ''}${name}`, i + 1]];
  });
}

test('every setting in an example of a document exists', () => {
  const answers = read('tools/asiointi-admin/setup/questions.cpp'); // of the setup alone
  let count = 0;
  for (const file of documents) {
    const blocks = read(file).split(/\n(?! {4}|\n)/).map((block) => block.split('\n').filter((line) => /^ {4}/.test(line)).join('\n').replaceAll(/^ +/gm, ''));
    for (const block of blocks.filter((each) => /^\[[a-z_.]+\]/m.test(each) && !/^\[(?:Service|Unit|Install)\]/m.test(each))) {
      for (const [key] of settingsIn(block)) {
        ++count;
        assert.ok(key.startsWith('setup.') ? answers.includes(`"${key}"`) : isSetting(key), `${file}: ${key}`);
      }
    }
  }
  assert.ok(count > 8, String(count));
});

test('the example configurations name every setting, and no other', () => {
  for (const [file, all] of [['conf/asiointipalvelu.toml', known.settings], ['conf/secrets.example.toml', known.secrets]]) {
    const named = new Set(settingsIn(read(file)).map(([key]) => key));
    const keys = all.map(({ key }) => key.replace('[0]', ''));
    // What all languages have stands once.
    assert.deepEqual(keys.filter((key) => !named.has(key) && !/^(?:footer|names)\.(?:sv|en)\./.test(key)), [], `${file} lacks`);
    assert.deepEqual([...named].filter((key) => !keys.includes(key)), [], `${file} has besides`);
  }
});

test('the example configuration shows what is left out with its default', () => {
  const initial = new Map(known.settings.map((setting) => [setting.key, setting.default]));
  let table = '';
  for (const raw of read('conf/asiointipalvelu.toml').split('\n')) {
    table = /^(?:# )?\[+([a-z_.]+)\]+/.exec(raw)?.[1] ?? table;
    const [, name, value] = /^# ([a-z_]+) = ("[^"]*"|\[\]|[\w.]+) +# default/.exec(raw) ?? [];
    if (name) assert.equal(value, initial.get(`${table}.${name}`), raw);
  }
});

test('the example configuration is taken as it stands, and with each default written out', () => {
  const place = mkdtempSync(path.join(os.tmpdir(), 'asiointi-example-'));
  try {
    const share = path.join(build, 'share/asiointipalvelu');
    const example = read('conf/asiointipalvelu.toml').replace('"/usr/share/asiointipalvelu"', JSON.stringify(share));
    writeFileSync(path.join(place, 'secrets.toml'), read('conf/secrets.example.toml').replace(/REPLACE-[^"]*/, randomBytes(32).toString('base64')), { mode: 0o600 });
    const file = path.join(place, 'asiointipalvelu.toml');
    for (const text of [example, example.replaceAll(/^# ([a-z_]+ = .*# default)/gm, '$1')]) {
      writeFileSync(file, text);
      const { status, stderr } = spawnSync(path.join(build, 'fcgi-app/asiointi-fcgi'), ['--config', file, '--check-config'], { encoding: 'utf8' });
      assert.deepEqual([status, stderr], [0, '']);
    }
  } finally {
    rmSync(place, { recursive: true });
  }
});

test('docs/settings.md is what the programs read', () => {
  assert.equal(read('docs/settings.md'), readFileSync(path.join(build, 'share/doc/settings.md'), 'utf8'), 'run: cp build/share/doc/settings.md docs/settings.md');
  for (const { key, limits } of known.settings.filter(({ kind }) => kind === 'whole number')) {
    assert.match(limits, /^\d+ to \d+$/, key);
    const unit = key.endsWith('_port') ? '' : ' [a-zA-Z]+';
    assert.match(read('docs/settings.md'), new RegExp(`^\\| \`${key.split('.').at(-1)}\` \\|.*\\| ${limits}${unit} \\|`, 'm'), key);
  }
});

test('every unit that a document names is installed by us or is a part of Debian', () => {
  const ours = tracked.filter((file) => file.startsWith('conf/systemd/system/')).map((file) => path.basename(file));
  const debian = ['mariadb', 'nginx'];
  let count = 0;
  for (const { text, where } of code) {
    for (const [, words] of text.matchAll(/\bsystemctl ([^#|&>]*)/g)) {
      for (const word of words.trim().split(/\s+/).slice(1).filter((each) => !each.startsWith('-'))) {
        ++count;
        assert.ok(ours.includes(word) || ours.includes(`${word}.service`) || debian.includes(word), `${where}: ${word}`);
      }
    }
    for (const [name] of text.matchAll(/\basiointi[a-z-]*\.(?:service|socket|timer)\b/g)) assert.ok(ours.includes(name), where);
    for (const [, name] of text.matchAll(/\bjournalctl (?:.* )?-u (\S+)/g)) assert.ok(ours.includes(`${name}.service`), where);
    for (const [, name] of text.matchAll(/_SYSTEMD_UNIT=(\S+)/g)) assert.ok(ours.includes(name), where);
  }
  assert.ok(count > 8, String(count));
});

test('every man page that a document or a unit names is made by the build', () => {
  const inUnits = tracked.filter((file) => file.startsWith('conf/systemd/')).flatMap((file) => [...read(file).matchAll(/man:([\w.-]+)\((\d)\)/g)].map((match) => [file, match]));
  const inDocuments = code.flatMap(({ text, where }) => [...text.matchAll(/\b(asiointi[\w.-]*)\((\d)\)/g)].map((match) => [where, match]));
  assert.ok(inUnits.length > 3 && inDocuments.length > 3);
  for (const [where, [, name, section]] of [...inUnits, ...inDocuments]) assert.ok(existsSync(path.join(build, `share/man/man${section}/${name}.${section}`)), `${where}: ${name}(${section})`);
});

test('every page that a document names is one of ours', () => {
  const aliases = [...read('fcgi-app/app/routes.cpp').matchAll(/\{"(\/[^"]+)"/g)].map(([, page]) => page);
  const nginx = tracked.filter((file) => /^nginx-conf\/.*\.conf$/.test(file)).map(read).join('\n');
  const ours = new Set([...routes.map((route) => route.path), ...aliases, '/Account', '/Account/theme', '/Account/Bar']);
  let count = 0;
  for (const { text, where } of code) {
    for (const [, page] of text.matchAll(/(?<![\w/.])(\/(?:Account|auth|\.well-known)\/[\w./-]*\w)/g)) {
      ++count;
      assert.ok(ours.has(page) || page.startsWith('/Account/theme/') || nginx.includes(page), where);
    }
  }
  assert.ok(count > 50, String(count));
});

test('the packages of a database node are all that its configuration needs', () => {
  const node = read('conf/two-hosts/galera-node.cnf');
  const [, packages] = /^1\. On each: `apt install ([^`]*)`/m.exec(read('docs/scaling.md'));
  // Debian's rsync method takes a whole copy through stunnel where the server has a certificate, and ends without it.
  const needed = ['mariadb-server', 'galera-4', ...(/^ssl_cert = /m.test(node) && /^wsrep_sst_method = rsync$/m.test(node) ? ['stunnel4'] : [])];
  assert.deepEqual(packages.split(' '), needed);
});
