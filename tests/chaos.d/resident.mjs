// One resident: what they know of their own account, what they do, and how they go on when something went wrong.
import { readFileSync } from 'node:fs';

import { linksOf, textOf } from '../support/page.mjs';
import { sessionOf } from '../support/visitor.mjs';
import { begin } from './beginnings.mjs';
import { Client } from './client.mjs';
import { recover } from './recovery.mjs';
import { changeAddress, changeLanguage, changeNames, changePassword, closeAccount } from './changes.mjs';
import { endOthers, lookAtPortal, signIn, signOut } from './sign_in.mjs';
import { marked } from './pages.mjs';
import { languages } from './words.mjs';

const phraseWords = Object.fromEntries(languages.map((language) =>
  [language, readFileSync(new URL(`../../templates/words/passphrase-${language}.txt`, import.meta.url), 'utf8').split('\n').filter((word) => /^\p{L}{5,}$/u.test(word))]));

/// How often each is done, beside the others.
const acts = [[changeNames, 3], [changePassword, 3], [changeAddress, 2], [changeLanguage, 2], [signOut, 3], [endOthers, 2], [closeAccount, 1],
  [recover, 2], [lookAtPortal, 3]].flatMap(([act, weight]) => Array(weight).fill(act));

export class Resident {
  /// stage: { url, letters, journal, isOver() }. isKnown: the old portal knew this one, who has no password yet.
  constructor(number, stage, random, isKnown) {
    Object.assign(this, { number, stage, random, isKnown, journal: stage.journal });
    this.language = random.pick(languages);
    this.languages = [this.language]; // in which a page may be
    this.passwords = []; // all that ever were, none of which may be on a page
    this.count = 0;
    this.address = this.newAddress();
    this.names = this.newNames();
    this.possible = { addresses: [this.address], passwords: [] }; // the likeliest first
    this.hadPassword = 'no'; // or "perhaps", or "yes"
    this.browser = this.newBrowser();
  }

  newBrowser() {
    return new Client(this.stage.url, this);
  }

  newAddress() {
    return `${marked('kaupunkilainen', this.number)}${++this.count}@example.com`;
  }

  newNames() {
    return { given: `${marked('Kutsumanimi', this.number)}${++this.count}`, family: `${marked('Kaupunkilainen', this.number)}${this.count}` };
  }

  newPassword() {
    const password = [1, 2, 3, 4].map(() => this.random.pick(phraseWords[this.language])).join(' ');
    this.passwords.push(password);
    return password;
  }

  note(act, outcome, from, facts = {}) {
    return this.journal.note({ who: this.number, act, outcome, from, to: Date.now(), ...facts });
  }

  /// What the resident believes afterwards. `what`: "addresses" or "passwords".
  learn(what, outcome, value) {
    const others = this.possible[what].filter((each) => each !== value);
    if (outcome === 'told') this.possible[what] = [value];
    if (outcome === 'unknown') this.possible[what] = [value, ...others];
    if (what === 'passwords' && outcome !== 'refused' && this.hadPassword !== 'yes') this.hadPassword = outcome === 'told' ? 'yes' : 'perhaps';
    if (what === 'addresses') [this.address] = this.possible.addresses;
  }

  get password() {
    return this.possible.passwords[0];
  }

  /// A page behind the sign-in, after signing in where that is needed; undefined when there is no getting there.
  async open(path) {
    for (let tries = 0; tries < 3; ++tries) {
      const page = await this.browser.follow(this.browser.get(path));
      const at = new URL(page.url).pathname;
      if (at === '/Account/ConfirmPassword') await this.browser.send(page, { password: this.password }, 'settings.title');
      else if (at === path.replace(/\?.*/, '')) return page;
      else if (!await signIn(this)) return undefined;
    }
    return undefined;
  }

  get session() {
    return sessionOf(this.browser);
  }

  /// What the settings page says that holds.
  async look() {
    const from = Date.now();
    const page = await this.open('/Account/Settings');
    if (!page) return;
    const shown = (path) => textOf(new RegExp(`<a href="${path}">.*?</a><p>(.*?)</p>`, 's').exec(page.body)[1]);
    const names = shown('/Account/Settings/Name');
    const address = shown('/Account/Settings/Email');
    this.note('seen', 'told', from, { names, address });
    this.learn('addresses', 'told', address);
  }

  async live() {
    await begin(this);
    this.isSettled = true;
    while (!this.stage.isOver()) {
      await this.random.pick(acts)(this);
      await new Promise((resolve) => { setTimeout(resolve, this.random.between(0, 400)); });
    }
  }

  /// The token in a mailed link.
  tokenIn(link) {
    return new URL(link).searchParams.get('token');
  }

  linkOn(page, path) {
    return linksOf(page.body).find(([address]) => address?.startsWith(path));
  }
}
