/** Why Tryton refused is told by what it holds now, not by its words: another worker was faster, or the period was closed. */
import { LedgerError } from '../ledger-destination';
import type { Job } from './check-document';
import type { Desk } from './desk';
import { TrytonRefusal } from './errors';
import { findHeld } from './held';
import { duplicateOf } from './inspect-drafts';
import { periodOf } from './period';

/** Gives each of these jobs its outcome. @throws LedgerError when Tryton cannot be asked; some have theirs by then */
export const explainRefusals = async (desk: Desk, errors: ReadonlyMap<Job, LedgerError>): Promise<void> => {
  const refused = [...errors].filter(([, error]) => error instanceof TrytonRefusal);
  for (const [job, error] of errors) if (!(error instanceof TrytonRefusal)) desk.failed(job, error);
  if (refused.length === 0) return;
  const { facts, rpc } = desk.tools;
  const periods = await facts.periods(true);
  const jobs = refused.map(([job]) => job);
  const found = await findHeld(rpc, desk.books.company, desk.decimals, jobs);
  for (const [job, error] of refused) {
    const posted = found.get(job.document.key)?.find(({ isPosted }) => isPosted);
    const period = periodOf(job.document.date, periods);
    if (posted !== undefined) desk.refused(job, duplicateOf(job, posted));
    else if ('refusal' in period) desk.refused(job, period.refusal);
    else desk.failed(job, withAdvice(error, job));
  }
};

/** Tryton's words of an invoice that would be numbered behind a later one. */
const NUMBERED_LATER = /accounting date after/;

const withAdvice = (error: LedgerError, { model }: Job): LedgerError =>
  model === 'account.invoice' && NUMBERED_LATER.test(error.message)
    ? new LedgerError(
        error.errorClass,
        `${error.message} Tryton numbers invoices by date: let the policy date this one later, or post it as journal.`,
      )
    : error;
