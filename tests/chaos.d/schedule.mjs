// Which fault comes when: the same for the same seed, length and faults.

const pauseS = [0.5, 1.4]; // between two faults of a short run; a long one takes its time
const longestStretch = 2.5;

/// [{ at, fault, lasts, random }] with seconds from the beginning. Each fault comes once before any comes again.
export function makeSchedule(random, faults, seconds) {
  const stretch = Math.min(Math.max(seconds / (faults.length * 1.3), 1), longestStretch);
  const schedule = [];
  let deck = [];
  for (let at = stretch; at < seconds; at += stretch * random.between(...pauseS)) {
    if (deck.length === 0) deck = random.shuffled(faults);
    const fault = deck.pop();
    const lasts = Math.min(random.between(...fault.lasts), seconds - at);
    schedule.push({ at, fault, lasts, random: random.of(schedule.length) });
  }
  return schedule;
}

const pause = (seconds) => new Promise((resolve) => { setTimeout(resolve, seconds * 1000); });

/// Carries a schedule out. Faults of one target wait for each other; the journal learns of each. What
/// could not be done is an error of this program.
export class Faults {
  constructor(stage, journal) {
    Object.assign(this, { stage, journal });
    this.targets = new Map();
  }

  async run(schedule) {
    const began = Date.now();
    for (const entry of schedule) {
      await pause(entry.at - (Date.now() - began) / 1000);
      const before = this.targets.get(entry.fault.target) ?? Promise.resolve();
      this.targets.set(entry.fault.target, before.then(() => this.carryOut(entry)));
    }
    await Promise.all(this.targets.values());
  }

  async carryOut({ fault, lasts, random }) {
    const note = this.journal.noteFault({ fault: fault.name, from: Date.now() });
    const heal = await fault.hurt(this.stage, random);
    if (heal) {
      await pause(lasts);
      await heal();
    }
    note.to = Date.now();
    this.journal.keep(note);
  }
}
