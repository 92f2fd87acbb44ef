/**
 * A batch: judge → what Tryton holds → drafts of the rest → compare → post → match payments. All of it by lists, and every
 * step can be cut off: the next send takes the drafts up by their keys.
 */
import { exponent } from '../../money/minor';
import { dimensionProblem, type DimensionProblem, type LineDimension, notSupported } from '../dimensions';
import { LedgerError, type LedgerDocument, type SendContext, type SendOutcome } from '../ledger-destination';
import { checkDocument, type Job, readBooks } from './check-document';
import { createDrafts } from './create-drafts';
import { Desk, failure, type Tools } from './desk';
import { findHeld } from './held';
import { duplicateOf, inspectDrafts } from './inspect-drafts';
import { matchPayments } from './match-payments';
import { postDrafts } from './post-drafts';

export const sendBatch = async (
  tools: Tools,
  documents: readonly LedgerDocument[],
  context: SendContext,
): Promise<readonly SendOutcome[]> => {
  if (documents.length === 0) return [];
  let desk: Desk;
  try {
    const books = await readBooks(tools.facts, documents);
    desk = new Desk(tools, books, exponent(books.company.currency), documents);
  } catch (error) {
    if (error instanceof LedgerError) return documents.map(() => failure(error));
    throw error;
  }
  const jobs = judge(desk, documents);
  try {
    await carryOut(desk, jobs, context);
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    for (const job of desk.open(jobs)) desk.failed(job, resumable(error));
  }
  return desk.close();
};

/** Nothing was posted where this is thrown, and drafts are found again: sending once more is safe. */
const resumable = (error: LedgerError): LedgerError =>
  error.errorClass === 'unknown_outcome' ? new LedgerError('transient', error.message) : error;

const judge = (desk: Desk, documents: readonly LedgerDocument[]): readonly Job[] => {
  const jobs = new Map<string, Job>();
  for (const [index, document] of documents.entries()) {
    const checked = checkDocument(document, index, desk.books);
    const problem = dimensionProblem(document, desk.tools.options, noDimensions);
    if ('refusal' in checked) desk.refused({ index }, checked.refusal);
    else if (problem !== undefined) desk.refused({ index }, { errorClass: 'validation', ...problem });
    else if (jobs.has(document.key))
      desk.refused(
        { index },
        { errorClass: 'duplicate', message: `${document.key} stands twice in this batch` },
      );
    else jobs.set(document.key, checked.job);
  }
  return [...jobs.values()];
};

/** Its module of analytic accounts is none of those that this is written for. */
const noDimensions = (dimension: LineDimension): DimensionProblem =>
  notSupported(dimension, 'no dimensions are sent to Tryton');

const carryOut = async (desk: Desk, jobs: readonly Job[], context: SendContext): Promise<void> => {
  const held = await findHeld(desk.tools.rpc, desk.books.company, desk.decimals, jobs);
  const missing: Job[] = [];
  const resumed = new Map<Job, number>();
  for (const job of jobs) {
    const found = held.get(job.document.key) ?? [];
    const posted = found.find(({ isPosted }) => isPosted);
    const [draft] = found;
    if (posted !== undefined) desk.refused(job, duplicateOf(job, posted));
    else if (draft !== undefined) resumed.set(job, draft.id);
    else missing.push(job);
  }
  const made = missing.length === 0 ? new Map<Job, number>() : await createDrafts(desk, missing);
  const drafts = desk.open(jobs);
  if (drafts.length === 0) return;
  const ready = await inspectDrafts(desk, drafts, { made, resumed });
  await postDrafts(desk, ready);
  await matchPayments(
    desk,
    ready.filter(({ job }) => desk.isCreated(job)),
    context,
  );
};
