// How often something may be tried, and that the limits slow strangers down and never the owner. In guide mode.
import assert from 'node:assert/strict';
import test, { after } from 'node:test';

import { startDemo } from '../../support/demo.mjs';
import { headingOf, masked, textOf } from '../../support/page.mjs';
import { forget, givePassword, isSignedIn, mailedLink, openLink, setPassword, signIn, submit, typePassword, typeUserName } from '../../support/visitor.mjs';

const demo = await startDemo({ settings: { 'mail.pause_between_s': 120, 'mail.per_address_and_day': 4 } });
after(() => demo.stop());

const sanna = demo.accounts.with_password.address;
const wrong = 'ei tämä ole se';
const failuresOf = () => demo.sql('SELECT failures FROM throttle ORDER BY failures DESC').map(([each]) => Number(each));

async function fail(browser, userName, times) {
  const page = await typeUserName(browser, userName);
  const answers = [];
  for (let i = 0; i < times; ++i) answers.push(await typePassword(browser, page, wrong));
  return answers;
}

test('in guide mode an unknown address and one with a password get the same second page', async () => {
  const pages = [];
  for (const name of [sanna, 'sanna.salasanb@example.com']) pages.push(masked((await typeUserName(demo.browser(), name)).body, name));
  assert.equal(pages[0], pages[1]);
});

test('five failures are free, the sixth costs half a minute, and the next attempt is a 429 (R-055, R-057)', async () => {
  for (const name of [sanna, 'nobody.nobody@example.com']) {
    const answers = await fail(demo.browser(), name, 7);
    assert.deepEqual(answers.map((answer) => answer.status), [422, 422, 422, 422, 422, 422, 429], name);
    const seconds = Number(answers[6].header('retry-after'));
    assert.ok(seconds > 0 && seconds <= 30, `Retry-After ${seconds}`);
    assert.match(textOf(answers[6].body), /Voit yrittää uudelleen klo \d+\.\d\d/);
  }
});

/// As if the last failure were of this moment: on a slow machine half a minute is soon over.
const waitAnew = () => demo.sql('UPDATE throttle SET not_before = UTC_TIMESTAMP() + INTERVAL 30 SECOND');

test('while it waits, the right password is refused too, without being looked at', async () => {
  const browser = demo.browser();
  waitAnew();
  const answer = await typePassword(browser, await typeUserName(browser, sanna), demo.password);
  assert.deepEqual([answer.status, answer.setCookies.length], [429, 0]);
});

test('a forged X-Forwarded-For changes neither the wait nor the log (R-062)', async () => {
  const browser = demo.browser({ headers: [['X-Forwarded-For', '203.0.113.77'], ['X-Real-IP', '203.0.113.77'], ['Forwarded', 'for=203.0.113.77'], ['X_Forwarded_For', '203.0.113.77']] });
  waitAnew();
  assert.equal((await typePassword(browser, await typeUserName(browser, sanna), wrong)).status, 429);
  assert.ok(!demo.logs().includes('203.0.113.77'));
  assert.ok(!demo.dump().includes('203.0.113'));
});

test('when the wait is over, one more attempt may be made, and costs twice as much', async () => {
  demo.sql('UPDATE throttle SET not_before = UTC_TIMESTAMP() - INTERVAL 1 SECOND');
  const answers = await fail(demo.browser(), sanna, 2);
  assert.deepEqual(answers.map((answer) => answer.status), [422, 429]);
  const seconds = Number(answers[1].header('retry-after'));
  assert.ok(seconds > 30 && seconds <= 60, `Retry-After ${seconds}`);
});

test('the way by mail is never closed, and ends in a way in (R-058, R-061)', async () => {
  const address = 'taimi@example.fi';
  await givePassword(demo, address, demo.password);
  await fail(demo.browser(), address, 7);
  const browser = demo.browser();
  const link = await mailedLink(demo, address);
  assert.equal((await setPassword(browser, await openLink(browser, link), 'villasukka ukkonen kaarna')).status, 303);
  await signIn(browser, address, 'villasukka ukkonen kaarna');
  assert.ok(await isSignedIn(browser));
});

test('a success forgets the failures before it (R-059)', async () => {
  const address = 'toivo@example.fi';
  demo.lendPassword(address);
  demo.sql('DELETE FROM throttle');
  await fail(demo.browser(), address, 4);
  await signIn(demo.browser(), address, demo.password);
  const answers = await fail(demo.browser(), address, 6);
  assert.deepEqual(answers.map((answer) => answer.status), Array(6).fill(422));
});

test('parallel wrong attempts are counted to the last one (R-056)', async () => {
  demo.sql('DELETE FROM throttle');
  const browser = demo.browser();
  const page = await typeUserName(browser, 'tuntematon@example.com');
  const tries = Array.from({ length: 16 }, () => typePassword(Object.assign(demo.browser(), { cookies: new Map(browser.cookies) }), page, wrong));
  const statuses = (await Promise.all(tries)).map((answer) => answer.status);
  const tried = statuses.filter((status) => status === 422).length;
  assert.ok(statuses.every((status) => [422, 429, 503].includes(status)), statuses.join(' '));
  assert.ok(tried <= 6, statuses.join(' '));
  assert.deepEqual(failuresOf(), [tried, tried, tried]); // of the name, of the network and of both
});

test('within two minutes no second mail is made, and every answer is the same (R-060)', async () => {
  const address = 'pitkanimi@example.com';
  const bodies = new Set();
  for (let i = 0; i < 3; ++i) bodies.add(masked((await forget(demo.browser(), address)).body, address));
  await demo.mailsDone();
  assert.equal(demo.mailbox.waiting(address).length, 1);
  assert.equal(bodies.size, 1);
});

const registration = (browser, address) => browser.get('/Account/Register').then((page) => submit(browser, page, { email: address }));
const limited = [
  ['forgot', forget, ['irma@example.com', 'tyhja@example.com', 'ei-mikaan-nimi']],
  ['register', registration, ['irma@example.com', 'tyhja2@example.com']],
  ['the first step', typeUserName, ['pitkanimi@example.com']], // of the guide: only who has no password gets there
];
for (const [name, ask, names] of limited) {
  test(`at the daily limit ${name} says one thing, that an earlier message still holds, for every address alike (R-060)`, async () => {
    const bodies = new Set();
    for (const typed of names) {
      const pages = [];
      for (let i = 0; i < 6; ++i) pages.push(await ask(demo.browser(), typed));
      const texts = pages.map((page) => textOf(page.body));
      assert.deepEqual(texts.map((text) => text.includes('Aiempi viesti on yhä voimassa')), [false, false, false, false, true, true], typed);
      for (const text of texts.slice(4)) assert.doesNotMatch(text, /on lähetetty|Lähetimme/, typed);
      assert.deepEqual(pages.slice(4).map((page) => [page.status, headingOf(page.body)]), [[200, 'Etsi aiempi viesti'], [200, 'Etsi aiempi viesti']]);
      pages.slice(4).forEach((page) => bodies.add(masked(page.body, typed)));
    }
    assert.equal(bodies.size, 1, [...bodies].join('\n---\n'));
  });
}

/// As if all of it had happened so much earlier.
const letTimePass = (minutes) => {
  const earlier = (column) => `${column} = ${column} - INTERVAL ${minutes} MINUTE`;
  demo.sql(`UPDATE mail_outbox SET ${['created_at', 'finished_at'].map(earlier).join(', ')}; UPDATE link_token SET ${['created_at', 'expires_at'].map(earlier).join(', ')}`);
};

test('whoever asks for mails in the name of others shuts nobody out: when the link of the last one is over, another one leaves, and it works (R-058, R-060)', async () => {
  const [owner, nobody] = [sanna, 'ei.kukaan.taalla@example.com'];
  const says = async (name) => textOf((await forget(demo.browser(), name)).body);
  const holds = /Aiempi viesti on yhä voimassa/;
  demo.sql('DELETE FROM throttle; DELETE FROM mail_outbox');
  for (const name of [owner, nobody]) for (let i = 0; i < 4; ++i) assert.doesNotMatch(await says(name), holds);
  await demo.mailsDone();
  demo.mailbox.catchUp();

  letTimePass(57); // its link is good for an hour
  for (const name of [owner, nobody]) assert.match(await says(name), holds, name);
  letTimePass(4);
  const bodies = [];
  for (const name of [owner, nobody]) bodies.push(masked((await forget(demo.browser(), name)).body, name));
  assert.equal(bodies[0], bodies[1]);
  assert.doesNotMatch(textOf(bodies[0]), holds);
  const mail = await demo.mailbox.next(owner, /RecoverPassword/);
  for (const name of [owner, nobody]) assert.match(await says(name), holds, name); // and no more of them than that
  const browser = demo.browser();
  assert.equal((await setPassword(browser, await openLink(browser, mail.linkTo('RecoverPassword')), 'villasukka ukkonen kaarna')).status, 303);
});

test('a clock that was ahead when a mail left, and is right again, holds back no other mail', async () => {
  const address = demo.accounts.no_password;
  await forget(demo.browser(), address);
  await demo.mailbox.next(address, /RecoverPassword/);
  await demo.mailsDone();
  demo.sql(`UPDATE mail_outbox SET finished_at = UTC_TIMESTAMP() + INTERVAL 1 HOUR WHERE recipient_key = '${address}'`);
  await forget(demo.browser(), address);
  assert.match((await demo.mailbox.next(address, /RecoverPassword/)).subject, /Aseta salasana/);
});
