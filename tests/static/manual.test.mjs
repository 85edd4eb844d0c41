// Man pages and completion tell of every command, option and setting that there is, and are what the tools for them expect.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const build = path.resolve(root, process.env.ASIOINTI_BUILD ?? 'build');
const programs = { 'asiointi-admin': path.join(build, 'tools/asiointi-admin/asiointi-admin'), 'asiointi-fcgi': path.join(build, 'fcgi-app/asiointi-fcgi') };
const manPage = (name) => path.join(build, 'share/man', `man${name.at(-1)}`, name);
const completion = (program) => path.join(build, 'share/bash-completion/completions', program);

/// A page as a reader sees it on a wide terminal, without the marks of bold letters.
const shown = (name) => execFileSync('groff', ['-Kutf8', '-man', '-Tutf8', '-P-cbou', '-rLL=400n', manPage(name)], { encoding: 'utf8' })
  .replaceAll('\u2010', '-').replaceAll('\u2212', '-');
const helpOf = (program, words) => execFileSync(programs[program], [...words, '--help'], { encoding: 'utf8' });
const sectionOf = (help, title) => new RegExp(`^${title}:\\n((?:  .*\\n?)*)`, 'm').exec(help)?.[1] ?? '';

/// [[words, help], …] of every command, those that only hold others too.
function allCommands(program, words = []) {
  const help = helpOf(program, words);
  const inner = [...sectionOf(help, 'Subcommands').matchAll(/^ {2}(\S+)/gm)].map(([, name]) => name);
  return [[words, help, inner], ...inner.flatMap((name) => allCommands(program, [...words, name]))];
}
const commands = Object.fromEntries(Object.keys(programs).map((program) => [program, allCommands(program)]));
const optionsIn = (help) => [...sectionOf(help, 'Options').matchAll(/^ {2}(-\S+)/gm)].flatMap(([, names]) => names.split(','));

test('every command of --help, and every option of each, is in the man page', () => {
  const page = shown('asiointi-admin.8');
  assert.ok(commands['asiointi-admin'].length > 8);
  for (const [words, help, inner] of commands['asiointi-admin'].filter(([, , each]) => each.length === 0)) {
    const start = page.indexOf(`\n   ${words.join(' ')}\n`);
    assert.ok(start > 0, `no section for ${words.join(' ')}: ${inner}`);
    const end = page.slice(start + 1).search(/\n {3}\S|\n\S/);
    const section = page.slice(start, start + 1 + end);
    for (const option of optionsIn(help).filter((name) => !['-h', '--help'].includes(name))) assert.ok(section.includes(option), `${words.join(' ')} ${option}`);
  }
  for (const [program, all] of Object.entries(commands))
    for (const option of optionsIn(all[0][1])) assert.ok(shown(`${program}.8`).includes(option), `${program} ${option}`);
});

test('every command has a help with an example, and both programs tell their version', () => {
  for (const [program, all] of Object.entries(commands)) {
    for (const [words, help, inner] of all.filter(([, , each]) => each.length === 0)) assert.match(help, new RegExp(`Examples?:[^]*${program}`), `${program} ${words.join(' ')} ${inner}`);
    assert.match(execFileSync(programs[program], ['--version'], { encoding: 'utf8' }), new RegExp(`^${program} \\d+\\.\\d+\\.\\d+\\n$`));
  }
});

test('every setting that is read is in its man page, with its meaning', () => {
  const page = shown('asiointipalvelu.toml.5');
  const readers = readdirSync(path.join(root, 'fcgi-app/app')).filter((name) => /^read_.*\.cpp$/.test(name)).map((name) => readFileSync(path.join(root, 'fcgi-app/app', name), 'utf8')).join('\n');
  const keys = new Set([...readers.matchAll(/"((?:[a-z]+\.)[a-z_]+)"/g)].map(([, key]) => key).filter((key) => !/\.(?:sock|toml)$/.test(key)));
  assert.ok(keys.size > 60);
  for (const key of keys) {
    const [table, name] = key.split('.');
    if (table === 'statements' && name === 'gaps') continue; // a table of its own
    const section = page.split(`\n   [${table}]\n`).slice(1).join('');
    assert.match(section, new RegExp(`^ +${name}(?: |$)`, 'm'), key);
  }
  for (const name of readers.match(/required_names\{([^}]*)\}/)[1].match(/\w+/g)) assert.match(page, new RegExp(`^ +${name}(?: |$)`, 'm'), name);
  // What has no words of its own says nothing but its kind.
  assert.deepEqual([...page.matchAll(/^ {7}(\S+)\n? +(?:Text|List of texts|Whole number|Number|One of|Day|True or false)[.,]? /gm)].map(([, name]) => name), []);
});

test('groff takes the man pages without a warning', () => {
  for (const name of ['asiointi-admin.8', 'asiointi-fcgi.8', 'asiointipalvelu.toml.5']) {
    const { status, stderr } = spawnSync('groff', ['-Kutf8', '-ww', '-man', '-Tutf8', '-z', manPage(name)], { encoding: 'utf8' });
    assert.deepEqual([status, stderr], [0, ''], name);
  }
});

/// What bash offers when TAB is pressed behind these words.
function offered(program, ...words) {
  const script = 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _${1//-/_}; printf "%s\\n" "${COMPREPLY[@]}"';
  const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', script, 'bash', completion(program), program, ...words], { encoding: 'utf8', cwd: root });
  assert.equal(stderr, '');
  return stdout.split('\n').filter(Boolean).sort();
}

test('bash completes every command and every option of it', () => {
  for (const [program, all] of Object.entries(commands)) {
    const everywhere = optionsIn(all[0][1]);
    for (const [words, help, inner] of all) {
      if (inner.length > 0) assert.deepEqual(offered(program, ...words, ''), [...inner].sort(), words.join(' '));
      assert.deepEqual(offered(program, ...words, '-'), [...new Set([...everywhere, ...optionsIn(help)])].sort(), words.join(' '));
    }
  }
});

test('bash completes half a word, the words that an option may have, files, and nothing where only the person knows', () => {
  assert.deepEqual(offered('asiointi-admin', 'acc'), ['account']);
  assert.deepEqual(offered('asiointi-admin', 'account', 'set-email', '--identity', ''), ['document', 'in-person', 'strong']);
  assert.deepEqual(offered('asiointi-admin', '--config', 'READ'), ['README.md']);
  assert.deepEqual(offered('asiointi-admin', '--config', 'README.md', 'doctor', '--js'), ['--json']);
  assert.deepEqual(offered('asiointi-admin', 'migrate', '--sql', 'sq'), ['sql']);
  assert.deepEqual(offered('asiointi-admin', 'account', 'lock', '--reason', ''), []);
  assert.deepEqual(offered('asiointi-fcgi', '--check'), ['--check-config']);
});

/// What a real zsh lists when TAB is pressed behind these words; the lists are read where zsh itself adds to them.
function offeredByZsh(program, ...words) {
  const inside = [
    "PROMPT= PROMPT2= RPROMPT=; unsetopt zle_bracketed_paste 2>/dev/null", 'fpath=($COMPLETIONS $fpath)', 'autoload -Uz compinit; compinit -u -D',
    "compadd() { if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\\ * ]]; then builtin compadd \"$@\"; return $?; fi; local -a found; builtin compadd -A found \"$@\"; print -rl -- '' '<'${^found}'>'; }",
    'listed() { print -r -- BEGIN; _main_complete; print -r -- END; exit }', 'zle -C listed complete-word listed', "bindkey '^I' listed", 'print -r -- READY'];
  const outside = ['zmodload zsh/zpty', 'zpty z zsh -f -i', 'zpty -w z "$INSIDE"', "zpty -r -m z all $'*READY\\r\\n*'", 'zpty -w -n z "$LINE"$\'\\t\'', "zpty -r -m z all '*END*'", 'print -r -- "$all"', 'zpty -d z'].join('\n');
  const { stdout, stderr } = spawnSync('zsh', ['-f', '-c', outside], { encoding: 'utf8', cwd: root, timeout: 20_000,
    env: { ...process.env, TERM: 'dumb', COMPLETIONS: path.join(build, 'share/zsh/vendor-completions'), INSIDE: inside.join('\n'), LINE: [program, ...words].join(' ') } });
  assert.equal(stderr, '');
  return [...new Set([...stdout.matchAll(/^<(.+)>\r?$/gm)].map(([, word]) => word))].sort();
}

test('zsh completes commands, options, the words that an option may have, and files', () => {
  assert.deepEqual(offeredByZsh('asiointi-admin', 'acc'), ['account']);
  assert.deepEqual(offeredByZsh('asiointi-admin', 'account', 'set-email', '--identity', ''), ['document', 'in-person', 'strong']);
  assert.deepEqual(offeredByZsh('asiointi-admin', '--config', 'README.md', 'doctor', '--js'), ['--json']);
  assert.deepEqual(offeredByZsh('asiointi-admin', '--config', 'READ'), ['README.md']);
  assert.deepEqual(offeredByZsh('asiointi-admin', 'account', 'lock', '--reason', ''), []);
  assert.deepEqual(offeredByZsh('asiointi-fcgi', '--check'), ['--check-config']);
  const staff = commands['asiointi-admin'].find(([words]) => words.join(' ') === 'staff');
  assert.deepEqual(offeredByZsh('asiointi-admin', 'staff', ''), [...staff[2]].sort());
});

test('an installation brings programs, templates, SQL files, man pages and completion', () => {
  const place = mkdtempSync(path.join(os.tmpdir(), 'asiointi-install-'));
  try {
    execFileSync('cmake', ['--install', build, '--prefix', path.join(place, 'usr')], { stdio: ['ignore', 'ignore', 'pipe'] });
    for (const file of ['bin/asiointi-fcgi', 'bin/asiointi-admin', 'share/man/man8/asiointi-fcgi.8', 'share/man/man8/asiointi-admin.8', 'share/man/man5/asiointipalvelu.toml.5', 'share/bash-completion/completions/asiointi-admin', 'share/zsh/vendor-completions/_asiointi-admin',
      'share/asiointipalvelu/pages/frame.tpl', 'share/asiointipalvelu/mail/mail.tpl', 'share/asiointipalvelu/static/asiointi.css', 'share/asiointipalvelu/locale/sv/LC_MESSAGES/asiointipalvelu.mo', 'share/asiointipalvelu/words/common.txt',
      'share/asiointipalvelu/check-nginx.py', 'share/asiointipalvelu/sql/grants.sql', 'share/asiointipalvelu/sql/V0001__accounts_and_sessions.sql', 'share/doc/asiointipalvelu/conf/asiointipalvelu.toml', 'share/doc/asiointipalvelu/nginx-conf/asiointipalvelu.conf', 'share/doc/asiointipalvelu/conf/security.example.txt', 'share/doc/asiointipalvelu/sbom.cdx.json'])
      assert.ok(existsSync(path.join(place, 'usr', file)), file);
  } finally {
    rmSync(place, { recursive: true });
  }
});
