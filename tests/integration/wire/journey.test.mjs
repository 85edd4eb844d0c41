// The residents' journey of the printed guide, step by step over HTTP; then registration and the settings.
import assert from 'node:assert/strict';
import test, { after } from 'node:test';

import { startDemo } from '../../support/demo.mjs';
import { formWith, headingOf, linkNamed, masked, textOf } from '../../support/page.mjs';
import {
  forget, isSignedIn, openLink, sessionOf, setPassword, signIn, submit, submitOnly, typePassword, typeUserName,
} from '../../support/visitor.mjs';

const demo = await startDemo();
after(() => demo.stop());

const erkki = demo.accounts.no_password;
const password = 'kivijalka tuulimylly sammakko';
const newPassword = 'villasukka ukkonen kaarna pronssi';
const browser = demo.browser();
let mail;
let page;

const says = (answer, ...sentences) =>
  sentences.forEach((each) => assert.ok(textOf(answer.body).includes(each), `"${each}" is not in: ${textOf(answer.body)}`));
const saysNot = (answer, sentence) => assert.ok(!textOf(answer.body).includes(sentence), `"${sentence}" is on the page`);

const intro = 'Kirjautumisjärjestelmä on muuttunut edellisen kirjautumisesi jälkeen. Käyttäjätunnuksena toimii jatkossa sähköpostiosoitteesi.';
const register = 'Luo uusi käyttäjätunnus jos sinulla ei vielä ole omaa käyttäjätunnusta.';
const notice = 'Sähköpostiisi on lähetetty linkki, jonka avulla voit asettaa salasanan. Kun olet asettanut salasanan, pääset kirjautumaan sillä palveluun.';

test('step 1: the button of the e-service leads to the login page', async () => {
  const start = await browser.get('/');
  page = await browser.get(linkNamed(start.body, 'Kirjaudu sisään'));
  assert.equal(page.status, 200);
});

test('step 2: the login page asks for the user name, in the words of the guide', () => {
  assert.equal(headingOf(page.body), 'Kirjautuminen');
  says(page, intro, register, 'Käyttäjätunnus', 'Jatka');
  assert.match(linkNamed(page.body, 'Luo uusi käyttäjätunnus'), /^\/Account\/Register/);
});

test('step 3: an account without a password reads on the same page that a link was sent', async () => {
  page = await submit(browser, await browser.get('/Account/Login?ReturnUrl=%2FHakemus%3Fid%3D7'), { user_name: erkki });
  assert.equal(page.status, 200);
  assert.equal(headingOf(page.body), 'Kirjautuminen');
  says(page, notice, intro, register);
  assert.equal(formWith(page.body, 'user_name').fields.user_name, erkki);
});

test('step 4: the mail has the lines of the guide in their order, unchanged', async () => {
  mail = await demo.mailbox.next(erkki);
  const link = mail.linkTo('RecoverPassword');
  assert.match(link, new RegExp(`^${demo.url}/Account/RecoverPassword\\?token=[a-z2-7]{52}$`));
  const lines = ['Alla olevalla linkillä pääset vaihtamaan unohtuneen salasanasi Asiointipalvelussa.', '',
    `Käyttäjätunnus: ${erkki}`, '', `<${link}>`, '', 'Tämä on palvelun automaattisesti lähettämä viesti. Älä vastaa tähän viestiin.',
    'Ongelmatilanteissa ota yhteys kuntaan.', '', 'Ystävällisin terveisin,', 'Asiointipalvelu'];
  const further = mail.lines.findIndex((line, i) => i > 5 && line === '') + 1;
  assert.deepEqual([...mail.lines.slice(0, 6), ...mail.lines.slice(further, further + 5)], lines);
});

test('step 5: the link leads to the page for a new password, at an address without the token (R-076)', async () => {
  const first = await browser.get(mail.linkTo('RecoverPassword'));
  assert.deepEqual([first.status, first.location], [303, '/Account/RecoverPassword']);
  page = await browser.follow(first);
  assert.match(textOf(page.body), /Takaisin > Vaihda salasana/);
  says(page, 'Voit vaihtaa salasanan syöttämällä uuden salasanan alla oleviin kenttiin. Salasanan vaihdon jälkeen voit kirjautua palveluun uudella salasanalla.',
    'Uusi salasana *', 'Vahvista uusi salasana *', 'Vaihda salasana', erkki);
});

test('step 6: the password is set, and nobody is signed in by it (R-078)', async () => {
  const answer = await setPassword(browser, page, password);
  assert.equal(answer.status, 303);
  page = await browser.follow(answer);
  says(page, 'Takaisin > Vaihda salasana', 'Salasanan vaihto onnistui, voit nyt kirjautua palveluun uudella salasanalla.');
  assert.equal(sessionOf(browser), undefined);
});

test('step 7: the second page asks for the password, and no link is sent this time (R-038)', async () => {
  page = await browser.get(linkNamed(page.body, 'Siirry kirjautumaan'));
  page = await submit(browser, page, { user_name: erkki });
  says(page, intro, register, 'Salasana', 'Muista kirjautumiseni tässä tietokoneessa', 'Unohtuiko käyttäjätunnus tai salasana?', 'Kirjaudu sisään');
  saysNot(page, notice);
  assert.equal(formWith(page.body, 'password').fields.user_name, erkki);
  await demo.mailsDone();
  assert.deepEqual(demo.mailbox.waiting(erkki).filter((mail) => mail.text.includes('token=')), []);
  const change = await browser.get(linkNamed(page.body, 'Vaihda käyttäjätunnusta'));
  assert.equal(formWith(change.body, 'user_name').fields.user_name, erkki);
});

test('step 8: the resident is signed in where they began, and sees name, user name and menu', async () => {
  const answer = await typePassword(browser, page, password);
  assert.deepEqual([answer.status, answer.location], [303, '/Hakemus?id=7']);
  const start = await browser.get('/');
  says(start, `Erkki Esimerkki (${erkki})`, '▼');
  assert.match(linkNamed(start.body, `Erkki Esimerkki (${erkki})`), /^\/Account\/Settings/);
  assert.ok(await isSignedIn(browser));
});

test('step 9: the service does not ask for a new password again', async () => {
  for (const each of [1, 2]) {
    const other = demo.browser();
    const second = await typeUserName(other, erkki);
    saysNot(second, notice);
    assert.equal((await typePassword(other, second, password)).status, 303, `time ${each}`);
  }
  await demo.mailsDone();
  assert.deepEqual(demo.mailbox.waiting(erkki).filter((mail) => mail.text.includes('token=')), []);
});

test('remembering keeps the sign-in for 30 days, not remembering until the browser is closed (R-099)', async () => {
  const ageOf = (answer) => /__Host-asiointi=[^;]+.*?(?:Max-Age=(\d+))?$/.exec(answer.setCookies[0])[1];
  assert.equal(ageOf(await signIn(demo.browser(), erkki, password)), undefined);
  assert.equal(ageOf(await signIn(demo.browser(), erkki, password, { remember: true })), String(30 * 24 * 3600));
});

test('an old user name gets the mail at the address on file, which explains the new user name', async () => {
  says(await forget(demo.browser(), 'EEsimerkki'), 'Jos palvelussa on tämä käyttäjätunnus');
  const explained = await demo.mailbox.next(erkki, /RecoverPassword/);
  assert.match(explained.text, /EEsimerkki/);
  const link = await openLink(demo.browser(), explained.linkTo('RecoverPassword'));
  assert.equal(link.status, 200);
});

test('whoever forgot the password gets a link, and the owner is told of the change (R-080)', async () => {
  const other = demo.browser();
  await forget(other, erkki);
  const link = (await demo.mailbox.next(erkki, /RecoverPassword/)).linkTo('RecoverPassword');
  assert.equal((await setPassword(other, await openLink(other, link), newPassword)).status, 303);
  const told = await demo.mailbox.next(erkki, /^Salasanasi on vaihdettu/);
  assert.match(told.text, /lupaneuvonta/);
  assert.ok(!told.source.includes('token=') && !told.text.includes(newPassword));
  assert.equal(await isSignedIn(browser), false);
});

const newcomer = 'uusi.asukas@example.com';
const sentPage = async (address) => {
  const other = demo.browser();
  return submit(other, await other.get('/Account/Register'), { email: address });
};

test('a new resident registers with a mailed link, a name and a password', async () => {
  const other = demo.browser();
  const sent = await submit(other, await other.get('/Account/Register?ReturnUrl=%2FVenepaikat'), { email: newcomer });
  says(sent, 'Lähetimme viestin osoitteeseen');
  page = await openLink(other, (await demo.mailbox.next(newcomer)).linkTo('Confirm'));
  const bad = await submitOnly(other, page, { family_name: '', new_password: 'lyhyt', confirm_password: 'lyhyt' });
  assert.equal(bad.status, 422);
  says(bad, 'Kirjoita sukunimesi tai yrityksen nimi.', 'Salasana on liian lyhyt');
  const names = { given_name: 'Åsa "Ö"', family_name: "O'Uusi <b>", new_password: password, confirm_password: password };
  const done = await submit(other, bad, names);
  says(done, 'Käyttäjätunnuksesi on valmis. Voit nyt kirjautua palveluun.');
  assert.match(linkNamed(done.body, 'Siirry kirjautumaan'), /ReturnUrl=%2FVenepaikat/);
  await signIn(other, newcomer, password);
  says(await other.get('/Account/Settings'), `Åsa "Ö" O'Uusi <b> (${newcomer})`);
});

test('registering an address that has an account shows the same page, and mails that it has one (R-066, R-169)', async () => {
  const unknown = await sentPage('toinen.uusi@example.com');
  const known = await sentPage(newcomer);
  assert.deepEqual([known.status, masked(known.body, newcomer)], [200, masked(unknown.body, 'toinen.uusi@example.com')]);
  assert.match((await demo.mailbox.next(newcomer)).subject, /Sinulla on jo käyttäjätunnus/);
  assert.match((await demo.mailbox.next('toinen.uusi@example.com')).subject, /Vahvista sähköpostiosoitteesi/);
});

test('an address is no account before it is confirmed, and parallel confirmations make one (R-170, R-171)', async () => {
  const address = 'rinnakkain@example.com';
  const accounts = () => demo.value(`SELECT COUNT(*) FROM account WHERE email_key = '${address}'`);
  const pages = [];
  for (const each of [1, 2]) {
    const other = demo.browser();
    await submit(other, await other.get('/Account/Register'), { email: address });
    pages.push([other, await openLink(other, (await demo.mailbox.next(address)).linkTo('Confirm'))]);
    assert.equal(accounts(), '0', `mail ${each}`);
  }
  await assert.rejects(signIn(demo.browser(), address, password), /gave 422/);
  const post = async (other, form) => {
    for (;;) {
      const answer = await submitOnly(other, form, { family_name: 'Uusi', new_password: password, confirm_password: password });
      if (answer.status !== 503) return answer.status;
    }
  };
  const tries = Array.from({ length: 20 }, (_, i) => post(Object.assign(demo.browser(), { cookies: new Map(pages[i % 2][0].cookies) }), pages[i % 2][1]));
  const statuses = await Promise.all(tries);
  assert.deepEqual([statuses.filter((status) => status === 303).length, accounts()], [1, '1'], statuses.join(' '));
  await signIn(demo.browser(), address, password);
});
