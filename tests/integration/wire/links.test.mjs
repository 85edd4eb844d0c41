// What a mailed link allows, how long, and what becomes of it.
import assert from 'node:assert/strict';
import test, { after } from 'node:test';

import { startDemo } from '../../support/demo.mjs';
import { formWith, headingOf, linkNamed, masked, textOf } from '../../support/page.mjs';
import {
  forget, isSignedIn, mailedLink, openLink, setPassword, signIn, submit, submitOnly, typeUserName,
} from '../../support/visitor.mjs';

const demo = await startDemo();
after(() => demo.stop());

const password = 'villasukka ukkonen kaarna pronssi';
const dead = 'Linkki ei ole enää voimassa';
const pathOf = (link) => new URL(link).pathname + new URL(link).search;
const isDead = async (link, browser = demo.browser()) => headingOf((await openLink(browser, link)).body) === dead;
const account = (address) => demo.sql(`SELECT * FROM account WHERE email = '${address}'`)[0].join('\t');

test('reading a link 20 times by GET and 5 times by HEAD does not use it up (R-070)', async () => {
  const link = await mailedLink(demo, 'kierratetty@example.com');
  for (let i = 0; i < 20; ++i) assert.equal(await isDead(link), false);
  for (let i = 0; i < 5; ++i) assert.equal((await demo.browser().request('HEAD', link)).status, 303);
  const browser = demo.browser();
  assert.equal((await setPassword(browser, await openLink(browser, link), password)).status, 303);
  await signIn(demo.browser(), 'kierratetty@example.com', password);
});

test('the token of a mail rests nowhere in the database (R-068, R-189)', async () => {
  const link = await mailedLink(demo, 'taimi@example.fi');
  const token = new URL(link).searchParams.get('token');
  const all = demo.dump();
  assert.ok(all.includes('taimi@example.fi'));
  assert.ok(!all.toLowerCase().includes(token));
  assert.ok(!all.toLowerCase().includes(Buffer.from(token).toString('hex')));
});

test('nothing on an account changes until a link is used (R-081)', async () => {
  const before = account('toivo@example.fi');
  const links = [];
  for (let i = 0; i < 3; ++i) links.push(await mailedLink(demo, 'toivo@example.fi'));
  for (const link of links) await openLink(demo.browser(), link);
  assert.equal(account('toivo@example.fi'), before);
});

test('at most three links of an account live at a time, and using one ends all (R-072)', async () => {
  const links = [];
  for (let i = 0; i < 4; ++i) {
    links.push(await mailedLink(demo, 'pitkanimi@example.com'));
    // The table knows seconds; in real life two minutes pass between two mails.
    demo.sql('UPDATE link_token SET created_at = created_at - INTERVAL 2 MINUTE');
  }
  assert.deepEqual(await Promise.all(links.map((link) => isDead(link))), [true, false, false, false]);
  const browser = demo.browser();
  assert.equal((await setPassword(browser, await openLink(browser, links[1]), password)).status, 303);
  assert.deepEqual(await Promise.all(links.map((link) => isDead(link))), [true, true, true, true]);
});

test('a mail that still waits when the password is set carries no link', async () => {
  const address = 'irma@example.com';
  const link = await mailedLink(demo, address);
  await demo.mailsDone();
  demo.sql(`INSERT INTO mail_outbox (reason, typed, typed_digest, locale, next_try_at, created_at)
    VALUES (2, '${address}', UNHEX(SHA2('${address}', 256)), 'fi', UTC_TIMESTAMP() + INTERVAL 1 HOUR, UTC_TIMESTAMP())`);
  const browser = demo.browser();
  assert.equal((await setPassword(browser, await openLink(browser, link), password)).status, 303);
  assert.equal(demo.value(`SELECT COUNT(*) FROM mail_outbox WHERE typed = '${address}' AND state = 1`), '0');
});

test('wrong, expired, used, truncated, doubled and old links give one and the same page (R-069, R-077)', async () => {
  const address = "o'brien@example.com";
  const used = await mailedLink(demo, address);
  const browser = demo.browser();
  await setPassword(browser, await openLink(browser, used), password);
  const expired = await mailedLink(demo, 'batklubben@example.org');
  demo.sql('UPDATE link_token SET expires_at = UTC_TIMESTAMP() - INTERVAL 1 SECOND WHERE used_at IS NULL');
  const live = pathOf(await mailedLink(demo, address));
  const old = Buffer.alloc(500, 'a+/b').toString('base64').replace(/[+/=]/g, encodeURIComponent).replaceAll('%', '%25').slice(0, 680);
  const bad = [pathOf(used), pathOf(expired), live.slice(0, -1), `${live}a`, `${live}&token=${'a'.repeat(52)}`, `${live}&TOKEN=${'a'.repeat(52)}`,
    '/Account/RecoverPassword?token=', `/Account/RecoverPassword?token=${'a'.repeat(52)}`,
    `/Account/RecoverPassword?token=${old}`, `/account/recoverpassword?TOKEN=${old}%252b%252f`, `${live}%3E`, `/Account/RecoverPassword?token=%27%20OR%201=1--`];
  const seen = new Set();
  for (const path of bad) {
    const answer = await demo.browser().get(path);
    seen.add(`${answer.status} ${masked(answer.body)}`);
    assert.equal(headingOf(answer.body), dead, path.slice(0, 60));
    assert.equal(linkNamed(answer.body, 'Pyydä uusi linkki'), '/Account/Forgot');
  }
  // The language links repeat the address, so the pages are compared without them.
  assert.equal(new Set([...seen].map((each) => each.replace(/<nav aria-label="[^"]*"><ul class="languages">.*?<\/nav>/s, ''))).size, 1);
  assert.equal(await isDead(demo.url + live), false);
});

test('a link for a password opens no registration, and the other way round (R-067)', async () => {
  const browser = demo.browser();
  await submit(browser, await browser.get('/Account/Register'), { email: 'kaksi.tarkoitusta@example.com' });
  const registration = (await demo.mailbox.next('kaksi.tarkoitusta@example.com')).token;
  const recovery = new URL(await mailedLink(demo, 'taimi@example.fi')).searchParams.get('token');
  assert.ok(await isDead(`${demo.url}/Account/RecoverPassword?token=${registration}`));
  assert.ok(await isDead(`${demo.url}/Account/Register/Confirm?token=${recovery}`));
});

test('two links of different accounts in one browser cannot change the wrong account', async () => {
  const [one, two] = [await mailedLink(demo, 'taimi@example.fi'), await mailedLink(demo, 'toivo@example.fi')];
  const before = [account('taimi@example.fi'), account('toivo@example.fi')];
  const browser = demo.browser();
  const first = await openLink(browser, one);
  const second = await openLink(browser, two);
  const refused = await setPassword(browser, first, password);
  assert.deepEqual([refused.status, headingOf(refused.body)], [400, 'Avaa linkki uudelleen']);
  assert.deepEqual([account('taimi@example.fi'), account('toivo@example.fi')], before);
  assert.equal((await setPassword(browser, second, password)).status, 303);
  assert.equal(account('taimi@example.fi'), before[0]);
  await signIn(demo.browser(), 'toivo@example.fi', password);
});

test('a browser without the cookie of the link is asked to open it again', async () => {
  const answer = await demo.browser().get('/Account/RecoverPassword');
  assert.deepEqual([answer.status, headingOf(answer.body)], [400, 'Avaa linkki uudelleen']);
});

test('of 20 parallel posts with one link exactly one succeeds (R-071)', async () => {
  const address = 'saara.niemi.79@example.com';
  const browser = demo.browser();
  const page = await openLink(browser, await mailedLink(demo, address));
  const tries = Array.from({ length: 20 }, async (_, i) => {
    for (;;) {
      const answer = await setPassword(Object.assign(demo.browser(), { cookies: new Map(browser.cookies) }), page, `${password} ${i}`);
      if (answer.status !== 503) return answer.status;
    }
  });
  const statuses = await Promise.all(tries);
  assert.equal(statuses.filter((status) => status === 303).length, 1, statuses.join(' '));
  assert.equal(demo.value(`SELECT password_generation FROM account WHERE email = '${address}'`), '2');
  await signIn(demo.browser(), address, `${password} ${statuses.indexOf(303)}`);
});

test('a reset ends every session of the account (R-079)', async () => {
  const address = 'pekka.korhonen.80@example.com';
  demo.lendPassword(address);
  const [one, two] = [demo.browser(), demo.browser()];
  await signIn(one, address, demo.password);
  await signIn(two, address, demo.password, { remember: true });
  const browser = demo.browser();
  await setPassword(browser, await openLink(browser, await mailedLink(demo, address)), password);
  assert.deepEqual([await isSignedIn(one), await isSignedIn(two)], [false, false]);
});

test('"not for me" ends the link and all later mails', async () => {
  const address = 'lars.salonen102@example.com';
  await forget(demo.browser(), address);
  const mail = await demo.mailbox.next(address);
  const browser = demo.browser();
  const page = await openLink(browser, mail.linkTo('NotForMe'));
  const done = await submit(browser, page, { link: formWith(page.body, 'link').fields.link });
  assert.equal(headingOf(done.body), 'Kiitos ilmoituksesta');
  assert.ok(await isDead(mail.linkTo('RecoverPassword')));
  await forget(demo.browser(), address);
  await typeUserName(demo.browser(), address);
  await demo.mailsDone();
  assert.deepEqual(demo.mailbox.waiting(address), []);
});

test('two old users with one address get one mail that says so, and never an account', async () => {
  const address = demo.accounts.two_old_users;
  for (const name of [address, address, 'mpariskunta']) {
    await forget(demo.browser(), name);
    assert.match(textOf((await typeUserName(demo.browser(), name)).body), /Salasana/);
  }
  await demo.mailsDone();
  assert.deepEqual(demo.mailbox.waiting(address).map((mail) => mail.subject.split(':')[0]), ['Osoitteellasi on useita käyttäjätunnuksia']);
  assert.equal(demo.value(`SELECT COUNT(*) FROM account WHERE email_key = '${address}'`), '0');
});

test('an old user name with several owners counts as unknown', async () => {
  const before = demo.mailbox.files().length;
  for (const name of ['laine', 'testi']) await forget(demo.browser(), name);
  await demo.mailsDone();
  assert.equal(demo.mailbox.files().length, before);
});

test('a faulty new password keeps the link alive and says what to change', async () => {
  const address = 'toivo@example.fi';
  const browser = demo.browser();
  const page = await openLink(browser, await mailedLink(demo, address));
  for (const [one, two, words] of [['', '', 'Kirjoita uusi salasana.'], ['lyhyt', 'lyhyt', 'liian lyhyt'], [password, 'toinen', 'eivät ole samat']]) {
    const answer = await submitOnly(browser, page, { new_password: one, confirm_password: two });
    assert.equal(answer.status, 422);
    assert.ok(textOf(answer.body).includes(words), `"${words}" is not in ${textOf(answer.body)}`);
  }
  assert.equal((await setPassword(browser, page, password)).status, 303);
});
