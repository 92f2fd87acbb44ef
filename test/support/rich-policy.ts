/** Any policy: all choices, and rules for accounts and dimensions. */
import fc from 'fast-check';
import type { PolicyInput } from '../../lib/policy/policy';
import { arbitraryRichPolicy } from './enrich-order';

const patterns = fc.constantFrom<NonNullable<NonNullable<PolicyInput['accountRules']>[number]['when']>>(
  {},
  { productType: 'book' },
  { productType: ['shirt', 'Sock*'] },
  { country: 'DE' },
  { tag: 'whole*' },
  { gateway: 'strip*' },
  { taxRate: 'none' },
  { channel: 'pos' },
);

const accountRule = fc
  .tuple(
    fc.constantFrom('goods', 'returns', 'discount', 'shipping', 'tax', 'payment', 'fee', 'cost', 'stock'),
    patterns,
    fc.constantFrom('a', 'b'),
  )
  .map(([subject, when, name]) => ({ for: subject, when, account: `${FAMILY[subject]}:${name}` }));

const FAMILY = {
  goods: 'sales',
  returns: 'sales-returns',
  discount: 'discounts',
  shipping: 'shipping',
  tax: 'tax',
  payment: 'clearing',
  fee: 'fees',
  cost: 'cost-of-goods',
  stock: 'inventory',
} as const;

const dimensionRule = fc
  .tuple(patterns, fc.constantFrom({ class: 'Online' }, { department: 'Berlin', class: 'Shop' }))
  .map(([when, dimensions]) => ({ when, dimensions }));

export const richPolicy = (): fc.Arbitrary<PolicyInput> =>
  fc
    .tuple(
      arbitraryRichPolicy(),
      fc.record({
        corrections: fc.constantFrom('delta' as const, 'reverse-and-repost' as const),
        unmatched: fc.constantFrom('ignore' as const, 'report' as const),
        accountRules: fc.array(accountRule, { maxLength: 4 }),
        dimensionRules: fc.array(dimensionRule, { maxLength: 2 }),
      }),
    )
    .map(([choices, rules]) => ({ ...choices, ...rules }) as PolicyInput);
