import type { Clock } from '../../lib/host';

/** Time stands still until a test moves it, and who sleeps until then is woken in the order of time. */
export class HandClock implements Clock {
  time = 0;
  private sleepers: { readonly at: number; readonly wake: () => void }[] = [];

  now(): Date {
    return new Date(this.time);
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise((wake) => this.sleepers.push({ at: this.time + milliseconds, wake }));
  }

  async advance(milliseconds: number): Promise<void> {
    const end = this.time + milliseconds;
    for (;;) {
      await settled();
      const next = this.sleepers.reduce<number>((first, { at }) => Math.min(first, at), Infinity);
      if (next > end) break;
      this.time = Math.max(this.time, next);
      const due = this.sleepers.filter(({ at }) => at <= this.time);
      this.sleepers = this.sleepers.filter(({ at }) => at > this.time);
      for (const { wake } of due) wake();
    }
    this.time = end;
  }

  /** As an operator may do; who sleeps does not notice. */
  setBack(milliseconds: number): void {
    this.time -= milliseconds;
    this.sleepers = this.sleepers.map(({ at, wake }) => ({ at: at - milliseconds, wake }));
  }
}

/** What was begun goes on until it waits for something else than itself. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
