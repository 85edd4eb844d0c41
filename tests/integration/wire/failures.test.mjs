// The database goes away, becomes read-only or loses connections; workers are killed. Nothing is half done, nothing is
// reported that did not happen, and everything comes back by itself.
import assert from 'node:assert/strict';
import test, { after } from 'node:test';

import { send } from '../../support/client.mjs';
import { startDemo, until } from '../../support/demo.mjs';
import { formWith, headingOf, languageOf, referenceOf, textOf } from '../../support/page.mjs';
import { SqlSession } from '../../support/sql.mjs';
import { forget, isSignedIn, mailedLink, openLink, sessionOf, setPassword, signIn, submitOnly, typePassword, typeUserName } from '../../support/visitor.mjs';

// Short, since tests wait for its end; yet a busy machine may take two seconds for a COMMIT.
const demo = await startDemo({ settings: { 'database.query_timeout_s': 4 } });
after(() => demo.stop());

const sanna = demo.accounts.with_password.address;
const password = 'villasukka ukkonen kaarna pronssi';
const accountOf = (address) => demo.sql(`SELECT * FROM account WHERE email = '${address}'`)[0].join('\t');
const ready = async () => (await send(new URL(demo.facts.status_url).origin, { path: '/readyz' })).status === 200;
/// Tries again as a resident would, until the answer is no 503.
const untilServed = (act) => until(async () => {
  const answer = await act();
  return answer.status === 503 ? undefined : answer;
}, 'the service to be back');

test('a worker that is killed is replaced, and the others serve meanwhile', async () => {
  const before = demo.workers();
  process.kill(before[0], 'SIGKILL');
  const answers = await Promise.all(Array.from({ length: 12 }, () => demo.browser().get('/Account/Login')));
  assert.deepEqual([...new Set(answers.map((answer) => answer.status))], [200]);
  await until(() => demo.workers().filter((pid) => !before.includes(pid)).length === 1, 'a new worker');
  assert.equal(demo.workers().length, before.length);
});

test('a request in flight at a killed worker gets a page in three languages, and the others their answer', async () => {
  // Statements wait there for as long as this takes, and not for a second.
  const patient = await startDemo({ settings: { 'database.query_timeout_s': 25 } });
  try {
    const count = patient.workers().length;
    const asked = await patient.withLocked('mail_outbox', async (unlock) => {
      const browsers = Array.from({ length: count }, () => patient.browser());
      const pages = await Promise.all(browsers.map((browser) => browser.get('/Account/Forgot')));
      const posts = browsers.map((browser, i) => submitOnly(browser, pages[i], { user_name: `kukaan${i}@example.com` }));
      await patient.waitingForLock(count);
      process.kill(patient.workers()[0], 'SIGKILL');
      await Promise.race(posts);
      await unlock();
      return Promise.all(posts);
    });
    assert.deepEqual(asked.map((answer) => answer.status).sort(), [...Array(count - 1).fill(303), 502]);
    const lost = asked.find((answer) => answer.status === 502);
    assert.ok(Number(lost.header('retry-after')) > 0);
    assert.equal(lost.header('cache-control'), 'no-store');
    assert.match(lost.body, /<section lang="sv">.*<section lang="en">/s);
    for (const sent of ['tarkista ensin, menikö se perille', 'kontrollera först om det kom fram', 'check first whether it arrived']) assert.ok(lost.body.includes(sent), sent);
    await until(() => patient.workers().length === count, 'a new worker');
    assert.equal((await patient.browser().get('/Account/Login')).status, 200);
  } finally {
    patient.stop();
  }
});

test('connections that the database ends are opened anew, and nobody notices', async () => {
  const browser = demo.browser();
  await signIn(browser, sanna, demo.password);
  demo.sql(['pages', 'background'].map((user) => `KILL USER 'asiointi_${user}'@'localhost'`).join('; '));
  for (let i = 0; i < 8; ++i) assert.ok(await isSignedIn(browser));
  assert.equal((await forget(demo.browser(), sanna)).status, 200);
});

test('a database that becomes read-only at the moment of the new password leaves everything as it was', async () => {
  const address = 'taimi@example.fi';
  const link = await mailedLink(demo, address);
  await demo.mailsDone();
  const browser = demo.browser();
  const page = await openLink(browser, link);
  const before = accountOf(address);
  demo.sql('SET GLOBAL read_only = 1');
  const answer = await setPassword(browser, page, password);
  demo.sql('SET GLOBAL read_only = 0');
  assert.equal(answer.status, 503);
  assert.deepEqual([accountOf(address), answer.setCookies], [before, []]);
  assert.ok(!textOf(answer.body).includes('onnistui'));
  assert.equal(demo.value('SELECT COUNT(*) FROM link_token WHERE used_at IS NOT NULL AND email_key = ' + `'${address}'`), '0');
  assert.equal((await untilServed(() => setPassword(browser, page, password))).status, 303);
  await signIn(demo.browser(), address, password);
});

test('a database that is lost while a COMMIT waits, and stays away, is a 503 that says when to return and to look first; the form works afterwards (R-137)', async () => {
  const address = 'v.ylamaki@example.fi';
  const browser = demo.browser();
  const page = await openLink(browser, await mailedLink(demo, address));
  await demo.mailsDone();
  const before = accountOf(address);
  const backup = new SqlSession(demo.facts);
  await backup.run('BACKUP STAGE START');
  await backup.run('BACKUP STAGE BLOCK_COMMIT');
  const asked = setPassword(browser, page, password);
  await until(() => demo.value("SELECT COUNT(*) FROM information_schema.processlist WHERE info = 'COMMIT'") === '1', 'the COMMIT to wait');
  process.kill(demo.facts.pids.mariadb, 'SIGKILL');
  const [answer] = await Promise.all([asked, backup.end()]);
  assert.equal(answer.status, 503);
  assert.ok(Number(answer.header('retry-after')) > 0);
  assert.equal(headingOf(answer.body), 'Emme tiedä, onnistuiko toiminto');
  assert.match(textOf(answer.body), /Tarkista ensin, onnistuiko toiminto/);
  assert.ok('confirm_password' in formWith(answer.body, 'new_password').fields);
  assert.ok(demo.events('request_failed').some((event) => event.reference === referenceOf(answer.body)));
  await demo.restart('mariadb');
  await until(() => ready(), 'the database to be back');
  assert.equal(accountOf(address), before);
  assert.equal((await untilServed(() => setPassword(browser, page, password))).status, 303);
  await signIn(demo.browser(), address, password);
});

test('the same at the moment of a changed password: the old one holds, and so does the session', async () => {
  const browser = demo.browser();
  await signIn(browser, sanna, demo.password);
  const page = await browser.get('/Account/Settings/Password');
  const before = [accountOf(sanna), sessionOf(browser)];
  const change = () => submitOnly(browser, page, { current_password: demo.password, new_password: password, confirm_password: password });
  demo.sql('SET GLOBAL read_only = 1');
  const answer = await change();
  demo.sql('SET GLOBAL read_only = 0');
  assert.deepEqual([answer.status, accountOf(sanna), sessionOf(browser)], [503, ...before]);
  assert.equal((await untilServed(change)).status, 303);
  assert.ok(await isSignedIn(browser));
});

test('a statement that waits too long for a lock is a 503 that says when to return, and the next one is served at once (R-269)', async () => {
  const browser = demo.browser({ language: 'sv' });
  const page = await browser.get('/Account/Forgot');
  const ask = () => submitOnly(browser, page, { user_name: 'lukittu@example.com' });
  const readyz = async () => (await send(new URL(demo.facts.status_url).origin, { path: '/readyz' })).status;
  const hostsFailed = () => demo.events('database_host_failed').length;
  const before = hostsFailed();
  const [answer, ready] = await demo.withLocked('mail_outbox', async () => [await ask(), await readyz()]);
  assert.deepEqual([answer.status, headingOf(answer.body), ready], [503, 'Tjänsten är inte tillgänglig', 200]);
  assert.ok(Number(answer.header('retry-after')) > 0);
  assert.ok(demo.events('request_failed').some((event) => event.reference === referenceOf(answer.body)));
  assert.deepEqual([(await ask()).status, hostsFailed()], [303, before]);
});

test('without the database the login page still comes, a post is a 503 that says when to return, and a session is no "please log in" (R-269)', async () => {
  const browser = demo.browser({ language: 'sv' });
  await signIn(browser, sanna, password);
  const stranger = demo.browser({ language: 'sv' });
  const second = await typeUserName(stranger, sanna);
  const workers = demo.workers();
  process.kill(demo.facts.pids.mariadb, 'SIGKILL');
  const page = await demo.browser().get('/Account/Login');
  assert.deepEqual([page.status, headingOf(page.body)], [200, 'Kirjautuminen']);
  const newcomer = demo.browser({ language: 'en' });
  for (const answer of [await submitOnly(newcomer, await newcomer.get('/Account/Login'), { user_name: sanna }), await typePassword(stranger, second, password), await browser.get('/Account/Settings')]) {
    assert.equal(answer.status, 503);
    assert.ok(Number(answer.header('retry-after')) > 0);
    assert.ok(['sv', 'en'].includes(languageOf(answer.body)));
    assert.ok(demo.logs().includes(referenceOf(answer.body)));
    assert.ok(!/SQL|mariadb|sock|errno/i.test(textOf(answer.body)), textOf(answer.body));
    assert.deepEqual(answer.setCookies.filter((line) => line.startsWith('__Host-asiointi=')), []);
  }
  // Nor is a form given back that this browser never got from us.
  const forged = await browser.post('/Account/Settings/Email', { new_email: 'houkutus@example.com', form_token: 'x'.repeat(43) });
  assert.deepEqual([forged.status, forged.body.includes('houkutus')], [503, false]);
  assert.deepEqual([(await browser.get('/')).status, (await browser.get('/Account/Privacy')).status], [200, 200]);
  assert.equal((await send(new URL(demo.facts.status_url).origin, { path: '/readyz' })).status, 503);
  await demo.restart('mariadb');
  assert.equal((await untilServed(() => typePassword(stranger, second, password))).status, 303);
  assert.ok(await isSignedIn(browser));
  assert.equal((await send(new URL(demo.facts.status_url).origin, { path: '/readyz' })).status, 200);
  assert.deepEqual(demo.workers(), workers);
});

test('a form that failed is on the error page with what was typed but for passwords, in the language that was chosen, and can be sent from there (R-018)', async () => {
  const browser = demo.browser();
  await signIn(browser, sanna, password);
  await browser.get('/Account/Settings?lang=en');
  const page = await browser.get('/Account/Settings/Email');
  demo.sql('SET GLOBAL read_only = 1');
  const failed = await submitOnly(browser, page, { new_email: 'sanna.uusi@example.com', current_password: password });
  demo.sql('SET GLOBAL read_only = 0');
  assert.deepEqual([failed.status, languageOf(failed.body), failed.body.includes(password)], [503, 'en', false]);
  const form = formWith(failed.body, 'new_email');
  assert.deepEqual([form.action, form.fields.new_email, form.fields.current_password], ['/Account/Settings/Email', 'sanna.uusi@example.com', '']);
  const sent = await untilServed(() => submitOnly(browser, failed, { new_email: form.fields.new_email, current_password: password }));
  assert.match(textOf((await browser.follow(sent)).body), /sanna\.uusi@example\.com/);
  assert.match((await demo.mailbox.next('sanna.uusi@example.com')).text, /Email\/Confirm/);
});

test('signing out while the database is away is a 503 and no "signed out", and the form on that page signs out later (R-102)', async () => {
  const browser = demo.browser();
  await signIn(browser, sanna, password);
  const session = sessionOf(browser);
  const page = await browser.get('/Account/Logout');
  const signOut = (from) => submitOnly(browser, from, { form_token: formWith(from.body, 'form_token').fields.form_token });
  process.kill(demo.facts.pids.mariadb, 'SIGKILL');
  const failed = await signOut(page);
  const followed = await browser.get('/Account/Logout');   // the portal's link, which leads to the page
  const stranger = await demo.browser().get('/Account/Logout');
  await demo.restart('mariadb');
  assert.deepEqual([failed.status, followed.status, stranger.status, sessionOf(browser)], [503, 503, 200, session]);
  assert.doesNotMatch(textOf(followed.body), /kirjautunut ulos/);
  assert.equal((await untilServed(() => signOut(failed))).location, '/Account/Logout');
  const thief = demo.browser();
  thief.cookies.set('__Host-asiointi', session);
  assert.equal(await isSignedIn(thief), false);
});

test('a database that hangs becomes a 503 in good time, and the workers are free again (R-273)', async () => {
  const address = 'toivo@example.fi';
  const browser = demo.browser();
  const page = await browser.get('/Account/Forgot');
  const ask = () => submitOnly(browser, page, { user_name: address });
  const { mariadb } = demo.facts.pids;
  process.kill(mariadb, 'SIGSTOP');
  let answer;
  try {
    answer = await ask();
  } finally {
    process.kill(mariadb, 'SIGCONT');
  }
  assert.equal(answer.status, 503);
  assert.equal((await untilServed(ask)).status, 303);
  assert.match((await demo.mailbox.next(address)).subject, /Aseta salasana/);
});
