/**
 * Draft, compare, post: no draft is posted before it holds exactly what its document says. Odoo works tax out by itself;
 * where it comes out different, its tax lines get the shop's amounts, and where Odoo does not take those, a rounding line
 * within the user's limit evens them out.
 */
import { LedgerError } from '../ledger-destination';
import { type Comparison, compareDraft, differenceSentence } from './compare-draft';
import { type Json, jsonIds } from './json';
import { type HeldMove, readMoves } from './held-move';
import { isOpen, type Job, settle } from './job';
import type { OdooLedger } from './odoo-ledger';
import { MOVE } from './wire';

type Different = Extract<Comparison, { is: 'different' }>;

/** Ways to make a draft right, the better one first. */
const REMEDIES: readonly ((comparison: Different) => readonly Json[])[] = [
  ({ adjust }) => adjust,
  ({ round }) => round,
];

/** Leaves open what is right and may be posted. @throws LedgerError when the drafts cannot be read. */
export const settleDrafts = async (ledger: OdooLedger, jobs: readonly Job[]): Promise<void> => {
  let unsure: readonly Unsure[] = jobs.filter(isOpen).map((job) => ({ job, tried: 0 }));
  while (unsure.length > 0) {
    const held = await readDrafts(
      ledger,
      unsure.map(({ job }) => job),
    );
    const next: Unsure[] = [];
    for (const { job, tried } of unsure) {
      const draft = held.get(job.moveId as string);
      const comparison = draft === undefined ? gone(job) : judged(job, draft);
      if (draft === undefined || comparison === undefined) continue;
      const remedy = REMEDIES.findIndex((lines, index) => index >= tried && lines(comparison).length > 0);
      const lines = REMEDIES[remedy];
      if (lines === undefined) refuse(job, draft);
      else if (await changed(ledger, job, lines(comparison))) next.push({ job, tried: remedy + 1 });
    }
    unsure = next;
  }
};

interface Unsure {
  readonly job: Job;
  /** Remedies that were tried. */
  readonly tried: number;
}

const gone = (job: Job): undefined => {
  settle(job, {
    errorClass: 'validation',
    message: `the draft in Odoo (id ${job.moveId}) is gone or has no lines. Delete it if it is still there, then retry.`,
  });
  return undefined;
};

const readDrafts = (ledger: OdooLedger, jobs: readonly Job[]): Promise<ReadonlyMap<string, HeldMove>> =>
  readMoves(ledger, [['move_id', 'in', jsonIds(jobs.map(({ moveId }) => moveId as string))]]);

/** Undefined when nothing is left to be done: it is right, or settled. */
const judged = (job: Job, draft: HeldMove): Different | undefined => {
  if (draft.state !== 'draft') {
    settle(job, {
      errorClass: 'duplicate',
      message: `Odoo holds ${draft.key} already, as record ${draft.moveId}`,
    });
    return undefined;
  }
  const comparison = compareDraft(job.document, draft);
  if (comparison.is === 'different') return comparison;
  if (comparison.is === 'moved')
    settle(job, {
      errorClass: 'period_closed',
      message: `Odoo dates it ${draft.date} instead of ${job.document.date}: that period is closed. It stays a draft in Odoo (id ${draft.moveId}); open the period, then retry.`,
    });
  return undefined;
};

const refuse = (job: Job, draft: HeldMove): void =>
  settle(job, { errorClass: 'validation', message: differenceSentence(job.document, draft) });

/** False when the job is settled: the draft can be neither changed nor left as it is. */
const changed = async ({ client }: OdooLedger, job: Job, lines: readonly Json[]): Promise<boolean> => {
  try {
    const args = { vals: { line_ids: lines } };
    await client.write({ model: MOVE, method: 'write', ids: [job.moveId as string], args });
    return true;
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    // Refused: the next remedy is tried, or the difference told.
    if (error.errorClass === 'validation') return true;
    // A draft is not in the books: whatever became of the change, the next try reads it again.
    const errorClass = error.errorClass === 'unknown_outcome' ? 'transient' : error.errorClass;
    settle(job, { errorClass, message: error.message, retryAfterMs: error.retryAfterMs });
    return false;
  }
};
