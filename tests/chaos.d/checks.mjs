// What was checked, how often, and what was found wrong.

export class Checks {
  constructor(journal) {
    this.journal = journal;
    this.counts = new Map();
  }

  passed(kind, times = 1) {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + times);
  }

  failed(who, what) {
    this.journal.find(who, what);
  }

  that(holds, kind, who, otherwise) {
    if (holds) this.passed(kind);
    else this.failed(who, otherwise);
  }
}
