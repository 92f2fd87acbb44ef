/** Laws of daily summaries: the exact sum of their members, each member once, the same bytes everywhere, and convergence. */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import fc from 'fast-check';
import type { LedgerDocument } from '../../lib/destinations/ledger-destination';
import { toMinor } from '../../lib/money/minor';
import { makeSummary, type SummaryContext } from '../../lib/posting/make-summary';
import { compare, dayAfter, summaryOrderId, summarySlots } from '../../lib/posting/summary-days';
import { runs } from '../support/runs';
import { smallOrder } from '../support/small-order';
import { type Member, memberPlan } from '../support/summary-members';
import { openSummaryRiver, sell, stage, STAGING, summarize } from '../support/summary-river';

const ROOT = resolve(__dirname, '../..');
const CONTEXT: SummaryContext = {
  platform: 'memory',
  storeId: 'shop.example',
  destination: 'test:main',
  abilities: { documents: [], taxCodes: 'none', dimensions: 'any' },
  customer: { key: 'memory:shop.example', name: 'Buyers' },
  closedPeriod: 'hold',
};
const DAYS = ['2026-02-08', '2026-02-09', '2026-02-10'] as const;
const SLOT = { day: '2026-02-10', takes: DAYS };

const member: fc.Arbitrary<Member> = fc
  .record({
    orderId: fc.constantFrom('1', '2', '3', '4'),
    date: fc.constantFrom(...DAYS),
    lines: fc.array(
      fc.record(
        {
          account: fc.constantFrom('sales', 'tax:A', 'clearing:x', 'discounts'),
          amount: fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n }).filter((amount) => amount !== 0n),
          taxCode: fc.constantFrom('A', 'B'),
          dimensions: fc.constantFrom<Record<string, string>>(
            {},
            { shop: 'one' },
            { shop: 'two', kind: 'k' },
            { kind: 'k', shop: 'two' },
          ),
        },
        { requiredKeys: ['account', 'amount'] },
      ),
      { minLength: 1, maxLength: 5 },
    ),
  })
  .map(({ lines, ...rest }) => {
    const left = -lines.reduce((sum, { amount }) => sum + amount, 0n);
    return { ...rest, lines: left === 0n ? lines : [...lines, { account: 'receivable', amount: left }] };
  });

const members = fc.array(member, { minLength: 1, maxLength: 12 });
const currency = fc.constantFrom('EUR', 'JPY', 'KWD');

type Line = LedgerDocument['lines'][number];

/** Net of what a line is about, debits positive. */
const netBy = (lines: readonly Line[], money: string, nameOf: (line: Line) => string) => {
  const net = new Map<string, bigint>();
  for (const line of lines) {
    const amount = line.debit === undefined ? -toMinor(line.credit ?? '', money) : toMinor(line.debit, money);
    net.set(nameOf(line), (net.get(nameOf(line)) ?? 0n) + amount);
  }
  return Object.fromEntries([...net].filter(([, amount]) => amount !== 0n).sort(([a], [b]) => compare(a, b)));
};

const fullName = ({ ledgerAccount, logicalAccount, taxCode, dimensions = {} }: Line): string =>
  JSON.stringify([ledgerAccount, logicalAccount, taxCode, Object.entries(dimensions).sort()]);

const plansOf = (some: readonly Member[], money: string) =>
  some.map((one, index) => memberPlan(one, money, index));
const linesOf = (plans: readonly { readonly document: string }[]): readonly Line[] =>
  plans.flatMap(({ document }) => (JSON.parse(document) as LedgerDocument).lines);

test('a summary is the exact sum of its members, account by account, and balances', () => {
  fc.assert(
    fc.property(members, currency, (some, money) => {
      const plans = plansOf(some, money);
      const { plan, orders, late } = makeSummary({ ...SLOT, currency: money }, plans, CONTEXT);
      const lines = plan ? linesOf([plan]) : [];
      expect(netBy(lines, money, fullName)).toEqual(netBy(linesOf(plans), money, fullName));
      expect(netBy(lines, money, () => 'all')).toEqual({});
      expect(orders).toBe(new Set(some.map(({ orderId }) => orderId)).size);
      expect(late).toBe(some.filter(({ date }) => date !== SLOT.day).length);
      expect(new Set(lines.map((line) => fullName(line) + (line.memo ?? ''))).size).toBe(lines.length);
    }),
    { numRuns: runs(2000) },
  );
});

test('amounts of another day stand on lines that name it', () => {
  fc.assert(
    fc.property(members, (some) => {
      const plans = plansOf(some, 'EUR');
      const { plan } = makeSummary({ ...SLOT, currency: 'EUR' }, plans, CONTEXT);
      const lines = plan ? linesOf([plan]) : [];
      for (const day of DAYS) {
        const memo = day === SLOT.day ? undefined : `Late, of ${day}`;
        expect(
          netBy(
            lines.filter((line) => line.memo === memo),
            'EUR',
            fullName,
          ),
        ).toEqual(netBy(linesOf(plans.filter(({ date }) => date === day)), 'EUR', fullName));
      }
    }),
    { numRuns: runs(2000) },
  );
});

test('the order in which members are read changes nothing', () => {
  fc.assert(
    fc.property(members, fc.infiniteStream(fc.nat()), (some, places) => {
      const plans = plansOf(some, 'EUR');
      const shuffled = plans
        .map((plan) => ({ plan, place: places.next().value as number }))
        .sort((a, b) => a.place - b.place)
        .map(({ plan }) => plan);
      const slot = { ...SLOT, currency: 'EUR' };
      expect(summaryText(makeSummary(slot, shuffled, CONTEXT))).toBe(
        summaryText(makeSummary(slot, plans, CONTEXT)),
      );
    }),
    { numRuns: runs(2000) },
  );
});

const summaryText = (made: unknown): string => JSON.stringify(made);

test('every day goes into one free day at or after it that is over, or waits because there is none', () => {
  const day = fc.integer({ min: 0, max: 12 }).map((days) => {
    let result = '2026-02-25';
    for (let count = 0; count < days; count++) result = dayAfter(result);
    return result;
  });
  const slots = fc.uniqueArray(fc.record({ day, currency: fc.constantFrom('EUR', 'USD') }), {
    selector: summaryOrderId,
    maxLength: 12,
  });
  fc.assert(
    fc.property(slots, slots, day, (open, made, lastDay) => {
      const taken = new Set(made.map(summaryOrderId));
      const result = summarySlots(open, made, lastDay);
      expect(new Set(result.map(summaryOrderId)).size).toBe(result.length);
      for (const slot of result) {
        expect(taken.has(summaryOrderId(slot))).toBe(false);
        expect(slot.day <= lastDay).toBe(true);
        expect(slot.takes.every((wanted) => wanted <= slot.day)).toBe(true);
      }
      for (const one of open) {
        const to = result.filter(({ currency: c, takes }) => c === one.currency && takes.includes(one.day));
        let free = one.day;
        while (free <= lastDay && taken.has(summaryOrderId({ ...one, day: free }))) free = dayAfter(free);
        expect(to.map((slot) => slot.day)).toEqual(free <= lastDay ? [free] : []);
      }
    }),
    { numRuns: runs(2000) },
  );
});

const step = fc.oneof(
  fc.record({
    does: fc.constant('sell' as const),
    id: fc.constantFrom('1', '2', '3'),
    cents: fc.integer({ min: 1, max: 5000 }),
    day: fc.integer({ min: 10, max: 16 }),
    paid: fc.boolean(),
  }),
  fc.record({ does: fc.constant('stage' as const) }),
  fc.record({ does: fc.constant('summarize' as const) }),
  fc.record({ does: fc.constant('fail' as const), fault: fc.constantFrom('answer_lost_after', 'transient') }),
);

test('whenever orders change and summaries are made, the ledger ends as the sum of all orders', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
      const river = await openSummaryRiver({ postingTrigger: 'creation' });
      let second = 0;
      for (const one of steps) {
        const updatedAt = `2026-02-20T10:00:${String(second++).padStart(2, '0')}Z`;
        if (one.does === 'sell') {
          const placedAt = `2026-02-${one.day}T10:00:00Z`;
          sell(river, { id: one.id, cents: one.cents, paid: one.paid, placedAt, updatedAt });
        } else if (one.does === 'stage') await stage(river);
        else if (one.does === 'summarize') await summarize(river);
        else river.ledger.faults.push(one.fault as 'transient');
      }
      await stage(river);
      for (let run = 0; run < 20; run++) {
        river.clock.advance(120_000);
        await summarize(river);
      }
      expect(river.ledger.balances()).toEqual(river.expected());
      expect(river.ledger.twice()).toEqual([]);
      const sends = river.ledger.sends;
      await stage(river);
      expect(await summarize(river)).toEqual([]);
      expect(river.ledger.sends).toBe(sends);
      for (const { key, members: count } of await river.store.getSummaries(STAGING))
        expect(await river.store.listMembers(STAGING.destination, key, { limit: 100 })).toHaveLength(count);
      await river.store.close();
    }),
    { numRuns: runs(100) },
  );
}, 120_000);

test('a process in Tokyo that speaks Turkish makes the same bytes as one in UTC that speaks C', () => {
  const print = (env: Readonly<Record<string, string>>): string => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [resolve(ROOT, 'node_modules/tsx/dist/cli.mjs'), resolve(ROOT, 'test/support/print-summary.ts')],
      { cwd: ROOT, env: { ...process.env, ...env }, encoding: 'utf8' },
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return stdout;
  };
  const here = print({ TZ: 'UTC', LANG: 'C', LC_ALL: 'C' });
  expect(here.length).toBeGreaterThan(2000);
  expect(print({ TZ: 'Asia/Tokyo', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' })).toBe(here);
}, 60_000);

test('an order placed by nobody makes no summary', async () => {
  const river = await openSummaryRiver();
  river.shop.put(smallOrder({ id: '1', cents: 0, paid: false }));
  await stage(river);
  expect(await summarize(river)).toEqual([]);
});
