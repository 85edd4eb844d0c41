// A server with the pages of the account front door and nothing behind them: what it tells is chosen by the test.
import http from 'node:http';

const form = (action, fields) => `<form method="post" action="${action}">${fields.map(([name, value]) => `<input name="${name}" value="${value}">`).join('')}</form>`;
const token = ['form_token', 'a'.repeat(43)];
const pages = {
  '/Account/Login': form('/Account/Login', [token, ['user_name', '']]),
  '/Account/Forgot': form('/Account/Forgot', [token, ['user_name', '']]),
  '/Account/Register': form('/Account/Register', [token, ['email', '']]),
};
/// As long as what the product seals.
const sealed = (address) => Buffer.from('x'.repeat(28) + address).toString('base64url');
const opened = (step) => Buffer.from(step, 'base64url').toString().slice(28);

const read = (request) => new Promise((resolve) => {
  let text = '';
  request.on('data', (part) => { text += part; });
  request.on('end', () => resolve(new URLSearchParams(text)));
});
const wait = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

/// behaviour(address, path) gives { delay, more, refuse, headers } for a post: milliseconds until the answer, text to add
/// to it, a status to refuse it with, headers to add. Gives { url, posts, stop }.
export async function startAnswersStub(behaviour = () => ({})) {
  const posts = [];
  const server = http.createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://stub');
    const send = (status, headers, body = '') => {
      response.writeHead(status, { 'Content-Type': 'text/html', 'Content-Length': Buffer.byteLength(body), ...headers });
      response.end(body);
    };
    if (request.method === 'GET') {
      if (!(pathname in pages)) return send(404, {});
      if (!searchParams.has('s')) return send(200, { 'Set-Cookie': '__Host-asiointi-form=abc; Path=/' }, pages[pathname]);
      const step = searchParams.get('s');
      return send(200, {}, pathname === '/Account/Login' ? form(pathname, [token, ['step', step], ['password', '']]) : `<p>${opened(step)}</p>`);
    }
    const fields = await read(request);
    const address = fields.has('step') ? opened(fields.get('step')) : fields.get('user_name') ?? fields.get('email');
    const { delay = 0, more = '', refuse, headers = {} } = behaviour(address, fields.has('step') ? 'password' : pathname);
    posts.push(address);
    if (delay) await wait(delay);
    if (refuse) return send(refuse, { 'Retry-After': '1' }, 'later');
    if (fields.has('step')) return send(422, headers, form(pathname, [token, ['step', fields.get('step')], ['password', '']]) + more);
    return send(303, { Location: `${pathname}?s=${sealed(address)}`, ...headers });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return { url: `http://127.0.0.1:${server.address().port}`, posts, stop: () => server.close() };
}
