/** What documents show of an item beside its amount: which taxes are on it, and how many of which product it is. */
import type { OrderAmounts, PartKind } from '../commerce/order-amounts';
import type { EventPart } from '../events/finance-event';
import { taxAccount, taxCodeOf } from './logical-accounts';
import type { Policy } from './policy';
import type { RuleBook } from './rule-book';

export interface ItemDetails {
  readonly taxedBy?: readonly string[];
  readonly sku?: string;
  readonly quantity?: string;
}

/** Looked up for the part itself, or for what a discount lowers. */
export type DocumentDetails = (part: EventPart) => ItemDetails;

/**
 * Taxes are those that the source put on the part when it was sold, also those of zero: a refund that gives back no tax is
 * still one of a taxed thing. Tax that the channel owes is none of the merchant's.
 */
export const documentDetails = (amounts: OrderAmounts, policy: Policy, rules?: RuleBook): DocumentDetails => {
  const taxedBy = new Map<string, readonly string[]>();
  const accountOf = (jurisdiction: string, of: string, on: PartKind): string =>
    rules?.account('tax', { component: 'tax', of, on, jurisdiction })?.account ??
    taxAccount(jurisdiction, policy);
  for (const { kind, part } of amounts.parts) {
    const codes = new Set<string>();
    for (const tax of part.taxes)
      if (tax.liable === 'merchant') codes.add(taxCodeOf(accountOf(tax.jurisdiction, part.id, kind)));
    if (codes.size > 0) taxedBy.set(nameOf(kind, part.id), [...codes].sort());
  }
  return (part) => {
    const codes = taxedBy.get(nameOf(part.on ?? part.component, part.of));
    return {
      ...(codes === undefined ? {} : { taxedBy: codes }),
      ...(part.sku === undefined ? {} : { sku: part.sku }),
      ...(part.quantity === undefined ? {} : { quantity: part.quantity }),
    };
  };
};

const nameOf = (kind: string, id: string): string => `${kind} ${id}`;
