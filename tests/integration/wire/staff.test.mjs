// The help desk: the command line and /Account/Staff do the same, and the resident sees which unit did what and why.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { after } from 'node:test';

import { build, root, startDemo, until } from '../../support/demo.mjs';
import { formWith, formsOf, headingOf, linksOf, textOf } from '../../support/page.mjs';
import { forget, isSignedIn, openLink, register, setPassword, signedIn, signIn, submit, submitOnly } from '../../support/visitor.mjs';

const demo = await startDemo();
after(() => demo.stop());

const password = demo.password;
const sanna = demo.accounts.with_password.address;
const desk = '/Account/Staff';
const admin = (...words) => spawnSync(path.join(build, 'tools/asiointi-admin/asiointi-admin'), ['--config', demo.facts.config, ...words],
  { encoding: 'utf8', cwd: root, env: { ...process.env, SUDO_USER: 'yllapito' } });
const done = (...words) => {
  const result = admin(...words);
  assert.equal(result.status, 0, `${words.join(' ')}: ${result.stderr}`);
  return result.stdout;
};
const account = (address) => `(SELECT id FROM account WHERE email = '${address}')`;
const words = (page) => textOf(page.body);
const resident = async (address) => register(demo, address, password, { given: 'Aino', family: 'Asukas' });

await resident('neuvoja@example.com');
await resident('toinen.neuvoja@example.com');
done('staff', 'give', 'neuvoja@example.com', '--unit', 'Lupaneuvonta', '--reason', 'Aloitti neuvonnassa');
done('staff', 'give', 'toinen.neuvoja@example.com', '--unit', 'Palvelupiste', '--reason', 'Aloitti neuvonnassa');

/// Lets the waiting time of every open change be over: after their mails, since the time begins as one leaves.
async function changesComeDue() {
  await demo.mailsDone();
  demo.sql('UPDATE staff_change SET due_at = UTC_TIMESTAMP() WHERE done_at IS NULL AND stopped_at IS NULL');
}

const adviser = async (address = 'neuvoja@example.com') => signedIn(demo, address, password);
const search = async (browser, who) => submit(browser, await browser.get(desk), { who });
async function open(browser, address) {
  const page = await search(browser, address);
  const link = linksOf(page.body).find(([href]) => href.includes('/Account/Staff/Account'));
  assert.ok(link, `${address} is found`);
  return browser.get(link[0]);
}
async function act(browser, address, title, values = {}) {
  const page = await open(browser, address);
  const link = linksOf(page.body).find(([, text]) => text === title);
  assert.ok(link, `${title} is offered`);
  return submit(browser, await browser.get(link[0]), { reason: 'Asukas soitti neuvontaan', ...values });
}

test('to everybody but members of staff the help desk does not exist', async () => {
  const browser = await signedIn(demo, sanna, password);
  for (const page of [desk, `${desk}/Account`, `${desk}/Act`, `${desk}/Acts`]) assert.equal((await browser.get(page)).status, 404, page);
  assert.equal((await demo.browser().get(desk)).status, 303);
});

test('members of staff read which version of the software runs, and nobody else does', async () => {
  assert.match(words(await (await adviser()).get(desk)), /Ohjelma: asiointipalvelu \d+\.\d+\.\d+/);
  assert.doesNotMatch(words(await demo.browser().get('/Account/Login')), /\d+\.\d+\.\d+/);
});

test('a member of staff is not remembered, and is signed out after a quarter of an hour without a page', async () => {
  const browser = demo.browser();
  demo.sql(`UPDATE session SET ended_at = UTC_TIMESTAMP() WHERE account_id = ${account('neuvoja@example.com')}`);
  await signIn(browser, 'neuvoja@example.com', password, { remember: true });
  assert.deepEqual(demo.sql(`SELECT remembered, idle_limit_s FROM session WHERE account_id = ${account('neuvoja@example.com')} AND ended_at IS NULL`), [['0', '900']]);
});

test('the help desk asks for the password again after fifteen minutes', async () => {
  const browser = await adviser();
  assert.equal((await browser.get(desk)).status, 200);
  demo.sql(`UPDATE session SET password_given_at = password_given_at - INTERVAL 16 MINUTE WHERE account_id = ${account('neuvoja@example.com')}`);
  const answer = await browser.get(desk);
  assert.deepEqual([answer.status, answer.location.split('?')[0]], [303, '/Account/ConfirmPassword']);
});

const sessionOfAdviser = `WHERE account_id = ${account('neuvoja@example.com')}`;

const linkTo = (page, place) => linksOf(page.body).find(([href]) => href.includes(place));

/// What the act's page is about, and what is typed there.
function openAct(page) {
  const { reason, new_email } = formWith(page.body, 'reason').fields;
  const identity = /value="(\d)" checked/.exec(page.body)?.[1];
  return { heading: headingOf(page.body), person: linkTo(page, '/Account/Staff/Account')[1], reason, new_email, identity };
}

test('an act goes on where it was, with what was typed, when the password is asked for again or the session has ended (R-204)', async () => {
  await resident('kesken@example.com');
  const typed = { reason: 'Asukas kävi näyttämässä passin', new_email: 'kesken.uusi@example.com', identity: '1' };
  const given = async (browser, page) => {
    const asked = await submit(browser, page, typed);
    return formsOf(asked.body).some((form) => 'current_password' in form.fields)
      ? submit(browser, asked, { current_password: password })
      : submit(browser, await submit(browser, asked, { user_name: 'neuvoja@example.com' }), { password });
  };
  for (const ended of ['password_given_at = password_given_at - INTERVAL 16 MINUTE', 'expires_at = UTC_TIMESTAMP()']) {
    const browser = await adviser();
    const person = await open(browser, 'kesken@example.com');
    const page = await browser.get(linksOf(person.body).find(([, text]) => text === 'Vaihda asukkaan sähköpostiosoite')[0]);
    demo.sql(`UPDATE session SET ${ended} ${sessionOfAdviser}`);
    const again = await given(browser, page);
    assert.deepEqual(openAct(again), { ...openAct(page), ...typed }, ended);
    assert.match(words(again), /ovat yhä tässä/);
    assert.equal(demo.value(`SELECT COUNT(*) FROM staff_change WHERE account_id = ${account('kesken@example.com')}`), '0', 'nothing was done yet');
  }
});

test('what was typed into the search is there again after the password was asked for, and nothing was looked for', async () => {
  const browser = await adviser();
  const page = await browser.get(desk);
  demo.sql(`UPDATE session SET password_given_at = password_given_at - INTERVAL 16 MINUTE ${sessionOfAdviser}`);
  const asked = await submit(browser, page, { who: sanna });
  const again = await submit(browser, asked, { current_password: password });
  assert.equal(formWith(again.body, 'who').fields.who, sanna);
  assert.match(words(again), /Kirjoittamasi on yhä kentässä/);
  assert.equal(linkTo(again, '/Account/Staff/Account?')?.[1] === 'Sanna Salasana', false);
});

test('a page of the help desk opens where it was after the password was asked for again, and for nobody else (R-204)', async () => {
  const browser = await adviser();
  const page = await open(browser, sanna);
  demo.sql(`UPDATE session SET password_given_at = password_given_at - INTERVAL 16 MINUTE ${sessionOfAdviser}`);
  const asked = await browser.follow(browser.get(page.url));
  assert.equal(headingOf((await submit(browser, asked, { current_password: password })).body), headingOf(page.body));
  const colleague = await (await adviser('toinen.neuvoja@example.com')).get(page.url);
  assert.deepEqual([colleague.status, colleague.location], [303, desk]);
});

test('a role that is over or suspended opens nothing, and the page says whom to ask', async () => {
  const browser = await adviser('toinen.neuvoja@example.com');
  demo.sql(`UPDATE staff_member SET ends_at = UTC_TIMESTAMP() WHERE account_id = ${account('toinen.neuvoja@example.com')}`);
  const ended = await browser.get(desk);
  assert.equal(ended.status, 403);
  assert.match(words(ended), /oikeutesi ovat päättyneet/);
  done('staff', 'give', 'toinen.neuvoja@example.com', '--unit', 'Palvelupiste', '--reason', 'Jatkaa neuvonnassa');
  assert.equal(await isSignedIn(browser), false, 'a new role begins with a new sign-in');
});

test('a password set by a mailed link suspends the role, until the command line gives it back (R-080)', async () => {
  await resident('unohtava.neuvoja@example.com');
  done('staff', 'give', 'unohtava.neuvoja@example.com', '--unit', 'Lupaneuvonta', '--reason', 'Aloitti neuvonnassa');
  await forget(demo.browser(), 'unohtava.neuvoja@example.com');
  const link = (await demo.mailbox.next('unohtava.neuvoja@example.com', /RecoverPassword/)).linkTo('RecoverPassword');
  const browser = demo.browser();
  assert.equal((await setPassword(browser, await openLink(browser, link), 'villasukka ukkonen kaarna pronssi')).status, 303);
  const again = demo.browser();
  await signIn(again, 'unohtava.neuvoja@example.com', 'villasukka ukkonen kaarna pronssi');
  const page = await again.get(desk);
  assert.equal(page.status, 403);
  assert.match(words(page), /oikeudet on keskeytetty/);
  assert.match(done('staff', 'list'), /unohtava\.neuvoja@example\.com .*suspended/);
});

test('a resident is found by address, old user name and name; what was typed is in no log', async () => {
  const browser = await adviser();
  const [[oldName, email]] = demo.sql("SELECT l.old_name, a.email FROM legacy_user l JOIN account a ON a.id = l.account_id WHERE a.email = 'pitkanimi@example.com'");
  for (const who of [email, oldName]) assert.match(words(await search(browser, who)), new RegExp(email.replace('.', '\\.')), who);
  await resident('haettava@example.com');
  demo.sql("UPDATE account SET given_name = 'Viivi', family_name = 'Vehkalahti' WHERE email = 'haettava@example.com'");
  for (const who of ['Vehka', 'viivi vehkal', 'Vehkalahti Viivi']) assert.match(words(await search(browser, who)), /haettava@example\.com/, who);
  assert.match(words(await search(browser, 'Vehka%')), /Ketään ei löytynyt/, 'a pattern stands for itself');
  assert.doesNotMatch(demo.logs(), /ehkalah|\bviivi\b/i);
  assert.match(words(await submit(browser, await browser.get(desk), { who: ' ' })), /Kirjoita sähköpostiosoite, aiempi käyttäjätunnus tai nimi/);
});

test('an old user without an account is found with the reason that the import noted, in the language of the page', async () => {
  const browser = await adviser();
  const reasons = [
    [5, 'closed in the portal', 'Suljettu aiemmassa palvelussa.'],
    [5, 'no longer in the portal', 'Poistettu aiemmasta palvelusta.'],
    [5, 'the resident has closed the account of this address', 'Tämän osoitteen tunnus on suljettu tässä palvelussa.'],
    [2, 'several old users have this address, and their names are not surely one person\'s', 'Usealla henkilöllä on sama osoite, joten tunnusta ei ole luotu. Selvitä, kenen osoite on.'],
    [2, 'the account of this address has another name', 'Osoitteella on jo tunnus, jossa on toinen nimi. Selvitä, kenen osoite on.'],
    [2, 'another old user of this address leads to an account whose address is another one by now', 'Toinen saman osoitteen aiempi käyttäjätunnus kuuluu tunnukseen, jonka osoite on vaihtunut.'],
    [2, 'this address and its old users lead to different accounts', 'Osoite ja sen aiemmat käyttäjätunnukset kuuluvat eri tunnuksiin.'],
    [2, 'a resident gave this address up a few days ago and may take it back; a later import decides', 'Osoite oli äskettäin toisella asukkaalla, joka voi vielä ottaa sen takaisin.'],
  ];
  const quoted = (text) => `'${text.replaceAll("'", "''")}'`;
  for (const [i, [status, note, told]] of reasons.entries()) {
    demo.sql(`INSERT INTO legacy_user (portal_user_id, old_name, old_name_key, status, imported_at, note) VALUES ('syy${i}', 'syy${i}', 'syy${i}', ${status}, UTC_TIMESTAMP(), ${quoted(note)})`);
    assert.ok(words(await search(browser, `syy${i}`)).includes(told), note);
  }
  assert.match(admin('account', 'show', 'syy1').stdout, /old user syy1 \(closed\): no longer in the portal\n/);
  assert.equal(JSON.parse(admin('account', 'show', 'syy1', '--json').stdout).people[0].old_user_note, 'no longer in the portal');
  demo.sql("DELETE FROM legacy_user WHERE portal_user_id LIKE 'syy%'");
});

test('looking is recorded once in a quarter of an hour, and the resident sees by which unit', async () => {
  const browser = await adviser();
  await open(browser, sanna);
  const page = await open(browser, sanna);
  assert.equal(headingOf(page.body), 'Asukkaan tunnus');
  assert.equal(demo.value(`SELECT COUNT(*) FROM audit_event WHERE kind = 31 AND actor = 'neuvoja@example.com' AND account_id = ${account(sanna)}`), '1');
  const own = await (await signedIn(demo, sanna, password)).get('/Account/Settings/Activity');
  assert.match(words(own), /Tunnuksesi tietoja katsottiin Tekijä kaupungilla: Lupaneuvonta/);
  assert.doesNotMatch(words(own), /neuvoja@example\.com/, 'the unit, not the person');
});

test('every act asks for a reason that says something', async () => {
  const browser = await adviser();
  const link = linksOf((await open(browser, sanna)).body).find(([, text]) => text === 'Lähetä linkki');
  const form = await browser.get(link[0]);
  for (const reason of ['', 'ok', ' a ']) {
    const answer = await submitOnly(browser, form, { reason });
    assert.equal(answer.status, 422);
    assert.match(words(answer), /Kirjoita muutamalla sanalla/);
  }
  assert.equal((await submitOnly(browser, form, { reason: 'x'.repeat(501) })).status, 422);
});

test('a link that staff send reaches the resident alone, and the trail tells who asked and why (R-084)', async () => {
  const page = await act(await adviser(), 'haettava@example.com', 'Lähetä linkki');
  assert.match(words(page), /Linkki on lähetetty/);
  const mail = await demo.mailbox.next('haettava@example.com', /RecoverPassword/);
  const token = mail.linkTo('RecoverPassword').split('token=')[1];
  assert.ok(!page.body.includes(token));
  const [[unit, actor, reason]] = demo.sql(`SELECT unit, actor, reason FROM audit_event WHERE kind = 5 AND actor <> '' AND account_id = ${account('haettava@example.com')}`);
  assert.deepEqual([unit, actor, reason], ['Lupaneuvonta', 'neuvoja@example.com', 'Asukas soitti neuvontaan']);
});

test('staff lock and unlock; the resident is told by mail and signed out at once', async () => {
  await resident('lukittava@example.com');
  const owner = await signedIn(demo, 'lukittava@example.com', password);
  assert.match(words(await act(await adviser(), 'lukittava@example.com', 'Lukitse tunnus')), /Tunnus on lukittu/);
  assert.equal(await isSignedIn(owner), false);
  const locked = await demo.mailbox.next('lukittava@example.com', /muuttanut/);
  assert.match(locked.text, /Tunnus on lukittu, eikä sillä voi kirjautua\.[\s\S]*Tekijä kaupungilla: Lupaneuvonta\s+Syy: Asukas soitti neuvontaan/);
  assert.match(done('account', 'show', 'lukittava@example.com'), /locked by staff/);
  assert.match(words(await act(await adviser(), 'lukittava@example.com', 'Avaa lukitus')), /Tunnus on taas käytössä\./);
  await demo.mailbox.next('lukittava@example.com', /lukitus on avattu/);
  await signIn(demo.browser(), 'lukittava@example.com', password);
});

test('unlocking forgets wrong passwords, too', async () => {
  demo.sql(`DELETE FROM throttle`);
  const guesser = demo.browser();
  let answer;
  for (let i = 0; i < 8; ++i) answer = await submitOnly(guesser, await submit(guesser, await guesser.get('/Account/Login'), { user_name: 'lukittava@example.com' }), { password: `arvaus ${i}` });
  assert.equal(answer.status, 429);
  const shown = JSON.parse(done('account', 'show', 'lukittava@example.com', '--json'));
  assert.ok(shown.failures >= 6 && shown.not_before);
  assert.equal(shown.diagnoses[0].what, 'throttled');
  done('account', 'unlock', 'lukittava@example.com', '--reason', 'Asukas muisti salasanan');
  await signIn(demo.browser(), 'lukittava@example.com', password);
});

test('nobody acts on their own account, and a member of staff on no other member', async () => {
  const browser = await adviser();
  for (const address of ['neuvoja@example.com', 'toinen.neuvoja@example.com'])
    assert.match(words(await open(browser, address)), /Omaa tai toisen neuvojan tunnusta ei voi muuttaa täällä/);
  const { status, stderr } = admin('account', 'set-email', 'neuvoja@example.com', '--to', 'x@example.com', '--identity', 'document', '--reason', 'Pyydettiin näin');
  assert.equal(status, 1);
  assert.match(stderr, /member of staff/);
});

test('a change of address waits for 48 hours, and the link in the mail to the present address stops it', async () => {
  await resident('muuttaja@example.com');
  demo.mailbox.catchUp();
  const page = await act(await adviser(), 'muuttaja@example.com', 'Vaihda asukkaan sähköpostiosoite', { new_email: 'muuttajan.uusi@example.com', identity: '1' });
  assert.match(words(page), /Osoitteen vaihto odottaa 48 tuntia/);
  const mail = await demo.mailbox.next('muuttaja@example.com', /StopChange/);
  assert.match(mail.text, /m…@example\.com/, 'the new address is masked');
  assert.equal(demo.value(`SELECT TIMESTAMPDIFF(HOUR, asked_at, due_at) FROM staff_change WHERE account_id = ${account('muuttaja@example.com')}`), '48');
  const reader = demo.browser();
  const stopped = await submit(reader, await openLink(reader, mail.linkTo('StopChange')), {});
  assert.match(words(stopped), /Muutos on pysäytetty/);
  const { links } = JSON.parse(done('account', 'show', 'muuttaja@example.com', '--json'));
  assert.ok(links.some(({ purpose, ended_at: end }) => purpose === 'stop_staff_change' && end), JSON.stringify(links));
  assert.equal((await demo.browser().follow(demo.browser().get(mail.linkTo('StopChange')))).status, 400, 'the link is used up');
  assert.equal(demo.value(`SELECT COUNT(*) FROM account WHERE email = 'muuttajan.uusi@example.com'`), '0');
});

test('when nobody stops it the new address holds: sessions end, both addresses are told, the old one can undo it', async () => {
  const owner = await signedIn(demo, 'muuttaja@example.com', password);
  done('account', 'set-email', 'muuttaja@example.com', '--to', 'muuttajan.uusi@example.com', '--identity', 'strong', '--reason', 'Kävi palvelupisteessä');
  await changesComeDue();
  await until(() => demo.value("SELECT COUNT(*) FROM account WHERE email = 'muuttajan.uusi@example.com'") === '1', 'the change to take effect');
  assert.equal(await isSignedIn(owner), false);
  await demo.mailbox.next('muuttaja@example.com', /UndoEmailChange/);
  await demo.mailbox.next('muuttajan.uusi@example.com', /vaihdettiin/);
  await signIn(demo.browser(), 'muuttajan.uusi@example.com', password);
  const [[actor, reason]] = demo.sql(`SELECT actor, reason FROM audit_event WHERE kind = 19 AND account_id = ${account('muuttajan.uusi@example.com')}`);
  assert.deepEqual([actor, reason], ['yllapito', 'Kävi palvelupisteessä']);
});

test('a second member of staff makes it due at once, and never the one who asked', async () => {
  await resident('kiireinen@example.com');
  await act(await adviser(), 'kiireinen@example.com', 'Vaihda asukkaan sähköpostiosoite', { new_email: 'kiireisen.uusi@example.com', identity: '3' });
  const offered = async (browser) => linksOf((await open(browser, 'kiireinen@example.com')).body).find(([, text]) => text === 'Vahvista odottava muutos');
  const second = await adviser('toinen.neuvoja@example.com');
  const confirm = await offered(second);
  assert.equal(await offered(await adviser()), undefined);
  demo.sql("UPDATE staff_change SET actor = 'entinen.osoite@example.com' WHERE done_at IS NULL AND stopped_at IS NULL");
  assert.equal(await offered(await adviser()), undefined, 'another address is no other person');
  assert.match(words(await second.get(confirm[0])), /Käyttäjätunnus muutoksen jälkeen kiireisen\.uusi@example\.com .*Lupaneuvonta .*Henkilö tunnetaan .*Asukas soitti neuvontaan/, 'nobody confirms what they do not see');
  assert.match(done('account', 'show', 'kiireinen@example.com'), /change \d+: new address kiireisen\.uusi@example\.com; asked for by .*: Asukas soitti neuvontaan/);
  await act(second, 'kiireinen@example.com', 'Vahvista odottava muutos');
  await until(() => demo.value("SELECT COUNT(*) FROM account WHERE email = 'kiireisen.uusi@example.com'") === '1', 'the change to take effect');
  const browser = await signedIn(demo, 'kiireisen.uusi@example.com', password);
  assert.match(words(await browser.get('/Account/Settings/Activity')), /toinen henkilö vahvisti muutoksen .*Palvelupiste/);
  assert.match(words(await second.get(`${desk}/Acts`)), /Muutos vahvistettiin kiireisen\.uusi@example\.com/);
});

test('whoever asked for a change on the command line cannot confirm it there', async () => {
  await resident('odottaja@example.com');
  done('account', 'set-email', 'odottaja@example.com', '--to', 'odottajan.uusi@example.com', '--identity', 'document', '--reason', 'Kävi palvelupisteessä');
  const change = JSON.parse(done('account', 'show', 'odottaja@example.com', '--json')).waiting_change.id;
  const confirm = (number) => admin('account', 'confirm-change', 'odottaja@example.com', '--change', String(number), '--reason', 'Näin saman asiakirjan');
  assert.match(confirm(change + 1).stderr, /another change waits than the one of --change/);
  const { status, stderr } = confirm(change);
  assert.deepEqual([status, /whoever asked for the change cannot confirm it/.test(stderr)], [1, true], stderr);
  assert.equal(demo.value("SELECT confirmed_by FROM staff_change WHERE new_email = 'odottajan.uusi@example.com'"), '');
});

test('a change of address asks how the person was known, and refuses an address that somebody has', async () => {
  const browser = await adviser();
  const link = linksOf((await open(browser, 'haettava@example.com')).body).find(([, text]) => text === 'Vaihda asukkaan sähköpostiosoite');
  const form = await browser.get(link[0]);
  const answer = await submitOnly(browser, form, { reason: 'Asukas pyysi', new_email: 'vapaa@example.com', identity: '' });
  assert.match(words(answer), /Valitse, miten varmistit henkilöllisyyden/);
  const taken = await submitOnly(browser, form, { reason: 'Asukas pyysi', new_email: sanna, identity: '1' });
  assert.equal(taken.status, 422);
  assert.match(words(taken), /Osoite on toisella tunnuksella/);
  assert.match(taken.body, /id="identity-1"[^>]* checked/, 'what was chosen stays');
  assert.equal(admin('account', 'set-email', 'haettava@example.com', '--to', 'vapaa@example.com', '--reason', 'Asukas pyysi').status, 2);
});

test('where mails bounce a change of address does not wait, since nobody could stop it', async () => {
  await resident('palautuva@example.com');
  demo.sql(`INSERT INTO bounced_address (account_id, email_key, bounced_at, status, reply) VALUES (${account('palautuva@example.com')}, 'palautuva@example.com', UTC_TIMESTAMP(), '5.1.1', '550 no such user')`);
  assert.match(done('account', 'show', 'palautuva@example.com'), /takes no mail.*\(550 no such user\)/);
  const page = await act(await adviser(), 'palautuva@example.com', 'Vaihda asukkaan sähköpostiosoite', { new_email: 'toimiva@example.com', identity: '1' });
  assert.match(words(page), /Osoite vaihtuu nyt/);
  await until(() => demo.value("SELECT COUNT(*) FROM account WHERE email = 'toimiva@example.com'") === '1', 'the change to take effect');
});

test('where mails bounce a merge does not wait either, and says what happens', async () => {
  await resident('palaava@example.com');
  await resident('palaavan.toinen@example.com');
  demo.sql(`INSERT INTO bounced_address (account_id, email_key, bounced_at, status, reply) VALUES (${account('palaava@example.com')}, 'palaava@example.com', UTC_TIMESTAMP(), '5.1.1', '550 no such user')`);
  const page = await act(await adviser(), 'palaava@example.com', 'Yhdistä toiseen tunnukseen', { into: 'palaavan.toinen@example.com', identity: '1' });
  assert.match(words(page), /Tunnukset yhdistetään nyt, koska viestit tämän tunnuksen osoitteeseen eivät mene perille/);
  await until(() => demo.value("SELECT COUNT(*) FROM account WHERE email = 'palaava@example.com'") === '0', 'the account to be gone');
});

test('two accounts of one person are merged: both histories and trails are kept, and the person is told', async () => {
  await resident('jaava@example.com');
  const [[portalId]] = demo.sql("SELECT l.portal_user_id FROM legacy_user l JOIN account a ON a.id = l.account_id WHERE a.email = 'pitkanimi@example.com'");
  const [[id]] = demo.sql(`SELECT id FROM account WHERE email = 'pitkanimi@example.com'`);
  demo.mailbox.catchUp();
  done('account', 'merge', 'pitkanimi@example.com', '--into', 'jaava@example.com', '--identity', 'document', '--reason', 'Sama henkilö, kaksi tunnusta');
  assert.match((await demo.mailbox.next('pitkanimi@example.com', /StopChange/)).text, /j…@example\.com/);
  const trail = Number(demo.value(`SELECT COUNT(*) FROM audit_event WHERE account_id = ${id}`));
  await changesComeDue();
  await until(() => demo.value(`SELECT COUNT(*) FROM account WHERE id = ${id}`) === '0', 'the account to be gone');
  assert.deepEqual(demo.sql(`SELECT a.email, l.status FROM legacy_user l JOIN account a ON a.id = l.account_id WHERE l.portal_user_id = '${portalId}'`), [['jaava@example.com', '1']]);
  assert.equal(demo.value(`SELECT COUNT(*) FROM audit_event WHERE account_id = ${id}`), '0');
  assert.ok(Number(demo.value(`SELECT COUNT(*) FROM audit_event WHERE account_id = ${account('jaava@example.com')}`)) >= trail);
  assert.notEqual(demo.value(`SELECT COUNT(*) FROM audit_event WHERE account_id = ${account('jaava@example.com')} AND detail LIKE '%old user ${portalId}%'`), '0');
  for (const address of ['jaava@example.com', 'pitkanimi@example.com'])
    assert.match((await demo.mailbox.next(address, /yhdistetty/)).text, /Kaksi tunnustasi on yhdistetty/);
  assert.equal(demo.value(`SELECT COUNT(*) FROM audit_event WHERE kind = 34 AND account_id = ${account('jaava@example.com')}`), '1');
});

test('what has become impossible in the meantime is stopped, and nothing is half done', async () => {
  await resident('mahdoton@example.com');
  done('account', 'set-email', 'mahdoton@example.com', '--to', 'varattu@example.com', '--identity', 'document', '--reason', 'Asukas pyysi näin');
  await resident('varattu@example.com');
  await changesComeDue();
  await until(() => demo.value(`SELECT stopped_at IS NOT NULL FROM staff_change WHERE account_id = ${account('mahdoton@example.com')}`) === '1', 'the change to be stopped');
  assert.equal(demo.value(`SELECT COUNT(*) FROM email_change WHERE account_id = ${account('mahdoton@example.com')}`), '0');
  await signIn(demo.browser(), 'mahdoton@example.com', password);
});

test('whoever becomes staff in the meantime keeps the address', async () => {
  await resident('uusi.neuvoja@example.com');
  done('account', 'set-email', 'uusi.neuvoja@example.com', '--to', 'muu@example.com', '--identity', 'document', '--reason', 'Asukas pyysi näin');
  done('staff', 'give', 'uusi.neuvoja@example.com', '--reason', 'Aloitti neuvonnassa');
  await changesComeDue();
  await until(() => demo.value(`SELECT stopped_at IS NOT NULL FROM staff_change WHERE account_id = ${account('uusi.neuvoja@example.com')}`) === '1', 'the change to be stopped');
});

test('staff delete an account as its owner would: closed now, and signing in takes it back', async () => {
  assert.match(words(await act(await adviser(), 'mahdoton@example.com', 'Poista tunnus')), /Tunnus on suljettu/);
  await demo.mailbox.next('mahdoton@example.com', /poistoa pyydettiin/);
  await signIn(demo.browser(), 'mahdoton@example.com', password);
  assert.equal(demo.value("SELECT state FROM account WHERE email = 'mahdoton@example.com'"), '1');
});

test('members see what they have done themselves, and what others did is not there', async () => {
  const page = await (await adviser('toinen.neuvoja@example.com')).get(`${desk}/Acts`);
  assert.equal(headingOf(page.body), 'Omat toimesi');
  assert.match(words(page), /Haku/);
  assert.doesNotMatch(words(page), /lukittava@example\.com/);
});

test('why a mail did not leave is said in the language of the page', async () => {
  await resident('odottava@example.com');
  await demo.mailsDone();
  demo.sql(`UPDATE mail_outbox SET state = 4, reply = 'the same mail left just before' WHERE account_id = ${account('odottava@example.com')} OR recipient_key = 'odottava@example.com'`);
  const page = words(await open(await adviser(), 'odottava@example.com'));
  assert.match(page, /Sama viesti oli lähetetty juuri ennen\./);
  assert.doesNotMatch(page, /just before/);
});

test('how the person was known is one of a list, in plain words', () => {
  const { status, stderr } = admin('account', 'set-email', 'haettava@example.com', '--to', 'vapaa@example.com', '--identity', 'phone', '--reason', 'Asukas pyysi');
  assert.equal(status, 2);
  assert.match(stderr, /is document, strong or in-person, and not "phone"/);
});

test('account show tells why somebody cannot get in, and records the looking', () => {
  const text = done('account', 'show', demo.accounts.no_password);
  assert.match(text, /has set no password yet/);
  const shown = JSON.parse(done('account', 'show', sanna, '--json'));
  assert.equal(shown.email, sanna);
  assert.ok(!JSON.stringify(shown).includes('$argon2'));
  assert.equal(demo.value(`SELECT COUNT(*) FROM audit_event WHERE kind = 31 AND actor = 'yllapito' AND account_id = ${account(sanna)}`), '1');
  const shared = admin('account', 'show', 'pariskunta@example.com');
  assert.equal(admin('account', 'show', 'ei.ketaan@example.com').status, 1);
  assert.equal(shared.status, 1);
  assert.match(shared.stdout, /No single account[\s\S]*Matti Pariskunta {2}old user mpariskunta \(shared_address\)/);
});

test('from another network than those of the settings, no page of the help desk opens', async () => {
  const settings = readFileSync(demo.facts.config, 'utf8');
  const browser = await adviser();
  const form = await browser.get(desk);
  writeFileSync(demo.facts.config, settings.replace(/^networks = .*$/m, 'networks = ["10.20.0.0/16"]'));
  const before = demo.events('pool_reloaded').length;
  process.kill(demo.facts.pids.supervisor, 'SIGHUP');
  await until(() => demo.events('pool_reloaded').length > before, 'the reload');
  await until(async () => (await browser.get(desk)).status === 403, 'the workers with the new settings');
  assert.match(words(await browser.get(desk)), /vain kaupungin omassa verkossa/);
  for (const page of [`${desk}/Account`, `${desk}/Act`, `${desk}/Acts`]) assert.equal((await browser.get(page)).status, 403, page);
  assert.equal((await submitOnly(browser, form, { who: sanna })).status, 403);
  assert.equal((await (await signedIn(demo, sanna, password)).get(desk)).status, 404, 'whoever is no member learns nothing');
});
