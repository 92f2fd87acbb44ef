/** Sends requests no faster than the vendor takes them, whichever worker sends; what the vendor says itself comes first. */
import type { Clock, HttpResponse, HttpSend, Log, RateLimit } from '../host';
import type { Lane, RateBudgets } from '../store/rate-budgets';
import type { WorkTicket } from '../store/trace-store';
import { BACKFILL_STREAM } from './flow-context';

export interface Pace {
  readonly budgets: RateBudgets;
  /** Whom the budget is for: one shop, or one company of a ledger. */
  readonly key: string;
  readonly limit: RateLimit;
  readonly lane: Lane;
  readonly clock: Clock;
  readonly log: Log;
}

/** Which share of a vendor's limit an order's requests are taken from. */
export const laneOf = (ticket: Pick<WorkTicket, 'stream'> | undefined): Lane =>
  ticket?.stream === BACKFILL_STREAM ? 'backfill' : 'live';

/** Longer than this nobody waits while it holds claims: the answer is the vendor's own "too many requests", and work is due again. */
const LONGEST_WAIT_MS = 60_000;
/** When a 429 does not say how long. */
const UNSAID_WAIT_MS = 30_000;

export const pacedSend =
  (send: HttpSend, pace: Pace): HttpSend =>
  async (request) => {
    let waited = 0;
    for (;;) {
      const wait = await pace.budgets.take(pace.key, pace.limit, pace.lane);
      if (wait === 0) break;
      if (waited + wait > LONGEST_WAIT_MS) return tooMany(wait);
      if (waited === 0)
        pace.log.info('waits for its share of the rate limit', { key: pace.key, lane: pace.lane });
      await pace.clock.sleep(wait);
      waited += wait;
    }
    const response = await send(request);
    const told = toldToWait(response);
    if (told > 0) await pace.budgets.pause(pace.key, pace.limit, told);
    return response;
  };

/** As the vendor would have answered; nothing was sent, so whoever asks again loses nothing. */
const tooMany = (wait: number): HttpResponse => ({
  status: 429,
  headers: { 'retry-after': String(Math.ceil(wait / 1000)) },
  body: '',
});

/**
 * Retry-After (RFC 9110) of a refusal, and Xero's count of what is left of the minute:
 * developer.xero.com/documentation/guides/oauth2/limits, header X-MinLimit-Remaining.
 */
const toldToWait = ({ status, headers }: HttpResponse): number => {
  if (status === 429) {
    const seconds = headers['retry-after']?.trim() ?? '';
    return /^\d{1,6}(\.\d+)?$/.test(seconds) ? Math.ceil(Number(seconds) * 1000) : UNSAID_WAIT_MS;
  }
  return headers['x-minlimit-remaining'] === '0' ? UNSAID_WAIT_MS : 0;
};
