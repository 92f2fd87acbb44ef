import fc from 'fast-check';
import { allocate, roundTogether } from '../../lib/money/allocate';
import { currencyCodes, exponentOf } from '../../lib/money/currency';
import {
  addDecimals,
  digitsAtScale,
  formatDecimal,
  formatDigits,
  parseDecimal,
} from '../../lib/money/decimal';
import { fromMinor, isWholeMinor, roundToMinor, toMinor, wholeMinor } from '../../lib/money/minor';
import { ROUNDING_RULES } from '../../lib/money/rounding';

const RUNS = { numRuns: 2000 };
const decimal = (text: string) => parseDecimal(text) as NonNullable<ReturnType<typeof parseDecimal>>;

describe('a decimal', () => {
  test.each(['0', '12', '-12.30', '0.000001', '123456789012345678901234567890.12'])(
    '%s is read exactly',
    (text) => {
      expect(formatDecimal(decimal(text))).toBe(text);
    },
  );

  test.each([
    null,
    undefined,
    '',
    ' ',
    '12,50',
    '1e3',
    'NaN',
    'Infinity',
    '+1',
    '.5',
    '1.',
    '--1',
    '1.2.3',
    '1.2.',
    '0x10',
    '1_000',
    '１２',
    '12.5 ',
    12.5,
    1e3,
    NaN,
    {},
    [],
    true,
    '9'.repeat(31),
  ])('%p is not one', (value) => {
    expect(parseDecimal(value)).toBeUndefined();
  });

  test('is read from any text as its grammar says, whichever way is quicker', () => {
    const grammar = /^-?[0-9]{1,30}(\.[0-9]{1,20})?$/;
    const likely = fc.stringMatching(/^-?[0-9]{0,18}\.?[0-9]{0,4}$/);
    const odd = fc.string({ unit: fc.constantFrom('-', '.', '0', '1', '9', 'e', ' '), maxLength: 18 });
    fc.assert(
      fc.property(fc.oneof(likely, odd), (text) => {
        const read = parseDecimal(text);
        if (!grammar.test(text)) return expect(read).toBeUndefined();
        const [whole = '', decimals = ''] = text.split('.');
        expect(read).toEqual({ digits: BigInt(whole + decimals), scale: decimals.length });
      }),
      RUNS,
    );
  });

  test('is written with its point in its place, small or beyond what a double holds', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.nat(6), (digits, scale) => {
        const padded = String(digits < 0n ? -digits : digits).padStart(scale + 1, '0');
        const cut = padded.length - scale;
        const written = scale === 0 ? padded : `${padded.slice(0, cut)}.${padded.slice(cut)}`;
        expect(formatDigits(digits, scale)).toBe(digits < 0n ? `-${written}` : written);
      }),
      RUNS,
    );
    expect(formatDigits(0n, 2)).toBe('0.00');
    expect(formatDigits(0n, 3)).toBe('0.000');
    expect(formatDigits(8_999_999_999_999_999n, 2)).toBe('89999999999999.99');
    expect(formatDigits(9_007_199_254_740_993n, 2)).toBe('90071992547409.93');
  });

  test('adds up without losing a digit', () => {
    expect(formatDecimal(addDecimals([decimal('0.1'), decimal('0.2'), decimal('-0.30001')]))).toBe(
      '-0.00001',
    );
  });
});

describe('what the money room refuses', () => {
  test('a scale that would lose decimals', () => {
    expect(digitsAtScale(decimal('1.234'), 4)).toBe(12340n);
    expect(() => digitsAtScale(decimal('1.234'), 2)).toThrow('scale 2 would lose decimals');
  });

  test('a currency that it does not know, by its name', () => {
    expect(() => toMinor('1.00', 'ZZZ')).toThrow('unknown currency "ZZZ"');
    expect(() => fromMinor(100n, 'ZZZ')).toThrow('unknown currency "ZZZ"');
  });

  test.each([
    ['12.300', 2, true],
    ['12.305', 2, false],
    ['12.3', 2, true],
    ['7.000', 0, true],
    ['7.100', 0, false],
  ])('more decimals than there are, unless they are zeros: %s with %d', (text, decimals, whole) => {
    expect(isWholeMinor(decimal(text), decimals)).toBe(whole);
  });
});

describe('currencies', () => {
  test('are listed in order', () => {
    expect(currencyCodes()).toEqual([...currencyCodes()].sort());
    expect(currencyCodes()).toContain('EUR');
  });

  test.each([
    ['JPY', 0],
    ['EUR', 2],
    ['KWD', 3],
    ['CLF', 4],
  ] as const)('%s has %d decimals', (code, decimals) => {
    expect(exponentOf(code)).toBe(decimals);
  });

  test.each(['XYZ', 'eur', '', '__proto__', 'constructor'])('%p is none', (code) => {
    expect(exponentOf(code)).toBeUndefined();
  });

  test('amounts are written with exactly the currency’s decimals', () => {
    expect([fromMinor(5n, 'EUR'), fromMinor(-5n, 'KWD'), fromMinor(500n, 'JPY')]).toEqual([
      '0.05',
      '-0.005',
      '500',
    ]);
  });

  test('an amount that is finer than its currency is refused, trailing zeros are not', () => {
    expect(toMinor('12.3000', 'EUR')).toBe(1230n);
    expect(() => toMinor('12.301', 'EUR')).toThrow('not an exact amount of EUR');
    expect(isWholeMinor(decimal('1000.00'), 0)).toBe(true);
    expect(wholeMinor(decimal('1000.50'), 0)).toBeUndefined();
  });

  test('writing and reading an amount gives it back', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }),
        fc.constantFrom(...currencyCodes()),
        (minor, currency) => {
          expect(toMinor(fromMinor(minor, currency), currency)).toBe(minor);
        },
      ),
      RUNS,
    );
  });
});

describe('rounding has a name', () => {
  test.each([
    ['half-up', [0n, 1n, 2n, -1n, -2n]],
    ['half-even', [0n, 0n, 2n, 0n, -2n]],
    ['down', [0n, 0n, 1n, 0n, -1n]],
    ['up', [1n, 1n, 2n, -1n, -2n]],
  ] as const)('%s', (rule, expected) => {
    expect([4n, 5n, 15n, -5n, -15n].map((tenths) => ROUNDING_RULES[rule](tenths, 10n))).toEqual(expected);
  });

  test('9.99 with 20 % inside is 1.67 half up and 1.66 half even of 1.665 (treatment D2)', () => {
    expect(roundToMinor(decimal('1.665'), 2, 'half-up')).toBe(167n);
    expect(roundToMinor(decimal('1.665'), 2, 'half-even')).toBe(166n);
  });

  test('every rule stays within one unit and keeps whole numbers', () => {
    fc.assert(
      fc.property(
        fc.bigInt(-(10n ** 12n), 10n ** 12n),
        fc.bigInt(1n, 10n ** 6n),
        fc.constantFrom(...Object.values(ROUNDING_RULES)),
        (n, d, rule) => {
          const error = rule(n, d) * d - n;
          expect(error < d && -error < d).toBe(true);
          expect(rule(n * d, d)).toBe(n);
        },
      ),
      RUNS,
    );
  });
});

describe('allocation by largest remainder', () => {
  test('gives leftovers to the largest remainders, ties to the lower index (treatment D3)', () => {
    expect(allocate(1000n, [1000n, 1000n, 1000n])).toEqual([334n, 333n, 333n]);
    expect(allocate(200n, [666n, 667n, 667n])).toEqual([66n, 67n, 67n]);
    expect(allocate(1000n, [6000n, 4000n])).toEqual([600n, 400n]);
  });

  test('a weight of zero gets nothing', () => {
    expect(allocate(2n, [0n, 1n, 0n])).toEqual([0n, 2n, 0n]);
    expect(allocate(0n, [0n, 0n])).toEqual([0n, 0n]);
    expect(allocate(0n, [])).toEqual([]);
  });

  test('refuses to place an amount on nothing', () => {
    expect(() => allocate(1n, [0n, 0n])).toThrow('nothing to allocate to');
    expect(() => allocate(1n, [-1n, 2n])).toThrow('negative');
  });

  const weights = fc
    .array(fc.bigInt(0n, 10n ** 9n), { minLength: 1, maxLength: 40 })
    .filter((all) => all.some((w) => w > 0n));

  test('the shares always add up to the total, each within one unit of its exact share', () => {
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 12n), 10n ** 12n), weights, (total, all) => {
        const shares = allocate(total, all);
        const sum = all.reduce((a, b) => a + b, 0n);
        expect(shares.reduce((a, b) => a + b, 0n)).toBe(total);
        shares.forEach((share, index) => {
          const error = share * sum - total * (all[index] as bigint);
          expect(error < sum && -error < sum).toBe(true);
        });
      }),
      RUNS,
    );
  });

  test('what is drawn little by little from what is left ends at exactly zero', () => {
    fc.assert(
      fc.property(weights, fc.array(fc.integer({ min: 1, max: 99 }), { maxLength: 5 }), (all, percents) => {
        let left = [...all];
        const draw = (amount: bigint) => {
          const shares = allocate(amount, left);
          left = left.map((weight, index) => weight - (shares[index] as bigint));
        };
        const total = () => left.reduce((a, b) => a + b, 0n);
        for (const percent of percents) if (total() > 0n) draw((total() * BigInt(percent)) / 100n);
        if (total() > 0n) draw(total());
        expect(left.every((weight) => weight === 0n)).toBe(true);
      }),
      RUNS,
    );
  });
});

describe('rounding together', () => {
  test('reaches the target by raising the largest fractions', () => {
    expect(roundTogether(['10.125', '10.125', '5'].map(decimal), 2, 2525n)).toEqual({
      shares: [1013n, 1012n, 500n],
      leftoverTo: [0],
    });
  });

  test('three taxes of 0.24 2/3 reach 0.74, not three times 0.25', () => {
    expect(roundTogether(['0.246667', '0.246667', '0.246666'].map(decimal), 2, 74n)?.shares).toEqual([
      25n,
      25n,
      24n,
    ]);
  });

  test.each([
    ['whole numbers never move', ['1.00', '2.00'], 301n],
    ['more than one unit for each fraction is no rounding', ['1.001', '2.00'], 302n],
    ['nor is less than their whole parts', ['1.009', '2.00'], 299n],
  ])('%s', (_, values, target) => {
    expect(roundTogether(values.map(decimal), 2, target)).toBeUndefined();
  });

  test('whatever it answers adds up, and every share is the floor or one above it', () => {
    const value = fc
      .tuple(fc.bigInt(-(10n ** 9n), 10n ** 9n), fc.integer({ min: 0, max: 6 }))
      .map(([digits, scale]) => ({ digits, scale }));
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 0, max: 25 }),
        (values, extra) => {
          const floors = values.map((v) => roundTogether([v], 2, ROUNDING_FLOOR(v))?.shares[0] as bigint);
          const target = floors.reduce((a, b) => a + b, 0n) + BigInt(extra);
          const result = roundTogether(values, 2, target);
          const fractions = values.filter((v) => !isWholeMinor(v, 2)).length;
          expect(result === undefined).toBe(extra > fractions);
          if (!result) return;
          expect(result.shares.reduce((a, b) => a + b, 0n)).toBe(target);
          result.shares.forEach((share, i) =>
            expect([0n, isWholeMinor(values[i] as never, 2) ? 0n : 1n]).toContain(
              share - (floors[i] as bigint),
            ),
          );
        },
      ),
      RUNS,
    );
  });
});

const ROUNDING_FLOOR = ({ digits, scale }: { digits: bigint; scale: number }): bigint => {
  if (scale <= 2) return digits * 10n ** BigInt(2 - scale);
  const unit = 10n ** BigInt(scale - 2);
  return digits >= 0n ? digits / unit : -((-digits + unit - 1n) / unit);
};
