import fc from 'fast-check';
import { exactMinor } from '../../lib/money/exact-minor';
/** Read with nothing but its grammar: what does not fit into the currency's decimals must be zeros. */
const slow = (text: string, decimals: number): bigint | undefined => {
  const [, sign = '', whole = '', more = ''] = /^(-?)([0-9]{1,30})(?:\.([0-9]{1,20}))?$/.exec(text) ?? [];
  if (whole === '' || /[1-9]/.test(more.slice(decimals))) return undefined;
  return BigInt(`${sign}${whole}${more.slice(0, decimals).padEnd(decimals, '0')}`);
};

describe('reading one amount', () => {
  it('agrees with the plain reader on every text that looks a little like an amount', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 20 });
    const likeAmount = fc.oneof(
      fc
        .tuple(fc.constantFrom('', '-'), digits, fc.constantFrom('', '.'), digits)
        .map((parts) => parts.join('')),
      fc.string({ unit: fc.constantFrom(...'0123456789.-+e, '), maxLength: 18 }),
      fc.string(),
    );
    fc.assert(
      fc.property(likeAmount, fc.constantFrom(0, 2, 3, 4), (text, decimals) => {
        expect(exactMinor(text, decimals)).toBe(slow(text, decimals));
      }),
      { numRuns: 5000 },
    );
  });

  it.each([
    ['12.34', 2, 1234n],
    ['-12.34', 2, -1234n],
    ['-0.00', 2, 0n],
    ['12.3', 2, 1230n],
    ['12.3400', 2, 1234n],
    ['12.345', 2, undefined],
    ['5000', 0, 5000n],
    ['5000.00', 0, 5000n],
    ['9999999999999999999999.99', 2, 999999999999999999999999n],
    ['9007199254740993', 0, 9007199254740993n],
    ['.50', 2, undefined],
    ['50.', 2, undefined],
    ['-', 2, undefined],
    ['', 2, undefined],
    ['1e3', 2, undefined],
    ['12,50', 2, undefined],
    ['NaN', 2, undefined],
    [12.5, 2, undefined],
    [null, 2, undefined],
  ])('%p with %i decimals is %p', (text, decimals, expected) => {
    expect(exactMinor(text, decimals)).toBe(expected);
  });
});
