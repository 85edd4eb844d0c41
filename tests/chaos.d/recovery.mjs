// A forgotten password: the mailed link, which two browsers may open at once.
import { formsOf } from '../support/page.mjs';

const mailPatienceS = 40;
const opensForm = (page) => formsOf(page.body).some((form) => 'new_password' in form.fields);

/// Sets a password in this browser, whose page is the one behind the link.
async function post(resident, browser, page, link) {
  const from = Date.now();
  const password = resident.newPassword();
  const { hadPassword } = resident;
  const { outcome, heard } = await browser.send(page, { new_password: password, confirm_password: password }, 'password.done');
  resident.note('password', outcome, from, { way: 'link', password, token: resident.tokenIn(link), address: resident.address, hadPassword, heard });
  return { outcome, password };
}

/// Opens a link in one browser or in two, and sends a new password from each at the same time.
export async function setPasswordBy(resident, link) {
  const browsers = resident.random.chance(0.3) ? [resident.newBrowser(), resident.newBrowser()] : [resident.newBrowser()];
  const pages = await Promise.all(browsers.map((browser) => browser.follow(browser.get(link))));
  const ready = browsers.map((browser, i) => [browser, pages[i]]).filter(([, page]) => opensForm(page));
  const results = await Promise.all(ready.map(([browser, page]) => post(resident, browser, page, link)));
  // What was told outlives what is uncertain.
  for (const { outcome, password } of results.sort((a, b) => Number(a.outcome === 'told') - Number(b.outcome === 'told'))) resident.learn('passwords', outcome, password);
}

export async function recover(resident) {
  const from = Date.now();
  const browser = resident.newBrowser();
  const { outcome } = await browser.send(await browser.get('/Account/Forgot'), { user_name: resident.address }, 'forgot.sent');
  resident.note('ask', outcome, from, { kind: 'recovery', address: resident.address });
  if (outcome !== 'told') return;
  const link = await resident.stage.letters.next(resident.address, 'RecoverPassword', from, mailPatienceS);
  if (link) await setPasswordBy(resident, link);
}
