import fc from 'fast-check';
import { JsonNumber, parseExactJson, writeExactJson } from '../../lib/destinations/exact-json';

describe('JSON is read', () => {
  it('with the digits of every number, wherever it stands', () => {
    const text = '{"a":90071992547409.93,"b":[1.50,-0.00,7],"c":"1.50","d":true,"e":null,"f\\"1":{"g":0}}';
    expect(parseExactJson(text)).toEqual({
      a: '90071992547409.93',
      b: ['1.50', '-0.00', '7'],
      c: '1.50',
      d: true,
      e: null,
      'f"1': { g: '0' },
    });
  });

  it.each([
    ['1E+1', '10'],
    ['1.5e3', '1500'],
    ['1.25e1', '12.5'],
    ['-2.5E-3', '-0.0025'],
    ['0e5', '0'],
  ])('without exponents: %s is %s', (written, plain) => {
    expect(parseExactJson(written)).toBe(plain);
  });

  it('with an exponent beyond all amounts left as it is', () => {
    expect(parseExactJson('1e400')).toBe('1e400');
  });

  it('behind a byte order mark', () => {
    expect(parseExactJson('\ufeff{"a":1}')).toEqual({ a: '1' });
  });

  it.each(['', '{', '{"a":007}', '{"a":1.}', "{'a':1}", '[1,]', 'NaN'])('not when it is none: %s', (text) => {
    expect(() => parseExactJson(text)).toThrow(SyntaxError);
  });

  it('as JSON.parse does, but for numbers', () => {
    const numbersAsText = (value: unknown): unknown =>
      typeof value === 'number'
        ? String(value)
        : Array.isArray(value)
          ? value.map(numbersAsText)
          : typeof value === 'object' && value !== null
            ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, numbersAsText(inner)]))
            : value;
    const integers = fc
      .jsonValue()
      .filter((value) => !/[.e]/i.test(JSON.stringify(value).replace(/"(?:[^"\\]|\\.)*"/g, '')));
    fc.assert(
      fc.property(integers, (value) => {
        expect(parseExactJson(JSON.stringify(value))).toEqual(
          numbersAsText(JSON.parse(JSON.stringify(value))),
        );
      }),
    );
  });
});

describe('JSON is written', () => {
  it('with numbers as they are told, and absent fields left out', () => {
    const body = { a: new JsonNumber('90071992547409.93'), b: [1, 'x"y', true, null], c: undefined };
    expect(writeExactJson(body)).toBe('{"a":90071992547409.93,"b":[1,"x\\"y",true,null]}');
  });

  it.each([1.5, Number.NaN, 2 ** 53, () => 1, Symbol('x'), 1n, undefined])(
    'never with what has no exact form',
    (value) => {
      expect(() => writeExactJson({ value: [value] })).toThrow(TypeError);
    },
  );

  it.each(['', '1e3', '01', '.5', '1.', '+1', '1,5', 'NaN'])(
    'never with a number that is none: "%s"',
    (text) => {
      expect(() => new JsonNumber(text)).toThrow(RangeError);
    },
  );

  it('so that it reads back as it was', () => {
    const digits = fc.tuple(
      fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }),
      fc.stringMatching(/^\d{0,8}$/),
    );
    fc.assert(
      fc.property(digits, ([whole, fraction]) => {
        const text = fraction === '' ? String(whole) : `${whole}.${fraction}`;
        expect(parseExactJson(writeExactJson([new JsonNumber(text)]))).toEqual([text]);
      }),
    );
  });
});
