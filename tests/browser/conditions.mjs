// How pages bear what readers set on their machines: narrow windows, zoom, larger text, wider spacing, less motion, colours
// of their own. Each function gives the faults it finds, as sentences.

/// What is wider than the window, or cut off, with a stylesheet of the reader's own, as a browser's settings or an extension
/// bring it.
const overflow = (page, css) => page.evaluate((text) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  document.adoptedStyleSheets = [sheet];
  const over = Math.max(0, document.documentElement.scrollWidth - window.innerWidth);
  const cut = [...document.querySelectorAll('body *')].filter((element) => {
    const style = getComputedStyle(element);
    const hides = ['hidden', 'clip', 'scroll', 'auto'].includes(style.overflowX) && element.clientWidth > 1;
    return hides && !element.matches('input, .away') && element.scrollWidth > element.clientWidth + 1;
  }).map((element) => element.outerHTML.slice(0, 80));
  document.adoptedStyleSheets = [];
  return { over, cut };
}, css);

async function fits(page, what, css = '') {
  const { over, cut } = await overflow(page, css);
  return [...(over ? [`${what}: ${over} px too wide`] : []), ...cut.map((each) => `${what}: cut off: ${each}`)];
}

/// Whatever takes the focus is scrolled into view, and nothing lies over it (2.4.11).
const hiddenFocus = (page) => page.evaluate(() => {
  const before = document.activeElement;
  const faults = [...document.querySelectorAll('a[href], button, input, summary')]
    .filter((element) => element.tabIndex >= 0 && element.type !== 'hidden' && element.checkVisibility())
    .filter((element) => {
      element.focus();
      const [box] = element.getClientRects();
      const [x, y] = [box.left + Math.min(box.width, innerWidth) / 2, box.top + box.height / 2];
      return !element.contains(document.elementFromPoint(x, y));
    });
  document.activeElement.blur();
  before.focus({ preventScroll: true });
  return faults.map((element) => `the focus is hidden at 400 %: ${element.outerHTML.slice(0, 90)}`);
});

// WCAG 2.2, 1.4.12
const textSpacing = '* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }'
  + ' p { margin-bottom: 2em !important }';
const twiceTheSize = 'html { font-size: 225% !important }'; // the page asks for 112.5 %

export async function reflowFaults(page) {
  const before = page.viewportSize();
  const faults = await fits(page, 'text of twice the size', twiceTheSize);
  await page.setViewportSize({ width: 320, height: 256 }); // a window of 1280 by 1024 at 400 %, 1.4.10
  faults.push(...await fits(page, '320 px'), ...await fits(page, '320 px with text spacing', textSpacing), ...await hiddenFocus(page));
  await page.setViewportSize({ width: 640, height: 320 }); // turned, 1.3.4
  faults.push(...await fits(page, '640 px with text of twice the size', twiceTheSize));
  await page.setViewportSize(before);
  return faults;
}

/// With colours of the reader's choice, what can be used still has an edge or an underline: backgrounds are gone.
export async function forcedColourFaults(page) {
  await page.emulateMedia({ forcedColors: 'active' });
  const faults = await page.evaluate(() => {
    const ground = getComputedStyle(document.body).backgroundColor;
    const shows = (element) => {
      const style = getComputedStyle(element);
      const hasEdge = parseFloat(style.borderBottomWidth) >= 1 && style.borderBottomStyle !== 'none' && style.borderBottomColor !== ground;
      const hasLine = style.textDecorationLine.includes('underline');
      return (hasEdge || hasLine || ['checkbox', 'radio'].includes(element.type)) && style.color !== ground;
    };
    return [...document.querySelectorAll('main button, main .button, main input:not([type=hidden]), main a, .message')]
      .filter((element) => !element.matches('.away') && element.checkVisibility() && !shows(element))
      .map((element) => `nothing shows it in forced colours: ${element.outerHTML.slice(0, 90)}`);
  });
  await page.emulateMedia({ forcedColors: 'none' });
  return faults;
}

/// Whoever asks for less motion gets none.
export const movingParts = (page) => page.evaluate(() => [...document.querySelectorAll('*')].filter((element) => {
  const style = getComputedStyle(element);
  return style.transitionDuration.split(', ').some((time) => parseFloat(time) > 0) || style.animationName !== 'none' || style.scrollBehavior === 'smooth';
}).map((element) => `moves: ${element.outerHTML.slice(0, 90)}`));
