/** Drafts: those that an earlier try left behind are taken up, the others are made, all of a batch in one call. */
import { type CheckedLines, checkedLines } from '../document-amounts';
import type { LedgerDocument } from '../ledger-destination';
import { invoiceType } from './check-document';
import { type CompanyAmounts, companyAmounts } from './company-amounts';
import type { CompanyState, Currency } from './directory';
import { OdooError } from './errors';
import { idJson, type Json, jsonNumber } from './json';
import { inHalves, isOpen, type Job, settle } from './job';
import type { LineLinks } from './line-links';
import type { OdooLedger } from './odoo-ledger';
import { forgetPartners, resolvePartners, type WantedPartner } from './partners';
import { idField, idsOf, textField } from './read-row';
import type { RenderContext } from './render';
import { entryValues } from './render-entry';
import { invoiceValues } from './render-invoice';
import { MOST_DIGITS, MOVE } from './wire';

/** Settles what is posted under its key as a duplicate, and gives jobs the draft that is there. */
export const takeUpDrafts = async ({ client, company }: OdooLedger, jobs: readonly Job[]): Promise<void> => {
  if (jobs.length === 0) return;
  const rows = await client.search(
    MOVE,
    [
      ['company_id', '=', jsonNumber(company)],
      ['ref', 'in', jobs.map(({ document }) => document.key)],
      ['state', '!=', 'cancel'],
    ],
    ['ref', 'state'],
  );
  const byKey = new Map(jobs.map((job) => [job.document.key, job]));
  for (const row of rows) {
    const job = byKey.get(textField(row, 'ref') ?? '');
    if (job === undefined || !isOpen(job)) continue;
    const id = idField(row, 'id');
    // Rows come by id: the oldest draft counts, but a posted record counts before any draft.
    if (textField(row, 'state') === 'draft') job.moveId ??= id;
    else {
      job.moveId = id;
      settle(job, {
        errorClass: 'duplicate',
        message: `Odoo holds ${job.document.key} already, as record ${id}`,
      });
    }
  }
};

/** What rendering a batch needs of this Odoo. */
export interface BatchFacts {
  readonly company: CompanyState;
  readonly currencies: ReadonlyMap<string, Currency>;
  readonly links: LineLinks;
}

export const createDrafts = async (
  ledger: OdooLedger,
  jobs: readonly Job[],
  facts: BatchFacts,
): Promise<void> => {
  const amounts = await foreignAmounts(ledger, jobs, facts);
  const missing = jobs.filter((job) => isOpen(job) && job.moveId === undefined);
  let partners = await partnersFor(ledger, missing);
  let renewed = false;
  const create = async (some: readonly Job[]): Promise<void> => {
    const values = some.map(({ document }) =>
      moveValues(document, renderContext(ledger, document, facts, partners), amounts.get(document.key)),
    );
    const answer = await ledger.client.write({ model: MOVE, method: 'create', args: { vals_list: values } });
    const ids = idsOf(answer, some.length);
    some.forEach((job, index) => {
      job.moveId = ids[index] as string;
    });
  };
  await inHalves(missing.filter(isOpen), async (some) => {
    try {
      await create(some);
    } catch (error) {
      if (renewed || !isMissingPartner(error)) throw error;
      // A contact that was merged or deleted since it was remembered: all are looked up again, once.
      renewed = true;
      await forgetPartners(ledger, [...partners.keys()]);
      partners = await partnersFor(ledger, missing);
      await create(some.filter(isOpen));
    }
  });
};

const isMissingPartner = (error: unknown): boolean =>
  error instanceof OdooError && error.errorClass === 'validation' && error.words.includes('res.partner(');

/** Ids of contacts by customer key. Settles documents whose contact Odoo refuses. */
const partnersFor = async (
  ledger: OdooLedger,
  jobs: readonly Job[],
): Promise<ReadonlyMap<string, string>> => {
  const { ids, refused } = await resolvePartners(
    ledger,
    jobs.flatMap(({ document: { customer, lines } }): readonly WantedPartner[] => {
      if (customer === undefined) return [];
      const receivable = lines.find(({ role }) => role === 'receivable')?.ledgerAccount;
      return [{ customer, ...(receivable === undefined ? {} : { receivable }) }];
    }),
  );
  for (const job of jobs) {
    const refusal = job.document.customer && refused.get(job.document.customer.key);
    if (refusal !== undefined) settle(job, refusal);
  }
  return ids;
};

const renderContext = (
  ledger: OdooLedger,
  { currency, customer }: LedgerDocument,
  { currencies, links }: BatchFacts,
  partners: ReadonlyMap<string, string>,
): RenderContext => {
  const partner = customer && partners.get(customer.key);
  return {
    company: jsonNumber(ledger.company),
    currency: jsonNumber((currencies.get(currency) as Currency).id),
    ...(partner === undefined ? {} : { partner: idJson(partner) }),
    links,
  };
};

export const moveValues = (
  document: LedgerDocument,
  context: RenderContext,
  amounts: CompanyAmounts | undefined,
): Json => {
  const moveType = invoiceType(document);
  return moveType === undefined
    ? entryValues(document, context, amounts)
    : invoiceValues(document, moveType, context);
};

/** By key, for journal entries in another currency than the company's. Settles those that Odoo has no rate for. */
const foreignAmounts = async (
  { directory }: OdooLedger,
  jobs: readonly Job[],
  { company, currencies }: BatchFacts,
): Promise<ReadonlyMap<string, CompanyAmounts>> => {
  const amounts = new Map<string, CompanyAmounts>();
  const own = currencies.get(company.currency);
  for (const job of jobs.filter(isOpen)) {
    const { document } = job;
    if (document.currency === company.currency || own === undefined) continue;
    const rate = await directory.rate(currencies.get(document.currency) as Currency, document.date);
    const lines = checkedLines(document) as CheckedLines;
    const found = rate === undefined ? undefined : companyAmounts(lines, rate, own.decimals);
    if (found === undefined)
      settle(job, {
        errorClass: 'validation',
        message: `Odoo has no exchange rate for ${document.currency}, and would take 1. Add the rate of ${document.date} in Odoo, then retry.`,
      });
    else if (found.some((amount) => amount.replace('.', '').length > MOST_DIGITS))
      settle(job, {
        errorClass: 'validation',
        message: `in ${company.currency} its amounts have more than ${MOST_DIGITS} digits: Odoo counts in floating point and would not keep them all`,
      });
    else if (invoiceType(document) === undefined) amounts.set(document.key, found);
  }
  return amounts;
};
