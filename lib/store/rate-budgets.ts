/**
 * How many requests a vendor takes, shared by all who ask the same shop or ledger. Backfills get one half of it at most, so
 * that a shop that catches up on years never keeps today's orders of another one waiting.
 */
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { RateLimit } from '../host';

export type Lane = 'live' | 'backfill';

export interface RateBudgets {
  /** Takes one request. 0: go ahead; otherwise nothing was taken, and in so many milliseconds there is room again. */
  take(key: string, limit: RateLimit, lane: Lane): Promise<number>;
  /** The vendor said so: nobody asks there again for this long. */
  pause(key: string, limit: RateLimit, milliseconds: number): Promise<void>;
}

/** A counter of the library for so many points in so many seconds, kept wherever the store is. */
export type MakeLimiter = (options: {
  readonly keyPrefix: string;
  readonly points: number;
  readonly duration: number;
}) => RateLimiterAbstract;

/** For a store that one process uses. */
export const memoryBudgets = (): RateBudgets => rateBudgets((options) => new RateLimiterMemory(options));

export const rateBudgets = (make: MakeLimiter): RateBudgets => {
  const made = new Map<string, RateLimiterAbstract>();
  const limiter = (lane: 'all' | 'backfill', { requests, seconds }: RateLimit): RateLimiterAbstract => {
    const points = lane === 'all' ? requests : Math.max(1, Math.floor(requests / 2));
    const keyPrefix = `${lane}:${points}/${seconds}`;
    let known = made.get(keyPrefix);
    if (!known) made.set(keyPrefix, (known = make({ keyPrefix, points, duration: seconds })));
    return known;
  };
  return {
    async take(key, limit, lane) {
      const share = lane === 'backfill' ? limiter('backfill', limit) : undefined;
      const wait = share ? await consume(share, key) : 0;
      if (wait > 0) return wait;
      const waitForAll = await consume(limiter('all', limit), key);
      // What was not sent must not count against the backfill's half.
      if (waitForAll > 0) await share?.reward(key, 1);
      return waitForAll;
    },
    async pause(key, limit, milliseconds) {
      await limiter('all', limit).block(key, Math.ceil(milliseconds / 1000));
    },
  };
};

/** More than any vendor can tell us to wait: the clock ran ahead when this was written, and was set right since. */
const BEYOND_BELIEF_MS = 12 * 86_400_000;

/** Refusals are thrown as results; anything else that is thrown is a fault of the store. */
const consume = async (limiter: RateLimiterAbstract, key: string): Promise<number> => {
  try {
    await limiter.consume(key, 1);
    return 0;
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    if (refusal.msBeforeNext <= BEYOND_BELIEF_MS) return Math.max(1, refusal.msBeforeNext);
    await limiter.delete(key);
    return consume(limiter, key);
  }
};
