/** Tryton does all of a list or nothing. One record that it refuses must not keep the others from being done. */
import { LedgerError } from '../ledger-destination';
import { TrytonRefusal } from './errors';

/**
 * Tries all at once; what is refused is halved until those that Tryton refuses stand alone. Gives the errors of those that
 * were not done. An error that is no refusal ends it: the server is gone, or takes our login no more.
 */
export const inHalves = async <T>(
  items: readonly T[],
  act: (items: readonly T[]) => Promise<void>,
): Promise<ReadonlyMap<T, LedgerError>> => {
  const errors = new Map<T, LedgerError>();
  let stopped: LedgerError | undefined;
  const attempt = async (part: readonly T[]): Promise<void> => {
    if (part.length === 0) return;
    const before = stopped;
    const error = before ?? (await failureOf(act, part));
    if (error === undefined) return;
    if (error instanceof TrytonRefusal && error.errorClass === 'validation' && part.length > 1) {
      const middle = Math.ceil(part.length / 2);
      await attempt(part.slice(0, middle));
      await attempt(part.slice(middle));
      return;
    }
    for (const item of part) errors.set(item, error);
    if (!(error instanceof TrytonRefusal)) stopped = notTried(error);
  };
  await attempt(items);
  return errors;
};

const failureOf = async <T>(
  act: (items: readonly T[]) => Promise<void>,
  part: readonly T[],
): Promise<LedgerError | undefined> => {
  try {
    await act(part);
    return undefined;
  } catch (error) {
    if (error instanceof LedgerError) return error;
    throw error;
  }
};

/** What follows was not sent: nothing is unknown about it. */
const notTried = (error: LedgerError): LedgerError =>
  error.errorClass === 'unknown_outcome'
    ? new LedgerError('transient', `not sent, because of the call before: ${error.message}`)
    : error;

/** In parts of at most `size`, each done or refused on its own; ends at the first error that is no refusal. */
export const inParts = async <T>(
  items: readonly T[],
  size: number,
  act: (items: readonly T[]) => Promise<void>,
): Promise<ReadonlyMap<T, LedgerError>> => {
  const errors = new Map<T, LedgerError>();
  for (let start = 0; start < items.length; start += size) {
    const part = items.slice(start, start + size);
    for (const [item, error] of await inHalves(part, act)) errors.set(item, error);
    const fatal = [...errors.values()].find((error) => !(error instanceof TrytonRefusal));
    if (fatal === undefined) continue;
    for (const item of items.slice(start + size)) errors.set(item, notTried(fatal));
    return errors;
  }
  return errors;
};
