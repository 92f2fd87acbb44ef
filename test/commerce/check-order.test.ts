import { checkOrder } from '../../lib/commerce/check-order';
import type { Order } from '../../lib/commerce/order';
import { type OrderSpec, buildOrder } from '../support/order-builder';

const ITEM = { id: 'l1', amount: '50.00', discounts: ['5.00'], taxes: { A: '4.50', B: '0.45' } } as const;
const BASE: OrderSpec = { lines: [ITEM], shipping: [{ id: 's1', amount: '10.00', taxes: { A: '1.00' } }] };

const check = (spec: OrderSpec, roundingLimit = '0') => checkOrder(buildOrder(spec), { roundingLimit });
const codes = (spec: OrderSpec, roundingLimit = '0'): readonly string[] =>
  check(spec, roundingLimit).problems.map(({ severity, code }) => `${severity} ${code}`);

describe('totals', () => {
  it('finds nothing in an order whose parts come to its claims', () => {
    expect(check(BASE)).toEqual({ problems: [], rounding: 0n });
  });

  it('holds an order whose total is not the sum of its parts, with both numbers and the place', () => {
    const { problems, rounding } = check({ ...BASE, claims: { total: '61.00' } });
    expect(problems).toEqual([
      {
        severity: 'error',
        code: 'source_totals_mismatch',
        message:
          'Order 1001: its parts add up to 60.95 USD, but the source claims a total of 61.00 USD. Correct the order in the shop, then replay it.',
        pointer: '/claims/total/amount',
      },
    ]);
    expect(rounding).toBe(0n);
  });

  it.each([
    ['60.97', '0.02', 2n],
    ['60.93', '0.02', -2n],
    ['60.97', '0.025', 2n],
  ])('lets a total of %s with a limit of %s go to rounding', (total, limit, rounding) => {
    const result = check({ ...BASE, claims: { total } }, limit);
    expect(result.rounding).toBe(rounding);
    expect(result.problems.map(({ severity, code }) => [severity, code])).toEqual([
      ['warning', 'rounding_line'],
    ]);
  });

  it('does not stretch the limit by a unit', () => {
    expect(codes({ ...BASE, claims: { total: '60.98' } }, '0.02')).toEqual(['error source_totals_mismatch']);
    expect(
      codes(
        { ...BASE, currency: 'JPY', lines: [{ amount: '50' }], shipping: [], claims: { total: '51' } },
        '0.9',
      ),
    ).toEqual(['error source_totals_mismatch']);
  });

  it.each([
    ['tax', { tax: '5.96' }],
    ['a jurisdiction', { taxByJurisdiction: { A: '5.51', B: '0.45' } }],
    ['a jurisdiction that the parts have and the claims do not', { taxByJurisdiction: { A: '5.50' } }],
    [
      'a jurisdiction that the claims have and the parts do not',
      { taxByJurisdiction: { A: '5.50', B: '0.45', C: '0.01' } },
    ],
    ['shipping', { shipping: '10.01' }],
  ])('holds a difference in %s whatever the limit', (_what, claims) => {
    expect(codes({ ...BASE, claims }, '5')).toEqual(['error source_totals_mismatch']);
  });

  it('forgives a discount one unit for each discounted part, because sources round before and after it', () => {
    const lines = [ITEM, { ...ITEM, id: 'l2' }, { id: 'l3', amount: '1.00' }];
    expect(codes({ lines, claims: { discount: '10.02' } })).toEqual(['info source_rounding']);
    expect(codes({ lines, claims: { discount: '9.98' } })).toEqual(['info source_rounding']);
    expect(codes({ lines, claims: { discount: '10.03' } })).toEqual(['error source_totals_mismatch']);
  });

  it('compares only what the source claims', () => {
    const order = buildOrder(BASE);
    expect(
      checkOrder({ ...order, claims: { total: order.claims.total } }, { roundingLimit: '0' }).problems,
    ).toEqual([]);
  });

  it('is not fooled by a jurisdiction named like a property of objects', () => {
    const taxes = JSON.parse('{"__proto__":"1.00","constructor":"2.00"}') as Record<string, string>;
    expect(
      codes({ lines: [{ amount: '10.00', taxes }], claims: { taxByJurisdiction: { constructor: '2.00' } } }),
    ).toEqual(['error source_totals_mismatch']);
  });
});

describe('what cannot be read', () => {
  it('holds an unknown currency', () => {
    expect(codes({ ...BASE, currency: 'EURO' })).toEqual(['error unknown_currency']);
  });

  it.each([null, '', '12,50', '1e3', 'NaN', '1.001', 12])(
    'holds the amount %p and says where it stands',
    (amount) => {
      const order = buildOrder(BASE);
      (order.lines[0] as { amount: unknown }).amount = amount;
      expect(checkOrder(order, { roundingLimit: '5' }).problems).toEqual([
        expect.objectContaining({ severity: 'error', code: 'malformed_amount', pointer: '/lines/0/amount' }),
      ]);
    },
  );

  it.each<[string, (order: Order) => void]>([
    ['placing', (order) => (order.placedAt = '2026-02-30T00:00:00Z')],
    ['the last change', (order) => (order.source.updatedAt = '')],
    ['cancelling', (order) => (order.cancelledAt = 'yesterday')],
    ['a payment', (order) => ((order.payments[0] as { at: string }).at = '2026-01-01')],
  ])('holds a time of %s that is none', (_what, spoil) => {
    const order = buildOrder(BASE);
    spoil(order);
    expect(checkOrder(order, { roundingLimit: '0' }).problems.map(({ code }) => code)).toEqual([
      'malformed_instant',
    ]);
  });

  it('holds ids that stand twice, few or many', () => {
    expect(codes({ lines: [ITEM, ITEM] })).toEqual(['error duplicate_id']);
    const many = Array.from({ length: 20 }, (_, index) => ({ id: `l${index % 19}`, amount: '1.00' }));
    expect(codes({ lines: many })).toEqual(['error duplicate_id']);
    expect(
      codes({
        ...BASE,
        payments: [
          { id: 'p', amount: '1.00' },
          { id: 'p', amount: '2.00' },
        ],
      }),
    ).toEqual(['error duplicate_id']);
  });

  it('holds a negative capture', () => {
    expect(codes({ ...BASE, payments: [{ amount: '-1.00' }] })).toEqual(['error invalid_payment_amount']);
  });
});

describe('refunds', () => {
  const sold: OrderSpec = { ...BASE, surcharges: [{ id: 'f1', amount: '-5.00', taxes: { A: '-0.50' } }] };
  const refund = (
    amount: string,
    part?: { of?: string; amount: string; taxes?: Record<string, string> },
    limit = '0',
  ) => codes({ ...sold, refunds: [{ amount, lines: part ? [{ of: 'l1', ...part }] : [] }] }, limit);

  it('accepts a return of a whole part with its tax', () => {
    expect(refund('49.95', { amount: '45.00', taxes: { A: '4.50', B: '0.45' } })).toEqual([]);
  });

  it('holds a refund of a line that the order does not have', () => {
    expect(refund('5.00', { of: 'l9', amount: '5.00' })).toEqual(['error refund_of_unknown_line']);
    expect(
      codes({ ...sold, refunds: [{ amount: '5.00', shipping: [{ of: 'l1', amount: '5.00' }] }] }),
    ).toEqual(['error refund_of_unknown_line']);
  });

  it('holds refunds that together exceed the order, once, at the refund that crosses', () => {
    const { problems } = check({
      ...sold,
      refunds: [{ amount: '50.00' }, { amount: '10.00' }, { amount: '1.00' }],
    });
    expect(problems.map(({ code, pointer }) => [code, pointer])).toEqual([
      ['refund_exceeds_order', '/refunds/1/amount'],
    ]);
  });

  it('holds a part of which more came back than was sold, over several refunds', () => {
    const twice = [1, 2].map(() => ({ amount: '25.00', lines: [{ of: 'l1', amount: '25.00' }] }));
    expect(codes({ ...sold, refunds: twice })).toEqual(['error refund_exceeds_line']);
    expect(codes({ ...sold, refunds: twice }, '5')).toEqual(['warning refund_exceeds_line']);
  });

  it('holds a tax of which more came back than was sold, or that was never sold', () => {
    expect(refund('5.00', { amount: '0.50', taxes: { A: '4.51' } })).toEqual(['error refund_exceeds_line']);
    expect(refund('5.00', { amount: '4.99', taxes: { Z: '0.01' } })).toEqual(['error refund_exceeds_line']);
    expect(refund('5.00', { amount: '4.99', taxes: { Z: '0.01' } }, '0.01')).toEqual([
      'warning refund_exceeds_line',
    ]);
  });

  it('takes a negative surcharge back as a negative amount, and nothing else', () => {
    const back = (amount: string) =>
      codes({
        ...sold,
        refunds: [
          { amount: '1.00', lines: [{ of: 'l1', amount: '6.00' }], surcharges: [{ of: 'f1', amount }] },
        ],
      });
    expect(back('-5.00')).toEqual([]);
    expect(back('-5.01')).toEqual(['error refund_exceeds_line']);
    expect(back('5.00')).toEqual(['error refund_exceeds_line']);
    expect(refund('1.00', { amount: '-1.00' })).toEqual(['error refund_exceeds_line']);
  });

  it('holds a refund of less than nothing, and one of nothing that names amounts', () => {
    expect(refund('-1.00')).toEqual(['error invalid_refund_amount', 'error invalid_payment_amount']);
    expect(refund('0.00', { amount: '5.00' })).toEqual(['error invalid_refund_amount']);
  });

  it('lets a refund of nothing be: a restock moves no money', () => {
    expect(refund('0.00', { amount: '0.00' })).toEqual([]);
  });
});
