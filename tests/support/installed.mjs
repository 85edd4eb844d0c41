// A fresh Debian 12 with our package as a city has it: MariaDB, nginx with a portal behind it, and a mail server beside it.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';

import { Browser } from './client.mjs';
import { build, root, until } from './demo.mjs';
import { Machine } from './machine.mjs';
import { Mailbox } from './mailbox.mjs';
import { signIn, submitOnly, typePassword, typeUserName } from './visitor.mjs';

const workshop = path.join(build, 'package');
const host = 'asiointi.localhost';

/// What tools/test package has packed under this name, "before" or "now".
export function packageOf(name) {
  const folder = path.join(workshop, name);
  return path.join(folder, readdirSync(folder).find((file) => file.endsWith('.deb')));
}

export const fieldOf = (file, name) => execFileSync('dpkg-deb', ['--field', file, name], { encoding: 'utf8' }).trim();

/// The number of the newest migration in a package.
export function schemaOf(file) {
  const list = execFileSync('dpkg-deb', ['--contents', file], { encoding: 'utf8', maxBuffer: 16 << 20 });
  return Math.max(...[...list.matchAll(/\/sql\/V(\d+)__/g)].map(([, number]) => Number(number)));
}

export const answers = `
[site]
base_url = "${host}"
[names.fi]
city = "Kokkolan kaupunki"
[names.sv]
city = "Karleby stad"
[names.en]
city = "City of Kokkola"
[mail]
from_address = "asiointipalvelu@example.fi"
pause_between_s = 0
[password]
memory_mib = 19
[setup]
help_address = "neuvonta@example.fi"
privacy_address = "tietosuoja@example.fi"
certificate = "/etc/ssl/site.pem"
certificate_key = "/etc/ssl/site.key"
`;

/// A location of the portal, as a site writes it into its own file of nginx.
const portalLocation = `include asiointipalvelu/snippets/check.conf;
location /portaali {
    include asiointipalvelu/snippets/protect-proxy.conf;
    proxy_pass http://127.0.0.1:8090;
}
location / {
    return 404;
}
`;

export class Site {
  url = `https://${host}`;

  /// Boots the machine, with the package files in its root under these names: { 'new.deb': path }.
  async start(files) {
    this.scratch = mkdtempSync(path.join(workshop, 'run-'));
    this.machine = await new Machine(path.join(workshop, 'base'), this.scratch).start();
    for (const [name, file] of Object.entries(files)) cpSync(file, path.join(this.machine.place, 'upper', name));
    await this.#startMailServer();
    this.portal = http.createServer((request, response) => response.end(`portal:${request.headers['x-asiointi-email']}`));
    await new Promise((resolve) => { this.portal.listen(8090, '127.0.0.1', resolve); });
    return this;
  }

  async stop() {
    this.portal?.close();
    this.mailServer?.kill('SIGTERM');
    await this.machine?.stop();
    if (this.scratch) rmSync(this.scratch, { recursive: true, force: true });
  }

  async #startMailServer() {
    const maildir = path.join(this.scratch, 'mails');
    const ports = path.join(this.scratch, 'ports');
    this.mailServer = spawn('/usr/bin/python3', ['-I', path.join(root, 'tools/demo.d/mailserver.py'), '--maildir', maildir, '--ports', ports, '--smtp-port', '25'], { stdio: 'inherit' });
    await until(() => existsSync(ports), 'the mail server');
    this.mailbox = new Mailbox(maildir);
  }

  /// What an administrator has ready before the setup: a name that leads here, a certificate, and the answers.
  prepare() {
    const { machine } = this;
    machine.write('/etc/hosts', `127.0.0.1 localhost ${host}\n`);
    const [key, certificate] = ['key.pem', 'certificate.pem'].map((name) => path.join(this.scratch, name));
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-subj', `/CN=${host}`,
      '-addext', `subjectAltName=DNS:${host}`, '-days', '30', '-keyout', key, '-out', certificate], { stdio: 'ignore' });
    machine.write('/etc/ssl/site.pem', readFileSync(certificate, 'utf8'));
    machine.write('/etc/ssl/site.key', readFileSync(key, 'utf8'), '0600');
    machine.write('/srv/answers.toml', answers);
  }

  /// Sets up, and takes nginx's files into use: what the setup said.
  async setUp() {
    this.prepare();
    const told = this.machine.must('asiointi-admin', 'setup', '--answers', '/srv/answers.toml');
    await this.reloadNginx();
    await this.serves();
    return told;
  }

  /// Until nobody is served by the old settings any more: systemctl waits for no worker.
  async reloadNginx() {
    const serving = () => this.machine.run('sh', '-c', "grep -lsxz 'nginx: worker proces[s]' /proc/[0-9]*/cmdline").stdout.trim().split('\n');
    const old = serving();
    this.machine.must('sh', '-c', 'nginx -t && systemctl reload nginx');
    await until(() => !serving().some((each) => each !== '' && old.includes(each)), 'the old workers of nginx to take no more');
  }

  serves() {
    const status = () => this.browser().get('/Account/Login').then((answer) => answer.status, (error) => error.code);
    return until(async () => (await status()) === 200, 'the login page');
  }

  install(file, ...options) {
    return this.machine.begin('apt-get', 'install', '-y', '-q', '--no-install-recommends', ...options, file);
  }

  state(unit) {
    return this.machine.run('systemctl', 'is-active', unit).stdout.trim();
  }

  browser() {
    return new Browser(this.url);
  }

  /// A browser that is signed in, on a host that the portal shares. Nobody here is kept from asking as fast as a test does.
  async residentAtThePortal({ address, password }) {
    this.machine.write('/etc/asiointipalvelu/nginx/portal.conf', portalLocation);
    this.machine.must('sed', '-i', '/^geo \\$asiointi_unlimited/,/^}/s/default 0;/default 1;/', '/etc/asiointipalvelu/nginx/http.conf');
    await this.reloadNginx();
    const browser = this.browser();
    await signIn(browser, address, password);
    await until(async () => (await browser.get('/portaali')).status === 200, 'the portal');
    return browser;
  }

  /// Residents at it while `act` runs: they read pages of ours and of the portal, sign in, and ask for links. `bad` has every
  /// answer that was not the usual one, `meanwhile` how many of each kind were given while `act` ran.
  async underLoad(resident, browser, act) {
    const served = {};
    const bad = [];
    let isOver = false;
    const again = (what, ask) => {
      served[what] = 0;
      return (async () => {
        while (!isOver) {
          const fault = await ask().catch(String);
          if (fault) bad.push([what, fault]);
          else ++served[what];
        }
      })();
    };
    const reading = (who, target, isRight = () => true) => async () => {
      const { status, body } = await who.get(target);
      return status === 200 && isRight(body) ? '' : `${status}`;
    };
    const stranger = this.browser(); // who is signed in is led past the login page
    const asking = [1, 2].flatMap((number) => [
      again(`login page ${number}`, reading(stranger, '/Account/Login')),
      again(`settings ${number}`, reading(browser, '/Account/Settings')),
      again(`portal ${number}`, reading(browser, '/portaali', (body) => body === `portal:${resident.address}`)),
    ]);
    asking.push(again('sign-in', async () => {
      const newcomer = this.browser();
      const { status } = await typePassword(newcomer, await typeUserName(newcomer, resident.address), resident.password);
      return status === 303 ? '' : `${status}`;
    }));
    asking.push(again('link asked for', async () => {
      const { status } = await submitOnly(stranger, await stranger.get('/Account/Forgot'), { user_name: 'joku@example.fi' });
      return status === 303 ? '' : `${status}`;
    }));
    const all = (least) => Object.keys(served).every((what) => served[what] >= least(what)) || bad.length > 0;
    try {
      await until(() => all(() => 5), 'residents to be at it', 120);
      const begun = { ...served };
      const result = await act();
      const then = { ...served };
      await until(() => all((what) => then[what] + 10), 'residents to go on', 120);
      return { result, bad, meanwhile: Object.keys(served).map((what) => then[what] - begun[what]) };
    } finally {
      isOver = true; // else they ask on, and the program never ends
      await Promise.all(asking);
    }
  }
}
