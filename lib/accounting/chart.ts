/** The chart of logical accounts: each family once, with its type, the side on which it grows, and what it is for. */

export type AccountType = 'asset' | 'liability' | 'equity' | 'income' | 'expense';

export interface ChartFamily {
  /** First segment of the logical account. */
  readonly name: string;
  readonly type: AccountType;
  readonly normalSide: 'debit' | 'credit';
  /** What stands after the colon, for families that have one account for each of something. */
  readonly per?: string;
  /** True when the bare name is an account too, as `sales` beside `sales:<product type>`. */
  readonly bare: boolean;
  readonly help: string;
}

const family = (
  name: string,
  type: AccountType,
  normalSide: 'debit' | 'credit',
  help: string,
  per?: string,
  bare = per === undefined,
): ChartFamily => ({ name, type, normalSide, per, bare, help });

export const CHART: readonly ChartFamily[] = [
  family(
    'sales',
    'income',
    'credit',
    'Goods sold, before or after discounts as the policy says.',
    'product type',
    true,
  ),
  family('sales-returns', 'income', 'debit', 'Goods given back, against sales.', 'rule', true),
  family('discounts', 'income', 'debit', 'Reductions of the price, against sales.', 'rule', true),
  family('shipping', 'income', 'credit', 'Delivery charged to buyers.', 'rule', true),
  family('surcharges', 'income', 'credit', 'Fees on the order that the buyer pays.', 'rule', true),
  family('restocking-fees', 'income', 'credit', 'What was kept from a refund.'),
  family('tip-income', 'income', 'credit', 'Tips that the owner keeps.'),
  family(
    'duty-income',
    'income',
    'credit',
    'Import duties that the buyer paid, where they are no liability.',
  ),
  family('breakage', 'income', 'credit', 'Gift cards that will not be redeemed.'),
  family(
    'tax',
    'liability',
    'credit',
    'Tax collected for one jurisdiction; tax:all when the policy books one amount.',
    'jurisdiction',
  ),
  family(
    'clearing',
    'asset',
    'debit',
    'Money that a payment gateway holds for us until it pays out.',
    'gateway',
  ),
  family('receivable', 'asset', 'debit', 'What buyers owe us; below zero, what we owe them.'),
  family(
    'rounding',
    'expense',
    'debit',
    'Minor units by which a source differs from its own parts, within the limit of the policy.',
  ),
  family(
    'unallocated-refunds',
    'income',
    'debit',
    'Refunds that named no lines, until somebody says what they were for.',
  ),
  family('gift-card-liability', 'liability', 'credit', 'Gift cards sold and not redeemed.'),
  family('store-credit', 'liability', 'credit', 'Credit that buyers may still spend.'),
  family('tips', 'liability', 'credit', 'Tips to pass on.'),
  family('duties', 'liability', 'credit', 'Import duties collected for the carrier.'),
  family('deferred-revenue', 'liability', 'credit', 'Paid and not yet delivered.'),
  family('deferred-tax', 'liability', 'credit', 'Tax on what is not yet delivered.', 'jurisdiction'),
  family(
    'facilitator-tax',
    'liability',
    'credit',
    'Tax that a marketplace collected and owes itself: in and out, so that its balance is nothing.',
  ),
  family('inventory', 'asset', 'debit', 'Goods in stock, at cost.', 'rule', true),
  family('cost-of-goods', 'expense', 'debit', 'Cost of what was delivered.', 'rule', true),
  family('fees', 'expense', 'debit', 'What gateways and marketplaces keep.', 'kind of fee', true),
  family('reserve', 'asset', 'debit', 'Held back by a gateway or marketplace.'),
  family('disputes', 'asset', 'debit', 'Taken back by buyers through their bank, not yet decided.'),
  family('fx', 'expense', 'debit', 'Gains and losses from exchange rates.'),
  family('bank', 'asset', 'debit', 'Money in the bank.', 'gateway', true),
];

const BY_NAME: ReadonlyMap<string, ChartFamily> = new Map(CHART.map((entry) => [entry.name, entry]));

/** The family of a logical account such as `tax:DE-MWST-1`; undefined for one that the chart does not know. */
export const familyOf = (account: string): ChartFamily | undefined => {
  const colon = account.indexOf(':');
  const found = BY_NAME.get(colon === -1 ? account : account.slice(0, colon));
  if (!found) return undefined;
  if (colon === -1) return found.bare ? found : undefined;
  return found.per !== undefined && colon < account.length - 1 ? found : undefined;
};
