// What the owner of an account is told without asking, and what staff stop.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import test, { after } from 'node:test';

import { build, root, startDemo } from '../../support/demo.mjs';
import { textOf } from '../../support/page.mjs';
import { forget, givePassword, isSignedIn, openLink, setPassword, signedIn, signIn, submitOnly, typeUserName } from '../../support/visitor.mjs';

const demo = await startDemo();
after(() => demo.stop());

const sanna = demo.accounts.with_password.address;
const password = 'villasukka ukkonen kaarna pronssi';
const admin = (...words) => spawnSync(path.join(build, 'tools/asiointi-admin/asiointi-admin'), ['--config', demo.facts.config, ...words], { encoding: 'utf8', cwd: root });

async function guess(userName, times) {
  const browser = demo.browser();
  const page = await typeUserName(browser, userName);
  const statuses = [];
  for (let i = 0; i < times; ++i) statuses.push((await submitOnly(browser, page, { password: `arvaus numero ${i}` })).status);
  return statuses;
}

test('when wrong passwords begin to cost waiting, the owner is told once, with a link that works at once (R-058)', async () => {
  assert.deepEqual(await guess(sanna, 8), [422, 422, 422, 422, 422, 422, 429, 429]);
  const mail = await demo.mailbox.next(sanna);
  assert.match(mail.subject, /Tunnuksellasi on yritetty kirjautua/);
  assert.match(mail.text, /6 kertaa/);
  const browser = demo.browser();
  assert.equal((await setPassword(browser, await openLink(browser, mail.linkTo('RecoverPassword')), password)).status, 303);
  await signIn(browser, sanna, password);
  demo.sql('DELETE FROM throttle');
  await guess(sanna, 7);
  await demo.mailsDone();
  assert.deepEqual(demo.mailbox.waiting(sanna).filter((each) => /yritetty/.test(each.subject)), []);
});

test('whoever is signed in and guesses where the password is asked for again is in the trail, slowed, and told of to the owner (R-050, R-262)', async () => {
  const address = 'toivo@example.fi';
  await givePassword(demo, address, password);
  const browser = await signedIn(demo, address, password);
  const page = await browser.get('/Account/Settings/Delete');
  const texts = [];
  for (let i = 0; i < 12; ++i) texts.push(textOf((await submitOnly(browser, page, { current_password: `arvaus numero ${i}` })).body));
  assert.deepEqual(texts.map((text) => /Odota \d+ sekunti/.test(text)), [...Array(11).fill(false), true]);
  const mail = await demo.mailbox.next(address, /kirjautunut on antanut väärän salasanan 11 kertaa/);
  assert.match(mail.text, /joku muu on kirjautunut tunnuksellasi/);
  assert.doesNotMatch(mail.text, /ilman salasanaasi kukaan ei pääse sisään/);
  const other = demo.browser();
  assert.equal((await setPassword(other, await openLink(other, mail.linkTo('RecoverPassword')), `${password} uusi`)).status, 303);
  assert.equal(await isSignedIn(browser), false);
  assert.equal(demo.value(`SELECT COUNT(*) FROM audit_event e JOIN account a ON a.id = e.account_id WHERE a.email = '${address}' AND e.kind = 2`), '11');
});

test('a browser that knew the password which was taken away by a link is told of when it comes back with the new one', async () => {
  const address = 'taimi@example.fi';
  await givePassword(demo, address, password);
  const thief = await signedIn(demo, address, password);
  const owner = demo.browser();
  await forget(owner, address);
  assert.equal((await setPassword(owner, await openLink(owner, (await demo.mailbox.next(address, /RecoverPassword/)).linkTo('RecoverPassword')), `${password} uusi`)).status, 303);
  await demo.mailsDone();
  demo.sql("DELETE FROM mail_outbox WHERE kind = 'new_device'");
  demo.mailbox.catchUp();
  await signIn(owner, address, `${password} uusi`);
  await demo.mailsDone();
  assert.deepEqual(demo.mailbox.waiting(address), [], 'the owner in the browser in which it was set');
  await signIn(thief, address, `${password} uusi`);
  await demo.mailbox.next(address, /selaimella, jota emme tunnista/);
});

test('guessing at a name that nobody has queues the same row, and nobody is told', async () => {
  assert.deepEqual(await guess('ei.ketaan@example.com', 7), [422, 422, 422, 422, 422, 422, 429]);
  await demo.mailsDone();
  assert.deepEqual(demo.mailbox.waiting('ei.ketaan@example.com'), []);
  assert.equal(demo.value("SELECT COUNT(*) FROM mail_outbox WHERE reason = 12 AND state = 4"), '1');
});

test('staff lock the account of somebody who has died: sessions end, nobody signs in, no mail leaves any more', async () => {
  const address = 'pitkanimi@example.com';
  await givePassword(demo, address, password);
  const browser = await signedIn(demo, address, password);
  await forget(demo.browser(), address);
  const link = (await demo.mailbox.next(address, /RecoverPassword/)).linkTo('RecoverPassword');
  const { status, stdout } = admin('account', 'lock', address, '--deceased', '--unit', 'Lupaneuvonta', '--reason', 'Omainen ilmoitti.');
  assert.deepEqual([status, stdout], [0, `${address}: locked (deceased)\n`]);
  assert.equal(await isSignedIn(browser), false);
  assert.equal((await openLink(demo.browser(), link)).status, 400);
  await assert.rejects(signIn(demo.browser(), address, password), /gave 422/);
  demo.mailbox.catchUp();
  await forget(demo.browser(), address);
  await demo.mailsDone();
  assert.deepEqual(demo.mailbox.waiting(address), []);
  assert.equal(demo.value("SELECT CONCAT(unit, '|', reason, '|', detail) FROM audit_event WHERE kind = 12"), 'Lupaneuvonta|Omainen ilmoitti.|deceased');
});

test('staff unlock an account, and say so in its trail; a name that means nobody is an error', async () => {
  const address = 'pitkanimi@example.com';
  assert.equal(admin('account', 'unlock', address, '--unit', 'Lupaneuvonta', '--reason', 'Erehdys.').stdout, `${address}: unlocked\n`);
  await signIn(demo.browser(), address, password);
  const { status, stderr } = admin('account', 'lock', 'ei.ketaan@example.com', '--reason', 'Ei löydy');
  assert.equal(status, 1);
  assert.match(stderr, /no single account/);
  assert.equal(admin('account', 'lock', address).status, 2);
});
