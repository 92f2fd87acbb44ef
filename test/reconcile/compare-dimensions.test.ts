import type { LedgerDocument, LedgerRecord } from '../../lib/destinations/ledger-destination';
import { compareRecord } from '../../lib/reconcile/compare-record';
import { heldRecord, ledgerIndex } from '../../lib/reconcile/ledger-index';
import { planFacts } from '../../lib/reconcile/plan-facts';
import type { Plan } from '../../lib/store/trace-store';

const KEY = 'woocommerce:shop.example:1:sale:1#1';
const STORE = { platform: 'woocommerce', storeId: 'shop.example' };
type Dimensions = Readonly<Record<string, string>>;
type Credit = readonly [amount: string, dimensions?: Dimensions, logical?: string];

const document = (credits: readonly Credit[]): LedgerDocument => ({
  key: KEY,
  shortKey: 'x',
  type: 'journal',
  contentHash: 'x',
  kind: 'entry',
  date: '2026-02-01',
  currency: 'EUR',
  description: '',
  source: { ...STORE, orderId: '1', number: 'N1' },
  lines: [
    { ledgerAccount: '1200', logicalAccount: 'receivable', role: 'receivable', debit: '30.00' },
    ...credits.map(([credit, dimensions, logicalAccount = 'sales']) => ({
      ledgerAccount: '4000',
      logicalAccount,
      role: 'item' as const,
      credit,
      ...(dimensions === undefined ? {} : { dimensions }),
    })),
  ],
});

const record = (credits: readonly Credit[], more: Partial<LedgerRecord> = {}): LedgerRecord => ({
  recordId: 'R1',
  key: KEY,
  date: '2026-02-01',
  currency: 'EUR',
  total: '30.00',
  lines: [
    { ledgerAccount: '1200', debit: '30.00' },
    ...credits.map(([credit, dimensions = {}]) => ({
      ledgerAccount: '4000',
      credit,
      dimensions: Object.entries(dimensions).map(([name, value]) => ({ name, value })),
    })),
  ],
  tellsDimensions: true,
  ...more,
});

/** Through the index, as reconciliation reads a period. */
const breaksOf = (planned: readonly Credit[], held: LedgerRecord) => {
  const index = ledgerIndex(STORE);
  index.add([held]);
  const found = index.take(KEY, held.recordId);
  expect(found).toEqual(heldRecord(held));
  const plan = {
    ...STORE,
    key: KEY,
    entryKey: 'woocommerce:shop.example:1:sale:1',
    orderId: '1',
    orderNumber: 'N1',
    destination: 'x:1',
    date: '2026-02-01',
    currency: 'EUR',
    state: 'posted',
    recordId: 'R1',
    document: JSON.stringify(document(planned)),
  } as unknown as Plan;
  return compareRecord(
    { destination: 'x:1' },
    planFacts(plan, found, (name) => `ledger:${name}`),
  );
};

const ONLINE = { class: 'Online' };
const SHOP = { class: 'Shop' };

test('the same amounts under the same values are no break, in whatever case and however cut', () => {
  const held = record([
    ['4.00', { Class: 'ONLINE' }],
    ['16.00', { class: 'online', region: 'North' }],
    ['10.00', SHOP],
  ]);
  expect(
    breaksOf(
      [
        ['20.00', ONLINE],
        ['10.00', SHOP],
      ],
      held,
    ),
  ).toEqual([]);
});

test('what the ledger adds by itself, where nothing was asked for, is no break', () => {
  expect(breaksOf([['30.00']], record([['30.00', { class: 'Default' }]]))).toEqual([]);
});

test('a ledger that has no place for dimensions does not break', () => {
  const held = record([['30.00']]);
  const { tellsDimensions: _, ...silent } = held;
  expect(breaksOf([['30.00', ONLINE]], silent)).toEqual([]);
  expect(breaksOf([['30.00', ONLINE]], held)).toMatchObject([{ type: 'dimension_differs' }]);
});

test('a ledger that was to leave some out is held to those that it shows', () => {
  const { tellsDimensions: _, ...lenient } = record([['30.00', SHOP]]);
  expect(breaksOf([['30.00', { ...ONLINE, region: 'North' }]], lenient)).toMatchObject([
    {
      type: 'dimension_differs',
      dimensions: [
        { component: 'sales', dimension: 'class', value: 'Online', trace: '30.00', ledger: '0.00' },
        { component: 'sales', dimension: 'class', value: 'Shop', trace: '0.00', ledger: '30.00' },
      ],
    },
  ]);
});

test('a part that stands under another value is told with its amounts', () => {
  const [found] = breaksOf(
    [
      ['20.00', ONLINE],
      ['10.00', SHOP],
    ],
    record([
      ['15.00', ONLINE],
      ['15.00', SHOP],
    ]),
  );
  expect(found).toMatchObject({ type: 'dimension_differs', planKey: KEY, recordId: 'R1', number: 'N1' });
  expect(found?.message).toContain(
    'sales: class "Online" is 15.00 instead of 20.00 EUR; sales: class "Shop" is 15.00 instead of 10.00 EUR',
  );
});

test('a wrong amount is told as such, and does not bring a break of its dimensions with it', () => {
  const held = record([['29.00', ONLINE]], {
    lines: [
      { ledgerAccount: '1200', debit: '29.00' },
      { ledgerAccount: '4000', credit: '29.00', dimensions: [{ name: 'class', value: 'Online' }] },
    ],
  });
  expect(breaksOf([['30.00', ONLINE]], held).map(({ type }) => type)).toEqual(['amount_differs']);
});

test('an account whose amount is right is compared, also where another is wrong', () => {
  const held = record([], {
    lines: [
      { ledgerAccount: '1210', debit: '30.00' },
      { ledgerAccount: '4000', credit: '30.00', dimensions: [{ name: 'class', value: 'Shop' }] },
    ],
  });
  const breaks = breaksOf([['30.00', ONLINE]], held);
  expect(breaks.map(({ type }) => type)).toEqual(['amount_differs', 'dimension_differs']);
});

test('where several logical accounts share one of the ledger, that one is named', () => {
  const planned: readonly Credit[] = [
    ['20.00', ONLINE],
    ['10.00', ONLINE, 'shipping'],
  ];
  expect(breaksOf(planned, record([['30.00', SHOP]]))[0]?.dimensions).toMatchObject([
    { component: 'ledger:4000', value: 'Online', trace: '30.00' },
    { component: 'ledger:4000', value: 'Shop', ledger: '30.00' },
  ]);
});

test('text of the ledger is cleaned and long lists are cut', () => {
  const planned = Array.from({ length: 10 }, (_, index): Credit => ['3.00', { class: `C${index}` }]);
  const [found] = breaksOf(planned, record([['30.00', { class: `evil\u202e${'x'.repeat(500)}` }]]));
  expect(found?.dimensions).toHaveLength(11);
  expect(found?.message).toContain('(and 5 more)');
  expect(found?.dimensions?.at(-1)?.value).not.toContain('\u202e');
  expect(found?.dimensions?.at(-1)?.value.length).toBeLessThanOrEqual(120);
});
