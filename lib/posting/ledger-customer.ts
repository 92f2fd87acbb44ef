/** Whom a ledger's document is for: the shop as one customer, or each buyer. */
import { createHash } from 'node:crypto';
import { cleanText } from '../accounting/clean-text';
import type { Order } from '../commerce/order';
import type { LedgerCustomer } from '../destinations/ledger-destination';

/** store: one customer for all buyers of a shop, so that the ledger learns nothing of them. buyer: one for each. */
export type CustomerChoice = 'store' | 'buyer';

const NAME_LIMIT = 80;

/**
 * A buyer is known by the shop's id of them, else by the e-mail address, of which the key holds only a hash. One whom the
 * shop does not name at all is the shop's own customer.
 */
export const ledgerCustomer = (
  { source, customer }: Pick<Order, 'source' | 'customer'>,
  choice: CustomerChoice,
): LedgerCustomer => {
  const shop = `${source.platform}:${source.storeId}`;
  const anonymous = { key: shop, name: cleanText(`${source.storeId} buyers`, NAME_LIMIT) };
  if (choice === 'store' || customer === undefined) return anonymous;
  const { id, email, name, company, country } = customer;
  const known = id === undefined ? email && `email:${hashOf(email.trim().toLowerCase())}` : `customer:${id}`;
  if (known === undefined || known === '') return anonymous;
  const called = name ?? company ?? email ?? `Buyer ${id}`;
  return {
    key: `${shop}:${known}`,
    name: cleanText(called, NAME_LIMIT),
    ...(email === undefined ? {} : { email }),
    ...(company === undefined ? {} : { company: cleanText(company, NAME_LIMIT) }),
    ...(country === undefined ? {} : { country }),
  };
};

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 20);
