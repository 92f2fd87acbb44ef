import fc from 'fast-check';
import type { StoreFigures } from '../../lib/monitor/store-figures';
import { HEALTH_DEFAULTS, storeHealth } from '../../lib/monitor/store-health';

const NOW = '2026-03-01T12:00:00.000Z';
const ago = (minutes: number) => new Date(Date.parse(NOW) - minutes * 60_000).toISOString();

const sound: StoreFigures = {
  platform: 'woocommerce',
  storeId: 'shop.example',
  pipeline: 'main',
  now: NOW,
  work: { due: 0, claimed: 0, held: 0, dead: 0, done: 10 },
  failing: { count: 0 },
  sweptAt: ago(5),
  exceptions: { byCode: {} },
  plans: { planned: 0, claimed: 0, unconfirmed: 0, rejected: 0, dead: 0 },
  deliveries: { accepted: 10, repeated: 0, refused: 0 },
  reconciliations: [
    { destination: 'book:main', at: ago(60), fromDate: '2026-02-28', toDate: '2026-02-28', breaks: 0 },
  ],
  syncSeconds: [],
};

const codes = (figures: Partial<StoreFigures>, thresholds = HEALTH_DEFAULTS) => {
  const { complete, reasons, warnings } = storeHealth({ ...sound, ...figures }, thresholds);
  expect(complete).toBe(reasons.length === 0);
  return { reasons: reasons.map(({ code }) => code), warnings: warnings.map(({ code }) => code) };
};

test('a store of which everything is in the ledger is complete, with nothing to say', () => {
  expect(storeHealth(sound)).toMatchObject({ complete: true, reasons: [], warnings: [], lagSeconds: 0 });
});

test.each<[string, Partial<StoreFigures>, string]>([
  ['no sweep ever ended', { sweptAt: undefined }, 'never_swept'],
  ['the last sweep ended too long ago', { sweptAt: ago(61) }, 'sweep_late'],
  ['orders wait too long', { work: { ...sound.work, due: 3, oldestDue: ago(16) } }, 'orders_waiting'],
  [
    'orders hang in a run that died',
    { work: { ...sound.work, claimed: 1, oldestDue: ago(16) } },
    'orders_waiting',
  ],
  ['orders are held', { work: { ...sound.work, held: 2 } }, 'orders_held'],
  ['orders were given up', { work: { ...sound.work, dead: 1 } }, 'orders_dead'],
  [
    'exceptions are open',
    { exceptions: { byCode: { order_gone: 1 }, oldestAt: ago(600) } },
    'exceptions_open',
  ],
  [
    'plans wait for approval',
    { plans: { ...sound.plans, planned: 4, oldestWaitingAt: ago(20) } },
    'plans_waiting',
  ],
  ['a plan is unconfirmed', { plans: { ...sound.plans, unconfirmed: 1 } }, 'plans_unconfirmed'],
  ['a plan was refused', { plans: { ...sound.plans, rejected: 1 } }, 'plans_rejected'],
  ['a plan was given up', { plans: { ...sound.plans, dead: 1 } }, 'plans_dead'],
  [
    'the last reconciliation left breaks',
    {
      reconciliations: [
        { destination: 'book:main', at: ago(60), fromDate: '2026-02-01', toDate: '2026-02-28', breaks: 7 },
      ],
    },
    'reconciliation_breaks',
  ],
])('when %s, the store is incomplete and says so', (_when, figures, code) => {
  expect(codes(figures).reasons).toEqual([code]);
});

test.each<[string, Partial<StoreFigures>, string]>([
  ['deliveries were refused', { deliveries: { ...sound.deliveries, refused: 2 } }, 'deliveries_refused'],
  ['orders are tried again', { failing: { count: 2, lastError: 'the shop answers 503' } }, 'orders_retrying'],
  ['nothing was ever reconciled', { reconciliations: [] }, 'never_reconciled'],
  [
    'the last reconciliation is old',
    {
      reconciliations: [
        {
          destination: 'book:main',
          at: ago(49 * 60),
          fromDate: '2026-02-01',
          toDate: '2026-02-01',
          breaks: 0,
        },
      ],
    },
    'reconciliation_late',
  ],
])('when %s, the store is complete, with a warning', (_when, figures, code) => {
  expect(codes(figures)).toEqual({ reasons: [], warnings: [code] });
});

test('what changed a moment ago is on its way, and counts as lag only', () => {
  const health = storeHealth({ ...sound, work: { ...sound.work, due: 5, oldestDue: ago(3) } });
  expect(health).toMatchObject({ complete: true, lagSeconds: 180 });
});

test('thresholds are the user’s', () => {
  const figures = { sweptAt: ago(30), work: { ...sound.work, due: 1, oldestDue: ago(3) } };
  expect(codes(figures, { ...HEALTH_DEFAULTS, sweepMinutes: 20, waitingMinutes: 1 }).reasons).toEqual([
    'sweep_late',
    'orders_waiting',
  ]);
});

test('every reason has a count or none, and a sentence that ends', () => {
  const { reasons } = storeHealth({
    ...sound,
    work: { due: 1, claimed: 2, held: 3, dead: 4, done: 0, oldestDue: ago(100) },
    exceptions: { byCode: { b: 2, a: 1 }, oldestAt: ago(180) },
    failing: { count: 1, lastError: 'connection refused.' },
  });
  expect(reasons.map(({ code, count }) => [code, count])).toEqual([
    ['orders_waiting', 3],
    ['orders_held', 3],
    ['orders_dead', 4],
    ['exceptions_open', 3],
  ]);
  expect(reasons.map(({ message }) => message)).toEqual([
    `3 orders are waiting, the oldest since ${ago(100)}. Run Process Queue. The last failure: connection refused.`,
    '3 orders are held: each has an exception that says what to do.',
    '4 orders are given up after repeated failures. Mend the cause, then retry the exceptions.',
    '3 exceptions are open: a (1), b (2).',
  ]);
});

test('the time from shop to ledger is told as median and 95th percentile', () => {
  const seconds = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(storeHealth({ ...sound, syncSeconds: seconds }).figures.syncSeconds).toEqual({
    median: 51,
    p95: 96,
    samples: 100,
  });
  expect(storeHealth({ ...sound, syncSeconds: [7] }).figures.syncSeconds).toEqual({
    median: 7,
    p95: 7,
    samples: 1,
  });
});

test('a store is complete only when nothing waits, is held, refused or broken', () => {
  const count = fc.nat({ max: 2 });
  const minutes = fc.nat({ max: 120 });
  fc.assert(
    fc.property(
      fc.record({ due: count, claimed: count, held: count, dead: count }),
      fc.record({ planned: count, claimed: count, unconfirmed: count, rejected: count, dead: count }),
      fc.record({
        sweep: fc.option(minutes, { nil: undefined }),
        oldest: minutes,
        breaks: count,
        exceptions: count,
      }),
      (work, plans, { sweep, oldest, breaks, exceptions }) => {
        const waiting = work.due + work.claimed > 0;
        const { complete } = storeHealth({
          ...sound,
          sweptAt: sweep === undefined ? undefined : ago(sweep),
          work: { ...work, done: 0, ...(waiting ? { oldestDue: ago(oldest) } : {}) },
          plans: { ...plans, oldestWaitingAt: ago(oldest) },
          exceptions: { byCode: exceptions > 0 ? { some_code: exceptions } : {} },
          reconciliations: [
            { destination: 'd', at: NOW, fromDate: '2026-01-01', toDate: '2026-01-01', breaks },
          ],
        });
        const inFlight = oldest <= 15;
        const expected =
          sweep !== undefined &&
          sweep <= 60 &&
          (!waiting || inFlight) &&
          (plans.planned + plans.claimed === 0 || inFlight) &&
          work.held + work.dead + plans.unconfirmed + plans.rejected + plans.dead + breaks + exceptions === 0;
        return complete === expected;
      },
    ),
    { numRuns: 1000 },
  );
});
