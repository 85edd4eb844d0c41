// What residents, strangers and staff do is in the trail and in the log (R-262, R-263): a table of what happens over the wire.
// That every kind of event reaches both, with all its fields, is proven in tests/integration/store/trail_test.cpp.
import assert from 'node:assert/strict';
import test, { after } from 'node:test';

import { runs } from '../../support/admin.mjs';
import { startDemo, until } from '../../support/demo.mjs';
import { formsOf, formWith } from '../../support/page.mjs';
import { forget, mailedLink, openLink, register, setPassword, signedIn, signIn, submit, typePassword, typeUserName } from '../../support/visitor.mjs';

const demo = await startDemo({ settings: { 'staff.unit': 'Lupaneuvonta' } });
after(() => demo.stop());
const run = runs(demo);

const password = demo.password;
const person = 'asukas@example.com';
await register(demo, person, password);
const account = demo.sql(`SELECT id, public_id FROM account WHERE email = '${person}'`)[0];
const tokenOf = (page) => formWith(page.body, 'form_token').fields.form_token;
let browser = await signedIn(demo, person, password);
let usedLink;

const settings = (page, values) => async () => submit(browser, await browser.get(`/Account/Settings/${page}`), values);
const admin = (...words) => () => assert.equal(run(...words).status, 0, words.join(' '));
const guess = async (name) => {
  const stranger = demo.browser();
  await typePassword(stranger, await typeUserName(stranger, name), 'ei se ole mikään salasana');
};
const logOut = (more) => async () => {
  const page = await browser.get('/Account/Logout');
  await browser.post('/Account/Logout', { form_token: tokenOf(page), ...more });
  browser = await signedIn(demo, person, password);
};

/// [event, its number, what makes it happen, whether it is about the person's account]
const scenarios = [
  ['sign_in', 1, () => signIn(demo.browser(), person, password)],
  ['sign_in_failed', 2, () => guess(person), false],
  ['sign_in_failed', 2, () => guess('tuntematon@example.com'), false],
  ['sign_in_failed', 2, settings('Delete', { current_password: 'ei se ole mikään salasana' })],
  ['sign_out', 3, logOut({})],
  ['sign_out_everywhere', 4, logOut({ everywhere: '1' })],
  ['link_sent', 5, async () => { usedLink = await mailedLink(demo, person); }],
  ['password_set', 6, async () => {
    const other = demo.browser();
    await setPassword(other, await openLink(other, usedLink), password);
    browser = await signedIn(demo, person, password);
  }],
  ['link_refused', 44, () => openLink(demo.browser(), usedLink)],
  ['password_changed', 7, settings('Password', { current_password: password, new_password: `${password} ja`, confirm_password: `${password} ja` })],
  ['password_changed', 7, settings('Password', { current_password: `${password} ja`, new_password: password, confirm_password: password })],
  ['account_registered', 8, () => register(demo, 'toinen@example.com', password), false],
  ['name_changed', 16, settings('Name', { given_name: 'Aino', family_name: 'Asukas' })],
  ['language_changed', 17, settings('Language', { language: 'sv' })],
  ['email_change_asked', 18, settings('Email', { new_email: 'uusi@example.com', current_password: password })],
  ['new_device', 25, () => signIn(demo.browser(), person, password)],
  ['session_ended', 26, async () => {
    await signIn(demo.browser(), person, password);
    const page = await browser.get('/Account/Settings/Devices');
    const [device] = formsOf(page.body).map((form) => form.buttons.device).filter(Boolean);
    await browser.post('/Account/Settings/Devices', { form_token: tokenOf(page), device });
  }],
  ['other_sessions_ended', 27, async () => {
    const page = await browser.get('/Account/Settings/Devices');
    await browser.post('/Account/Settings/Devices', { form_token: tokenOf(page), others: '1' });
  }],
  ['access_refused', 42, () => browser.get('/Account/Staff')],
  ['form_refused', 43, () => browser.post('/Account/Settings/Name', { form_token: 'x', given_name: 'Ei', family_name: 'Kukaan' })],
  ['account_viewed', 31, admin('account', 'show', person)],
  ['account_locked', 12, admin('account', 'lock', person, '--reason', 'Omistajan pyynnöstä')],
  ['account_unlocked', 13, admin('account', 'unlock', person, '--reason', 'Omistajan pyynnöstä')],
  ['staff_role_given', 35, admin('staff', 'give', person, '--reason', 'Aloitti neuvonnassa')],
  ['staff_role_ended', 36, admin('staff', 'end', person, '--reason', 'Lopetti neuvonnassa')],
  ['account_closed', 22, async () => {
    browser = await signedIn(demo, person, password);
    const page = await settings('Delete', { current_password: password })();
    await submit(browser, page, { step: formWith(page.body, 'step').fields.step });
  }],
  ['account_reopened', 23, () => signIn(demo.browser(), person, password)],
  ['mail_retried', 45, async () => {
    demo.sql("INSERT INTO mail_outbox (reason, typed, typed_digest, locale, state, next_try_at, created_at) VALUES (2, 'x', REPEAT('z', 32), 'fi', 1, '2099-01-01', UTC_TIMESTAMP())");
    admin('outbox', 'retry', demo.value("SELECT id FROM mail_outbox WHERE typed_digest = REPEAT('z', 32)"), '--reason', 'Postipalvelin on korjattu')();
  }, false],
  ['keys_changed', 46, admin('keys', 'rotate', 'forms'), false],
];
const onTheCommandLine = new Set(['account_viewed', 'account_locked', 'account_unlocked', 'staff_role_given', 'staff_role_ended', 'mail_retried', 'keys_changed']);
const rows = (number, mine) => Number(demo.value(`SELECT COUNT(*) FROM audit_event WHERE kind = ${number}${mine ? ` AND account_id = ${account[0]}` : ''}`));

for (const [event, number, act, mine = true] of scenarios) {
  test(`${event} is in the trail and in the log when it happens (R-261, R-262)`, async () => {
    const [before, lines] = [rows(number, mine), demo.events(event).length];
    await act();
    await until(() => rows(number, mine) > before, `a row of ${event}`);
    if (onTheCommandLine.has(event)) return; // its log is the system's own
    await until(() => demo.events(event).length > lines, `a line of ${event}`);
    const line = demo.events(event).at(-1);
    assert.deepEqual([line.kind, typeof line.outcome, typeof line.network], [number, 'string', 'string']);
    if (mine) assert.equal(line.account, account[1]);
    if (line.process === 'pages') assert.match(line.reference, /^[A-HJKMNP-Z2-9]{8}$/);
  });
}

test('a wrong password is told alike for somebody and for nobody (R-035, R-262)', () => {
  const atSigningIn = demo.events('sign_in_failed').filter(({ detail }) => detail !== 'password asked for again');
  const shapes = atSigningIn.map(({ time, pid, reference, ...rest }) => JSON.stringify(rest));
  assert.ok(shapes.length >= 2);
  assert.equal(new Set(shapes).size, 1);
});

test('what strangers do is told by the log and fills no table (R-263)', async () => {
  const before = demo.value('SELECT COUNT(*) FROM audit_event');
  const stranger = demo.browser();
  await stranger.post('/Account/Login', { form_token: 'x', user_name: person });
  await stranger.get(`/Account/RecoverPassword?token=${'a'.repeat(52)}`);
  await stranger.get('/Account/Nowhere');
  for (const event of ['stranger_form_refused', 'link_unknown', 'page_refused'])
    await until(() => demo.events(event).length > 0, event);
  assert.equal(demo.value('SELECT COUNT(*) FROM audit_event'), before);
});

test('what one account is refused again and again fills no table either: a row a minute of each kind, and the log tells of the rest (R-262, R-263)', async () => {
  browser = await signedIn(demo, person, password);
  const again = [
    [44, () => openLink(demo.browser(), usedLink), 400],
    [42, () => browser.get('/Account/Staff'), 404],
    [43, () => browser.post('/Account/Settings/Name', { form_token: 'x', given_name: 'Ei', family_name: 'Kukaan' }), 403],
  ];
  for (const [kind, act, status] of again) {
    demo.sql(`UPDATE audit_event SET at = at - INTERVAL 1 HOUR WHERE kind = ${kind}`);
    const before = rows(kind, true);
    for (let i = 0; i < 10; ++i) assert.equal((await act()).status, status);
    assert.equal(rows(kind, true), before + 1, `${kind}`);
    await until(() => demo.events('refused_again').filter((event) => event.kind === kind).length === 9, `the log to tell of ${kind}`);
  }
});

test('the owner who was told of many wrong passwords finds it in the trail (R-262)', async () => {
  for (let i = 0; i < 7; ++i) {
    await guess(person);
    demo.sql('UPDATE throttle SET not_before = last_at');
  }
  await until(() => rows(30, true) === 1, 'sign_in_slowed');
  await until(() => demo.events('sign_in_slowed').length === 1, 'its line');
});

test('a database that is away is in the log, which does not need it (R-263)', async () => {
  process.kill(demo.facts.pids.mariadb, 'SIGTERM');
  await until(async () => (await demo.browser().get('/Account/Forgot')).status && demo.events('database_host_failed').length > 0, 'database_host_failed');
  await demo.restart('mariadb');
  await until(() => demo.events('database_is_back').length > 0, 'database_is_back');
});

test('no reason of staff and no address of a resident is in the log (R-264)', async () => {
  const lines = demo.events().map((line) => JSON.stringify(line));
  assert.ok(lines.length > 40);
  for (const secret of ['Omistajan', person, 'toinen@example.com', 'uusi@example.com', 'tuntematon'])
    assert.ok(!lines.some((line) => line.includes(secret)), secret);
  await forget(demo.browser(), person);
});
