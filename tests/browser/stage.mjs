// One demo and one Chromium for all tests of this folder; both end when the tests do.
import assert from 'node:assert/strict';
import { after } from 'node:test';

import { startDemo } from '../support/demo.mjs';
import { launch, launchWithProfile, shots } from './window.mjs';

export { launch, launchWithProfile };

// Three languages are walked through at once, and half of the workers may hash at once: none of the walks is to be put off.
export const demo = await startDemo({ settings: { 'pool.pages_workers': 8 } });
const browser = await launch();
after(async () => {
  await browser.close();
  demo.stop();
});

export const origin = demo.url;
export const url = (there) => new URL(there, origin).href;

/// What a browser says about a page besides showing it. A refusal (422 and the like) is an answer like any other.
function watch(context, faults) {
  context.on('request', (request) => {
    if (new URL(request.url()).origin !== origin) faults.push(`request to another origin: ${request.url()}`);
  });
  context.on('console', (message) => {
    const isAnswer = /the server responded with a status of (400|401|403|404|405|413|422|429)/.test(message.text());
    if (['error', 'warning'].includes(message.type()) && !isAnswer) faults.push(message.text());
  });
  context.on('weberror', (error) => faults.push(String(error.error())));
}

/// A browser window of its own for one test. Fails the test when a page loaded anything from elsewhere, broke its
/// content security policy or complained in the console.
///
/// options  those of newContext() of playwright; with `strangers`, other origins are part of the test.
export async function visit(options, body) {
  const { strangers = false, ...rest } = options;
  const context = await browser.newContext({ locale: 'fi-FI', viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce', ...rest });
  context.setDefaultTimeout(15_000);
  const faults = [];
  if (!strangers) watch(context, faults);
  try {
    await body(await context.newPage(), context);
  } finally {
    await context.close();
  }
  assert.deepEqual(faults, []);
}

/// A picture of the page as it is, of every run.
export const keepPicture = (page, name) => page.screenshot({ path: `${shots}${name}.png`, fullPage: true });

/// Pictures of the page as it stands, for people to look at: wide and narrow, light and dark. Only where somebody asks for
/// them with ASIOINTI_PICTURES=1.
export async function picture(page, name, widths = [1280, 320], schemes = ['light', 'dark']) {
  if (!process.env.ASIOINTI_PICTURES) return;
  for (const width of widths) {
    await page.setViewportSize({ width, height: width < 600 ? 640 : 900 });
    for (const colorScheme of schemes) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: `${shots}${name}-${width}-${colorScheme}.png`, fullPage: true });
    }
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1280, height: 900 });
}
