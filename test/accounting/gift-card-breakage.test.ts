/** D9: breakage of gift cards by the proportional method. `UPDATE_GOLDEN=1` writes the journal anew. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { accountBalances } from '../../lib/accounting/check-entry';
import { toHledger } from '../../lib/accounting/export/hledger';
import { type Breakage, recogniseBreakage } from '../../lib/accounting/gift-card-breakage';
import type { JournalEntry } from '../../lib/accounting/journal-entry';
import { fromMinor } from '../../lib/money/minor';
import { requireDebianPackage } from '../../scripts/support/debian';
import { hledger } from '../support/plain-text-tools';

const CARDS: Breakage = {
  platform: 'shop',
  storeId: 'store.example',
  pool: '2026',
  currency: 'USD',
  issued: '1000.00',
  redeemed: '540.00',
  expectedPercent: '10',
  recognisedBefore: '0.00',
  date: '2026-12-31',
};
const recognise = (sums: Partial<Breakage>): JournalEntry => {
  const { entry, problem } = recogniseBreakage({ ...CARDS, ...sums });
  if (!entry) throw new Error(problem?.message ?? 'nothing to recognise');
  return entry;
};
const told = ({ lines }: JournalEntry): string =>
  lines.map(({ account, debit, credit }) => `${account} ${debit ?? `-${credit}`}`).join(', ');

describe('breakage of gift cards', () => {
  beforeAll(() => requireDebianPackage('hledger', 'hledger'), 300_000);

  it('of 1000.00 issued, 10% expected and 540.00 redeemed is 60.00', () => {
    const entry = recognise({});
    expect(told(entry)).toBe('gift-card-liability 60.00, breakage -60.00');
    expect(entry).toMatchObject({
      key: 'shop:store.example:gift-cards:breakage:2026.USD.2026-12-31',
      date: '2026-12-31',
      document: 'journal',
      source: {
        platform: 'shop',
        storeId: 'store.example',
        orderId: 'gift-cards',
        number: 'gift cards',
        updatedAt: '2026-12-31T00:00:00Z',
      },
    });
    const [again] = recognise({ recognisedBefore: '30.00' }).lines;
    expect(again?.explanation.arithmetic).toMatch(/-> 60\.00; 60\.00 - 30\.00 recognised before = 30\.00$/);
    for (const { explanation } of entry.lines) {
      expect(explanation.arithmetic).toBe(
        '10% of 1000.00 = 100.00; 540.00 * 100.00 / 900.00, at most 100.00 and the 460.00 left -> 60.00; 60.00 - 0.00 recognised before = 60.00',
      );
      for (const pointer of explanation.pointers) expect(CARDS).toHaveProperty(pointer.slice(1));
    }
  });

  it('gives the journal of three closings, byte for byte', () => {
    const journal = toHledger([
      recognise({ redeemed: '270.00', date: '2026-06-30' }),
      recognise({ redeemed: '540.00', recognisedBefore: '30.00' }),
      // Redeemed beyond the expectation: what was recognised too much goes back.
      recognise({ redeemed: '960.00', recognisedBefore: '60.00', date: '2027-12-31' }),
    ]);
    const file = join(__dirname, '../golden/gift-card-breakage/d9.journal');
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, journal);
    expect(journal).toBe(readFileSync(file, 'utf8'));
    expect(hledger(journal, 'check', '--strict')).toEqual({ status: 0, output: '' });
  });

  it('is never more than is expected, nor than is left on the cards', () => {
    expect(told(recognise({ redeemed: '900.00' }))).toBe('gift-card-liability 100.00, breakage -100.00');
    expect(told(recognise({ redeemed: '950.00' }))).toBe('gift-card-liability 50.00, breakage -50.00');
    expect(told(recognise({ redeemed: '950.00', recognisedBefore: '100.00' }))).toBe(
      'breakage 50.00, gift-card-liability -50.00',
    );
    // 33.333% of 1.00 is 0.33333: what is below a cent was not expected whole.
    expect(told(recognise({ issued: '1.00', redeemed: '0.66', expectedPercent: '33.333' }))).toBe(
      'gift-card-liability 0.33, breakage -0.33',
    );
  });

  it('has no entry where nothing changed', () => {
    expect(recogniseBreakage({ ...CARDS, recognisedBefore: '60.00' })).toEqual({});
    expect(recogniseBreakage({ ...CARDS, redeemed: '0.00' })).toEqual({});
    expect(recogniseBreakage({ ...CARDS, expectedPercent: '0' })).toEqual({});
  });

  it('tells what it works with in currencies of other decimals', () => {
    const yen = recognise({ currency: 'JPY', issued: '100000', redeemed: '54000', recognisedBefore: '0' });
    expect(told(yen)).toBe('gift-card-liability 6000, breakage -6000');
    expect(yen.lines[0]?.explanation.arithmetic).toMatch(/^10% of 100000 = 10000; 54000 \* 10000 \/ 90000, /);
    const odd = recognise({
      currency: 'JPY',
      issued: '999',
      redeemed: '500',
      expectedPercent: '7.5',
      recognisedBefore: '0',
    });
    expect(odd.lines[0]?.explanation.arithmetic).toMatch(
      /^7\.5% of 999 = 74\.925; 500 \* 74\.925 \/ 924\.075, /,
    );
    expect(told(odd)).toBe('gift-card-liability 41, breakage -41');
  });

  it.each([
    [{ currency: 'XXQ' }, '"XXQ" is no currency'],
    [{ date: '31.12.2026' }, '"31.12.2026" is no date'],
    [{ issued: '1,000.00' }, 'issued is "1,000.00"'],
    [{ redeemed: '-1.00' }, 'redeemed is "-1.00"'],
    [{ recognisedBefore: '0.001' }, 'recognisedBefore is "0.001"'],
    [{ redeemed: '1000.01' }, 'more was redeemed than was issued'],
    [{ expectedPercent: '100' }, 'from 0 to below 100'],
    [{ expectedPercent: '-1' }, 'from 0 to below 100'],
    [{ expectedPercent: '10%' }, 'from 0 to below 100'],
  ])('is a problem with %j', (wrong, message) => {
    const { entry, problem } = recogniseBreakage({ ...CARDS, ...wrong });
    expect(entry).toBeUndefined();
    expect(problem).toMatchObject({ severity: 'error', code: 'breakage_unreadable' });
    expect(problem?.message).toContain(message);
  });

  it('recognised in steps comes to what it is at once, whatever the steps', () => {
    const sums = fc
      .tuple(
        fc.constantFrom('USD', 'JPY', 'KWD'),
        fc.bigInt(1n, 10n ** 12n),
        fc.array(fc.bigInt(0n, 10n ** 12n), { minLength: 1, maxLength: 8 }),
        fc.nat(9999),
      )
      .map(([currency, issued, steps, basis]) => ({
        currency,
        issued,
        redeemed: steps.map((step) => step % (issued + 1n)).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)),
        expectedPercent: fromMinor(BigInt(basis), 'USD'),
      }));
    fc.assert(
      fc.property(sums, ({ currency, issued, redeemed, expectedPercent }) => {
        const at = (soFar: bigint, before: bigint): bigint => {
          const { entry, problem } = recogniseBreakage({
            ...CARDS,
            currency,
            expectedPercent,
            issued: fromMinor(issued, currency),
            redeemed: fromMinor(soFar, currency),
            recognisedBefore: fromMinor(before, currency),
          });
          expect(problem).toBeUndefined();
          return before + (entry ? (accountBalances([entry]).get('breakage') ?? 0n) : 0n);
        };
        const last = redeemed.at(-1) as bigint;
        let recognised = 0n;
        for (const soFar of redeemed) recognised = at(soFar, recognised);
        expect(recognised).toBe(at(last, 0n));
        expect(recognised).toBeGreaterThanOrEqual(0n);
        expect(recognised).toBeLessThanOrEqual(issued - last);
      }),
      { numRuns: 2000 },
    );
  });
});
