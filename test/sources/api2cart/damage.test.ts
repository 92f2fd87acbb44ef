/** Any field of any order may be anything: then it is a problem, or it did not matter; it is never an exception. */
import * as fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkOrder } from '../../../lib/commerce/check-order';
import { orderSchema } from '../../../lib/commerce/order';
import { exponent } from '../../../lib/money/minor';
import { normalized } from './support/normalized';

const ROOM = join(__dirname, '../../golden/api2cart');
const payloads = readdirSync(ROOM).map((name) => readFileSync(join(ROOM, name, 'payload.json'), 'utf8'));

/** Every place in a payload, as the keys that lead there. */
const placesIn = (value: unknown, at: readonly string[] = []): readonly (readonly string[])[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => [[...at, key], ...placesIn(inner, [...at, key])])
    : [];

const JUNK = [
  null,
  '',
  'x',
  '0',
  '-1',
  '12,5',
  '1e9',
  0,
  -1,
  1.5,
  1e300,
  true,
  [],
  {},
  [null],
  [{}],
  [[{}]],
  { value: 5 },
  'a'.repeat(500),
];
const REMOVED = Symbol('removed');

const damaged = fc
  .record({
    payload: fc.constantFrom(...payloads),
    places: fc.array(fc.record({ nth: fc.nat(), junk: fc.constantFrom<unknown>(...JUNK, REMOVED) }), {
      minLength: 1,
      maxLength: 3,
    }),
  })
  .map(({ payload, places }) => {
    const copy = JSON.parse(payload) as Record<string, unknown>;
    for (const { nth, junk } of places) {
      const all = placesIn(copy);
      const path = all[nth % all.length] ?? [];
      const key = path.at(-1) as string;
      const holder = path
        .slice(0, -1)
        .reduce<Record<string, unknown>>((at, step) => at[step] as Record<string, unknown>, copy);
      if (junk === REMOVED) delete holder[key];
      else holder[key] = structuredClone(junk);
    }
    return copy;
  });

test('a damaged order is read without an exception, and what is not held is whole', () => {
  fc.assert(
    fc.property(damaged, (payload) => {
      const { order, errors, problems } = normalized(payload);
      expect(problems.every(({ message }) => message.length < 1500)).toBe(true);
      if (order === undefined || errors.length > 0) {
        expect(errors.length).toBeGreaterThan(0);
        return;
      }
      expect(orderSchema.parse(order)).toEqual(order);
      const decimals = exponent(order.currency);
      const exact = decimals === 0 ? /^-?\d+$/ : new RegExp(`^-?\\d+\\.\\d{${decimals}}$`);
      for (const { amount } of [...order.lines, ...order.shipping, ...order.payments, ...order.refunds])
        expect(amount).toMatch(exact);
      checkOrder(order, { roundingLimit: '0' });
    }),
    { numRuns: 500 },
  );
});
