/**
 * A batch of documents into Odoo: what is there is looked for, drafts are made, compared and mended, then posted. Wherever
 * it ends in between, only drafts are left, which are in no report; the next try takes them up by their reference.
 */
import type { LedgerDocument, SendContext, SendOutcome } from '../ledger-destination';
import { analyticProblem } from './analytics';
import { directoryProblem, formProblem, ledgerIds } from './check-document';
import { type BatchFacts, createDrafts, takeUpDrafts } from './drafts';
import { isOpen, type Job, orNone, settle } from './job';
import { resolveLineLinks } from './line-links';
import { matchPayments } from './match-payments';
import type { OdooLedger } from './odoo-ledger';
import { postDrafts } from './post-drafts';
import { settleDrafts } from './settle-drafts';

export const sendDocuments = async (
  ledger: OdooLedger,
  documents: readonly LedgerDocument[],
  context: SendContext,
): Promise<readonly SendOutcome[]> => {
  const jobs = documents.map((document): Job => ({ document }));
  checkForms(jobs);
  await orNone(jobs, () => takeUpDrafts(ledger, jobs.filter(isOpen)));
  await orNone(jobs, async () => {
    const facts = await factsFor(ledger, jobs.filter(isOpen));
    if (facts !== undefined) await createDrafts(ledger, jobs.filter(isOpen), facts);
  });
  await orNone(jobs, () => settleDrafts(ledger, jobs));
  await postDrafts(ledger, jobs.filter(isOpen));
  await matchPayments(ledger, jobs, context);
  return jobs.map(({ outcome }) => outcome as SendOutcome);
};

/** Two drafts under one key must never be made, so the second of a batch is settled before the first is sent. */
const checkForms = (jobs: readonly Job[]): void => {
  const keys = new Set<string>();
  for (const job of jobs) {
    const { document } = job;
    const problem = formProblem(document);
    if (problem !== undefined) settle(job, { errorClass: 'validation', message: problem });
    else if (keys.has(document.key))
      settle(job, { errorClass: 'duplicate', message: `${document.key} stands twice in this batch` });
    else keys.add(document.key);
  }
};

/** Settles what this company cannot take. Undefined when nothing is open any more. */
const factsFor = async (ledger: OdooLedger, jobs: readonly Job[]): Promise<BatchFacts | undefined> => {
  if (jobs.length === 0) return undefined;
  const { directory } = ledger;
  const documents = jobs.map(({ document }) => document);
  const company = await directory.companyState();
  const ids = documents.map(ledgerIds);
  const facts = {
    company,
    currencies: await directory.currencies([company.currency, ...documents.map(({ currency }) => currency)]),
    ledgerAccounts: await directory.ledgerAccounts(ids.flatMap(({ accounts }) => accounts)),
    taxes: await directory.taxes(ids.flatMap(({ taxes }) => taxes)),
  };
  for (const job of jobs) {
    const problem = directoryProblem(job.document, facts);
    if (problem !== undefined) settle(job, { errorClass: 'validation', message: problem });
    else if (company.lockDate !== undefined && job.document.date <= company.lockDate)
      settle(job, { errorClass: 'period_closed', message: closedMessage(job.document, company.lockDate) });
  }
  const links = await resolveLineLinks(
    ledger,
    jobs.filter(isOpen).map(({ document }) => document),
  );
  for (const job of jobs.filter(isOpen)) {
    const problem = analyticProblem(job.document, links.analytics, ledger.options);
    if (problem !== undefined) settle(job, { errorClass: 'validation', ...problem });
  }
  return { company, currencies: facts.currencies, links };
};

/** Odoo would not refuse it: it would post it under a later date. */
const closedMessage = ({ date }: LedgerDocument, lockDate: string): string =>
  `the company is closed in Odoo up to ${lockDate}, and the document is dated ${date}. Open the period in Odoo, or choose "next open day" for closed periods in the Finance Mapper, then retry.`;
