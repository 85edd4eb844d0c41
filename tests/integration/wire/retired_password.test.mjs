// A password that others may know: staff take it away, and neither it nor the secret of a mailed link becomes one again.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { after } from 'node:test';

import { build, startDemo, until } from '../../support/demo.mjs';
import { formWith, linksOf, masked, textOf } from '../../support/page.mjs';
import { forget, isSignedIn, mailedLink, openLink, register, setPassword, signedIn, signIn, submit, submitOnly, typePassword, typeUserName } from '../../support/visitor.mjs';

const demo = await startDemo();
after(() => demo.stop());

const password = 'villasukka ukkonen kaarna pronssi';
const newPassword = 'kivijalka tuulimylly sammakko';
const admin = (...words) => spawnSync(path.join(build, 'tools/asiointi-admin/asiointi-admin'), ['--config', demo.facts.config, ...words], { encoding: 'utf8' });
const retire = (address) => admin('account', 'retire-password', address, '--unit', 'Lupaneuvonta', '--reason', 'Salasana on vuotanut muualta');
const stored = (address) => demo.value(`SELECT password_hash FROM account WHERE email_key = '${address}'`);
let count = 0;

async function resident() {
  const address = `vuotanut${++count}@example.com`;
  await register(demo, address, password);
  return address;
}

test('a password that is five years old still lets its owner in (R-012)', async () => {
  const address = await resident();
  demo.sql(`UPDATE account SET password_set_at = password_set_at - INTERVAL 5 YEAR, created_at = created_at - INTERVAL 6 YEAR WHERE email_key = '${address}'`);
  await signIn(demo.browser(), address, password);
});

test('a password that staff take away opens nothing any more, and its owner gets a link to set another (R-012)', async () => {
  const address = await resident();
  const browser = await signedIn(demo, address, password);
  const done = retire(address);
  assert.deepEqual([done.status, done.stdout], [0, `${address}: the password lets nobody in any more; a link for another one is on its way\n`], done.stderr);
  assert.equal(await isSignedIn(browser), false);
  await assert.rejects(signIn(demo.browser(), address, password), /gave 422/);
  const told = await demo.mailbox.next(address, /voinut joutua muiden tietoon/);
  assert.match(told.text, /voinut joutua muiden tietoon.*Salasana on vuotanut muualta/s);
  const link = (await demo.mailbox.next(address, /RecoverPassword/)).linkTo('RecoverPassword');
  const owner = demo.browser();
  assert.equal((await setPassword(owner, await openLink(owner, link), newPassword)).status, 303);
  await signIn(owner, address, newPassword);
  assert.match(textOf((await owner.get('/Account/Settings/Activity')).body), /Salasana poistettiin käytöstä, koska se voi olla muiden tiedossa .*Lupaneuvonta.*Salasana on vuotanut muualta/);
});

test('of a locked account the link leaves when staff unlock it, not before, and works (R-012)', async () => {
  const address = await resident();
  const staff = (act) => admin('account', act, address, '--unit', 'Lupaneuvonta', '--reason', 'Salasana on vuotanut muualta');
  const links = () => demo.value(`SELECT COUNT(*) FROM link_token WHERE purpose = 1 AND account_id = (SELECT id FROM account WHERE email_key = '${address}')`);
  const before = links();
  assert.equal(staff('lock').status, 0);
  const taken = staff('retire-password');
  assert.deepEqual([taken.status, taken.stdout], [0, `${address}: the password lets nobody in any more; a link for another one leaves when the account is unlocked\n`], taken.stderr);
  assert.match((await demo.mailbox.next(address, /voinut joutua muiden tietoon/)).text, /Kun lukitus avataan, saat toisen viestin/);
  await demo.mailsDone();
  assert.equal(links(), before);
  assert.equal(staff('unlock').status, 0);
  assert.match((await demo.mailbox.next(address, /lukitus on avattu/)).text, /Saat toisen viestin, jonka linkillä asetat uuden salasanan/);
  const owner = demo.browser();
  assert.equal((await setPassword(owner, await openLink(owner, (await demo.mailbox.next(address, /RecoverPassword/)).linkTo('RecoverPassword')), newPassword)).status, 303);
  await signIn(owner, address, newPassword);
});

test('the password that was taken away cannot be set again, in whatever spelling it is the same (R-012)', async () => {
  const address = await resident();
  retire(address);
  const owner = demo.browser();
  const page = await openLink(owner, await mailedLink(demo, address));
  const answer = await setPassword(owner, page, password);
  assert.deepEqual([answer.status, formWith(answer.body, 'new_password').fields.new_password], [422, '']);
  assert.match(textOf(answer.body), /Tämä salasana voi olla muidenkin tiedossa\. Valitse toinen\./);
  assert.match(stored(address), /^\$retired\$\$argon2id\$/);
  assert.equal((await setPassword(owner, page, newPassword)).status, 303);
  await signIn(owner, address, newPassword);
});

test('at the sign-in an account whose password was taken away is like any other (R-012, R-036)', async () => {
  const [address, other] = [await resident(), await resident()];
  retire(address);
  const answers = [];
  for (const name of [address, other]) {
    const second = await typeUserName(demo.browser(), name);
    const browser = demo.browser();
    const answer = await typePassword(browser, await typeUserName(browser, name), 'ei tämä ole se lainkaan');
    answers.push([second.status, masked(second.body, name), answer.status, masked(answer.body, name), answer.setCookies.length]);
  }
  assert.deepEqual(answers[0], answers[1]);
});

test('it is taken away once, nothing happens where there is none, and the help desk sees why its owner cannot get in', async () => {
  const address = await resident();
  retire(address);
  const [before, events] = [stored(address), () => demo.value("SELECT COUNT(*) FROM audit_event WHERE kind = 7 AND detail = 'taken away'")];
  const count = events();
  retire(address);
  admin('account', 'retire-password', demo.accounts.no_password, '--unit', 'Lupaneuvonta', '--reason', 'Salasana on vuotanut muualta');
  assert.deepEqual([stored(address), stored(demo.accounts.no_password), events()], [before, 'NULL', count]);
  assert.match(admin('account', 'show', address).stdout, /staff took the password away, since others may know it/);
});

test('the help desk takes a password away on its page too', async () => {
  const [address, adviser] = [await resident(), await resident()];
  assert.equal(admin('staff', 'give', adviser, '--unit', 'Lupaneuvonta', '--reason', 'Aloitti neuvonnassa').status, 0);
  const browser = await signedIn(demo, adviser, password);
  const found = await submit(browser, await browser.get('/Account/Staff'), { who: address });
  const page = await browser.get(linksOf(found.body).find(([href]) => href.includes('/Account/Staff/Account'))[0]);
  const [act] = linksOf(page.body).find(([, words]) => words === 'Poista salasana käytöstä');
  const done = await submit(browser, await browser.get(act), { reason: 'Asukas kertoi huijauksesta' });
  assert.match(textOf(done.body), /Salasana on poistettu käytöstä\. Linkki lähtee heti tai, jos tunnus on lukittu, kun lukitus avataan\./);
  assert.match(textOf(done.body), /Salasana on poistettu käytöstä, koska se voi olla muiden tiedossa/);
  assert.match(stored(address), /^\$retired\$/);
  assert.ok(!linksOf(done.body).some(([, words]) => words === 'Poista salasana käytöstä'));
});

test('the secret of a mailed link is refused as a password, at recovery and at registration (R-083)', async () => {
  const address = await resident();
  const link = await mailedLink(demo, address);
  const owner = demo.browser();
  const page = await openLink(owner, link);
  const secret = new URL(link).searchParams.get('token');
  for (const each of [secret, `${secret}!`]) {
    const answer = await setPassword(owner, page, each);
    assert.equal(answer.status, 422);
    assert.match(textOf(answer.body), /voi olla muidenkin tiedossa/);
  }
  await signIn(demo.browser(), address, password);
  const newcomer = demo.browser();
  await submit(newcomer, await newcomer.get('/Account/Register'), { email: 'uusi.vuoto@example.com' });
  const invitation = (await demo.mailbox.next('uusi.vuoto@example.com', /Register/)).linkTo('Confirm');
  const first = new URL(invitation).searchParams.get('token');
  const refused = await submitOnly(newcomer, await openLink(newcomer, invitation), { given_name: 'Uusi', family_name: 'Vuoto', new_password: first, confirm_password: first });
  assert.equal(refused.status, 422);
  assert.equal(demo.value("SELECT COUNT(*) FROM account WHERE email_key = 'uusi.vuoto@example.com'"), '0');
});

test('the secret of a mailed link signs nobody in as a password (R-083)', async () => {
  const address = demo.accounts.no_password;
  await forget(demo.browser(), address);
  const { token } = await demo.mailbox.next(address, /RecoverPassword/);
  const browser = demo.browser();
  const page = await typeUserName(browser, await resident());
  assert.equal((await typePassword(browser, page, token)).status, 422);
});

test('a link that left just before holds the new one back no more once the password was taken away, since it opens nothing', async () => {
  const settings = readFileSync(demo.facts.config, 'utf8');
  assert.match(settings, /^pause_between_s = 0$/m);
  writeFileSync(demo.facts.config, settings.replace(/^pause_between_s = 0$/m, 'pause_between_s = 120'));
  const before = demo.events('pool_reloaded').length;
  process.kill(demo.facts.pids.supervisor, 'SIGHUP');
  await until(() => demo.events('pool_reloaded').length > before, 'the reload');
  const address = await resident();
  const first = await mailedLink(demo, address);
  await forget(demo.browser(), address);
  await demo.mailsDone();
  assert.equal(demo.value(`SELECT reply FROM mail_outbox WHERE account_id = (SELECT id FROM account WHERE email_key = '${address}') AND state = 4`), 'the same mail left just before', 'the pause holds');
  assert.equal(retire(address).status, 0);
  const link = (await demo.mailbox.next(address, /RecoverPassword/)).linkTo('RecoverPassword');
  assert.notEqual(link, first);
  const owner = demo.browser();
  assert.equal((await setPassword(owner, await openLink(owner, link), newPassword)).status, 303);
});
