// A tiny HTTP client: one request, or a browser that keeps cookies. It follows no redirects by itself, so that a test
// sees each answer.
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import tls from 'node:tls';

/// One answer. `headers` is a list of [lower-case name, value] in the order of the wire; `setCookies` of those values.
export class Answer {
  constructor(status, headers, body, url) {
    Object.assign(this, { status, headers, body, url });
    this.setCookies = this.all('set-cookie');
    this.location = this.header('location');
  }

  all(name) {
    return this.headers.filter(([each]) => each === name).map(([, value]) => value);
  }

  header(name) {
    return this.all(name)[0];
  }
}

/// Every name below localhost is this machine (RFC 6761, 6.3), as browsers know and not every resolver does.
const addressOf = (url) => (url.hostname.endsWith('.localhost') ? 'localhost' : url.hostname);

const inPairs = (flat) => flat.flatMap((value, i) => (i % 2 ? [] : [[value.toLowerCase(), flat[i + 1]]]));

/// "a=1&b=2"; `fields` is an object or a list of [name, value], which may name a field twice.
export function encodeForm(fields) {
  return new URLSearchParams(Array.isArray(fields) ? fields : Object.entries(fields)).toString();
}

/// Sends exactly these headers, a list of [name, value] in which names may repeat, and nothing of its own but what HTTP
/// needs: Host unless it is given, Content-Length with a body unless it is given. `from`: the address of this machine
/// (127.x.y.z) that it comes from.
export function send(baseUrl, { method = 'GET', path = '/', headers = [], body, from } = {}) {
  const base = new URL(baseUrl);
  const all = [...headers];
  const has = (name) => all.some(([each]) => each.toLowerCase() === name);
  if (!has('host')) all.unshift(['Host', base.host]);
  if (body !== undefined && !has('content-length') && !has('transfer-encoding'))
    all.push(['Content-Length', String(Buffer.byteLength(body))]);
  all.push(['Connection', 'close']);
  const options = {
    host: addressOf(base), servername: base.hostname, port: base.port, method, path, headers: all.flat(), agent: false, setHost: false,
    rejectUnauthorized: false, ...(from ? { localAddress: from, family: 4 } : {}),
  };
  return new Promise((resolve, reject) => {
    const request = (base.protocol === 'https:' ? https : http).request(options, (message) => {
      const parts = [];
      message.on('data', (part) => parts.push(part));
      message.on('error', reject);
      message.on('end', () => {
        const text = Buffer.concat(parts).toString();
        resolve(new Answer(message.statusCode, inPairs(message.rawHeaders), text, new URL(path, base).href));
      });
    });
    request.setTimeout(60_000, () => request.destroy(new Error(`no answer to ${method} ${path.split('?')[0]}`)));
    request.on('error', reject);
    request.end(body);
  });
}

/// True once `text` is a whole answer: nginx lingers on a connection whose request it did not read to its end.
function isWhole(text) {
  const head = text.indexOf('\r\n\r\n');
  if (head < 0) return false;
  const length = /^content-length: (\d+)/im.exec(text.slice(0, head))?.[1];
  return length === undefined ? text.endsWith('\r\n0\r\n\r\n') : Buffer.byteLength(text) >= head + 4 + Number(length);
}

/// Sends bytes as they are, also such as no client library would send, and gives what came back as text: the first
/// answer, or "" when the connection was closed without one.
export function sendBytes(baseUrl, bytes) {
  const base = new URL(baseUrl);
  const options = { host: addressOf(base), servername: base.hostname, port: Number(base.port), rejectUnauthorized: false };
  return new Promise((resolve, reject) => {
    const socket = base.protocol === 'https:' ? tls.connect(options) : net.connect(options);
    const parts = [];
    const done = () => {
      resolve(Buffer.concat(parts).toString());
      socket.destroy();
    };
    socket.setTimeout(60_000, () => socket.destroy(new Error('no answer to raw bytes')));
    socket.on('data', (part) => {
      parts.push(part);
      if (isWhole(Buffer.concat(parts).toString())) done();
    });
    socket.on('error', (error) => (error.code === 'ECONNRESET' || error.code === 'EPIPE' ? done() : reject(error)));
    socket.on('close', done);
    socket.write(bytes);
  });
}

/// What one browser is: cookies, a language, and the headers that browsers add by themselves. With `via`, its requests go
/// to that origin instead, as a load balancer sends them to one of several hosts; it may change at any time.
export class Browser {
  constructor(baseUrl, { language = 'fi', headers = [], from, via } = {}) {
    this.baseUrl = new URL(baseUrl).origin;
    this.via = via;
    this.language = language;
    this.extraHeaders = headers;
    this.from = from;
    this.cookies = new Map();
  }

  get cookieHeader() {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  keep(answer) {
    for (const line of answer.setCookies) {
      const [pair, ...attributes] = line.split(/; */);
      const name = pair.slice(0, pair.indexOf('='));
      const gone = attributes.some((each) => /^max-age=(0|-\d+)$/i.test(each));
      if (gone) this.cookies.delete(name);
      else this.cookies.set(name, pair.slice(name.length + 1));
    }
    return answer;
  }

  async request(method, target, { headers = [], body } = {}) {
    const url = new URL(target, this.baseUrl);
    const all = [['Host', url.host], ...this.extraHeaders];
    if (!all.some(([name]) => name === 'User-Agent')) all.push(['User-Agent', 'wire-test']);
    if (this.language) all.push(['Accept-Language', this.language]);
    if (this.cookies.size > 0) all.push(['Cookie', this.cookieHeader]);
    const answer = await send(this.via ?? url.origin, { method, path: url.pathname + url.search, headers: [...all, ...headers], body, from: this.from });
    answer.url = url.href; // as the browser knows it
    return this.keep(answer);
  }

  get(target, options = {}) {
    return this.request('GET', target, options);
  }

  post(target, fields, { headers = [] } = {}) {
    const sent = [['Content-Type', 'application/x-www-form-urlencoded'], ['Origin', this.baseUrl],
      ['Sec-Fetch-Site', 'same-origin'], ...headers];
    return this.request('POST', target, { headers: sent, body: typeof fields === 'string' ? fields : encodeForm(fields) });
  }

  /// Follows redirects of this very site by GET, until something else comes.
  async follow(answer) {
    let last = await answer;
    for (let hops = 0; hops < 10 && last.status >= 300 && last.status < 400; ++hops) {
      const next = new URL(last.location, last.url);
      if (next.origin !== this.baseUrl) return last;
      last = await this.get(next.href);
    }
    return last;
  }
}
