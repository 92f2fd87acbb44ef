/** What may go wrong between QuickBooks and whoever asks it. Each fault hits the next requests that match, then is used up. */

export type FaultKind =
  /** All is carried out, and the answer never arrives. */
  | { readonly kind: 'answer_lost_after' }
  /** The request never arrives. */
  | { readonly kind: 'answer_lost_before' }
  | { readonly kind: 'throttled'; readonly retryAfter?: number }
  | { readonly kind: 'server_error'; readonly status?: number }
  /** 200, and a Fault instead of the answer. */
  | { readonly kind: 'fault_in_200'; readonly code: string; readonly type: string; readonly message: string }
  /** One piece of a batch, by its place, is refused. */
  | { readonly kind: 'piece_fault'; readonly piece: number; readonly code: string; readonly message: string }
  /** What is created comes to a cent more than was sent. */
  | { readonly kind: 'altered' }
  /** Something that is not JSON. */
  | { readonly kind: 'html' }
  /** The answer waits until the test lets it go. */
  | { readonly kind: 'slow'; readonly until: Promise<void> };

export type Fault = FaultKind & {
  /** Only requests whose query or body match. Default: batches that create something. */
  readonly matching?: RegExp;
  readonly times?: number;
};

const CREATES = /"operation":"create"/;

export class Faults {
  private waiting: { readonly fault: Fault; left: number }[] = [];

  add(fault: Fault): void {
    this.waiting.push({ fault, left: fault.times ?? 1 });
  }

  /** The fault that hits this request, if any; counts it as used. */
  take(asked: string): Fault | undefined {
    const hit = this.waiting.find(({ fault }) => (fault.matching ?? CREATES).test(asked));
    if (hit === undefined) return undefined;
    hit.left -= 1;
    if (hit.left === 0) this.waiting = this.waiting.filter((other) => other !== hit);
    return hit.fault;
  }
}
