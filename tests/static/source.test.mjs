// What can be checked by reading the tree: formatting, the direction of includes, the place of each vendor library.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';

import { Apache } from '../support/apache.mjs';

const root = path.resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../..');
const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter(Boolean);
const read = (file) => readFileSync(path.join(root, file), 'utf8');
const sources = tracked.filter((file) => /\.(cpp|hpp)$/.test(file));
const product = sources.filter((file) => file.startsWith('fcgi-app/'));
const templates = tracked.filter((file) => file.endsWith('.tpl'));

// base <- auth <- store, mail; base <- http <- view; all of these <- flow <- app <- main (DESIGN, Files).
const mayInclude = {
  base: [],
  auth: ['base'],
  store: ['base', 'auth'],
  mail: ['base', 'auth'],
  http: ['base'],
  view: ['base', 'http'],
  pool: ['base'],
  flow: ['base', 'auth', 'store', 'mail', 'http', 'view', 'pool'],
  app: ['base', 'auth', 'store', 'mail', 'http', 'view', 'pool', 'flow'],
};

const homeOf = [
  [/^(cppconn|mysql_)/, 'store'],
  [/^ctemplate/, 'view'],
  [/^(fcgiapp|fcgi_|cgicc)/, 'http'],
  [/^(cryptopp|crypto\+\+|sodium)/, 'auth'],
  [/^(curl|gmime)\//, 'mail'],
  [/^seccomp/, 'pool'],
];

const includesOf = (file) => [...read(file).matchAll(/^#include [<"]([^>"]+)[>"]/gm)].map((match) => match[1]);
const directoryOf = (file) => file.split('/')[1];

test('every C++ file is formatted as .clang-format says', () => {
  execFileSync('clang-format-14', ['--dry-run', '--Werror', ...sources], { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
});

test('includes point one way', () => {
  for (const file of product.filter((each) => each.split('/').length === 3)) {
    const directory = directoryOf(file);
    for (const included of includesOf(file).filter((each) => each.split('/')[0] in mayInclude)) {
      const target = included.split('/')[0];
      assert.ok(target === directory || mayInclude[directory].includes(target), `${file} includes ${included}`);
    }
  }
});

test('each vendor library is included from its own directory alone', () => {
  for (const file of product)
    for (const included of includesOf(file))
      for (const [pattern, home] of homeOf)
        assert.ok(!pattern.test(included) || directoryOf(file) === home, `${file} includes ${included}`);
});

test('the clock is read in one place', () => {
  for (const file of product.filter((each) => each !== 'fcgi-app/base/time.cpp'))
    assert.doesNotMatch(read(file), /system_clock::now|\btime\(nullptr\)/, file);
});

test('no transaction is ended by the calls that swallow errors', () => {
  for (const file of product)
    assert.doesNotMatch(read(file), /->(commit|rollback|setAutoCommit)\(/, file);
});

test('nothing starts a shell', () => { // R-133
  for (const file of product) assert.doesNotMatch(read(file), /\b(system|popen)\s*\(/, file);
});

test('the program builds no format, pattern or template of what people send', () => { // R-134
  for (const file of sources.filter((each) => /^(fcgi-app|tools)\//.test(each))) {
    const text = read(file);
    for (const [, pattern] of text.matchAll(/std::(?:basic_)?regex(?: \w+)?[{(]([^\n]{0,12})/g)) assert.match(pattern, /^(R?"|$)/, `${file}: a pattern that is no literal`);
    for (const [, format] of text.matchAll(/\bsn?printf\(\s*[^;]*?,\s*[^;,]*?,\s*("|[^;]{0,20})/g)) assert.equal(format, '"', `${file}: a format that is no literal`);
    assert.doesNotMatch(text, /\bv?(?:f|d)?printf\s*\(|fmt::runtime|\bvformat|\bsyslog\s*\(/, file);
    if (file !== 'fcgi-app/view/template_set.cpp') assert.doesNotMatch(text, /StringToTemplate|ctemplate::Template::GetTemplate/, file);
  }
});

test('every file of the product is compiled with warnings about formats as errors', () => { // R-134
  const commands = JSON.parse(readFileSync(path.join(process.env.ASIOINTI_BUILD ?? path.join(root, 'build'), 'compile_commands.json'), 'utf8'));
  const compiled = commands.flatMap(({ file, command }) => filesIn(file).map((each) => [path.relative(root, each), command.split(' ')]));
  const ours = compiled.filter(([file]) => /^(fcgi-app|tools)\//.test(file));
  assert.deepEqual(ours.map(([file]) => file).sort(), sources.filter((file) => /^(fcgi-app|tools)\/.*\.cpp$/.test(file)).sort());
  for (const [file, flags] of ours) for (const flag of ['-Wformat', '-Wformat-security', '-Werror']) assert.ok(flags.includes(flag), `${file} without ${flag}`);
});

/** The sources that are compiled with this one: it includes them, or is one itself (cmake/unity.py). */
function filesIn(file) {
  if (!file.includes(`${path.sep}unity${path.sep}`)) return [file];
  return [...readFileSync(file, 'utf8').matchAll(/^#include "(.*\.cpp)"$/gm)].map(([, included]) => path.resolve(path.dirname(file), included));
}

test('nothing turns text into a program, a document or objects', () => { // R-142
  for (const file of sources.filter((each) => each.startsWith('fcgi-app/'))) assert.doesNotMatch(read(file), /\bdlopen\s*\(|json::(?:parse|from_)|#include <(?:libxml|expat|rapidxml|tinyxml|pugixml|boost\/(?:serialization|property_tree))/, file);
  for (const file of tracked.filter((each) => each.startsWith('templates/') && each.endsWith('.js')))
    assert.doesNotMatch(read(file), /\beval\b|new Function|innerHTML|insertAdjacentHTML|document\.write|outerHTML|setTimeout\(['"`]|import\(/, file);
});

test('nobody is asked for a hint or a security question, nor could one be stored', () => { // R-013
  const columns = tracked.filter((file) => /^sql\/V.*\.sql$/.test(file)).flatMap((file) => [...read(file).matchAll(/^ +(?:ADD COLUMN (?:IF NOT EXISTS )?)?([a-z_]+) +(?:VAR|TINY|BIG|INT|CHAR|DATE|BINARY)/gm)].map(([, name]) => name));
  assert.ok(columns.length > 120);
  assert.deepEqual(columns.filter((name) => /hint|question|answer|reminder|mother|maiden|pet_/.test(name)), []);
  const fields = templates.flatMap((file) => [...read(file).matchAll(/<(?:input|select|textarea)\b[^>]*\sname="([^"]+)"/g)].map(([, name]) => name));
  assert.ok(fields.length > 30);
  assert.deepEqual(fields.filter((name) => /hint|question|answer|reminder/.test(name)), []);
  for (const language of ['fi', 'sv', 'en']) assert.doesNotMatch(read(`templates/locale/${language}.po`), /turvakysym|tarkistuskysym|salasanavih|säkerhetsfråg|kontrollfråg|lösenordstips|security question|password hint/i);
});

test('the driver of the database is asked for once, and no thread but those that hash imported passwords exists', () => { // R-270
  const product = sources.filter((file) => /^(fcgi-app|tools)\//.test(file));
  assert.deepEqual(product.filter((file) => /get_(?:mysql_)?driver_instance\s*\(/.test(read(file))), ['fcgi-app/store/connection.cpp']);
  assert.equal(read('fcgi-app/store/connection.cpp').match(/get_(?:mysql_)?driver_instance\s*\(/g).length, 1);
  assert.deepEqual(product.filter((file) => /std::(?:jthread|thread(?!::hardware_concurrency)|async)\b|pthread_create/.test(read(file))), ['fcgi-app/flow/import_passwords.cpp']);
});

test('a program from before a migration goes on with the schema after it: migrations only add', () => { // R-283
  const migrations = tracked.filter((file) => /^sql\/V.*\.sql$/.test(file));
  assert.ok(migrations.length > 5);
  for (const file of migrations) {
    const text = read(file).replace(/--[^\n]*|'(?:[^']|'')*'/g, "''");
    assert.doesNotMatch(text, /DROP\s+(?:TABLE|COLUMN|VIEW|DATABASE|PRIMARY)|RENAME|CHANGE COLUMN|TRUNCATE|DELETE FROM/i, file);
    for (const [column] of text.matchAll(/ADD COLUMN [^,;]*NOT NULL[^,;]*/g)) assert.match(column, /DEFAULT/, `${file}: an old program cannot fill ${column}`);
  }
});

test('the programs know which migration is the newest', () => {
  const versions = tracked.map((file) => /^sql\/V(\d+)__/.exec(file)).filter(Boolean).map(([, version]) => Number(version));
  assert.match(read('fcgi-app/store/schema.hpp'), new RegExp(`needed_migration = ${Math.max(...versions)};`));
});

test('no migration brings an account along', () => { // R-044
  for (const file of tracked.filter((each) => /^sql\/V.*\.sql$/.test(each))) assert.doesNotMatch(read(file), /INSERT\s+INTO\s+`?(?:account|staff_member)\b/i, file);
});

test('every template escapes for the place where a value stands', () => { // R-125
  for (const file of templates) {
    const text = read(file);
    assert.doesNotMatch(text, /:none\b/, file);
    assert.doesNotMatch(text, /<script\b(?![^>]*\bsrc=)/, `${file}: script in the page`); // R-129
    if (!file.startsWith('templates/mail/')) // mail programs know no other way
      assert.doesNotMatch(text, /\sstyle="/, `${file}: style in the page`);
    assert.doesNotMatch(text, /\son[a-z]+="/, `${file}: event handler in the page`);
  }
});

test('password fields take what a password manager gives', () => { // R-014, R-015, R-017
  for (const file of templates) {
    for (const [input] of read(file).matchAll(/<input\b[^>]*>/g)) {
      if (!/name="(\w*password)"/.test(input)) continue;
      assert.match(input, /type="password"/, file);
      assert.match(input, /autocomplete="(current|new)-password"/, file);
      assert.doesNotMatch(input, /\smaxlength=|readonly|autocomplete="off"/, file);
    }
  }
});

test('the tree names no machine and no registry', () => {
  for (const file of tracked.filter((each) => !each.includes('static.test') && !each.startsWith('tests/static/')))
    assert.doesNotMatch(read(file), /(^|[^\w.])\/(work|root)\/|registry\.npmjs|deb\.debian\.org/, file);
});

test('nginx never sends a form to a second worker', () => { // R-259
  for (const file of tracked.filter((each) => /^nginx-conf\/.*\.conf$/.test(each))) assert.doesNotMatch(read(file), /non_idempotent/, file);
});

test('nginx takes the configuration as it is', () => {
  execFileSync('tools/check-nginx', { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
});

test('Apache takes the configuration as it is, and the error pages that nginx shows', () => {
  const apache = new Apache();
  try {
    const [certificate, key] = ['certificate.pem', 'key.pem'].map((name) => path.join(apache.place, name));
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-subj', '/CN=asiointi.example.fi', '-days', '1', '-keyout', key, '-out', certificate], { stdio: 'ignore' });
    apache.configure({ ASIOINTI_CERTIFICATE: certificate, ASIOINTI_KEY: key }, { ports: [80, 443], city: 8080 });
    assert.deepEqual(apache.check(), { status: 0, words: 'Syntax OK' });
    for (const file of tracked.filter((each) => /^nginx-conf\/errors\/.*html$/.test(each))) assert.doesNotMatch(read(file), /<!--#\s/, file);
  } finally {
    apache.stopNow();
  }
});

const check = 'include asiointipalvelu/snippets/check.conf;';
const snippet = (name) => `include asiointipalvelu/snippets/${name}.conf;`;
const unprotected = [
  [`${check} location /a { proxy_pass http://portal; }`, /without one of the snippets/],
  [`${check} location /a { ${snippet('protect-proxy')} proxy_pass http://portal; location /a/b { proxy_pass http://portal; } }`, /location \/a\/b leads/],
  [`${check} location /a { if ($arg_x ~ "^a{2}") { fastcgi_pass portal; } }`, /location \/a leads to portal/],
  [`location /a { ${snippet('protect-proxy')} proxy_pass http://portal; }`, /includes neither snippets\/check\.conf nor/],
  [`${check} auth_request /auth/check;`, /inherits auth_request/],
  [`${check} set $asiointi_require substantial;`, /sets \$asiointi_require/],
  [`${check} underscores_in_headers on;`, /underscores_in_headers on/],
  [`${check} ignore_invalid_headers off;`, /ignore_invalid_headers off/],
  [`${check} proxy_set_header Host $host; location /a { ${snippet('public-proxy')} proxy_pass http://portal; }`, /loses proxy_set_header/],
  [`${check} fastcgi_param A b; location /a { ${snippet('protect-fastcgi')} fastcgi_pass portal; }`, /loses fastcgi_param/],
  [`${check} location /a { ${snippet('protect-proxy')} fastcgi_pass portal; }`, /snippet for proxy_pass/],
  [`${check} location /a { ${snippet('protect-proxy')} ${snippet('public-proxy')} proxy_pass http://portal; }`, /more than one/],
  [`${check} location /a { auth_request off; ${snippet('protect-proxy')} proxy_pass http://portal; }`, /auth_request beside/],
  [`${check} satisfy any; location /a { ${snippet('protect-proxy')} proxy_pass http://portal; }`, /satisfy any/],
  [`${check} location /a { ${snippet('protect-proxy')} proxy_cache pages; proxy_pass http://portal; }`, /is cached/],
  [`${check} location /a { ${snippet('protect-fastcgi')} try_files $uri /index.php?$args; }`, /leads on to \/index\.php/],
  [`${check} location /a { ${snippet('protect-fastcgi')} fastcgi_pass portal; } location ~ \\.php$ { ${snippet('public-fastcgi')} fastcgi_pass portal; }`, /location ~ \\\.php\$ wins over location \/a/],
];

test('a location that leads to the portal past the check is named, with what to do', () => { // R-250
  const place = mkdtempSync(path.join(os.tmpdir(), 'asiointi-nginx-'));
  const lint = (portal) => {
    writeFileSync(path.join(place, 'asiointipalvelu/installation/portal.conf'), portal);
    return spawnSync(path.join(root, 'tools/check-nginx'), [path.join(place, 'nginx.conf')], { encoding: 'utf8' });
  };
  cpSync(path.join(root, 'nginx-conf'), path.join(place, 'asiointipalvelu'), { recursive: true });
  const around = (more) => writeFileSync(path.join(place, 'nginx.conf'), `http { include asiointipalvelu/asiointipalvelu.conf; ${more} }`);
  around('');
  for (const [portal, fault] of unprotected) {
    const found = lint(portal);
    assert.deepEqual([found.status, found.stderr.trim().split('\n').length], [1, 1], portal + found.stderr);
    assert.match(found.stderr, fault);
  }
  assert.equal(lint(`${check} location /a { proxy_set_header Host $host; ${snippet('protect-proxy')} proxy_pass http://portal; }`).status, 0);
  assert.equal(lint(`${snippet('portal-host')} location /a { proxy_set_header Host $host; ${snippet('protect-proxy')} proxy_pass http://portal; }`).status, 0);
  const php = (kind) => `location ~ \\.php$ { ${snippet(`${kind}-fastcgi`)} fastcgi_pass portal; }`;
  assert.equal(lint(`${check} location /a { ${snippet('protect-fastcgi')} fastcgi_pass portal; } ${php('protect')}`).status, 0);
  assert.equal(lint(`${check} location ^~ /a { ${snippet('protect-fastcgi')} try_files $uri =404; ${php('protect')} } ${php('public')}`).status, 0);
  // PHP beside files that nginx serves by itself: whoever asks for the program gets what it answers, never its source code.
  const run = (file) => `root /srv/portaali; ${snippet('public-fastcgi')} fastcgi_pass portal; fastcgi_param SCRIPT_FILENAME ${file};`;
  const program = `location /a { ${run('$document_root/index.php')} }`;
  for (const [locations, fault] of [
    [`${program} location / { root /srv/portaali; }`, /^location \/ serves \/srv\/portaali\/index\.php, the portal's program/],
    [`${program} location / { root /srv/portaali/; try_files $uri =404; }`, /^location \/ serves/],
    [`${program} location / { root /srv; try_files $uri @portal; } location @portal { ${run('$document_root/index.php')} }`, /^location \/ serves/],
    [`${program} location /tiedostot/ { alias /srv/portaali/; }`, /^location \/tiedostot\/ serves/],
    [`${program} location /tiedostot/ { alias /srv/portaali/; location /tiedostot/x { } location ~ php { } }`, /^location ~ php serves/],
    [`${program} location ~* \\.(css|php)$ { root /srv/portaali; }`, /^location ~\* .* serves/],
    [`${program} location ^~ /index { root /srv/portaali; } location ~ \\.php$ { ${run('$document_root$fastcgi_script_name')} }`, /^location \^~ \/index serves/],
    [`location / { root /srv/portaali; } location /a { ${run('/srv/portaali/ohjelma.php')} }`, /serves \/srv\/portaali\/ohjelma\.php/],
    [`location / { root /srv/portaali; } location /a/ { ${run('$request_filename')} }`, null],
    [`${program} location / { root /srv/portaali/julkinen; }`, null],
    [`${program} location /tyylit/ { root /srv/portaali; }`, null],
    [`${program} location = /tyyli.css { root /srv/portaali; }`, null],
    [`${program} location / { root /srv/portaali; try_files $uri /index.php; } location ~ \\.php$ { ${run('$document_root$fastcgi_script_name')} }`, null],
    [`${program} location / { root /srv/portaali; } location = /index.php { return 404; }`, null],
    [`${program} location / { root /srv/portaali; } location ~ \\.php$ { root /srv/portaali; deny all; }`, null],
    [`${program} location / { root /srv/portaali; try_files /huolto.html @portal; } location @portal { ${run('$document_root/index.php')} }`, null],
    [`${program} location / { root /srv/portaali; rewrite ^ /a last; }`, null],
    [`location / { root $kansio; } location /a { ${run('$ohjelma')} }`, null],
  ]) {
    const found = lint(`${check} ${locations}`);
    assert.deepEqual([found.status, found.stderr.trim().split('\n').filter(Boolean).length], fault ? [1, 1] : [0, 0], locations + found.stderr);
    if (fault) assert.match(found.stderr, fault);
  }
  // What stands elsewhere counts too: another server of the same address reads the headers that come before Host.
  const host = `server_name portaali.example.fi; location /a { proxy_set_header Host $host; ${snippet('protect-proxy')} proxy_pass http://portal; }`;
  for (const [more, fault] of [
    ['underscores_in_headers on;', /^http has underscores_in_headers on/],
    ['server { server_name muu.example.fi; underscores_in_headers on; }', /^server muu\.example\.fi has underscores_in_headers on/],
    [`server { ${check} ${host} }`, /^server portaali\.example\.fi .*snippets\/server\.conf/],
    [`server { ${snippet('portal-host')} ${host} }`, null],
    [`server { ${snippet('server')} ${check} ${host} }`, null],
    // An older name that leads to the same portal, whatever it calls the address.
    ...[['http://portal', /^location \/ of server vanha\.example\.fi leads to http:\/\/portal, where a portal is/], ['http://127.0.0.1:8000/', /where a portal is/], ['http://localhost:8000', /where a portal is/], ['http://127.0.0.1:8001', null]].map(([to, fault]) =>
      [`upstream portal { server 127.0.0.1:8000; } server { ${snippet('portal-host')} ${host} } server { server_name vanha.example.fi; location / { proxy_pass ${to}; } }`, fault]),
    [`upstream portal { server 127.0.0.1:8000; } server { ${snippet('portal-host')} ${host} } server { server_name vanha.example.fi; location / { ${snippet('public-proxy')} proxy_pass http://portal; } }`, null],
    [`server { ${snippet('portal-host')} location /a { ${run('$document_root/index.php')} } } server { server_name vanha.example.fi; root /srv/portaali; }`, /^server vanha\.example\.fi serves \/srv\/portaali\/index\.php/],
    ...[['/srv/portaali', /^location \/ of server .* leads to unix:\/run\/php\.sock, where a portal is/], ['/srv/muu', null]].map(([folder, fault]) =>
      [`server { root /srv/portaali; ${snippet('portal-host')} location /a { ${snippet('protect-fastcgi')} fastcgi_pass unix:/run/php.sock; } } server { root ${folder}; location / { fastcgi_pass unix:/run/php.sock; } }`, fault]),
  ]) {
    around(more);
    const found = lint(check);
    assert.deepEqual([found.status, found.stderr.trim().split('\n').filter(Boolean).length], fault ? [1, 1] : [0, 0], more + found.stderr);
    if (fault) assert.match(found.stderr, fault);
  }
  rmSync(place, { recursive: true });
});

test('every package of the tests runs with Debian\'s own Node.js', () => {
  const { satisfies } = createRequire(path.join(root, 'tests/browser/package.json'))('semver');
  const { packages } = JSON.parse(read('tests/browser/package-lock.json'));
  const refusing = Object.entries(packages).filter(([, { engines }]) => engines?.node && !satisfies('18.20.4', engines.node));
  assert.deepEqual(refusing.map(([name, { engines }]) => `${name} asks for ${engines.node}`), []);
});

test('the word lists hold what is asked of them', () => { // R-008
  const words = path.join(process.env.ASIOINTI_BUILD ?? path.join(root, 'build'), 'share/asiointipalvelu/words');
  execFileSync('templates/words/check-words', [words], { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
});
