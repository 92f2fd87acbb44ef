/** Which logical account a thing goes to, by the policy. */
import type { PartKind } from '../commerce/order-amounts';
import { cleanText } from '../accounting/clean-text';
import type { Policy } from './policy';

/** Income of goods, shipping and surcharges. */
export const incomeAccount = (kind: PartKind, policy: Policy): string => {
  if (kind === 'goods') return 'sales';
  if (kind === 'surcharge') return 'surcharges';
  return policy.shipping === 'own-account' ? 'shipping' : 'sales';
};

/** Where refunded goods go; refunded shipping and surcharges lower their own income. */
export const returnsAccount = (kind: PartKind, policy: Policy): string =>
  kind === 'goods' && policy.returns === 'contra' ? 'sales-returns' : incomeAccount(kind, policy);

export const taxAccount = (jurisdiction: string, policy: Policy): string =>
  policy.tax === 'order' ? 'tax:all' : remember(TAXES, 'tax:', jurisdiction);

export const clearingAccount = (gateway: string): string => remember(GATEWAYS, 'clearing:', gateway);

/** A shop has few names and its orders thousands of lines; those of one account then share one text. */
const TAXES = new Map<string, string>();
const GATEWAYS = new Map<string, string>();
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
