/** Which logical account a thing goes to, by the policy. */
import type { Payment } from '../commerce/order';
import type { PartKind, PartNature } from '../commerce/order-amounts';
import { cleanText } from '../accounting/clean-text';
import type { Policy } from './policy';

/** What is not simply sold: owed to others, owed to a buyer, or a matter of coins. */
const natureAccount = (nature: PartNature, policy: Policy): string => {
  if (nature === 'gift_card') return 'gift-card-liability';
  if (nature === 'tip') return policy.tips === 'income' ? 'tip-income' : 'tips';
  if (nature === 'duty') return policy.duties === 'income' ? 'duty-income' : 'duties';
  return 'rounding';
};

/** Income of goods, shipping and surcharges. */
export const incomeAccount = (kind: PartKind, policy: Policy, nature?: PartNature): string => {
  if (nature !== undefined) return natureAccount(nature, policy);
  if (kind === 'goods') return 'sales';
  if (kind === 'surcharge') return 'surcharges';
  return policy.shipping === 'own-account' ? 'shipping' : 'sales';
};

/** Where refunded goods go; refunded shipping and surcharges lower their own income. */
export const returnsAccount = (kind: PartKind, policy: Policy, nature?: PartNature): string =>
  kind === 'goods' && nature === undefined && policy.returns === 'contra'
    ? 'sales-returns'
    : incomeAccount(kind, policy, nature);

/** What was kept from a refund; `of`: what was given back, which it lowers where the policy says so. */
export const restockingAccount = (policy: Policy, of: PartKind | undefined): string =>
  policy.restockingFee === 'against-returns' && of !== undefined
    ? returnsAccount(of, policy)
    : 'restocking-fees';

export const taxAccount = (jurisdiction: string, policy: Policy): string =>
  policy.tax === 'order' ? 'tax:all' : remember(TAXES, 'tax:', jurisdiction);

/** Where tax waits until what it is on is delivered. */
export const deferredTaxAccount = (jurisdiction: string, policy: Policy): string =>
  `deferred-${taxAccount(jurisdiction, policy)}`;

/** The code of a tax account: what the ledger's tax codes are mapped to. */
export const taxCodeOf = (account: string): string => account.slice('tax:'.length);

export const clearingAccount = (gateway: string): string => remember(GATEWAYS, 'clearing:', gateway);

/** Money at a gateway, or what the shop itself owed to the buyer. */
export const moneyAccount = (payment: {
  readonly gateway?: string;
  readonly tender?: Payment['tender'];
}): string => {
  if (payment.tender === 'gift_card') return 'gift-card-liability';
  return payment.tender === 'store_credit' ? 'store-credit' : clearingAccount(payment.gateway ?? '');
};

export const feeAccount = (kind: string): string => remember(FEES, 'fees:', kind);

/** A shop has few names and its orders thousands of lines; those of one account then share one text. */
const TAXES = new Map<string, string>();
const GATEWAYS = new Map<string, string>();
const FEES = new Map<string, string>();
const REMEMBERED = 1000;

const remember = (known: Map<string, string>, prefix: string, name: string): string => {
  const found = known.get(name);
  if (found !== undefined) return found;
  if (known.size >= REMEMBERED) known.clear();
  const account = prefix + segment(name);
  known.set(name, account);
  return account;
};

const PLAIN = /^[A-Za-z0-9_.-]+$/;

/** Names come from the shop; an empty one would make an account that no mapping can name. */
const segment = (name: string): string => (PLAIN.test(name) ? name : cleanText(name, 80) || 'unnamed');
