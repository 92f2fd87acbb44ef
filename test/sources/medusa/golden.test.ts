/** Payloads of a live Medusa 2.21.2 → canonical orders that were checked by hand. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkOrder } from '../../../lib/commerce/check-order';
import type { Order } from '../../../lib/commerce/order';
import { medusa } from '../../../lib/sources/medusa';
import type { MedusaBundle } from '../../../lib/sources/medusa/wire';
import { owed } from './support/orders';

const ROOM = join(__dirname, '../../golden/medusa');
const read = (name: string, file: string) => JSON.parse(readFileSync(join(ROOM, name, file), 'utf8'));

/** By hand from what Medusa shows: sold, left after refunds, taken, paid back, and what is still owed by the buyer. */
const BY_HAND: Readonly<Record<string, readonly [string, string, string, string, bigint]>> = {
  'eur-net-10pct-authorized': ['60.53', '60.53', '0.00', '0.00', 6053n],
  'eur-gross-10pct-freeship': ['76.19', '76.19', '0.00', '0.00', 7619n],
  'usd-two-taxes-fix10': ['78.38', '78.38', '0.00', '0.00', 7838n],
  'jpy-gross-10pct': ['7282', '7282', '0', '0', 7282n],
  'kwd-10pct': ['21.827', '21.827', '0.000', '0.000', 21827n],
  'eur-net-fix5-inclusive': ['34.73', '34.73', '0.00', '0.00', 3473n],
  // 60.533 in three captures of 20.2665, 30 and 10.2665: the last one takes the difference.
  'captured-in-three-parts': ['60.53', '60.53', '60.53', '0.00', 0n],
  // 81.085 and a parcel of 5.88; 3.333 for goodwill, then 29.097 and 47.088 of goods, of which 23.217 was paid.
  'goodwill-and-two-returns': ['86.97', '7.46', '81.09', '26.55', -4708n],
  'paid-back-before-receipt': ['53.41', '29.62', '53.41', '23.79', 0n],
  'edited-down-and-up': ['56.97', '56.97', '80.76', '23.79', 0n],
  exchange: ['79.00', '57.59', '57.59', '0.00', 0n],
  'cancelled-after-capture': ['29.62', '0.00', '29.62', '29.62', 0n],
  'cancelled-unpaid': ['29.62', '29.62', '0.00', '0.00', 2962n],
  'cancelled-partly-captured': ['29.62', '19.62', '10.00', '10.00', 1962n],
  'full-refund-amount-only': ['29.62', '0.00', '29.62', '29.62', 0n],
  'claim-refund': ['60.53', '39.12', '60.53', '21.41', 0n],
  'claim-replace': ['76.48', '55.07', '60.53', '5.46', 0n],
  'returned-whole-and-broken': ['77.20', '29.62', '77.20', '0.00', -4758n],
  'returned-for-store-credit': ['53.41', '29.62', '53.41', '23.79', 0n],
  'partly-gift-card': ['53.41', '53.41', '53.41', '0.00', 0n],
  'draft-converted': ['19.99', '19.99', '0.00', '0.00', 1999n],
  'free-order': ['0.00', '0.00', '0.00', '0.00', 0n],
  // 60.533 and a parcel of 5.831; 5.01 for goodwill, then 21.40929 of goods, of which 15.57829 was paid.
  'without-versions': ['66.36', '39.94', '60.53', '20.59', 0n],
};

test('there is a figure by hand for every payload', () => {
  expect(readdirSync(ROOM).sort()).toEqual(Object.keys(BY_HAND).sort());
});

/** Minor units of an amount, read the simple way: independent of the code under test. */
const units = (amount: string): number => Number(amount.replace('.', ''));
const sum = (amounts: readonly { readonly amount: string }[]): number =>
  amounts.reduce((total, { amount }) => total + units(amount), 0);

describe.each(Object.entries(BY_HAND))('%s', (name, [total, left, taken, back, rest]) => {
  const payload = read(name, 'payload.json') as MedusaBundle;
  const result = medusa.normalize(payload, { storeId: 'shop.example' });
  const order = result.order as Order;
  const unit = 10 ** (order.claims.total.amount.split('.')[1]?.length ?? 0);

  test('is the canonical order that was checked by hand', () => {
    expect(JSON.parse(JSON.stringify(result))).toEqual(read(name, 'normalized.json'));
  });

  test('has the sums that a person works out', () => {
    const captures = order.payments.filter(({ kind }) => kind === 'capture' || kind === 'sale');
    const refunds = order.refunds.flatMap(({ payments }) => payments);
    expect([order.claims.total.amount, order.claims.current?.amount]).toEqual([total, left]);
    expect([sum(captures), sum(refunds)]).toEqual([units(taken), units(back)]);
    expect(owed(order)).toBe(rest);
  });

  test('keeps every item, shipping method, capture and refund within a unit of what Medusa states', () => {
    const close = (amount: string, exact: string): boolean =>
      Math.abs(units(amount) - Number(exact) * unit) < 1.001;
    for (const item of payload.order.items) {
      const line = order.lines.find(({ id }) => id === item.id) as Order['lines'][number];
      const price = Number(item.raw_unit_price.value) * Number(item.raw_quantity.value);
      const rate = item.tax_lines.reduce((all, tax) => all + Number(tax.raw_rate.value), 0);
      const net = item.is_tax_inclusive ? price / (1 + rate / 100) : price;
      expect([line.amount, close(line.amount, String(net))]).toEqual([line.amount, true]);
      const discount = item.adjustments.reduce(
        (all, { raw_subtotal }) => all + Number(raw_subtotal.value),
        0,
      );
      expect(Math.abs(sum(line.discounts) - discount * unit)).toBeLessThan(1.001);
      expect(Math.abs(sum(line.taxes) - ((net - discount) * rate * unit) / 100)).toBeLessThan(1.5);
    }
    expect(order.lines).toHaveLength(payload.order.items.length);
    for (const method of payload.order.shipping_methods) {
      const line = order.shipping.find(({ id }) => id === method.id) as Order['shipping'][number];
      expect(close(line.amount, method.raw_subtotal.value)).toBe(true);
    }
    for (const payment of payload.order.payment_collections.flatMap(({ payments }) => payments)) {
      for (const capture of payment.captures) {
        const taken = order.payments.find(({ id }) => id === capture.id);
        expect(close((taken as Order['payments'][number]).amount, capture.raw_amount.value)).toBe(true);
      }
      for (const refund of payment.refunds) {
        const paid = order.refunds.flatMap(({ payments }) => payments).filter(({ id }) => id === refund.id);
        expect(Math.abs(sum(paid) - Number(refund.raw_amount.value) * unit)).toBeLessThan(1.001);
      }
    }
  });

  test('adds up, part by part, and nothing holds it', () => {
    const problems = [...result.problems, ...checkOrder(order, { roundingLimit: '0' }).problems];
    expect(problems.filter(({ severity }) => severity !== 'info')).toEqual([]);
  });
});
