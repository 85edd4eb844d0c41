// Through the public pages: what holds in the end is what the residents were told.
import { formsOf, languageOf } from '../support/page.mjs';
import { attempt, checkEnded, signIn } from './sign_in.mjs';
import { modelOf } from './model.mjs';

const opensForm = (page) => formsOf(page.body).some((form) => 'link' in form.fields);

/// residents: of run.mjs. Each is checked in a browser that knows nothing.
export async function checkPages(journal, residents, checks) {
  await Promise.all(residents.map(async (resident) => {
    const entries = journal.entries.filter(({ who }) => who === resident.number);
    const model = modelOf(entries);
    checks.passed('page that agrees with earlier ones', entries.length - model.findings.length);
    model.findings.forEach((finding) => checks.failed(resident.number, finding));
    await checkSessions(resident, model, checks);
    await checkTokens(resident, entries, checks);
    if (model.exists.values.join() !== 'false') await checkAccount(resident, model, checks);
  }));
}

async function checkSessions(resident, model, checks) {
  for (const cookie of model.sessions.in('ended')) {
    const before = resident.journal.findings.length;
    await checkEnded(resident, cookie, 'its end');
    if (resident.journal.findings.length === before) checks.passed('session that stayed ended');
  }
  for (const cookie of model.sessions.in('live')) {
    const browser = resident.newBrowser();
    browser.cookies.set('__Host-asiointi', cookie);
    const { status } = await browser.get('/Account/Settings');
    checks.that(status === 200, 'session that lives', resident.number, `a session that nobody ended gave ${status}`);
  }
}

async function checkTokens(resident, entries, checks) {
  const told = entries.filter(({ token, outcome }) => token && outcome === 'told');
  for (const { token, act, way } of told) {
    const times = told.filter((entry) => entry.token === token).length;
    checks.that(times === 1, 'link that worked once', resident.number, `one link was used ${times} times`);
    const place = act === 'account' ? 'Register/Confirm' : way === 'link' ? 'RecoverPassword' : 'Settings/Email/Confirm';
    const browser = resident.newBrowser();
    const page = await browser.follow(browser.get(`/Account/${place}?token=${token}`));
    checks.that(!opensForm(page), 'used link that is dead', resident.number, `a used link opens /Account/${place} again`);
  }
}

/// Signs in with what may hold, reads what the account says of itself, and tries a password that was replaced.
async function checkAccount(resident, model, checks) {
  resident.browser = resident.newBrowser();
  resident.possible = { addresses: model.address.values, passwords: model.password.values };
  if (model.password.values.length === 0) return;
  const isSure = model.exists.values.length === 1;
  const isIn = await signIn(resident);
  checks.that(isIn || !isSure, 'account that opens', resident.number, `no password that may hold opens the account; the last answer was "${resident.heard}"`);
  if (!isIn) return;
  await resident.look();
  const after = modelOf(resident.journal.entries.filter(({ who }) => who === resident.number));
  const fresh = after.findings.slice(model.findings.length);
  checks.passed('account that is as told', fresh.length === 0 ? 1 : 0);
  fresh.forEach((finding) => checks.failed(resident.number, finding));
  const { body } = await resident.browser.get('/Account/Settings');
  checks.that(model.language.values.includes(languageOf(body)), 'language that is as told', resident.number, `the language is ${languageOf(body)}, and may be ${model.language.values}`);
  await checkOldPassword(resident, model, checks);
}

async function checkOldPassword(resident, model, checks) {
  const replaced = resident.passwords.find((password) => !model.password.values.includes(password));
  if (replaced === undefined) return;
  const { outcome } = await attempt(resident.newBrowser(), { address: resident.address, password: replaced });
  checks.that(outcome !== 'told', 'old password that is refused', resident.number, 'a password that was replaced opens the account');
}
