// Requests that no page of ours sends, and what they are told.
import assert from 'node:assert/strict';
import test, { after } from 'node:test';

import { encodeForm, send, sendBytes } from '../../support/client.mjs';
import { linesIn, startDemo, until } from '../../support/demo.mjs';
import { formWith, headingOf, languageOf, linkNamed, referenceOf, textOf } from '../../support/page.mjs';
import { signIn, submit, submitOnly, typePassword, typeUserName } from '../../support/visitor.mjs';

const demo = await startDemo({ settings: { 'site.return_origins': '["https://portal.example.fi"]' } });
after(() => demo.stop());

const sanna = demo.accounts.with_password.address;
const form = 'application/x-www-form-urlencoded';
const titles = {
  400: ['Begäran förstods inte', 'The request was not understood'],
  404: ['Sidan hittades inte', 'Page not found'],
  415: ['Begäran förstods inte', 'The request was not understood'],
};
const post = (path, body, type = form, language = 'sv') =>
  send(demo.url, { method: 'POST', path, body, headers: [['Content-Type', type], ['Accept-Language', language]].filter(([, value]) => value) });

/// The page is in the reader's language and has a reference number, under which one line of the log says the same
///
function isErrorPage(answer, status, language, what) {
  assert.equal(answer.status, status, what);
  assert.equal(languageOf(answer.body), language, what);
  if (titles[status]) assert.equal(headingOf(answer.body), titles[status][language === 'sv' ? 0 : 1], what);
  const reference = referenceOf(answer.body);
  assert.ok(reference, what);
  const events = demo.events().filter((event) => event.reference === reference);
  assert.deepEqual(events.map((event) => event.status), [status], what);
  if (events[0].event === 'request_refused') assert.ok(events[0].reason, what);
}

for (const language of ['sv', 'en']) {
  const headers = [['Accept-Language', `${language}-FI,${language};q=0.9,de;q=0.1`]];

  test(`an unknown page is a 404 in the reader's language (${language}, R-152)`, async () => {
    for (const path of ['/Account/Nowhere', '/Account/Settings/x.css', '/Account/Login;x', '/account/login.php'])
      isErrorPage(await send(demo.url, { path, headers }), 404, language, path);
  });

  test(`a method that a page does not have is a 405 that names those it has (${language}, R-119)`, async () => {
    for (const [method, path, allow] of [['PUT', '/Account/Login', 'GET, HEAD, POST'], ['DELETE', '/Account/Forgot', 'GET, HEAD, POST'],
      ['OPTIONS', '/Account/Register', 'GET, HEAD, POST'], ['POST', '/Account/Privacy', 'GET, HEAD'], ['PATCH', '/Account/RecoverPassword', 'GET, HEAD, POST']]) {
      const answer = await send(demo.url, { method, path, headers: [...headers, ['Content-Type', form]], body: method === 'POST' ? 'a=1' : undefined });
      assert.equal(answer.header('allow'), allow, method);
      isErrorPage(answer, 405, language, `${method} ${path}`);
    }
  });

  test(`a body that is no form is a 415 (${language}, R-122)`, async () => {
    for (const type of ['application/json', 'multipart/form-data; boundary=x', 'text/plain', '', `${form}; charset=latin1`])
      isErrorPage(await post('/Account/Login', 'user_name=a', type, language), 415, language, type);
  });

  test(`text that is not UTF-8, and control characters, are a 400 (${language}, R-135)`, async () => {
    for (const body of ['user_name=%FF', 'user_name=%C0%AF', 'user_name=a%00b', 'user_name=%ED%A0%80', 'user_name=a%0D%0Ab', '%00=1'])
      isErrorPage(await post('/Account/Login', body, form, language), 400, language, body);
    for (const path of ['/Account/Login?ReturnUrl=%FF', '/Account/Login?x=%00', '/Account/%FF'])
      isErrorPage(await send(demo.url, { path, headers }), 400, language, path);
  });

  test(`a form without its token keeps the user name, not the password (${language}, R-113, R-120)`, async () => {
    const browser = demo.browser({ language });
    const page = await typeUserName(browser, sanna);
    const answer = await browser.post('/Account/Login', { ...formWith(page.body, 'password').fields, form_token: 'x', password: 'kanarialintu kanarialintu' });
    assert.deepEqual([answer.status, languageOf(answer.body)], [403, language]);
    assert.match(textOf(answer.body), language === 'sv' ? /Formuläret har gått ut/ : /The form had expired/);
    assert.equal(formWith(answer.body, 'user_name').fields.user_name, sanna);
    assert.ok(!answer.body.includes('kanarialintu'));
    const first = await browser.post('/Account/Login', { user_name: 'kirjoitettu@example.com' });
    assert.equal(formWith(first.body, 'user_name').fields.user_name, 'kirjoitettu@example.com');
  });

  test(`a browser without any cookie reads that signing in needs them (${language})`, async () => {
    const page = await demo.browser().get('/Account/Login');
    const answer = await post('/Account/Login', encodeForm({ ...formWith(page.body, 'user_name').fields, user_name: sanna }), form, language);
    assert.equal(answer.status, 403);
    assert.match(textOf(answer.body), language === 'sv' ? /Din webbläsare godkänner inte kakor/ : /Your browser does not accept cookies/);
  });
}

test('whoever signed in and out in another tab meanwhile reads that the form is old, and not that the browser takes no cookies', async () => {
  const browser = demo.browser();
  const form = formWith((await browser.get('/Account/Login')).body, 'user_name').fields;
  await signIn(browser, sanna, demo.password);
  const tab = await browser.get('/Account/Settings');
  await browser.post('/Account/Logout', { form_token: formWith(tab.body, 'form_token').fields.form_token });
  const answer = await browser.post('/Account/Login', { ...form, user_name: sanna });
  assert.equal(answer.status, 403);
  assert.match(textOf(answer.body), /Lomake ehti vanhentua/);
  assert.equal(formWith(answer.body, 'user_name').fields.user_name, sanna);
});

test('whoever changes the language on the page for an old form keeps the user name (R-195)', async () => {
  for (const [path, field] of [['/Account/Login', 'user_name'], ['/Account/Forgot', 'user_name'], ['/Account/Register', 'email']]) {
    const browser = demo.browser();
    const page = await browser.get(`${path}?ReturnUrl=/palvelut`);
    const answer = await browser.post(path, { ...formWith(page.body, field).fields, form_token: 'x', [field]: 'kirjoitettu@example.com' });
    assert.equal(answer.status, 403);
    const other = await browser.get(linkNamed(answer.body, 'In English'));
    assert.equal(formWith(other.body, field).fields[field], 'kirjoitettu@example.com', path);
    assert.equal(formWith(other.body, field).fields.return_url, '/palvelut', path);
  }
});

test('a body over 16 KiB is a 413, with a page in three languages (R-122, R-153)', async () => {
  const answer = await post('/Account/Login', `user_name=${'a'.repeat(17_000)}`);
  assert.equal(answer.status, 413);
  assert.match(textOf(answer.body), /Liikaa tietoa.*För mycket på en gång.*Too much at once/);
});

test('a length that is no number or does not fit is refused, and the pool goes on (R-239)', async () => {
  for (const length of ['-1', 'abc', '1e3', '999999999999', '0x10']) {
    const reply = await sendBytes(demo.url, `POST /Account/Login HTTP/1.1\r\nHost: ${new URL(demo.url).host}\r\nContent-Type: ${form}\r\nContent-Length: ${length}\r\nConnection: close\r\n\r\na=1`);
    assert.match(reply, /^HTTP\/1\.1 4\d\d /, length);
  }
  assert.equal((await demo.browser().get('/Account/Login')).status, 200);
});

const routes = ['/Account/Login', '/Account/Logout', '/Account/Register', '/Account/Register/Confirm', '/Account/Forgot', '/Account/RecoverPassword', '/Account/NotForMe', '/Account/Settings/Password'];

test('every form refuses a token that is missing, wrong, doubled or of another visitor (R-113, R-114)', async () => {
  const [mine, stranger] = [demo.browser(), demo.browser()];
  await signIn(mine, sanna, demo.password);
  const tokenOf = async (browser) => formWith((await browser.get('/Account/Forgot')).body, 'form_token').fields.form_token;
  const [own, foreign] = [await tokenOf(mine), await tokenOf(stranger)];
  await demo.mailsDone();
  const before = demo.sql('CHECKSUM TABLE account, link_token, mail_outbox, session');
  for (const path of routes) {
    for (const token of [[], [['form_token', '']], [['form_token', 'x'.repeat(43)]], [['form_token', foreign]], [['form_token', own], ['form_token', own]]]) {
      const answer = await mine.post(path, [...token, ['user_name', sanna], ['email', sanna], ['everywhere', '1']]);
      const refused = path === '/Account/Login' ? 303 : [403, 400]; // who is signed in is led on, whatever the form
      assert.ok([refused].flat().includes(answer.status), `${path} ${answer.status}`);
    }
  }
  assert.deepEqual(demo.sql('CHECKSUM TABLE account, link_token, mail_outbox, session'), before);
});

test('a form that another site sent is refused, with a good token too (R-117)', async () => {
  const browser = demo.browser();
  const page = await browser.get('/Account/Forgot');
  const fields = { ...formWith(page.body, 'user_name').fields, user_name: sanna };
  const from = (site, origin) => send(demo.url, { method: 'POST', path: '/Account/Forgot', body: encodeForm(fields), headers: [['Cookie', browser.cookieHeader], ['Content-Type', form], ...(site ? [['Sec-Fetch-Site', site]] : []), ...(origin ? [['Origin', origin]] : [])] });
  assert.equal((await from('cross-site')).status, 403);
  assert.equal((await from('same-origin')).status, 303);
  assert.equal((await from('')).status, 303);
  for (const [site, origin, status] of [['', 'https://muu.example', 403], ['', new URL(demo.url).origin, 303], ['', 'null', 303], ['same-origin', 'https://muu.example', 303]])
    assert.equal((await from(site, origin)).status, status, `${site} ${origin}`);
});

test('a password in the address is ignored, and so is one given twice (R-039, R-121)', async () => {
  const browser = demo.browser();
  const page = await typeUserName(browser, sanna);
  const { password: none, ...fields } = formWith(page.body, 'password').fields;
  const query = `?password=${encodeURIComponent(demo.password)}`;
  assert.equal(none, '');
  assert.equal((await browser.post(`/Account/Login${query}`, fields)).status, 422);
  assert.equal((await browser.post('/Account/Login', [...Object.entries(fields), ['password', demo.password], ['password', demo.password]])).status, 422);
  const other = demo.browser();
  const first = await other.get(`/Account/Login?user_name=${sanna}&password=${encodeURIComponent(demo.password)}`);
  assert.equal(formWith(first.body, 'user_name').fields.user_name, '');
  assert.equal((await browser.post('/Account/Login', { ...fields, password: demo.password, is_admin: '1' })).status, 303);
});

test('the second step without the first, or with a forged one, signs nobody in (R-040)', async () => {
  const browser = demo.browser();
  const page = await typeUserName(browser, sanna);
  const { fields } = formWith(page.body, 'password');
  const stranger = demo.browser();
  const foreign = formWith((await typeUserName(stranger, sanna)).body, 'password').fields.step;
  for (const step of ['', 'x', fields.step.slice(1), foreign]) {
    const answer = await browser.post('/Account/Login', { ...fields, step, password: demo.password });
    assert.deepEqual([answer.status, formWith(answer.body, 'user_name').fields.step], [422, undefined]);
  }
  assert.equal((await browser.post('/Account/Login', { form_token: fields.form_token, user_name: sanna, password: demo.password })).location.includes('?s='), true);
  assert.equal(browser.cookies.has('__Host-asiointi'), false);
});

const hostile = ['//evil.example', '/\\evil.example', '\\\\evil.example', 'https:evil.example', 'https://evil.example', 'http:///evil.example', '%2f%2fevil.example', '/%2fevil.example', '/%252fevil.example', '/%5cevil.example',
  'javascript:alert(1)', 'data:text/html,x', 'https://portal.example.fi@evil.example', 'https://portal.example.fi.evil.example', 'https://user:x@portal.example.fi:1@evil', '/x\r\nSet-Cookie: a=b', '/%0d%0aSet-Cookie:a=b',
  '/a/../..//evil.example', '/%2e%2e//evil.example', '/Account/Logout', '/account/logoff?x', 'evil.example', ' //evil.example', '/\tevil', `/${'a'.repeat(4001)}`];

test('a hostile ReturnUrl ends on the start page (R-043, R-131)', async () => {
  const visitor = demo.browser();
  const { fields } = formWith((await visitor.get('/Account/Login')).body, 'user_name');
  for (const target of hostile.filter((each) => !/[\r\n\t]/.test(each))) {
    const what = target.slice(0, 60);
    const login = await visitor.get(`/Account/Login?ReturnUrl=${encodeURIComponent(target)}`);
    assert.equal(formWith(login.body, 'user_name').fields.return_url, '/', what);
    const browser = Object.assign(demo.browser(), { cookies: new Map(visitor.cookies) });
    const second = await browser.follow(browser.post('/Account/Login', { ...fields, user_name: sanna, return_url: target }));
    const answer = await typePassword(browser, second, demo.password);
    assert.deepEqual([answer.status, answer.location], [303, '/'], what);
  }
});

test('a ReturnUrl with a line break or a tab is a 400, and becomes no header (R-131)', async () => {
  for (const target of hostile.filter((each) => /[\r\n\t]/.test(each))) {
    const answer = await demo.browser().get(`/Account/Login?ReturnUrl=${encodeURIComponent(target)}`);
    assert.deepEqual([answer.status, answer.setCookies.some((line) => line.startsWith('a='))], [400, false]);
  }
});

test('a ReturnUrl to this site or to an origin of the list is kept (R-043)', async () => {
  for (const target of ['/Hakemus?id=7&x=%C3%A4', '/venepaikat/%E5#osa', 'https://portal.example.fi/a?b=1']) {
    const browser = demo.browser();
    const answer = await typePassword(browser, await typeUserName(browser, sanna, `?returnurl=${encodeURIComponent(target)}`), demo.password);
    assert.equal(answer.location, target);
  }
});

test('a form that misses its only field says what to write, in a 422', async () => {
  const browser = demo.browser();
  for (const [path, field] of [['/Account/Login', 'user_name'], ['/Account/Forgot', 'user_name'], ['/Account/Register', 'email']]) {
    const answer = await submitOnly(browser, await browser.get(path), { [field]: '  ' });
    assert.equal(answer.status, 422, path);
    assert.match(answer.body, new RegExp(`href="#${field}"`));
  }
});

/// The line of nginx's log under this number.
const inAccessLog = (reference) => until(() => linesIn(demo.facts.logs.find((file) => file.endsWith('nginx-access.log')))
  .map((line) => JSON.parse(line)).find((line) => line.reference === reference), `nginx to log ${reference}`);

test('a page that nginx makes by itself has a reference number in each language, and its log has the same (R-267)', async () => {
  for (const [status, options] of [[404, { path: '/nowhere' }], [413, { method: 'POST', path: '/Account/Login', body: 'a'.repeat(20_000) }]]) {
    const answer = await send(demo.url, options);
    const numbers = [...textOf(answer.body).matchAll(/(?:Viitenumero|Referensnummer|Reference number): ([2-9A-HJKMNP-Z]{8})\./g)].map(([, number]) => number);
    assert.deepEqual([answer.status, numbers.length, new Set(numbers).size], [status, 3, 1]);
    assert.equal((await inAccessLog(numbers[0])).status, String(status));
  }
});

test('a page of the application has the number that nginx has for the request, a form that was refused too, and a client cannot choose it', async () => {
  const page = await send(demo.url, { path: '/Account/Nowhere', headers: [['Asiointi-Reference', 'ABCDEFGH'], ['X-Request-ID', 'a'.repeat(32)]] });
  const refused = await post('/Account/Login', encodeForm({ user_name: sanna, form_token: 'x' }));
  assert.equal(refused.status, 403);
  for (const answer of [page, refused]) {
    const reference = referenceOf(answer.body);
    assert.notEqual(reference, 'ABCDEFGH');
    assert.equal((await inAccessLog(reference)).status, String(answer.status));
    assert.ok(demo.events().some((event) => event.reference === reference), 'and the log of the pool');
  }
});
