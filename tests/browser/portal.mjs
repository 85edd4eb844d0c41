// A permit application takes an hour and a half, and signing in does not last for ever: what a resident wrote and chose is
// still there afterwards, because the browser itself sends it again.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import { reflowFaults } from './conditions.mjs';
import { axeFaults } from './examine.mjs';
import { givePassword, giveUserName, press, withPassword } from './residents.mjs';
import { demo, origin, picture, visit } from './stage.mjs';
import { htmlFaults } from './validity.mjs';

const reasons = 'Perustelen hakemukseni näin: å, ä, ö ja 山田.\n'.repeat(2000);
const drawing = Buffer.from(Uint8Array.from({ length: 2 << 20 }, (_, i) => (i * 31 + (i >> 8)) & 255));
const drawingFile = path.join(demo.directory, 'piirustus ä.pdf');
writeFileSync(drawingFile, drawing);

const onItsOwnHost = new URL(demo.facts.portal_host_url).origin;

async function signInOn(page) {
  await giveUserName(page, withPassword.address);
  await givePassword(page, withPassword.password);
}

async function writeApplication(page, portal) {
  await page.goto(`${portal}/hakemukset/uusi`);
  await signInOn(page);
  await page.waitForURL(`${portal}/hakemukset/uusi`);
  await page.getByLabel('Mitä haet?').fill('Omakotitalon <rakennuslupa>');
  await page.getByLabel('Perustelut').evaluate((field, text) => { field.value = text; }, reasons); // typing takes its time
  await page.getByLabel('Liite').setInputFiles(drawingFile);
}

const sendApplication = (page) => press(page, page.getByRole('button', { name: 'Lähetä hakemus' }));

async function hasArrived(page) {
  await page.getByRole('heading', { name: 'Hakemus on vastaanotettu' }).waitFor();
  const text = await page.locator('main').innerText();
  const sha256 = createHash('sha256').update(drawing).digest('hex');
  // A browser sends a line break of a text as two characters.
  const characters = reasons.replaceAll('\n', '\r\n').length;
  for (const words of ['Omakotitalon <rakennuslupa>', `${characters} merkkiä`, `piirustus ä.pdf: ${drawing.length} tavua ${sha256}`]) assert.ok(text.includes(words), words);
}

for (const [where, portal, link, language] of [['the host of the account pages', origin, /Avaa kirjautuminen/, 'fi'], ['a host of its own', onItsOwnHost, 'På svenska', 'sv']]) {
  test(`a long form with an upload that was sent after the session had ended is sent again by reloading, with the portal on ${where}`, () =>
    visit({ strangers: true }, async (page, context) => {
      await writeApplication(page, portal);
      await context.clearCookies();
      const [answer] = await Promise.all([page.waitForResponse((each) => each.request().method() === 'POST'), sendApplication(page)]);
      await page.getByRole('heading', { name: 'Kirjautumisesi päättyi' }).waitFor();
      assert.deepEqual([page.url(), ...await htmlFaults(await answer.text()), ...await axeFaults(page), ...await reflowFaults(page)], [`${portal}/hakemukset/uusi`]);
      await picture(page, 'portal-form-kept');
      const [other] = await Promise.all([context.waitForEvent('page'), page.getByRole('link', { name: link }).click()]);
      await other.waitForURL(/Account.Login/);
      assert.equal(await other.locator('html').getAttribute('lang'), language);
      await signInOn(other);
      await other.getByRole('heading', { name: 'Olet kirjautunut' }).waitFor();
      await picture(other, 'portal-form-waits');
      await other.close();
      await page.reload();
      await hasArrived(page);
    }));
}
