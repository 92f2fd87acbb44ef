/** Finds out all that rendering needs of QuickBooks for some documents: accounts, tax codes, customers, items. */
import {
  type LedgerDocument,
  type LedgerLine,
  ledgerTaxCodeOf,
  type SendContext,
} from '../ledger-destination';
import type { Failure } from './client';
import type { Account, CompanyFacts, Taxes } from './company';
import type { Connected } from './connected';
import { customerKey, customerWish } from './customers';
import { RECEIVABLE, receivablesOf } from './receivables';
import { ENTITY_OF } from './render-record';
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
  // What names an account that is not there gets no customer and no item made for it.
  const sound = documents.filter((document) => unknownAccount(document, accounts) === undefined);
  const isReceivable = ({ ledgerAccount }: LedgerLine): boolean =>
    accounts.get(ledgerAccount)?.type === RECEIVABLE;
  const customers = await resolveCustomers(connected, sound, facts, isReceivable);
  const items = await connected.items.resolve(sound.flatMap(itemLines));
  const idOf = (found: string | Failure | undefined): { readonly id: string } | string =>
    typeof found === 'string' ? { id: found } : (found?.message ?? 'QuickBooks told no id for it');
  const customerId = (
    document: Pick<LedgerDocument, 'customer' | 'currency'>,
  ): string | Failure | undefined =>
    document.customer && customers.get(customerKey(document.customer, document.currency));
  return {
    rendering: {
      facts,
      taxes,
      isReceivable,
      receivable: receivablesOf(accounts, facts).accountFor,
      customerId: (customer, currency) => idOf(customerId({ customer, currency })),
      itemId: (line) => idOf(items(line)),
      recordId: (key) => context.recordIds.get(key),
    },
    failureOf: (document) =>
      unknownAccount(document, accounts) ??
      [customerId(document), ...itemLines(document).map(items)].find((found) => typeof found === 'object'),
  };
};

const accountsIn = ({ lines }: LedgerDocument): readonly string[] =>
  lines.filter((line) => ledgerTaxCodeOf(line) === undefined).map(({ ledgerAccount }) => ledgerAccount);

const hasTaxCodes = ({ lines }: LedgerDocument): boolean =>
  lines.some((line) => (line.ledgerTaxCodes ?? []).length > 0);

const unknownAccount = (
  document: LedgerDocument,
  accounts: ReadonlyMap<string, Account>,
): Failure | undefined => {
  const unknown = accountsIn(document).find((id) => !accounts.has(id));
  return unknown === undefined
    ? undefined
    : {
        errorClass: 'validation',
        message: `QuickBooks has no active account with the id "${unknown}". Map to one that is in the chart`,
      };
};

/** Lines of sales forms that become items: also tax on an account of ours. */
export const itemLines = (document: LedgerDocument): readonly LedgerLine[] => {
  const entity = ENTITY_OF[document.type];
  if (entity === 'JournalEntry' || entity === 'Payment') return [];
  return document.lines.filter(
    (line) => line.role !== 'money' && line.role !== 'receivable' && ledgerTaxCodeOf(line) === undefined,
  );
};

const resolveCustomers = (
  { customers }: Connected,
  documents: readonly LedgerDocument[],
  { multiCurrency, homeCurrency }: CompanyFacts,
  isReceivable: (line: LedgerLine) => boolean,
): Promise<ReadonlyMap<string, string | Failure>> =>
  customers.resolve(
    documents
      .filter(({ currency }) => multiCurrency || currency === homeCurrency)
      .filter((document) => ENTITY_OF[document.type] !== 'JournalEntry' || document.lines.some(isReceivable))
      .flatMap(({ customer, currency }) => (customer ? customerWish(customer, currency, multiCurrency) : [])),
  );
