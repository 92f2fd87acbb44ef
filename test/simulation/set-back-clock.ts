import type { Clock } from '../../lib/host';

/** The clock of all workers: it goes as time does, and is set back now and then. Shops and ledgers live in time itself. */
export class SetBackClock implements Clock {
  private behindMs = 0;

  constructor(private readonly time: Clock) {}

  now(): Date {
    return new Date(this.time.now().getTime() - this.behindMs);
  }

  sleep(milliseconds: number): Promise<void> {
    return this.time.sleep(milliseconds);
  }

  setBack(seconds: number): void {
    this.behindMs += seconds * 1000;
  }
}
