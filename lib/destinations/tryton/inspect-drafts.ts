/**
 * Between draft and posting: every draft is read back and compared. Another worker's draft under the same key is seen here
 * too: the oldest stays, and whoever made a later one takes it back.
 */
import { LedgerError } from '../ledger-destination';
import type { Job, Refusal } from './check-document';
import { compareDraft } from './compare-draft';
import type { Desk } from './desk';
import { dropDraft } from './drop-draft';
import { TrytonRefusal } from './errors';
import { findHeld, type Held } from './held';
import { inHalves } from './in-halves';
import { created } from './render';
import { LET_WORK_OUT, manualLine } from './render-invoice';
import * as wire from './wire';

/** A draft that is what the document says. */
export interface Ready {
  readonly job: Job;
  readonly held: Held;
}

/** Ids of the drafts of jobs. */
export interface Drafts {
  /** Made by this send. */
  readonly made: ReadonlyMap<Job, number>;
  /** Left by one that was cut off. */
  readonly resumed: ReadonlyMap<Job, number>;
}

/** Jobs that are not ready have an outcome afterwards. @throws LedgerError when they cannot be read */
export const inspectDrafts = async (
  desk: Desk,
  jobs: readonly Job[],
  drafts: Drafts,
): Promise<readonly Ready[]> => {
  await letTrytonWorkOut(desk, jobs, drafts);
  const found = await findHeld(desk.tools.rpc, desk.books.company, desk.decimals, jobs);
  const ready: Ready[] = [];
  for (const job of jobs) {
    const held = found.get(job.document.key) ?? [];
    const first = held.find(({ isPosted }) => isPosted) ?? held[0];
    const own = drafts.made.get(job);
    if (first === undefined) desk.failed(job, vanished(job));
    else if (own !== undefined && first.id !== own) {
      desk.refused(job, duplicateOf(job, first));
      await dropDraft(desk, job, own);
    } else if (first.isPosted) desk.refused(job, duplicateOf(job, first));
    else if (await isAsMeant(desk, job, first)) ready.push({ job, held: first });
  }
  return ready;
};

export const duplicateOf = ({ document }: Job, { recordId, isPosted }: Held): Refusal => ({
  errorClass: 'duplicate',
  message: `${recordId} ${isPosted ? 'holds' : 'is about to hold'} ${document.key} already`,
});

const vanished = ({ document }: Job): LedgerError =>
  new LedgerError('unknown_outcome', `Tryton made a draft of ${document.key} and does not show it`);

/**
 * Tryton works tax out at every change, so it has to be done before the comparison. A draft that it does not let us change
 * is compared as it is.
 */
const letTrytonWorkOut = async (
  desk: Desk,
  jobs: readonly Job[],
  { made, resumed }: Drafts,
): Promise<void> => {
  const ids = jobs.flatMap((job) =>
    job.model === 'account.invoice' ? (made.get(job) ?? resumed.get(job) ?? []) : [],
  );
  if (ids.length === 0) return;
  const errors = await inHalves(ids, async (part) => {
    await desk.tools.rpc.write(wire.nothing, 'model.account.invoice.write', part, LET_WORK_OUT);
  });
  for (const error of errors.values()) if (!(error instanceof TrytonRefusal)) throw error;
};

const isAsMeant = async (desk: Desk, job: Job, held: Held): Promise<boolean> => {
  const compared = compareDraft(job, held);
  if ('equal' in compared) return true;
  if ('rounding' in compared) return roundedOff(desk, job, held, compared);
  desk.refused(job, {
    errorClass: 'validation',
    message: `the draft ${held.recordId} of Tryton is not what the document says: ${compared.difference}. It was not posted. Correct or delete the draft, then retry.`,
  });
  return false;
};

const roundedOff = async (
  desk: Desk,
  job: Job,
  held: Held,
  { rounding, ledgerAccount }: { readonly rounding: bigint; readonly ledgerAccount: string },
): Promise<boolean> => {
  if (rounding === 0n) return true;
  const values = { taxes: created([manualLine(Number(ledgerAccount), 'Rounding', rounding, desk)]) };
  try {
    await desk.tools.rpc.write(wire.nothing, 'model.account.invoice.write', [held.id], values);
    return true;
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    desk.failed(job, error);
    return false;
  }
};
