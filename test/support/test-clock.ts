import type { Clock, Log } from '../../lib/host';

/** Time stands still until a test moves it; sleeping moves it at once. */
export class TestClock implements Clock {
  constructor(private time = Date.parse('2026-03-01T12:00:00Z')) {}

  now(): Date {
    return new Date(this.time);
  }

  async sleep(milliseconds: number): Promise<void> {
    this.time += milliseconds;
  }

  advance(milliseconds: number): void {
    this.time += milliseconds;
  }
}

export const silentLog: Log = { info: () => {}, warn: () => {}, error: () => {} };
