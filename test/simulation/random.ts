/** Numbers from a seed (splitmix32): the same on every machine, and no other source of chance in the simulator. */
export class Random {
  constructor(private state: number) {}

  next(): number {
    this.state = (this.state + 0x9e3779b9) | 0;
    let mixed = this.state ^ (this.state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  }

  /** A whole number from `from` to `to`, both included. */
  between(from: number, to: number): number {
    return from + (this.next() % (to - from + 1));
  }

  chance(percent: number): boolean {
    return this.next() % 100 < percent;
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.next() % choices.length] as T;
  }

  /** By weight. */
  weigh<T>(choices: readonly (readonly [number, T])[]): T {
    let left = this.next() % choices.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, choice] of choices) {
      if (left < weight) return choice;
      left -= weight;
    }
    throw new Error('weights are whole numbers');
  }
}
