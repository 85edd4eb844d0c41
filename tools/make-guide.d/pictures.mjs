// The way of a resident from the first page to being signed in, with a picture of each step.

const person = { address: 'esimerkki.erkki@example.com', password: 'sininen traktori laulaa suolla' };

/// As before the first sign-in after the change, with this language.
function forget(demo, language) {
  demo.sql(`UPDATE account SET locale = '${language}', password_hash = NULL, password_set_at = NULL,`
    + ` password_generation = password_generation + 1 WHERE email = '${person.address}'; DELETE FROM session;`);
  demo.mailbox.catchUp();
}

/// What sends the form: not the button that shows a password.
const button = 'main form button:not([type=button]) >> nth=0';

/// A click returns when the next page begins to come; its script adds a button, which belongs into the picture.
async function send(page) {
  await page.locator(button).click();
  await page.waitForLoadState();
}

async function giveUserName(page) {
  await page.locator('#user_name').fill(person.address);
  await send(page);
}

async function giveNewPassword(page) {
  await page.locator('#new_password').fill(person.password);
  await page.locator('#confirm_password').fill(person.password);
}

const margin = 20;

/// From the top of `frame` to the end of `last`, which is inside: what comes below is not what the step is about.
async function pictureOf(page, frame, last) {
  // A page that tells of something is scrolled to it. Boxes are measured in the window, the picture is of the whole page.
  await page.evaluate(() => {
    document.activeElement?.blur();
    window.scrollTo(0, 0);
  });
  const { x, y, width } = await page.locator(frame).first().boundingBox();
  const end = await page.locator(last).first().boundingBox();
  return page.screenshot({ fullPage: true, clip: { x, y, width, height: end.y + end.height + margin - y } });
}

/// The mail as a mail program shows it, up to its link, which begins as those of the installation do.
async function pictureOfMail(context, mail, demo, baseUrl) {
  const page = await context.newPage();
  await page.setContent(mail.html.replaceAll(demo.url, baseUrl));
  const picture = await pictureOf(page, 'table table', 'p.link');
  await page.close();
  return picture;
}

/// { pictures: { name, notice, mail, … } as PNG, colours: the properties of the look that the guide uses }
export async function takePictures(browser, demo, language, baseUrl) {
  forget(demo, language);
  const context = await browser.newContext({
    locale: language, viewport: { width: 700, height: 900 }, deviceScaleFactor: 2, colorScheme: 'light', reducedMotion: 'reduce' });
  try {
    return await walk(await context.newPage(), context, demo, language, baseUrl);
  } finally {
    await context.close();
  }
}

async function walk(page, context, demo, language, baseUrl) {
  const url = (there) => new URL(there, demo.url).href;
  const pictures = {};
  const shoot = async (name, last = button) => { pictures[name] = await pictureOf(page, '.card', last); };

  await page.goto(url(`/Account/Login?ReturnUrl=%2FAccount%2FSettings&lang=${language}`));
  const colours = await page.evaluate(() => Object.fromEntries(['--brand', '--brand-accent', '--action'].map((name) =>
    [name, getComputedStyle(document.documentElement).getPropertyValue(name)])));
  await page.locator('#user_name').fill(person.address);
  await shoot('name');
  await send(page);
  await page.getByRole('status').waitFor();
  await shoot('notice');

  const mail = await demo.mailbox.next(person.address);
  pictures.mail = await pictureOfMail(context, mail, demo, baseUrl);
  await page.goto(mail.linkTo('RecoverPassword'));
  await giveNewPassword(page);
  await shoot('set');
  await send(page);
  await page.getByRole('status').waitFor();
  await shoot('success', 'main .button');

  await page.goto(url('/Account/Login?ReturnUrl=%2FAccount%2FSettings'));
  await page.locator('#user_name').fill(person.address);
  await shoot('again');
  await send(page);
  await page.locator('#password').fill(person.password);
  await shoot('password');
  await send(page);
  await page.waitForURL(url('/Account/Settings'));
  pictures.bar = await pictureOf(page, 'header.top', '.site');
  return { pictures, colours };
}
