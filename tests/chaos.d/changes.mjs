// What a signed-in resident changes.
import { formsOf } from '../support/page.mjs';
import { checkEnded } from './sign_in.mjs';
import { languages } from './words.mjs';

const mailPatienceS = 40;

/// After an answer that was lost, a person looks how things stand.
const lookIf = (resident, outcome) => (outcome === 'unknown' ? resident.look() : undefined);

export async function changeNames(resident) {
  const page = await resident.open('/Account/Settings/Name');
  if (!page) return;
  const from = Date.now();
  const names = resident.newNames();
  const { outcome } = await resident.browser.send(page, { given_name: names.given, family_name: names.family }, 'settings.saved');
  resident.note('names', outcome, from, { names: `${names.given} ${names.family}` });
  await lookIf(resident, outcome);
}

export async function changeLanguage(resident) {
  const page = await resident.open('/Account/Settings/Language');
  if (!page) return;
  const from = Date.now();
  const language = resident.random.pick(languages);
  const before = resident.languages;
  resident.languages = [...new Set([language, ...before])];
  const { outcome } = await resident.browser.send(page, { language }, 'settings.saved');
  resident.note('language', outcome, from, { language });
  if (outcome === 'refused') resident.languages = before;
  if (outcome === 'told') [resident.language, resident.languages] = [language, [language]];
}

export async function changePassword(resident) {
  const page = await resident.open('/Account/Settings/Password');
  if (!page) return;
  const from = Date.now();
  const before = resident.session;
  const password = resident.newPassword();
  const { outcome } = await resident.browser.send(page, { current_password: resident.password, new_password: password, confirm_password: password }, 'settings.saved');
  resident.note('password', outcome, from, { way: 'form', password, hadPassword: 'yes', address: resident.address, before, after: resident.session });
  resident.learn('passwords', outcome, password);
  if (outcome === 'told') await checkEnded(resident, before, 'changing the password');
  await lookIf(resident, outcome);
}

export async function changeAddress(resident) {
  const page = await resident.open('/Account/Settings/Email');
  if (!page) return;
  const from = Date.now();
  const address = resident.newAddress();
  const { outcome } = await resident.browser.send(page, { new_email: address, current_password: resident.password }, 'email.change_sent');
  resident.note('ask', outcome, from, { kind: 'new address', address });
  if (outcome !== 'told') return;
  const link = await resident.stage.letters.next(address, 'Email/Confirm', from, mailPatienceS);
  if (link) await confirmAddress(resident, address, link);
}

async function confirmAddress(resident, address, link) {
  const page = await resident.browser.follow(resident.browser.get(link));
  const proof = formsOf(page.body).find((form) => 'link' in form.fields)?.fields.link;
  if (proof === undefined) return; // signed out in the meantime, or the link is dead
  const from = Date.now();
  const before = resident.session;
  const { outcome } = await resident.browser.send(page, { link: proof }, 'email.changed');
  resident.note('address', outcome, from, { address, previous: resident.address, token: resident.tokenIn(link), before, after: resident.session });
  resident.learn('addresses', outcome, address);
  if (outcome === 'told') await checkEnded(resident, before, 'changing the address');
  await lookIf(resident, outcome);
}

/// Whoever closes an account signs in again later, and thereby opens it.
export async function closeAccount(resident) {
  const page = await resident.open('/Account/Settings/Delete');
  if (!page) return;
  const second = await resident.browser.send(page, { current_password: resident.password }, 'delete.confirm_title');
  if (second.outcome !== 'told') return;
  const from = Date.now();
  const cookie = resident.session;
  const { step } = formsOf(second.page.body).find((form) => 'step' in form.fields).fields;
  const { outcome } = await resident.browser.send(second.page, { step }, 'delete.done');
  resident.note('close', outcome, from, { cookie, address: resident.address });
  if (outcome === 'told') await checkEnded(resident, cookie, 'closing the account');
}
