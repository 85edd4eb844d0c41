// The same answer for everyone: nobody learns from a page whether an account exists, or what state it is in. The
// migration is over here: login.first_step is "uniform".
import assert from 'node:assert/strict';
import test, { after } from 'node:test';

import { startDemo } from '../../support/demo.mjs';
import { headingOf, masked, textOf } from '../../support/page.mjs';
import { openLink, setPassword, signIn, submitOnly, typeUserName } from '../../support/visitor.mjs';

const demo = await startDemo({ settings: { 'login.first_step': 'uniform' } });
after(() => demo.stop());

// Addresses of one length, so that even Content-Length must agree.
const addressOf = (state) => `tila.${state}@example.com`;
const states = ['outo', 'oma1', 'eilk', 'luki', 'suls'];
const [unknown, withPassword, withoutPassword, locked, closed] = states.map(addressOf);
const ids = demo.sql('SELECT id FROM account WHERE password_hash IS NULL ORDER BY id LIMIT 4').map(([id]) => id);
[withPassword, withoutPassword, locked, closed].forEach((address, i) =>
  demo.sql(`UPDATE account SET email = '${address}', email_key = '${address}', locale = NULL WHERE id = ${ids[i]}`));
demo.lendPassword(withPassword, locked, closed);
demo.sql(`UPDATE account SET state = 2 WHERE id = ${ids[2]}; UPDATE account SET state = 3 WHERE id = ${ids[3]}`);
const everyone = [unknown, withPassword, withoutPassword, locked, closed];

/// All of an answer that may not differ between two people: status, headers in their order, body.
function shape(answer, address) {
  const headers = answer.headers.filter(([name]) => name !== 'date').map(([name, value]) => {
    if (name === 'set-cookie') return [name, value.replace(/=[^;]*/, (each) => `=${each.length}`)];
    if (name === 'location') return [name, value.replace(/s=.*/, (each) => `s=${each.length}`)];
    return [name, name === 'retry-after' ? 'N' : value];
  });
  return JSON.stringify([answer.status, headers, masked(answer.body, address).replace(/klo \d+\.\d+|\d+[.:]\d\d/g, 'klo')], null, 1);
}

/// What `act` gives is the same for each of the addresses, step by step.
async function isSameForAll(act, addresses = everyone) {
  let expected;
  for (const address of addresses) {
    const answers = await act(address);
    const seen = answers.map((answer) => shape(answer, address));
    expected ??= seen;
    assert.deepEqual(seen, expected, address);
  }
}

async function postAndPage(browser, path, values) {
  const answer = await submitOnly(browser, await browser.get(path), values);
  return [answer, await browser.follow(answer)];
}

test('the first step answers alike for every address, with the page for the password (R-035)', async () => {
  await isSameForAll(async (address) => {
    const answers = await postAndPage(demo.browser(), '/Account/Login', { user_name: address });
    assert.equal(answers[0].status, 303);
    assert.match(answers[1].body, /name="password"/);
    return answers;
  });
});

test('behind the uniform first step the mail decides: only who has no password gets a link', async () => {
  await demo.mailsDone();
  const mail = await demo.mailbox.next(withoutPassword);
  for (const address of everyone) assert.deepEqual(demo.mailbox.waiting(address), [], address);
  const browser = demo.browser();
  assert.equal(headingOf((await openLink(browser, mail.linkTo('RecoverPassword'))).body), 'Vaihda salasana');
});

for (const language of ['fi', 'sv', 'en']) {
  test(`a password that is wrong or missing is answered alike for every address (${language}, R-036)`, async () => {
    await isSameForAll(async (address) => {
      const browser = demo.browser({ language });
      const page = await typeUserName(browser, address);
      const answers = [await submitOnly(browser, page, { password: 'ei tämä ole se' }), await submitOnly(browser, page, { password: '' })];
      assert.deepEqual(answers.map((answer) => answer.status), [422, 422]);
      return answers;
    });
  });
}

test('the right password of a locked account is answered like a wrong one', async () => {
  await isSameForAll(async (address) => {
    const browser = demo.browser();
    const password = address === locked ? demo.password : 'ei tämä ole se';
    return [await submitOnly(browser, await typeUserName(browser, address), { password })];
  });
});

test('after too many attempts the refusal is alike for every address, unknown ones too (R-057)', async () => {
  await isSameForAll(async (address) => {
    const browser = demo.browser();
    const page = await typeUserName(browser, address);
    const answers = [];
    for (let i = 0; i < 4; ++i) answers.push(await submitOnly(browser, page, { password: `ei ${i}` }));
    assert.equal(answers.at(-1).status, 429);
    return answers;
  });
  demo.sql('DELETE FROM throttle');
});

test('"forgot" answers alike for every address, and mails to those who can use it (R-066)', async () => {
  await demo.mailsDone();
  demo.mailbox.catchUp();
  await isSameForAll((address) => postAndPage(demo.browser(), '/Account/Forgot', { user_name: address }));
  await demo.mailsDone();
  const subjects = everyone.map((address) => demo.mailbox.waiting(address).map((mail) => mail.subject.split(':')[0]));
  assert.deepEqual(subjects, [['Tällä osoitteella ei ole käyttäjätunnusta'], ['Aseta salasana'], ['Aseta salasana'], [], ['Aseta salasana']]);
  demo.mailbox.catchUp();
});

test('registration answers alike for every address, and mails what holds for it (R-169)', async () => {
  await isSameForAll((address) => postAndPage(demo.browser(), '/Account/Register', { email: address }));
  await demo.mailsDone();
  const subjects = everyone.map((address) => demo.mailbox.waiting(address).map((mail) => mail.subject.split(':')[0]));
  assert.deepEqual(subjects, [['Vahvista sähköpostiosoitteesi'], ['Sinulla on jo käyttäjätunnus'], ['Sinulla on jo käyttäjätunnus'], [], ['Sinulla on jo käyttäjätunnus']]);
});

test('old user names are answered like unknown ones, and never sign in', async () => {
  const names = ['eesimerkki', 'tuntematon'];
  demo.lendPassword('esimerkki.erkki@example.com');
  await isSameForAll(async (name) => {
    const browser = demo.browser();
    const answers = await postAndPage(browser, '/Account/Login', { user_name: name });
    return [...answers, await submitOnly(browser, answers[1], { password: demo.password })];
  }, names);
});

test('accents are never folded: two spellings are two people, letter case is one (R-042)', async () => {
  demo.lendPassword('taimi@example.fi');
  await signIn(demo.browser(), 'TAIMI@Example.FI', demo.password);
  await assert.rejects(signIn(demo.browser(), 'táimi@example.fi', demo.password), /gave 422/);
});

test('a visitor who sets a first password in uniform mode signs in with it', async () => {
  const address = 'toivo@example.fi';
  await typeUserName(demo.browser(), address);
  const browser = demo.browser();
  const page = await openLink(browser, (await demo.mailbox.next(address)).linkTo('RecoverPassword'));
  assert.equal((await setPassword(browser, page, 'kivijalka tuulimylly sammakko')).status, 303);
  await signIn(browser, address, 'kivijalka tuulimylly sammakko');
  assert.match(textOf((await browser.get('/Account/Settings')).body), new RegExp(address));
});
