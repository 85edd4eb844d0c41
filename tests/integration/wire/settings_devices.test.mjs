// The list of devices, the password asked for before it, and browsers that an account knows.
import assert from 'node:assert/strict';
import test, { after } from 'node:test';

import { startDemo, until } from '../../support/demo.mjs';
import { formWith, formsOf, headingOf, linksOf, textOf } from '../../support/page.mjs';
import { givePassword, isSignedIn, mailedLink, openLink, sessionOf, setPassword, signIn, submit, submitOnly, typePassword, typeUserName } from '../../support/visitor.mjs';

const demo = await startDemo();
after(() => demo.stop());

// Pages say "today" of what has just happened.
await until(() => !new Date().toLocaleTimeString('en-GB', { timeZone: 'Europe/Helsinki' }).startsWith('23:59'), 'midnight to pass', 90);

const sanna = demo.accounts.with_password.address;
const devices = '/Account/Settings/Devices';
const confirm = '/Account/ConfirmPassword';
const deviceCookie = '__Host-asiointi-device';
const firefox = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0';
const iphone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1';

const others = ['pitkanimi@example.com', 'irma@example.com', 'taimi@example.fi', 'kaisa.kahdesti@example.com', 'v.ylamaki@example.fi', 'batklubben@example.org'];
demo.lendPassword(...others);
const someone = () => others.shift();

async function signedIn(address, { userAgent, ...options } = {}) {
  const browser = demo.browser({ headers: userAgent ? [['User-Agent', userAgent]] : [] });
  await signIn(browser, address, demo.password, options);
  return browser;
}

const handles = (page) => formsOf(page.body).map((form) => form.buttons.device).filter(Boolean);
const end = (browser, page, device) =>
  browser.follow(browser.post(devices, { form_token: formWith(page.body, 'form_token').fields.form_token, device }));
const audit = (kind, address) =>
  demo.value(`SELECT COUNT(*) FROM audit_event e JOIN account a ON a.id = e.account_id WHERE kind = ${kind} AND a.email = '${address}'`);
const mailsOfReason = (reason) => Number(demo.value(`SELECT COUNT(*) FROM mail_outbox WHERE reason = ${reason}`));
const idOf = (address) => demo.value(`SELECT id FROM account WHERE email = '${address}'`);

test('the list names each browser, when it was used and whether it is remembered, and no place: as many sign-ins as somebody wants (R-105, R-106)', async () => {
  const address = someone();
  const phone = await signedIn(address, { userAgent: iphone, remember: true });
  demo.sql(`UPDATE session SET created_at = '2026-01-02 10:00:00', last_seen_at = '2026-01-02 12:05:00' WHERE user_agent LIKE '%iPhone%'`);
  const browser = await signedIn(address, { userAgent: firefox });
  const page = await browser.get(devices);
  assert.equal(page.status, 200);
  const text = textOf(page.body);
  assert.match(text, /Firefox, Windows Käytetty viimeksi: nyt käytössä Kirjauduttu: tänään klo \d\d\.\d\d Kirjautumista ei muisteta\./);
  assert.match(text, /Safari, iPhone Käytetty viimeksi: 2\.1\.2026 klo 14\.05 Kirjauduttu: 2\.1\.2026 klo 12\.00 Kirjautuminen muistetaan \d+\.\d+\.\d{4} asti\./);
  assert.equal(handles(page).length, 1, 'this device has no button');
  assert.match(textOf((await browser.get(`${devices}?lang=sv`)).body), /Senast använd: används nu Inloggad: i dag kl\. /);
  assert.match(textOf((await browser.get(`${devices}?lang=en`)).body), /Last used: 2 January 2026 at 14:05/);
  assert.ok(await isSignedIn(phone));
});

test('whoever is asked for the password before a device is signed out reads that none was, and chooses again', async () => {
  const address = others.at(-1); // who reads Swedish
  const phone = await signedIn(address, { userAgent: iphone });
  const browser = await signedIn(address);
  const page = await browser.get(devices);
  demo.sql(`UPDATE session SET password_given_at = password_given_at - INTERVAL 16 MINUTE WHERE account_id = ${idOf(address)}`);
  const { fields } = formWith(page.body, 'device');
  const asked = await browser.follow(browser.post(devices, { ...fields, device: handles(page)[0] }));
  const again = await submit(browser, asked, { current_password: demo.password });
  assert.match(textOf(again.body), /Ingen enhet har loggats ut än, eftersom vi först frågade efter ditt lösenord\. Välj på nytt\./);
  assert.ok(await isSignedIn(phone));
  await end(browser, again, handles(again)[0]);
  assert.equal(await isSignedIn(phone), false);
});

test('a session is named neither by its id nor by what the database holds', async () => {
  const address = someone();
  const there = await signedIn(address);
  const page = await (await signedIn(address)).get(devices);
  const id = sessionOf(there);
  const digests = demo.sql('SELECT HEX(id), TO_BASE64(id) FROM session').flat();
  for (const secret of [id, ...digests.flatMap((each) => [each, each.toLowerCase(), each.replace(/=+$/, '').replaceAll('+', '-').replaceAll('/', '_')])])
    assert.ok(!page.body.includes(secret));
});

test('ending one device ends that one alone, at once, and says so (R-104)', async () => {
  const address = someone();
  const [here, there, third] = [await signedIn(address), await signedIn(address, { remember: true }), await signedIn(address)];
  const page = await here.get(devices);
  const [first] = handles(page);
  const answer = await end(here, page, first);
  assert.match(textOf(answer.body), /Laite on kirjattu ulos/);
  assert.match(answer.body, /role="status"/);
  assert.equal([await isSignedIn(there), await isSignedIn(third)].filter(Boolean).length, 1);
  assert.ok(await isSignedIn(here));
  assert.equal(audit(26, address), '1');
  assert.match(textOf((await end(here, page, first)).body), /Laite oli jo kirjattu ulos/);
  assert.equal(audit(26, address), '1');
});

test('ending all others leaves this one and every other account alone (R-105)', async () => {
  const address = someone();
  const [here, there, third, stranger] = [await signedIn(address), await signedIn(address), await signedIn(address, { remember: true }), await signedIn(sanna)];
  const answer = await submit(here, await here.get(devices), { others: '1' });
  assert.match(textOf(answer.body), /Kaikki muut laitteet on kirjattu ulos/);
  assert.match(textOf(answer.body), /Et ole kirjautuneena muilla laitteilla/);
  assert.deepEqual(await Promise.all([here, there, third, stranger].map(isSignedIn)), [true, false, false, true]);
  assert.equal(audit(27, address), '1');
});

test('nobody ends a session of another account, or their own by its handle', async () => {
  const address = someone();
  const [here, there, stranger] = [await signedIn(address), await signedIn(address), await signedIn(sanna)];
  const hereFromThere = handles(await there.get(devices))[0];
  const page = await stranger.get(devices);
  for (const device of [hereFromThere, '', 'x', sessionOf(here)])
    assert.match(textOf((await end(stranger, page, device)).body), /Laite oli jo kirjattu ulos/);
  assert.match(textOf((await end(here, await here.get(devices), hereFromThere)).body), /Laite oli jo kirjattu ulos/);
  assert.deepEqual(await Promise.all([here, there, stranger].map(isSignedIn)), [true, true, true]);
});

test('a form without its token ends nothing (R-113)', async () => {
  const browser = await signedIn(sanna);
  const there = await signedIn(sanna);
  assert.equal((await browser.post(devices, { others: '1' })).status, 403);
  assert.equal((await browser.post(devices, { form_token: 'x', others: '1' })).status, 403);
  assert.ok(await isSignedIn(there));
});

test('a quarter of an hour after the password was given, the list asks for it once more and comes back (R-041)', async () => {
  const browser = await signedIn(sanna, { remember: true });
  const age = (seconds) => demo.sql(`UPDATE session SET password_given_at = UTC_TIMESTAMP() - INTERVAL ${seconds} SECOND`);
  age(14 * 60);
  assert.equal((await browser.get(devices)).status, 200);
  const stale = await browser.get(devices);
  age(15 * 60);
  const sent = await browser.post(devices, { form_token: formWith(stale.body, 'others').fields.form_token, others: '1' });
  for (const answer of [sent, await browser.get(devices)])
    assert.deepEqual([answer.status, answer.location], [303, `${confirm}?ReturnUrl=%2FAccount%2FSettings%2FDevices`]);

  const old = sessionOf(browser);
  const page = await browser.follow(await browser.get(devices));
  assert.equal(headingOf(page.body), 'Vahvista salasanasi');
  const missing = await submitOnly(browser, page, { current_password: '' });
  assert.deepEqual([missing.status, /Kirjoita nykyinen salasanasi/.test(textOf(missing.body))], [422, true]);
  const wrong = await submitOnly(browser, page, { current_password: 'väärä salasana tässä' });
  assert.deepEqual([wrong.status, /Nykyinen salasana on väärä/.test(textOf(wrong.body))], [422, true]);
  assert.equal(sessionOf(browser), old);
  const right = await submitOnly(browser, wrong, { current_password: demo.password });
  assert.deepEqual([right.status, right.location], [303, devices]);
  assert.notEqual(sessionOf(browser), old);
  assert.ok(right.setCookies.some((line) => line.startsWith('__Host-asiointi=') && /Max-Age=25\d{5}/.test(line)), 'remembered as before');
  assert.equal((await browser.get(devices)).status, 200);
  assert.equal(await isSignedIn(demo.browser({ headers: [['Cookie', `__Host-asiointi=${old}`]] })), false);
  assert.equal((await browser.get(`${confirm}?ReturnUrl=${encodeURIComponent(devices)}`)).location, devices, 'not asked again');
  assert.equal((await browser.get(`${confirm}?ReturnUrl=https%3A%2F%2Fevil.example%2F`)).location, '/Account/Settings');
});

test('wrong passwords on that page are counted like failed sign-ins (R-087)', async () => {
  const browser = await signedIn(sanna);
  demo.sql('UPDATE session SET password_given_at = UTC_TIMESTAMP() - INTERVAL 1 HOUR');
  const page = await browser.follow(await browser.get(devices));
  for (let i = 0; i < 11; ++i) await submitOnly(browser, page, { current_password: 'ei tämä ole se' });
  assert.match(textOf((await submitOnly(browser, page, { current_password: demo.password })).body), /Odota \d+ sekuntia/);
  demo.sql('DELETE FROM throttle');
});

test('the list and the page before it are for signed-in people alone (R-045)', async () => {
  for (const there of [devices, confirm]) {
    const answer = await demo.browser().get(there);
    assert.deepEqual([answer.status, answer.location], [303, `/Account/Login?ReturnUrl=${encodeURIComponent(there)}`]);
  }
});

test('a first sign-in makes the browser known without a mail; a second browser causes one, a known one none', async () => {
  const address = 'toimisto@rakennus.example.fi';
  await givePassword(demo, address, demo.password); // in a browser that is known from then on
  const id = idOf(address);
  const known = (browser) => demo.value(`SELECT COUNT(*) FROM device WHERE account_id = ${id} AND device_digest = UNHEX(SHA2('${browser.cookies.get(deviceCookie)}', 256))`);
  assert.equal(demo.value(`SELECT COUNT(*) FROM device WHERE account_id = ${id}`), '1');
  const before = mailsOfReason(10);

  const browser = await signedIn(address, { userAgent: iphone });
  assert.equal(known(browser), '1');
  assert.equal(mailsOfReason(10), before + 1);
  assert.equal((await demo.mailbox.next(address)).to, `<${address}>`);
  assert.equal(audit(25, address), '1');

  const again = await typePassword(browser, await typeUserName(Object.assign(browser, { cookies: new Map([[deviceCookie, browser.cookies.get(deviceCookie)]]) }), address), demo.password);
  assert.equal(again.status, 303);
  assert.equal(mailsOfReason(10), before + 1);
  assert.equal(audit(25, address), '1');
  demo.mailbox.catchUp();
});

test('only one mail a day tells of new browsers', async () => {
  const address = 'jorma.korpela@example.com';
  demo.lendPassword(address);
  for (let i = 0; i < 3; ++i) await signedIn(address);
  await demo.mailsDone();
  const rows = demo.sql(`SELECT state, typed, detail FROM mail_outbox WHERE reason = 10 AND account_id = ${idOf(address)} ORDER BY id`);
  assert.deepEqual(rows, [['2', '', ''], ['4', '', '']]);
});

test('registering and a password set by mailed link make the browser known, without a mail', async () => {
  const address = 'uusi.asukas@example.org';
  const browser = demo.browser();
  await submit(browser, await browser.get('/Account/Register'), { email: address });
  const form = await openLink(browser, (await demo.mailbox.next(address)).linkTo('Confirm'));
  await submit(browser, form, { given_name: 'Uusi', family_name: 'Asukas', new_password: demo.password, confirm_password: demo.password });
  await signIn(browser, address, demo.password);
  const elsewhere = demo.browser();
  assert.equal((await setPassword(elsewhere, await openLink(elsewhere, await mailedLink(demo, address)), demo.password)).status, 303);
  await signIn(elsewhere, address, demo.password);
  assert.equal(demo.value(`SELECT COUNT(*) FROM mail_outbox WHERE reason = 10 AND account_id = ${idOf(address)}`), '0');
  assert.equal(demo.value(`SELECT COUNT(*) FROM device WHERE account_id = ${idOf(address)}`), '2');
  assert.equal(demo.value(`SELECT MAX(password_generation) FROM device WHERE account_id = ${idOf(address)}`), '2');
});

test('the cookie of a known browser is set on success alone, for 400 days, and the database holds no value of it (R-093, R-097)', async () => {
  const browser = demo.browser();
  const answers = [await browser.get('/Account/Login')];
  const page = await typeUserName(browser, sanna);
  answers.push(page, await typePassword(browser, page, 'ei tämä ole se'), await typePassword(browser, await typeUserName(browser, 'tuntematon@example.com'), demo.password));
  for (const answer of answers) assert.ok(!answer.setCookies.some((line) => line.startsWith(deviceCookie)));
  const right = await typePassword(browser, page, demo.password);
  const line = right.setCookies.find((each) => each.startsWith(deviceCookie));
  assert.match(line, /^__Host-asiointi-device=[\w-]{43}; /);
  assert.match(line, /Max-Age=34560000/);
  for (const attribute of ['Secure', 'HttpOnly', 'Path=/', 'SameSite=Lax']) assert.ok(line.split('; ').includes(attribute), attribute);
  assert.ok(!demo.dump().includes(browser.cookies.get(deviceCookie)));
});

test('a value that is none of ours is replaced, and one that came with another account is kept', async () => {
  for (const value of ['x', 'A'.repeat(42), 'A'.repeat(44), `${'A'.repeat(42)}=`]) {
    const browser = demo.browser();
    browser.cookies.set(deviceCookie, value);
    await signIn(browser, sanna, demo.password);
    assert.match(browser.cookies.get(deviceCookie), /^[\w-]{43}$/);
    assert.notEqual(browser.cookies.get(deviceCookie), value);
  }
  const couple = await signedIn(sanna);
  const shared = couple.cookies.get(deviceCookie);
  const other = demo.browser();
  other.cookies.set(deviceCookie, shared);
  await signIn(other, 'jorma.korpela@example.com', demo.password);
  assert.equal(other.cookies.get(deviceCookie), shared);
});

test('the page about cookies names this one, and signing out keeps it (R-227)', async () => {
  const browser = await signedIn(sanna);
  assert.match((await browser.get('/Account/Cookies')).body, /<code>__Host-asiointi-device<\/code>/);
  await submit(browser, await browser.get('/Account/Logout'), { form_token: formWith((await browser.get('/Account/Logout')).body).fields.form_token });
  assert.ok(browser.cookies.has(deviceCookie));
});
