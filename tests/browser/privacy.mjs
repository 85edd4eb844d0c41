// What stays in the browser, what it sends again, and what the next person at the computer sees.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { launch, url, visit } from './stage.mjs';
import * as resident from './residents.mjs';

const { giveUserName, givePassword, giveNewPassword, mailedLink, newResident, send, signIn } = resident;

test('a whole visit leaves nothing in the browser that a script can read', () => visit({}, async (page, context) => {
  const address = resident.newAddress();
  await page.goto(url('/Account/Register'));
  await page.locator('#email').fill(address);
  await send(page);
  await page.goto(await mailedLink(address, 'Confirm'));
  await resident.giveNames(page, 'Aino', 'Uusi');
  await giveNewPassword(page, resident.goodPassword);
  await signIn(page, { address, password: resident.goodPassword });
  const kept = await page.evaluate(async () => [localStorage.length, sessionStorage.length,
    (await indexedDB.databases()).length, (await caches.keys()).length, document.cookie,
    (await navigator.serviceWorker.getRegistrations()).length]);
  assert.deepEqual(kept, [0, 0, 0, 0, '', 0]);
  for (const cookie of await context.cookies()) {
    assert.match(cookie.name, /^__Host-asiointi/);
    assert.ok(cookie.httpOnly && cookie.secure && cookie.sameSite === 'Lax' && cookie.path === '/', cookie.name);
  }
}));

test('reloading the page that tells of success sends nothing again', () => visit({}, async (page) => {
  const posts = [];
  const reloadsQuietly = async (what) => {
    await page.waitForLoadState('networkidle'); // the page shown is the last of its redirects
    posts.length = 0;
    const answer = await page.reload();
    assert.deepEqual([answer.status(), posts], [200, []], what);
  };
  page.on('request', (request) => request.method() === 'POST' && posts.push(request.url()));
  const [person, address] = [await newResident(), resident.someoneWithoutPassword()];
  await page.goto(url('/Account/Login'));
  await giveUserName(page, address);
  await reloadsQuietly('link sent');
  await page.goto(await mailedLink(address, 'RecoverPassword'));
  await giveNewPassword(page, resident.goodPassword);
  await reloadsQuietly('password set');
  await page.goto(url('/Account/Forgot'));
  await giveUserName(page, person.address);
  await reloadsQuietly('asked for a link');
  await page.goto(url('/Account/Login'));
  await giveUserName(page, person.address);
  await reloadsQuietly('user name given');
  await givePassword(page, person.password);
  await reloadsQuietly('signed in');
  await page.goto(url('/Account/Settings/Password'));
  await page.locator('#current_password').fill(person.password);
  await giveNewPassword(page, resident.otherPassword);
  await reloadsQuietly('password changed');
  await page.goto(url('/Account/Logout'));
  await send(page);
  await reloadsQuietly('signed out');
}));

/// One step back as with the browser's button. The step is taken after evaluate() has answered, for a page that is left
/// sooner can't answer any more; playwright's own goBack() does not know of pages that come back from memory.
async function goBack(page) {
  const here = await page.evaluate(() => navigation.currentEntry.index);
  await page.evaluate(() => { setTimeout(() => history.back()); });
  await page.waitForFunction((there) => navigation.currentEntry.index === there && document.readyState === 'complete', here - 1);
}

test('Back after signing out shows nothing of the person, the browser\'s memory of pages included', async () => {
  // Playwright starts Chromium without its back/forward cache, which is what this is about.
  const browser = await launch({ ignoreDefaultArgs: ['--disable-back-forward-cache'] });
  try {
    const page = await browser.newPage({ locale: 'fi-FI' });
    const person = await newResident({ given: 'Salla', family: 'Salainen' });
    await signIn(page, person);
    await page.goto(url('/Account/Settings/Password'));
    await page.goto(url('/Account/Settings'));
    await page.locator('summary').click();
    await page.locator('header').getByRole('button', { name: 'Kirjaudu ulos' }).click();
    await page.getByRole('heading', { name: 'Olet kirjautunut ulos' }).waitFor();
    for (let steps = 0; steps < 3; steps += 1) {
      await goBack(page);
      const text = await page.locator('html').innerText();
      assert.doesNotMatch(text, /Salainen/, page.url());
      assert.equal(new URL(page.url()).pathname, '/Account/Login');
      if (steps === 0) assert.ok(await page.locator('#user_name').isVisible());
    }
  } finally {
    await browser.close();
  }
});

test('two tabs do not disturb each other', () => visit({}, async (page, context) => {
  const person = await newResident();
  const second = await context.newPage();
  await page.goto(url('/Account/Login?ReturnUrl=%2FAccount%2FSettings'));
  await second.goto(url('/Account/Login?ReturnUrl=%2FAccount%2FSettings%2FPassword'));
  await giveUserName(page, person.address);
  await giveUserName(second, person.address);
  await givePassword(page, person.password);
  assert.equal(page.url(), url('/Account/Settings'));
  await givePassword(second, person.password);
  assert.equal(second.url(), url('/Account/Settings/Password'), 'the form of the second tab is not lost');
}));

test('two mailed links in one browser never change the wrong account', () => visit({}, async (page, context) => { // DESIGN, Request path
  const [first, other] = [await newResident(), await newResident()];
  const links = [];
  for (const { address } of [first, other]) {
    await page.goto(url('/Account/Forgot'));
    await giveUserName(page, address);
    links.push(await mailedLink(address, 'RecoverPassword'));
  }
  const second = await context.newPage();
  await page.goto(links[0]);
  await second.goto(links[1]);
  await giveNewPassword(page, resident.otherPassword);
  await page.goto(url('/Account/Login?ReturnUrl=%2FAccount%2FSettings'));
  await signIn(page, other); // its password is the old one still
}));
