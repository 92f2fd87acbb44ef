/** Where refunds stand when account rules choose: by the refund's own kind, never by that of the sale. */
import { certificateOf } from '../../lib/policy/certificate';
import { mapOrder } from '../../lib/policy/map-order';
import { type PolicyInput, policySchema } from '../../lib/policy/policy';
import { type OrderSpec, buildOrder } from '../support/order-builder';

const map = (spec: OrderSpec, policy: PolicyInput) => mapOrder(buildOrder(spec), policySchema.parse(policy));

/** `account debit` or `account -credit` of the refund's entry. */
const refundOf = (spec: OrderSpec, policy: PolicyInput): readonly string[] =>
  map(spec, policy)
    .entries.filter(({ kind }) => kind === 'refund')
    .flatMap(({ lines }) => lines.map(({ account, debit, credit }) => `${account} ${debit ?? `-${credit}`}`));

const RULES: PolicyInput['accountRules'] = [
  { for: 'goods', account: 'sales:books' },
  { for: 'returns', account: 'sales-returns:books' },
  { for: 'shipping', account: 'shipping:post' },
  { for: 'discount', account: 'discounts:codes' },
];

const RETURNED: OrderSpec = {
  lines: [{ id: 'l1', amount: '30.00' }],
  shipping: [{ id: 's1', amount: '5.00' }],
  refunds: [
    { amount: '35.00', lines: [{ of: 'l1', amount: '30.00' }], shipping: [{ of: 's1', amount: '5.00' }] },
  ],
};

describe('account rules for refunds', () => {
  it('of goods are those of returns, where returns have an account of their own', () => {
    expect(refundOf(RETURNED, { returns: 'contra', accountRules: RULES })).toEqual([
      'sales-returns:books 30.00',
      'shipping:post 5.00',
      'clearing:stripe -35.00',
    ]);
  });

  it('of goods are those of the goods, where refunds lower sales', () => {
    expect(refundOf(RETURNED, { returns: 'sales', accountRules: RULES })).toEqual([
      'sales:books 30.00',
      'shipping:post 5.00',
      'clearing:stripe -35.00',
    ]);
  });

  it('do not move what is owed on a gift card', () => {
    const card: OrderSpec = {
      lines: [{ id: 'g1', amount: '50.00', giftCard: true }],
      refunds: [{ amount: '50.00', lines: [{ of: 'g1', amount: '50.00' }] }],
    };
    expect(refundOf(card, { accountRules: RULES })).toEqual([
      'gift-card-liability 50.00',
      'clearing:stripe -50.00',
    ]);
  });

  it('take a negative surcharge back from where discounts stand', () => {
    const lowered: OrderSpec = {
      lines: [{ id: 'l1', amount: '30.00' }],
      surcharges: [{ id: 'f1', amount: '-4.00' }],
      refunds: [
        {
          amount: '26.00',
          lines: [{ of: 'l1', amount: '30.00' }],
          surcharges: [{ of: 'f1', amount: '-4.00' }],
        },
      ],
    };
    expect(refundOf(lowered, { accountRules: RULES })).toEqual([
      'sales-returns:books 30.00',
      'clearing:stripe -26.00',
      'discounts:codes -4.00',
    ]);
  });
});

describe('the rounding of a certificate', () => {
  const roundingOf = (taxes: readonly { rate?: string; amount: string }[]) => {
    const lines = taxes.map((tax, index) => ({
      id: `l${index}`,
      amount: '10.10',
      taxes: [{ jurisdiction: 'VAT', ...tax }],
    }));
    const [order, policy] = [buildOrder({ lines }), policySchema.parse({})];
    return certificateOf(order, mapOrder(order, policy), policy).rounding;
  };

  it('names the ways that give exactly the tax that the source states, and no others', () => {
    // 5 % of 10.10 is 0.505: up for each line is 1.02 in all, of the order 1.01.
    const perLine = roundingOf([
      { rate: '5', amount: '0.51' },
      { rate: '5', amount: '0.51' },
    ]);
    expect(perLine?.fits).toContainEqual({ basis: 'line', rule: 'half-up' });
    expect(perLine?.fits).not.toContainEqual({ basis: 'order', rule: 'half-up' });
    const perOrder = roundingOf([
      { rate: '5', amount: '0.51' },
      { rate: '5', amount: '0.50' },
    ]);
    expect(perOrder?.fits).toContainEqual({ basis: 'order', rule: 'half-up' });
    expect(perOrder?.fits).not.toContainEqual({ basis: 'line', rule: 'half-up' });
  });

  it('is left out where nothing was rounded', () => {
    expect(roundingOf([])).toBeUndefined();
  });
});
