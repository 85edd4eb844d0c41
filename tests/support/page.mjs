// What a person and a browser see in a page: its words, its forms, its links.

const entities = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

export function decodeEntities(text) {
  return text.replace(/&(#x[0-9a-f]+|#\d+|\w+);/gi, (whole, name) => {
    if (name[0] !== '#') return entities[name] ?? whole;
    return String.fromCodePoint(/^#x/i.test(name) ? parseInt(name.slice(2), 16) : Number(name.slice(1)));
  });
}

/// The words of a page, as one line.
export function textOf(html) {
  const words = html.replace(/<(head|style|script)\b.*?<\/\1>/gis, ' ').replace(/<[^>]*>/g, ' ');
  return decodeEntities(words).replace(/\s+/g, ' ').trim();
}

export const headingOf = (html) => textOf(/<h1[^>]*>(.*?)<\/h1>/s.exec(html)?.[1] ?? '');
export const languageOf = (html) => /<html[^>]*\blang="(\w+)"/.exec(html)?.[1];

/// The reference number of an error page: 8 characters, none of which is mistaken for another.
export const referenceOf = (html) => /\b[A-HJKMNP-Z2-9]{8}\b/.exec(textOf(html))?.[0];

function attributesOf(tag) {
  const found = {};
  for (const [, name, value] of tag.matchAll(/\s([\w-]+)(?:="([^"]*)")?/g)) found[name.toLowerCase()] = decodeEntities(value ?? '');
  return found;
}

function formOf(tag, inside) {
  const form = { method: attributesOf(tag).method ?? 'get', action: attributesOf(tag).action ?? '', fields: {}, boxes: {}, buttons: {} };
  for (const [, inputTag] of inside.matchAll(/<input\b([^>]*)>/g)) {
    const { name, type = 'text', value = '' } = attributesOf(inputTag);
    if (name) form[type === 'checkbox' ? 'boxes' : 'fields'][name] = value;
  }
  for (const [, areaTag, text] of inside.matchAll(/<textarea\b([^>]*)>(.*?)<\/textarea>/gs))
    form.fields[attributesOf(areaTag).name] = decodeEntities(text.replace(/^\n/, ''));
  for (const [, buttonTag] of inside.matchAll(/<button\b([^>]*)>/g)) {
    const { name, value = '' } = attributesOf(buttonTag);
    if (name) form.buttons[name] = value;
  }
  return form;
}

/// All forms: method, action, fields as they stand, check boxes and named buttons with the values they would send.
export function formsOf(html) {
  return [...html.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gs)].map(([, tag, inside]) => formOf(tag, inside));
}

/// The form that has this field, check box or button; with no name, the page's first one.
export function formWith(html, name) {
  const form = formsOf(html).find((each) => name === undefined || name in each.fields || name in each.boxes || name in each.buttons);
  if (!form) throw new Error(`no form with ${name} on this page: ${textOf(html).slice(0, 300)}`);
  return form;
}

/// All links: [address, words].
export function linksOf(html) {
  return [...html.matchAll(/<a\b([^>]*)>(.*?)<\/a>/gs)].map(([, tag, words]) => [attributesOf(tag).href, textOf(words)]);
}

export function linkNamed(html, words) {
  const link = linksOf(html).find(([, each]) => each === words);
  if (!link) throw new Error(`no link "${words}" on this page: ${textOf(html).slice(0, 300)}`);
  return link[0];
}

/// The page without what differs from one visit to the next: form token, sealed step, link proof, suggested password,
/// reference; and without the name in `userName`, as typed or in an address.
export function masked(html, userName = '') {
  let text = html
    .replace(/(name="(?:form_token|step|link)" value=")[^"]*"/g, '$1…"')
    .replace(/\bs=[\w-]+/g, 's=…')
    .replace(/(<p class="hint" id="suggestion">)[^<]*/g, '$1…');
  const reference = referenceOf(html);
  if (reference) text = text.replaceAll(reference, '…');
  for (const each of [userName, encodeURIComponent(userName), userName.toLowerCase()].filter(Boolean)) text = text.replaceAll(each, 'USER');
  return text;
}
