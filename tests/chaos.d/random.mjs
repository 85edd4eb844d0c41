// Chance that can be had again: the same seed gives the same choices on every machine.

/// A 32-bit mix of a text (FNV-1a).
function digestOf(text) {
  let digest = 0x811c9dc5;
  for (const byte of Buffer.from(text)) digest = Math.imul(digest ^ byte, 0x01000193);
  return digest >>> 0;
}

export class Random {
  /// seed: any text or number.
  constructor(seed) {
    this.seed = String(seed);
    this.state = digestOf(this.seed);
  }

  /// From 0 to below 1 (mulberry32).
  next() {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  between(least, most) {
    return least + this.next() * (most - least);
  }

  pick(list) {
    return list[Math.floor(this.next() * list.length)];
  }

  chance(probability) {
    return this.next() < probability;
  }

  shuffled(list) {
    const rest = [...list];
    return list.map(() => rest.splice(Math.floor(this.next() * rest.length), 1)[0]);
  }

  /// Chance of its own for a part, which nothing else disturbs.
  of(part) {
    return new Random(`${this.seed} ${part}`);
  }
}
