import type { LedgerRecord } from '../../lib/destinations/ledger-destination';
import { ledgerIndex } from '../../lib/reconcile/ledger-index';

const record = (orderId: string, recordId: string, amount = '10.00'): LedgerRecord => ({
  recordId,
  key: `woocommerce:shop.example:${orderId}:sale:1#1`,
  date: '2026-11-22',
  currency: 'EUR',
  total: amount,
  lines: [
    { ledgerAccount: 'cash', debit: amount },
    { ledgerAccount: 'sales', credit: amount },
  ],
});

const STORE = { platform: 'woocommerce', storeId: 'shop.example' };
const KEY = 'woocommerce:shop.example:1:sale:1#1';

test('a record is given back once, by its key', () => {
  const index = ledgerIndex(STORE);
  index.add([record('1', 'A'), record('2', 'B')]);
  expect(index.take(KEY)).toEqual({
    key: KEY,
    recordId: 'A',
    date: '2026-11-22',
    currency: 'EUR',
    net: new Map([
      ['cash', 1000n],
      ['sales', -1000n],
    ]),
  });
  expect(index.take(KEY)).toBeUndefined();
  expect([...index.drain()].map(({ recordId }) => recordId)).toEqual(['B']);
  expect([...index.drain()]).toEqual([]);
});

test('of several records under one key the one that the plan knows is given, and the copies are left over', () => {
  const index = ledgerIndex(STORE);
  index.add([record('1', 'A'), record('1', 'B'), record('1', 'C')]);
  expect(index.take(KEY, 'B')?.recordId).toBe('B');
  expect([...index.drain()].map(({ recordId }) => recordId)).toEqual(['A', 'C']);
});

test('a record that the plan knows by another id is given all the same: the reference decides', () => {
  const index = ledgerIndex(STORE);
  index.add([record('1', 'A')]);
  expect(index.take(KEY, 'gone')?.recordId).toBe('A');
});

test('records without a reference of ours, or of another store, are counted and forgotten', () => {
  const index = ledgerIndex(STORE);
  const other = 'woocommerce:other.example:1:sale:1#1';
  index.add([record('1', 'A'), { ...record('2', 'B'), key: 'JE-17' }, { ...record('3', 'C'), key: other }]);
  expect(index.counts()).toEqual({ ours: 1, foreign: 2 });
  expect([...index.drain()]).toHaveLength(1);
});

test.each([['12.345'], ['1e3'], ['12,50'], [''], ['NaN']])(
  'an amount "%s" that a hand put into the ledger makes the record unreadable, and never counts as zero',
  (amount) => {
    const index = ledgerIndex(STORE);
    index.add([record('1', 'A', amount)]);
    expect(index.take(KEY)).toMatchObject({ recordId: 'A', net: undefined });
  },
);

test('a currency that does not exist makes the record unreadable', () => {
  const index = ledgerIndex(STORE);
  index.add([{ ...record('1', 'A'), currency: 'ZZZ' }]);
  expect(index.take(KEY)).toMatchObject({ currency: 'ZZZ', net: undefined });
});

test('lines that cancel each other out leave no account behind', () => {
  const index = ledgerIndex(STORE);
  index.add([
    {
      ...record('1', 'A'),
      lines: [
        { ledgerAccount: 'x', debit: '1.00' },
        { ledgerAccount: 'x', credit: '1.00' },
      ],
    },
  ]);
  expect(index.take(KEY)?.net).toEqual(new Map());
});
