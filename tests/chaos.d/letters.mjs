// All mails that have arrived, read once each, by whose address they are for.
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';

import { Mail } from '../support/mailbox.mjs';
import { until } from '../support/waiting.mjs';

export class Letters {
  constructor(maildir) {
    this.folder = path.join(maildir, 'new');
    this.seen = new Set();
    this.all = [];
  }

  /// The mails so far, with `arrived` (milliseconds) and `row`, the number of the request that each is for.
  look() {
    for (const name of readdirSync(this.folder)) {
      if (this.seen.has(name)) continue;
      this.seen.add(name);
      const file = path.join(this.folder, name);
      const mail = new Mail(file);
      this.all.push(Object.assign(mail, { arrived: statSync(file).mtimeMs, row: /<(\d+)-/.exec(mail.headers['message-id'])?.[1] }));
    }
    return this.all;
  }

  to(address) {
    return this.look().filter((mail) => mail.to.includes(address));
  }

  /// The first language of the mail that holds this link; undefined for a link of none.
  languageOf(link) {
    return this.all.find((mail) => mail.links.includes(link))?.headers['content-language']?.slice(0, 2);
  }

  /// The newest link to `place` that came to this address since then; undefined when none came in time.
  next(address, place, since, seconds) {
    const found = () => this.to(address).filter((mail) => mail.arrived >= since - 1000 && mail.links.some((link) => link.includes(place)))
      .sort((a, b) => a.arrived - b.arrived).at(-1);
    return until(found, 'a mail', seconds).then((mail) => mail.links.find((link) => link.includes(place)), () => undefined);
  }
}
