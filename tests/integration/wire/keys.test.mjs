// Every key is replaced while people are at it: nobody is signed out, no form is refused, no link and no cookie dies, and
// the commands never show a key.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { after } from 'node:test';

import { runs } from '../../support/admin.mjs';
import { build, startDemo, until } from '../../support/demo.mjs';
import { jose } from '../../support/jose.mjs';
import { formsOf, formWith, headingOf } from '../../support/page.mjs';
import { forget, isSignedIn, mailedLink, openLink, setPassword, signedIn, signIn, submit, submitOnly, typePassword, typeUserName } from '../../support/visitor.mjs';

const demo = await startDemo({ settings: { 'staff.unit': 'Lupaneuvonta', 'portal.audience': 'portaali', 'mail.bounce_address': 'bounces@example.com' } });
after(() => demo.stop());
const run = runs(demo);

const { config } = demo.facts;
const secrets = path.join(demo.directory, 'secrets.toml');
const sanna = demo.accounts.with_password.address;
const others = ['taimi@example.fi', 'toivo@example.fi', 'irma@example.com'];
demo.lendPassword(...others);

const done = (...words) => {
  const { status, stdout, stderr } = run(...words);
  assert.deepEqual([status, stderr], [0, ''], words.join(' '));
  return stdout;
};
const listed = (purpose) => JSON.parse(done('keys', 'list', '--json')).filter((each) => each.purpose === purpose);
const states = (purpose) => listed(purpose).map(({ state }) => state);
const currentOf = (purpose) => listed(purpose).find(({ state }) => state === 'current').name;
const hashOf = (address) => demo.value(`SELECT password_hash FROM account WHERE email = '${address}'`);
const change = (text) => writeFileSync(config, text(readFileSync(config, 'utf8')));

async function reload() {
  const [before, old] = [demo.events('pool_reloaded').length, [...demo.workers(), ...demo.children('asiointi-check')]];
  process.kill(demo.facts.pids.supervisor, 'SIGHUP');
  await until(() => demo.events('pool_reloaded').length > before, 'the reload');
  await until(() => ![...demo.workers(), ...demo.children('asiointi-check')].some((pid) => old.includes(pid)), 'the old workers to go');
}

/// What people have open at this moment. `goOn` proves that each can go on with it.
async function peopleAtIt() {
  demo.sql('DELETE FROM session'); // so that the list of devices offers one alone
  const visitor = demo.browser();
  const login = await visitor.get('/Account/Login');
  const secondStep = demo.browser();
  const passwordPage = await typeUserName(secondStep, others[0]);
  const signedInOne = await signedIn(demo, sanna, demo.password);
  const elsewhere = await signedIn(demo, sanna, demo.password);
  const devices = await signedInOne.get('/Account/Settings/Devices');
  const name = await signedInOne.get('/Account/Settings/Name');
  const forgetful = demo.browser();
  const link = await openLink(forgetful, await mailedLink(demo, others[1]));
  const session = signedInOne.cookies.get('__Host-asiointi');
  return async () => {
    assert.equal(headingOf((await submit(visitor, login, { user_name: sanna })).body), headingOf(passwordPage.body));
    assert.equal((await typePassword(secondStep, passwordPage, demo.password)).status, 303, 'the step between two pages');
    assert.ok(await isSignedIn(signedInOne), 'signed in');
    assert.equal(signedInOne.cookies.get('__Host-asiointi'), session);
    assert.equal((await submitOnly(signedInOne, name, { given_name: 'Sanna', family_name: 'Esimerkki' })).status, 303, 'a form of the settings');
    const [device] = formsOf(devices.body).map((form) => form.buttons.device).filter(Boolean);
    const { form_token: token } = formWith(devices.body, 'form_token').fields;
    await signedInOne.post('/Account/Settings/Devices', { form_token: token, device });
    assert.equal(await isSignedIn(elsewhere), false, 'the list of devices');
    assert.equal((await setPassword(forgetful, link, demo.password)).status, 303, 'a form behind a mailed link');
  };
}

/// Signs visitors through the first step again and again while `act` runs; every form must be taken.
async function underUse(act) {
  let going = true;
  const taken = { count: 0 };
  const visit = async () => {
    while (going) {
      const browser = demo.browser();
      const answer = await submitOnly(browser, await browser.get('/Account/Login'), { user_name: sanna });
      assert.equal(answer.status, 303, answer.body.slice(0, 200));
      ++taken.count;
    }
  };
  const visitors = [visit(), visit()];
  await act();
  const enough = taken.count + 10;
  await until(() => taken.count >= enough, 'some more visitors');
  going = false;
  await Promise.all(visitors);
}

test('the list tells of every secret what it is for, whose and how old it is, and never the secret (R-031)', () => {
  const all = JSON.parse(done('keys', 'list', '--json'));
  assert.deepEqual(all.map(({ purpose }) => purpose), ['forms', 'database.pages_password', 'database.background_password', 'database.admin_password', 'mail.password']);
  const [forms, pages] = all;
  assert.deepEqual([forms.state, forms.age_days, forms.old, pages.state, pages.name], ['current', null, false, 'in use', '']);
  const printed = done('keys', 'list') + JSON.stringify(all);
  assert.match(printed, /^forms +[a-z2-7]{10} +current +age unknown +pages workers, background process, asiointi-admin$/m);
  for (const [, secret] of readFileSync(secrets, 'utf8').matchAll(/"([^"]{16,})"/g)) assert.ok(!printed.includes(secret));
});

test('the keys for forms are rotated in one step, and everybody goes on (R-032)', async () => {
  const goOn = await peopleAtIt();
  const before = currentOf('forms');
  const { mode, uid, gid } = statSync(secrets);
  assert.match(done('keys', 'rotate', 'forms'), /^[a-z2-7]{10} is in front in .*secrets\.toml\. Restart the service/);
  await reload();
  const after = statSync(secrets);
  assert.deepEqual([after.mode, after.uid, after.gid], [mode, uid, gid]);
  assert.deepEqual(states('forms'), ['current', 'verifying']);
  assert.equal(listed('forms')[1].name, before);
  assert.equal(demo.events('stranger_form_refused').length, 0);
  await goOn();
});

test('in two steps no host meets a key that it does not know: what the next key makes is taken before it is used (R-032)', async () => {
  const goOn = await peopleAtIt();
  const before = currentOf('forms');
  await underUse(async () => {
    assert.match(done('keys', 'rotate', 'forms', '--next'), /is next in .*Bring it to every host/);
    await reload();
    assert.equal(currentOf('forms'), before);
    assert.deepEqual(states('forms').sort(), ['current', 'next', 'verifying']);
    const next = listed('forms').find(({ state }) => state === 'next').name;
    done('keys', 'rotate', 'forms', '--use');
    await reload();
    assert.equal(currentOf('forms'), next);
  });
  assert.deepEqual(states('forms'), ['current', 'verifying', 'verifying']);
  assert.equal(run('keys', 'rotate', 'forms', '--use').status, 1);
  assert.equal(demo.events('stranger_form_refused').length, 0);
  await goOn();
});

test('a report about a mail of before the rotation is still known by its mark', async () => {
  await forget(demo.browser(), others[2]);
  const mail = await demo.mailbox.next(others[2]);
  await demo.mailsDone();
  const mark = /\+(\d+-[a-z2-7]{16})@/.exec(mail.headers['return-path'])[1];
  done('keys', 'rotate', 'forms');
  const report = readFileSync(new URL('../../unit/mail/reports/postfix-failed.eml', import.meta.url), 'latin1').replaceAll(/4711-abcdefghijklmnop/gi, mark);
  const { status } = spawnSync(path.join(build, 'tools/asiointi-admin/asiointi-admin'), ['--config', config, 'bounce'], { input: report, encoding: 'latin1' });
  assert.equal(status, 0);
  assert.equal(demo.value(`SELECT COUNT(*) FROM bounced_address b JOIN account a ON a.id = b.account_id WHERE a.email = '${others[2]}'`), '1');
  await reload();
});

test('failed attempts count on across a rotation', async () => {
  const failures = () => Number(demo.value('SELECT MAX(failures) FROM throttle'));
  const guess = async () => {
    const browser = demo.browser();
    await typePassword(browser, await typeUserName(browser, 'kohde@example.com'), 'ei se ole mikään salasana');
  };
  demo.sql('DELETE FROM throttle');
  await guess();
  done('keys', 'rotate', 'forms');
  await reload();
  await guess();
  assert.equal(failures(), 2);
});

test('statements are signed by a key only when its public half was there to be fetched, and old ones still verify (R-032)', async () => {
  change((text) => text.replace('[portal]\n', '[portal]\nsigning_keys = "signing.keys"\n'));
  done('keys', 'rotate', 'statements');
  await reload();
  const person = await signedIn(demo, sanna, demo.password);
  const keySet = async () => JSON.parse((await demo.browser().get('/.well-known/jwks.json')).body);
  const statement = async () => /^x-asiointi-assertion: (.*)$/im.exec((await person.get('/hakemukset/headers')).body)[1];
  // At the moment when it was made: it is good for a minute, which reloads may take longer than.
  const verify = (token, keys) => jose.jwtVerify(token, jose.createLocalJWKSet(keys),
    { issuer: demo.url, audience: 'portaali', algorithms: ['EdDSA'], currentDate: new Date(jose.decodeJwt(token).iat * 1000) });
  const old = await statement();
  await underUse(async () => {
    done('keys', 'rotate', 'statements', '--next');
    await reload();
  });
  const published = await keySet();
  assert.equal(published.keys.length, 2);
  await verify(await statement(), { keys: [published.keys[0]] });
  done('keys', 'rotate', 'statements', '--use');
  await reload();
  const fresh = await statement();
  await verify(fresh, published); // as a portal that fetched the set before
  assert.equal(jose.decodeProtectedHeader(fresh).kid, published.keys[1].kid);
  await verify(old, await keySet());
  assert.ok(await isSignedIn(person));
});

test('a pepper is turned on, replaced and turned off with nobody locked out (R-023)', async () => {
  const [first, second] = [sanna, others[0]];
  const right = async (address) => signIn(demo.browser(), address, demo.password);
  assert.ok(hashOf(first).startsWith('$argon2id$'));
  done('keys', 'rotate', 'pepper');
  await underUse(reload);
  const pepper = currentOf('pepper');
  await right(first);
  assert.ok(hashOf(first).startsWith(`$pepper$${pepper}$argon2id$`));
  assert.ok(hashOf(second).startsWith('$argon2id$'));
  await assert.rejects(signIn(demo.browser(), first, `${demo.password}x`));
  await right(first);

  done('keys', 'rotate', 'pepper');
  await reload();
  const another = currentOf('pepper');
  await right(second);
  assert.ok(hashOf(second).startsWith(`$pepper$${another}$`));
  assert.match(done('keys', 'prune', 'pepper'), new RegExp(`pepper {2}${pepper} stays: \\d+ hash`));
  await right(first);
  assert.ok(hashOf(first).startsWith(`$pepper$${another}$`));

  done('keys', 'retire');
  await reload();
  for (const address of [first, second]) {
    await right(address);
    assert.ok(hashOf(address).startsWith('$argon2id$'));
  }
  assert.ok(Number(demo.value('SELECT COUNT(*) FROM audit_event WHERE kind = 11')) >= 4);
  assert.match(done('keys', 'prune', 'pepper'), new RegExp(`pepper {2}${pepper} removed`));
  assert.deepEqual(listed('pepper'), []);
  await reload();
  await right(first);
});

test('a stolen database without the pepper verifies nothing (R-023)', async () => {
  done('keys', 'rotate', 'pepper');
  await reload();
  await signIn(demo.browser(), others[0], demo.password);
  const kept = readFileSync(secrets, 'utf8');
  writeFileSync(secrets, kept.replace(/pepper = \[[^\]]*\]/, 'pepper = []'));
  await reload();
  await assert.rejects(signIn(demo.browser(), others[0], demo.password), /gave 422/);
  writeFileSync(secrets, kept);
  await reload();
  await signIn(demo.browser(), others[0], demo.password);
});

test('a key for forms is removed a month after it was retired, and not before', async () => {
  const text = readFileSync(secrets, 'utf8');
  assert.doesNotMatch(done('keys', 'prune', 'forms'), /removed/);
  const ago = (days) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
  writeFileSync(secrets, text.replace(/retired \d{4}-\d\d-\d\d/, `retired ${ago(32)}`));
  const count = states('forms').length;
  assert.match(done('keys', 'prune', 'forms'), /^forms {2}[a-z2-7]{10} removed$/m);
  assert.equal(states('forms').length, count - 1);
});

test('a key that is in use for too long is told, by the list and by doctor (R-031)', async () => {
  const text = readFileSync(secrets, 'utf8');
  writeFileSync(secrets, text.replace(/ used \d{4}-\d\d-\d\d"/, ' used 2020-01-01"'));
  assert.equal(listed('forms')[0].old, true);
  assert.match(done('keys', 'list'), /^ {4}old: asiointi-admin keys rotate forms$/m);
  assert.match(run('doctor').stdout, /keys for forms.*in use for \d{4} days/);
  writeFileSync(secrets, text);
  assert.doesNotMatch(done('keys', 'list'), /old:/);
});

test('a file that cannot be written is left as it is, with what to do where the service has a copy', () => {
  const before = readFileSync(secrets, 'utf8');
  mkdirSync(`${secrets}.new`);
  const { status, stderr } = run('keys', 'rotate', 'forms');
  rmdirSync(`${secrets}.new`);
  assert.deepEqual([status, /cannot write .*LoadCredential.*--file FILE/.test(stderr)], [1, true], stderr);
  assert.equal(readFileSync(secrets, 'utf8'), before);
});

test('whoever changed the keys is in the trail', () => {
  const trail = JSON.parse(done('audit', '--all', '--most', '1000', '--json')).filter(({ kind }) => kind === 'keys_changed');
  assert.ok(trail.length >= 10);
  assert.ok(trail.every(({ actor, unit }) => actor && unit === 'Lupaneuvonta'));
  for (const words of [/^forms: [a-z2-7]{10} is in use$/, /^forms: [a-z2-7]{10} is made, and next$/, /^statements: /, /^pepper: retired/, /^pepper: \d removed/])
    assert.ok(trail.some(({ detail }) => words.test(detail)), String(words));
});

test('a service that lacks the memory for one hash does not start, and says which setting asks for it (R-024)', () => {
  const hungry = path.join(demo.directory, 'hungry.toml');
  writeFileSync(hungry, readFileSync(config, 'utf8').replace(/^memory_mib = 19$/m, 'memory_mib = 1024'));
  const check = (file) => spawnSync('prlimit', ['--as=900000000', path.join(build, 'fcgi-app/asiointi-fcgi'), '--config', file, '--check-config'], { encoding: 'utf8' });
  assert.equal(check(config).status, 0);
  const { status, stderr } = check(hungry);
  assert.deepEqual([status, /password\.memory_mib = 1024 failed; most likely there is less memory/.test(stderr)], [1, true], stderr);
});
