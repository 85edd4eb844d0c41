// What the pages and mails say, by the keys of the catalogues, and whether a page says it.
import { readFileSync } from 'node:fs';

import { textOf } from '../support/page.mjs';

export const languages = ['fi', 'sv', 'en'];

const catalogues = Object.fromEntries(languages.map((language) => {
  const source = readFileSync(new URL(`../../templates/locale/${language}.po`, import.meta.url), 'utf8');
  const entries = [...source.matchAll(/^msgid "([^"]+)"(?:\nmsgid_plural "[^"]+")?((?:\nmsgstr(?:\[\d\])? "(?:[^"\\]|\\.)*")+)/gm)];
  return [language, new Map(entries.map(([, key, forms]) => [key, [...forms.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, text]) => text)]))];
}));

/// A text as a pattern: whatever stands for its {variables}, without the brackets around links.
const pattern = (text) => text.replace(/\\(.)/g, '$1').replaceAll('\u00a0', ' ').replace(/[[\]]/g, '').split(/\{[a-z_]+\}/)
  .map((piece) => piece.replace(/[.?*+()|^$\\]/g, '\\$&')).join('.+?');

/// The text with this key, in all its forms and in one language, as a pattern.
export function words(language, key) {
  const forms = catalogues[language].get(key);
  if (!forms) throw new Error(`no text ${key}`);
  return new RegExp(forms.map(pattern).join('|'), 'u');
}

export const says = (html, language, key) => words(language, key).test(textOf(html));

/// In which of the languages a text is the one with this key.
export const saysInAny = (text, key) => languages.some((language) => words(language, key).test(text));
