// What must hold of one resident's account, by nothing but what that resident was told.

/// So long after its answer was lost a change may still happen: the application ends a request after so long.
export const graceMs = 17_000;

/// One fact about an account: the values that it may have.
export class Fact {
  constructor(...values) {
    this.sure = values;
    this.late = []; // { value, until }: may be, or may yet become, the one that holds
  }

  get values() {
    return [...new Set([...this.sure, ...this.late.map(({ value }) => value)])];
  }

  /// A page that was asked for at `from` said that this holds.
  isTold(value, from) {
    this.sure = [value];
    this.late = this.late.filter(({ until }) => until > from);
  }

  mayBecome(value, until) {
    this.late.push({ value, until });
  }

  take({ outcome, from, to }, value) {
    if (outcome === 'told') this.isTold(value, from);
    if (outcome === 'unknown') this.mayBecome(value, to + graceMs);
  }
}

/// The sign-ins of one account: "live", "ended", or "open" when nobody can know.
export class Sessions {
  constructor() {
    this.states = new Map();
    this.lateEnds = [];
  }

  begin(cookie, from) {
    this.states.set(cookie, this.lateEnds.some((until) => until > from) ? 'open' : 'live');
  }

  /// All of `cookies`, or every one but `kept`.
  end({ outcome, to }, { cookies = [...this.states.keys()], kept } = {}) {
    if (outcome === 'refused') return;
    if (outcome === 'unknown' && cookies.length !== 1) this.lateEnds.push(to + graceMs);
    for (const cookie of cookies.filter((each) => each !== kept))
      if (outcome === 'told') this.states.set(cookie, 'ended');
      else if (this.states.get(cookie) === 'live') this.states.set(cookie, 'open');
  }

  in(state) {
    return [...this.states].filter(([, each]) => each === state).map(([cookie]) => cookie);
  }
}

/// Takes a resident's entries of the journal in their order; `findings` are the pages that contradict earlier ones.
export class Model {
  constructor() {
    this.exists = new Fact(false);
    this.isClosed = new Fact(false);
    [this.names, this.address, this.language, this.password] = [new Fact(), new Fact(), new Fact(), new Fact()];
    // A check process may answer from memory until it hears of a change that nobody was told of.
    [this.portalNames, this.portalAddress] = [new Fact(), new Fact()];
    this.sessions = new Sessions();
    this.findings = [];
    this.taken = [];
  }

  take(entry) {
    this.taken.push(entry);
    const facts = { account: 'takeAccount', password: 'takePassword', address: 'takeAddress', close: 'takeClosing', seen: 'takeSight', 'seen at portal': 'takePortal', 'sign in': 'takeSignIn', 'sign out': 'takeSignOut', 'end others': 'takeEndOfOthers', names: 'takeNames', language: 'takeLanguage' };
    if (facts[entry.act]) this[facts[entry.act]](entry);
  }

  expect(fact, value, what) {
    if (!fact.values.includes(value)) this.findings.push(`${what} is ${value}, and may be ${fact.values.join(' or ')}`);
  }

  takeAccount(entry) {
    this.exists.take(entry, true);
    this.takeNames(entry);
    this.language.take(entry, entry.language);
    for (const fact of [this.address, this.portalAddress]) fact.take(entry, entry.address);
    if (entry.password) this.password.take(entry, entry.password);
  }

  takeNames(entry) {
    for (const fact of [this.names, this.portalNames]) fact.take(entry, entry.names);
  }

  takeLanguage(entry) {
    this.language.take(entry, entry.language);
  }

  takePassword(entry) {
    this.password.take(entry, entry.password);
    this.sessions.end(entry, {});
    if (entry.way === 'form' && entry.outcome === 'told') this.sessions.begin(entry.after, entry.from);
  }

  takeAddress(entry) {
    for (const fact of [this.address, this.portalAddress]) fact.take(entry, entry.address);
    this.sessions.end(entry, {});
    if (entry.outcome === 'told') this.sessions.begin(entry.after, entry.from);
  }

  takeClosing(entry) {
    this.isClosed.take(entry, true);
    this.sessions.end(entry, {});
  }

  takeSight(entry) {
    this.expect(this.names, entry.names, 'the name on the settings page');
    this.expect(this.address, entry.address, 'the address on the settings page');
    this.names.isTold(entry.names, entry.from);
    this.address.isTold(entry.address, entry.from);
  }

  takePortal(entry) {
    this.expect(this.portalNames, entry.names, 'the name at the portal');
    this.expect(this.portalAddress, entry.address, 'the address at the portal');
  }

  takeSignIn(entry) {
    const { outcome, from, password, address, isReopened } = entry;
    const isSure = this.password.values.length === 1 && this.address.values.length === 1 && this.exists.values.join() === 'true';
    if (outcome === 'refused' && isSure && this.password.values[0] === password && this.address.values[0] === address)
      this.findings.push('the password that holds was refused');
    if (outcome === 'unknown') this.isClosed.mayBecome(false, entry.to + graceMs);
    if (outcome !== 'told') return;
    this.expect(this.password, password, 'the password that opened the account');
    this.expect(this.address, address, 'the address that opened the account');
    this.expect(this.isClosed, isReopened, 'closed, by the page after signing in,');
    this.exists.isTold(true, from);
    this.password.isTold(password, from);
    this.address.isTold(address, from);
    this.isClosed.isTold(false, from);
    this.sessions.begin(entry.cookie, from);
  }

  takeSignOut(entry) {
    this.sessions.end(entry, entry.everywhere ? {} : { cookies: [entry.cookie] });
  }

  takeEndOfOthers(entry) {
    this.sessions.end(entry, { kept: entry.kept });
  }
}

export function modelOf(entries) {
  const model = new Model();
  entries.forEach((entry) => model.take(entry));
  return model;
}
