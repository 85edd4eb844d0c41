// A person at a browser: does what the printed guide says, page by page.
import { formWith } from './page.mjs';

const filled = (form, values) => ({ ...form.fields, ...values });

/// Sends the form of `page` that has the first field of `values`, and follows to the next page.
export async function submit(browser, page, values) {
  const form = formWith(page.body, Object.keys(values)[0]);
  return browser.follow(browser.post(new URL(form.action, page.url).href, filled(form, values)));
}

/// The same without following: the answer to the post itself.
export async function submitOnly(browser, page, values) {
  const form = formWith(page.body, Object.keys(values)[0]);
  return browser.post(new URL(form.action, page.url).href, filled(form, values));
}

/// The second page of signing in.
export async function typeUserName(browser, userName, query = '') {
  return submit(browser, await browser.get(`/Account/Login${query}`), { user_name: userName });
}

/// The answer to the password itself: 303 when it was right.
export async function typePassword(browser, page, password, { remember = false } = {}) {
  return submitOnly(browser, page, { password, ...(remember ? { remember: '1' } : {}) });
}

export async function signIn(browser, userName, password, { remember = false, query = '' } = {}) {
  const answer = await typePassword(browser, await typeUserName(browser, userName, query), password, { remember });
  if (answer.status !== 303) throw new Error(`signing in gave ${answer.status}`);
  return answer;
}

export const sessionOf = (browser) => browser.cookies.get('__Host-asiointi');

export async function isSignedIn(browser) {
  return (await browser.get('/Account/Settings')).status === 200;
}

/// Asks for a mailed link at "forgot" and gives the page that follows.
export async function forget(browser, userName) {
  return submit(browser, await browser.get('/Account/Forgot'), { user_name: userName });
}

/// Asks for a link by mail, waits for the mail and gives its link to the password page.
export async function mailedLink(demo, userName, address = userName) {
  await forget(demo.browser(), userName);
  return (await demo.mailbox.next(address, /RecoverPassword/)).linkTo('RecoverPassword');
}

/// Opens a mailed link in this browser, up to the form behind it.
export async function openLink(browser, link) {
  return browser.follow(browser.get(link));
}

/// Fills in the form behind a mailed link; the answer to the post itself.
export async function setPassword(browser, page, password) {
  return submitOnly(browser, page, { new_password: password, confirm_password: password });
}

/// From nothing to a password, in a browser of its own.
export async function givePassword(demo, address, password) {
  const browser = demo.browser();
  const answer = await setPassword(browser, await openLink(browser, await mailedLink(demo, address)), password);
  if (answer.status !== 303) throw new Error(`setting the password of ${address} gave ${answer.status}`);
}

/// A new account, from the registration page over the mailed link to a password.
export async function register(demo, address, password, { given = 'Uusi', family = 'Asukas', lang = 'fi' } = {}) {
  const browser = demo.browser();
  await submit(browser, await browser.get(`/Account/Register?lang=${lang}`), { email: address });
  const page = await openLink(browser, (await demo.mailbox.next(address, /Register/)).linkTo('Confirm'));
  const answer = await submitOnly(browser, page, { given_name: given, family_name: family, new_password: password, confirm_password: password });
  if (answer.status !== 303) throw new Error(`registering ${address} gave ${answer.status}`);
}

/// A browser that is signed in.
export async function signedIn(demo, userName, password, options = {}) {
  const browser = demo.browser();
  await signIn(browser, userName, password, options);
  return browser;
}
