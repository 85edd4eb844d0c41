// Signing in and out, and what the portal says of it.
import { formsOf, textOf } from '../support/page.mjs';
import { sessionOf } from '../support/visitor.mjs';
import { says } from './words.mjs';

const pause = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

const asksForPassword = (page) => formsOf(page.body).some((form) => 'password' in form.fields);
const waysIn = ({ possible }) => possible.addresses.flatMap((address) => possible.passwords.map((password) => ({ address, password })));

/// One attempt with one address and one password: { outcome, cookie, page }, where "told" means that there is a session now
/// and "later" that the page asks to wait.
export async function attempt(browser, { address, password }, remembered) {
  browser.cookies.delete('__Host-asiointi'); // a browser that was closed
  const first = await browser.follow(browser.get('/Account/Login'));
  const second = await browser.send(first, { user_name: address }, 'login.title');
  if (!second.page || !asksForPassword(second.page)) return { outcome: 'later' };
  const { outcome, answer, page } = await browser.send(second.page, { password, ...(remembered ? { remember: '1' } : {}) }, 'login.title');
  if (outcome === 'unknown') return { outcome };
  if (!answer || [429, 503].includes(answer.status)) return { outcome: 'later' };
  const cookie = sessionOf(browser);
  return answer.status === 303 && cookie !== undefined ? { outcome: 'told', cookie, page } : { outcome: 'refused' };
}

async function tryWayIn(resident, browser, way, remembered) {
  const from = Date.now();
  const { outcome, cookie, page } = await attempt(browser, way, remembered);
  const isReopened = page !== undefined && resident.languages.some((language) => says(page.body, language, 'delete.cancelled'));
  if (outcome !== 'later') resident.note('sign in', outcome, from, { ...way, cookie, isReopened });
  return outcome;
}

/// Signs in with what may be the address and the password, the likeliest first; false when nothing led in: resident.heard is
/// then what the last page said. At the end nothing goes wrong any more, so every "later" has an end.
export async function signIn(resident, browser = resident.browser) {
  const remembered = resident.random.chance(0.5);
  const most = resident.stage.isOver() ? 200 : 20;
  for (let tries = 0; tries < most; ++tries) {
    let result;
    for (const way of waysIn(resident)) {
      result = await tryWayIn(resident, browser, way, remembered);
      resident.heard = result;
      if (result === 'told') {
        resident.learn('addresses', 'told', way.address);
        resident.learn('passwords', 'told', way.password);
        return true;
      }
      if (result !== 'refused') break;
    }
    // Whoever is asked to wait has heard no "no": when all come at once, a pool that hashes one password at a time says so often.
    if (resident.stage.isOver() && result === 'refused' && tries > 3) break;
    await pause(1000);
  }
  return false;
}

/// The page said that this session is over: nobody gets in with it, neither here nor at the portal.
export async function checkEnded(resident, cookie, why) {
  const thief = resident.newBrowser();
  for (const place of ['/Account/Settings', '/hakemukset']) {
    thief.cookies.set('__Host-asiointi', cookie);
    const { status } = await thief.get(place);
    if (status === 200) resident.journal.find(resident.number, `a session opens ${place} after ${why}`);
  }
}

export async function signOut(resident) {
  const everywhere = resident.random.chance(0.3);
  const page = await resident.open('/Account/Logout');
  const [form] = page ? formsOf(page.body) : [];
  if (!form) return; // signed out already
  const from = Date.now();
  const cookie = resident.session;
  const { form_token: token } = form.fields;
  const { outcome } = await resident.browser.send(page, everywhere ? { everywhere: '1' } : { form_token: token }, 'logout.done_first');
  resident.note('sign out', outcome, from, { cookie, everywhere });
  if (outcome === 'told') await checkEnded(resident, cookie, 'signing out');
}

export async function endOthers(resident) {
  const other = resident.newBrowser();
  if (!await resident.open('/Account/Settings') || !await signIn(resident, other)) return;
  const page = await resident.open('/Account/Settings/Devices');
  if (!page || !formsOf(page.body).some((form) => 'others' in form.buttons)) return;
  const from = Date.now();
  const { outcome } = await resident.browser.send(page, { others: '1' }, 'devices.others_ended');
  resident.note('end others', outcome, from, { kept: resident.session });
  if (outcome === 'told') await checkEnded(resident, sessionOf(other), 'ending the other sessions');
}

/// What the portal is told of who is signed in.
export async function lookAtPortal(resident) {
  if (!await resident.open('/Account/Settings')) return;
  const from = Date.now();
  const { status, body } = await resident.browser.get('/hakemukset');
  if (status !== 200) return;
  const [, names, address] = /([^()]+) \(([^()\s]+@[^()\s]+)\) ▼/.exec(textOf(/<nav class="asiointi-bar".*?<\/nav>/s.exec(body)[0])) ?? [];
  resident.note('seen at portal', 'told', from, { names, address });
}
