/** What may go wrong on the way to an Odoo, or in it. Each fault hits the next calls that match, then is used up. */

export type FaultKind =
  /** The line goes dead before Odoo has seen the call, or after it has committed. */
  | { readonly kind: 'lost'; readonly when: 'before' | 'after' }
  | { readonly kind: 'status'; readonly status: number; readonly retryAfter?: string }
  /** 200 and a page for people. */
  | { readonly kind: 'html' }
  | { readonly kind: 'exception'; readonly name: string; readonly message: string }
  /** A module of somebody else changes an amount by a cent while the draft is made. */
  | { readonly kind: 'altered-cent' };

export type Fault = FaultKind & {
  /** Only these calls, such as `account.move.create`; all when left out. */
  readonly call?: string;
  /** How many calls it hits. Default 1. */
  readonly times?: number;
  /** Skips so many matching calls first. */
  readonly after?: number;
};

export class FaultBox {
  private waiting: { readonly fault: Fault; left: number; skip: number }[] = [];

  set(fault: Fault): void {
    this.waiting.push({ fault, left: fault.times ?? 1, skip: fault.after ?? 0 });
  }

  clear(): void {
    this.waiting = [];
  }

  take(call: string): Fault | undefined {
    const hit = this.waiting.find(({ fault }) => fault.call === undefined || fault.call === call);
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
