// Texts of the catalogues for the guide, and the page that is printed.
import { readFileSync } from 'node:fs';

const read = (file) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');

/// Key to text, of texts with one form.
function parsePo(source) {
  const texts = new Map();
  for (const [, key, text] of source.matchAll(/^msgid "(.+)"\nmsgstr "(.*)"$/gm)) texts.set(key, text.replace(/\\(.)/g, '$1'));
  return texts;
}

/// A function from key to text, names put in. A name that is left out has the default of the catalogue; has(name) tells
/// whether there is any. Throws for a key or a name that there is not.
export function readCatalogue(language, names) {
  const texts = parsePo(read(`templates/locale/${language}.po`));
  const valueOf = (name) => names[name] ?? (texts.has(`names.${name}`) ? text(`names.${name}`) : undefined);
  const put = (key, name) => {
    const value = valueOf(name);
    if (value === undefined) throw new Error(`no {${name}} for "${key}" in ${language}`);
    return value;
  };
  function text(key) {
    if (!texts.has(key)) throw new Error(`no text "${key}" in ${language}`);
    return texts.get(key).replace(/\{([a-z_]+)\}/g, (_, name) => put(key, name));
  }
  return Object.assign(text, { has: (name) => valueOf(name) !== undefined });
}

const escape = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');

/// templates/guide/guide.html with {{T key}} for a text, {{PICTURE name}} for a picture with the text guide.alt_NAME beside
/// it, {{IF name}}…{{END}} for what is said only when the installation has that name, {{LANG}} and {{COLOURS}}.
export function fillTemplate(language, text, pictures, colours) {
  const picture = (name) => {
    const data = pictures[name].toString('base64');
    return `<p class="picture"><img src="data:image/png;base64,${data}" alt="${escape(text(`guide.alt_${name}`))}"></p>`;
  };
  return read('templates/guide/guide.html')
    .replace(/\{\{IF (\w+)\}\}(.*?)\{\{END\}\}/gs, (_, name, inside) => (text.has(name) ? inside : ''))
    .replaceAll('{{LANG}}', language)
    .replaceAll('{{COLOURS}}', Object.entries(colours).map(([name, value]) => `${name}: ${value};`).join(' '))
    .replace(/\{\{T ([a-z0-9_.]+)\}\}/g, (_, key) => escape(text(key)))
    .replace(/\{\{PICTURE (\w+)\}\}/g, (_, name) => picture(name));
}
