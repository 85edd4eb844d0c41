// What signing in weighs: on a slow connection each request and each kilobyte is a wait.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { url, visit } from './stage.mjs';
import { giveUserName, withPassword } from './residents.mjs';

const isVersioned = /^\/Account\/static\/[\w-]+\.[0-9a-f]{8}\.(css|js|svg)$/;
const pathOf = (address) => new URL(address).pathname;

/// What the page names to be loaded: a browser without a window doesn't ask for the icon.
const partsOf = (page) => page.evaluate(() => [...document.querySelectorAll('link[href], script[src], img[src]')]
  .map((element) => element.href ?? element.src));

/// The page that `answer` brought and all its parts, weighed without compression.
async function weigh(page, answer) {
  const parts = await partsOf(page);
  const answers = await Promise.all(parts.map((part) => page.request.get(part)));
  for (const part of answers) {
    assert.match(pathOf(part.url()), isVersioned);
    assert.equal(part.headers()['cache-control'], 'public, max-age=31536000, immutable');
  }
  const bodies = await Promise.all([answer, ...answers].map((each) => each.body()));
  return { requests: bodies.length, bytes: bodies.reduce((sum, body) => sum + body.length, 0) };
}

test('the login page and all it loads are three requests and 20 kilobytes, not compressed, and nobody else\'s', () => visit({}, async (page) => {
  const asked = [];
  page.on('request', (request) => asked.push(pathOf(request.url())));
  const { requests, bytes } = await weigh(page, await page.goto(url('/Account/Login')));
  assert.ok(requests <= 3, `${requests} requests`);
  assert.ok(bytes <= 20 * 1024, `${bytes} bytes`);
  const named = (await partsOf(page)).map(pathOf);
  assert.deepEqual(asked.filter((path) => path !== '/Account/Login' && !named.includes(path)), [], 'what the stylesheet loads counts too');
}));

test('the page for the password stays as small, and asks the network only for what is new', () => visit({}, async (page) => {
  await page.goto(url('/Account/Login'));
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.request().isNavigationRequest() && response.status() === 200),
    giveUserName(page, withPassword.address),
  ]);
  await page.getByRole('button', { name: 'Näytä salasana' }).waitFor();
  const transferred = await page.evaluate(() => performance.getEntriesByType('resource')
    .filter((entry) => entry.transferSize > 0 && !entry.name.endsWith('.svg')) // the icon comes when it pleases the browser
    .map((entry) => entry.name.replace(/^.*\/|\.[0-9a-f]{8}(?=\.)/g, '')));
  assert.deepEqual(transferred, ['asiointi.js']);
  const { bytes } = await weigh(page, answer);
  assert.ok(bytes <= 20 * 1024, `${bytes} bytes`);
}));
