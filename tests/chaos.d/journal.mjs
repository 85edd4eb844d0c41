// What each resident did and was told, and what happened around them; the checker knows nothing else.
import { appendFileSync } from 'node:fs';

export class Journal {
  /// file: gets a line for each entry; undefined: none is kept.
  constructor(file) {
    this.file = file;
    this.entries = [];
    this.faults = [];
    this.findings = [];
    this.answers = new Map();
  }

  /// { who, act, outcome, from, to, … }: outcome is "told" when a page said that it was done, "refused" when a page said that
  /// it was not, and "unknown" when the answer was lost or says neither. Times are milliseconds.
  note(entry) {
    this.entries.push(entry);
    this.keep(entry);
    return entry;
  }

  /// { fault, from }; the caller adds `to` when it is over.
  noteFault(fault) {
    this.faults.push(fault);
    return fault;
  }

  /// Something that must not be.
  find(who, what) {
    const finding = { at: Date.now(), who, finding: what };
    this.findings.push(finding);
    this.keep(finding);
  }

  countAnswer(kind) {
    this.answers.set(kind, (this.answers.get(kind) ?? 0) + 1);
  }

  keep(entry) {
    if (this.file) appendFileSync(this.file, `${JSON.stringify(entry)}\n`);
  }

  /// Whether nginx was killed then, or had just been started.
  nginxMayBeAway(from, to) {
    return this.faults.some((each) => each.fault === 'nginx killed' && each.from <= to && from <= (each.to ?? Infinity) + 1000);
  }
}
