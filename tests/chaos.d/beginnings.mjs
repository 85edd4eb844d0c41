// How residents come to an account: by registering, or from the old portal with a first password by mailed link.
import { formsOf } from '../support/page.mjs';
import { setPasswordBy } from './recovery.mjs';
import { signIn } from './sign_in.mjs';

const mailPatienceS = 40;
const pause = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });
const fieldOf = (page, name) => formsOf(page.body).find((form) => name in form.fields)?.fields[name];

export async function begin(resident) {
  const act = resident.isKnown ? setFirstPassword : register;
  // Again, as a person would: whoever is asked to wait does, or uses up the mails that one address gets in a day.
  while (!resident.stage.isOver() && !await act(resident)) await pause(1000);
}

/// True when there is an account.
async function register(resident) {
  const from = Date.now();
  const browser = resident.newBrowser();
  const { outcome } = await browser.send(await browser.get('/Account/Register'), { email: resident.address }, 'register.sent');
  resident.note('ask', outcome, from, { kind: 'registration', address: resident.address });
  const link = await resident.stage.letters.next(resident.address, 'Confirm', from, mailPatienceS);
  return link !== undefined && confirm(resident, browser, link);
}

async function confirm(resident, browser, link) {
  const page = await browser.follow(browser.get(link));
  if (fieldOf(page, 'link') === undefined) return resident.password !== undefined && signIn(resident);
  const from = Date.now();
  const password = resident.newPassword();
  const { given, family } = resident.names;
  const { outcome } = await browser.send(page, { given_name: given, family_name: family, new_password: password, confirm_password: password }, 'register.done');
  resident.note('account', outcome, from, { address: resident.address, names: `${given} ${family}`, language: resident.language, password, token: resident.tokenIn(link) });
  resident.learn('passwords', outcome, password);
  return outcome === 'told' || (outcome === 'unknown' && confirm(resident, browser, link));
}

/// True when there is a password.
async function setFirstPassword(resident) {
  const from = Date.now();
  const browser = resident.newBrowser();
  const { outcome, page } = await browser.send(await browser.get('/Account/Login'), { user_name: resident.address }, 'login.link_sent');
  resident.note('ask', outcome, from, { kind: 'first password', address: resident.address });
  if (outcome !== 'told' && page && fieldOf(page, 'password') !== undefined && resident.password) return signIn(resident);
  const link = await resident.stage.letters.next(resident.address, 'RecoverPassword', from, mailPatienceS);
  if (link) await setPasswordBy(resident, link);
  return resident.possible.passwords.length > 0 && signIn(resident);
}
