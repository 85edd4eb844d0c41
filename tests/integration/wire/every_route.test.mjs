// The whole route table, walked: who may open each page, which forms take what, and that nobody reaches what is another's.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test, { after } from 'node:test';

import { send } from '../../support/client.mjs';
import { startDemo } from '../../support/demo.mjs';
import { formsOf, formWith } from '../../support/page.mjs';
import { routes } from '../../support/routes.mjs';
import { isSignedIn, register, sessionOf, signedIn, signIn, submit, typeUserName } from '../../support/visitor.mjs';

const demo = await startDemo();
after(() => demo.stop());

const password = demo.password;
const mine = { address: 'oma@example.com', given: 'Omaeläjä', family: 'Omanlainen' };
const theirs = { address: 'vieras@example.com', given: 'Vieraileva', family: 'Vierashenkilö', oldName: 'vierastunnus', portalId: 'vieras-portaali-1' };
for (const each of [mine, theirs]) await register(demo, each.address, password, each);

const idOf = (address) => demo.value(`SELECT id FROM account WHERE email_key = '${address}'`);
const browserOf = (person) => signedIn(demo, person.address, password);
const needsSession = routes.filter(({ guard }) => guard === 'signed_in' || guard === 'password_just_given');

/// Everything in the database that is this account's, but when it was last seen.
const columnOf = { account: 'id', device: 'account_id', legacy_user: 'account_id', email_change: 'account_id', link_token: 'account_id', staff_request: 'account_id', staff_member: 'account_id', staff_change: 'account_id', invitation: 'account_id' };
const belongings = (id) => demo.sql(Object.entries(columnOf).map(([table, column]) => `SELECT '${table}', t.* FROM ${table} t WHERE ${column} = ${id};`).join('\n')
  + `SELECT 'session', HEX(id), expires_at, ended_at, remembered FROM session WHERE account_id = ${id}`).map((row) => row.join('\t')).sort();

const there = await browserOf(theirs);
const here = await browserOf(mine);
const theirId = idOf(theirs.address);
demo.sql(`INSERT INTO legacy_user (portal_user_id, old_name, old_name_key, email, email_key, status, account_id, linked_at, imported_at)
  VALUES ('${theirs.portalId}', '${theirs.oldName}', '${theirs.oldName}', '${theirs.address}', '${theirs.address}', 1, ${theirId}, NOW(), NOW())`);
await submit(there, await there.get('/Account/Settings/Email'), { new_email: 'vieraan.uusi@example.com', current_password: password });
await demo.mailbox.next('vieraan.uusi@example.com');
await submit(there, await there.get('/Account/Settings/OldUser/Staff'), { old_name: 'vieraantoive', message: 'Vieraantoive' });
const theirPublicId = demo.value(`SELECT public_id FROM account WHERE id = ${theirId}`);

/// What a page would say if it showed somebody else's data.
const traces = [theirs.given, theirs.family, theirs.oldName, theirs.portalId, 'vieraan.uusi@example.com', 'vieraantoive'];
const showsNothingOfThem = (answer, what, typed = []) =>
  traces.filter((trace) => !typed.includes(trace)).forEach((trace) => assert.ok(!answer.body.includes(trace), `${what} shows ${trace}`));

/// Names under which a program might take somebody's id, each with what names the stranger.
const idNames = ['id', 'account', 'account_id', 'accountId', 'public_id', 'user', 'user_id', 'user_name', 'userName', 'email', 'who', 'owner', 'person', 'session', 'session_id', 'device', 'portal_user_id', 'name'];
const named = (value) => Object.fromEntries(idNames.map((name) => [name, value]));

test('the table of routes is read whole', () => {
  assert.equal(routes.length, readFileSync(new URL('../../../fcgi-app/app/routes.cpp', import.meta.url), 'utf8').match(/^ {4}\{"\/.*(anyone|signed_in|password_just_given|staff),/gm).length);
  assert.ok(routes.length > 40 && needsSession.length > 12);
});

test('a page for signed-in people leads nobody else past the login page: no cookie, a visitor\'s, an ended session\'s (R-178)', async () => {
  const visitor = demo.browser();
  await visitor.get('/Account/Login');
  const gone = await browserOf(mine);
  const ended = demo.browser({ headers: [['Cookie', `__Host-asiointi=${sessionOf(gone)}`]] });
  await submit(gone, await gone.get('/Account/Logout'), { form_token: formWith((await gone.get('/Account/Logout')).body).fields.form_token });
  for (const { path } of routes.filter(({ guard }) => guard !== 'anyone'))
    for (const browser of [demo.browser(), visitor, ended]) {
      const answer = await browser.get(path);
      assert.equal(answer.status, 303, path);
      assert.match(answer.location, /^\/Account\/Login\?/, path);
    }
});

test('who was signed in by "remember me" alone is asked for the password where it matters, and the help desk is not there for residents (R-101, R-178)', async () => {
  const browser = demo.browser();
  await signIn(browser, mine.address, password, { remember: true });
  demo.sql(`UPDATE session SET password_given_at = UTC_TIMESTAMP() - INTERVAL 1 DAY WHERE remembered = 1`);
  for (const { path, guard } of routes.filter((route) => route.guard !== 'anyone' && route.path !== '/Account/HandOver' && route.path !== '/Account/ConfirmPassword')) {
    const answer = await browser.get(path);
    const expected = { signed_in: [200, undefined], password_just_given: [303, '/Account/ConfirmPassword'], staff: [404, undefined] }[guard];
    assert.deepEqual([answer.status, answer.location?.split('?')[0]], expected, path);
  }
});

test('no page shows another person\'s data, whatever id the address names (R-174)', async () => {
  const before = belongings(theirId);
  for (const { path } of needsSession)
    for (const value of [theirId, theirPublicId, theirs.address])
      showsNothingOfThem(await here.get(`${path}?${new URLSearchParams(named(value))}`), `${path} with ${value}`);
  showsNothingOfThem(await here.get('/Account/Settings/Activity'), 'the trail');
  assert.deepEqual(belongings(theirId), before);
});

const good = {
  given_name: mine.given, family_name: mine.family, language: 'sv', new_email: 'oma.uusi@example.com', current_password: password,
  new_password: 'villasukka ukkonen kaarna', confirm_password: 'villasukka ukkonen kaarna', old_name: theirs.oldName, message: 'Tunnus on minun.',
};
const filledIn = ({ fields }) => Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value || good[name] || '']));

/// The same form as the stranger has it.
async function theirForm(path, form) {
  const name = Object.keys(form.fields).find((each) => !['form_token', 'form_owner'].includes(each)) ?? 'form_token';
  const page = await there.get(path);
  return page.status === 200 ? formsOf(page.body).find((each) => each.action === form.action && name in each.fields) : undefined;
}

for (const { path } of needsSession.filter(({ takesPosts }) => takesPosts))
  test(`a form of ${path} changes nothing of another account, whatever ids and sealed values of theirs it brings (R-174)`, async () => {
    let browser = await restored();
    if (path === '/Account/ConfirmPassword') demo.sql(`UPDATE session SET password_given_at = UTC_TIMESTAMP() - INTERVAL 1 HOUR WHERE account_id = ${idOf(mine.address)}`);
    const forms = formsOf((await browser.get(path)).body).filter(({ action }) => action.split('?')[0] === path);
    assert.ok(forms.length > 0, 'there is a form to try');
    await demo.mailsDone();
    const before = belongings(theirId);
    const tries = [];
    for (const form of forms) {
      const own = filledIn(form);
      for (const value of [theirId, theirPublicId]) tries.push([`${form.action}?${new URLSearchParams(named(value))}`, { ...named(value), ...own }]);
      const stranger = await theirForm(path, form);
      for (const [name, value] of Object.entries(stranger?.fields ?? {})) if (value && value !== own[name] && !(name in good)) tries.push([form.action, { ...own, [name]: value }]);
      for (const [name, value] of Object.entries({ ...form.buttons, ...stranger?.buttons })) tries.push([form.action, { ...own, [name]: value }]);
    }
    for (const [action, fields] of tries) {
      showsNothingOfThem(await browser.follow(browser.post(action, fields)), path, Object.values(fields));
      assert.deepEqual(belongings(theirId), before);
      demo.sql('DELETE FROM throttle; UPDATE session SET ended_at = NULL WHERE ended_at IS NOT NULL');
      if (!(await isSignedIn(browser))) browser = await restored();
    }
    assert.ok(await isSignedIn(there), 'the stranger is still signed in');
  });

/// A session for whoever has just changed password or address, or closed the account, by a good form of their own.
async function restored() {
  const hash = demo.value(`SELECT password_hash FROM account WHERE id = ${theirId}`);
  demo.sql(`UPDATE account SET password_hash = '${hash}', state = 1, erase_at = NULL WHERE email_key = '${mine.address}'`);
  return browserOf(mine);
}

test('the second step of deleting, sealed for one person, deletes nobody when another sends it (R-174, R-175)', async () => {
  const browser = await restored();
  const [own, strangers] = await Promise.all([browser, there].map(async (each) => submit(each, await each.get('/Account/Settings/Delete'), { current_password: password })));
  const { fields } = formWith(own.body, 'step');
  const answer = await browser.post('/Account/Settings/Delete', { ...fields, step: formWith(strangers.body, 'step').fields.step });
  assert.notEqual(answer.location, '/Account/Closed');
  assert.deepEqual(demo.sql(`SELECT state FROM account WHERE email_key IN ('${mine.address}', '${theirs.address}')`), [['1'], ['1']]);
  assert.deepEqual([await isSignedIn(browser), await isSignedIn(there)], [true, true]);
});

test('every form of the service refuses a token that is missing, wrong or another visitor\'s (R-113)', async () => {
  const browser = await restored();
  const foreign = formWith((await typeUserName(demo.browser(), mine.address)).body, 'form_token').fields.form_token;
  await demo.mailsDone();
  const all = () => demo.sql('CHECKSUM TABLE account, link_token, mail_outbox, device, email_change, staff_request');
  const before = all();
  const strangerBrowser = demo.browser();
  await strangerBrowser.get('/Account/Login');
  for (const { path, guard } of routes.filter(({ takesPosts }) => takesPosts))
    for (const token of [{}, { form_token: '' }, { form_token: 'x'.repeat(43) }, { form_token: foreign }]) {
      const [signed, anonymous] = [await browser.post(path, { ...good, ...token }), await strangerBrowser.post(path, { ...good, ...token })];
      // Who is signed in is led on from the login page, whatever the form; who is not is led to it, or need not sign out.
      assert.ok([403, 400, ...(path === '/Account/Login' ? [303] : []), ...(guard === 'staff' ? [404] : [])].includes(signed.status), `${path} ${signed.status}`);
      assert.ok([403, 400].includes(anonymous.status) || path === '/Account/Logout' || (guard !== 'anyone' && anonymous.status === 303 && anonymous.location.startsWith('/Account/Login')), `${path} ${anonymous.status}`);
    }
  assert.deepEqual(all(), before);
});

test('a page that takes no posts refuses one, and no page answers to TRACE or to a method that nobody knows (R-119)', async () => {
  for (const { path } of routes.filter((route) => !route.takesPosts && route.path.startsWith('/Account'))) {
    const answer = await here.post(path, { a: '1' });
    assert.deepEqual([answer.status, answer.header('allow')], [405, 'GET, HEAD'], path);
  }
  for (const method of ['TRACE', 'TRACK', 'DEBUG', 'PROPFIND'])
    for (const path of ['/Account/Login', '/Account/Settings', '/']) {
      const answer = await send(demo.url, { method, path, headers: [['X-Canary', 'kanaria']] });
      assert.ok([400, 405, 501].includes(answer.status), `${method} ${path} ${answer.status}`);
      assert.ok(!answer.body.includes('kanaria'));
    }
});
