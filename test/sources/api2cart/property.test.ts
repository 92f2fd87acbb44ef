/** Laws of reading: what is read is what was, or it is held; nothing depends on how a cart puts it. */
import * as fc from 'fast-check';
import { checkOrder } from '../../../lib/commerce/check-order';
import { parseExactJson } from '../../../lib/sources/api2cart/exact-json';
import { decimalOf } from '../../../lib/sources/api2cart/read-number';
import { formatDecimal } from '../../../lib/money/decimal';
import { normalized, sums } from './support/normalized';
import { randomOrder } from './support/random-order';

const HELD_WITH_REASON = ['ambiguous_totals'];

test('every component is what it was in truth, whether prices hold tax, in either flavour, in numbers or text', () => {
  fc.assert(
    fc.property(randomOrder, ({ truth, payload }) => {
      const { order, errors } = normalized(payload);
      if (errors.length > 0) {
        expect(errors.every((code) => HELD_WITH_REASON.includes(code))).toBe(true);
        return;
      }
      const { goods, discounts, shipping, surcharges, tax } = sums(order);
      expect(tax).toBe(truth.tax);
      expect(shipping).toBe(truth.shipping);
      expect(surcharges).toBe(truth.wrapping);
      expect(goods - discounts).toBe(truth.goods - truth.discount);
      expect(checkOrder(order, { roundingLimit: '0' }).problems).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

test('few orders are too uncertain to read', () => {
  const held = fc
    .sample(randomOrder, { numRuns: 500, seed: 7 })
    .filter(({ payload }) => normalized(payload).errors.length > 0);
  expect(held.length).toBeLessThan(5);
});

test('a total that is a unit off is never taken for rounding', () => {
  const plain = randomOrder.filter(
    ({ from, truth }) => truth.discount === 0 && (from.shipping === 0 || from.shippingTax === 0),
  );
  fc.assert(
    fc.property(plain, fc.constantFrom(1n, -1n), ({ payload }, by) => {
      const off = JSON.parse(JSON.stringify(payload), (key, value: unknown) => {
        if (key !== 'total' || (typeof value !== 'number' && typeof value !== 'string')) return value;
        const [whole = '', fraction = ''] = String(value).split('.');
        const digits = String(BigInt(whole + fraction.padEnd(3, '0')) + by * (whole.length > 0 ? 1000n : 0n));
        return `${digits.slice(0, -3) || '0'}.${digits.slice(-3).padStart(3, '0')}`;
      }) as unknown;
      expect(normalized(off).errors).not.toEqual([]);
    }),
  );
});

test('a number keeps every digit of its text', () => {
  const digits = fc.tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.integer({ min: 0, max: 9 }));
  fc.assert(
    fc.property(digits, ([value, scale]) => {
      const text = formatDecimal({ digits: value, scale });
      const read = parseExactJson(`{"a":[${text}],"b":"${text}","c":"1 \\" 2"}`);
      expect(read).toEqual({ a: [text], b: text, c: '1 " 2' });
      expect(decimalOf(text)).toEqual({ digits: value, scale });
    }),
  );
});

test('JSON that is none is none, and what stands in strings stays', () => {
  for (const text of ['', '{', '[01]', '[1.]', '[-]', '{"a":1', '[1 2]'])
    expect(() => parseExactJson(text)).toThrow(SyntaxError);
  expect(parseExactJson('\ufeff{"a\\"1":"2, 3","b":-0.5e+3,"c":[true,null,"\\\\"],"4":5}')).toEqual({
    'a"1': '2, 3',
    b: '-0.5e+3',
    c: [true, null, '\\'],
    '4': '5',
  });
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false } as object), (value) => {
      const text = JSON.stringify(value, (_key, inner: unknown) => (Object.is(inner, -0) ? 0 : inner));
      const asText = JSON.stringify(JSON.parse(text), (_key, inner: unknown) =>
        typeof inner === 'number' ? String(inner) : inner,
      );
      const read = JSON.stringify(parseExactJson(text));
      expect(read.replace(/e\+/g, 'e')).toBe(asText.replace(/e\+/g, 'e'));
    }),
  );
});

test('JSON numbers are read as their shortest decimal, and beyond fifteen digits not at all', () => {
  expect(decimalOf(39.9)).toEqual({ digits: 399n, scale: 1 });
  expect(decimalOf(1e-7)).toEqual({ digits: 1n, scale: 7 });
  expect(decimalOf(1e21)).toEqual({ digits: 10n ** 21n, scale: 0 });
  expect(decimalOf(-0)).toEqual({ digits: 0n, scale: 0 });
  expect(decimalOf('1.0e-5')).toEqual({ digits: 10n, scale: 6 });
  expect(decimalOf('1.5E+3')).toEqual({ digits: 1500n, scale: 0 });
  expect(decimalOf(0.1 + 0.2)).toBe('uncertain');
  expect(decimalOf(Number.NaN)).toBeUndefined();
  expect(decimalOf('12,50')).toBeUndefined();
  expect(decimalOf('1e999')).toBeUndefined();
});
