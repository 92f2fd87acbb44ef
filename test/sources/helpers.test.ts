/** What every cart's reading stands on. */
import { cleanText, jurisdictionName, slug } from '../../lib/sources/clean-text';
import { findSource, SOURCES } from '../../lib/sources';
import { retryAfterMs } from '../../lib/sources/http-retry';
import { amountOf, minorOf } from '../../lib/sources/read-amount';
import { utcInstant } from '../../lib/sources/read-instant';
import { asId, field, preview } from '../../lib/sources/read-json';

test('the registry finds a source by its platform and nothing else', () => {
  for (const source of SOURCES) expect(findSource(source.platform)).toBe(source);
  expect(findSource('WooCommerce')).toBeUndefined();
  expect(findSource('__proto__')).toBeUndefined();
});

describe('text', () => {
  test.each([
    ['plain', 'plain'],
    ['a\tb\r\nc', 'a b c'],
    ['a\u0000\u0007\u009fb', 'ab'],
    ['\u202eevil\u2066', 'evil'],
    ['👩\u200d🚀 ünï', '👩\u200d🚀 ünï'],
    [42, '42'],
    [null, ''],
    [{}, ''],
    [true, ''],
    ['half \ud83d a pair', 'half  a pair'],
  ])('%p reads as %p', (value, clean) => {
    expect(cleanText(value)).toBe(clean);
  });

  test('is not cut through a character', () => {
    expect(cleanText('🚀'.repeat(10), 5)).toBe('🚀🚀');
  });

  test.each([
    ['PayPal (Express)', 'paypal-express'],
    ['--x--', 'x'],
    ['', ''],
    ['a:b', 'a-b'],
  ])('%p as a slug is %p', (value, expected) => {
    expect(slug(value)).toBe(expected);
  });

  test.each([
    ['US-NY-NYC-2', 'US-NY-NYC-2'],
    ['MwSt 19%', 'MwSt 19%'],
    ['  a   b  ', 'a b'],
    ['a:b:c', 'a-b-c'],
    ['TVA réduite', 'TVA réduite'],
    ['__proto__', ''],
    ['constructor', ''],
    [7, ''],
    [' ', ''],
  ])('%p as a jurisdiction is %p', (value, expected) => {
    expect(jurisdictionName(value)).toBe(expected);
  });
});

describe('instants', () => {
  test.each([
    ['2026-11-22T17:33:52', '2026-11-22T17:33:52Z'],
    ['2026-11-22T17:33:52Z', '2026-11-22T17:33:52Z'],
    ['2026-11-22T17:33:52.125', '2026-11-22T17:33:52.125Z'],
    ['2024-02-29T00:00:00', '2024-02-29T00:00:00Z'],
    ['2023-02-29T00:00:00', undefined],
    ['2026-04-31T00:00:00', undefined],
    ['2026-00-10T00:00:00', undefined],
    ['2026-11-22T24:00:00', undefined],
    ['2026-11-22T17:33:60', undefined],
    ['2026-11-22 17:33:52', undefined],
    ['2026-11-22T17:33:52+01:00', undefined],
    ['0000-00-00T00:00:00', undefined],
    [1_795_368_914, undefined],
    [null, undefined],
  ])('%p reads as %p', (value, instant) => {
    expect(utcInstant(value)).toBe(instant);
  });
});

describe('amounts', () => {
  test.each([
    [1234n, 2, 2, 1234n],
    [1234n, 2, 3, 12340n],
    [12340n, 3, 2, 1234n],
    [12345n, 3, 2, undefined],
    [-100n, 2, 0, -1n],
  ])('%p at scale %i in a currency of %i decimals is %p', (digits, scale, decimals, minor) => {
    expect(amountOf({ digits, scale }, decimals).minor).toBe(minor);
  });

  test('one that nobody rounded is a broken invariant', () => {
    expect(() => minorOf(amountOf({ digits: 12345n, scale: 3 }, 2))).toThrow(/never rounded/);
  });
});

describe('JSON', () => {
  test.each([
    [7, '7'],
    ['7', '7'],
    ['', undefined],
    [1.5, undefined],
    [2 ** 53, undefined],
    [Number.NaN, undefined],
    [null, undefined],
    [{}, undefined],
    ['a\u0000b', undefined],
    ['\ud800', undefined],
    ['x'.repeat(201), undefined],
    ['order_01J 🎁', 'order_01J 🎁'],
  ])('%p as an id is %p', (value, id) => {
    expect(asId(value)).toBe(id);
  });

  test('only own fields are read', () => {
    expect(field({}, 'toString')).toBeUndefined();
    expect(field(JSON.parse('{"__proto__":1}'), '__proto__')).toBe(1);
  });

  test('a preview is short whatever the value', () => {
    for (const value of ['x'.repeat(1e6), Array.from({ length: 1e5 }), { a: 'x'.repeat(1e6) }]) {
      expect(preview(value).length).toBeLessThan(50);
    }
  });
});

describe('Retry-After', () => {
  const now = new Date('2026-03-01T12:00:00Z');
  test.each([
    ['120', 120_000],
    [' 0 ', 0],
    ['1.5', 1500],
    ['Sun, 01 Mar 2026 12:00:30 GMT', 30_000],
    ['Sun, 01 Mar 2026 11:00:00 GMT', 0],
    ['-5', undefined],
    ['soon', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%p is %p ms', (header, milliseconds) => {
    expect(retryAfterMs(header, now)).toBe(milliseconds);
  });
});
