import { evensOut } from '../../lib/accounting/allowed-rounding';

const ROUNDING = { ledgerAccount: '7700', limit: '0.02' };
const EUR = { currency: 'EUR', rounding: ROUNDING };
const nets = (all: Record<string, bigint>) => new Map(Object.entries(all));

const PLANNED = nets({ '1000': 1190n, '4000': -1000n, 'tax-code:DE': -190n });

describe('tax that a ledger worked out by itself', () => {
  it.each([
    [
      'more tax by the limit',
      nets({ '1000': 1190n, '4000': -1000n, 'tax-code:DE': -192n, '7700': 2n }),
      true,
    ],
    [
      'less tax by the limit',
      nets({ '1000': 1190n, '4000': -1000n, 'tax-code:DE': -188n, '7700': -2n }),
      true,
    ],
    ['more than the limit', nets({ '1000': 1190n, '4000': -1000n, 'tax-code:DE': -193n, '7700': 3n }), false],
    [
      'less than the limit',
      nets({ '1000': 1190n, '4000': -1000n, 'tax-code:DE': -187n, '7700': -3n }),
      false,
    ],
    ['tax that nothing evens out', nets({ '1000': 1190n, '4000': -1000n, 'tax-code:DE': -191n }), false],
    [
      'a line that evens out another sum',
      nets({ '1000': 1190n, '4000': -1000n, 'tax-code:DE': -191n, '7700': 2n }),
      false,
    ],
    [
      'tax under two codes, evened out together',
      nets({ '1000': 1190n, '4000': -1000n, 'tax-code:DE': -192n, 'tax-code:AT': 1n, '7700': 1n }),
      true,
    ],
    ['another account that differs', nets({ '1000': 1191n, '4000': -1001n, 'tax-code:DE': -190n }), false],
    ['an account that is missing', nets({ '1000': 1190n, 'tax-code:DE': -190n }), false],
    [
      'a name that only ends in the prefix',
      nets({ '1000': 1190n, '4000': -1000n, 'tax-code:DE': -190n, 'x tax-code:': -1n, '7700': 1n }),
      false,
    ],
    ['nothing that differs', PLANNED, true],
  ])('%s: allowed %#', (_what, held, allowed) => {
    expect(evensOut(EUR, PLANNED, held)).toBe(allowed);
  });

  it('is never allowed where no rounding account was given', () => {
    expect(evensOut({ currency: 'EUR' }, PLANNED, PLANNED)).toBe(false);
  });

  it('has a limit in the decimals of the currency: 0.05 is none for yen', () => {
    const yen = { currency: 'JPY', rounding: { ledgerAccount: '7700', limit: '0.05' } };
    const planned = nets({ 'tax-code:JP': -100n });
    expect(evensOut(yen, planned, nets({ 'tax-code:JP': -101n, '7700': 1n }))).toBe(false);
    const one = { currency: 'JPY', rounding: { ledgerAccount: '7700', limit: '1.9' } };
    expect(evensOut(one, planned, nets({ 'tax-code:JP': -101n, '7700': 1n }))).toBe(true);
    expect(evensOut(one, planned, nets({ 'tax-code:JP': -102n, '7700': 2n }))).toBe(false);
  });

  it('with a limit that is no amount has none', () => {
    const none = { currency: 'EUR', rounding: { ledgerAccount: '7700', limit: 'a little' } };
    expect(
      evensOut(none, PLANNED, nets({ '1000': 1190n, '4000': -1000n, 'tax-code:DE': -191n, '7700': 1n })),
    ).toBe(false);
  });
});
