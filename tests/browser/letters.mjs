// The mail as its readers see it, and the page on which the demo shows it.
import assert from 'node:assert/strict';
import { test } from 'node:test';

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
  await page.locator('tr', { hasText: mail.to.replace(/[<>]/g, '') }).getByRole('link').click();
}

test('the mailbox of the demo shows a mail that has come, and its link leads on', () => visit({ strangers }, async (page, context) => {
  const mail = await newMail(page);
  await openInMailbox(page, mail);
  assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), mail.subject);
  assert.equal((await page.locator('pre').innerText()).trim(), mail.text.trim());
  await page.frameLocator('iframe').getByRole('link').first().waitFor();
  await picture(page, 'mailbox', [1280, 320], ['light', 'dark']);
  const opened = context.waitForEvent('page');
  await page.frameLocator('iframe').getByRole('link').first().click();
  const form = await opened;
  await form.waitForURL(url('/Account/Register/Confirm'));
}));

test('the mail as a page is valid, fits a narrow window, reads well to a screen reader, and has its link whole', () =>
  visit({}, async (page) => {
    const mail = await newMail(page);
    assert.deepEqual(await mailHtmlFaults(mail.html), []);
    await page.route(url('/mail'), (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body: mail.html }));
    await page.goto(url('/mail'));
    assert.equal(await page.locator(`a[href="${mail.linkTo('Confirm')}"]`).innerText(), mail.linkTo('Confirm'));
    await page.setViewportSize({ width: 320, height: 640 });
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= 320);
    await picture(page, 'mail');
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      // A mail has no landmarks, headings or skip link: its reader's program is the page.
      assert.deepEqual((await axeFaults(page)).filter((fault) => !/^(region|landmark-one-main|page-has-heading-one|bypass):/.test(fault)), []);
    }
  }));
