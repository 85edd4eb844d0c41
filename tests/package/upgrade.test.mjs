// The Debian package is upgraded from the version before, taken back, and upgraded again while residents are at it. The version
// before is built from the last commit before the newest migration came: another program, which knows nothing of that migration.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';

import { fieldOf, packageOf, schemaOf, Site } from '../support/installed.mjs';
import { textOf } from '../support/page.mjs';
import { givePassword, isSignedIn, register, signIn } from '../support/visitor.mjs';

const resident = { address: 'erkki.esimerkki@example.com', password: 'kivijalka tuulimylly sammakko' };
const [older, newer] = ['before', 'now'].map(packageOf);
// Without the history of this checkout both packages are of one build.
const isOneBuild = schemaOf(older) === schemaOf(newer);
const site = new Site();
let machine;

before(async () => {
  ({ machine } = await site.start({ 'old.deb': older, 'new.deb': newer }));
  const { status, output } = await site.install('/old.deb');
  assert.equal(status, 0, output);
  await site.setUp();
  await register(site, resident.address, resident.password);
});
after(() => site.stop());

const inUse = () => machine.must('dpkg-query', '-W', '-f', '${Version}', 'asiointipalvelu');
const schema = () => Number(machine.must('mariadb', '-N', '-e', 'SELECT MAX(version) FROM asiointipalvelu.schema_migration'));

/// Puts in the other version under load: nobody is refused or signed out, and what comes after is another process.
async function changeTo(file, ...options) {
  const browser = await site.residentAtThePortal(resident);
  const old = machine.supervisor;
  const { result, bad, meanwhile } = await site.underLoad(resident, browser, () => site.install(file, ...options));
  assert.equal(result.status, 0, result.output);
  assert.deepEqual(bad, []);
  assert.deepEqual([machine.supervisor === old, machine.has(`/proc/${old}`)], [false, false], result.output);
  assert.ok(await isSignedIn(browser));
  assert.ok(meanwhile.every((each) => each > 3), `served meanwhile: ${meanwhile}`);
  return result.output;
}

test('the version before is another program on an older schema', (t) => {
  assert.equal(inUse(), fieldOf(older, 'Version'));
  if (isOneBuild) return t.skip('this checkout has no history: both packages are of one build');
  assert.deepEqual([schema(), schemaOf(older) < schemaOf(newer)], [schemaOf(older), true]);
});

test('an upgrade with a migration and a new right refuses no request and signs nobody out', async () => {
  // As if a right that nobody needs at this moment, and where both are of one build the newest migration, had come with it.
  machine.must('mariadb', '-e', 'REVOKE INSERT ON asiointipalvelu.host_session FROM asiointi_pages@localhost');
  if (isOneBuild) machine.must('mariadb', '-e', 'DELETE FROM asiointipalvelu.schema_migration ORDER BY version DESC, statement DESC LIMIT 1');

  const output = await changeTo('/new.deb');

  assert.match(output, /users and rights are as they should be/);
  assert.match(output, new RegExp(`schema version ${schemaOf(newer)}, [1-9]\\d* applied`));
  assert.match(machine.must('mariadb', '-e', 'SHOW GRANTS FOR asiointi_pages@localhost'), /GRANT SELECT, INSERT ON `asiointipalvelu`\.`host_session`/);
  assert.deepEqual([inUse(), schema()], [fieldOf(newer, 'Version'), schemaOf(newer)]);
});

test('the version before is put back in the same way, and works on the new schema', async () => {
  await changeTo('/old.deb', '--allow-downgrades');
  assert.deepEqual([inUse(), schema()], [fieldOf(older, 'Version'), schemaOf(newer)]);

  const newcomer = { address: 'taina.takaisin@example.com', password: 'halkopino jokilaiva olkihattu' };
  await register(site, newcomer.address, 'aurinkokello vanha purje');
  await givePassword(site, newcomer.address, newcomer.password);
  const browser = site.browser();
  await signIn(browser, newcomer.address, newcomer.password);
  assert.ok(textOf((await browser.get('/Account/Settings')).body).includes(newcomer.address));
});

test('and upgraded again: then there is nothing to migrate', async () => {
  assert.match(await changeTo('/new.deb'), /, 0 applied/);
  assert.equal(inUse(), fieldOf(newer, 'Version'));
});

test('with the database out of reach an upgrade leaves the old version running and says what to do', async () => {
  const old = machine.supervisor;
  machine.must('systemctl', 'stop', 'mariadb');
  const { status, stdout, stderr } = machine.run('dpkg', '-i', '/new.deb');
  machine.must('systemctl', 'start', 'mariadb');
  assert.equal(status, 0, stdout + stderr);
  assert.match(stderr, /the version before keeps running/);
  assert.equal(machine.supervisor, old);
  machine.must('sh', '-c', 'asiointi-admin setup --database-only && systemctl restart asiointipalvelu');
  await site.serves();
  assert.notEqual(machine.supervisor, old);
});
