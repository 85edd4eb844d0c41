// Reads the mails in a Maildir: decodes what MIME has encoded, and finds a mail by its receiver.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

import { until } from './waiting.mjs';

function decodeQuotedPrintable(text) {
  const bytes = text.replace(/=\r?\n/g, '').replace(/=([0-9A-Fa-f]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

function decodeWords(value) {
  return value
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, way, text) =>
      way.toLowerCase() === 'b' ? Buffer.from(text, 'base64').toString('utf8') : decodeQuotedPrintable(text.replaceAll('_', ' ')));
}

function headersOf(head) {
  const headers = {};
  for (const line of head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon > 0) headers[line.slice(0, colon).toLowerCase()] = decodeWords(line.slice(colon + 1).trim());
  }
  return headers;
}

function decodeBody(headers, body) {
  const encoding = (headers['content-transfer-encoding'] ?? '').toLowerCase();
  if (encoding === 'quoted-printable') return decodeQuotedPrintable(body);
  return Buffer.from(body, encoding === 'base64' ? 'base64' : 'latin1').toString('utf8');
}

/// { headers, type, text } of each part that is no multipart itself.
function partsOf(source) {
  const blank = /\r?\n\r?\n/.exec(source);
  const headers = headersOf(source.slice(0, blank.index));
  const body = source.slice(blank.index + blank[0].length);
  const type = headers['content-type'] ?? 'text/plain';
  const boundary = /boundary="?([^";]+)"?/i.exec(type)?.[1];
  if (!boundary) return [{ headers, type, text: decodeBody(headers, body).replaceAll('\r\n', '\n') }];
  return body.split(`--${boundary}`).slice(1, -1).flatMap((part) => partsOf(part.replace(/^\r?\n/, '')));
}

export class Mail {
  constructor(file) {
    this.file = file;
    this.source = readFileSync(file, 'latin1');
    this.headers = headersOf(this.source.slice(0, /\r?\n\r?\n/.exec(this.source).index));
    const parts = partsOf(this.source);
    this.text = parts.find((part) => part.type.startsWith('text/plain'))?.text ?? '';
    this.html = parts.find((part) => part.type.startsWith('text/html'))?.text ?? '';
    this.subject = this.headers.subject ?? '';
    this.to = this.headers.to ?? '';
    this.lines = this.text.split('\n').map((line) => line.trimEnd());
    this.links = [...this.text.matchAll(/https?:\/\/[^\s<>]+/g)].map(([link]) => link);
  }

  /// The first link whose path ends so, in any case: "RecoverPassword", "Confirm", "NotForMe".
  linkTo(page) {
    const link = this.links.find((each) => new URL(each).pathname.toLowerCase().endsWith(page.toLowerCase()));
    if (!link) throw new Error(`no link to ${page} in "${this.subject}" to ${this.to}`);
    return link;
  }

  get token() {
    return new URL(this.links.find((each) => each.includes('token='))).searchParams.get('token');
  }
}

/// `next` gives each mail once, the oldest first; mails that were there when the mailbox was opened count as given.
export class Mailbox {
  constructor(maildir) {
    this.maildir = maildir;
    this.catchUp();
  }

  files() {
    const found = ['new', 'cur'].flatMap((folder) => {
      const directory = path.join(this.maildir, folder);
      return existsSync(directory) ? readdirSync(directory).map((name) => path.join(directory, name)) : [];
    });
    return found.map((file) => [statSync(file, { bigint: true }).mtimeNs, file])
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, file]) => file);
  }

  all() {
    return this.files().map((file) => new Mail(file));
  }

  /// All mails to an address, the oldest first.
  to(address) {
    return this.all().filter((mail) => mail.to.toLowerCase().includes(address.toLowerCase()));
  }

  newest(address) {
    return this.to(address).at(-1);
  }

  /// The mails to an address that `next` has not given yet.
  waiting(address) {
    return this.to(address).filter((mail) => !this.given.has(mail.file));
  }

  /// From here on, all mails that are there count as given.
  catchUp() {
    this.given = new Set(this.files());
  }

  /// The oldest mail to an address that was not given yet; waits until there is one. `about`: the oldest whose subject or
  /// text matches this.
  async next(address, about = /(?:)/) {
    const fits = (mail) => about.test(`${mail.subject}\n${mail.text}`);
    const mail = await until(() => this.waiting(address).find(fits), `a mail to ${address}`);
    this.given.add(mail.file);
    return mail;
  }
}
