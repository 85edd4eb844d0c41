// A browser in the hands of somebody patient: reads again what did not come, and never sends twice by itself.
import { Browser } from '../support/client.mjs';
import { formWith, textOf } from '../support/page.mjs';
import { faultsOf, kindOf } from './pages.mjs';
import { says } from './words.mjs';

const patienceS = 90;
const pause = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

/// The answer to a form and the page that it led to, for the journal.
const heardOf = (answer, last = answer) => `${answer.status} ${answer.header('location') ?? ''} ${textOf(last.body).slice(0, 300)}`;

/// The connection ended without an answer.
export class NoAnswer extends Error {}

export class Client extends Browser {
  /// resident: { number, languages, language, passwords, journal, stage }.
  constructor(baseUrl, resident) {
    super(baseUrl, { language: resident.language });
    this.resident = resident;
  }

  /// One request, whose answer is looked at; NoAnswer when there is none.
  async once(method, target, options, typed) {
    const { journal, number } = this.resident;
    const from = Date.now();
    let answer;
    try {
      answer = await super.request(method, target, options);
    } catch (error) {
      journal.countAnswer(`no answer: ${error.code ?? error.message}`);
      if (!journal.nginxMayBeAway(from, Date.now())) journal.find(number, `no answer from nginx: ${error.code ?? error.message}`);
      throw new NoAnswer(error.message);
    }
    journal.countAnswer(`${answer.status} ${kindOf(answer)}`);
    const where = `${method} ${target.replace(/\?.*/, '')}`;
    this.ofLink = this.resident.stage.letters.languageOf(target) ?? this.ofLink;
    const { passwords } = this.resident;
    for (const fault of faultsOf(answer, { number, passwords, languages: this.languages }, typed)) journal.find(number, `${where} gave ${answer.status}: ${fault}`);
    return answer;
  }

  request(method, target, options = {}) {
    return method === 'GET' ? this.read(target, options) : this.once(method, target, options, options.typed);
  }

  /// Reloads until something other than a failure comes.
  async read(target, options) {
    const end = Date.now() + patienceS * 1000;
    for (;;) {
      try {
        const answer = await this.once('GET', target, options);
        if (answer.status < 500) return answer;
      } catch (error) {
        if (!(error instanceof NoAnswer)) throw error;
      }
      if (Date.now() > end) throw new Error(`nothing but failures at ${target.replace(/\?.*/, '')} for ${patienceS} s`);
      await pause(250);
    }
  }

  post(target, fields) {
    const typed = fields;
    const sent = new URLSearchParams(fields).toString();
    const headers = [['Content-Type', 'application/x-www-form-urlencoded'], ['Origin', this.baseUrl], ['Sec-Fetch-Site', 'same-origin']];
    return this.once('POST', target, { headers, body: sent }, typed);
  }

  /// Sends the form of `page` that has the first of `values`, once, and reads on to what it leads to.
  /// { outcome, page, heard }: "told" when that page says the text `key`; see Journal.note. "heard": what it said otherwise.
  async send(page, values, key) {
    const form = formWith(page.body, Object.keys(values)[0]);
    let answer;
    try {
      answer = await this.post(new URL(form.action, page.url).href, { ...form.fields, ...values });
    } catch (error) {
      if (error instanceof NoAnswer) return { outcome: 'unknown' };
      throw error;
    }
    const kind = kindOf(answer);
    if (kind === 'lost' || kind === 'failed' || kind === 'unsure') return { outcome: 'unknown' };
    if (kind === 'down') return { outcome: 'refused', heard: heardOf(answer) };
    const last = await this.follow(answer);
    return this.isTold(last, key) ? { outcome: 'told', page: last, answer } : { outcome: 'refused', page: last, answer, heard: heardOf(answer, last) };
  }

  /// In which a page may be. A link opens in the language of its mail, which may be older than the one that its reader has chosen
  /// since.
  get languages() {
    return this.ofLink ? [...this.resident.languages, this.ofLink] : this.resident.languages;
  }

  isTold(page, key) {
    return this.languages.some((language) => says(page.body, language, key));
  }
}
