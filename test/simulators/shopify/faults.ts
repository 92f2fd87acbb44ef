/** What may go wrong between a shop and whoever asks it. Each fault hits the next requests that match, then is used up. */
export type FaultKind =
  /** An HTTP status, such as 429 (with Retry-After in seconds), 500, 402. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly retryAfter?: number;
      readonly body?: unknown;
    }
  /** 200 with the error THROTTLED, whatever is in the bucket. */
  | { readonly kind: 'throttled' }
  /** 200 with the error INTERNAL_SERVER_ERROR. */
  | { readonly kind: 'internal' }
  /** 200 and a page for people. */
  | { readonly kind: 'html' }
  /** The answer comes so much later, in real time. */
  | { readonly kind: 'slow'; readonly milliseconds: number }
  /** The connection is closed before anything was done. */
  | { readonly kind: 'drop' }
  /** Everything is done, and then the answer is lost. */
  | { readonly kind: 'lost-answer' };

export type Fault = FaultKind & {
  /** How many requests it hits. Default 1. */
  readonly times?: number;
  /** Lets so many matching requests pass first. */
  readonly after?: number;
  /** Only operations of this name, such as `Orders`. */
  readonly operation?: string | RegExp;
};

export class Faults {
  private waiting: { readonly fault: Fault; left: number; skip: number }[] = [];

  add(fault: Fault): void {
    this.waiting.push({ fault, left: fault.times ?? 1, skip: fault.after ?? 0 });
  }

  clear(): void {
    this.waiting = [];
  }

  /** The fault that hits this operation, if any; counts it as used. */
  take(operation: string): Fault | undefined {
    const hit = this.waiting.find(
      ({ fault: { operation: wanted } }) =>
        wanted === undefined || (typeof wanted === 'string' ? wanted === operation : wanted.test(operation)),
    );
    if (hit === undefined) return undefined;
    if (hit.skip > 0) {
      hit.skip -= 1;
      return undefined;
    }
    hit.left -= 1;
    if (hit.left === 0) this.waiting = this.waiting.filter((other) => other !== hit);
    return hit.fault;
  }
}
