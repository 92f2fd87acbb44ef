/**
 * Goes on where PostgreSQL sent a step back, or was away for a while. Every method of the store is one dbTransaction that
 * stands or falls as a whole, and what it computes in between is pure: so it can be done again as a whole.
 */
import type { Clock } from '../host';
import { PostgresFault } from './postgres-fault';
import { type PostgresLogin, placeOf } from './postgres-login';
import { StoreError } from './store-error';

/** Restarting a server takes a second or two, recovering from a crash more. */
const AWAY_DELAYS_MS: readonly number[] = [50, 100, 200, 400, 800, 1600, 3200, 6400];
const CROSSED_DELAYS_MS: readonly number[] = [0, 10, 20, 40, 80, 160, 320, 640];

const DELAYS: Partial<Record<PostgresFault['kind'], readonly number[]>> = {
  away: AWAY_DELAYS_MS,
  crossed: CROSSED_DELAYS_MS,
};

const WHY = (fault: PostgresFault): string =>
  fault.code === '' ? fault.message : `${fault.message} [${fault.code}]`;

const SENTENCES: Readonly<
  Record<PostgresFault['kind'], readonly [StoreError['code'], (place: string, why: string) => string]>
> = {
  away: [
    'unreachable',
    (place, why) =>
      `The trace store (${place}) cannot be reached: ${why}. Nothing of this step was written. ` +
      'Check that the server runs and is reachable; the next run goes on from here.',
  ],
  commit_unknown: [
    'commit_unknown',
    (place, why) =>
      `The trace store (${place}) was lost while a step was being committed: ${why}. Whether it was written is not ` +
      'known, and need not be: run again, what was left half-way is taken up when its lease ends.',
  ],
  crossed: [
    'busy',
    (place, why) =>
      `The trace store (${place}) sent a step back again and again: ${why}. Nothing of it was written. ` +
      'Run again, with fewer workers at once if it stays so.',
  ],
  slow: [
    'busy',
    (place, why) =>
      `The trace store (${place}) took too long: ${why}. Nothing of this step was written. ` +
      'Look for a query or a dump that holds its tables, then run again.',
  ],
  login: [
    'cannot_open',
    (place, why) =>
      `The trace store (${place}) does not let us in: ${why}. Check host, database, user, password and TLS in the credential.`,
  ],
  refused: [
    'refused',
    (place, why) =>
      `The trace store (${place}) refused a step: ${why}. Nothing of it was written. Check the rights of its user and the ` +
      'space on its disk.',
  ],
};

/** What a person is told. Other errors, such as those of a computation inside a step, are given back as they are. */
export const explain = (error: unknown, login: PostgresLogin): unknown => {
  if (!(error instanceof PostgresFault)) return error;
  const [code, sentence] = SENTENCES[error.kind];
  return new StoreError(code, sentence(placeOf(login), WHY(error)), { cause: error });
};

/**
 * Does a step until it goes through, or until patience ends.
 * @throws StoreError instead of a `PostgresFault`.
 */
export const patiently = async <T>(
  login: PostgresLogin,
  { sleep }: Pick<Clock, 'sleep'>,
  step: () => Promise<T>,
): Promise<T> => {
  const tries: Partial<Record<PostgresFault['kind'], number>> = {};
  for (;;) {
    try {
      return await step();
    } catch (error) {
      const kind = error instanceof PostgresFault ? error.kind : undefined;
      const tried = (kind && tries[kind]) ?? 0;
      const delay = kind && DELAYS[kind]?.[tried];
      if (kind === undefined || delay === undefined) throw explain(error, login);
      tries[kind] = tried + 1;
      await sleep(delay);
    }
  }
};
