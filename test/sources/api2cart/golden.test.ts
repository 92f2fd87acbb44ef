/** Orders of several carts behind API2Cart → canonical orders that were checked by hand. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkOrder } from '../../../lib/commerce/check-order';
import { exponent } from '../../../lib/money/minor';
import { api2cart } from '../../../lib/sources/api2cart';
import { minor, sums } from './support/normalized';

const ROOM = join(__dirname, '../../golden/api2cart');
const read = (name: string, file: string) => JSON.parse(readFileSync(join(ROOM, name, file), 'utf8'));
const cases = readdirSync(ROOM, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

type Json = Readonly<Record<string, unknown>>;
const only = (value: unknown): Json => (Array.isArray(value) ? value[0] : value) as Json;

/** Minor units of what the cart states, half up: read apart from the code under test. */
const stated = (value: unknown, decimals: number): number => {
  const [whole = '0', fraction = ''] = String(value ?? 0).split('.');
  const digits = `${whole}${fraction.padEnd(decimals + 1, '0')}`;
  const kept = Number(digits.slice(0, whole.length + decimals));
  return kept + (Number(digits[whole.length + decimals] ?? '0') >= 5 ? 1 : 0);
};

test('there is a payload for every kind of order that carts are known to give', () => {
  expect(cases).toHaveLength(23);
});

describe.each(cases)('%s', (name) => {
  const payload = read(name, 'payload.json') as Json;
  const result = api2cart.normalize(payload, { storeId: 'shop.example' });
  const order = result.order as NonNullable<typeof result.order>;
  const given = 'order' in payload ? (payload['order'] as Json) : payload;
  const decimals = exponent(order.currency);
  const total = only(given['total'] ?? given['totals']);
  const value = (...keys: readonly string[]): number =>
    stated(
      keys.map((key) => total[key]).find((found) => found !== undefined),
      decimals,
    );

  test('is the canonical order that was checked by hand', () => {
    expect(JSON.parse(JSON.stringify(result))).toEqual(read(name, 'normalized.json'));
  });

  test('keeps every component that the cart claims', () => {
    const { goods, discounts, shipping, surcharges, tax } = sums(order);
    expect(tax).toBe(value('total_tax', 'tax'));
    expect(shipping).toBe(value('shipping_ex_tax', 'shipping'));
    expect(goods - discounts + shipping + surcharges + tax).toBe(value('total'));
    expect(minor(order.claims.total.amount)).toBe(value('total'));
    if (name !== 'discount-holds-tax') expect(discounts).toBe(value('total_discount', 'discount'));
  });

  test('adds up, part by part, to what the cart claims', () => {
    expect(checkOrder(order, { roundingLimit: '0' }).problems).toEqual([]);
  });

  test('is not held', () => {
    expect(result.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  test('is the same order when its numbers come as their text, as the client keeps them', () => {
    const text = JSON.stringify(payload, (_key, inner: unknown) =>
      typeof inner === 'number' ? String(inner) : inner,
    );
    const again = api2cart.normalize(JSON.parse(text), { storeId: 'shop.example' });
    expect(again).toEqual(result);
  });
});
