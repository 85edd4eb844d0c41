// The printed guide, step by step, with the words that residents have on paper before them.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { changed, changeIntro, intro, linkSent, orRegister, saysWhatTheGuidePromises } from './guide_words.mjs';
import { goodPassword, press, someoneWithoutPassword } from './residents.mjs';
import { demo, keepPicture, picture, url, visit } from './stage.mjs';

async function reads(page, ...sentences) {
  for (const sentence of sentences)
    assert.ok(await page.getByText(sentence, { exact: true }).first().isVisible(), `the page says: ${sentence}`);
}
const button = (page, name) => page.locator('main').getByRole('button', { name, exact: true });

async function showsTheFirstStep(page) {
  assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), 'Kirjautuminen');
  await reads(page, intro, orRegister);
  assert.equal(await page.getByRole('link', { name: 'Luo uusi käyttäjätunnus', exact: true }).count(), 1);
  assert.equal(await page.getByLabel('Käyttäjätunnus', { exact: true }).getAttribute('type'), 'text');
  assert.ok(await button(page, 'Jatka').isVisible());
}

async function follow(page, person, shot) {
  await page.goto(url('/')); // 1
  await shot('1-start');
  await press(page, page.getByRole('link', { name: 'Kirjaudu sisään', exact: true }));

  await showsTheFirstStep(page); // 2
  await shot('2-user-name');
  await page.getByLabel('Käyttäjätunnus', { exact: true }).fill(person.address);
  await press(page, button(page, 'Jatka'));

  await reads(page, linkSent, intro, orRegister); // 3
  assert.equal(await page.getByLabel('Käyttäjätunnus', { exact: true }).inputValue(), person.address);
  await shot('3-link-sent');

  const link = saysWhatTheGuidePromises(await demo.mailbox.next(person.address), person); // 4

  await page.goto(link); // 5
  assert.equal(page.url(), url('/Account/RecoverPassword'), 'the token has left the address bar');
  await showsTheBreadcrumb(page);
  await reads(page, changeIntro);
  await shot('5-new-password');
  await page.getByLabel('Uusi salasana *', { exact: true }).fill(goodPassword);
  await page.getByLabel('Vahvista uusi salasana *', { exact: true }).fill(goodPassword);
  await press(page, button(page, 'Vaihda salasana'));

  await showsTheBreadcrumb(page); // 6
  await reads(page, changed);
  await shot('6-password-is-set');
  await press(page, page.getByRole('link', { name: 'Siirry kirjautumaan', exact: true }));

  await showsTheFirstStep(page); // 7
  await page.getByLabel('Käyttäjätunnus', { exact: true }).fill(person.address);
  await press(page, button(page, 'Jatka'));
  assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), 'Kirjautuminen');
  await reads(page, intro, orRegister);
  assert.equal(await page.getByText(linkSent).count(), 0, 'no link is sent this time');
  assert.equal(await page.getByLabel('Käyttäjätunnus', { exact: true }).inputValue(), person.address);
  await page.getByRole('link', { name: 'Vaihda käyttäjätunnusta', exact: true }).waitFor();
  await page.getByRole('link', { name: 'Unohtuiko käyttäjätunnus tai salasana?', exact: true }).waitFor();
  await shot('7-password');
  await page.getByLabel('Salasana', { exact: true }).fill(goodPassword);
  await page.getByLabel('Muista kirjautumiseni tässä tietokoneessa', { exact: true }).check();
  await press(page, button(page, 'Kirjaudu sisään'));

  assert.equal(page.url(), url('/'), 'signing in ends where it began'); // 8
  const bar = page.getByRole('navigation', { name: 'Kirjautunut käyttäjä' });
  assert.equal((await bar.innerText()).replace(/\s+/g, ' ').trim(), `${person.name} (${person.address}) ▼`);
  await shot('8-signed-in');
  await press(page, page.getByRole('link', { name: `${person.name} (${person.address})` }));
  assert.equal(page.url(), url('/Account/Settings'));
  await shot('8-settings');
}

async function showsTheBreadcrumb(page) {
  const trail = page.getByRole('navigation', { name: 'Murupolku' });
  assert.equal((await trail.innerText()).replace(/\s+/g, ' ').trim(), 'Takaisin > Vaihda salasana');
  assert.ok(await trail.getByRole('link', { name: 'Takaisin' }).isVisible());
}

async function signsInDirectly(page, person) { // 9
  await page.goto(url('/Account/Login'));
  await page.getByLabel('Käyttäjätunnus', { exact: true }).fill(person.address);
  await press(page, button(page, 'Jatka'));
  await page.getByLabel('Salasana', { exact: true }).fill(goodPassword);
  await press(page, button(page, 'Kirjaudu sisään'));
  assert.equal(page.url(), url('/'));
}

for (const [javaScriptEnabled, words, person] of [
  [true, 'with JavaScript', { address: 'esimerkki.erkki@example.com', name: 'Erkki Esimerkki' }],
  [false, 'without JavaScript', { address: 'toivo@example.fi', name: 'Toivo Tuntematon-Aika' }],
]) {
  test(`the whole guide can be followed ${words}, with its words letter for letter`, async () => {
    await visit({ javaScriptEnabled }, (page) => follow(page, person, async (step) => {
      await keepPicture(page, `guide-${step} ${words}`);
      if (javaScriptEnabled) await picture(page, `guide-${step}`);
    }));
    await visit({ javaScriptEnabled }, (page) => signsInDirectly(page, person));
  });
}

test('the notice of a sent link is what a browser shows and a screen reader begins with, at 400 % too', async () => {
  await visit({ viewport: { width: 320, height: 256 } }, async (page) => {
    await page.goto(url('/Account/Login'));
    await page.getByLabel('Käyttäjätunnus', { exact: true }).fill(someoneWithoutPassword());
    await press(page, button(page, 'Jatka'));
    await page.getByText(linkSent, { exact: true }).waitFor();
    await page.waitForFunction(() => document.activeElement.id === 'notice');
    const { y } = await page.locator('#notice').boundingBox();
    assert.ok(y >= 0 && y < 100, `the notice begins at ${y}`);
  });
});
