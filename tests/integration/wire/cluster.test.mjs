// Two application hosts in front of a Galera cluster of three real nodes: whichever host a resident gets, it is one service;
// a node dies, hangs, turns read-only, or there is no majority left, and nobody loses what they were told is done.
import assert from 'node:assert/strict';
import path from 'node:path';
import test, { after } from 'node:test';

import { until } from '../../support/demo.mjs';
import { doctorOf } from '../../support/doctor.mjs';
import { whyNoGalera } from '../../support/galera.mjs';
import { formWith, textOf } from '../../support/page.mjs';
import { quoted } from '../../support/sql.mjs';
import { startTwoHosts } from '../../support/two_hosts.mjs';
import { isSignedIn, signIn, submitOnly, typePassword, typeUserName } from '../../support/visitor.mjs';

const skip = whyNoGalera;
const two = skip ? undefined : await startTwoHosts();
after(() => two?.stop());

const cluster = two?.cluster;
const { first, second } = two ?? {};
const [sanna, taimi, toivo, tuuli] = ['sanna', 'taimi', 'toivo', 'tuuli'].map((name) => `${name}.klusteri@example.fi`);
const own = first?.accounts.with_password;

/// Residents with the demo's password, straight into the cluster.
function settle(...addresses) {
  for (const address of addresses)
    cluster.nodes[0].sql(`INSERT INTO account (public_id, email, email_key, given_name, family_name, locale, password_hash, password_generation, password_set_at, state, created_at, updated_at)
      SELECT LEFT(MD5(${quoted(address)}), CHAR_LENGTH(public_id)), ${quoted(address)}, ${quoted(address)}, 'Uusi', 'Asukas', 'fi', password_hash, 1, password_set_at, 1, created_at, updated_at FROM account WHERE email_key = ${quoted(own.address)}`);
}
if (two) settle(sanna, taimi, toivo, tuuli);

const other = (host) => (host === first ? second : first);
/// As a node sees it that has caught up with all others: what was committed on one of them may reach it later than the answer
/// reaches the resident.
const value = (statement) => cluster.nodes.find((node) => node.status('wsrep_ready') === 'ON').value(`SET wsrep_sync_wait = 1; ${statement}`);
const whole = () => Promise.all(cluster.nodes.map((node) => until(() => node.status('wsrep_cluster_size') === '3' && node.status('wsrep_ready') === 'ON', `${node.name} to be one of three`)));

async function signedIn(host, address = sanna) {
  const browser = two.browser(host);
  await signIn(browser, address, own.password);
  return browser;
}

/// The same resident's next request goes to the other host.
function movedTo(host, browser) {
  browser.via = host.url;
  return browser;
}

test('a sign-in on one host holds on the other for the very next request, even while its node lags behind (R-279)', { skip }, async () => {
  const lagging = cluster.nodes[2].session();   // the second host reads from it
  assert.ok(cluster.nodes[2].connections() > 0);
  await isSignedIn(await signedIn(second));
  const browser = two.browser(first);
  const page = await typeUserName(browser, sanna);
  await lagging.run('FLUSH TABLES WITH READ LOCK');   // nothing that others commit is applied here
  const answer = await typePassword(browser, page, own.password);
  const next = isSignedIn(movedTo(second, browser));
  await until(() => cluster.nodes[2].value("SELECT COUNT(*) FROM information_schema.processlist WHERE user = 'asiointi_pages' AND command <> 'Sleep'") !== '0', 'the second host to wait for its node');
  await lagging.end();
  assert.deepEqual([answer.status, await next], [303, true]);
});

test('a session that ends on one host is refused by the other within a second', { skip }, async () => {
  const times = [];
  const inTime = () => times.filter((time) => time < 1000).length;
  for (const host of [first, second, first, second, first]) {
    if (inTime() === 2) break;
    const browser = await signedIn(host);
    const portal = two.browser(other(host));
    portal.cookies = new Map(browser.cookies);
    const admits = async () => (await portal.get('/hakemukset')).status !== 401;   // the portal itself has no database here
    assert.ok(await admits());
    const page = await browser.get('/Account/Logout');
    assert.equal((await submitOnly(browser, page, { form_token: formWith(page.body).fields.form_token })).status, 303);
    const ended = Date.now();
    await until(async () => !await admits(), 'the other host to refuse');
    times.push(Date.now() - ended);
  }
  console.log(`# refused on the other host after ${times.join(', ')} ms`);
  // Some may be late where four servers and the tests share the machine.
  assert.equal(inTime(), 2, `${times} ms`);
});

/// What all nodes have counted of transactions that another node's commit undid.
const conflicts = () => cluster.nodes.reduce((sum, node) => sum + Number(node.status('wsrep_local_cert_failures')) + Number(node.status('wsrep_local_bf_aborts')), 0);

test('transactions that conflict at COMMIT on two nodes are repeated, and each takes effect once (R-277)', { skip }, async () => {
  const changes = () => Number(value(`SELECT COUNT(*) FROM audit_event e JOIN account a ON a.id = e.account_id WHERE a.email_key = ${quoted(taimi)} AND e.kind = 16`));
  const browsers = [await signedIn(first, taimi), await signedIn(second, taimi)];
  const pages = await Promise.all(browsers.map((browser) => browser.get('/Account/Settings/Name')));
  const before = [conflicts(), changes()];
  let rounds = 0;
  const letters = 'abcdefghijklmnopqrstuvwxyz';
  await until(async () => {
    const names = browsers.map((_, i) => `Taimi ${letters[rounds % 26]}${letters[Math.floor(rounds / 26)]}${letters[i]}`);
    const answers = await Promise.all(browsers.map((browser, i) => submitOnly(browser, pages[i], { given_name: names[i], family_name: 'Asukas' })));
    assert.deepEqual(answers.map((answer) => answer.status), [303, 303]);
    assert.ok(names.includes(value(`SELECT given_name FROM account WHERE email_key = ${quoted(taimi)}`)));
    rounds += 1;
    return conflicts() - before[0] >= 3;
  }, 'three conflicts');
  assert.equal(changes() - before[1], 2 * rounds);
  console.log(`# ${conflicts() - before[0]} conflicts in ${rounds} rounds`);
});

test('wrong passwords that come over both hosts at once are all counted, and none more', { skip }, async () => {
  const tries = await Promise.all(Array.from({ length: 8 }, async (_, i) => {
    const browser = two.browser(two.hosts[i % 2]);
    return typePassword(browser, await typeUserName(browser, toivo), 'ei tämä ole se');
  }));
  const tried = tries.filter((answer) => answer.status === 422 && /väärä|väärin/i.test(textOf(answer.body))).length;
  assert.ok(tried > 0);
  assert.equal(Number(value('SELECT MAX(failures) FROM throttle')), tried);
});

const pagesThat = (node, condition) => Number(node.value(`SELECT COUNT(*) FROM information_schema.processlist WHERE user = 'asiointi_pages' AND ${condition}`));

/// Sends a request to each of both hosts, [[node, request], …], each of which changes the account: both get as far as its row, and
/// then both to COMMIT, which waits for the third node, before either can have met the other. Gives both answers; one of them is a 503
/// when they did not meet, since on a busy machine the first has given up the row before the second gets to it.
async function atOnce(address, requests) {
  const nodes = requests.map(([node]) => node);
  const gates = nodes.map((node) => node.session());
  for (const gate of gates) await gate.run(`START TRANSACTION; SELECT id FROM account WHERE email_key = ${quoted(address)} FOR UPDATE`);
  const begun = [];
  for (const [node, request] of requests) {
    begun.push(request());
    await until(() => pagesThat(node, "info LIKE '%account%'") === 1, `somebody to wait at ${node.name}`);
  }
  cluster.nodes[1].hang();
  for (const gate of gates) await gate.end();
  const isOver = Promise.race(begun).then(() => true);
  await until(async () => nodes.every((node) => pagesThat(node, "info = 'COMMIT'") === 1) || Promise.race([isOver, false]), 'both to be at COMMIT');
  await cluster.nodes[1].goOn();
  return Promise.all(begun);
}

test('of a sign-in on one host and a change of the password on the other that commit at once, no session is left behind (R-277)', { skip }, async () => {
  const before = conflicts();
  let password = own.password;
  await until(async () => {
    const [thief, owner] = [two.browser(first), two.browser(second)];
    await signIn(owner, tuuli, password);
    const [step, form] = [await typeUserName(thief, tuuli), await owner.get('/Account/Settings/Password')];
    const fresh = `uusi lause numero ${conflicts()} ${password.length}`;
    // The change takes longer, since it hashes twice; a statement waits for a lock a few seconds and no longer.
    const [changed, entered] = await atOnce(tuuli, [
      [cluster.nodes[2], () => submitOnly(owner, form, { current_password: password, new_password: fresh, confirm_password: fresh })],
      [cluster.nodes[0], () => typePassword(thief, step, password)]]);
    if ([changed.status, entered.status].includes(503)) {
      const visitor = two.browser(first);
      if ((await typePassword(visitor, await typeUserName(visitor, tuuli), fresh)).status === 303) password = fresh;
      return false;
    }
    assert.equal(changed.status, 303);
    assert.ok([303, 422].includes(entered.status), `${entered.status}`);
    assert.deepEqual([await isSignedIn(thief), await isSignedIn(movedTo(second, thief)), await isSignedIn(owner)], [false, false, true]);
    password = fresh;
    return conflicts() - before >= 3;
  }, 'three of them to meet', 60);
});

test('two background processes send each mail once, and share the work', { skip }, async () => {
  const mailsAreDone = () => until(() => value('SELECT COUNT(*) FROM mail_outbox WHERE state = 1') === '0', 'the outbox to be done');
  await mailsAreDone(); // those of earlier tests
  const addresses = [];
  const ids = new Set();
  const sent = () => two.hosts.map((host) => host.events('mail_sent').filter(({ mail }) => ids.has(mail)).length);
  // One may be through with the few before the other gets to them.
  await until(async () => {
    const some = Array.from({ length: 40 }, (_, i) => `klusteri${addresses.length + i}@example.fi`);
    const digests = some.map((address) => `UNHEX(SHA2(${quoted(address)}, 256))`);
    addresses.push(...some);
    settle(...some);
    cluster.nodes[0].sql(`INSERT INTO mail_outbox (reason, typed, typed_digest, locale, state, next_try_at, created_at) VALUES ${some.map((address, i) => `(2, ${quoted(address)}, ${digests[i]}, 'fi', 1, UTC_TIMESTAMP(), UTC_TIMESTAMP())`).join(', ')}`);
    await mailsAreDone();
    for (const [id] of cluster.nodes[0].sql(`SELECT id FROM mail_outbox WHERE typed_digest IN (${digests.join(', ')})`)) ids.add(Number(id));
    await until(() => sent()[0] + sent()[1] >= addresses.length, 'the logs to tell of them, which they do after the database');
    return sent().every((count) => count > 0);
  }, 'both to send some', 60);
  const recipients = first.mailbox.all().map((mail) => mail.to);
  for (const address of addresses) assert.equal(recipients.filter((to) => to.includes(address)).length, 1, address);
  assert.equal(sent()[0] + sent()[1], addresses.length);
});

test('both hosts clean up at once: every row goes, neither meets an error, and mails leave meanwhile (R-225, R-277)', { skip }, async () => {
  // Old enough for the purge, and more than one host gets through before the other begins: at most 100 rows a second, and both
  // begin within the same minute.
  const old = "'2020-01-01'";
  const left = () => Number(value(`SELECT (SELECT COUNT(*) FROM session_revocation WHERE at = ${old}) + (SELECT COUNT(*) FROM throttle WHERE last_at = ${old})`));
  const deletes = () => [cluster.nodes[0], cluster.nodes[2]].map((node) => Number(node.status('Com_delete')));
  const failed = () => two.hosts.flatMap((host) => host.events('background_failed'));
  const [failures, conflictsBefore] = [failed().length, conflicts()];
  const browser = two.browser(first);
  const page = await browser.get('/Account/Forgot');
  let [all, before] = [];
  await until(async () => {
    cluster.nodes[1].sql(`INSERT INTO session_revocation (account_id, at) SELECT seq, ${old} FROM seq_1_to_5000;
      INSERT IGNORE INTO throttle (key_digest, failures, not_before, last_at) SELECT UNHEX(SHA2(CONCAT('old ', seq), 256)), 1, ${old}, ${old} FROM seq_1_to_3000`);
    [all, before] = [left(), deletes()];
    await until(() => left() < all, 'the purge to begin', 90);
    await until(() => deletes().every((count, i) => count > before[i] + 10), 'both hosts to be at it', 90);
    assert.equal((await submitOnly(browser, page, { user_name: taimi })).status, 303);
    return left() > 0;
  }, 'a mail to be asked for while both were at it', 180);
  await first.mailbox.next(taimi, /RecoverPassword/);
  await until(() => left() === 0, 'all of it to be gone', 120);
  assert.deepEqual(failed().slice(failures).map((event) => event.cause), []);
  console.log(`# ${all} rows by ${deletes().map((count, i) => count - before[i]).join(' and ')} deletes, ${conflicts() - conflictsBefore} conflicts`);
});

/// Residents at both hosts who read a page with data of theirs and change their names, again and again, while `fault` happens.
/// Gives for each host the time from the fault to the first such page that was asked for after it.
async function underFault(fault) {
  const began = Date.now();
  let stop = false;
  let at = Infinity;
  const answers = [];
  const acknowledged = { [sanna]: [], [taimi]: [] };
  const tried = { [sanna]: 0, [taimi]: 0 };
  const letters = 'abcdefghijklmnopqrstuvwxyz';
  const people = await Promise.all([[first, sanna], [second, taimi]].map(async ([host, address]) => ({ host, address, browser: await signedIn(host, address) })));
  const events = (address) => Number(value(`SELECT COUNT(*) FROM audit_event e JOIN account a ON a.id = e.account_id WHERE a.email_key = ${quoted(address)} AND e.kind = 16`));
  const before = Object.fromEntries(people.map(({ address }) => [address, events(address)]));
  const read = async ({ host, browser, address }) => {
    while (!stop) {
      const asked = Date.now();
      const answer = await browser.get('/Account/Settings');
      answers.push({ host, asked, got: Date.now(), status: answer.status, good: answer.status === 200 && answer.body.includes(address) });
    }
  };
  const write = async ({ browser, address }) => {
    const page = await until(async () => { const got = await browser.get('/Account/Settings/Name'); return got.status === 200 && got; }, 'the form');
    for (let i = 0; !stop; ++i) {
      const name = `Nimi ${letters[i % 26]}${letters[Math.floor(i / 26) % 26]}${letters[Math.floor(i / 676) % 26]} ${letters[began % 26]}`;
      tried[address] += 1;
      const answer = await submitOnly(browser, page, { given_name: name, family_name: 'Asukas' });
      if (answer.status === 303) acknowledged[address].push(name);
      else answers.push({ status: answer.status, wrote: true });
    }
  };
  const all = Promise.all(people.flatMap((person) => [read(person), read(person), write(person)]));
  const good = (host) => answers.filter((answer) => answer.host === host && answer.good && answer.asked >= at);
  await until(() => two.hosts.every((host) => answers.filter((answer) => answer.host === host && answer.good).length >= 5), 'the residents to be at it');
  at = Date.now();
  await fault();
  await until(() => two.hosts.every((host) => good(host).length >= 10), 'both hosts to serve again', 20);
  await until(() => people.every(({ address }) => acknowledged[address].length > 3), 'changes to be kept again', 20);
  stop = true;
  await all;
  for (const { address } of people) {
    const kept = events(address) - before[address];
    const [least, most] = [acknowledged[address].length, tried[address]];
    assert.ok(kept >= least && kept <= most, `${address}: ${least} changes acknowledged, ${kept} kept, ${most} tried`);
  }
  const statuses = answers.reduce((counts, { status }) => ({ ...counts, [status]: (counts[status] ?? 0) + 1 }), {});
  assert.deepEqual(Object.keys(statuses).filter((status) => !['200', '503'].includes(status)), [], 'nobody is asked to sign in again');
  const usual = Math.max(...answers.filter(({ good: isGood, got }) => isGood && got < at).map(({ asked, got }) => got - asked));
  return { times: two.hosts.map((host) => good(host)[0].got - at), statuses, usual };
}

/// The aim is three seconds; docs/scaling.md says what was measured, and tell() what this run took. A machine that is busy with
/// other tests takes longer, and one that waits for each process in turn much longer.
function isBackSoon({ times }) {
  assert.ok(times.every((time) => time < 15_000), `${times} ms`);
}

const tell = (what, { times, statuses, usual }) => console.log(`# ${what}: pages with data again after ${times.join(' and ')} ms, of which a page takes up to ${usual}; answers ${JSON.stringify(statuses)}`);

test('a node that is killed costs nobody an acknowledged change, and both hosts serve again in moments (R-274)', { skip }, async () => {
  const node = cluster.busiest();
  const found = await underFault(() => node.kill());
  tell('a node killed', found);
  isBackSoon(found);
  await node.start();
  await whole();
});

test('a node that hangs is left by every worker after one of them has waited for it (R-273, R-274)', { skip }, async () => {
  const node = cluster.busiest();
  const found = await underFault(() => node.hang());
  tell('a node hanging', found);
  isBackSoon(found);
  await node.goOn();
  await whole();
});

test('a node that turns read-only is left for another one (R-274)', { skip }, async () => {
  const node = cluster.busiest();
  const found = await underFault(() => node.sql('SET GLOBAL read_only = 1'));
  tell('a node read-only', found);
  isBackSoon(found);
  node.sql('SET GLOBAL read_only = 0');
});

test('without a majority every page with data is a 503 that says when to return, and never "please log in"; then all is as before (R-269, R-280)', { skip }, async () => {
  const browsers = [await signedIn(first), await signedIn(second)];
  const page = await browsers[0].get('/Account/Settings/Name');
  const [stays, ...go] = cluster.nodes;
  go.forEach((node) => node.hang());
  await until(() => stays.status('wsrep_cluster_status') === 'non-Primary', 'the majority to be lost');
  for (const browser of browsers) {
    const answer = await browser.get('/Account/Settings');
    assert.equal(answer.status, 503);
    assert.ok(Number(answer.header('retry-after')) > 0);
  }
  assert.equal((await submitOnly(browsers[0], page, { given_name: 'Ei', family_name: 'Tallennu' })).status, 503);
  await Promise.all(go.map((node) => node.goOn()));
  await whole();
  for (const browser of browsers) await until(() => isSignedIn(browser), 'the service to be back');
  assert.notEqual(value(`SELECT given_name FROM account WHERE email_key = ${quoted(sanna)}`), 'Ei');
});

test('doctor names a node that is away, an authority that is not the right one, and a name that no certificate holds (R-158)', { skip }, async () => {
  const { look } = doctorOf(first);
  const hosts = (names) => ({ 'database.hosts': JSON.stringify(names) });
  const verdicts = [
    [{ 'database.tls_ca': JSON.stringify(path.join(cluster.folder, 'node.pem')) }, /error 2026: TLS.*certificate/, /must hold the authority/],
    [hosts(cluster.hosts.map((host) => host.replace('localhost', '127.0.0.1'))), /error 2026: TLS.*Validation/, /names this host as database\.hosts does/],
  ];
  for (const [settings, words, remedy] of verdicts) {
    const found = await look(settings);
    assert.ok(found.of('fault').includes('database host'));
    assert.match(found.named('database host').found, words);
    assert.match(found.named('database host').remedy, remedy);
  }
  const away = await look(hosts(['localhost:1', ...cluster.hosts]));
  assert.deepEqual([away.of('fault').filter((check) => /database|encryption|user/.test(check)), away.of('warning').includes('database host')], [[], true]);
  assert.match(away.named('encryption').found, /certificate verified/);
});

test('in the end all nodes hold the same', { skip }, () => {
  const tables = cluster.nodes[0].sql("SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'").map(([name]) => name);
  const sums = cluster.nodes.map((node) => node.sql(`SET wsrep_sync_wait = 1; CHECKSUM TABLE ${tables.join(', ')}`).filter(([name]) => !/throttle|mail_outbox|portal_id_request/.test(name)));
  assert.ok(tables.length > 10);
  assert.deepEqual(sums[1], sums[0]);
  assert.deepEqual(sums[2], sums[0]);
});
