/** What may go wrong between a shop and whoever asks it. Each fault hits the next requests that match, then is used up. */

export type FaultKind =
  /** 429, told when to come back. */
  | { readonly kind: 'throttled'; readonly retryAfter?: number }
  | { readonly kind: 'unavailable'; readonly retryAfter?: number }
  /** 200 and a page for people: a login wall, a maintenance plugin. */
  | { readonly kind: 'html' }
  /** JSON that stops in the middle. */
  | { readonly kind: 'truncated' }
  | { readonly kind: 'slow'; readonly milliseconds: number }
  | { readonly kind: 'reset' }
  /** While someone reads a list, the first order of the page that was just served changes: all behind it move up. */
  | { readonly kind: 'page-shift' };

export type Fault = FaultKind & {
  /** How many requests it hits. Default 1. */
  readonly times?: number;
  /** Skips so many matching requests first. */
  readonly after?: number;
  /** Only requests whose path and query match. */
  readonly matching?: RegExp;
};

export interface FaultBox {
  set(fault: Fault): void;
  clear(): void;
  /** The fault that hits this request, if any; counts it as used. */
  take(url: string): Fault | undefined;
}

export const createFaultBox = (first: readonly Fault[] = []): FaultBox => {
  let waiting = first.map((fault) => ({ fault, left: fault.times ?? 1, skip: fault.after ?? 0 }));
  return {
    set: (fault) => void waiting.push({ fault, left: fault.times ?? 1, skip: fault.after ?? 0 }),
    clear: () => {
      waiting = [];
    },
    take: (url) => {
      const hit = waiting.find(({ fault }) => fault.matching === undefined || fault.matching.test(url));
      if (hit === undefined) return undefined;
      if (hit.skip > 0) {
        hit.skip -= 1;
        return undefined;
      }
      hit.left -= 1;
      if (hit.left === 0) waiting = waiting.filter((other) => other !== hit);
      return hit.fault;
    },
  };
};
