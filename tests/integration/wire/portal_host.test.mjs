// The portal on a host name of its own: a one-time code takes a sign-in there, and signing out takes it away.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { after } from 'node:test';

import { runs } from '../../support/admin.mjs';
import { Browser, send, sendBytes } from '../../support/client.mjs';
import { startDemo, until } from '../../support/demo.mjs';
import { formWith, headingOf, languageOf, linksOf, textOf } from '../../support/page.mjs';
import { freePort } from '../../support/ports.mjs';
import { SqlSession } from '../../support/sql.mjs';
import { register, submit, submitOnly } from '../../support/visitor.mjs';

// With several, each learns by itself that a session is over, and no number of requests proves that all have.
const demo = await startDemo({ settings: { 'pool.check_workers': 1 } });
after(() => demo.stop());

const portal = new URL(demo.facts.portal_host_url).origin;
const sanna = demo.accounts.with_password.address;
const wanted = `${portal}/hakemukset?x=1&y=%C3%A4%26b%3Dc&z=a+b`;
const page = [['Accept', 'text/html,application/xhtml+xml,*/*;q=0.8'], ['Sec-Fetch-Mode', 'navigate'], ['Sec-Fetch-Dest', 'document']];

/// A person's browser: each host has cookies of its own.
class Both {
  constructor() {
    this.hosts = new Map();
  }

  at(url) {
    const { origin } = new URL(url);
    if (!this.hosts.has(origin)) this.hosts.set(origin, new Browser(origin));
    return this.hosts.get(origin);
  }

  get portal() {
    return this.at(portal);
  }

  get accounts() {
    return this.at(demo.url);
  }

  open(url) {
    return this.at(url).get(url, { headers: page });
  }

  /// Follows redirects from host to host; gives the last answer, and what lay on the way. nginx serves plain http here, also
  /// where the addresses of a balancer before it begin with https.
  async follow(answer) {
    const way = [await answer];
    while (way.at(-1).location && way.length < 12) way.push(await this.open(new URL(way.at(-1).location, way.at(-1).url).href.replace(/^https:/, 'http:')));
    return { last: way.at(-1), way };
  }

  /// Fills in the login page, and goes where that leads.
  async signIn(first, address = sanna) {
    const second = await submit(this.accounts, first, { user_name: address });
    return this.follow(submitOnly(this.accounts, second, { password: demo.password }));
  }

  async signedIn() {
    const { last } = await this.signIn((await this.follow(this.open(wanted))).last);
    assert.deepEqual([last.url, last.status], [wanted, 200]);
    return this;
  }
}

const sessionAt = (browser) => browser.cookies.get('__Host-asiointi');
const codeOf = (answer) => new URL(answer.location).searchParams.get('code');

/// The callback is refused, and brings no session.
async function refused(browser, url) {
  const answer = await browser.get(url, { headers: page });
  assert.deepEqual([answer.status, headingOf(answer.body)], [400, 'Palveluun siirtyminen keskeytyi']);
  assert.deepEqual(answer.setCookies.filter((line) => line.startsWith('__Host-asiointi=')), []);
  return answer;
}

/// Somebody on their way to the portal's host, with a code that was not used yet.
async function fresh() {
  const own = await new Both().signedIn();
  own.portal.cookies.clear();
  const away = await own.open(wanted);
  return { own, offer: await own.open(away.location), at: Date.now() };
}

/// Its age is tried by the last test: half a minute is long.
const early = await fresh();

test('who is not signed in goes to the login page on the accounts\' host and back to the very address on the portal\'s (R-257, R-258)', async () => {
  const both = new Both();
  const { last: login, way } = await both.follow(both.open(wanted));
  assert.deepEqual(way.map(({ status }) => status), [303, 303, 200]);
  assert.deepEqual([new URL(login.url).origin, new URL(login.url).pathname, headingOf(login.body)], [demo.url, '/Account/Login', 'Kirjautuminen']);
  assert.deepEqual([...both.portal.cookies.keys()], ['__Host-asiointi-state']);
  const { last, way: back } = await both.signIn(login);
  assert.deepEqual([last.url, last.status, headingOf(last.body)], [wanted, 200, 'Omat hakemukset']);
  assert.match(textOf(last.body), new RegExp(`Sanna Salasana \\(${sanna}\\)`));
  assert.ok([...way, ...back].every((answer) => answer.status !== 303 || answer.header('cache-control') === 'no-store'));
  assert.ok(!both.portal.cookies.has('__Host-asiointi-state'));
  assert.notEqual(sessionAt(both.portal), sessionAt(both.accounts));
  for (const line of back.flatMap(({ setCookies }) => setCookies).filter((each) => each.startsWith('__Host-'))) assert.match(line, /; Path=\/; Secure; HttpOnly; SameSite=Lax/);
});

test('an address with a long query survives signing in, and one that cannot be passed on ends at the portal\'s front page, never at an error (R-257)', async () => {
  const signInFor = async (url) => {
    const both = new Both();
    const { last: login, way } = await both.follow(both.open(url));
    assert.deepEqual([login.status, headingOf(login.body)], [200, 'Kirjautuminen'], `${url.length}: ${way.map(({ status }) => status)}`);
    return (await both.signIn(login)).last.url;
  };
  const withQuery = (unit, length) => `${portal}/hakemukset?q=${unit.repeat(length / unit.length)}`;
  for (const long of [withQuery('%C3%A4', 2100), withQuery('%25', 1500), withQuery('a', 3500)]) assert.equal(await signInFor(long), long);
  for (const tooLong of [withQuery('%C3%A4', 2700), withQuery('%C3%A4', 3900), withQuery('%25', 6000), withQuery('a', 4200), withQuery('a', 7500)]) assert.equal(await signInFor(tooLong), `${portal}/`);
  // What no return address may hold: line ends, as a GET form with a text area sends them, and a "%" that escapes nothing.
  for (const query of ['t=a%0D%0Ab', 't=a%250Ab', 't=%00', 't=50%', 't=%zz']) assert.equal(await signInFor(`${portal}/hakemukset?${query}`), `${portal}/`, query);
});

test('who is signed in at the accounts\' host gets to the portal without a question', async () => {
  const both = await new Both().signedIn();
  both.portal.cookies.clear();
  const { last, way } = await both.follow(both.open(wanted));
  assert.deepEqual([last.url, ...way.map(({ status }) => status)], [wanted, 303, 303, 303, 200]);
});

test('a link to the login page works on the portal\'s host too, and so does every other link of the bar', async () => {
  const both = new Both();
  const { last: login } = await both.follow(both.open(`${portal}/Account/Login?ReturnUrl=%2Fjulkinen%2Fheaders%3Fa%3D1`));
  assert.equal(new URL(login.url).origin, demo.url);
  assert.equal((await both.signIn(login)).last.url, `${portal}/julkinen/headers?a=1`);
  for (const path of ['/Account/Settings', '/Account/Settings/Password', '/Account/Logout', '/account/help?lang=sv']) {
    const { last, way } = await both.follow(both.open(portal + path));
    assert.deepEqual([last.status, way[1].url], [200, demo.url + path]);
  }
  assert.equal((await send(portal, { method: 'POST', path: '/Account/Login', body: 'a=1' })).status, 403);
});

test('a link to the login page says its reader\'s language on the portal\'s host as on that of the accounts (R-215)', async () => {
  for (const [language, heading] of [['fi', 'Kirjautuminen'], ['sv', 'Inloggning'], ['en', 'Sign in']])
    for (const host of [demo.url, portal]) {
      const stranger = new Both();
      const { last } = await stranger.follow(stranger.open(`${host}/Account/Login?lang=${language}&ReturnUrl=%2Fjulkinen%2Fheaders%3Flang%3Dx`));
      assert.deepEqual([languageOf(last.body), headingOf(last.body)], [language, heading], host);
    }
  const both = new Both();
  const { last: login } = await both.follow(both.open(`${portal}/Account/Login?ReturnUrl=%2Fjulkinen%2Fheaders&lang=sv`));
  assert.equal(languageOf((await both.open(`${demo.url}/Account/Register`)).body), 'sv', 'and that stays');
  assert.equal((await both.signIn(login)).last.url, `${portal}/julkinen/headers`);
  for (const query of ['lang=de', 'lang=', 'lang=sv%26portal=x', 'lang=sv&lang=sv', 'x=1'])
    assert.doesNotMatch((await new Both().open(`${portal}/Account/Login?${query}`)).location, /lang/, query);
});

test('a code is good once, on its host, in the browser that asked for it (R-258)', async () => {
  const asked = async () => {
    const both = new Both();
    const { way } = await both.signIn((await both.follow(both.open(wanted))).last);
    return { both, callback: way.find(({ url }) => url.includes('/auth/callback')).url };
  };
  const { both, callback } = await asked();
  assert.equal((await both.portal.get(callback)).location, wanted, 'reloading goes on to where the person was going');
  const thief = new Browser(portal);
  assert.equal(linksOf((await refused(thief, callback)).body).find(([, text]) => text === 'Siirry palveluun')[0], wanted);
  thief.cookies.set('__Host-asiointi-state', 'A'.repeat(43));
  await refused(thief, callback);

  // A code that was not used yet, taken to another browser, and to its own with another state.
  const { own, offer } = await fresh();
  await refused(new Browser(portal), offer.location);
  assert.deepEqual((await own.open(offer.location)).location, wanted);
  const state = (await fresh()).own.portal.cookies.get('__Host-asiointi-state');
  const other = await fresh();
  other.own.portal.cookies.set('__Host-asiointi-state', state);
  await refused(other.own.portal, other.offer.location);

  // Sealed for one host: on another of the same pool nobody can open it, nor a changed one on its own.
  const changed = await fresh();
  const code = codeOf(changed.offer);
  await refused(changed.own.portal, `${portal}/auth/callback?code=${code.slice(0, -2)}${code.endsWith('AA') ? 'BB' : 'AA'}`);
  await refused(changed.own.portal, `${portal}/auth/callback`);
  await refused(changed.own.portal, `${portal}/auth/callback?code=${code}&code=${code}`);
  assert.equal((await changed.own.accounts.get(`/auth/callback?code=${code}`)).status, 404);
});

test('a code that was used is refused in the very browser that used it, with the state that it was made for (R-258)', async () => {
  const { own, offer } = await fresh();
  const state = own.portal.cookies.get('__Host-asiointi-state');
  assert.equal((await own.open(offer.location)).location, wanted);
  own.portal.cookies = new Map([['__Host-asiointi-state', state]]);
  await refused(own.portal, offer.location);
});

test('a code is worth nothing once its sign-in has ended (R-258)', async () => {
  const { own, offer } = await fresh();
  await submit(own.accounts, await own.accounts.get('/Account/Logout'), {});
  await refused(own.portal, offer.location);
});

test('a session cookie of one host is worth nothing on the other (R-258)', async () => {
  const both = await new Both().signedIn();
  const exchanged = new Both();
  exchanged.portal.cookies.set('__Host-asiointi', sessionAt(both.accounts));
  exchanged.accounts.cookies.set('__Host-asiointi', sessionAt(both.portal));
  assert.equal((await exchanged.open(wanted)).status, 303);
  assert.equal((await exchanged.open(`${demo.url}/hakemukset`)).status, 303);
  assert.equal((await exchanged.accounts.get('/Account/Settings')).status, 303);
});

test('whichever host a Host line names beside a whole address in the request line, a session is good on its own alone (R-258)', async () => {
  const both = await new Both().signedIn();
  const ask = (at, host, browser) => sendBytes(at, [`GET ${at}/hakemukset HTTP/1.1`, `Host: ${new URL(host).host}`, `Cookie: __Host-asiointi=${sessionAt(browser)}`, 'Accept: text/html', 'Connection: close', '', ''].join('\r\n'));
  for (const [there, elsewhere] of [[portal, demo.url], [demo.url, portal]]) {
    const [own, strange] = [both.at(there), both.at(elsewhere)];
    assert.match(await ask(there, there, own), /^HTTP\/1\.1 200 /);
    for (const host of [there, elsewhere]) assert.match(await ask(there, host, strange), /^HTTP\/1\.1 303 /, `${there} ${host}`);
  }
});

test('signing out holds on the portal\'s host at the very next request, takes the portal\'s own cookie away, and nobody is signed in again without being asked (R-109, R-112)', async () => {
  const both = await new Both().signedIn();
  const [first] = linksOf((await both.open(wanted)).body).filter(([href]) => href.startsWith('/asiointi/'));
  await both.open(portal + first[0]);
  assert.match(textOf((await both.open(wanted)).body), /Katsoit viimeksi: /);
  const kept = new Map(both.portal.cookies);
  const confirm = (await both.follow(both.open(`${portal}/Account/Logout`))).last;
  const { fields } = formWith(confirm.body, 'form_token');
  const { last, way } = await both.follow(both.accounts.post('/Account/Logout', fields));
  assert.deepEqual(way.map(({ url }) => new URL(url).origin), [demo.url, portal, demo.url]);
  assert.equal(headingOf(last.body), 'Olet kirjautunut ulos');
  assert.deepEqual([...both.portal.cookies.keys()].filter((name) => name !== 'portaali_kieli'), []);
  const { last: login } = await both.follow(both.open(wanted));
  assert.deepEqual([login.status, headingOf(login.body), sessionAt(both.portal), sessionAt(both.accounts)], [200, 'Kirjautuminen', undefined, undefined]);
  both.portal.cookies = kept; // as a thief would
  for (let i = 0; i < 8; ++i) assert.equal((await both.open(wanted)).status, 303);
});

test('signing out after a change of password goes over the portal\'s host as well, and so does the link to sign out after a sign-in that has ended elsewhere', async () => {
  const address = 'vaihtaja@example.com';
  await register(demo, address, demo.password);
  const comes = async () => {
    const both = new Both();
    await both.signIn((await both.follow(both.open(wanted))).last, address);
    assert.ok(sessionAt(both.portal));
    return both;
  };
  const leaves = async (both, answer) => {
    const { last, way } = await both.follow(answer);
    assert.deepEqual(way.map(({ url }) => new URL(url).origin), [demo.url, portal, demo.url]);
    assert.deepEqual([headingOf(last.body), sessionAt(both.portal), sessionAt(both.accounts)], ['Olet kirjautunut ulos', undefined, undefined]);
  };
  const both = await comes();
  const changed = await submitOnly(both.accounts, await both.accounts.get('/Account/Settings/Password'), { current_password: demo.password, new_password: `${demo.password} uusi`, confirm_password: `${demo.password} uusi` });
  assert.equal(changed.status, 303);
  await leaves(both, both.accounts.post('/Account/Logout', formWith((await both.accounts.get('/Account/Logout')).body, 'form_token').fields));

  const other = new Both();
  const second = await submit(other.accounts, (await other.follow(other.open(wanted))).last, { user_name: address });
  await other.follow(submitOnly(other.accounts, second, { password: `${demo.password} uusi` }));
  endSessions(address);
  await leaves(other, other.accounts.get('/Account/Logout'));
  assert.equal((await other.accounts.get('/Account/Logout')).status, 200);
});

test('on the host of the accounts, signing out takes the portal\'s own cookie away too', async () => {
  const both = new Both();
  await both.signIn((await both.follow(both.open(`${demo.url}/hakemukset`))).last);
  both.accounts.cookies.set('portaali_viimeksi', '7');
  const { fields } = formWith((await both.accounts.get('/Account/Logout')).body, 'form_token');
  const answer = await both.accounts.post('/Account/Logout', fields);
  assert.equal(answer.location, '/Account/Logout', 'nobody was at the portal\'s own host');
  assert.ok(!both.accounts.cookies.has('portaali_viimeksi'));
});

/// Ends every session of the account while its browsers keep their cookies, as the help desk does and as time does.
function endSessions(address) {
  for (const act of ['lock', 'unlock']) assert.equal(runs(demo)('account', act, address, '--reason', 'Istunnot päätetään').status, 0);
}
const left = 'portaali_viimeksi';

test('at a shared computer nobody goes on in the portal\'s own session of the one before, on either host, and whoever comes back finds theirs', async () => {
  const [former, next] = ['edellinen@example.com', 'seuraava@example.com'];
  for (const address of [former, next]) await register(demo, address, demo.password);
  for (const origin of [portal, demo.url]) {
    const pageThere = `${origin}/hakemukset`;
    const both = new Both();
    const shared = both.at(origin);
    const comesAs = async (address) => {
      const { last } = await both.signIn((await both.follow(both.open(pageThere))).last, address);
      assert.deepEqual([last.url, last.status], [pageThere, 200]);
    };
    const isOut = () => until(async () => (await both.open(pageThere)).status === 303, 'the session to be over');

    shared.cookies.set(left, 'of whoever was here, nobody knows who');
    await comesAs(former);
    assert.equal(shared.cookies.get(left), undefined, origin);

    shared.cookies.set(left, 'of the former one');
    endSessions(former);
    await isOut();
    await comesAs(former);
    assert.equal(shared.cookies.get(left), 'of the former one', 'a form that waits in a tab can be sent still');

    endSessions(former);
    await isOut();
    await comesAs(next);
    assert.equal(shared.cookies.get(left), undefined, origin);

    // Another page in the same session takes nothing away.
    shared.cookies.set(left, 'of the next one');
    await both.follow(both.open(`${origin}/Account/Login?ReturnUrl=%2Fhakemukset`));
    assert.equal(shared.cookies.get(left), 'of the next one');
  }
});

test('closing an account takes the portal\'s own cookie away on its host, and then says until when the owner may come back', async () => {
  for (const isAtPortal of [true, false]) {
    const address = `lopettaja-${isAtPortal}@example.com`;
    await register(demo, address, demo.password);
    const both = new Both();
    await both.signIn((await both.follow(both.open(isAtPortal ? wanted : `${demo.url}/Account/Settings`))).last, address);
    for (const browser of [both.accounts, both.portal]) browser.cookies.set(left, '7');
    const confirm = await submit(both.accounts, await both.accounts.get('/Account/Settings/Delete'), { current_password: demo.password });
    const { last, way } = await both.follow(submitOnly(both.accounts, confirm, { step: formWith(confirm.body, 'step').fields.step }));
    assert.deepEqual(way.map(({ url }) => new URL(url).origin), isAtPortal ? [demo.url, portal, demo.url] : [demo.url, demo.url]);
    assert.equal(new URL(last.url).pathname, '/Account/Closed', `${way.map(({ url }) => url)}`);
    assert.match(textOf(last.body), /\d{1,2}\.\d{1,2}\.20\d\d/);
    assert.ok(!both.accounts.cookies.has(left));
    if (isAtPortal) assert.deepEqual([both.portal.cookies.has(left), sessionAt(both.portal)], [false, undefined]);
  }
});

test('a link to where signing out ends signs nobody out', async () => {
  const both = await new Both().signedIn();
  both.portal.cookies.set('portaali_viimeksi', '7');
  const answer = await both.open(`${portal}/auth/ended`);
  assert.deepEqual([answer.status, answer.setCookies], [303, []]);
  assert.equal((await both.open(wanted)).status, 200);
});

test('a locked account is out on the portal\'s host within a second of the command (R-252)', async () => {
  const address = 'lukko@example.com';
  const command = (...words) => assert.equal(runs(demo)('account', ...words).status, 0, words[0]);
  await register(demo, address, demo.password);
  const times = [];
  const inTime = () => times.filter((time) => time < 1000).length;
  for (let i = 0; i < 5 && inTime() < 2; ++i) {
    const both = new Both();
    await both.signIn((await both.follow(both.open(wanted))).last, address);
    const areAll = async (status) => {
      for (let n = 0; n < 8; ++n) if ((await both.open(wanted)).status !== status) return false;
      return true;
    };
    assert.ok(await areAll(200)); // the check workers know it
    command('lock', address, '--reason', 'Puhelin varastettiin');
    const locked = Date.now();
    await until(() => areAll(303), 'the account to be out whichever worker is asked');
    times.push(Date.now() - locked);
    command('unlock', address, '--reason', 'Puhelin löytyi');
  }
  // Some may be late where the tests share the machine.
  assert.ok(inTime() >= 2, `${times} ms`);
});

test('a form that comes without a session waits on the portal\'s host while its writer signs in elsewhere', async () => {
  const both = await new Both().signedIn();
  both.portal.cookies.delete('__Host-asiointi');
  both.accounts.cookies.delete('__Host-asiointi');
  const boundary = 'xyz';
  const body = ['what', 'why', 'file'].map((name) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${name} ä\r\n`).join('') + `--${boundary}--\r\n`;
  const sendForm = () => both.portal.request('POST', '/hakemukset/uusi', { headers: [...page, ['Content-Type', `multipart/form-data; boundary=${boundary}`]], body });
  const stopped = await sendForm();
  assert.equal(stopped.status, 401);
  const [link] = linksOf(stopped.body).find(([, text]) => text.startsWith('Avaa kirjautuminen'));
  const { last } = await both.signIn((await both.follow(both.open(link))).last);
  assert.deepEqual([new URL(last.url).pathname, headingOf(last.body)], ['/Account/FormWaits', 'Olet kirjautunut']);
  const arrived = await sendForm();
  assert.equal(arrived.status, 200);
  assert.match(textOf(arrived.body), /what ä/);
  await demo.mailbox.next(sanna, /vastaanotettu/);
});

test('what asks for a code with a host or a state that is none of ours gets a page, and no code', async () => {
  const both = await new Both().signedIn();
  const state = 'A'.repeat(43);
  for (const query of ['', `portal=https://evil.example&state=${state}`, `portal=${portal}.evil.example&state=${state}`, `portal=${portal}`, `portal=${portal}&state=x`,
    `portal=${portal}&state=${state}&state=${state}`, `portal=${portal}&portal=${portal}&state=${state}`]) {
    const answer = await both.accounts.get(`/Account/HandOver?${query}`);
    assert.deepEqual([answer.status, answer.location], [400, undefined], query);
  }
  for (const away of ['https://evil.example/', '//evil.example', `${portal}.evil.example/`, 'javascript:x', '/\\evil.example']) {
    both.portal.cookies.clear();
    const own = (await both.open(wanted)).location;
    const url = new URL(own);
    url.searchParams.set('ReturnUrl', away);
    const { way } = await both.follow(both.open(url.href));
    assert.equal(way.find(({ url: each }) => each.includes('/auth/callback')).location, `${portal}/`, away);
  }
});

test('the bar is there by SSI on both hosts, in three languages, and a posted page has it too', async () => {
  const both = await new Both().signedIn();
  for (const [language, out] of [['fi', 'Kirjaudu ulos'], ['sv', 'Logga ut'], ['en', 'Sign out']])
    for (const browser of [both.accounts, both.portal]) {
      browser.cookies.set('__Host-asiointi-language', `${language}-`);
      const bar = await browser.get('/Account/Bar');
      assert.deepEqual([bar.status, linksOf(bar.body).at(-1), languageOf(bar.body) ?? language], [200, ['/Account/Logout', out], language]);
      assert.match(textOf((await browser.get('/')).body), /Sanna Salasana/);
    }
  for (const browser of [new Browser(portal), new Browser(demo.url)]) {
    assert.equal((await browser.get('/Account/Bar')).status, 204);
    browser.cookies.set('__Host-asiointi', 'A'.repeat(43));
    assert.equal((await browser.get('/Account/Bar')).status, 204);
    assert.match(textOf((await browser.get('/')).body), /Kirjaudu sisään/);
  }
});

test('whoever registers gets a user id of the portal, which greets them by name and takes their application (R-229)', async () => {
  const address = 'uusi.tulokas@example.com';
  await register(demo, address, demo.password, { given: 'Uuno 山', family: 'Tulokas' });
  const ask = `SELECT portal_user_id FROM legacy_user l JOIN account a ON a.id = l.account_id WHERE a.email = '${address}'`;
  await until(() => demo.value(ask), 'the portal to give an id');
  const [tunnus, sposti, kieli] = demo.sql(`SELECT tunnus, sposti, kieli FROM vanha_portaali.asiakas WHERE asiakas_id = ${demo.value(ask)}`)[0];
  assert.deepEqual([tunnus, sposti, kieli], [demo.value(`SELECT public_id FROM account WHERE email = '${address}'`), address, 'fi']);
  assert.equal(demo.value('SELECT COUNT(*) FROM portal_id_request'), '0');
  const both = new Both();
  const { last } = await both.signIn((await both.follow(both.open(wanted))).last, address);
  assert.match(textOf(last.body), /Hei, Uuno 山 Tulokas\. Sinulla ei ole vielä hakemuksia/);
});

test('the portal writes to the address that the resident has now, by account_contact', async () => {
  const both = await new Both().signedIn();
  const boundary = 'xyz';
  const body = ['what', 'why', 'file'].map((name) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\nVenepaikka ö\r\n`).join('') + `--${boundary}--\r\n`;
  const answer = await both.portal.request('POST', '/hakemukset/uusi', { headers: [...page, ['Content-Type', `multipart/form-data; boundary=${boundary}`]], body });
  assert.match(textOf(answer.body), /Hakemuksesi on tallennettu/);
  const mail = await demo.mailbox.next(sanna, /vastaanotettu/);
  assert.match(mail.text, /Venepaikka ö/);
  assert.match(textOf((await both.open(wanted)).body), /Venepaikka ö/);
});

test('account_contact holds nobody who is locked or closed, or whose reader said that the address is not theirs', () => {
  const id = demo.value(`SELECT l.portal_user_id FROM legacy_user l JOIN account a ON a.id = l.account_id WHERE a.email = '${sanna}'`);
  const contact = () => demo.sql(`SELECT email, given_name, family_name, confirmed FROM account_contact WHERE portal_id = '${id}'`);
  assert.deepEqual(contact(), [[sanna, 'Sanna', 'Salasana', '1']]);
  for (const change of ['state = 2', 'state = 3', 'mail_stopped_at = NOW()']) {
    demo.sql(`UPDATE account SET ${change} WHERE email = '${sanna}'`);
    assert.deepEqual(contact(), [], change);
    demo.sql(`UPDATE account SET state = 1, mail_stopped_at = NULL WHERE email = '${sanna}'`);
  }
});

test('when the portal\'s procedure fails, registering works, the log names the remedy, and a later try succeeds', async () => {
  const create = demo.sql('SHOW CREATE PROCEDURE portal_create_user')[0][2].replaceAll('\\n', '\n');
  demo.sql('DROP PROCEDURE portal_create_user');
  const address = 'myohassa@example.com';
  await register(demo, address, demo.password);
  await until(() => demo.events('portal_id_failed').length > 0, 'the failure to be logged');
  assert.match(demo.events('portal_id_failed')[0].remedy, /portal_create_user/);
  const both = new Both();
  assert.match(textOf((await both.signIn((await both.follow(both.open(wanted))).last, address)).last.body), /Hei, /);
  demo.sql(`DELIMITER //\n${create}//\nDELIMITER ;\nGRANT EXECUTE ON PROCEDURE portal_create_user TO 'asiointi_newcomers'@'localhost', 'asiointi_background'@'localhost'; UPDATE portal_id_request SET next_try_at = UTC_TIMESTAMP() - INTERVAL 1 SECOND`);
  await until(() => demo.value(`SELECT COUNT(*) FROM legacy_user l JOIN account a ON a.id = l.account_id WHERE a.email = '${address}'`) === '1', 'the id');
});

test('a procedure that gives somebody else\'s id links nobody, and says so', async () => {
  demo.sql(`CREATE OR REPLACE PROCEDURE portal_create_user(IN a TEXT, IN b TEXT, IN c TEXT, IN d TEXT, IN e TEXT, OUT user_id TEXT) SET user_id = '1002';
    GRANT EXECUTE ON PROCEDURE portal_create_user TO 'asiointi_background'@'localhost'`);
  await register(demo, 'vieras@example.com', demo.password);
  await until(() => demo.events('portal_id_failed').some(({ cause }) => /somebody else/.test(cause)), 'the failure to be logged');
  assert.equal(demo.value("SELECT a.email FROM legacy_user l JOIN account a ON a.id = l.account_id WHERE portal_user_id = '1002'"), sanna);
});

test('a procedure that takes too long, waits for a lock or answers with rows is named for each newcomer, with what to do', async () => {
  const use = (body) => demo.sql(`DELIMITER //\nCREATE OR REPLACE PROCEDURE portal_create_user(IN a TEXT, IN b TEXT, IN c TEXT, IN d TEXT, IN e TEXT, OUT user_id TEXT) BEGIN ${body}; SET user_id = CONCAT('t-', a); END//\nDELIMITER ;
    GRANT EXECUTE ON PROCEDURE portal_create_user TO 'asiointi_background'@'localhost'; DELETE FROM portal_id_request`);
  // When the server is slow to give up, another limit ends the wait, and another cause is logged: then it is tried again.
  const fails = async (who, cause) => {
    await register(demo, `${who}@example.com`, demo.password);
    const account = demo.value(`SELECT public_id FROM account WHERE email = '${who}@example.com'`);
    const failed = await until(() => {
      const events = demo.events('portal_id_failed').filter((event) => event.account === account);
      const found = events.find((event) => cause.test(event.cause));
      if (!found && events.length > 0) demo.sql('UPDATE portal_id_request SET next_try_at = UTC_TIMESTAMP()');
      return found;
    }, `the log to name ${who} with ${cause}`, 60);
    assert.match(failed.remedy, /sql\/portal-example\/README\.md/);
    assert.equal(demo.value(`SELECT COUNT(*) FROM portal_id_request r JOIN account a ON a.id = r.account_id WHERE a.public_id = '${account}'`), '1', 'it is tried again');
  };
  use('SELECT 1');
  await fails('riveja', /^error 2014: Commands out of sync/);
  use('UPDATE vanha_portaali.asiakas SET tunnus = tunnus WHERE asiakas_id = 1002');
  await demo.withLocked('vanha_portaali.asiakas', () => fails('hidas', /^error 1969: /));
  const session = new SqlSession(demo.facts);
  await session.run('START TRANSACTION; SELECT * FROM vanha_portaali.asiakas WHERE asiakas_id = 1002 FOR UPDATE');
  await fails('lukossa', /^error 1205: /);
  await session.end();
});

/// Takes other portals into use, once `isInUse` says so.
async function usePortals(origins, isInUse) {
  writeFileSync(demo.facts.config, readFileSync(demo.facts.config, 'utf8').replace(/^origins = .*$/m, `origins = ${JSON.stringify(origins)}`));
  const before = demo.events('pool_reloaded').length;
  process.kill(demo.facts.pids.supervisor, 'SIGHUP');
  await until(() => demo.events('pool_reloaded').length > before, 'the reload');
  await until(isInUse, 'the new workers');
}

test('behind a balancer that ends TLS the portal\'s host gets its session, too (R-258)', async () => {
  const leadsTo = async (origin) => (await send(portal, { path: '/Account/Login', headers: page })).location.includes(`portal=${encodeURIComponent(origin)}&`);
  const secure = portal.replace('http:', 'https:');
  await usePortals([secure], () => leadsTo(secure));
  const both = new Both();
  const { last, way } = await both.signIn((await both.follow(both.open(wanted))).last);
  assert.deepEqual([last.url, last.status], [wanted, 200], `${way.map(({ status }) => status)}`);
  await usePortals([portal], () => leadsTo(portal));
});

test('plain http leads the visitors of each host to https on that very host, and refuses forms there (R-157)', async () => {
  const port = await freePort();
  const file = (name) => path.join(demo.directory, 'nginx', name);
  const before = readFileSync(file('nginx.conf'), 'utf8');
  const [accountsHost, portalHost] = [demo.url, portal].map((origin) => new URL(origin).hostname);
  writeFileSync(file('asiointipalvelu/installation/redirect.conf'), `listen ${port};\nserver_name ${accountsHost} ${portalHost};\n`);
  writeFileSync(file('nginx.conf'), before.replace(/\}\s*$/, `server { listen ${port} default_server; location / { return 421; } }\ninclude asiointipalvelu/redirect.conf;\n}\n`));
  await demo.restart('nginx');
  try {
    const at = (host, more = {}) => send(`http://localhost:${port}`, { path: '/hakemukset?x=1&y=%C3%A4', headers: [['Host', host]], ...more });
    for (const host of [accountsHost, portalHost])
      for (const asked of [host, `${host}:${port}`, host.toUpperCase(), `${host}.`]) {
        const answer = await at(asked);
        assert.deepEqual([answer.status, answer.location], [301, `https://${host}/hakemukset?x=1&y=%C3%A4`], asked);
        assert.equal((await at(asked, { method: 'POST', body: 'a=1' })).status, 403, asked);
      }
    assert.equal((await at('evil.example')).status, 421);
    // Two names in one request: whichever nginx goes by, it leads to no other host.
    for (const [inLine, host] of [['evil.example', portalHost], [portalHost, 'evil.example']]) {
      const answer = await sendBytes(`http://localhost:${port}`, `GET http://${inLine}/x HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
      assert.match(answer, /^HTTP\/1\.1 (301|421) /);
      assert.ok(!answer.includes('evil.example'), answer);
    }
  } finally {
    writeFileSync(file('nginx.conf'), before);
    await demo.restart('nginx');
  }
});

/// A second portal, on a host name of its own like the first.
async function addPortal() {
  const conf = path.join(demo.directory, 'nginx/nginx.conf');
  const name = `server_name ${new URL(portal).hostname};`;
  writeFileSync(conf, readFileSync(conf, 'utf8').replace(new RegExp(`server \\{[^{}]*${name}[^{}]*\\}`), (block) => `${block}\n${block.replace(name, 'server_name toinen.localhost;')}`));
  await demo.restart('nginx');
  const added = portal.replace(new URL(portal).hostname, 'toinen.localhost');
  await usePortals([portal, added], async () => (await send(added, { path: '/hakemukset', headers: page })).location?.includes('/Account/HandOver'));
  return added;
}

test('of two portals neither takes the other one\'s session or code, and signing out holds at both (R-109, R-258)', async () => {
  const second = await addPortal();
  const both = await new Both().signedIn();
  assert.equal((await both.follow(both.open(`${second}/hakemukset`))).last.url, `${second}/hakemukset`);
  const cookies = [portal, second].map((origin) => sessionAt(both.at(origin)));
  assert.notEqual(...cookies);
  const strange = new Both();
  strange.at(portal).cookies.set('__Host-asiointi', cookies[1]);
  strange.at(second).cookies.set('__Host-asiointi', cookies[0]);
  for (const origin of [portal, second]) assert.equal((await strange.open(`${origin}/hakemukset`)).status, 303);

  const { own, offer } = await fresh();
  own.at(second).cookies = new Map(own.portal.cookies);
  await refused(own.at(second), offer.location.replace(portal, second));

  const { fields } = formWith((await both.accounts.get('/Account/Logout')).body, 'form_token');
  const { last, way } = await both.follow(both.accounts.post('/Account/Logout', fields));
  assert.deepEqual(way.map(({ url }) => new URL(url).origin), [demo.url, portal, second, demo.url]);
  assert.equal(headingOf(last.body), 'Olet kirjautunut ulos');
  for (const [i, origin] of [portal, second].entries()) {
    assert.equal(sessionAt(both.at(origin)), undefined);
    both.at(origin).cookies.set('__Host-asiointi', cookies[i]); // as a thief would
    assert.equal((await both.open(`${origin}/hakemukset`)).status, 303);
  }
});

test('a code is good for 30 seconds (R-258)', async () => {
  await new Promise((resolve) => { setTimeout(resolve, early.at + 31_000 - Date.now()); });
  await refused(early.own.portal, early.offer.location);
  assert.equal((await early.own.follow(early.own.open(wanted))).last.status, 200, 'a new one is made at once');
});
