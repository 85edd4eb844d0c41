// What residents do with their own account: name, language, address, the way back, and the end.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import test, { after } from 'node:test';

import { build, root, startDemo, until } from '../../support/demo.mjs';
import { formWith, headingOf, languageOf, textOf } from '../../support/page.mjs';
import { forget, isSignedIn, openLink, register, setPassword, signedIn, signIn, submit, submitOnly, typePassword, typeUserName } from '../../support/visitor.mjs';

const demo = await startDemo();
after(() => demo.stop());

const password = 'villasukka ukkonen kaarna pronssi';
let count = 0;

/// A new resident, signed in: { address, browser }.
async function resident(options = {}) {
  const address = `asukas${++count}@example.com`;
  await register(demo, address, password, options);
  return { address, browser: await signedIn(demo, address, password) };
}

const account = (address, column) => demo.value(`SELECT ${column} FROM account WHERE email_key = '${address}'`);

/// The file with all data.
async function dataCopy(browser) {
  const page = await browser.get('/Account/Settings/Data');
  return browser.post('/Account/Settings/Data', formWith(page.body, 'form_owner').fields);
}

async function changeEmail(browser, to, given = password) {
  return submitOnly(browser, await browser.get('/Account/Settings/Email'), { new_email: to, current_password: given });
}

/// Changes the address up to the confirmed change; gives the mails to the old and the new address.
async function changedEmail({ address, browser }, to) {
  assert.equal((await changeEmail(browser, to)).status, 303);
  const page = await openLink(browser, (await demo.mailbox.next(to)).linkTo('Confirm'));
  const done = await submit(browser, page, { link: formWith(page.body, 'link').fields.link });
  assert.match(textOf(done.body), new RegExp(`on nyt ${to}`));
  return { old: await demo.mailbox.next(address, /UndoEmailChange/), now: await demo.mailbox.next(to, /Sähköpostiosoitteesi/) };
}

test('the name that is shown changes, and a name that cannot be kept is said to be so and stays in the form (R-177)', async () => {
  const { address, browser } = await resident();
  const page = await browser.get('/Account/Settings/Name');
  const refused = await submit(browser, page, { given_name: 'Maija', family_name: 'x'.repeat(101) });
  assert.equal(refused.status, 422);
  assert.equal(formWith(refused.body, 'given_name').fields.given_name, 'Maija');
  assert.equal(account(address, 'given_name'), 'Uusi');
  const done = await submit(browser, page, { given_name: ' Maija ', family_name: '山田 <b>' });
  assert.match(textOf(done.body), /Muutokset on tallennettu\..*Maija 山田 <b>/);
});

test('the language of the account changes pages and mails at once, whatever this browser had chosen before (R-215)', async () => {
  const { address, browser } = await resident();
  await browser.get('/Account/Settings?lang=en');
  const page = await browser.get('/Account/Settings/Language');
  assert.equal(languageOf(page.body), 'en');
  const done = await submit(browser, page, { language: 'sv' });
  assert.equal(languageOf(done.body), 'sv');
  assert.match(textOf(done.body), /Ändringarna har sparats\./);
  await forget(demo.browser(), address);
  assert.match((await demo.mailbox.next(address, /RecoverPassword/)).subject, /E-tjänsten, Karleby stad/);
  const refused = await submit(browser, page, { language: 'de' });
  assert.equal(refused.status, 422);
  assert.equal(account(address, 'locale'), 'sv');
});

test('a new address takes over only when its mailbox and the password agree; the old one holds until then (R-172)', async () => {
  const person = await resident();
  const refused = await changeEmail(person.browser, 'muuttaja@example.com', 'not my password at all');
  assert.equal(refused.status, 422);
  await changeEmail(person.browser, 'muuttaja@example.com');
  const link = (await demo.mailbox.next('muuttaja@example.com')).linkTo('Confirm');
  await signedIn(demo, person.address, password); // still the user name
  const page = await openLink(person.browser, link);
  assert.equal(headingOf(page.body), 'Vahvista uusi sähköpostiosoite');
  const elsewhere = await signedIn(demo, person.address, password);
  const done = await submit(person.browser, page, { link: formWith(page.body, 'link').fields.link });
  assert.match(textOf(done.body), /on nyt muuttaja@example\.com/);
  assert.equal(await isSignedIn(elsewhere), false); // all other sessions end
  assert.ok(await isSignedIn(person.browser));
  await signedIn(demo, 'muuttaja@example.com', password);
  await assert.rejects(signIn(demo.browser(), person.address, password), /gave 422/);
  await demo.mailbox.next(person.address, /^Sähköpostiosoitteesi on vaihdettu/);
});

test('a link for a new address does nothing for a stranger: not for nobody, not for another account', async () => {
  const person = await resident();
  const stranger = await resident();
  await changeEmail(person.browser, 'vierasposti@example.com');
  const link = (await demo.mailbox.next('vierasposti@example.com')).linkTo('Confirm');
  const nobody = demo.browser();
  const login = await openLink(nobody, link);
  assert.equal(headingOf(login.body), 'Kirjautuminen');
  const other = await openLink(stranger.browser, link);
  assert.equal(other.status, 403);
  assert.match(textOf(other.body), /kuuluu toiselle/);
  // Whoever signs in as the one who asked, in that browser, goes on where the link led.
  const answer = await typePassword(nobody, await submit(nobody, login, { user_name: person.address }), password);
  const page = await nobody.follow(Promise.resolve(answer));
  assert.equal(headingOf(page.body), 'Vahvista uusi sähköpostiosoite');
  assert.equal(account(person.address, 'COUNT(*)'), '1');
});

test('whoever has the wanted address is told in their own language, and not at all when they have stopped mails or have died', async () => {
  const person = await resident();
  const [swede, stopped, dead] = [(await resident()).address, (await resident()).address, (await resident()).address];
  demo.sql(`UPDATE account SET locale = 'sv' WHERE email_key = '${swede}'`);
  demo.sql(`UPDATE account SET mail_stopped_at = UTC_TIMESTAMP() WHERE email_key = '${stopped}'`);
  demo.sql(`UPDATE account SET state = 2, state_reason = 3 WHERE email_key = '${dead}'`);
  for (const address of [swede, stopped, dead]) await changeEmail(person.browser, address);
  assert.match((await demo.mailbox.next(swede, /E-tjänst/)).subject, /^Din e-postadress används redan/);
  await demo.mailsDone();
  for (const address of [stopped, dead])
    assert.equal(demo.value(`SELECT COUNT(*) FROM mail_outbox WHERE reason = 5 AND recipient_key = '${address}'`), '0', address);
});

test('no answer tells whether the new address is taken, and its owner gets a mail that says what happened (R-036, R-172)', async () => {
  const person = await resident();
  const owner = await resident();
  const free = await person.browser.follow(changeEmail(person.browser, 'vapaa@example.com'));
  const taken = await person.browser.follow(changeEmail(person.browser, owner.address));
  const plain = (page) => textOf(page.body).replaceAll('vapaa@example.com', 'X').replaceAll(owner.address, 'X');
  assert.deepEqual([free.status, plain(free)], [taken.status, plain(taken)]);
  assert.match((await demo.mailbox.next('vapaa@example.com')).subject, /Vahvista uusi/);
  const mail = await demo.mailbox.next(owner.address, /osoite/);
  assert.equal(mail.links.some((each) => each.includes('token=')), false);
  assert.equal(account(person.address, 'COUNT(*)'), '1');
});

test('an old address is nobody else\'s for seven days: neither to register nor to change to; who asks for it hears how to undo', async () => {
  const person = await resident();
  await changedEmail(person, 'varaaja@example.com');
  const browser = demo.browser();
  await submit(browser, await browser.get('/Account/Register'), { email: person.address });
  const mail = await demo.mailbox.next(person.address, /ei ole käyttäjätunnusta/);
  assert.match(mail.text, /oli hiljattain käyttäjätunnus[^]*etsi viesti, jonka aihe alkaa ”Sähköpostiosoitteesi on vaihdettu”/);
  assert.equal(mail.links.some((each) => each.includes('token=')), false);
  await forget(demo.browser(), person.address);
  await demo.mailsDone();
  assert.equal(demo.value(`SELECT COUNT(*) FROM mail_outbox WHERE reason = 2 AND kind = 'recovery' AND recipient_key = '${person.address}'`), '0');
  const other = await resident();
  await changeEmail(other.browser, person.address);
  assert.equal((await demo.mailbox.next(person.address, /muut/i)).links.some((each) => each.includes('token=')), false);
  demo.sql('UPDATE email_change SET undo_until = UTC_TIMESTAMP()');
  await register(demo, person.address, password);
});

test('a link to register an address that became reserved since makes no account', async () => {
  const id = account((await resident()).address, 'id');
  const browser = demo.browser();
  await submit(browser, await browser.get('/Account/Register'), { email: 'varattu@example.com' });
  const page = await openLink(browser, (await demo.mailbox.next('varattu@example.com', /Register/)).linkTo('Confirm'));
  demo.sql(`INSERT INTO email_change (account_id, old_email, old_email_key, new_email, changed_at, undo_until) VALUES (${id}, 'varattu@example.com', 'varattu@example.com', 'x@example.com', UTC_TIMESTAMP(), UTC_TIMESTAMP() + INTERVAL 1 DAY)`);
  const refused = await submitOnly(browser, page, { given_name: 'a', family_name: 'b', new_password: password, confirm_password: password });
  assert.equal(refused.status, 400);
  assert.equal(account('varattu@example.com', 'COUNT(*)'), '0');
});

test('the undo link with the password from before the change gives the old address back and signs everybody out (R-172, R-208)', async () => {
  const person = await resident();
  const { old } = await changedEmail(person, 'kaappaaja@example.com');
  // The thief also changes the password: the undo outlives it.
  await submit(person.browser, await person.browser.get('/Account/Settings/Password'),
    { current_password: password, new_password: 'aivan uusi varkaan salasana', confirm_password: 'aivan uusi varkaan salasana' });
  const owner = demo.browser();
  const page = await openLink(owner, old.linkTo('UndoEmailChange'));
  const wrong = await submit(owner, page, { old_password: 'aivan uusi varkaan salasana' });
  assert.equal(wrong.status, 422);
  const done = await submit(owner, page, { old_password: password });
  assert.match(textOf(done.body), /on taas vanha sähköpostiosoitteesi/);
  assert.equal(await isSignedIn(person.browser), false);
  assert.equal(account(person.address, 'COUNT(*)'), '1');
  assert.equal(account('kaappaaja@example.com', 'COUNT(*)'), '0');
  await demo.mailbox.next(person.address, /^Sähköpostiosoit.*palaut/);
  const link = (await demo.mailbox.next(person.address, /RecoverPassword/)).linkTo('RecoverPassword');
  assert.equal((await setPassword(owner, await openLink(owner, link), password)).status, 303);
  await signedIn(demo, person.address, password);
  assert.equal((await openLink(demo.browser(), old.linkTo('UndoEmailChange'))).status, 400); // works once
});

test('the undo link without the password freezes the account for the help desk and tells both addresses', async () => {
  const person = await resident();
  const { old } = await changedEmail(person, 'uusiposti@example.com');
  const reader = demo.browser();
  const page = await openLink(reader, old.linkTo('UndoEmailChange'));
  const done = await submit(reader, page, { freeze: '1' });
  assert.equal(headingOf(done.body), 'Käyttäjätunnus on lukittu');
  assert.equal(await isSignedIn(person.browser), false);
  await assert.rejects(signIn(demo.browser(), 'uusiposti@example.com', password), /gave 422/);
  assert.equal(account('uusiposti@example.com', 'CONCAT(state, state_reason)'), '22');
  for (const each of [person.address, 'uusiposti@example.com']) await demo.mailbox.next(each, /lukittu/);
});

/// The address was changed, then the account was locked for this reason; gives the form that undoes the change.
async function undoOfLocked(reason, to) {
  const person = await resident();
  const { old } = await changedEmail(person, to);
  await demo.mailsDone();
  demo.sql(`UPDATE account SET state = 2, state_reason = ${reason} WHERE email_key = '${to}'`);
  const browser = demo.browser();
  const link = old.linkTo('UndoEmailChange');
  return { browser, link, page: await openLink(browser, link), addresses: [person.address, to] };
}

test('an undo neither opens nor renames a lock by staff, and of an account whose owner has died it tells nobody', async () => {
  for (const reason of [1, 3]) {
    const to = `lukittu${reason}@example.com`;
    const { browser, page, addresses } = await undoOfLocked(reason, to);
    assert.equal(headingOf((await submit(browser, page, { freeze: '1' })).body), 'Käyttäjätunnus on lukittu');
    assert.equal(account(to, 'CONCAT(state, state_reason)'), `2${reason}`);
    await demo.mailsDone();
    assert.equal(demo.value(`SELECT COUNT(*) FROM mail_outbox WHERE reason = 9 AND recipient_key IN ('${addresses.join("', '")}')`), '0');
    assert.equal(demo.value(`SELECT COUNT(*) FROM audit_event WHERE account_id = ${account(to, 'id')} AND kind = 21`), '1', 'staff read of it');
  }
  const { browser, page, link, addresses } = await undoOfLocked(1, 'lukittu@example.com');
  assert.equal((await submitOnly(browser, page, { old_password: password })).status, 400);
  assert.equal(account('lukittu@example.com', 'CONCAT(state, state_reason)'), '21');
  await submit(browser, await openLink(browser, link), { freeze: '1' });
  demo.sql("UPDATE account SET state = 1, state_reason = 0 WHERE email_key = 'lukittu@example.com'");
  await submit(browser, await openLink(browser, link), { old_password: password });
  assert.equal(account(addresses[0], 'state'), '1', 'the link outlives the lock by staff');
  const { text } = await demo.mailbox.next(addresses[0], /RecoverPassword/);
  assert.doesNotMatch(text, /NotForMe/, 'of an account in use nobody stops the mails');
});

test('the oldest undo wins and ends the others', async () => {
  const person = await resident();
  const first = await changedEmail(person, 'toinen.osoite@example.com');
  const second = await changedEmail({ address: 'toinen.osoite@example.com', browser: person.browser }, 'kolmas.osoite@example.com');
  const owner = demo.browser();
  await submit(owner, await openLink(owner, first.old.linkTo('UndoEmailChange')), { old_password: password });
  assert.equal(account(person.address, 'COUNT(*)'), '1');
  assert.equal((await openLink(demo.browser(), second.old.linkTo('UndoEmailChange'))).status, 400);
});

test('a frozen account is given back to whoever undoes an older change with the password', async () => {
  const person = await resident();
  const first = await changedEmail(person, 'varas.yksi@example.com');
  const second = await changedEmail({ address: 'varas.yksi@example.com', browser: person.browser }, 'varas.kaksi@example.com');
  const thief = demo.browser();
  await submit(thief, await openLink(thief, second.old.linkTo('UndoEmailChange')), { freeze: '1' });
  assert.equal(account('varas.kaksi@example.com', 'state'), '2');
  const owner = demo.browser();
  await submit(owner, await openLink(owner, first.old.linkTo('UndoEmailChange')), { old_password: password });
  assert.equal(account(person.address, 'state'), '1');
});

async function closeAccount({ browser }) {
  const second = await submit(browser, await browser.get('/Account/Settings/Delete'), { current_password: password });
  assert.equal(headingOf(second.body), 'Poistetaanko käyttäjätunnus?');
  return submit(browser, second, { step: formWith(second.body, 'step').fields.step });
}

test('closing an account takes the password and a second yes, and signing in within 14 days opens it again (R-104, R-175, R-208)', async () => {
  const person = await resident();
  const wrong = await submit(person.browser, await person.browser.get('/Account/Settings/Delete'), { current_password: 'not this one, surely' });
  assert.equal(wrong.status, 422);
  assert.equal(account(person.address, 'state'), '1');
  const done = await closeAccount(person);
  assert.equal(headingOf(done.body), 'Käyttäjätunnuksesi on suljettu');
  assert.equal(account(person.address, 'state'), '3');
  assert.equal(account(person.address, 'TIMESTAMPDIFF(SECOND, updated_at, erase_at)'), String(14 * 86_400));
  assert.equal(await isSignedIn(person.browser), false);
  await demo.mailbox.next(person.address, /^Käyttäjätunnuksesi poistetaan/);
  const browser = demo.browser();
  const answer = await typePassword(browser, await typeUserName(browser, person.address), password);
  assert.match(textOf((await browser.follow(Promise.resolve(answer))).body), /taas käytössä/);
  assert.equal(account(person.address, 'CONCAT(state, IFNULL(erase_at, ""))'), '1');
  await demo.mailbox.next(person.address, /käytössä/);
});

test('whoever has closed an account and forgotten the password comes back by a mailed link', async () => {
  const person = await resident();
  await closeAccount(person);
  await forget(demo.browser(), person.address);
  const browser = demo.browser();
  const page = await openLink(browser, (await demo.mailbox.next(person.address, /RecoverPassword/)).linkTo('RecoverPassword'));
  assert.equal((await setPassword(browser, page, 'kokonaan toinen pitkä salasana')).status, 303);
  await signedIn(demo, person.address, 'kokonaan toinen pitkä salasana');
  assert.equal(account(person.address, 'state'), '1');
});

test('when the time to come back is over, nothing of the person is left in any table (R-224)', async () => {
  const person = await resident({ given: 'Jälkeenjäämätön', family: 'Katoavainen' });
  await changedEmail(person, 'katoavainen@example.com');
  const id = account('katoavainen@example.com', 'id');
  demo.sql(`INSERT INTO legacy_user (portal_user_id, old_name, old_name_key, email, email_key, given_name, family_name, status, account_id, linked_at, imported_at) VALUES ('katoava-1', 'katoavatunnus', 'katoavatunnus', 'k@example.com', 'k@example.com', 'Jälkeenjäämätön', 'Katoavainen', 1, ${id}, NOW(), NOW())`);
  await closeAccount(person);
  await demo.mailbox.next('katoavainen@example.com', /^Käyttäjätunnuksesi poistetaan/);
  demo.sql(`UPDATE account SET erase_at = UTC_TIMESTAMP() WHERE id = ${id}`);
  await until(() => demo.value(`SELECT COUNT(*) FROM account WHERE id = ${id}`) === '0', 'the account to be erased');
  const all = demo.dump();
  for (const trace of ['katoavainen', 'Jälkeenjäämätön', person.address, 'katoavatunnus']) assert.ok(!all.includes(trace), trace);
  assert.equal(demo.value("SELECT CONCAT(status, IFNULL(account_id, '-')) FROM legacy_user WHERE portal_user_id = 'katoava-1'"), '8-');
  assert.equal(demo.value(`SELECT COUNT(*) FROM audit_event WHERE account_id = ${id}`), '0');
  await register(demo, 'katoavainen@example.com', password); // the address is free again
});

test('the next import does not raise an erased account again, although the portal still has its old user, seen since', async () => {
  const address = 'kierratetty@example.com';
  const id = account(address, 'id');
  const [portalId] = demo.sql(`SELECT portal_user_id FROM legacy_user WHERE account_id = ${id}`)[0];
  demo.sql(`UPDATE account SET state = 3, erase_at = UTC_TIMESTAMP() WHERE id = ${id}`);
  await until(() => account(address, 'COUNT(*)') === '0', 'the account to be erased');
  demo.sql(`UPDATE vanha_portaali.asiakas SET viim_kaynti = NOW(), sukunimi = 'Palaaja' WHERE asiakas_id = ${portalId}`);
  const admin = path.join(build, 'tools/asiointi-admin/asiointi-admin');
  const { status, stderr } = spawnSync(admin, ['--config', demo.facts.config, 'import', '--apply'], { cwd: root, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  assert.equal(account(address, 'COUNT(*)'), '0');
  const kept = demo.sql(`SELECT status, IFNULL(account_id, '-'), old_name, IFNULL(email, '-'), given_name, family_name FROM legacy_user WHERE portal_user_id = '${portalId}'`);
  assert.deepEqual(kept, [['8', '-', '', '-', '', '']]);
});

test('what was typed when the session ended is there again after signing in, for the same account alone', async () => {
  const person = await resident();
  const other = await resident();
  const page = await person.browser.get('/Account/Settings/Name');
  demo.sql('UPDATE session SET expires_at = UTC_TIMESTAMP()');
  const login = await submit(person.browser, page, { given_name: 'Åke "Öö"', family_name: 'Kesken=Jäänyt&' });
  assert.match(textOf(login.body), /Kirjautumisesi on päättynyt/);
  assert.equal(account(person.address, 'given_name'), 'Uusi');

  const second = await submit(person.browser, login, { user_name: person.address });
  const answer = await typePassword(person.browser, second, password);
  const back = await person.browser.follow(Promise.resolve(answer));
  assert.match(textOf(back.body), /ovat yhä tässä/);
  const { given_name, family_name } = formWith(back.body, 'given_name').fields;
  assert.deepEqual([given_name, family_name], ['Åke "Öö"', 'Kesken=Jäänyt&']);
  assert.equal(account(person.address, 'given_name'), 'Uusi');

  const stranger = await signedIn(demo, other.address, password);
  const theirs = await stranger.get(answer.location);
  assert.equal(formWith(theirs.body, 'given_name').fields.given_name, 'Uusi');
  assert.doesNotMatch(textOf(theirs.body), /ovat yhä tässä/);
});

/// Where `person` ends who posts this form without a session, and signs in again.
async function afterSigningInAgain({ browser, address }, post) {
  demo.sql('UPDATE session SET expires_at = UTC_TIMESTAMP()');
  const login = await browser.follow(post());
  const answer = await typePassword(browser, await submit(browser, login, { user_name: address }), password);
  return browser.follow(Promise.resolve(answer));
}

test('what was entered is kept for its account alone when its owner signed out in another tab before it was sent', async () => {
  const [person, other] = [await resident(), await resident()];
  const page = await person.browser.get('/Account/Settings/Name');
  const tab = await person.browser.get('/Account/Settings');
  await person.browser.post('/Account/Logout', { form_token: formWith(tab.body, 'form_token').fields.form_token });
  assert.equal(await isSignedIn(person.browser), false);
  const login = await submit(person.browser, page, { given_name: 'Åke', family_name: 'Kesken-Jäänyt' });
  assert.match(textOf(login.body), /Kirjautumisesi on päättynyt/);
  const answer = await typePassword(person.browser, await submit(person.browser, login, { user_name: person.address }), password);
  const back = await person.browser.follow(Promise.resolve(answer));
  assert.equal(formWith(back.body, 'given_name').fields.family_name, 'Kesken-Jäänyt');
  const stranger = await signedIn(demo, other.address, password);
  assert.equal(formWith((await stranger.get(answer.location)).body, 'given_name').fields.given_name, 'Uusi');
});

test('what stands in a form of somebody else, left open on the same computer, is shown to nobody else', async () => {
  const [person, other] = [await resident(), await resident()];
  const form = formWith((await person.browser.get('/Account/Settings/Name')).body, 'given_name').fields;
  const answer = await other.browser.post('/Account/Settings/Name', { ...form, given_name: 'Toisen', family_name: 'Nimi' });
  assert.equal(answer.status, 403);
  assert.equal(formWith(answer.body, 'given_name').fields.given_name, 'Uusi');
  assert.ok(!answer.body.includes('Toisen'));
  const own = formWith((await other.browser.get('/Account/Settings/Name')).body, 'given_name').fields;
  const again = await other.browser.post('/Account/Settings/Name', { ...own, form_token: 'x', given_name: 'Oma' });
  assert.equal(formWith(again.body, 'given_name').fields.given_name, 'Oma');
});

test('a form from elsewhere leaves no draft', async () => {
  const person = await resident();
  const back = await afterSigningInAgain(person, () =>
    person.browser.post('/Account/Settings/Name', { given_name: 'Hyökkääjä', family_name: 'x', form_token: 'x', form_owner: 'x' }));
  assert.equal(formWith(back.body, 'given_name').fields.given_name, 'Uusi');
});

test('no draft holds a password', async () => {
  const person = await resident();
  const page = await person.browser.get('/Account/Settings/Email');
  const back = await afterSigningInAgain(person, () => submitOnly(person.browser, page, { new_email: 'kesken@example.com', current_password: password }));
  assert.equal(formWith(back.body, 'new_email').fields.new_email, 'kesken@example.com');
  assert.equal(formWith(back.body, 'current_password').fields.current_password, '');
  assert.ok(!back.body.includes(password));
});

test('the data copy holds what the service knows, in words and as a file, and no secret; taking the file is in the trail (R-223, R-228, R-230)', async () => {
  const person = await resident({ given: 'Tieto', family: 'Kopio' });
  await changeEmail(person.browser, 'kopioposti@example.com');
  await demo.mailbox.next('kopioposti@example.com');
  await forget(demo.browser(), person.address);
  await demo.mailbox.next(person.address, /RecoverPassword/);
  for (const language of ['fi', 'sv', 'en']) {
    const page = await person.browser.get(`/Account/Settings/Data?lang=${language}`);
    assert.equal(page.status, 200, language);
    for (const expected of [person.address, 'Tieto', 'Kopio']) assert.ok(textOf(page.body).includes(expected), `${language}: ${expected}`);
  }
  const page = await person.browser.get('/Account/Settings/Data?lang=fi');
  assert.match(textOf(page.body), /Käyttäjätunnuksesi Tunnisteesi palvelussa .* Luotu \d+\.\d+\.\d{4} klo \d\d\.\d\d/);
  const file = await dataCopy(person.browser);
  assert.deepEqual(['content-disposition', 'content-type', 'x-content-type-options', 'cache-control'].map((name) => file.header(name)),
    ['attachment; filename="asiointipalvelu.json"', 'application/json; charset=utf-8', 'nosniff', 'no-store']);
  const copy = JSON.parse(file.body);
  assert.equal(copy.account[0].email, person.address);
  assert.ok(copy.audit_event.length >= 3 && copy.mail_outbox.length >= 2 && copy.session.length === 1 && copy.link_token.length >= 1);
  const hash = account(person.address, 'password_hash');
  for (const secret of [hash, hash.split('$').at(-1), person.browser.cookies.get('__Host-asiointi')]) assert.ok(!file.body.includes(secret));
  assert.equal(demo.value('SELECT COUNT(*) FROM audit_event WHERE kind = 28'), '1');
});

test('the data copy says in its reader\'s language why a mail was not sent', async () => {
  const person = await resident();
  await typeUserName(demo.browser(), person.address); // needs no mail, since there is a password
  await demo.mailsDone();
  const said = { fi: 'Miksi viestiä ei lähetetty Viestiä ei tarvittu.', sv: 'Varför meddelandet inte skickades Inget meddelande behövdes.',
    en: 'Why the message was not sent No message was needed.' };
  for (const [language, words] of Object.entries(said)) {
    const text = textOf((await person.browser.get(`/Account/Settings/Data?lang=${language}`)).body);
    assert.ok(text.includes(words), text);
    assert.ok(!text.includes('needs no mail'), language);
  }
  assert.match((await dataCopy(person.browser)).body, /"reply": "needs no mail"/); // the file holds what the table holds
});

test('the data copy says in its reader\'s language why an old user name belongs to the account', async () => {
  const builder = 'toimisto@rakennus.example.fi'; // two old users of one name
  demo.lendPassword(builder);
  const browser = await signedIn(demo, builder, demo.password);
  for (const [language, why] of [['fi', 'Nimi on sama kuin muilla'], ['sv', 'Namnet är detsamma som för de andra'], ['en', 'Its name is the same as that of the other']]) {
    const text = textOf((await browser.get(`/Account/Settings/Data?lang=${language}`)).body);
    assert.ok(text.includes(why), text);
    assert.ok(!text.includes('its names agree'), language);
  }
});

test('the data copy does not tell whether somebody has an address, nor whose an old user name is (R-035, R-228)', async () => {
  const person = await resident();
  for (const address of ['vapaa.kopio@example.com', demo.accounts.with_password.address]) await changeEmail(person.browser, address);
  for (const old_name of ['eesimerkki', 'eikenenkaan'])
    await submit(person.browser, await person.browser.get('/Account/Settings/OldUser'), { old_name });
  await demo.mailsDone();
  const kinds = demo.sql('SELECT DISTINCT reason, COALESCE(kind, "") FROM mail_outbox WHERE reason IN (5, 13)');
  assert.ok(kinds.length >= 4, 'the mailer has told free from taken, and somebody from nobody');

  const page = await person.browser.get('/Account/Settings/Data?lang=fi');
  const file = await dataCopy(person.browser);
  const copy = JSON.parse(file.body);
  for (const reason of [5, 13]) {
    const rows = copy.mail_outbox.filter((row) => Number(row.reason) === reason).map((row) => ({ ...row, created_at: 'then' }));
    assert.equal(rows.length, 2, JSON.stringify(copy.mail_outbox));
    assert.deepEqual(rows[0], rows[1]);
  }
  assert.deepEqual(copy.link_token, []);
  for (const text of [file.body, textOf(page.body)])
    for (const strange of ['esimerkki.erkki', demo.accounts.with_password.address, 'vapaa.kopio', 'nobody has']) assert.ok(!text.includes(strange), strange);
});

test('the file of all data, which may be large, is made once in ten seconds, also for those who ask at the same moment', async () => {
  const person = await resident();
  const page = await person.browser.get('/Account/Settings/Data');
  const { fields } = formWith(page.body, 'form_owner');
  const answers = await Promise.all(Array.from({ length: 4 }, () => person.browser.post('/Account/Settings/Data', fields)));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 429, 429, 429]);
  const refused = answers.find(({ status }) => status === 429);
  assert.match(textOf(refused.body), /Tiedosto tehtiin juuri äsken\. Odota kymmenen sekuntia ja yritä uudelleen\./);
  assert.equal(refused.header('retry-after'), '10');
});

test('the data copy asks for the password again when it was not given for a quarter of an hour (R-101, R-223)', async () => {
  const person = await resident();
  demo.sql('UPDATE session SET password_given_at = UTC_TIMESTAMP() - INTERVAL 16 MINUTE');
  const asked = await person.browser.follow(person.browser.get('/Account/Settings/Data'));
  assert.match(textOf(asked.body), /Vahvista salasanallasi, että kyseessä olet sinä/);
  const back = await submit(person.browser, asked, { current_password: password });
  assert.equal(headingOf(back.body), 'Omat tiedot');
});
