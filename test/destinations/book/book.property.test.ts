/** Whatever is sent to the book, in whatever batches, every currency balances and every number can be explained. */
import fc from 'fast-check';
import { createBook } from '../../../lib/destinations/book';
import type { LedgerDocument } from '../../../lib/destinations/ledger-destination';
import { exponentOf } from '../../../lib/money/currency';
import { fromMinor, toMinor } from '../../../lib/money/minor';
import { openSqliteStore } from '../../../lib/store/sqlite';
import { documentOf, line, NO_CONTEXT } from '../../contract/destination-samples';
import { TestClock } from '../../support/test-clock';

const ACCOUNTS = ['sales', 'receivable', 'clearing:stripe', 'tax:DE-19', 'tax:FR-20'] as const;

const document = fc
  .record({
    key: fc.integer({ min: 0, max: 30 }),
    currency: fc.constantFrom('EUR', 'JPY', 'KWD', 'CLF'),
    amounts: fc.array(fc.tuple(fc.constantFrom(...ACCOUNTS), fc.bigInt({ min: 1n, max: 10n ** 15n })), {
      minLength: 1,
      maxLength: 4,
    }),
    /** Makes some unbalanced. */
    slip: fc.constantFrom<bigint>(0n, 0n, 0n, 1n),
    day: fc.integer({ min: 1, max: 9 }),
  })
  .map(({ key, currency, amounts, slip, day }): LedgerDocument => {
    const total = amounts.reduce((sum, [, amount]) => sum + amount, slip);
    const lines = amounts.map(([account, amount]) => line(account, 'credit', fromMinor(amount, currency)));
    return documentOf({
      key: `k${key}`,
      contentHash: `${currency} ${total}`,
      currency,
      date: `2026-03-0${day}`,
      lines: [...lines, line('bank', 'debit', fromMinor(total, currency))],
    });
  });

const batches = fc.array(fc.array(document, { maxLength: 8 }), { maxLength: 6 });

const isBalanced = ({ lines, currency }: LedgerDocument): boolean =>
  lines.reduce(
    (sum, { debit, credit }) =>
      sum + (debit ? toMinor(debit, currency) : -toMinor(credit as string, currency)),
    0n,
  ) === 0n;

test('the trial balance is that of the first balanced document under each key, and sums to zero', async () => {
  const store = await openSqliteStore(':memory:');
  let books = 0;
  await fc.assert(
    fc.asyncProperty(batches, async (sends) => {
      const book = createBook({ storage: store, bookId: `book-${(books += 1)}`, clock: new TestClock() });
      const held = new Map<string, LedgerDocument>();
      for (const documents of sends) {
        const outcomes = await book.send(documents, NO_CONTEXT);
        const states = documents.map((sent) => {
          if (held.has(sent.key)) return 'duplicate';
          if (!isBalanced(sent)) return 'validation';
          held.set(sent.key, sent);
          return 'created';
        });
        expect(
          outcomes.map((outcome) => (outcome.state === 'failed' ? outcome.errorClass : outcome.state)),
        ).toEqual(states);
      }
      const expected = new Map<string, bigint>();
      for (const { lines, currency } of held.values()) {
        for (const { ledgerAccount, debit, credit } of lines) {
          const name = `${ledgerAccount} ${currency}`;
          const amount = debit ? toMinor(debit, currency) : -toMinor(credit as string, currency);
          expected.set(name, (expected.get(name) ?? 0n) + amount);
        }
      }
      const rows = await book.trialBalance();
      const balances = new Map(
        rows.map(({ ledgerAccount, currency, balance }) => [
          `${ledgerAccount} ${currency}`,
          toMinor(balance, currency),
        ]),
      );
      expect(balances).toEqual(expected);
      for (const currency of new Set(rows.map((row) => row.currency))) {
        const sum = rows
          .filter((row) => row.currency === currency)
          .reduce((total, { balance }) => total + toMinor(balance, currency), 0n);
        expect([currency, exponentOf(currency), sum]).toEqual([currency, exponentOf(currency), 0n]);
      }
      const records = await book.find([...held.values()]);
      expect(records.map((record) => record?.lines)).toEqual(
        [...held.values()].map(({ lines }) =>
          lines.map(({ ledgerAccount, debit, credit }) => ({
            ledgerAccount,
            ...(debit ? { debit } : { credit }),
          })),
        ),
      );
    }),
    { numRuns: 300 },
  );
  await store.close();
}, 120_000);
