/** Counts of things by name. A name that never came is not there. */
export class Tally<K> {
  private readonly counts = new Map<K, number>();

  add(key: K, count = 1): void {
    const before = this.counts.get(key);
    this.counts.set(key, before === undefined ? count : before + count);
  }

  has(key: K): boolean {
    return this.counts.has(key);
  }

  get(key: K): number {
    const count = this.counts.get(key);
    return count === undefined ? 0 : count;
  }

  total(counted: (key: K) => boolean = () => true): number {
    return [...this.counts].reduce((sum, [key, count]) => (counted(key) ? sum + count : sum), 0);
  }

  entries(): readonly (readonly [K, number])[] {
    return [...this.counts];
  }
}
