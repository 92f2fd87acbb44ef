/** What gateways kept, as their plugins write it into the order; and where an order was sold and goes. */
import * as fc from 'fast-check';
import type { WooMeta, WooOrder } from '../../../lib/sources/woocommerce/wire';
import { cleanOrder, codes, normalize, normalizeOrder, wooOrder } from './support/woo-order';

const meta = (values: Readonly<Record<string, unknown>>): WooMeta[] =>
  Object.entries(values).map(([key, value], index) => ({ id: index + 1, key, value }));

const stripe = (fee: unknown, currency: unknown = 'EUR') =>
  meta({ _stripe_net: '128.55', _stripe_fee: fee, _stripe_currency: currency });

/** As PayPal Payments writes what PayPal answered. */
const paypal = (value: unknown, currency_code: unknown = 'EUR') =>
  meta({
    _ppcp_paypal_fees: {
      gross_amount: { currency_code, value: '130.90' },
      paypal_fee: { currency_code, value },
      net_amount: { currency_code, value: '126.41' },
    },
    'PayPal Transaction Fee': value,
  });

const feesOf = (meta_data: readonly WooMeta[], more: Partial<WooOrder> = {}) =>
  cleanOrder(normalizeOrder({ meta_data, ...more })).fees;

describe('the fee', () => {
  test('of Stripe is one of the payment, at the moment of payment', () => {
    expect(feesOf(stripe('2.35'))).toEqual([
      {
        id: 'stripe',
        kind: 'processing',
        gateway: 'stripe',
        of: '1',
        amount: '2.35',
        at: '2026-03-01T10:05:00Z',
        pointers: ['/order/meta_data/1/value'],
      },
    ]);
  });

  test('of PayPal Payments is read from the breakdown that PayPal gave', () => {
    expect(feesOf(paypal('4.49'), { payment_method: 'ppcp-gateway' })).toMatchObject([
      {
        id: 'paypal',
        gateway: 'ppcp-gateway',
        amount: '4.49',
        pointers: ['/order/meta_data/0/value/paypal_fee/value'],
      },
    ]);
  });

  test('of WooPayments is in the currency of its payment', () => {
    const fee = meta({ _wcpay_transaction_fee: 1.84, _wcpay_intent_currency: 'eur' });
    expect(feesOf(fee, { payment_method: 'woocommerce_payments' })).toMatchObject([
      { id: 'woopayments', gateway: 'woocommerce_payments', amount: '1.84' },
    ]);
  });

  test('that was given back is negative, and one of nothing is none', () => {
    expect(feesOf(stripe('-0.30'))).toMatchObject([{ amount: '-0.30' }]);
    expect(feesOf(stripe('0'))).toBeUndefined();
    expect(feesOf(stripe(''))).toBeUndefined();
  });

  test('of an order without a payment was found at its last change', () => {
    const fees = feesOf(stripe('0.25'), { date_paid_gmt: null });
    expect(fees).toMatchObject([{ at: '2026-03-02T10:00:00Z', amount: '0.25' }]);
    expect(fees?.[0]?.of).toBeUndefined();
  });

  test('with fewer or more decimals than the currency is written with those of the currency', () => {
    expect(feesOf(stripe('2.5'))).toMatchObject([{ amount: '2.50' }]);
    expect(feesOf(stripe('2.3500'))).toMatchObject([{ amount: '2.35' }]);
  });

  test.each([['USD'], [null], [''], [7]])('in the currency %p is left out and named', (currency) => {
    const result = normalizeOrder({ meta_data: stripe('2.35', currency) });
    expect(result.order?.fees).toBeUndefined();
    expect(result.problems).toMatchObject([
      { severity: 'info', code: 'fee_in_other_currency', pointer: '/order/meta_data/1/value' },
    ]);
  });

  test.each([['2,35'], ['2.355'], ['much'], [{}], [true], [0.1 + 0.2]])(
    'of %p is no amount: left out and named, and never 0',
    (value) => {
      const result = normalizeOrder({ meta_data: paypal(value) });
      expect(result.order?.fees).toBeUndefined();
      expect(codes(result)).toEqual(['info malformed_fee']);
    },
  );

  test('of a plugin that names no currency is not read', () => {
    expect(feesOf(meta({ 'PayPal Transaction Fee': '4.49', 'Stripe Fee': '2.35' }))).toBeUndefined();
  });

  test('is never a reason to fail, whatever stands in the meta data', () => {
    const key = fc.constantFrom(
      '_stripe_fee',
      '_stripe_currency',
      '_ppcp_paypal_fees',
      '_wcpay_transaction_fee',
    );
    const entry = fc.oneof(fc.record({ key, value: fc.jsonValue() }), fc.jsonValue());
    fc.assert(
      fc.property(fc.oneof(fc.array(entry), fc.jsonValue()), (meta_data) => {
        const result = normalize({ order: { ...wooOrder(), meta_data }, refunds: [] });
        expect(result.problems.filter(({ severity }) => severity !== 'info')).toEqual([]);
        for (const { amount } of result.order?.fees ?? []) expect(amount).toMatch(/^-?\d+\.\d\d$/);
      }),
    );
  });
});

describe('an order', () => {
  test('was sold where WooCommerce says that it was made', () => {
    expect(cleanOrder(normalizeOrder({ created_via: 'store-api' })).channel).toBe('store-api');
    expect(cleanOrder(normalizeOrder({ created_via: '' })).channel).toBeUndefined();
    expect(cleanOrder(normalizeOrder({})).channel).toBeUndefined();
  });

  test('goes to the country and region of its shipping address, not of the bill', () => {
    const order = normalizeOrder({
      billing: { country: 'DE', state: '' },
      shipping: { country: 'US', state: 'NY', city: 'Town' },
    });
    expect(cleanOrder(order)).toMatchObject({
      customer: { country: 'DE' },
      shipTo: { country: 'US', region: 'NY' },
    });
  });

  test('that nobody delivers goes nowhere', () => {
    const shipping = { country: '', state: '' };
    expect(cleanOrder(normalizeOrder({ shipping })).shipTo).toBeUndefined();
    expect(cleanOrder(normalizeOrder({ shipping: { country: 'FR', state: '' } })).shipTo).toEqual({
      country: 'FR',
    });
  });
});
