/** One connection: the requests, and what was learned of the company so far. */
import type { DestinationContext, LedgerOptions } from '../destination-kind';
import { openQuickBooks, type QuickBooks } from './client';
import { type Company, openCompany } from './company';
import { customersOf, type CustomerWish } from './customers';
import { type Items, itemsOf } from './items';
import type { Resolver } from './resolve-ids';

export interface Connected {
  readonly quickBooks: QuickBooks;
  readonly company: Company;
  readonly customers: Resolver<CustomerWish>;
  readonly items: Items;
  readonly options: LedgerOptions;
  /** Income accounts of items, by id, as far as they were asked for. */
  readonly itemAccounts: Map<string, string>;
}

export type QuickBooksContext = Pick<
  DestinationContext,
  'http' | 'clock' | 'log' | 'connection' | 'company' | 'lookups' | 'options'
>;

/** n8n keeps the company's id of the day on which the login was made; a preview without a login may name one. */
export const companyOf = ({
  connection,
  company,
}: Pick<QuickBooksContext, 'connection' | 'company'>): string => connection.company ?? company;

/** @throws LedgerError */
export const connectTo = (context: QuickBooksContext): Connected => {
  const quickBooks = openQuickBooks(context.connection, companyOf(context), context);
  return {
    quickBooks,
    company: openCompany(quickBooks),
    customers: customersOf(quickBooks, context.lookups),
    options: context.options,
    items: itemsOf(quickBooks, context.lookups, context.options),
    itemAccounts: new Map(),
  };
};
