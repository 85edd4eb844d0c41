// Somebody guesses at a resident's password from many networks, while the resident wants to get in.
import assert from 'node:assert/strict';
import test, { after } from 'node:test';

import { startDemo } from '../../support/demo.mjs';
import { formWith, linksOf, masked, textOf } from '../../support/page.mjs';
import { SqlSession } from '../../support/sql.mjs';
import { forget, isSignedIn, openLink, setPassword, signedIn, signIn, submit, typePassword, typeUserName } from '../../support/visitor.mjs';

const demo = await startDemo();
const session = new SqlSession(demo.facts);
after(async () => {
  await session.end();
  demo.stop();
});

const sanna = demo.accounts.with_password.address;
const nobody = 'ei.ketaan@example.com';
const wrong = 'ei tämä ole se';
const newPassword = 'villasukka ukkonen kaarna pronssi';

/// An attacker at the second page of signing in: each guess comes from the next of many networks.
class Attacker {
  static networks = 0;

  constructor(page, browser) {
    Object.assign(this, { page, browser });
  }

  static async at(userName) {
    const browser = demo.browser();
    return new Attacker(await typeUserName(browser, userName), browser);
  }

  /// The same visitor from an address that nothing came from before.
  elsewhere() {
    const n = ++Attacker.networks;
    return Object.assign(demo.browser({ from: `127.7.${n >> 8}.${n & 255}` }), { cookies: new Map(this.browser.cookies) });
  }

  guess(password = wrong) {
    return typePassword(this.elsewhere(), this.page, password);
  }

  /// Guesses until that costs waiting; how often a guess was looked at.
  async untilSlowed() {
    for (let looked = 0; ; ++looked) if ((await this.guess()).status === 429) return looked;
  }
}

/// As if the waits were over, which are up to a quarter of an hour each. What is closed has no wait.
const letTimePass = () => session.run('UPDATE throttle SET not_before = UTC_TIMESTAMP() - INTERVAL 1 SECOND WHERE failures < 100');
const failures = () => demo.sql('SELECT failures FROM throttle ORDER BY failures DESC').map(([each]) => Number(each));
const signOut = async (browser) => browser.post('/Account/Logout', formWith((await browser.get('/Account/Logout')).body, 'form_token').fields);

test('fifty parallel guesses from fifty networks are counted to the last one, and no more are looked at than are free (R-056)', async () => {
  const attacker = await Attacker.at('tuntematon@example.com');
  const statuses = (await Promise.all(Array.from({ length: 50 }, () => attacker.guess()))).map((answer) => answer.status);
  const looked = statuses.filter((status) => status === 422).length;
  assert.ok(statuses.every((status) => [422, 429, 503].includes(status)), statuses.join(' '));
  assert.ok(looked > 0 && looked <= 21, statuses.join(' '));
  assert.deepEqual(failures(), [looked, ...Array(2 * looked).fill(1)]); // of the name; of each network, and of both
});

test('an attacker who changes networks is slowed after twenty guesses, for an unknown name alike (R-057)', async () => {
  for (const name of [sanna, nobody]) assert.equal(await (await Attacker.at(name)).untilSlowed(), 21, name);
});

test('while strangers are slowed, the owner signs in from a browser that did so before, and mistypes there freely', async () => {
  demo.sql('DELETE FROM throttle');
  const owner = await signedIn(demo, sanna, demo.password);
  await signOut(owner);
  assert.equal(await isSignedIn(owner), false);
  const attacker = await Attacker.at(sanna);
  await attacker.untilSlowed();

  const stranger = demo.browser();
  assert.equal((await typePassword(stranger, await typeUserName(stranger, sanna), demo.password)).status, 429);
  const page = await typeUserName(owner, sanna);
  const attacks = Array.from({ length: 5 }, () => attacker.guess());
  const answers = [await typePassword(owner, page, wrong), await typePassword(owner, page, demo.password)];
  assert.deepEqual(answers.map((answer) => answer.status), [422, 303]);
  assert.deepEqual((await Promise.all(attacks)).map((answer) => answer.status), Array(5).fill(429));
  assert.ok(await isSignedIn(owner));
});

test("a known browser has a budget of its own: ten failures are free, and strangers' attempts are none of them", async () => {
  demo.sql('DELETE FROM throttle');
  const owner = await signedIn(demo, sanna, demo.password);
  await signOut(owner);
  const page = await typeUserName(owner, sanna);
  const statuses = [];
  for (let i = 0; i < 12; ++i) statuses.push((await typePassword(owner, page, wrong)).status);
  assert.deepEqual(statuses, [...Array(11).fill(422), 429]);
  await signIn(demo.browser(), sanna, demo.password);
  assert.deepEqual(failures(), [11]);
});

test('a browser that signed in to another account is a stranger to this one', async () => {
  demo.sql('DELETE FROM throttle');
  demo.lendPassword('toivo@example.fi');
  const other = await signedIn(demo, 'toivo@example.fi', demo.password);
  await signOut(other);
  await (await Attacker.at(sanna)).untilSlowed();
  assert.equal((await typePassword(other, await typeUserName(other, sanna), demo.password)).status, 429);
});

test('many residents behind one address who mistype do not slow each other', async () => {
  demo.sql('DELETE FROM throttle');
  for (let i = 0; i < 30; ++i) {
    const browser = demo.browser();
    assert.equal((await typePassword(browser, await typeUserName(browser, `asukas${i}@example.com`), wrong)).status, 422);
  }
  await signIn(demo.browser(), sanna, demo.password);
});

test('after a hundred failures the right password is refused in strange browsers, known or unknown name alike (R-054)', async () => {
  demo.sql('DELETE FROM throttle');
  demo.sql("DELETE FROM mail_outbox");
  const owner = await signedIn(demo, sanna, demo.password);
  await signOut(owner);
  await demo.mailsDone();
  demo.mailbox.catchUp();
  const attackers = [await Attacker.at(sanna), await Attacker.at(nobody)];
  for (let i = 0; i < 100; ++i) {
    const answers = await Promise.all(attackers.map((attacker) => attacker.guess()));
    assert.deepEqual(answers.map((answer) => answer.status), [422, 422], `failure ${i + 1}`);
    await letTimePass();
  }
  const refused = [];
  for (const [i, password] of [[0, demo.password], [0, wrong], [1, demo.password]]) refused.push(await attackers[i].guess(password));
  assert.deepEqual(refused.map((answer) => [answer.status, answer.setCookies.length]), Array(3).fill([403, 0]));
  assert.equal(new Set(refused.map((answer, i) => masked(answer.body, [sanna, sanna, nobody][i]))).size, 1);
  assert.match(textOf(refused[0].body), /salasana enää kelpaa tässä selaimessa/);
  assert.ok(linksOf(refused[0].body).some(([to]) => to.startsWith('/Account/Forgot')));

  // The owner goes on at home, which opens nothing to others.
  await signIn(owner, sanna, demo.password);
  assert.equal((await attackers[0].guess(demo.password)).status, 403);
});

test('the owner hears of the first wait and of the closing, and the mailed link ends in a way in everywhere (R-050, R-054, R-058)', async () => {
  const slowed = await demo.mailbox.next(sanna, /hidastetaan/);
  assert.match(slowed.text, /21 kertaa/);
  const closed = await demo.mailbox.next(sanna, /ei enää kelpaa/);
  assert.match(closed.text, /100 kertaa[\s\S]*kelpaa kaikissa selaimissa/);
  await demo.mailsDone();
  assert.deepEqual([demo.mailbox.waiting(sanna).length, demo.mailbox.waiting(nobody).length], [0, 0]);

  await forget(demo.browser(), sanna); // asking alone opens nothing
  assert.equal((await (await Attacker.at(sanna)).guess(demo.password)).status, 403);
  const browser = demo.browser();
  assert.equal((await setPassword(browser, await openLink(browser, closed.linkTo('RecoverPassword')), newPassword)).status, 303);
  for (const each of [browser, demo.browser()]) {
    await signIn(each, sanna, newPassword);
    assert.ok(await isSignedIn(each));
  }
});

test('changing the password keeps this browser known, and makes the others strangers', async () => {
  demo.sql('DELETE FROM throttle');
  const [here, there] = [await signedIn(demo, sanna, newPassword), await signedIn(demo, sanna, newPassword)];
  const page = await here.get('/Account/Settings/Password');
  await submit(here, page, { current_password: newPassword, new_password: demo.password, confirm_password: demo.password });
  await signOut(here);
  await (await Attacker.at(sanna)).untilSlowed();
  assert.equal((await typePassword(there, await typeUserName(there, sanna), demo.password)).status, 429);
  await signIn(here, sanna, demo.password);
});
