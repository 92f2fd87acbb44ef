import { accountMapping } from '../../lib/posting/account-mapping';
import { planKey, shortKey } from '../../lib/posting/idempotency-key';
import { recordDifference } from '../../lib/posting/read-back';
import { backoffMs, CONSEQUENCES } from '../../lib/posting/retry-policy';
import { roleOf } from '../../lib/accounting/document';
import type { LedgerDocument, LedgerRecord } from '../../lib/destinations/ledger-destination';

describe('a plan key', () => {
  test('names the entry and its place in the row of corrections', () => {
    expect(planKey('woocommerce:shop:7:sale:1', 2)).toBe('woocommerce:shop:7:sale:1#2');
  });

  test('has a short form that fits QuickBooks’ DocNumber, stable for ever', () => {
    expect(shortKey('woocommerce:shop:7:sale:1#1')).toMatch(/^CL-[A-Z2-7]{18}$/);
    expect(shortKey('a#1')).toBe('CL-T7JVORBSS2T5CZLDTJ');
  });

  test('gives a hundred thousand different short forms', () => {
    const keys = new Set(Array.from({ length: 100_000 }, (_, index) => shortKey(`k${index}`)));
    expect(keys.size).toBe(100_000);
  });
});

describe('the account mapping', () => {
  const rules = [
    { logical: '*', ledgerAccount: '9999' },
    { logical: 'tax:*', ledgerAccount: '2200' },
    { logical: 'tax:US-*', ledgerAccount: '2210' },
    { logical: 'sales', ledgerAccount: '4000' },
  ];

  test.each([
    ['sales', '4000'],
    ['tax:DE-19', '2200'],
    ['tax:US-NY', '2210'],
    ['clearing:stripe', '9999'],
  ])('%s goes to %s: exact first, then the longest wildcard', (logical, expected) => {
    expect(accountMapping(rules, () => false).resolve(logical)).toBe(expected);
  });

  test('what no rule meets is not guessed', () => {
    expect(accountMapping(rules.slice(1), () => false).resolve('shipping')).toBeUndefined();
  });

  test('a ledger that knows logical accounts takes them as they are', () => {
    expect(accountMapping([], (name) => name === 'shipping').resolve('shipping')).toBe('shipping');
  });
});

describe('reading back', () => {
  const document: LedgerDocument = {
    key: 'k#1',
    shortKey: 'CL-A',
    type: 'journal',
    contentHash: 'h',
    kind: 'entry',
    date: '2026-01-31',
    currency: 'EUR',
    description: 'd',
    source: { platform: 'p', storeId: 's', orderId: '1', number: '1' },
    lines: [
      { ledgerAccount: 'bank', logicalAccount: 'clearing:x', role: roleOf('clearing:x'), debit: '11.00' },
      { ledgerAccount: 'income', logicalAccount: 'sales', role: roleOf('sales'), credit: '10.00' },
      { ledgerAccount: 'income', logicalAccount: 'shipping', role: roleOf('shipping'), credit: '1.00' },
    ],
  };
  const record: LedgerRecord = {
    recordId: 'R1',
    key: 'k#1',
    date: '2026-01-31',
    currency: 'EUR',
    total: '11.00',
    lines: [
      { ledgerAccount: 'income', credit: '11.00' },
      { ledgerAccount: 'bank', debit: '11.00' },
    ],
  };

  test('a ledger may put its lines together and turn them round', () => {
    expect(recordDifference(document, record)).toBeUndefined();
  });

  test.each<[string, Partial<LedgerRecord>, string]>([
    ['another reference', { key: 'x' }, 'reference x'],
    ['a moved date', { date: '2026-02-01' }, 'dated 2026-02-01 instead of 2026-01-31'],
    ['another currency', { currency: 'USD' }, 'in USD instead of EUR'],
    [
      'a cent less',
      {
        lines: [
          { ledgerAccount: 'income', credit: '10.99' },
          { ledgerAccount: 'bank', debit: '11.00' },
        ],
      },
      'income is -10.99 instead of -11.00 EUR',
    ],
    [
      'a lost line',
      { lines: [{ ledgerAccount: 'bank', debit: '11.00' }] },
      'income is 0.00 instead of -11.00',
    ],
    [
      'a line too many',
      { lines: [...record.lines, { ledgerAccount: 'rounding', debit: '0.01' }] },
      'rounding is 0.01 instead of 0.00',
    ],
  ])('%s is a difference with both sides named', (_, change, message) => {
    expect(recordDifference(document, { ...record, ...change })).toContain(message);
  });
});

describe('what follows from an error', () => {
  test('nothing whose outcome is unknown is ever sent again without a look', () => {
    expect(CONSEQUENCES.unknown_outcome.planBecomes).toBe('unconfirmed');
    expect(CONSEQUENCES.duplicate.next).toBe('find');
  });

  test('waits double, end at an hour, and are never shorter than asked', () => {
    expect([1, 2, 3, 20].map((attempts) => backoffMs(attempts))).toEqual([15_000, 30_000, 60_000, 3_600_000]);
    expect(backoffMs(1, 90_000)).toBe(90_000);
    expect(backoffMs(5, 1)).toBe(240_000);
  });
});
