/** One document on its way through a batch. Every step works on those that are still open. */
import { type ErrorClass, type LedgerDocument, LedgerError, type SendOutcome } from '../ledger-destination';

export interface Job {
  readonly document: LedgerDocument;
  /** Id of the draft, once there is one. */
  moveId?: string;
  /** Set when it is settled; nothing more is done for it. */
  outcome?: SendOutcome;
}

export const isOpen = ({ outcome }: Job): boolean => outcome === undefined;

interface Settlement extends Pick<LedgerError, 'errorClass' | 'message' | 'retryAfterMs'> {
  readonly code?: string;
}

export const settle = (job: Job, { errorClass, message, retryAfterMs, code }: Settlement): void => {
  job.outcome = {
    state: 'failed',
    errorClass,
    message,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(code === undefined ? {} : { code }),
  };
};

/** Runs a step that writes nothing that counts; when it cannot be done, no open job of the batch can go on. */
export const orNone = async (jobs: readonly Job[], step: () => Promise<void>): Promise<void> => {
  try {
    await step();
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    // What is lost here is only what prepares a document: it is made again, or found, by the next try.
    const errorClass = error.errorClass === 'unknown_outcome' ? 'transient' : error.errorClass;
    for (const job of jobs.filter(isOpen))
      settle(job, { errorClass, message: error.message, retryAfterMs: error.retryAfterMs });
  }
};

/** What concerns a record, and not the ledger as a whole. */
const REFUSALS: ReadonlySet<ErrorClass> = new Set<ErrorClass>(['validation', 'period_closed', 'duplicate']);

/**
 * Odoo takes a list of records all or none. When it refuses a list, its halves are tried, down to the records that are
 * really refused: the others must not suffer. Any other failure concerns the rest as well, which is then not sent.
 */
export const inHalves = async (
  jobs: readonly Job[],
  write: (jobs: readonly Job[]) => Promise<void>,
): Promise<void> => {
  const waiting: (readonly Job[])[] = [jobs];
  for (let chunk = waiting.pop(); chunk !== undefined; chunk = waiting.pop()) {
    if (chunk.length === 0) continue;
    try {
      await write(chunk);
    } catch (error) {
      if (!(error instanceof LedgerError)) throw error;
      const refused = REFUSALS.has(error.errorClass);
      if (refused && chunk.length > 1) {
        const middle = Math.ceil(chunk.length / 2);
        waiting.push(chunk.slice(middle), chunk.slice(0, middle));
        continue;
      }
      for (const job of chunk) settle(job, error);
      if (!refused) for (const job of waiting.splice(0).flat()) settle(job, notSent(error));
    }
  }
};

const notSent = ({ errorClass, message, retryAfterMs }: LedgerError): LedgerError =>
  new LedgerError(errorClass === 'unknown_outcome' ? 'transient' : errorClass, message, retryAfterMs);
