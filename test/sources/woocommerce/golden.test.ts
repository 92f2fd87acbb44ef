/** Payloads of live WooCommerce 10.0.2 shops → canonical orders that were checked by hand. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkOrder } from '../../../lib/commerce/check-order';
import { woocommerce } from '../../../lib/sources/woocommerce';
import type { WooBundle, WooOrder } from '../../../lib/sources/woocommerce/wire';

const ROOM = join(__dirname, '../../golden/woocommerce');
const read = (name: string, file: string) => JSON.parse(readFileSync(join(ROOM, name, file), 'utf8'));
const cases = readdirSync(ROOM, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** Cents of a two-decimal string, read the simple way: independent of the code under test. */
const cents = (text: string): number => {
  const match = /^(-?)(\d+)\.(\d\d)$/.exec(text);
  if (match === null) throw new Error(`${text} has not two decimals`);
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 100 + Number(match[3]));
};
const sum = (amounts: readonly string[]): number =>
  amounts.reduce((total, amount) => total + cents(amount), 0);

const orderOf = (payload: WooBundle | WooOrder): WooOrder => ('order' in payload ? payload.order : payload);

test('there are payloads for every scenario of the live shops', () => {
  expect(cases).toHaveLength(21);
});

describe.each(cases)('%s', (name) => {
  const payload = read(name, 'payload.json');
  const result = woocommerce.normalize(payload, { storeId: 'shop.example' });
  const order = result.order as NonNullable<typeof result.order>;
  const woo = orderOf(payload);

  test('is the canonical order that was checked by hand', () => {
    expect(JSON.parse(JSON.stringify(result))).toEqual(read(name, 'normalized.json'));
  });

  test('keeps every component of the payload to the cent', () => {
    expect(sum(order.lines.map(({ amount }) => amount))).toBe(
      sum(woo.line_items.map(({ subtotal }) => subtotal)),
    );
    const discounts = order.lines.flatMap((part) => part.discounts.map(({ amount }) => amount));
    expect(sum(discounts)).toBe(cents(woo.discount_total));
    expect(sum(order.shipping.map(({ amount }) => amount))).toBe(cents(woo.shipping_total));
    expect(sum(order.surcharges.map(({ amount }) => amount))).toBe(
      sum((woo.fee_lines ?? []).map(({ total }) => total)),
    );
    const parts = [...order.lines, ...order.shipping, ...order.surcharges];
    expect(sum(parts.flatMap(({ taxes }) => taxes.map(({ amount }) => amount)))).toBe(cents(woo.total_tax));
    for (const { rate_code, tax_total, shipping_tax_total } of woo.tax_lines ?? []) {
      const taxes = parts.flatMap((part) =>
        part.taxes.filter(({ jurisdiction }) => jurisdiction === rate_code),
      );
      expect(sum(taxes.map(({ amount }) => amount))).toBe(cents(tax_total) + cents(shipping_tax_total));
    }
    expect(cents(order.claims.total.amount)).toBe(cents(woo.total));
  });

  test('adds up, part by part, to what the shop claims', () => {
    expect(checkOrder(order, { roundingLimit: '0' }).problems).toEqual([]);
  });

  test('is held only where the sample itself lacks a refund object', () => {
    const codes = result.problems.map(({ severity, code }) => `${severity} ${code}`);
    expect(codes).toEqual(name.endsWith('refund-not-supplied') ? ['error refunds_missing'] : []);
  });
});
