// The resident's dealings in the portal, through a view that somebody else writes.
import assert from 'node:assert/strict';
import test, { after } from 'node:test';

import { startDemo } from '../../support/demo.mjs';
import { headingOf, linksOf, textOf } from '../../support/page.mjs';
import { isSignedIn, signIn } from '../../support/visitor.mjs';

const demo = await startDemo();
after(() => demo.stop());

const sanna = demo.accounts.with_password.address;
const builder = 'toimisto@rakennus.example.fi'; // two old users, more than 10,000 dealings
const history = '/Account/Settings/History';
const columns = ['user_id', 'at', 'service', 'title', 'state', 'link', 'required_assurance'];
demo.lendPassword(builder, 'kaisa.kahdesti@example.com');

async function signedIn(address = sanna) {
  const browser = demo.browser();
  await signIn(browser, address, demo.password);
  return browser;
}

const original = demo.sql('SHOW CREATE VIEW portal_history')[0][1].replace(/^CREATE/, 'CREATE OR REPLACE');
/// Puts another view in its place while `act` runs.
async function withView(sql, act) {
  demo.sql(sql);
  try {
    await act();
  } finally {
    demo.sql(original);
  }
}
const viewOf = (...rows) =>
  `CREATE OR REPLACE VIEW portal_history AS ${rows.map((row) => `SELECT ${row.map((value, i) => `${value} AS ${columns[i]}`).join(', ')}`).join(' UNION ALL ')}`;
const weak = (title, link = 'NULL', at = "TIMESTAMP('2026-05-01 10:00:00')") => ['1002', at, "'Palaute'", title, "'Lähetetty'", link, "'weak'"];
const words = (page) => textOf(page.body);
const failed = /Asiointihistoriaa ei saatu haettua juuri nyt\. Tietosi ovat tallessa\. Yritä myöhemmin uudelleen\./;
const asked = (page) => linksOf(page.body).filter(([url]) => url.includes('/asiointi/nayta'));

test('the newest dealings come first, with service, state and a link to each', async () => {
  const page = await (await signedIn()).get(history);
  assert.equal(headingOf(page.body), 'Asiointihistoria');
  for (const state of ['Luonnos', 'Lähetetty', 'Käsittelyssä', 'Lisäselvityspyyntö', 'Päätös tehty', 'Peruttu'])
    assert.match(words(page), new RegExp(`Venepaikka, Halkokari Venepaikan varaus Tila: ${state} \\d+\\.8\\.2026`));
  assert.deepEqual(asked(page)[0], ['/asiointi/nayta?id=60001', 'Venepaikka, Halkokari']);
  const days = [...page.body.matchAll(/class="hint">(\d+)\.(\d+)\.(\d{4})</g)].map(([, d, m, y]) => Date.UTC(y, m - 1, d));
  assert.equal(days.length, 20);
  assert.deepEqual(days, [...days].sort((a, b) => b - a));
});

test('a dealing that needs strong identification shows its date and why, and nothing else', async () => {
  const page = await (await signedIn()).get(history);
  assert.match(words(page), /Tämän asian tiedot näet vasta, kun tunnistaudut vahvasti \(Suomi\.fi\)\. 31\.8\.2026/);
  assert.doesNotMatch(page.body, /Rakennuslupa|Omakotitalon rakennuslupa|id=60002/);
});

test('what the view does not call weak counts as strong', async () => {
  for (const assurance of ["'strong'", "''", 'NULL', "'WEAK '", "'high'"]) {
    const row = weak("'Salaisuus'");
    row[6] = assurance;
    await withView(viewOf(row), async () => {
      const page = await (await signedIn()).get(history);
      assert.doesNotMatch(page.body, /Salaisuus/, assurance);
      assert.match(words(page), /tunnistaudut vahvasti/, assurance);
    });
  }
});

test('all old users of a person count together, and nobody sees what is another one\'s', async () => {
  const ids = demo.sql("SELECT portal_user_id FROM legacy_user l JOIN account a ON a.id = l.account_id WHERE a.email = 'kaisa.kahdesti@example.com'").flat();
  assert.equal(ids.length, 2);
  const rows = [...ids, '1002'].map((id) => [`'${id}'`, 'NOW()', "'Palaute'", `'Asia ${id}'`, "''", 'NULL', "'weak'"]);
  await withView(viewOf(...rows), async () => {
    const page = await (await signedIn('kaisa.kahdesti@example.com')).get(history);
    for (const id of ids) assert.match(words(page), new RegExp(`Asia ${id}`));
    assert.doesNotMatch(words(page), /Asia 1002/);
  });
});

test('ten thousand dealings come in pages of twenty, each within a second', async () => {
  const browser = await signedIn(builder);
  const first = await browser.get(history);
  assert.match(words(first), /Sivu 1 Vanhemmat/);
  assert.doesNotMatch(words(first), /Uudemmat/);
  const second = await browser.get(`${history}?page=2`);
  assert.match(words(second), /Sivu 2 Uudemmat Vanhemmat/);
  const titles = (page) => [...page.body.matchAll(/<h2[^>]*>(?:<a[^>]*>)?([^<]*)/g)].map(([, title]) => title);
  assert.equal(new Set([...titles(first), ...titles(second)]).size, 40);
  assert.deepEqual(linksOf(second.body).filter(([, text]) => ['Uudemmat', 'Vanhemmat'].includes(text)).map(([url]) => url), [history, `${history}?page=3`]);

  const count = Number(demo.value(`SELECT COUNT(*) FROM portal_history h JOIN legacy_user l ON l.portal_user_id = h.user_id JOIN account a ON a.id = l.account_id WHERE a.email = '${builder}'`));
  assert.ok(count > 10_000);
  const last = Math.ceil(count / 20);
  const end = await browser.get(`${history}?page=${last}`); // which it is within the second and a half that the view may take
  assert.match(words(end), new RegExp(`Sivu ${last} Uudemmat`));
  assert.doesNotMatch(words(end), /Vanhemmat/);
  assert.equal((await browser.get(`${history}?page=${last + 1}`)).location, history);
  assert.match((await browser.get(`${history}?page=2&lang=sv`)).body, /Sida 2/);
});

test('a page that is no number is the first one', async () => {
  const browser = await signedIn(builder);
  for (const page of ['0', '-1', 'x', '1e3', '999999', '4294967297', ' 2', '', '2&page=3'])
    assert.match(words(await browser.get(`${history}?page=${encodeURI(page)}`)), /Sivu 1 Vanhemmat/, page);
});

test('a link leads to the portal or not at all (R-043)', async () => {
  const bad = ["'javascript:alert(1)'", "'https://evil.example/'", "'//evil.example/'", "'/\\\\\\\\evil.example'", "'asiointi/nayta'", "'data:text/html,x'", "''", 'NULL', "CONCAT('/x', CHAR(10))"];
  for (const link of bad) {
    await withView(viewOf(weak("'Paha linkki'", link)), async () => {
      const page = await (await signedIn()).get(history);
      assert.match(page.body, /<h2 translate="no">Paha linkki<\/h2>/, link);
      assert.doesNotMatch(page.body, /evil|javascript/, link);
    });
  }
});

test('what the view says is text and never markup (R-128)', async () => {
  await withView(viewOf(weak(`'<b>å & "x"</b>'`, `'/x?a="<b>'`)), async () => {
    const page = await (await signedIn()).get(history);
    assert.match(page.body, /<a href="\/x\?a=%22%3Cb%3E">&lt;b&gt;å &amp; &quot;x&quot;&lt;\/b&gt;<\/a>/);
  });
});

test('dealings without a date, a title or a state are shown all the same', async () => {
  await withView(viewOf(weak("'Ajaton'", 'NULL', "'0000-00-00 00:00:00'"), weak('NULL', 'NULL', 'NULL')), async () => {
    const page = await (await signedIn()).get(history);
    assert.match(words(page), /Ajaton/);
    assert.match(page.body, /<h2 translate="no">Palaute<\/h2>/);
  });
});

test('a resident without dealings is told so kindly', async () => {
  await withView(`${viewOf(weak("'x'"))} LIMIT 0`, async () => {
    assert.match(words(await (await signedIn()).get(history)), /Tällä tunnuksella ei ole vielä asioita/);
  });
  demo.sql(`UPDATE legacy_user SET status = 5 WHERE portal_user_id = '1002'`);
  assert.match(words(await (await signedIn()).get(history)), /Tällä tunnuksella ei ole vielä asioita/);
  demo.sql(`UPDATE legacy_user SET status = 1 WHERE portal_user_id = '1002'`);
});

/// The whole service works: also a worker that has just met the broken view.
async function everythingElseWorks(browser) {
  for (let i = 0; i < 12; ++i) assert.ok(await isSignedIn(browser));
  assert.equal((await demo.browser().get('/Account/Login')).status, 200);
  await signedIn();
  assert.equal(demo.events('database_host_failed').length, 0);
}

for (const [what, sql] of [
  ['missing', 'DROP VIEW portal_history'],
  ['over a table that is gone', 'CREATE TABLE gone (x INT); CREATE OR REPLACE VIEW portal_history AS SELECT x AS user_id FROM gone; DROP TABLE gone'],
  ['without a column', 'CREATE OR REPLACE VIEW portal_history AS SELECT 1002 AS user_id, NOW() AS at'],
])
  test(`a view that is ${what} leaves the page whole and says so, and nothing else notices`, async () => {
    const browser = await signedIn();
    await withView(sql, async () => {
      const page = await browser.get(history);
      assert.equal(page.status, 200);
      assert.match(words(page), failed);
      assert.match(words(page), /liittää sen tunnukseesi/);
      await everythingElseWorks(browser);
    });
    assert.doesNotMatch(words(await browser.get(history)), failed);
  });

test('a view that hangs costs one and a half seconds, is then left alone for a while, and nothing else notices', async () => {
  const browser = await signedIn();
  const timed = async () => {
    const began = performance.now();
    assert.match(words(await browser.get(history)), failed);
    return performance.now() - began;
  };
  await withView(`${viewOf(weak("'x'"))} FROM (SELECT 1) one WHERE SLEEP(30) = 0`, async () => {
    const givenUp = () => Number(demo.sql("SHOW GLOBAL STATUS LIKE 'Max_statement_time_exceeded'")[0][1]);
    const before = givenUp();
    const first = await timed();
    assert.ok(first > 1000 && first < 10_000, `${first} ms`);
    const [asked, began] = [givenUp(), performance.now()];
    assert.ok(asked > before);
    for (let i = 0; i < 4 && performance.now() - began < 8000; ++i) await timed(); // the while is ten seconds
    assert.equal(givenUp(), asked, 'nobody asks the view');
    await everythingElseWorks(browser);
  });
});
