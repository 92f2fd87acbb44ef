/** Orders whose buyer paid in another currency: the same order twice, each of the two adding up on its own. */
import * as fc from 'fast-check';
import { orderSchema } from '../../../lib/commerce/order';
import { mapOrder } from '../../../lib/policy/map-order';
import { policySchema } from '../../../lib/policy/policy';
import type { GraphqlOrder } from '../../../lib/sources/shopify/wire';
import type { OrderInput } from '../../simulators/shopify/order-shape';
import { fetched, idsIn, presented, problemsInBoth, problemsOf } from './support/both-currencies';
import { type Connected, connected } from './support/connected';
import { bag, restLine, restOrder, restRefund, restTransaction } from './support/rest-order';
import {
  agreement,
  codes,
  lineItem,
  money,
  normalize,
  orderOf,
  page,
  returned,
  sale,
  sampleOrder,
  transaction,
} from './support/sample-order';

const EUR = { currency: 'EUR', rate: '1.08' };

/** EUR 100, of which 16.67 are VAT, at 1.08. */
const vase: OrderInput = {
  currency: 'USD',
  presentment: EUR,
  taxesIncluded: true,
  taxes: [{ title: 'VAT', rate: '0.20' }],
  lines: [{ title: 'Vase', price: '108.00' }],
};

const pointersIn = (value: unknown): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(pointersIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'pointers' ? (inner as string[]) : pointersIn(inner),
  );
};

describe('an order of EUR 100 in a shop of USD', () => {
  const placed = async (change: (shop: Connected, id: string) => void = () => {}) => {
    const shop = await connected({ currency: 'USD' });
    const id = shop.shopify.shop.addOrder(vase);
    shop.clock.advance(60_000);
    change(shop, id);
    return fetched(shop, id);
  };

  test('is told in both, with the same ids and its own amounts', async () => {
    const { order, problems } = await placed();
    expect(problems).toEqual([]);
    expect(orderSchema.parse(order)).toEqual(order);
    expect(order).toMatchObject({
      currency: 'USD',
      presentmentCurrency: 'EUR',
      claims: { total: { amount: '108.00' }, tax: { amount: '18.00' } },
      lines: [{ amount: '90.00', taxes: [{ amount: '18.00' }] }],
      payments: [{ amount: '108.00' }],
      inPresentment: {
        currency: 'EUR',
        claims: { total: { amount: '100.00' }, tax: { amount: '16.67' } },
        lines: [{ amount: '83.33', taxes: [{ amount: '16.67' }] }],
        payments: [{ amount: '100.00' }],
      },
    });
    expect(idsIn(presented(order))).toEqual(idsIn(order));
    expect(problemsInBoth(order)).toEqual([]);
  });

  test('points at what the shop books in the one, and at what the buyer saw in the other', async () => {
    const { order } = await placed((shop, id) =>
      shop.shopify.shop.refund(id, { lines: [{ line: 0, quantity: 1 }] }),
    );
    const { inPresentment, presentmentTotal: _, ...booked } = order;
    const amounts = (value: unknown): readonly string[] =>
      pointersIn(value).filter((pointer) => pointer.endsWith('/amount'));
    expect(amounts(booked).length).toBeGreaterThan(5);
    expect(amounts(booked).filter((pointer) => pointer.includes('presentmentMoney'))).toEqual([]);
    expect(amounts(inPresentment).length).toBe(amounts(booked).length);
    expect(amounts(inPresentment).filter((pointer) => pointer.includes('shopMoney'))).toEqual([]);
  });

  test('that is refunded at 1.10 gives back what was sold, at the rate of the order, and pays what the day says', async () => {
    const { order, problems } = await placed((shop, id) =>
      shop.shopify.shop.refund(id, { lines: [{ line: 0, quantity: 1 }], rate: '1.10' }),
    );
    expect(problems).toEqual([]);
    expect(order.refunds).toMatchObject([
      {
        amount: '108.00',
        lines: [{ amount: '90.00', taxes: [{ amount: '18.00' }] }],
        payments: [{ amount: '110.00' }],
      },
    ]);
    expect(order.inPresentment?.refunds).toMatchObject([
      {
        amount: '100.00',
        lines: [{ amount: '83.33', taxes: [{ amount: '16.67' }] }],
        payments: [{ amount: '100.00' }],
      },
    ]);
    expect(problemsInBoth(order)).toEqual([]);
  });

  test('is mapped in the currency that the policy books in', async () => {
    const { order } = await placed((shop, id) =>
      shop.shopify.shop.refund(id, { lines: [{ line: 0, quantity: 1 }], rate: '1.10' }),
    );
    for (const [orderCurrency, currency] of [
      ['shop', 'USD'],
      ['presentment', 'EUR'],
    ] as const) {
      const target = mapOrder(order, policySchema.parse({ orderCurrency }));
      expect(target.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
      expect(target.currency).toBe(currency);
    }
  });
});

describe('a payment that belongs to an edit', () => {
  /** An edit takes EUR 50 (USD 54) back; the money follows by a refund that takes nothing back, at another rate. */
  const payload = (worth: string) => {
    const in2 = (shop: string, seen: string) => money(shop, 'USD', { amount: seen, currencyCode: 'EUR' });
    const total = in2('108.0', '100.0');
    const zero = in2('0.0', '0.0');
    const none = { totalTaxAmount: zero, totalDiscountAmountBeforeTaxes: zero };
    const back = transaction({
      id: 'gid://shopify/OrderTransaction/42',
      kind: 'REFUND',
      amountSet: in2(worth, '50.0'),
      processedAt: '2026-10-05T08:00:00Z',
    });
    return sampleOrder({
      presentmentCurrencyCode: 'EUR',
      originalTotalPriceSet: total,
      totalPriceSet: total,
      currentTotalPriceSet: in2('54.0', '50.0'),
      totalTaxSet: zero,
      currentTotalTaxSet: zero,
      refundDiscrepancySet: zero,
      totalCashRoundingAdjustment: { paymentSet: zero, refundSet: zero },
      netPaymentSet: in2('54.0', '50.0'),
      lineItems: page([{ ...sampleOrder().lineItems.nodes[0]!, originalUnitPriceSet: in2('54.0', '50.0') }]),
      agreements: page([
        agreement('ORDER', [sale({ totalAmount: total, ...none })]),
        agreement('ORDER_EDIT', [returned('54.0', { totalAmount: in2('-54.0', '-50.0'), ...none })]),
      ]),
      transactions: [transaction({ amountSet: total }), back],
    });
  };

  test.each(['53.00', '54.00', '55.00'])('finds it when it is worth USD %s that day', (worth) => {
    const order = orderOf(payload(worth));
    expect(codes(payload(worth))).toEqual([]);
    expect(order.refunds).toMatchObject([
      { id: 'agreement-32', amount: '54.00', payments: [{ id: '42', amount: worth }] },
    ]);
    expect(problemsInBoth(order)).toEqual([]);
  });
});

describe('what is not there in the currency of the buyer', () => {
  const foreign = () => sampleOrder({ presentmentCurrencyCode: 'EUR' });

  test('an amount: the order is told in the currency of the shop only, and that is said', () => {
    const { order, problems } = normalize(foreign());
    expect(order?.inPresentment).toBeUndefined();
    expect(problems).toMatchObject([
      {
        severity: 'info',
        code: 'presentment_incomplete',
        message: expect.stringMatching(/^Order #1: not every amount can be read, first at \/.* in EUR\./),
      },
    ]);
    expect(problemsOf(orderOf(foreign()))).toEqual([]);
  });

  test('a currency that is none', () => {
    expect(codes(sampleOrder({ presentmentCurrencyCode: 'XXQ' }))).toEqual(['info presentment_incomplete']);
  });

  test('nothing is asked for where buyer and shop share a currency', () => {
    const { order, problems } = normalize(sampleOrder());
    expect(order).not.toHaveProperty('inPresentment');
    expect(problems).toEqual([]);
  });
});

describe('the two readings', () => {
  const both = (shop: string, seen: string) => money(shop, 'USD', { amount: seen, currencyCode: 'EUR' });
  const zero = both('0.0', '0.0');
  const total = both('20.0', '18.0');
  const foreign = (over: Partial<GraphqlOrder> = {}) =>
    sampleOrder({
      presentmentCurrencyCode: 'EUR',
      originalTotalPriceSet: total,
      totalPriceSet: total,
      currentTotalPriceSet: total,
      totalTaxSet: zero,
      currentTotalTaxSet: zero,
      netPaymentSet: total,
      refundDiscrepancySet: zero,
      totalCashRoundingAdjustment: { paymentSet: zero, refundSet: zero },
      lineItems: page([lineItem({ originalUnitPriceSet: both('10.0', '9.0') })]),
      agreements: page([
        agreement('ORDER', [
          sale({ totalAmount: total, totalTaxAmount: zero, totalDiscountAmountBeforeTaxes: zero }),
        ]),
      ]),
      transactions: [transaction({ amountSet: total })],
      ...over,
    });

  test('find nothing wrong with a sound order', () => {
    expect(codes(foreign())).toEqual([]);
    expect(orderOf(foreign()).inPresentment?.claims.total.amount).toBe('18.00');
  });

  test('compare the payments with what the shop holds in the currency of the buyer', () => {
    expect(codes(foreign({ netPaymentSet: both('21.37', '18.0') }))).toEqual([]);
    expect(codes(foreign({ netPaymentSet: both('20.0', '17.0') }))).toEqual(['warning payments_differ']);
    const cut = foreign({ netPaymentSet: both('21.37', '18.0'), totalTaxSet: money('0.0') });
    expect(codes(cut)).toEqual(['warning payments_differ', 'info presentment_incomplete']);
  });

  test('that find different parts are not put side by side', () => {
    const payload = foreign({
      transactions: [transaction({ amountSet: total, amountRoundingSet: both('0.01', '0.0') })],
      totalCashRoundingAdjustment: { paymentSet: both('0.01', '0.0'), refundSet: zero },
    });
    expect(orderOf(payload)).not.toHaveProperty('inPresentment');
    expect(normalize(payload).problems).toMatchObject([
      { code: 'presentment_incomplete', message: expect.stringContaining('not the same ones in EUR') },
    ]);
    expect(problemsOf(orderOf(payload))).toEqual([]);
  });

  test('tell what both find wrong once', () => {
    const { transactions: _, netPaymentSet: __, ...silent } = foreign();
    expect(codes(silent)).toEqual(['warning payments_unknown']);
    expect(orderOf(silent)).toHaveProperty('inPresentment');
  });

  test('round each in its own currency, where an app wrote fractions of a cent', () => {
    const fraction = both('19.999', '17.9991');
    const payload = foreign({
      agreements: page([
        agreement('ORDER', [
          sale({ totalAmount: fraction, totalTaxAmount: zero, totalDiscountAmountBeforeTaxes: zero }),
        ]),
      ]),
    });
    expect(orderOf(payload)).toMatchObject({
      lines: [{ amount: '20.00' }],
      inPresentment: { lines: [{ amount: '18.00' }] },
    });
    expect(problemsInBoth(orderOf(payload))).toEqual([]);
  });
});

describe('the REST order', () => {
  const seen = (shop: string, amount: string) => ({
    ...bag(shop),
    presentment_money: { amount, currency_code: 'EUR' },
  });
  const foreign = (over: Parameters<typeof restOrder>[0] = {}) =>
    restOrder({
      presentment_currency: 'EUR',
      total_price_set: seen('20.00', '18.00'),
      current_total_price_set: seen('20.00', '18.00'),
      total_tax_set: seen('0.00', '0.00'),
      line_items: [restLine({ price_set: seen('10.00', '9.00') })],
      ...over,
    });

  test('is told in both, where every amount names both', () => {
    const order = orderOf(foreign());
    expect(order.lines).toMatchObject([{ amount: '20.00' }]);
    expect(order.inPresentment?.lines).toMatchObject([
      { amount: '18.00', pointers: ['/line_items/0/price_set/presentment_money/amount'] },
    ]);
    expect(problemsInBoth(order)).toEqual([]);
  });

  test('is not, where an amount other than nothing has one currency only', () => {
    expect(codes(foreign({ total_tip_received: '0.00' }))).toEqual(['warning payments_unknown']);
    expect(codes(foreign({ total_price_set: undefined }))).toEqual([
      'warning payments_unknown',
      'info presentment_incomplete',
    ]);
  });

  test('is still held for a refund of which it tells the foreign money only', () => {
    const refunds = [restRefund({ transactions: [restTransaction({ currency: 'EUR', amount: '9.00' })] })];
    expect(codes(foreign({ refunds }))).toContain('error mixed_currency');
  });
});

describe('random orders of the simulated shop', () => {
  const currencies = fc.constantFrom(
    { shop: 'USD', seen: 'EUR', rate: '1.0837', later: '1.1021' },
    { shop: 'EUR', seen: 'JPY', rate: '0.00613', later: '0.00598' },
    { shop: 'JPY', seen: 'KWD', rate: '487.31', later: '490.02' },
  );
  const life = fc.record({
    currencies,
    taxesIncluded: fc.boolean(),
    prices: fc.array(fc.integer({ min: 2_000, max: 90_000 }), { minLength: 1, maxLength: 4 }),
    quantity: fc.integer({ min: 1, max: 3 }),
    shipping: fc.boolean(),
    refunds: fc.array(fc.constantFrom<'rate' | 'later'>('rate', 'later'), { maxLength: 2 }),
    edited: fc.boolean(),
  });

  test('add up in both currencies, with the same ids in the same places', async () => {
    const shop = await connected({ costFactor: 0.05 });
    for (const { currencies: money, prices, quantity, refunds, ...other } of fc.sample(life, 40)) {
      const decimals = money.shop === 'JPY' ? 0 : 2;
      const text = (minor: number): string =>
        decimals === 0 ? String(minor) : `${Math.floor(minor / 100)}.${String(minor % 100).padStart(2, '0')}`;
      const id = shop.shopify.shop.addOrder({
        currency: money.shop,
        presentment: { currency: money.seen, rate: money.rate },
        taxesIncluded: other.taxesIncluded,
        taxes: [{ title: 'VAT', rate: '0.19' }],
        lines: prices.map((price) => ({ title: 'Cup', price: text(price), quantity })),
        ...(other.shipping ? { shipping: { price: text(2_500) } } : {}),
      });
      refunds.slice(0, quantity).forEach((day) => {
        shop.clock.advance(60_000);
        shop.shopify.shop.refund(id, { lines: [{ line: 0, quantity: 1 }], rate: money[day] });
      });
      shop.clock.advance(60_000);
      if (other.edited) shop.shopify.shop.editOrder(id, { add: [{ title: 'Mug', price: text(3_000) }] });
      const { order, problems } = await fetched(shop, id);
      expect(problems).toEqual([]);
      expect(idsIn(presented(order))).toEqual(idsIn(order));
      expect(problemsInBoth(order)).toEqual([]);
    }
  });
});
