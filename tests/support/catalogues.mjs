// The catalogues of templates/locale as tests need them: whether a text on a page comes from one of them.
import { readFileSync } from 'node:fs';

const unescaped = (text) => text.replace(/\\(.)/g, (_, letter) => (letter === 'n' ? '\n' : letter));

/// All texts of a language, each form of a plural by itself; the file's head is none. A space that keeps its words together
/// is a space here, as in the words that the tests take from a page.
export function textsOf(language) {
  const source = readFileSync(new URL(`../../templates/locale/${language}.po`, import.meta.url), 'utf8');
  return [...source.matchAll(/^msgstr(?:\[\d\])?((?:\s+"(?:[^"\\]|\\.)*")+)/gm)].slice(1)
    .map(([, quoted]) => unescaped([...quoted.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, piece]) => piece).join('')).replaceAll('\u00a0', ' '));
}

/// The text of this key.
export function textNamed(language, key) {
  const source = readFileSync(new URL(`../../templates/locale/${language}.po`, import.meta.url), 'utf8');
  return unescaped(new RegExp(`^msgid "${key.replaceAll('.', '\\.')}"\\nmsgstr "((?:[^"\\\\]|\\\\.)*)"`, 'm').exec(source)[1]);
}

const number = String.raw`\d+`;
const date = String.raw`\d{1,2}(?:\.\d{1,2}\.| [A-Z][a-z]+ )\d{4}`;
const time = String.raw`\d{1,2}[.:]\d\d`;

/// What may stand for a {variable}.
function pattern(variable) {
  if (/(_hours|_minutes|_days|_length)$|^count$/.test(variable)) return number;
  if (/(^|_)date$/.test(variable)) return date;
  if (/(^|_)time$/.test(variable)) return time;
  if (/(^|_)email$|^(user_name|reference)$/.test(variable)) return String.raw`\S+`;
  return '.+';
}

/// A text of variables alone ("{person_name} ({person_email})") fits anything and proves nothing.
const saysSomething = (text) => /\p{L}/u.test(text.replace(/\{[a-z_]+\}/g, '')) || /^\{(date|time)\}/.test(text);

function asPattern(text) {
  const pieces = text.replace(/[[\]]/g, '').split(/\{([a-z_]+)\}/);
  return pieces.map((piece, i) => (i % 2 ? pattern(piece) : piece.replace(/[.?*+()|^$\\]/g, '\\$&'))).join('');
}

/// says(text): whether `text` is made of texts of this catalogue, or of `others` (patterns), one after another.
export function catalogue(language, others = []) {
  const patterns = [...textsOf(language).filter(saysSomething).map(asPattern), date, time, ...others]
    .map((each) => new RegExp(`^(?:${each})$`, 'u'));
  const known = new Map();
  const isOneText = (text) => patterns.some((each) => each.test(text));
  const spaces = (text) => [...text.matchAll(/ /g)].map(({ index }) => index);
  const judge = (text) => isOneText(text) || spaces(text).some((at) => isOneText(text.slice(0, at)) && says(text.slice(at + 1)));
  function says(text) {
    if (!known.has(text)) known.set(text, judge(text));
    return known.get(text);
  }
  return { says };
}
