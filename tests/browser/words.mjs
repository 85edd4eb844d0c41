// Every word that a page says must be from the catalogue of the language it is said in: none is written into a template.
import { catalogue } from '../support/catalogues.mjs';
import * as resident from './residents.mjs';

/// What is nobody's to translate: names of the city's services, of residents, browsers and systems, and addresses.
export const site = { fi: 'Kokkolan kaupungin sähköiset palvelut', sv: 'Karleby stads e-tjänster', en: 'E-services of the City of Kokkola' };
const asTheyAre = [
  String.raw`\S+@\S+\.\w+`, ...resident.names, ...resident.names.map((name) => String.raw`${name} \(\S+@\S+\.\w+\)`),
  '(?:(?:Chromium|Chrome|Firefox|Safari), )?(?:Linux|Windows|iPhone)',
];

const catalogues = Object.fromEntries(['fi', 'sv', 'en'].map((language) => [language, catalogue(language, [site[language], ...asTheyAre])]));

/// Whether `words` are from the catalogue of `language`.
export const isFromCatalogue = (language, words) => catalogues[language].says(words);

/// All that a page says, with its language: [language, words in one piece, the same words in parts]. A text with a link in it
/// stands in the page in parts; a paragraph may also be several texts.
export const spokenWords = (page) => page.evaluate(() => {
  const plain = (text) => text.replace(/\s+/g, ' ').trim();
  const languageOf = (element) => element.closest('[lang]').lang;
  const isSaid = (element) => !element.closest('script, style, code, [translate=no]');
  const isInline = (element) => element.matches('a, strong, em, span, code');
  const textOf = (node) => (node.nodeType === Node.TEXT_NODE ? node.data : node.nodeName === 'BR' ? ' ' : [...node.childNodes].map(textOf).join(''));
  const words = (element) => [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => plain(node.data)).filter(Boolean);
  /// The outermost element whose words may be one text together with these.
  const sentence = (element) => (isInline(element) && element.parentElement.matches('p, li, td, dd, h1, h2') ? element.parentElement : element);
  const said = [...document.querySelectorAll('body *')].filter((element) => isSaid(element) && words(element).length > 0)
    .map((element) => [languageOf(element), plain(textOf(sentence(element))), words(element)]);
  const attributes = ['alt', 'title', 'aria-label', 'aria-description', 'placeholder'].flatMap((name) =>
    [...document.querySelectorAll(`[${name}]`)].map((element) => [element, element.getAttribute(name)]));
  const buttons = [...document.querySelectorAll('input:is([type=submit], [type=button], [type=reset])')].map((each) => [each, each.value]);
  const title = document.title.split(' – ').slice(0, -1).join(' – '); // the last part is the name of the city's services
  const whole = [...attributes, ...buttons, [document.documentElement, title]];
  return [...said, ...whole.map(([element, text]) => [languageOf(element), plain(text), [plain(text)]])];
});

/// What the page says that is in no catalogue, as faults.
export async function strayWords(page) {
  const isLetter = (text) => /\p{L}/u.test(text);
  return (await spokenWords(page)).filter(([language, whole, parts]) => isLetter(whole) && !isFromCatalogue(language, whole)
    && !parts.filter(isLetter).every((part) => isFromCatalogue(language, part)))
    .map(([language, , parts]) => `in no catalogue of ${language}: ${parts.join(' … ')}`);
}
