/** Laws of differences and reversals, on which every correction stands. */
import fc from 'fast-check';
import { accountBalances } from '../../lib/accounting/check-entry';
import { type PostedLine, difference } from '../../lib/accounting/difference';
import type { JournalEntry } from '../../lib/accounting/journal-entry';
import { fromMinor } from '../../lib/money/minor';
import { runs } from '../support/runs';

const RUNS = { numRuns: runs(2000) };
const CURRENCY = 'EUR';
const WHY = { component: 'goods', rule: 'test.rule', pointers: ['/x'], arithmetic: '1' };

/** Balanced entries over a few accounts, so that they have much in common and much not. */
const entry = (): fc.Arbitrary<JournalEntry> =>
  fc
    .array(
      fc.record({
        account: fc.constantFrom('sales', 'discounts', 'tax:A', 'tax:B', 'clearing:x'),
        amount: fc.bigInt({ min: -5000n, max: 5000n }).filter((amount) => amount !== 0n),
        taxCode: fc.constantFrom(undefined, 'A', 'B'),
        dimensions: fc.constantFrom<Record<string, string> | undefined>(
          undefined,
          { shop: 'one' },
          { shop: 'two', kind: 'k' },
          { kind: 'k', shop: 'two' },
        ),
      }),
      { maxLength: 6 },
    )
    .map((items): JournalEntry => {
      const rest = -items.reduce((sum, { amount }) => sum + amount, 0n);
      const all =
        rest === 0n
          ? items
          : [...items, { account: 'receivable', amount: rest, taxCode: undefined, dimensions: undefined }];
      return {
        key: 'k',
        kind: 'sale',
        date: '2026-01-01',
        currency: CURRENCY,
        description: 'd',
        source: { platform: 'p', storeId: 's', orderId: 'o', number: '1', updatedAt: '2026-01-01T00:00:00Z' },
        document: 'journal',
        lines: all.map(({ account, amount, taxCode, dimensions }) => ({
          account,
          ...(amount > 0n
            ? { credit: fromMinor(amount, CURRENCY) }
            : { debit: fromMinor(-amount, CURRENCY) }),
          ...(taxCode === undefined ? {} : { taxCode }),
          ...(dimensions === undefined ? {} : { dimensions }),
          explanation: WHY,
        })),
        transformationVersion: '1+0',
        contentHash: 'x',
      };
    });

const balances = (lines: readonly PostedLine[]): unknown =>
  [
    ...accountBalances([
      { key: 'k', currency: CURRENCY, lines: lines.map((line) => ({ ...line, explanation: WHY })) },
    ]),
  ]
    .filter(([, balance]) => balance !== 0n)
    .sort(([a], [b]) => (a < b ? -1 : 1));

describe('differences', () => {
  it('the difference of an entry to itself is empty, however its lines are split or ordered', () => {
    fc.assert(
      fc.property(entry(), (one) => {
        expect(difference(one, one.lines, CURRENCY)).toEqual([]);
        expect(difference({ lines: [...one.lines].reverse() }, one.lines, CURRENCY)).toEqual([]);
      }),
      RUNS,
    );
  });

  it('what was posted and the difference together are the target, and the difference balances', () => {
    fc.assert(
      fc.property(entry(), entry(), (target, posted) => {
        const delta = difference(target, posted.lines, CURRENCY);
        expect(balances([...posted.lines, ...delta])).toEqual(balances(target.lines));
        expect(difference(target, [...posted.lines, ...delta], CURRENCY)).toEqual([]);
        balances(delta);
      }),
      RUNS,
    );
  });

  it('two steps come to the same as one: a to b and b to c is a to c', () => {
    fc.assert(
      fc.property(entry(), entry(), entry(), (a, b, c) => {
        const steps = [...difference(b, a.lines, CURRENCY), ...difference(c, b.lines, CURRENCY)];
        expect(difference({ lines: steps }, difference(c, a.lines, CURRENCY), CURRENCY)).toEqual([]);
      }),
      RUNS,
    );
  });

  it('without a target all of it is taken back', () => {
    fc.assert(
      fc.property(entry(), (posted) => {
        expect(balances([...posted.lines, ...difference(undefined, posted.lines, CURRENCY)])).toEqual([]);
      }),
      RUNS,
    );
  });
});

describe('reversals', () => {
  it('an entry and its reversal, the difference to nothing, leave nothing', () => {
    fc.assert(
      fc.property(entry(), (one) => {
        const back = difference(undefined, one.lines, CURRENCY);
        expect(balances([...one.lines, ...back])).toEqual([]);
        expect(difference(undefined, [...one.lines, ...back], CURRENCY)).toEqual([]);
        expect(difference(one, [...one.lines, ...back], CURRENCY)).toEqual(difference(one, [], CURRENCY));
      }),
      RUNS,
    );
  });
});
