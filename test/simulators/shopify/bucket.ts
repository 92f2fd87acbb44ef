/** The leaky bucket of one app in one shop. It fills by the simulator's clock. */
export interface BucketOptions {
  readonly maximum: number;
  /** Points a second. */
  readonly restoreRate: number;
}

export interface ThrottleStatus {
  readonly maximumAvailable: number;
  readonly currentlyAvailable: number;
  readonly restoreRate: number;
}

export class Bucket {
  private available: number;
  private at: number;

  constructor(
    private readonly clock: { now(): Date },
    private readonly options: BucketOptions,
  ) {
    this.available = options.maximum;
    this.at = clock.now().getTime();
  }

  status(): ThrottleStatus {
    this.restore();
    return {
      maximumAvailable: this.options.maximum,
      currentlyAvailable: Math.floor(this.available),
      restoreRate: this.options.restoreRate,
    };
  }

  has(points: number): boolean {
    return this.status().currentlyAvailable >= points;
  }

  /** Other programs of the same app drink from it too. */
  take(points: number): void {
    this.restore();
    this.available = Math.max(0, this.available - points);
  }

  private restore(): void {
    const now = this.clock.now().getTime();
    const restored = (this.options.restoreRate * Math.max(0, now - this.at)) / 1000;
    this.available = Math.min(this.options.maximum, this.available + restored);
    this.at = now;
  }
}
