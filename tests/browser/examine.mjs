// What is looked at on every page, whichever it is. Each function gives the faults it finds, as sentences.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/// For a context whose pages will nearly all be asked for axeFaults(): its browser then compiles axe once, and not on each page.
export const bringAxe = (context) => context.addInitScript(axeSource);

/// Every rule but the contrast of level AAA, and what axe itself has deprecated.
const notAsked = ['color-contrast-enhanced', 'aria-roledescription', 'audio-caption', 'duplicate-id', 'duplicate-id-active'];

export async function axeFaults(page, only) {
  if (!await page.evaluate(() => 'axe' in window)) await page.evaluate(axeSource);
  return page.evaluate(async ([rulesOnly, without]) => {
    const ids = rulesOnly ?? window.axe.getRules().map((rule) => rule.ruleId).filter((id) => !without.includes(id));
    const options = { runOnly: { type: 'rule', values: ids }, preload: false, resultTypes: ['violations'] };
    const { violations } = await window.axe.run(document, options);
    return violations.flatMap((each) => each.nodes.map((node) => `${each.id}: ${node.target.join(' ')} (${node.failureSummary})`));
  }, [only ?? null, notAsked]);
}

/// Links in a sentence may be as high as its line; everything else is 24 pixels each way.
export const smallTargets = (page) => page.evaluate(() => {
  const inSentence = (element) => element.matches('a') && getComputedStyle(element).display === 'inline'
    && element.closest('p, li').textContent.trim() !== element.textContent.trim();
  return [...document.querySelectorAll('a, button, summary, input:not([type=hidden])')]
    .filter((element) => !element.matches('.skip, .away') && element.checkVisibility() && !inSentence(element))
    .map((element) => [element, element.getBoundingClientRect()])
    .filter(([, box]) => box.width < 24 || box.height < 24)
    .map(([element, box]) => `${element.outerHTML.slice(0, 90)} is ${Math.round(box.width)}×${Math.round(box.height)}`);
});

/// Facts that other tests judge.
export const facts = (page) => page.evaluate(() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const words = (element) => element?.textContent.replace(/\s+/g, ' ').trim();
  const describedBy = (field) => (field.getAttribute('aria-describedby') ?? '').split(' ').filter(Boolean);
  const help = document.querySelector('footer p');
  return {
    title: document.title,
    language: document.documentElement.lang,
    headings: all('h1').map(words),
    landmarks: ['header', 'main', 'footer'].map((each) => all(`body > ${each}`).length),
    firstFocusable: document.querySelector('a[href], button, input, summary')?.getAttribute('href'),
    languages: all('header a[hreflang]').map((link) => [link.lang, link.hreflang, words(link), link.getAttribute('aria-current')]),
    help: { words: words(help), isFirstInFooter: help === document.querySelector('footer .wide')?.firstElementChild,
      contacts: all('footer a[href^="mailto:"]').length },
    footerLinks: all('footer nav a').map((link) => link.getAttribute('href')),
    summary: all('main [role=alert] a').map((link) => [link.getAttribute('href'), words(link)]),
    alerts: all('main [role=alert]').map(words),
    status: all('main [role=status]').map(words),
    invalid: all('[aria-invalid=true]').map((field) => [field.id, describedBy(field).map((id) => words(document.getElementById(id)))]),
    unlabelled: all('input:not([type=hidden])').filter((field) => !field.labels.length && !field.matches('.away')).map((field) => field.id),
    strayDescriptions: all('[aria-describedby]').flatMap(describedBy).filter((id) => !document.getElementById(id)),
    scripts: all('script').map((script) => (script.getAttribute('src') ?? 'inline').replace(/\.[0-9a-f]{8}\.js$/, '.js')),
    hasPassword: all('input[type=password]').length > 0,
    isSentOnce: all('main form').some((form) => /^\/Account\/(Settings\/(Delete|Email\/Confirm|OldUser\/(Confirm|Staff))|Staff\/Act|StopChange|NotForMe)\b/.test(form.getAttribute('action'))),
    forms: all('main form').map((form) => ({
      action: form.getAttribute('action'),
      buttons: [...form.elements].filter((each) => each.type === 'submit').map(words),
      fields: [...form.querySelectorAll('input:not([type=hidden])')].map((field) => ({ id: field.id, name: field.name, type: field.type,
        autocomplete: field.getAttribute('autocomplete'), isFilled: field.value !== '' })),
    })),
  };
});
