// What a browser holds back (required, maxlength, type) is sent all the same: the server refuses it by itself, says what is
// wrong at the field, and changes nothing. The rules are those of docs/validation.md.
import assert from 'node:assert/strict';
import test, { after } from 'node:test';

import { startDemo } from '../../support/demo.mjs';
import { formWith, textOf } from '../../support/page.mjs';
import { forget, openLink, register, signedIn, submitOnly, typeUserName } from '../../support/visitor.mjs';

const demo = await startDemo();
after(() => demo.stop());

const address = 'kokeilija@example.com';
const password = demo.password;
await register(demo, address, password);
const browser = await signedIn(demo, address, password);
const stranger = demo.browser();
const long = (length) => 'x'.repeat(length);
const letters = 'ä'.repeat(128); // 128 code points, 256 bytes

/// Pages behind links, each opened once.
async function linked(target, ask, pattern) {
  const visitor = demo.browser();
  await ask(visitor);
  const page = await openLink(visitor, (await demo.mailbox.next(target, pattern)).linkTo(/Register/.test(pattern) ? 'Confirm' : 'RecoverPassword'));
  return async () => [visitor, page];
}
const at = (visitor, path) => async () => [visitor, await visitor.get(path)];
const newcomer = 'uusi.kokeilija@example.com';
const registration = await linked(newcomer, async (visitor) => submitOnly(visitor, await visitor.get('/Account/Register'), { email: newcomer }), /Register/);
const recovery = await linked(demo.accounts.no_password, (visitor) => forget(visitor, demo.accounts.no_password), /RecoverPassword/);
const passwordPage = async () => [stranger, await typeUserName(stranger, address)];

test('a wrong password keeps the wish to stay signed in', async () => {
  const visitor = demo.browser();
  const isTicked = (page) => /<input[^>]*id="remember"[^>]* checked/.test(page.body);
  const first = await typeUserName(visitor, address);
  assert.equal(isTicked(first), false);
  assert.equal(isTicked(await submitOnly(visitor, first, { password: 'aivan muu salasana', remember: '1' })), true);
  assert.equal(isTicked(await submitOnly(visitor, first, { password: 'aivan muu salasana' })), false);
});

const notAnAddress = ['', ' ', 'a', 'a@b', '@example.com', 'a@', 'a b@example.com', 'a@example.com, b@example.com', '"a"@example.com', 'a@[127.0.0.1]', 'a@example..com', 'ä@example.com', `${long(65)}@example.com`, `a@${'x.'.repeat(126)}fi`];
const notAPassword = ['', ' ', 'lyhyt', long(14), long(257), long(40), 'password1234567', 'kokkolakokkola'];
const asPasswords = (...more) => [...notAPassword, ...more.map((each) => each.repeat(2))].map((each) => [each, each]);
const good = { given_name: 'Kaisa', family_name: 'Kokeilija', new_password: 'villasukka ukkonen kaarna', confirm_password: 'villasukka ukkonen kaarna' };

/// [where, page, field, refused values, values of the other fields]
const cases = [
  ['signing in', at(stranger, '/Account/Login'), 'user_name', ['', '   ', long(255), letters]],
  ['forgot', at(stranger, '/Account/Forgot'), 'user_name', ['', '   ', long(255), letters]],
  ['registering', at(stranger, '/Account/Register'), 'email', notAnAddress],
  ['the second step', passwordPage, 'password', ['']],
  ['the registration', registration, 'family_name', ['', '  ', long(101), 'ä'.repeat(101)], good],
  ['the registration', registration, 'given_name', [long(101)], good],
  ['the registration', registration, 'new_password', asPasswords(newcomer, good.family_name), good],
  ['the registration', registration, 'confirm_password', ['', 'villasukka ukkonen', `${good.new_password} `], good],
  ['the mailed link', recovery, 'new_password', asPasswords(demo.accounts.no_password), good],
  ['the mailed link', recovery, 'confirm_password', ['', 'villasukka ukkonen'], good],
  ['the name', at(browser, '/Account/Settings/Name'), 'family_name', ['', long(101)]],
  ['the name', at(browser, '/Account/Settings/Name'), 'given_name', [long(101)], { family_name: 'Kokeilija' }],
  ['the language', at(browser, '/Account/Settings/Language'), 'language', ['', 'de', 'FI', 'fi-FI', 'fifi']],
  ['the address', at(browser, '/Account/Settings/Email'), 'new_email', [...notAnAddress, address], { current_password: password }],
  ['the address', at(browser, '/Account/Settings/Email'), 'current_password', [''], { new_email: 'toinen@example.com' }],
  ['the password', at(browser, '/Account/Settings/Password'), 'current_password', [''], good],
  ['the password', at(browser, '/Account/Settings/Password'), 'new_password', asPasswords(address), { ...good, current_password: password }],
  ['the password', at(browser, '/Account/Settings/Password'), 'confirm_password', ['', 'villasukka ukkonen'], { ...good, current_password: password }],
  ['deleting', at(browser, '/Account/Settings/Delete'), 'current_password', ['']],
  ['the old user name', at(browser, '/Account/Settings/OldUser'), 'old_name', ['', ' ', long(255), letters]],
  ['the request to staff', at(browser, '/Account/Settings/OldUser/Staff'), 'old_name', ['', long(255)], { message: 'Se on minun.' }],
  ['the request to staff', at(browser, '/Account/Settings/OldUser/Staff'), 'message', [long(1001)], { old_name: 'vanha' }],
];

/// What a database or a page could take for an instruction, were it not text.
const metacharacters = ["' OR '1'='1", "'; DROP TABLE account; -- ", "\\' OR 1=1 #", '" OR ""="', '%', '_', '`account`', '/*!50000 SELECT */', '${7*7}{{7*7}}{{%AUTOESCAPE}}{{>X}}', '<script>alert(1)</script>', "<img src=x onerror='x'>", '%s%n%x', '$(id)', '../../etc/passwd'];

/// Everything that a form could have changed. Attempts and visits are counted whatever comes of them.
const everything = () => demo.sql(`SELECT * FROM account; SELECT COUNT(*) FROM mail_outbox; SELECT COUNT(*) FROM link_token WHERE used_at IS NOT NULL;
  SELECT COUNT(*) FROM staff_request; SELECT COUNT(*) FROM email_change; SELECT COUNT(*) FROM session WHERE ended_at IS NOT NULL`);

/// A doubled password goes into both of its fields.
function fill(field, value, others) {
  if (Array.isArray(value)) return { ...others, new_password: value[0], confirm_password: value[1] };
  return { ...others, [field]: value };
}

for (const [where, open, field, refused, others = {}] of cases) {
  const named = async () => {
    const [visitor, page] = await open();
    return [visitor, page, formWith(page.body, field)];
  };

  test(`${field} of ${where} is refused by the server when it breaks a rule (R-136)`, async () => {
    const [visitor, page, form] = await named();
    await demo.mailsDone();
    const before = everything();
    for (const value of refused) {
      const what = `${field} ${JSON.stringify(value).slice(0, 60)}`;
      const answer = await visitor.post(new URL(form.action, page.url).href, { ...form.fields, ...fill(field, value, others) });
      assert.equal(answer.status, 422, what);
      assert.match(answer.body, field === 'language' ? /role="alert"|class="[^"]*error/ : new RegExp(`aria-describedby="[^"]*"[^>]*>|href="#${field}"`), what);
      if (!/password/.test(field)) for (const secret of [password, good.new_password]) assert.ok(!answer.body.includes(`value="${secret}"`), what);
    }
    assert.deepEqual(everything(), before);
  });

  test(`${field} of ${where} takes no bytes that are no text, and no control characters (R-135, R-136)`, async () => {
    const [visitor, page, form] = await named();
    const { [field]: none, ...rest } = { ...form.fields, ...others };
    const before = everything();
    const isOneLine = !new RegExp(`<textarea[^>]* name="${field}"`).test(page.body);
    for (const bytes of ['%FF', 'a%00b', '%ED%A0%80', '%C0%AF', 'a%E2%80%AEb', '%1B', ...(isOneLine ? ['a%0D%0Ab'] : [])]) {
      const body = `${new URLSearchParams(rest)}&${field}=${bytes}`;
      assert.equal((await visitor.post(new URL(form.action, page.url).href, body)).status, 400, bytes);
    }
    assert.deepEqual(everything(), before);
    assert.notEqual(none, null);
  });
}

test('what a database, a template or a page could take for an instruction is text in every field (R-130, R-134, R-136)', async () => {
  const tables = () => demo.sql('SHOW TABLES').length;
  const before = [tables(), demo.value('SELECT COUNT(*) FROM account')];
  for (const [where, open, field, , others = {}] of cases) {
    const [visitor, page] = await open();
    const form = formWith(page.body, field);
    for (const value of metacharacters) {
      const answer = await visitor.follow(visitor.post(new URL(form.action, page.url).href, { ...form.fields, ...others, current_password: 'ei tämä ole se', confirm_password: 'x', [field]: value }));
      assert.ok([200, 400, 422, 429].includes(answer.status), `${where} ${field} ${value}: ${answer.status}`);
      for (const raw of ['<script>alert', '<img src=x', '{{%AUTOESCAPE}}49', 'root:x:0']) assert.ok(!answer.body.includes(raw), `${where} ${field} ${value}`);
      demo.sql('DELETE FROM throttle');
    }
  }
  assert.deepEqual([tables(), demo.value('SELECT COUNT(*) FROM account')], before);
  assert.deepEqual(demo.events('request_failed'), []);
});

test('the same in cookies and in the query (R-130)', async () => {
  for (const value of metacharacters) {
    const inCookies = demo.browser({ headers: [['Cookie', ['', '-form', '-link', '-language', '-device', '-state'].map((name) => `__Host-asiointi${name}=${value.replaceAll(';', '')}`).join('; ')]] });
    for (const path of ['/Account/Settings', '/Account/RecoverPassword', '/Account/Login']) assert.ok((await inCookies.get(path)).status < 500, `${path} ${value}`);
    const query = new URLSearchParams(Object.fromEntries(['ReturnUrl', 'lang', 'token', 's', 'name', 'draft', 'page', 'portal', 'state', 'code'].map((name) => [name, value])));
    for (const path of ['/Account/Login', '/Account/RecoverPassword', '/Account/Settings/Name', '/Account/Settings/History', '/auth/callback', '/Account/HandOver']) assert.ok((await browser.get(`${path}?${query}`)).status < 500, `${path} ${value}`);
  }
  assert.deepEqual(demo.events('request_failed'), []);
});

const reasons = {
  fi: [['lyhyt', /liian lyhyt/], ['password1234567', /liian yleinen/], [address.repeat(2), /muistuttaa liikaa/]],
  sv: [['lyhyt', /för kort/], ['password1234567', /för vanligt/], [address.repeat(2), /liknar för mycket/]],
  en: [['lyhyt', /too short/], ['password1234567', /too common/], [address.repeat(2), /too much like/]],
};

for (const [language, refused] of Object.entries(reasons))
  test(`a password that is refused is told why, with what to do instead (${language}, R-011)`, async () => {
    const page = await browser.get(`/Account/Settings/Password?lang=${language}`);
    for (const [value, why] of refused) {
      const answer = await submitOnly(browser, page, { new_password: value, confirm_password: value, current_password: password });
      assert.match(textOf(answer.body), why);
      assert.match(answer.body, /id="suggestion">[^<]{15,}</, 'and a password that would do');
    }
  });

test('a field that a page does not ask for is not read, and one given twice counts as absent (R-121, R-136)', async () => {
  const page = await browser.get('/Account/Settings/Name');
  const { fields } = formWith(page.body, 'family_name');
  const extra = { email: 'varas@example.com', new_email: 'varas@example.com', state: '2', id: '1', account_id: '1', public_id: 'x', locale: 'sv', password_hash: 'x', role: 'staff', is_admin: '1' };
  const row = () => demo.sql(`SELECT email, email_key, public_id, state, locale, password_hash, password_generation FROM account WHERE email = '${address}'`);
  const before = row();
  assert.equal((await browser.post('/Account/Settings/Name', { ...fields, given_name: 'Kaisa', family_name: 'Kokeilija', ...extra })).status, 303);
  assert.deepEqual(row(), before);
  assert.equal((await browser.post('/Account/Settings/Name', [...Object.entries(fields).filter(([name]) => name !== 'family_name'), ['family_name', 'Yksi'], ['family_name', 'Kaksi']])).status, 422);
  assert.equal((await browser.post('/Account/Settings/Name?family_name=Kysely', { ...fields, family_name: '' })).status, 422);
  assert.equal(demo.value('SELECT COUNT(*) FROM account WHERE family_name IN ("Yksi", "Kaksi", "Kysely")'), '0');
});

test('a form with more fields than any page has is refused (R-136)', async () => {
  const page = await stranger.get('/Account/Login');
  const { fields } = formWith(page.body, 'user_name');
  const many = (count) => [...Object.entries({ ...fields, user_name: address }), ...Array.from({ length: count - Object.keys(fields).length }, (_, i) => [`x${i}`, '1'])];
  assert.equal((await stranger.post('/Account/Login', many(64))).status, 303);
  assert.equal((await stranger.post('/Account/Login', many(65))).status, 400);
});

test('a page that refuses a request speaks the language that its visitor has chosen', async () => {
  for (const [language, heading] of [['sv', /<html lang="sv">/], ['en', /<html lang="en">/]]) {
    const visitor = demo.browser();
    const page = await visitor.get(`/Account/Login?lang=${language}`);
    const { fields } = formWith(page.body, 'user_name');
    const answer = await visitor.post('/Account/Login', `${new URLSearchParams(fields)}&user_name=a%00b`);
    assert.equal(answer.status, 400);
    assert.match(answer.body, heading);
  }
});
