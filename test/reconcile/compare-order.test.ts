import fc from 'fast-check';
import type { JournalEntry } from '../../lib/accounting/journal-entry';
import type { LedgerDocument } from '../../lib/destinations/ledger-destination';
import { roleOf } from '../../lib/accounting/document';
import { fromMinor } from '../../lib/money/minor';
import { type BreakType, REMEDIES } from '../../lib/reconcile/break';
import { compareOrder, type SourceSide } from '../../lib/reconcile/compare-order';
import { heldRecord } from '../../lib/reconcile/ledger-index';
import { planFacts } from '../../lib/reconcile/plan-facts';
import { settleHeld } from '../../lib/reconcile/settle-held';
import { totals } from '../../lib/reconcile/totals';
import type { Plan, PlanState } from '../../lib/store/trace-store';

const ENTRY = 'woocommerce:shop.example:1:sale:1';
const ORDER = { platform: 'woocommerce', storeId: 'shop.example', orderId: '1', destination: 'book:main' };

/** What was sold in cents, as lines: sales and tax against receivable. */
const lines = (cents: bigint) => {
  const euro = (minor: bigint) => fromMinor(minor < 0n ? -minor : minor, 'EUR');
  const side = (minor: bigint) => (minor < 0n ? { credit: euro(minor) } : { debit: euro(minor) });
  return [
    { account: 'receivable', ...side(cents + cents / 10n) },
    { account: 'sales', ...side(-cents) },
    { account: 'tax:DE', ...side(-cents / 10n) },
  ];
};

const entry = (cents: bigint): JournalEntry => ({
  key: ENTRY,
  kind: 'sale',
  date: '2026-02-01',
  currency: 'EUR',
  description: 'Order 1',
  source: {
    platform: 'woocommerce',
    storeId: 'shop.example',
    orderId: '1',
    number: '1',
    updatedAt: '2026-02-01T00:00:00Z',
  },
  document: 'journal',
  lines: lines(cents).map((line) => ({
    ...line,
    explanation: { rule: 'sale', component: 'goods', pointers: [], arithmetic: '' },
  })),
  transformationVersion: '1',
  contentHash: 'x',
});

const target = (cents?: bigint): SourceSide => ({
  state: 'target',
  number: '1',
  entries: cents === undefined ? [] : [entry(cents)],
  transformationVersion: '1',
  unmapped: [],
});

interface Made {
  readonly cents: bigint;
  readonly state: PlanState;
  /** What the ledger holds; nothing: no record. */
  readonly held?: bigint;
  readonly heldDate?: string;
}

const facts = ({ cents, state, held, heldDate }: Made, index: number) => {
  const key = `${ENTRY}#${index + 1}`;
  const document: LedgerDocument = {
    key,
    shortKey: 'x',
    type: 'journal',
    contentHash: 'x',
    kind: index === 0 ? 'entry' : 'delta',
    date: '2026-02-01',
    currency: 'EUR',
    description: '',
    source: { platform: 'woocommerce', storeId: 'shop.example', orderId: '1', number: '1' },
    lines: lines(cents).map(({ account, ...side }) => ({
      ledgerAccount: `L-${account}`,
      logicalAccount: account,
      role: roleOf(account),
      ...side,
    })),
  };
  const plan: Plan = {
    ...ORDER,
    key,
    shortKey: 'x',
    entryKey: ENTRY,
    sequence: index + 1,
    orderNumber: '1',
    sourceUpdatedAt: '2026-02-01T00:00:00Z',
    transformationVersion: '1',
    snapshotHash: 'x',
    kind: index === 0 ? 'entry' : 'delta',
    date: '2026-02-01',
    currency: 'EUR',
    total: '0',
    contentHash: 'x',
    document: JSON.stringify(document),
    explanations: '[]',
    state,
    attempts: 1,
    ...(held === undefined ? {} : { recordId: `R${index}` }),
    createdAt: '2026-02-01T00:00:00Z',
    updatedAt: '2026-02-01T00:00:00Z',
  };
  const record =
    held === undefined
      ? undefined
      : heldRecord({
          recordId: `R${index}`,
          key,
          date: heldDate ?? '2026-02-01',
          currency: 'EUR',
          total: '0',
          lines: lines(held).map(({ account, ...side }) => ({ ledgerAccount: `L-${account}`, ...side })),
        });
  return planFacts(plan, record, (name) => `ledger:${name}`);
};

const compare = (source: SourceSide, ...made: readonly Made[]) =>
  compareOrder({ ...ORDER, source, plans: made.map(facts) });

const types = (source: SourceSide, ...made: readonly Made[]) =>
  compare(source, ...made).breaks.map(({ type }) => type);

const posted = (cents: bigint, held: bigint | undefined = cents): Made =>
  held === undefined ? { cents, state: 'posted' } : { cents, state: 'posted', held };

test.each<[string, SourceSide, readonly Made[], readonly BreakType[]]>([
  ['nothing anywhere', target(), [], []],
  ['the same on all sides', target(1000n), [posted(1000n)], []],
  ['an entry and its correction', target(1500n), [posted(1000n), posted(500n)], []],
  ['a reversal of all of it', target(), [posted(1000n), posted(-1000n)], []],
  ['nothing planned', target(1000n), [], ['missing_in_trace']],
  ['a later change', target(1500n), [posted(1000n)], ['source_changed']],
  ['a cancellation that was not posted', target(), [posted(1000n)], ['source_changed']],
  ['a plan that waits', target(1000n), [{ cents: 1000n, state: 'planned' }], ['not_posted']],
  [
    'a correction that waits, and is not seen as a change too',
    target(1500n),
    [posted(1000n), { cents: 500n, state: 'unconfirmed' }],
    ['not_posted'],
  ],
  [
    'a dead plan, though the target is met',
    target(1000n),
    [posted(1000n), { cents: 500n, state: 'dead' }],
    ['not_posted'],
  ],
  ['a refused plan', target(1000n), [{ cents: 1000n, state: 'rejected' }], ['not_posted']],
  [
    'a refused plan that a later one made needless',
    target(1200n),
    [{ cents: 1000n, state: 'rejected' }, posted(1200n)],
    [],
  ],
  [
    'a refused plan that the ledger holds all the same',
    target(1200n),
    [{ cents: 1000n, state: 'rejected', held: 1000n }, posted(1200n)],
    ['not_posted'],
  ],
  ['no record', target(1000n), [{ cents: 1000n, state: 'posted' }], ['missing_in_ledger']],
  ['another amount in the record', target(1000n), [posted(1000n, 900n)], ['amount_differs']],
  [
    'another day in the record',
    target(1000n),
    [{ ...posted(1000n), heldDate: '2026-02-02' }],
    ['date_differs'],
  ],
  [
    'another amount and day',
    target(1000n),
    [{ ...posted(1000n, 900n), heldDate: '2026-02-02' }],
    ['amount_differs', 'date_differs'],
  ],
  [
    'a change that a hand made in the ledger already',
    target(1500n),
    [posted(1000n, 1500n)],
    ['amount_differs', 'source_changed'],
  ],
  ['an order that is gone', { state: 'gone' }, [posted(1000n)], ['gone_in_source']],
  ['an order that is gone and was reversed', { state: 'gone' }, [posted(1000n), posted(-1000n)], []],
  ['an order that is gone and was never posted', { state: 'gone' }, [], []],
])('%s', (_name, source, made, expected) => {
  expect(types(source, ...made)).toEqual(expected);
});

test('an order that cannot be mapped or read is one break, whatever was posted before', () => {
  const problem = {
    severity: 'error',
    code: 'source_totals_mismatch',
    message: 'The parts are 1.00 less than the total.',
  } as const;
  expect(types({ state: 'held', problem }, posted(1000n))).toEqual(['held']);
  expect(types({ state: 'held', problem })).toEqual(['held']);
  expect(types({ state: 'unreadable', problem })).toEqual(['source_unreadable']);
  expect(types({ state: 'held', problem }, { cents: 1000n, state: 'posted' })).toEqual([
    'missing_in_ledger',
    'held',
  ]);
});

test('every break says what is wrong and what to do', () => {
  const made = compare(target(1500n), posted(1000n, 900n));
  expect(made.breaks.map(({ message }) => message)).toEqual([
    `Order 1: record R0 does not hold what was posted (plan ${ENTRY}#1). ${REMEDIES.amount_differs.advice}`,
    `Order 1: its sale is not what was posted. ${REMEDIES.source_changed.advice}`,
  ]);
  expect(made.breaks[1]?.amounts).toContainEqual({
    component: 'sales',
    side: 'credit',
    currency: 'EUR',
    source: '15.00',
    trace: '10.00',
    ledger: '9.00',
  });
});

describe('orders held by an exception', () => {
  const known = [{ code: 'period_closed', message: 'The ledger is closed until 2026-12-31.' }];

  test('are one break, known, whatever the comparison found first', () => {
    const { breaks } = compare(target(1500n), posted(1000n, 900n));
    expect(settleHeld(breaks, known).map(({ type, surprise, code }) => ({ type, surprise, code }))).toEqual([
      { type: 'held', surprise: false, code: 'period_closed' },
      { type: 'amount_differs', surprise: true, code: undefined },
    ]);
  });

  test('are known also when the shop has deleted the order and somebody looks into it', () => {
    const { breaks } = compare({ state: 'gone' }, posted(1000n));
    expect(settleHeld(breaks, [{ code: 'order_gone', message: 'gone' }])).toMatchObject([
      { type: 'held', code: 'order_gone', surprise: false },
    ]);
    expect(settleHeld(breaks, [])).toMatchObject([{ type: 'gone_in_source', surprise: true }]);
  });

  test('are not hidden when only the ledger differs', () => {
    const { breaks } = compare(target(1000n), posted(1000n, 900n));
    expect(settleHeld(breaks, known).map(({ type }) => type)).toEqual(['amount_differs']);
  });
});

const state = fc.constantFrom<PlanState>(
  'planned',
  'claimed',
  'posted',
  'posted',
  'posted',
  'rejected',
  'unconfirmed',
  'dead',
);
const cents = fc
  .bigInt({ min: -50n, max: 50n })
  .map((units) => units * 10n)
  .filter((amount) => amount !== 0n);
const made = fc.array(
  fc.record({
    cents,
    state,
    held: fc.oneof(
      { weight: 3, arbitrary: fc.constant('same' as const) },
      { weight: 1, arbitrary: fc.option(cents, { nil: undefined }) },
    ),
    heldDate: fc.oneof(
      { weight: 5, arbitrary: fc.constant('2026-02-01') },
      { weight: 1, arbitrary: fc.constant('2026-02-02') },
    ),
  }),
  { maxLength: 4 },
);
const history = made.map((plans) =>
  plans.map(({ held, ...plan }): Made => {
    const there = held === 'same' ? (plan.state === 'posted' ? plan.cents : undefined) : held;
    return there === undefined ? { cents: plan.cents, state: plan.state } : { ...plan, held: there };
  }),
);

test('there is a break exactly when the sides differ in amount or day, or a plan is not final', () => {
  fc.assert(
    fc.property(fc.option(cents, { nil: undefined }), history, (wanted, plans) => {
      const done = plans.filter((plan) => plan.state === 'posted');
      const net = done.reduce((sum, plan) => sum + plan.cents, 0n);
      const sound =
        net === (wanted ?? 0n) &&
        plans.every((plan) =>
          plan.state === 'posted'
            ? plan.held === plan.cents && plan.heldDate === '2026-02-01'
            : plan.state === 'rejected' && plan.held === undefined,
        );
      return (types(target(wanted), ...plans).length === 0) === sound;
    }),
    { numRuns: 2000 },
  );
});

test('sums by component are those of the orders, on every side, whatever the history', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.option(cents, { nil: undefined }), history), { maxLength: 6 }),
      (orders) => {
        const sums = totals();
        const expected = { source: 0n, trace: 0n, ledger: 0n };
        for (const [wanted, plans] of orders) {
          sums.addOrder(compare(target(wanted), ...plans).entries);
          expected.source += wanted ?? 0n;
          for (const plan of plans) {
            if (plan.state === 'posted') expected.trace += plan.cents;
            expected.ledger += plan.held ?? 0n;
          }
        }
        const sales = sums.table().find(({ component }) => component === 'sales');
        const signed = (text: string) => {
          const minor = BigInt(text.replace('.', ''));
          return sales?.side === 'debit' ? -minor : minor;
        };
        if (!sales) return expected.source === 0n && expected.trace === 0n && expected.ledger === 0n;
        return (
          signed(sales.source) === expected.source &&
          signed(sales.trace) === expected.trace &&
          signed(sales.ledger) === expected.ledger &&
          signed(sales.difference) === expected.ledger - expected.source
        );
      },
    ),
    { numRuns: 1000 },
  );
});

test('a difference on a ledger account that two logical accounts share is named by the ledger account', () => {
  const [made] = [facts(posted(1000n), 0)];
  const document = JSON.parse(made.plan.document) as LedgerDocument;
  const shared = {
    ...made.plan,
    document: JSON.stringify({
      ...document,
      lines: document.lines.map((line) => ({ ...line, ledgerAccount: line.debit ? '1200' : '4000' })),
    }),
  };
  const record = heldRecord({
    recordId: 'R0',
    key: made.plan.key,
    date: '2026-02-01',
    currency: 'EUR',
    total: '11.00',
    lines: [
      { ledgerAccount: '1200', debit: '12.00' },
      { ledgerAccount: '4000', credit: '12.00' },
    ],
  });
  const { breaks } = compareOrder({
    ...ORDER,
    source: target(1000n),
    plans: [planFacts(shared, record, (name) => `ledger:${name}`)],
  });
  expect(breaks.map(({ type, amounts }) => ({ type, amounts }))).toEqual([
    {
      type: 'amount_differs',
      amounts: [
        { component: 'ledger:4000', side: 'credit', currency: 'EUR', trace: '0.00', ledger: '1.00' },
        { component: 'receivable', side: 'debit', currency: 'EUR', trace: '11.00', ledger: '12.00' },
      ],
    },
  ]);
});

test('a damaged document in the trace store is not compared as if it were nothing', () => {
  const { plan } = facts(posted(1000n), 0);
  const damaged = { ...plan, document: plan.document.replace('"11.00"', '"11,00"') };
  expect(() => planFacts(damaged, undefined, (name) => name)).toThrow('not exact');
});
