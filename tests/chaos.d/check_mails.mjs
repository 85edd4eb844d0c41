// Every mail that a page promised has come, to its reader alone, and none came for what did not happen.
import { graceMs } from './model.mjs';
import { ownersIn } from './pages.mjs';
import { saysInAny } from './words.mjs';

const placeOf = { registration: '/Register/Confirm', recovery: '/RecoverPassword', 'first password': '/RecoverPassword', 'new address': '/Email/Confirm' };

/// What makes earlier requests void, so that their mails need not come any more.
const endsRequests = (entry) => ['account', 'password', 'address', 'close'].includes(entry.act) && entry.outcome !== 'refused';

/// What the owner is told of: which acts, at which address, under which subject. Nobody is told of a first password.
const notices = [
  { subject: 'mail.password_changed.subject', of: (entry) => entry.act === 'password' && entry.hadPassword !== 'no', to: (entry) => entry.address },
  { subject: 'mail.email_changed.subject', of: (entry) => entry.act === 'address', to: (entry) => entry.previous },
  { subject: 'mail.email_changed_new.subject', of: (entry) => entry.act === 'address', to: (entry) => entry.address },
  { subject: 'mail.deleted.subject', of: (entry) => entry.act === 'close', to: (entry) => entry.address },
  { subject: 'mail.reopened.subject', of: (entry) => entry.act === 'sign in' && (entry.isReopened || entry.outcome === 'unknown'), to: (entry) => entry.address },
];

/// checks: { passed(kind), failed(who, what) }.
export function checkMails(journal, letters, residents, checks) {
  for (const mail of letters.look()) {
    const [reader] = ownersIn(mail.to);
    const others = [...ownersIn(mail.source + mail.text + mail.html)].filter((number) => number !== reader);
    if (reader !== undefined) checks.that(others.length === 0, 'mail about its reader alone', reader, `a mail to this resident is about ${others}`);
  }
  for (const { number } of residents) {
    const entries = journal.entries.filter(({ who }) => who === number);
    entries.filter(({ act, outcome }) => act === 'ask' && outcome === 'told').forEach((ask) => checkRequest(ask, entries, letters, checks));
    notices.forEach((notice) => checkNotices(number, notice, entries, letters, checks));
  }
}

function checkRequest(ask, entries, letters, checks) {
  const came = letters.to(ask.address).some((mail) => mail.arrived >= ask.from - 1000 && mail.links.some((link) => link.includes(placeOf[ask.kind])));
  const isVoid = entries.some((entry) => endsRequests(entry) && entry.to + (entry.outcome === 'unknown' ? graceMs : 0) > ask.from);
  if (!came && isVoid) checks.passed('mail that a later change made void');
  else checks.that(came, 'link that was asked for', ask.who, `the mail for "${ask.kind}" to ${ask.address} never came`);
}

/// A mail that is sent twice has the same row both times.
function checkNotices(number, { subject, of, to }, entries, letters, checks) {
  const meant = entries.filter((entry) => of(entry) && entry.outcome !== 'refused');
  for (const address of new Set(meant.map(to))) {
    const rows = new Set(letters.to(address).filter((mail) => saysInAny(mail.subject, subject)).map((mail) => mail.row));
    const here = meant.filter((entry) => to(entry) === address);
    const told = here.filter(({ outcome, hadPassword }) => outcome === 'told' && hadPassword !== 'perhaps').length;
    checks.that(told <= rows.size, 'notice to the owner', number, `${told} times told, ${rows.size} mails to ${address}: ${subject}`);
    checks.that(rows.size <= here.length, 'no notice too many', number, `${here.length} changes, ${rows.size} mails to ${address}: ${subject}`);
  }
}
