/** One vendor's budget, shared: never more than it takes, and a backfill never has all of it. */
import fc from 'fast-check';
import { memoryBudgets } from '../../lib/store/rate-budgets';

const LIMIT = { requests: 10, seconds: 60 };

beforeEach(() => {
  jest.useFakeTimers({ now: new Date('2026-11-23T10:00:00Z') });
});
afterEach(() => {
  jest.useRealTimers();
});

/** Counts what goes through in windows that open with their first request. */
const windowOf = (): (() => number) => {
  let opened = -Infinity;
  let count = 0;
  return () => {
    if (Date.now() >= opened + LIMIT.seconds * 1000) [opened, count] = [Date.now(), 0];
    return ++count;
  };
};

const takeMany = async (
  budgets: ReturnType<typeof memoryBudgets>,
  lane: 'live' | 'backfill',
  times: number,
): Promise<number> => {
  let taken = 0;
  for (let index = 0; index < times; index++) if ((await budgets.take('xero:a', LIMIT, lane)) === 0) taken++;
  return taken;
};

test('so many requests go through, and the next one is told how long to wait', async () => {
  const budgets = memoryBudgets();
  expect(await takeMany(budgets, 'live', 10)).toBe(10);
  jest.advanceTimersByTime(20_000);
  expect(await budgets.take('xero:a', LIMIT, 'live')).toBe(40_000);
  jest.advanceTimersByTime(40_000);
  expect(await budgets.take('xero:a', LIMIT, 'live')).toBe(0);
});

test('a backfill has half of it, and the other half is there for live orders', async () => {
  const budgets = memoryBudgets();
  expect(await takeMany(budgets, 'backfill', 100)).toBe(5);
  expect(await takeMany(budgets, 'live', 100)).toBe(5);
});

test('a backfill that finds nothing left does not use up its half by asking', async () => {
  const budgets = memoryBudgets();
  await takeMany(budgets, 'live', 10);
  expect(await takeMany(budgets, 'backfill', 50)).toBe(0);
  await budgets.pause('other', LIMIT, 1000);
  jest.advanceTimersByTime(60_000);
  expect(await takeMany(budgets, 'backfill', 50)).toBe(5);
});

test('budgets of two companies do not know each other', async () => {
  const budgets = memoryBudgets();
  await takeMany(budgets, 'live', 10);
  expect(await budgets.take('xero:b', LIMIT, 'live')).toBe(0);
});

test('when the vendor says wait, nobody asks before, whatever is left', async () => {
  const budgets = memoryBudgets();
  await budgets.pause('xero:a', LIMIT, 30_000);
  expect(await budgets.take('xero:a', LIMIT, 'live')).toBeGreaterThan(29_000);
  expect(await budgets.take('xero:a', LIMIT, 'backfill')).toBeGreaterThan(29_000);
  jest.advanceTimersByTime(30_001);
  expect(await budgets.take('xero:a', LIMIT, 'live')).toBe(0);
});

test('in no window does more go through than the limit, nor more of backfills than half', async () => {
  const ask = fc.record({
    lane: fc.constantFrom('live' as const, 'backfill' as const),
    after: fc.nat(20_000),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(ask, { maxLength: 60 }), async (asks) => {
      jest.setSystemTime(new Date('2026-11-23T10:00:00Z'));
      const budgets = memoryBudgets();
      const all = windowOf();
      const backfills = windowOf();
      for (const { lane, after } of asks) {
        jest.advanceTimersByTime(after);
        if ((await budgets.take('k', LIMIT, lane)) > 0) continue;
        expect(all()).toBeLessThanOrEqual(10);
        if (lane === 'backfill') expect(backfills()).toBeLessThanOrEqual(5);
      }
    }),
    { numRuns: 300 },
  );
});

test('a clock that ran a year ahead and was set right keeps nobody waiting', async () => {
  const budgets = memoryBudgets();
  jest.setSystemTime(new Date('2027-11-23T10:00:00Z'));
  await takeMany(budgets, 'live', 10);
  expect(await budgets.take('xero:a', LIMIT, 'live')).toBe(60_000);
  jest.setSystemTime(new Date('2026-11-23T10:00:00Z'));
  expect(await takeMany(budgets, 'live', 20)).toBe(10);
});
