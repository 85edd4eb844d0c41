// The mail as its readers see it, and the page on which the demo shows it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';

import { build } from '../support/demo.mjs';
import { reflowFaults } from './conditions.mjs';
import { axeFaults } from './examine.mjs';
import { demo, picture, url, visit } from './stage.mjs';
import * as resident from './residents.mjs';
import { mailHtmlFaults } from './validity.mjs';

const strangers = true; // the mailbox is another origin

async function newMail(page) {
  const address = resident.newAddress();
  await page.goto(url('/Account/Register'));
  await page.locator('#email').fill(address);
  await resident.send(page);
  return demo.mailbox.next(address);
}

async function openInMailbox(page, mail) {
  await page.goto(demo.facts.mailbox_url);
  await resident.press(page, page.locator('tr', { hasText: mail.to.replace(/[<>]/g, '') }).getByRole('link'));
}

test('the mailbox of the demo shows a mail that has come, and its link leads on', () => visit({ strangers }, async (page, context) => {
  const mail = await newMail(page);
  await openInMailbox(page, mail);
  assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), mail.subject);
  assert.equal((await page.locator('pre').innerText()).trim(), mail.text.trim());
  await page.frameLocator('iframe').getByRole('link').first().waitFor();
  await picture(page, 'mailbox', [1280, 320], ['light', 'dark']);
  const [form] = await Promise.all([
    context.waitForEvent('page'),
    page.frameLocator('iframe').getByRole('link').first().click(),
  ]);
  await form.waitForURL(url('/Account/Register/Confirm'));
}));

// Every kind of mail as the shipped library writes it: in both official languages together, and in English.
const directory = mkdtempSync(path.join(os.tmpdir(), 'asiointi-mails-'));
after(() => rmSync(directory, { recursive: true }));
execFileSync(path.join(build, 'tests/render_mails'), [directory]);
const lettersIn = (directory) => readdirSync(directory).filter((name) => /-(fi-sv|en)\.html$/.test(name)).map((name) => {
  const read = (ending) => readFileSync(path.join(directory, name.replace(/html$/, ending)), 'utf8');
  return { name: name.replace(/\.html$/, ''), html: read('html'), text: read('txt') };
});
const letters = lettersIn(directory);

// A mail has no landmarks, first heading or skip link: its reader's program is the page.
const ofPages = /^(region|landmark-one-main|page-has-heading-one|bypass):/;
const axeFaultsOfMail = async (page) => (await axeFaults(page)).filter((fault) => !ofPages.test(fault));

/// Links that don't show their whole address.
const cutLinks = (page) => page.evaluate(() => [...document.querySelectorAll('a')]
  .filter((link) => link.innerText !== link.getAttribute('href')).map((link) => link.outerHTML));

/// Leaves what mail programs keep that know nothing of style elements.
const dropStyles = (page) => page.evaluate(() => document.querySelectorAll('style').forEach((each) => each.remove()));

const examineEveryMail = (options, faultsIn, mails = letters) => visit(options, async (page) => {
  const faults = [];
  for (const { name, html } of mails) {
    await page.setContent(html);
    faults.push(...(await faultsIn(page)).map((fault) => `${name}: ${fault}`));
  }
  assert.deepEqual(faults, []);
});

test('there are mails to look at, each in its languages', () => {
  assert.ok(letters.length > 20);
  for (const name of ['first_password-fi-sv', 'email_changed_old-en', 'add_old_user-fi-sv'])
    assert.ok(letters.some((letter) => letter.name === name), name);
});

test('every mail is valid HTML', async () => {
  for (const { name, html } of letters) assert.deepEqual(await mailHtmlFaults(html), [], name);
});

test('every mail breaks no rule of axe and shows its links whole', () =>
  examineEveryMail({}, async (page) => [...await axeFaultsOfMail(page), ...await cutLinks(page)]));

test('every mail breaks no rule of axe in dark colours', () =>
  examineEveryMail({ colorScheme: 'dark' }, axeFaultsOfMail));

test('every mail reads well in a program that drops the style element', () =>
  examineEveryMail({ viewport: { width: 320, height: 640 } }, async (page) => {
    await dropStyles(page);
    return [...await axeFaultsOfMail(page), ...await reflowFaults(page)];
  }));

test('every mail fits a window of 320 pixels, with wide spacing and text of twice the size', () =>
  examineEveryMail({}, reflowFaults));

test('a text browser shows every mail with its links whole', () => {
  for (const letter of letters) {
    const shown = execFileSync('w3m', ['-dump', '-T', 'text/html', '-I', 'UTF-8', '-O', 'UTF-8', '-cols', '200'],
      { input: letter.html, encoding: 'utf8' });
    for (const [, link] of letter.text.matchAll(/^<(.*)>$/gm)) assert.ok(shown.includes(link), `${letter.name}: ${link}`);
  }
});

// The same in the colours of the example theme.
const themed = mkdtempSync(path.join(os.tmpdir(), 'asiointi-mails-'));
after(() => rmSync(themed, { recursive: true }));
const theme = readFileSync(new URL('../../conf/themes/koivuranta/site.toml', import.meta.url), 'utf8');
const colors = ['mail_band', 'mail_link', 'mail_band_dark', 'mail_link_dark'].map((name) => new RegExp(`^${name} = "(#[0-9a-f]{6})"$`, 'm').exec(theme)[1]);
execFileSync(path.join(build, 'tests/render_mails'), [themed, ...colors]);
const themedLetters = lettersIn(themed).filter(({ name }) => /^(first_password|email_changed_old)-/.test(name));

for (const colorScheme of ['light', 'dark']) {
  test(`mails wear the colours of a city in a ${colorScheme} mail program, and break no rule of axe`, async () => {
    await examineEveryMail({ colorScheme }, axeFaultsOfMail, themedLetters);
    await visit({ colorScheme }, async (page) => {
      await page.setContent(themedLetters[0].html);
      const shown = (selector, property) => page.locator(selector).first().evaluate((node, name) => getComputedStyle(node)[name], property);
      const rgb = (hex) => `rgb(${[1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)).join(', ')})`;
      const [band, link] = colorScheme === 'light' ? colors : colors.slice(2);
      assert.deepEqual([await shown('.band', 'backgroundColor'), await shown('.link a', 'color')], [rgb(band), rgb(link)]);
    });
  });
}

test('the mails look like this', () => visit({}, async (page) => {
  for (const letter of letters.filter(({ name }) => name.endsWith('-fi-sv'))) {
    await page.setContent(letter.html);
    await picture(page, `mail-${letter.name}`);
  }
  for (const letter of themedLetters) {
    await page.setContent(letter.html);
    await picture(page, `mail-koivuranta-${letter.name}`, [640], ['light', 'dark']);
  }
}));
