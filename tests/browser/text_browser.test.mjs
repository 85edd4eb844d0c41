// The printed guide in a text browser, over TLS: no scripts, no style, no pictures, and an old idea of HTML.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, test } from 'node:test';

import { startDemo } from '../support/demo.mjs';
import { TextBrowser } from '../support/w3m.mjs';
import { changed, changeIntro, intro, linkSent, orRegister, saysWhatTheGuidePromises } from './guide_words.mjs';

const demo = await startDemo({ tls: true });
const browser = new TextBrowser();
after(() => {
  browser.stop();
  demo.stop();
});

const person = { address: 'esimerkki.erkki@example.com', name: 'Erkki Esimerkki' };
const password = 'sininen traktori laulaa suolla';

async function reads(...sentences) {
  const text = await browser.text();
  for (const sentence of sentences) assert.ok(text.includes(sentence), `w3m shows: ${sentence}\n${text}`);
}

async function setsThePassword() {
  await reads('Sähköiset palvelut');
  browser.follow('Kirjaudu sisään'); // 1
  await reads(intro, orRegister); // 2
  browser.type('Käyttäjätunnus', person.address);
  browser.follow('Jatka');
  await reads(linkSent); // 3
  browser.open(saysWhatTheGuidePromises(await demo.mailbox.next(person.address), person)); // 4
  await reads('Takaisin >', changeIntro, person.address); // 5
  browser.type('Uusi salasana *', password);
  browser.type('Vahvista uusi salasana *', password);
  browser.follow('Vaihda salasana');
  await reads(changed); // 6
}

async function signsInAndOut() {
  browser.follow('Siirry kirjautumaan');
  browser.type('Käyttäjätunnus', person.address); // 7
  browser.follow('Jatka');
  await reads(intro, orRegister, 'Muista kirjautumiseni tässä tietokoneessa', 'Unohtuiko käyttäjätunnus tai salasana?');
  browser.type('Salasana', password);
  browser.follow('Kirjaudu sisään');
  await reads(`${person.name} (${person.address})`, 'Kirjaudu ulos'); // 8
  browser.open(new URL('/Account/Logout', demo.url).href);
  await reads('Haluatko kirjautua ulos?');
  browser.follow('Kirjaudu ulos', 'Haluatko kirjautua ulos?');
  await reads('Olet kirjautunut ulos.');
}

test('the whole guide can be followed in a text browser over TLS, and out again', async () => {
  await browser.start(demo.url, path.join(demo.directory, 'tls/certificate.pem'));
  await setsThePassword();
  await signsInAndOut();
});
