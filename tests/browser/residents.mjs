// What residents do again and again, as they do it: with the pages and their mail.
import { openLink, submit } from '../support/visitor.mjs';
import { demo, url } from './stage.mjs';

export const goodPassword = 'sininen traktori laulaa suolla';
export const otherPassword = 'vihreä polkupyörä nukkuu laiturilla';

export const withPassword = demo.accounts.with_password;

// Of sql/portal-example: one account each, and no password yet. Each test takes one of its own.
const waiting = [
  'v.ylamaki@example.fi', 'annalena@mail.example.com', 'jorma.korpela@example.com', 'paivi.h@example.org',
  'irma@example.com', 'toimisto@rakennus.example.fi', 'batklubben@example.org',
  'taimi@example.fi', 'kaisa.kahdesti@example.com', 'antti.turunen.77@example.com', 'emilia.laine.78@example.com',
  'saara.niemi.79@example.com', 'pekka.korhonen.80@example.com', 'eeva.turunen89@example.com', 'sakari.saarinen90@example.com',
];
export function someoneWithoutPassword() {
  if (waiting.length === 0) throw new Error('every resident of the example is taken: add one to sql/portal-example and here');
  return waiting.shift();
}

/// How they are called who walk through the pages.
export const names = ['Aino Uusi', 'Sanna Salasana', 'Maximilian-Alexander Juhani Hämäläinen-Öhrnberg-Lindström'];

let serial = 0;
export const newAddress = () => `uusi.asukas${++serial}@example.org`;

/// Presses what leads to another page, and waits for all of that: a click returns when it begins to come.
export async function press(page, element) {
  await element.click();
  await page.waitForLoadState();
}

/// Sends the form in the page's own content; neither the forms in the header are meant nor the button that shows a password.
export const send = (page) => press(page, page.locator('main form button:not([type=button])').first());

export async function giveUserName(page, userName) {
  await page.locator('#user_name').fill(userName);
  await send(page);
}

export async function givePassword(page, password) {
  await page.locator('#password').fill(password);
  await send(page);
}

export async function giveNewPassword(page, password, again = password) {
  await page.locator('#new_password').fill(password);
  await page.locator('#confirm_password').fill(again);
  await send(page);
}

export async function giveNames(page, given, family) {
  await page.locator('#given_name').fill(given);
  await page.locator('#family_name').fill(family);
}

/// Signs in and ends where ReturnUrl says.
export async function signIn(page, { address, password }, returnUrl = '/Account/Settings') {
  await page.goto(url(`/Account/Login?ReturnUrl=${encodeURIComponent(returnUrl)}`));
  await giveUserName(page, address);
  await givePassword(page, password);
  await page.waitForURL(url(returnUrl));
}

// Of sql/portal-example: old users whose names and addresses are theirs alone. Each test takes one.
const oldUsers = [['obrien', "o'brien@example.com"], ['snykyine', 'kierratetty@example.com'], ['eexempel', 'eva.exempel@example.fi']];
export function someOldUser() {
  const [name, address] = oldUsers.shift();
  return { name, address };
}

/// One after the other, for what changes things that all tests share.
let before = Promise.resolve();
export function alone(act) {
  const result = before.then(act);
  before = result.catch(() => {});
  return result;
}

/// While `act` runs, the portal's view is gone; within alone().
export async function withoutHistory(act) {
  const original = demo.sql('SHOW CREATE VIEW portal_history')[0][1];
  demo.sql('DROP VIEW portal_history');
  try {
    await act();
  } finally {
    demo.sql(original);
  }
}

/// The link to `there` in the next mail to this address.
export const mailedLink = async (address, there) => (await demo.mailbox.next(address, new RegExp(there))).linkTo(there);

/// From nothing to a user name with a password, ready to sign in; over HTTP, since other tests show it in the browser.
export async function newResident({ given = 'Aino', family = 'Uusi', language = 'fi' } = {}) {
  const address = newAddress();
  const visitor = demo.browser();
  await submit(visitor, await visitor.get(`/Account/Register?lang=${language}`), { email: address });
  const form = await openLink(visitor, await mailedLink(address, 'Confirm'));
  await submit(visitor, form, {
    given_name: given, family_name: family, new_password: goodPassword, confirm_password: goodPassword });
  return { address, password: goodPassword, name: `${given} ${family}` };
}
