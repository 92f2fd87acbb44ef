/**
 * Customers. QuickBooks binds a customer to one currency, so that there is one for each buyer and currency. Its display
 * name ends in a code of both, by which it is found whatever a person makes of the rest of the name.
 */
import { cleanText } from '../../accounting/clean-text';
import { sha256 } from '../../accounting/content-hash';
import type { LookupCache } from '../destination-kind';
import { type LedgerCustomer, LedgerError } from '../ledger-destination';
import { type QuickBooks, quoted, readError } from './client';
import { asText, byId, type JsonObject, refOf } from './read-answer';
import { type Resolver, resolverOf, type Wish } from './resolve-ids';
import { NAME_LIMIT, type NewCustomer } from './wire';

export interface CustomerWish extends Wish {
  readonly body: NewCustomer;
  /** What the display name ends in. */
  readonly code: string;
}

/** By which the id is remembered; also in previews, as `customer <key> <currency>`. */
export const customerKey = ({ key }: LedgerCustomer, currency: string): string => `${key} ${currency}`;

const CODE_DIGITS = 15;
const EMAIL = /^[^\s@<>,;"]+@[^\s@<>,;"]+\.[^\s@<>,;"]+$/;
const NOTES_LIMIT = 1000;

export const customerWish = (
  customer: LedgerCustomer,
  currency: string,
  multiCurrency: boolean,
): CustomerWish => {
  const key = customerKey(customer, currency);
  const code = `(${sha256(key).slice(0, CODE_DIGITS).toUpperCase()})`;
  const name = plainName(customer.name, NAME_LIMIT - code.length - 1) || 'Buyer';
  const company = customer.company === undefined ? '' : plainName(customer.company, NAME_LIMIT);
  const { email } = customer;
  return {
    key,
    code,
    body: {
      DisplayName: `${name} ${code}`,
      PrintOnCheckName: name,
      ...(company === '' ? {} : { CompanyName: company }),
      ...(email !== undefined && email.length <= NAME_LIMIT && EMAIL.test(email)
        ? { PrimaryEmailAddr: { Address: email } }
        : {}),
      ...(multiCurrency ? { CurrencyRef: { value: currency } } : {}),
      Notes: cleanText(`Cart Ledger: ${key}`, NOTES_LIMIT),
    },
  };
};

/** A colon would make a sub-customer of it. */
const plainName = (text: string, limit: number): string =>
  cleanText(text.replace(/[:"\\%]+/g, ' '), limit)
    .replace(/\s+/g, ' ')
    .trim();

export const customersOf = (quickBooks: QuickBooks, lookups: LookupCache): Resolver<CustomerWish> =>
  resolverOf<CustomerWish>(
    { cache: 'customer', entity: 'Customer', lookUp: (wishes) => lookUp(quickBooks, wishes) },
    quickBooks,
    lookups,
  );

const lookUp = async (
  quickBooks: QuickBooks,
  wishes: readonly CustomerWish[],
): Promise<ReadonlyMap<string, string>> => {
  const read = await quickBooks.batch(
    wishes.map(({ code }) => ({
      query: `select * from Customer where DisplayName like ${quoted(`%${code}`)}`,
    })),
  );
  if ('errorClass' in read) throw readError(read);
  const ids = new Map<string, string>();
  wishes.forEach((wish, index) => {
    const answer = read.answers[index];
    if (answer === undefined || !('rows' in answer)) {
      const says = answer !== undefined && 'fault' in answer ? ` QuickBooks says: ${answer.fault.words}` : '';
      throw new LedgerError('transient', `QuickBooks did not answer who its customers are.${says}`);
    }
    const [oldest] = answer.rows
      .filter((row) => isWished(row, wish))
      .map((row) => ({ id: asText(row['Id']) ?? '' }))
      .filter(({ id }) => id !== '')
      .sort(byId);
    if (oldest !== undefined) ids.set(wish.key, oldest.id);
  });
  return ids;
};

const isWished = (row: JsonObject, { code, body }: CustomerWish): boolean =>
  row['Active'] !== false &&
  (asText(row['DisplayName'])?.toUpperCase().endsWith(code) ?? false) &&
  (body.CurrencyRef === undefined ||
    (refOf(row, 'CurrencyRef') ?? body.CurrencyRef.value) === body.CurrencyRef.value);
