// What every page must be, whatever goes wrong behind it: in the reader's language, about nobody else, and of use.
import { formsOf, languageOf, referenceOf, textOf } from '../support/page.mjs';
import { says, saysInAny } from './words.mjs';

/// Names and addresses of resident 17 hold "kaupunkilainen17x" or "kutsumanimi17x", so whose they are can be read off them. They
/// are so long that the random letters of a token, of which a page has some hundred, never hold one.
export const marked = (kind, number) => `${kind}${number}x`;
export const ownersIn = (text) => new Set([...text.matchAll(/(?:kaupunkilainen|kutsumanimi)(\d+)x/gi)].map(([, number]) => Number(number)));

const isInThreeLanguages = (html) => languageOf(html) === 'fi' && /<section lang="sv">.*<section lang="en">/s.test(html);

/// "lost": nginx's own page, in place of an answer. "down", "unsure" and "failed": error pages of the application, which have the
/// form once more. "page": any other, as the form of a page that is too busy.
export function kindOf(answer) {
  if (answer.status < 500) return 'page';
  if (isInThreeLanguages(answer.body)) return 'lost';
  if (answer.status !== 503) return 'failed';
  if (saysInAny(textOf(answer.body), 'error.outcome_unknown')) return 'unsure';
  return saysInAny(textOf(answer.body), 'error.503') || !/<form[^>]*method="post"/.test(answer.body) ? 'down' : 'page';
}

const textOfKind = { down: 'error.503', unsure: 'error.outcome_unknown', failed: 'error.500' };

function faultsOfErrorPage(answer, kind, languages) {
  if (kind === 'lost') return answer.header('retry-after') ? [] : ['nginx\'s page does not say when to come back'];
  const faults = [];
  if (!languages.some((language) => says(answer.body, language, textOfKind[kind])))
    faults.push(`a page of ${answer.status} that does not say what to do`);
  if (!referenceOf(answer.body)) faults.push('an error page without a reference');
  if (answer.status === 503 && !answer.header('retry-after')) faults.push('an error page that does not say when to come back');
  return faults;
}

/// What of a form was typed by a person and is no secret.
const isTyped = ([name, value]) => value !== '' && !/password|token|owner|^(step|link)$/.test(name);

/// An error page after a post: what was typed is still there to be sent again.
function whatIsGone(answer, typed) {
  const kept = formsOf(answer.body).flatMap((form) => Object.entries(form.fields)).map(([, value]) => value);
  return Object.entries(typed ?? {}).filter(isTyped).filter(([, value]) => !kept.includes(value)).map(([name]) => name);
}

/// Everything that is wrong with this answer as a page for `reader` { number, languages, passwords }, who sent `typed`.
export function faultsOf(answer, reader, typed) {
  const html = answer.body;
  const faults = [...ownersIn(html)].filter((number) => number !== reader.number).map((number) => `the page shows resident ${number}'s`);
  if (reader.passwords.some((password) => html.includes(password))) faults.push('the page holds a password');
  if (answer.status >= 300 && answer.status < 400) return faults;
  if (!html.includes('</html>')) return answer.status === 401 || new URL(answer.url).pathname.endsWith('/headers') ? faults : [...faults, `raw: ${textOf(html).slice(0, 100)}`];
  const kind = kindOf(answer);
  const isOurs = new URL(answer.url).pathname.startsWith('/Account');
  if (isOurs && !isInThreeLanguages(html) && !reader.languages.includes(languageOf(html)))
    faults.push(`a page in ${languageOf(html)} for a reader of ${reader.languages}`);
  if (isOurs && kind !== 'page') faults.push(...faultsOfErrorPage(answer, kind, reader.languages));
  if (isOurs && kind in textOfKind)
    faults.push(...whatIsGone(answer, typed).map((name) => `the error page has lost what was typed: ${name}`));
  return faults;
}
