// Mails as they arrive: their headers, their encoding, and the languages they speak.
import assert from 'node:assert/strict';
import test, { after } from 'node:test';

import { startDemo } from '../../support/demo.mjs';
import { headingOf } from '../../support/page.mjs';
import { forget, openLink, setPassword, submit } from '../../support/visitor.mjs';

const demo = await startDemo();
after(() => demo.stop());

const password = 'villasukka ukkonen kaarna pronssi';
const taimi = 'taimi@example.fi';

async function askAt(path, values) {
  const browser = demo.browser();
  await submit(browser, await browser.get(path), values);
}

// An account whose language nobody knows, and a newcomer, who has none yet.
demo.sql(`UPDATE account SET locale = NULL WHERE email = '${taimi}'`);
await askAt('/Account/Forgot?lang=sv', { user_name: taimi });
const twoLanguages = await demo.mailbox.next(taimi);
await askAt('/Account/Register?lang=en', { email: 'newcomer@example.com' });
const english = await demo.mailbox.next('newcomer@example.com');
const mails = [twoLanguages, english];

const head = (mail) => mail.source.slice(0, /\r?\n\r?\n/.exec(mail.source).index);
const body = (mail) => mail.source.slice(head(mail).length);

test('a mail says who sends it, to whom alone, and that no person did (R-182, R-184)', () => {
  for (const mail of mails) {
    assert.match(mail.headers.from, /^.+ <[^<>@\s]+@[^<>@\s]+>$/);
    assert.match(mail.headers['message-id'], /^<[^<>@\s]+@[^<>@\s]+>$/);
    assert.ok(Math.abs(Date.parse(mail.headers.date) - Date.now()) < 3_600_000);
    assert.equal(mail.headers['auto-submitted'], 'auto-generated');
    assert.deepEqual(Object.keys(mail.headers).filter((name) => /^(list-|reply-to|cc|bcc|precedence)/.test(name)), []);
  }
  assert.equal(twoLanguages.to, `<${taimi}>`);
  assert.notEqual(twoLanguages.headers['message-id'], english.headers['message-id']);
});

test('subject and sender are encoded words of at most 75 characters, in the language of the mail (R-180)', () => {
  assert.match(twoLanguages.subject, /^Välj lösenord: E-tjänsten, /);
  assert.match(english.subject, /^Confirm your email address: E-service, /);
  for (const mail of mails) {
    assert.ok(/^[\x00-\x7f]*$/.test(head(mail)), 'headers are ASCII');
    for (const [word] of head(mail).matchAll(/=\?\S*\?=/g)) assert.ok(word.length <= 75, word);
  }
});

test('text and HTML arrive as UTF-8 in short lines, and the link survives byte for byte (R-181)', async () => {
  for (const mail of mails) {
    assert.equal(mail.headers['mime-version'], '1.0');
    assert.match(mail.headers['content-type'], /^multipart\/alternative;/);
    const parts = [...body(mail).matchAll(/^Content-Type: (text\/\w+; ?charset=[\w-]+)/gim)].map(([, type]) => type.toLowerCase().replace(' ', ''));
    assert.deepEqual(parts, ['text/plain;charset=utf-8', 'text/html;charset=utf-8']);
    assert.match(body(mail), /^Content-Transfer-Encoding: (quoted-printable|base64)/im);
    for (const line of body(mail).split(/\r?\n/)) assert.ok(line.length <= 76, line);
    assert.ok(/^[\x00-\x7f]*$/.test(body(mail)), 'bodies are ASCII');
    for (const link of mail.links.filter((each) => each.includes('token='))) {
      assert.match(link, new RegExp(`^${demo.url}/Account/\\w+(/\\w+)?\\?token=[a-z2-7]{52}(&lang=fi)?$`));
      assert.ok(mail.html.includes(`href="${link.replace('&', '&amp;')}"`), link);
    }
  }
  assert.equal(headingOf((await openLink(demo.browser(), twoLanguages.linkTo('RecoverPassword'))).body), 'Byt lösenord');
});

test('whose language is not known gets the language of the page, and the other official one below (R-187)', async () => {
  assert.equal(twoLanguages.headers['content-language'], 'sv, fi');
  assert.equal(english.headers['content-language'], 'en');
  const [swedish, finnish] = twoLanguages.text.split(`\n${'-'.repeat(40)}\nSuomeksi\n`);
  assert.match(swedish, /^Via länken nedan/);
  assert.match(finnish, /^\nAlla olevalla linkillä/);
  const inFinnish = /<(\S+RecoverPassword\S+)>/.exec(finnish)[1];
  assert.equal(headingOf((await openLink(demo.browser(), inFinnish)).body), 'Vaihda salasana');
});

test('whose language is known gets that one alone, whatever the page speaks (R-187)', async () => {
  const browser = demo.browser();
  await setPassword(browser, await openLink(browser, twoLanguages.linkTo('RecoverPassword')), password);
  demo.sql(`UPDATE account SET locale = 'sv' WHERE email = '${taimi}'`);
  demo.mailbox.catchUp();
  await forget(demo.browser(), taimi);
  const mail = await demo.mailbox.next(taimi);
  assert.equal(mail.headers['content-language'], 'sv');
  assert.match(mail.text, /^Via länken nedan/);
  assert.ok(!mail.text.includes('Alla olevalla'));
  assert.match(mail.text, /\nPalvelu suomeksi:\n<\S+lang=fi>\n/);
});
