/** Finds out all that rendering needs of QuickBooks for some documents: accounts, tax codes, customers, items. */
import {
  type LedgerDocument,
  type LedgerLine,
  ledgerTaxCodeOf,
  type SendContext,
} from '../ledger-destination';
import type { Failure } from './client';
import type { Account, Taxes } from './company';
import type { Connected } from './connected';
import { customerKey, customerWish, type CustomerWish } from './customers';
import { dimensionIds, dimensionRefusal } from './dimensions';
import { ENTITY_OF } from './entity-of';
import { RECEIVABLE, receivablesOf } from './receivables';
import { renderRecord } from './render-record';
import type { Rendering } from './rendering';

export interface Prepared {
  readonly rendering: Rendering;
  /** Why a document cannot be rendered now, where it cannot. */
  failureOf(document: LedgerDocument): Failure | undefined;
}

const NO_TAXES: Taxes = { codes: new Map(), rates: new Map() };

/** Throws LedgerError. */
export const prepare = async (
  connected: Connected,
  documents: readonly LedgerDocument[],
  context: SendContext,
): Promise<Prepared> => {
  const { company } = connected;
  const facts = await company.facts();
  const accounts = await company.accountsWith(documents.flatMap(accountsIn));
  const taxes = !facts.isUs && documents.some(hasTaxCodes) ? await company.taxes() : NO_TAXES;
  const known: Omit<Rendering, 'customerId' | 'itemId'> = {
    facts,
    taxes,
    dimensions: await dimensionIds(company, documents),
    isReceivable: ({ ledgerAccount }) => accounts.get(ledgerAccount)?.type === RECEIVABLE,
    receivable: receivablesOf(accounts, facts).accountFor,
    recordId: (key) => context.recordIds.get(key),
  };
  // What is refused anyway gets no customer and no item made for it.
  const refusals = new Map<LedgerDocument, Failure>();
  for (const document of documents) {
    const problem = dimensionRefusal(document, facts, known.dimensions, connected.options);
    const refusal = unknownAccount(document, accounts) ?? renderRecord(document, { ...known, ...ANY_ID });
    if (typeof refusal === 'string') refusals.set(document, { errorClass: 'validation', message: refusal });
    else if (problem !== undefined) refusals.set(document, { errorClass: 'validation', ...problem });
  }
  const sound = documents.filter((document) => !refusals.has(document));
  const customers = await connected.customers.resolve(sound.flatMap((document) => wishesOf(document, known)));
  const items = await connected.items.resolve(sound.flatMap(itemLines));
  const idsOf = (document: LedgerDocument): readonly (string | Failure | undefined)[] => [
    ...wishesOf(document, known).map(({ key }) => customers.get(key)),
    ...itemLines(document).map(items),
  ];
  return {
    rendering: {
      ...known,
      customerId: (customer, currency) => idOf(customers.get(customerKey(customer, currency))),
      itemId: (line) => idOf(items(line)),
    },
    failureOf: (document) => refusals.get(document) ?? idsOf(document).find((id) => typeof id === 'object'),
  };
};

const ANY_ID: Pick<Rendering, 'customerId' | 'itemId'> = {
  customerId: () => ({ id: '0' }),
  itemId: () => ({ id: '0' }),
};

const idOf = (found: string | Failure | undefined): { readonly id: string } | string =>
  typeof found === 'string' ? { id: found } : (found?.message ?? 'QuickBooks told no id for it');

const accountsIn = ({ lines }: LedgerDocument): readonly string[] =>
  lines.filter((line) => ledgerTaxCodeOf(line) === undefined).map(({ ledgerAccount }) => ledgerAccount);

const hasTaxCodes = ({ lines }: LedgerDocument): boolean =>
  lines.some((line) => (line.ledgerTaxCodes ?? []).length > 0);

const unknownAccount = (
  document: LedgerDocument,
  accounts: ReadonlyMap<string, Account>,
): string | undefined => {
  const unknown = accountsIn(document).find((id) => !accounts.has(id));
  return unknown === undefined
    ? undefined
    : `QuickBooks has no active account with the id "${unknown}". Map to one that is in the chart`;
};

/** Lines of sales forms that become items: also tax on an account of ours. */
export const itemLines = (document: LedgerDocument): readonly LedgerLine[] => {
  const entity = ENTITY_OF[document.type];
  if (entity === 'JournalEntry' || entity === 'Payment') return [];
  return document.lines.filter(
    (line) => line.role !== 'money' && line.role !== 'receivable' && ledgerTaxCodeOf(line) === undefined,
  );
};

/** Journals have a customer only where they touch a receivable. */
const wishesOf = (
  { type, customer, currency, lines }: LedgerDocument,
  { facts, isReceivable }: Pick<Rendering, 'facts' | 'isReceivable'>,
): readonly CustomerWish[] =>
  customer === undefined || (ENTITY_OF[type] === 'JournalEntry' && !lines.some(isReceivable))
    ? []
    : [customerWish(customer, currency, facts.multiCurrency)];
