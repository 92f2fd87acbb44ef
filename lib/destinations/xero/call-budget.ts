/**
 * Xero's limits for one organisation: 60 calls a minute, and 5,000 a day (1,000 on its smallest plan). Every answer says
 * how many are left; who waits in time is never refused.
 */
import type { Clock, HttpSend } from '../../host';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** A send whose read-back finds no call left would leave plans that nobody can confirm; so many calls a day are kept for that. */
export const DAY_RESERVE = 25;

export interface CallBudget {
  /** Sends when the minute has a call left; waits for the next minute otherwise. */
  readonly http: HttpSend;
  /** How long to send no document for, because the day's calls are nearly used up; undefined when there are enough. */
  restMs(): number | undefined;
}

export const callBudget = (send: HttpSend, clock: Clock): CallBudget => {
  let recent: readonly number[] = [];
  let leftInMinute: number | undefined;
  let day: { readonly left: number; readonly until: number } | undefined;

  /** A call is free again a minute after the oldest of the last minute. */
  const awaitMinute = async (): Promise<void> => {
    const now = clock.now().getTime();
    recent = recent.filter((at) => at > now - MINUTE_MS);
    const [oldest] = recent;
    if (leftInMinute === 0 && oldest !== undefined) await clock.sleep(oldest + MINUTE_MS - now);
    recent = [...recent, clock.now().getTime()];
  };

  const note = (headers: Readonly<Record<string, string>>): void => {
    leftInMinute = count(headers['x-minlimit-remaining']);
    const left = count(headers['x-daylimit-remaining']);
    // Which hour the day begins anew at differs between organisations and is not told: an hour later is early enough to look.
    if (left !== undefined) day = { left, until: clock.now().getTime() + HOUR_MS };
  };

  return {
    http: async (request) => {
      await awaitMinute();
      const response = await send(request);
      note(response.headers);
      return response;
    },
    restMs: () => {
      if (day === undefined || day.left > DAY_RESERVE) return undefined;
      const rest = day.until - clock.now().getTime();
      return rest > 0 ? rest : undefined;
    },
  };
};

const count = (header: string | undefined): number | undefined =>
  header !== undefined && /^\d{1,9}$/.test(header.trim()) ? Number(header) : undefined;
