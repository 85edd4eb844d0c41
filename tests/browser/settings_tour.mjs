// The settings in every state: what residents do with their own account, the way back, and the end.
import { formWith } from '../support/page.mjs';
import { openLink, signIn as signInOverHttp, submit } from '../support/visitor.mjs';
import { demo, url } from './stage.mjs';
import * as resident from './residents.mjs';

const { giveNames, givePassword, giveUserName, mailedLink, newAddress, newResident, send, signIn } = resident;

const firefox = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0';
const iphone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1';

async function confirmWith(page, password, field = 'current_password') {
  await page.locator(`#${field}`).fill(password);
  await send(page);
}

/// Time passes for the sessions of one person, who may be walking in another language at the same time.
const changeSessions = ({ address }, assignment) =>
  demo.sql(`UPDATE session SET ${assignment} WHERE account_id = (SELECT id FROM account WHERE email_key = '${address}')`);

async function changingTheName(page, look, person) {
  await signIn(page, person);
  await look('settings');
  await page.locator('summary').click();
  await look('settings-menu');
  await page.goto(url('/Account/Settings/Name'));
  await look('name');
  await giveNames(page, 'Maximilian-Alexander Juhani', '');
  await send(page);
  await look('name-empty', 'error');
  await giveNames(page, 'Maximilian-Alexander Juhani', 'x'.repeat(101));
  await send(page);
  await look('name-too-long', 'error');
  changeSessions(person, 'expires_at = UTC_TIMESTAMP()');
  await giveNames(page, 'Maximilian-Alexander Juhani', 'Hämäläinen-Öhrnberg-Lindström');
  await send(page);
  await look('login-after-end', 'success');
  await giveUserName(page, person.address);
  await givePassword(page, person.password);
  await look('name-draft', 'success');
  await send(page);
  await look('settings-saved', 'success');
}

async function changingTheLanguage(page, language, look) {
  await page.goto(url('/Account/Settings/Language'));
  await look('language');
  await page.locator(':checked').evaluate((choice) => { choice.checked = false; });
  await send(page);
  await look('language-none', 'error');
  await page.locator(`[value=${language}]`).check();
  await send(page);
  await look('settings-language', 'success');
}

/// The same person at the same time on another device.
const elsewhere = (person, userAgent, options) =>
  signInOverHttp(demo.browser({ headers: [['User-Agent', userAgent]] }), person.address, person.password, options);

async function endingSessions(page, look, person) {
  const signOut = (device) => page.locator('main li', { hasText: device }).getByRole('button');
  changeSessions(person, 'password_given_at = UTC_TIMESTAMP() - INTERVAL 1 HOUR');
  await page.goto(url('/Account/Settings/Devices'));
  await look('confirm-password');
  await send(page);
  await look('confirm-password-empty', 'error');
  await confirmWith(page, 'something else altogether');
  await look('confirm-password-wrong', 'error');
  await confirmWith(page, person.password);
  await look('devices-alone');
  for (const device of [firefox, iphone, 'curl/8']) await elsewhere(person, device, { remember: device === iphone });
  await page.goto(url('/Account/Settings/Devices'));
  await look('devices');
  await signOut('Firefox').click();
  await look('devices-one-ended', 'success');
  await page.goto(url('/Account/Settings/Devices'));
  changeSessions(person, 'expires_at = IF(remembered, UTC_TIMESTAMP(), expires_at)');
  await signOut('iPhone').click();
  await look('devices-gone', 'success');
  await elsewhere(person, iphone);
  await page.goto(url('/Account/Settings/Devices'));
  await page.locator('button[name=others]').click();
  await look('devices-others-ended', 'success');
}

async function deleting(page, look, person) {
  await page.goto(url('/Account/Settings/Delete'));
  await look('delete');
  await send(page);
  await look('delete-empty', 'error');
  await confirmWith(page, 'something else altogether');
  await look('delete-wrong', 'error');
  await confirmWith(page, person.password);
  await look('delete-confirm');
  await send(page);
  await look('delete-done', 'success');
  await page.goto(url('/Account/Login'));
  await giveUserName(page, person.address);
  await givePassword(page, person.password);
  await look('settings-reopened', 'success');
}

/// Everybody else who uses this browser has left it.
async function freshBrowser(page, context, language) {
  await context.clearCookies();
  await page.goto(url(`/Account/Login?lang=${language}`));
}

async function changingTheAddress(page, context, language, look) {
  const [person, other] = [await newResident({ language }), await newResident({ language })];
  const wanted = newAddress();
  await freshBrowser(page, context, language);
  await signIn(page, person, '/Account/Settings/Email');
  await look('email');
  await send(page);
  await look('email-empty', 'error');
  await page.locator('#new_email').fill(person.address);
  await confirmWith(page, person.password);
  await look('email-same', 'error');
  await page.locator('#new_email').fill(wanted);
  await confirmWith(page, 'something else altogether');
  await look('email-wrong', 'error');
  await confirmWith(page, person.password);
  await look('email-sent', 'success');
  const link = await mailedLink(wanted, 'Confirm');

  await freshBrowser(page, context, language);
  await signIn(page, other);
  await page.goto(link);
  await look('link-other');
  await freshBrowser(page, context, language);
  await signIn(page, person);
  await page.goto(link);
  await look('email-confirm');
  await send(page);
  await look('settings-email', 'success');
  await page.goto(link);
  await look('link-dead-change');
  return { ...person, newAddress: wanted };
}

async function undoing(page, context, language, look, person) {
  await freshBrowser(page, context, language);
  const link = await mailedLink(person.address, 'UndoEmailChange');
  await page.goto(link);
  await look('undo');
  await send(page);
  await look('undo-empty', 'error');
  await confirmWith(page, 'something else altogether', 'old_password');
  await look('undo-wrong', 'error');
  await confirmWith(page, person.password, 'old_password');
  await look('undo-restored', 'success');
  await page.goto(link);
  await look('link-dead-undo');
}

/// The link to undo a change of address that somebody has made; over HTTP, since the pages have been seen.
async function linkToUndo(language) {
  const person = await newResident({ language });
  const wanted = newAddress();
  const browser = demo.browser();
  await signInOverHttp(browser, person.address, person.password);
  await submit(browser, await browser.get('/Account/Settings/Email'), { new_email: wanted, current_password: person.password });
  const page = await openLink(browser, await mailedLink(wanted, 'Confirm'));
  await submit(browser, page, { link: formWith(page.body, 'link').fields.link });
  return mailedLink(person.address, 'UndoEmailChange');
}

async function freezing(page, context, language, look) {
  await freshBrowser(page, context, language);
  await page.goto(await linkToUndo(language));
  await page.locator('button[name=freeze]').click();
  await look('undo-locked', 'success');
}

/// Calls look(name, kind) on each page; kind is "error", "success" or undefined.
export async function settingsTour(page, context, language, look) {
  const person = await newResident({ language });
  await changingTheName(page, look, person);
  await changingTheLanguage(page, language, look);
  await endingSessions(page, look, person);
  await deleting(page, look, person);
  const moved = await changingTheAddress(page, context, language, look);
  await undoing(page, context, language, look, moved);
  await freezing(page, context, language, look);
}
