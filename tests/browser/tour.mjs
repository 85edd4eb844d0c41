// A walk through every page in every state. The tests that hold for all pages look at each of them.
import { demo, url } from './stage.mjs';
import * as resident from './residents.mjs';
import { settingsTour } from './settings_tour.mjs';
import { staffTour } from './staff_tour.mjs';

const { send, giveUserName, givePassword, giveNewPassword, giveNames, mailedLink } = resident;

async function signingIn(page, language, look) {
  await page.goto(url(`/Account/Login?lang=${language}`));
  await look('login');
  await send(page);
  await look('login-empty', 'error');
  await giveUserName(page, 'matti.meikäläinen@gmial.com'); // nobody's, and mistyped: with "did you mean"
  await look('password');
  await send(page);
  await look('password-empty', 'error');
  await givePassword(page, 'not the password of anybody');
  await look('password-wrong', 'error');
  await page.goto(url('/Account/Login'));
  await giveUserName(page, resident.newAddress());
  for (let status = 0; status !== 429;) {
    const [answer] = await Promise.all([
      page.waitForResponse((response) => response.request().method() === 'POST'),
      givePassword(page, 'not the password of anybody'),
    ]);
    status = answer.status();
    await page.waitForLoadState();
  }
  await look('password-throttled', 'error');
}

/// As if a link to this address had been asked for as often as may be in a day.
const askTooOften = (address) => demo.sql(`INSERT INTO mail_outbox (reason, typed, typed_digest, locale, state, next_try_at, created_at, finished_at)
  SELECT 2, '', UNHEX(SHA2('${address}', 256)), 'fi', 4, UTC_TIMESTAMP(), UTC_TIMESTAMP(), UTC_TIMESTAMP() FROM seq_1_to_100`);

async function forgetting(page, language, look) {
  await page.goto(url(`/Account/Forgot?lang=${language}`));
  await look('forgot');
  await send(page);
  await look('forgot-empty', 'error');
  await giveUserName(page, resident.newAddress());
  await look('forgot-sent', 'success');
  const address = resident.newAddress();
  askTooOften(address);
  await page.goto(url('/Account/Forgot'));
  await giveUserName(page, address);
  await look('mail-limit', 'success');
}

async function registering(page, language, look) {
  await page.goto(url(`/Account/Register?lang=${language}`));
  await look('register');
  await send(page);
  await look('register-empty', 'error');
  await page.locator('#email').fill('esimerkki@gmial.com');
  await send(page);
  await look('register-sent', 'success');

  const address = resident.newAddress();
  await page.goto(url('/Account/Register'));
  await page.locator('#email').fill(address);
  await send(page);
  await page.goto(await mailedLink(address, 'Confirm'));
  await look('register-confirm');
  await send(page);
  await look('register-confirm-empty', 'error');
  await giveNames(page, 'Maximilian-Alexander Juhani', 'Hämäläinen-Öhrnberg-Lindström');
  await giveNewPassword(page, resident.goodPassword);
  await look('register-done', 'success');
  return { address, password: resident.goodPassword };
}

async function changingThePassword(page, language, look, person) {
  await resident.signIn(page, person);
  await page.goto(url(`/Account/Settings/Password?lang=${language}`));
  await look('change-password');
  await send(page);
  await look('change-password-empty', 'error');
  await page.locator('#current_password').fill('something else altogether');
  await giveNewPassword(page, resident.otherPassword);
  await look('change-password-wrong', 'error');
  await page.locator('#current_password').fill(person.password);
  await giveNewPassword(page, resident.otherPassword);
  await look('settings-password', 'success');
  await page.goto(url(`/Account/Logout?lang=${language}`));
  await look('logout');
  await send(page);
  await look('signed-out', 'success');
}

async function historyAndActivity(page, context, language, look, person) {
  await resident.signIn(page, person);
  await page.goto(url(`/Account/Settings/History?lang=${language}`));
  await look('history-empty');
  await page.goto(url(`/Account/Settings/Activity?lang=${language}`));
  await look('activity');
  await page.goto(url(`/Account/Settings/Data?lang=${language}`));
  await look('data-copy');
  await context.clearCookies();
  await resident.signIn(page, resident.withPassword);
  await resident.alone(async () => {
    await page.goto(url(`/Account/Settings/History?lang=${language}`));
    await look('history');
    await resident.withoutHistory(async () => {
      await page.reload();
      await look('history-failed');
    });
  });
  await context.clearCookies();
  await resident.signIn(page, person);
}

async function oldUser(page, context, language, look) {
  await page.goto(url(`/Account/Settings/OldUser?lang=${language}`));
  await look('old-user');
  await send(page);
  await look('old-user-empty', 'error');
  const { name, address } = resident.someOldUser();
  await page.locator('#old_name').fill(name);
  await send(page);
  await look('old-user-sent', 'success');
  await page.goto(`${await mailedLink(address, 'OldUser/Confirm')}&lang=${language}`);
  await look('old-user-confirm');
  await send(page);
  await look('old-user-done', 'success');
  await page.goto(url(`/Account/Settings/OldUser/Staff?lang=${language}`));
  await look('ask-staff');
  await send(page);
  await look('ask-staff-empty', 'error');
  await page.locator('#old_name').fill('mmeikala');
  await page.locator('#message').fill('Hain tunnuksella venepaikkaa vuonna 2014.');
  await send(page);
  await look('ask-staff-done', 'success');
}

async function settingThePassword(page, context, language, look, address) {
  await page.goto(url(`/Account/Login?lang=${language}`));
  await giveUserName(page, address);
  await look('login-sent', 'success');
  const mail = await demo.mailbox.next(address);
  const inOurLanguage = (link) => `${link}&lang=${language}`;

  await page.goto(inOurLanguage(mail.linkTo('NotForMe')));
  await look('not-for-me');
  await page.goto(inOurLanguage(mail.linkTo('RecoverPassword')));
  await look('recover');
  await send(page);
  await look('recover-empty', 'error');
  await giveNewPassword(page, 'liian lyhyt', 'ja toinen');
  await look('recover-refused', 'error');
  await giveNewPassword(page, resident.goodPassword);
  await look('recover-done', 'success');
  await page.goto(inOurLanguage(mail.linkTo('RecoverPassword')));
  await look('link-dead');
  await page.goto(url(`/Account/RecoverPassword?lang=${language}`));
  await look('link-open-again');
}

async function notForMe(page, language, look, address) {
  await page.goto(url(`/Account/Login?lang=${language}`));
  await giveUserName(page, address);
  await page.goto(`${await mailedLink(address, 'NotForMe')}&lang=${language}`);
  await send(page);
  await look('not-for-me-done', 'success');
}

async function information(page, context, language, look) {
  for (const [name, there] of [['help', '/Account/Help'], ['accessibility', '/Account/Accessibility'], ['privacy', '/Account/Privacy'],
    ['cookies', '/Account/Cookies'], ['not-found', '/Account/Nowhere']]) {
    await page.goto(url(`${there}?lang=${language}`));
    await look(name);
  }
  await page.goto(url(`/Account/Login?lang=${language}`));
  await context.clearCookies({ name: '__Host-asiointi-form' });
  await giveUserName(page, 'someone@example.com');
  await look('login-no-cookies', 'error');
}

/// A form of the portal that comes when nobody is signed in any more, and the page at the end of signing in for it.
async function formOfThePortal(page, context, language, look) {
  await context.clearCookies();
  await page.goto(url(`/Account/Login?lang=${language}`));
  await page.evaluate(() => {
    const form = Object.assign(document.createElement('form'), { method: 'post', action: '/hakemukset/uusi' });
    document.body.append(form);
    form.submit();
  });
  await page.waitForURL(url('/hakemukset/uusi'));
  await look('portal-form-kept');
  await page.goto(url('/Account/FormWaits'));
  await look('form-waits');
}

/// Calls look(name, kind) on each page; kind is "error", "success" or undefined.
export async function tour(page, context, language, look) {
  await signingIn(page, language, look);
  await forgetting(page, language, look);
  const person = await registering(page, language, look);
  await historyAndActivity(page, context, language, look, person);
  await oldUser(page, context, language, look);
  await context.clearCookies();
  await changingThePassword(page, language, look, person);
  await settingThePassword(page, context, language, look, resident.someoneWithoutPassword());
  await notForMe(page, language, look, resident.someoneWithoutPassword());
  await information(page, context, language, look);
  await formOfThePortal(page, context, language, look);
  await settingsTour(page, context, language, look);
  await staffTour(page, context, language, look);
}
