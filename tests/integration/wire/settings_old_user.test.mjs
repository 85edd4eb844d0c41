// Adding a forgotten old user name to one's account: by a link to its address on file, or by a request to staff.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import test, { after } from 'node:test';

import { build, root, startDemo } from '../../support/demo.mjs';
import { formWith, headingOf, linksOf, masked, textOf } from '../../support/page.mjs';
import { openLink, signIn, submit, submitOnly, typePassword } from '../../support/visitor.mjs';

const demo = await startDemo();
after(() => demo.stop());

const sanna = demo.accounts.with_password.address;
const oldUser = '/Account/Settings/OldUser';
const confirm = `${oldUser}/Confirm`;
const staff = `${oldUser}/Staff`;
const builder = 'toimisto@rakennus.example.fi'; // a second account with a password of its own
const other = 'pitkanimi@example.com';
demo.lendPassword(builder, other);

const idOf = (address) => demo.value(`SELECT id FROM account WHERE email_key = '${address}'`);
const ownerOf = (name) => demo.value(`SELECT a.email_key FROM legacy_user l LEFT JOIN account a ON a.id = l.account_id WHERE l.old_name = '${name}'`);
const words = (page) => textOf(page.body);
const outcome = () => demo.sql('SELECT state, kind, reply FROM mail_outbox WHERE reason = 13 ORDER BY id DESC LIMIT 1')[0];
const asks = () => Number(demo.value('SELECT COUNT(*) FROM mail_outbox WHERE reason = 13'));

async function signedIn(address = sanna) {
  const browser = demo.browser();
  await signIn(browser, address, demo.password);
  return browser;
}
const ask = async (browser, name) => submit(browser, await browser.get(oldUser), { old_name: name });
const linkFor = async (browser, name, address) => {
  await ask(browser, name);
  return (await demo.mailbox.next(address, /OldUser\/Confirm/)).linkTo('OldUser/Confirm');
};

test('the settings lead to where an old user name is added, and so does the history', async () => {
  const browser = await signedIn();
  for (const page of ['/Account/Settings', '/Account/Settings/History'])
    assert.ok(linksOf((await browser.get(page)).body).some(([to]) => to === oldUser), page);
});

test('an old user name that is empty or too long is asked for again', async () => {
  const browser = await signedIn();
  for (const name of ['', '   ', 'x'.repeat(255)]) {
    const answer = await submitOnly(browser, await browser.get(oldUser), { old_name: name });
    assert.equal(answer.status, 422);
    assert.match(words(answer), /Kirjoita aiempi käyttäjätunnuksesi/);
  }
  assert.equal(asks(), 0);
});

const refused = [
  ['nobody has', 'tuntematon99', /nobody has this name/],
  ['several people have', 'laine', /several people/],
  ['is theirs already', 'ssalasana', /cannot be added/],
  ['leads to an account that somebody uses', 'rakennus', /cannot be added/],
  ['is closed in the portal', 'CLOSED', /cannot be added/],
  ['is of an account that was erased', 'pitka', /cannot be added/],
  ['has no address', 'NOADDRESS', /cannot be added/],
];

test('the page answers alike whatever is true of the name, and no mail leaves unless the name can be added (R-035)', async () => {
  const browser = await signedIn();
  const nameOf = (status) => demo.value(`SELECT old_name FROM legacy_user l WHERE status = ${status} AND old_name <> '' AND (SELECT COUNT(*) FROM legacy_user m WHERE m.old_name_key = l.old_name_key) = 1 LIMIT 1`);
  demo.sql(`UPDATE legacy_user SET status = 8, account_id = NULL WHERE old_name = 'pitka'`);
  const seen = new Set();
  for (const [what, name, why] of refused) {
    const typed = { CLOSED: nameOf(5), NOADDRESS: nameOf(3) }[name] ?? name;
    const page = await ask(browser, typed);
    seen.add(masked(page.body, typed).replaceAll(typed, 'USER'));
    await demo.mailsDone();
    const [state, kind, reply] = outcome();
    assert.deepEqual([state, kind], ['4', ''], what);
    assert.match(reply, why, what);
  }
  const good = await ask(browser, 'snykyine');
  seen.add(masked(good.body, 'snykyine'));
  assert.equal(seen.size, 1);
  assert.match(words(good), /siihen kuuluvaan sähköpostiosoitteeseen on lähetetty vahvistuslinkki/);
  await demo.mailbox.next('kierratetty@example.com');
});

test('whoever reads the address on file and is signed in to the account that asked adds the old user (R-070)', async () => {
  const browser = await signedIn();
  const link = await linkFor(browser, ' KKahdest ', 'kaisa.kahdesti@example.com');
  const page = await openLink(browser, link);
  assert.match(words(page), /Aiempi käyttäjätunnus: kkahdest\. Nykyinen tunnuksesi: sanna\.salasana@example\.com/);
  assert.equal(new URL(page.url).search, '');
  assert.equal(ownerOf('kkahdest'), 'kaisa.kahdesti@example.com', 'looking changes nothing');
  const done = await submit(browser, page, { link: formWith(page.body, 'link').fields.link });
  assert.equal(headingOf(done.body), 'Käyttäjätunnus on liitetty');
  assert.match(words(done), /Aiempi käyttäjätunnus kkahdest on nyt liitetty/);
  assert.equal(ownerOf('kkahdest'), sanna);
  assert.equal(demo.value(`SELECT status = 1 AND linked_at IS NOT NULL FROM legacy_user WHERE old_name = 'kkahdest'`), '1');
  assert.equal(demo.value(`SELECT COUNT(*) FROM audit_event WHERE kind = 10 AND account_id = ${idOf(sanna)} AND detail LIKE '%by mailed link%'`), '1');
  assert.equal(demo.value(`SELECT state FROM account WHERE email_key = 'kaisa.kahdesti@example.com'`), '1', 'its other old user still needs that account');
  assert.match(words(await browser.get('/Account/Settings/Activity')), /Aiempi käyttäjätunnus liitettiin/);
  assert.equal((await openLink(browser, link)).status, 400, 'the link is used up');
});

test('an imported account that has no old user left is closed and due for erasing, and the moved one is safe from it', async () => {
  const browser = await signedIn();
  const page = await openLink(browser, await linkFor(browser, 'kaisa2', 'kaisa.kahdesti@example.com'));
  await submit(browser, page, { link: formWith(page.body, 'link').fields.link });
  assert.equal(ownerOf('kaisa2'), sanna);
  const left = demo.value(`SELECT CONCAT(state, ' ', erase_at <= UTC_TIMESTAMP()) FROM account WHERE email_key = 'kaisa.kahdesti@example.com'`);
  assert.ok(left === '3 1' || left === undefined, left);
  // The portal's users are imported once more: nothing comes undone.
  const admin = path.join(build, 'tools/asiointi-admin/asiointi-admin');
  assert.equal(spawnSync(admin, ['--config', demo.facts.config, 'import', '--apply'], { cwd: root }).status, 0);
  assert.deepEqual([ownerOf('kkahdest'), ownerOf('kaisa2')], [sanna, sanna]);
});

test('the link asks for the sign-in first and then goes on', async () => {
  const browser = await signedIn();
  const link = await linkFor(browser, 'evonesse', 'ebba.von.essen@example.fi');
  const elsewhere = demo.browser();
  const login = await openLink(elsewhere, link);
  assert.match(login.url, /\/Account\/Login\?ReturnUrl=%2FAccount%2FSettings%2FOldUser%2FConfirm$/);
  const answer = await typePassword(elsewhere, await submit(elsewhere, login, { user_name: sanna }), demo.password);
  assert.equal(answer.location, confirm);
  assert.match(words(await elsewhere.follow(answer)), /evonesse/);
});

test('another account than the one that asked is told so, and gets nothing', async () => {
  const asker = await signedIn();
  const link = await linkFor(asker, 'obrien', "o'brien@example.com");
  const { link: proof } = formWith((await openLink(asker, link)).body, 'link').fields;
  const stranger = await signedIn(other);
  const page = await openLink(stranger, link);
  assert.equal(page.status, 403);
  assert.match(words(page), /Olet kirjautunut tunnuksella pitkanimi@example\.com, mutta linkkiä pyydettiin toisella tunnuksella/);
  const forced = await stranger.post(confirm, { form_token: formWith(page.body, 'form_token').fields.form_token, link: proof });
  assert.equal(forced.status, 403);
  assert.equal(ownerOf('obrien'), "o'brien@example.com");
});

test('a link is dead once the old user got an owner with a password, and a form without its token changes nothing', async () => {
  const browser = await signedIn();
  const page = await openLink(browser, await linkFor(browser, 'eexempel', 'eva.exempel@example.fi'));
  const { link } = formWith(page.body, 'link').fields;
  assert.equal((await browser.post(confirm, { link })).status, 403);
  demo.lendPassword('eva.exempel@example.fi');
  const answer = await submitOnly(browser, page, { link });
  assert.equal(answer.status, 400);
  assert.equal(ownerOf('eexempel'), 'eva.exempel@example.fi');
});

test('of two confirmations at once one wins, and the other changes nothing more', async () => {
  const browser = await signedIn();
  const page = await openLink(browser, await linkFor(browser, 'mpariskunta', 'pariskunta@example.com'));
  const { link } = formWith(page.body, 'link').fields;
  const answers = await Promise.all([1, 2].map(() => submitOnly(browser, page, { link })));
  assert.deepEqual(answers.map((each) => each.status).sort(), [303, 400]);
  assert.equal(ownerOf('mpariskunta'), sanna);
  assert.equal(ownerOf('maijap'), 'NULL', 'the other one of the couple still waits');
});

test('at the daily limit of the account the page says that an earlier message still holds (R-060, R-064)', async () => {
  const id = idOf(other);
  demo.sql(`INSERT INTO mail_outbox (reason, typed, typed_digest, account_id, locale, state, next_try_at, created_at, finished_at) SELECT 13, '', REPEAT('x', 32), ${id}, 'fi', 4, UTC_TIMESTAMP(), UTC_TIMESTAMP(), UTC_TIMESTAMP() FROM seq_1_to_100`);
  const before = asks();
  const page = await ask(await signedIn(other), 'eesimerkki');
  assert.match(words(page), /Linkkiä on jo pyydetty monta kertaa/);
  assert.equal(asks(), before);
});

const requests = () => demo.sql(`SELECT subject, message FROM staff_request WHERE account_id = ${idOf(other)} ORDER BY id`);
const admin = (...words) => spawnSync(path.join(build, 'tools/asiointi-admin/asiointi-admin'), ['--config', demo.facts.config, ...words], { encoding: 'utf8', cwd: root });

test('a request to staff is kept as it was written, at most three a day', async () => {
  const browser = await signedIn(other);
  const send = async (values) => submitOnly(browser, await browser.get(staff), values);
  for (const bad of [{ old_name: '', message: 'x' }, { old_name: 'x', message: 'ä'.repeat(1001) }]) assert.equal((await send(bad)).status, 422);
  const longest = `${'ä'.repeat(999)}!`;
  assert.equal((await send({ old_name: ' eesimerkki ', message: longest })).status, 303);
  assert.deepEqual(requests(), [['eesimerkki', longest]]);
  const done = await browser.follow(await send({ old_name: 'toinen', message: '<b>"å"</b>' }));
  assert.equal(headingOf(done.body), 'Pyyntö on lähetetty');
  assert.match(words(done), /Pyyntösi liittää tunnus toinen on lähetetty kaupungille/);
  assert.equal((await send({ old_name: 'kolmas', message: '' })).status, 303);
  const fourth = await send({ old_name: 'neljäs', message: 'hei' });
  assert.equal(fourth.status, 429);
  assert.match(words(fourth), /Olet jo lähettänyt tänään monta pyyntöä/);
  assert.equal(formWith(fourth.body, 'message').fields.message, 'hei', 'nothing typed is lost');
  assert.equal(requests().length, 3);
  assert.equal(demo.value(`SELECT COUNT(*) FROM audit_event WHERE kind = 29 AND account_id = ${idOf(other)}`), '3');
});

test('staff list the requests, and end one with a reason that the resident reads', async () => {
  const listed = JSON.parse(admin('requests', 'list', '--json').stdout);
  assert.deepEqual(listed.map((each) => [each.old_user_name, each.email, each.kind]), [['eesimerkki', other, 'add_old_user'], ['toinen', other, 'add_old_user'], ['kolmas', other, 'add_old_user']]);
  assert.match(admin('requests', 'list').stdout, /old user name: toinen\n {4}message: <b>"å"<\/b>/);
  const id = String(listed[0].id);
  for (const words of [['done', id], ['done', 'x', '--reason', 'x', '--unit', 'y'], []])
    assert.equal(admin('requests', ...words).status, 2, words.join(' '));
  for (const words of [['done', id, '--reason', ' '], ['done', id, '--reason', 'tunnus\nliitetty'], ['done', id, '--reason', 'x'.repeat(501)], ['done', '999999', '--reason', 'Tunnus on liitetty']])
    assert.equal(admin('requests', ...words).status, 1, words.join(' ').slice(0, 60));
  assert.equal(admin('requests', 'done', id, '--reason', 'Tunnus on liitetty', '--unit', 'Lupaneuvonta').status, 0);
  assert.equal(admin('requests', 'done', id, '--reason', 'Tunnus on liitetty', '--unit', 'Lupaneuvonta').status, 1, 'only once');
  assert.equal(JSON.parse(admin('requests', 'list', '--json').stdout).length, 2);
  const page = await (await signedIn(other)).get('/Account/Settings/Activity');
  assert.match(words(page), /Kaupunki käsitteli pyynnön Tekijä kaupungilla: Lupaneuvonta Syy: Tunnus on liitetty/);
});

test('a request to staff may be written in several lines; it is kept in one, and no other field takes any', async () => {
  demo.sql('DELETE FROM staff_request');
  const browser = await signedIn(other);
  const page = await browser.get(staff);
  assert.match(page.body, /<textarea id="message" name="message"/);
  assert.equal((await submitOnly(browser, page, { old_name: 'rivit', message: 'Hei,\r\nhain venepaikkaa.\n\tTerveisin' })).status, 303);
  assert.deepEqual(requests(), [['rivit', 'Hei, hain venepaikkaa.  Terveisin']]);
  assert.equal((await submitOnly(browser, page, { old_name: 'ri\nvit', message: '' })).status, 400);
});

/// Where somebody ends who sends this form when the session has just ended, and signs in again.
async function afterSigningInAgain(browser, address, page, values) {
  demo.sql(`UPDATE session SET expires_at = UTC_TIMESTAMP() WHERE account_id = ${idOf(address)}`);
  const login = await submit(browser, page, values);
  const answer = await typePassword(browser, await submit(browser, login, { user_name: address }), demo.password);
  return browser.follow(Promise.resolve(answer));
}

test('a request to staff of full length, or an old user name, is there again when the session ended before it was sent', async () => {
  const before = [requests().length, asks()];
  for (const [there, values] of [[staff, { old_name: 'vanha "Öö"', message: `${'ä'.repeat(999)}&` }], [oldUser, { old_name: 'vanha <b>' }]]) {
    const browser = await signedIn(other);
    const back = await afterSigningInAgain(browser, other, await browser.get(there), values);
    assert.match(words(back), /Kirjoittamasi tiedot ovat yhä tässä/, there);
    const { fields } = formWith(back.body, 'old_name');
    for (const [name, value] of Object.entries(values)) assert.equal(fields[name], value, `${there} ${name}`);
  }
  assert.deepEqual([requests().length, asks()], before, 'nothing was sent by itself');
});

test('the forms are for signed-in people alone (R-045)', async () => {
  for (const there of [oldUser, staff]) assert.equal((await demo.browser().get(there)).location, `/Account/Login?ReturnUrl=${encodeURIComponent(there)}`);
  const without = await demo.browser().get(confirm);
  assert.equal(without.status, 400);
  assert.match(words(without), /Avaa linkki uudelleen sähköpostiviestistä/);
});
