// A private Apache before the pool of a demo, on the very files of nginx-conf/other/apache: only the values of
// installation.conf are put in here, and an apache2.conf that says what Debian's says.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { build, root } from './demo.mjs';
import { freePorts } from './ports.mjs';
import { until } from './waiting.mjs';

const program = '/usr/sbin/apache2';
const ours = path.join(root, 'nginx-conf/other/apache');
const isRoot = process.getuid() === 0;

/// What Debian enables by itself, and what the README asks for.
const modules = ['access_compat', 'alias', 'auth_basic', 'authn_core', 'authn_file', 'authz_core', 'authz_host', 'authz_user', 'autoindex', 'deflate', 'dir',
  'env', 'filter', 'mime', 'mpm_event', 'negotiation', 'reqtimeout', 'setenvif', 'status',
  'buffer', 'headers', 'http2', 'include', 'proxy', 'proxy_fcgi', 'rewrite', 'socache_shmcb', 'ssl'];

/// Debian's apache2.conf with its mods-enabled and conf-enabled, as far as they reach into a site, and another site of
/// the city's. Their logs have queries, so that a test sees whatever ends up there.
const debian = (place, { ports, city, extra }) => `ServerName apache.invalid
DefaultRuntimeDir ${place}
PidFile ${place}/apache2.pid
${isRoot ? 'User www-data\nGroup www-data' : ''}
${[...modules, ...extra].map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n')}
ErrorLog ${place}/log/error.log
LogLevel warn
StartServers 1
ServerTokens OS
ServerSignature On
ExtendedStatus On
AddOutputFilterByType DEFLATE text/html text/plain text/xml text/css text/javascript application/javascript
TypesConfig ${place}/mime.types
Protocols h2 h2c http/1.1
RequestReadTimeout header=20-40,minrate=500
SSLSessionCache shmcb:${place}/ssl_scache(512000)
SSLCipherSuite HIGH:!aNULL
SSLProtocol all -SSLv3
<Directory />
    Options FollowSymLinks
    AllowOverride None
    Require all denied
</Directory>
LogFormat "%v:%p %h %l %u %t \\"%r\\" %>s %O \\"%{Referer}i\\" \\"%{User-Agent}i\\"" vhost_combined
CustomLog ${place}/log/other_vhosts_access.log vhost_combined
${[...ports, city].map((port) => `Listen ${port}`).join('\n')}
Include asiointipalvelu/asiointipalvelu.conf
<VirtualHost *:${city}>
    ServerName city.invalid
    <Location /server-status>
        SetHandler server-status
        Require all granted
    </Location>
</VirtualHost>
`;

/// installation.conf with these values in place of its own; undefined takes a line out. A name that is not in the file
/// is a mistake. behind: the addresses of the machine in front, with the lines for it.
function installation(values, behind) {
  let text = readFileSync(path.join(ours, 'installation.conf'), 'utf8');
  if (behind) text = text.replace(/^#(RemoteIP)/gm, '$1').replace('192.0.2.10', behind);
  for (const [name, value] of Object.entries(values)) {
    const line = new RegExp(`^#?Define ${name}\\b.*$`, 'm');
    if (!line.test(text)) throw new Error(`installation.conf defines no ${name}`);
    text = text.replace(line, () => (value === undefined ? '' : `Define ${name} "${value}"`));
  }
  return text;
}

/// Ends every Apache of this process, whatever became of its tests.
const running = new Set();
process.on('exit', () => running.forEach((apache) => apache.stopNow()));

export class Apache {
  /// A folder with everything but its configuration. Apache's user may read nothing where a checkout lies, so the files are
  /// copied as an installation copies them.
  constructor() {
    this.place = mkdtempSync(path.join(os.tmpdir(), 'asiointi-apache-'));
    chmodSync(this.place, 0o755);
    this.arguments = ['-d', this.place, '-f', path.join(this.place, 'apache2.conf')];
    const copy = (from, to) => cpSync(from, path.join(this.place, to), { recursive: true, dereference: true });
    copy(ours, 'asiointipalvelu');
    copy(path.join(root, 'nginx-conf/errors'), 'asiointipalvelu/errors');
    copy(path.join(build, 'share/asiointipalvelu/static'), 'static');
    copy(path.join(root, 'conf/themes'), 'theme');
    mkdirSync(path.join(this.place, 'log'));
    this.write('mime.types', 'text/html html\ntext/javascript js\n');
  }

  write(name, text) {
    writeFileSync(path.join(this.place, name), text);
  }

  remove(name) {
    rmSync(path.join(this.place, name));
  }

  /// values: of installation.conf; ports: what ports.conf listens on; city: the port of the city's other site; behind and
  /// timeout: as in startApache.
  configure(values, { ports, city, behind, timeout = 35 }) {
    const places = { ASIOINTI_STATIC: `${this.place}/static`, ASIOINTI_THEME: `${this.place}/theme`,
      ASIOINTI_ERROR_PAGES: `${this.place}/asiointipalvelu/errors`, ASIOINTI_LOG: `${this.place}/log` };
    this.write('asiointipalvelu/installation.conf', installation({ ...places, ...values }, behind));
    const server = readFileSync(path.join(ours, 'server.conf'), 'utf8');
    this.write('asiointipalvelu/server.conf', server.replace(/\btimeout=35\b/, `timeout=${timeout}`));
    this.write('apache2.conf', debian(this.place, { ports, city, extra: behind ? ['remoteip'] : [] }));
  }

  /// What `apache2 -t` says.
  check() {
    const { status, stderr } = spawnSync(program, [...this.arguments, '-t'], { encoding: 'utf8' });
    return { status, words: stderr.trim() };
  }

  async start() {
    running.add(this);
    this.process = spawn(program, [...this.arguments, '-DFOREGROUND'], { stdio: ['ignore', 'ignore', 'inherit'] });
    this.ended = once(this.process, 'exit');
    await until(() => this.process.exitCode !== null || this.errors().includes('resuming normal operations'), 'Apache to start');
    if (this.process.exitCode !== null) throw new Error(`Apache ended:\n${this.logs()}`);
    return this;
  }

  /// The main error log.
  errors() {
    return this.log('error.log');
  }

  log(name) {
    try {
      return readFileSync(path.join(this.place, 'log', name), 'utf8');
    } catch {
      return '';
    }
  }

  /// Every log, as one text.
  logs() {
    return readdirSync(path.join(this.place, 'log')).map((name) => this.log(name)).join('\n');
  }

  /// The lines of the access log. What stands behind the last line end is still being written.
  requests() {
    return this.log('asiointipalvelu.log').split('\n').slice(0, -1).map((line) => JSON.parse(line));
  }

  stopNow() {
    running.delete(this);
    if (this.process?.exitCode === null) this.process.kill('SIGTERM');
    if (!process.env.ASIOINTI_KEEP) rmSync(this.place, { recursive: true, force: true });
  }

  async stop() {
    if (this.process?.exitCode === null) this.process.kill('SIGTERM');
    await this.ended;
    this.stopNow();
  }
}

const defined = (prefix, texts) => Object.fromEntries(['fi', 'sv', 'en'].map((language) => [`${prefix}_${language.toUpperCase()}`, texts[language]]));

/// An Apache of its own before this demo. socket: another FastCGI program in place of the pool; tls: false as behind a
/// machine that ends TLS; behind: that machine's addresses; timeout: seconds to wait for an answer of the pool.
export async function startApache(demo, { tls = true, socket, behind, timeout } = {}) {
  const config = readFileSync(demo.facts.config, 'utf8');
  const pages = /^pages_socket = "(.*)"/m.exec(config)[1];
  // Apache runs as its own user, which pool.socket_group lets connect; the folders of a test are for nobody but us.
  if (isRoot) [demo.directory, path.dirname(pages)].forEach((folder) => chmodSync(folder, 0o711));
  const theme = /^theme_css = "(.+)"/m.exec(config)?.[1];
  const [port, plain, status, city] = await freePorts(4);
  const names = (key) => Object.fromEntries([...config.matchAll(new RegExp(`^\\[names\\.(\\w+)\\]\\n(?:.+\\n)*?${key} = "(.*)"`, 'gm'))].map(([, language, text]) => [language, text]));
  const values = {
    ASIOINTI_ORIGIN: `${tls ? 'https' : 'http'}://localhost:${port}`, ASIOINTI_PORT: port, ASIOINTI_HTTP_PORT: plain, ASIOINTI_STATUS: `127.0.0.1:${status}`,
    ASIOINTI_CERTIFICATE: `${demo.directory}/tls/certificate.pem`, ASIOINTI_KEY: `${demo.directory}/tls/key.pem`, ASIOINTI_SOCKET: socket ?? pages,
    ...defined('ASIOINTI_SERVICE', names('site')), ...defined('ASIOINTI_CONTACT', names('contact')), ...(tls ? {} : { ASIOINTI_TLS: undefined }),
    ASIOINTI_FORM_TARGETS: `'self' ${new URL(demo.facts.portal_host_url).origin}`,
    ...(theme ? { ASIOINTI_THEME_CSS: theme } : {}),
  };
  const apache = new Apache();
  apache.configure(values, { ports: tls ? [port, plain] : [port], city, behind, timeout });
  Object.assign(apache, { url: values.ASIOINTI_ORIGIN, plainUrl: `http://localhost:${plain}`, statusUrl: `http://127.0.0.1:${status}`, cityUrl: `http://127.0.0.1:${city}` });
  return apache.start();
}

/// What a demo needs so that an Apache may stand before it.
export const forApache = isRoot ? { 'pool.socket_group': 'www-data' } : {};

/// Makes the service live at this Apache's address: links in mails lead there, and visitors of the demo go there.
export async function moveTo(demo, apache) {
  const { config } = demo.facts;
  writeFileSync(config, readFileSync(config, 'utf8').replace(/^base_url = .*/m, `base_url = "${apache.url}"`));
  await demo.restart('supervisor');
  demo.url = apache.url;
}
