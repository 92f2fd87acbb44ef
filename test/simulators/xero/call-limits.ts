/** Xero's limits for one organisation: calls at once, in a minute, in a day. */

export interface CallLimits {
  /** Of one call that begins now: the headers of its answer, and whether it is turned away. */
  begin(): {
    readonly headers: Readonly<Record<string, string>>;
    readonly turnedAway?: 'concurrent' | 'minute' | 'day';
  };
  end(): void;
}

const MINUTE = 60_000;
const DAY = 86_400_000;
const AT_ONCE = 5;

export const callLimits = (now: () => Date, minuteLimit: number, dayLimit: number): CallLimits => {
  let open = 0;
  let calls: number[] = [];
  return {
    begin: () => {
      open++;
      const time = now().getTime();
      calls = calls.filter((at) => at > time - DAY);
      const inMinute = calls.filter((at) => at > time - MINUTE);
      const [minuteLeft, dayLeft] = [minuteLimit - inMinute.length, dayLimit - calls.length];
      const left = (minute: number, day: number) => ({
        'x-minlimit-remaining': String(Math.max(minute, 0)),
        'x-daylimit-remaining': String(Math.max(day, 0)),
        'x-appminlimit-remaining': '9999',
      });
      const away = (problem: 'concurrent' | 'minute' | 'day', first?: number, window = 0) => ({
        turnedAway: problem,
        headers: {
          ...left(minuteLeft, dayLeft),
          'x-rate-limit-problem': problem,
          ...(first === undefined
            ? {}
            : { 'retry-after': String(Math.ceil((first + window - time) / 1000)) }),
        },
      });
      if (open > AT_ONCE) return away('concurrent');
      if (dayLeft <= 0) return away('day', calls[0], DAY);
      if (minuteLeft <= 0) return away('minute', inMinute[0], MINUTE);
      calls.push(time);
      return { headers: left(minuteLeft - 1, dayLeft - 1) };
    },
    end: () => {
      open--;
    },
  };
};
