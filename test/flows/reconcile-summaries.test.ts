import { replayBreaks } from '../../lib/flows/reconcile';
import { reconcileLedger } from '../../lib/flows/reconcile-ledger';
import { policySchema } from '../../lib/policy/policy';
import type { Break } from '../../lib/reconcile/break';
import { STORE_ID } from '../support/memory-shop';
import type { River } from '../support/river';
import { openSummaryRiver, sell, stage, summarize } from '../support/summary-river';

const FEBRUARY = { from: '2026-02-01', to: '2026-02-28' };

const compare = (river: River, period = FEBRUARY) =>
  reconcileLedger(river.context(), {
    route: river.route(),
    destination: river.ledger,
    policy: river.policy,
    ...period,
  });

const summarized = async () => {
  const river = await openSummaryRiver();
  sell(river, { id: '1' }, { id: '2', cents: 2000 });
  sell(river, { id: '3', placedAt: '2026-02-11T10:00:00Z', updatedAt: '2026-02-11T10:00:00Z' });
  await stage(river);
  await summarize(river);
  return river;
};

const brief = (breaks: readonly Break[]) =>
  breaks.map(({ type, orderId, action }) => `${type} ${orderId} ${action}`).sort();

/** An amount by hand, as a bookkeeper would in the ledger's own screens. */
const retype = (river: River, from: string, to: string) => {
  const [record] = river.ledger.records;
  river.ledger.records[0] = JSON.parse(
    JSON.stringify(record).replaceAll(`"${from}"`, `"${to}"`),
  ) as NonNullable<typeof record>;
};

test('orders whose summaries the ledger holds agree, by count and by component', async () => {
  const river = await summarized();
  const { summary, breaks } = await compare(river);
  expect(breaks).toEqual([]);
  expect(summary).toMatchObject({
    destination: 'test:main',
    total: 0,
    closeReadiness: { ready: true, orders: 3, agreed: 3 },
  });
  expect(summary.counts).toEqual([
    { what: 'orders', source: 3, trace: 3, ledger: 3, difference: 0 },
    { what: 'entries', source: 3, trace: 3, ledger: 3, difference: 0 },
  ]);
  expect(summary.table.find(({ component }) => component === 'sales')).toMatchObject({
    source: '40.00',
    trace: '40.00',
    ledger: '40.00',
  });
});

test('an order that waits for its summary is not in the ledger, and says for what it waits', async () => {
  const river = await summarized();
  sell(river, { id: '4', placedAt: '2026-02-12T10:00:00Z', updatedAt: '2026-02-12T10:00:00Z' });
  await stage(river);
  const { breaks, summary } = await compare(river);
  expect(brief(breaks)).toEqual(['not_posted 4 replay']);
  expect(breaks[0]?.message).toContain('waits for the daily summary of 2026-02-12');
  expect(summary.counts[0]).toMatchObject({ source: 4, ledger: 3 });
});

test('a summary that was written and not posted is a break of its own, and one of each of its orders', async () => {
  const river = await openSummaryRiver();
  sell(river, { id: '1' });
  await stage(river);
  await summarize(river, { mode: 'hold' });
  const { breaks } = await compare(river);
  expect(brief(breaks)).toEqual(['not_posted 1 none', 'not_posted 2026-02-10-EUR review']);
  expect(breaks[0]?.message).toContain('Run Post Summaries');
});

test('a summary that the ledger lost is named with its orders, and so is it in each of them', async () => {
  const river = await summarized();
  river.ledger.records.shift();
  const { breaks, summary } = await compare(river);
  expect(brief(breaks)).toEqual([
    'missing_in_ledger 1 none',
    'missing_in_ledger 2 none',
    'missing_in_ledger 2026-02-10-EUR review',
  ]);
  expect(breaks[0]?.message).toMatch(/^Daily summary 2026-02-10 EUR: .* Its orders: 1, 2\.$/);
  expect(breaks[1]?.message).toContain('memory:shop.example:2026-02-10-EUR:summary:#1');
  expect(summary).toMatchObject({
    breaks: { missing_in_ledger: 3 },
    total: 3,
    listed: 3,
    closeReadiness: { ready: false, agreed: 1 },
  });
  const [saved] = await river.store.latestReconciliations({ platform: 'memory', storeId: STORE_ID });
  expect(saved?.breaks).toBe(3);
});

test('a lost summary is sent again when a person retries its exception, and only then', async () => {
  const river = await summarized();
  river.ledger.records.shift();
  await summarize(river);
  expect(river.ledger.records).toHaveLength(1);
  await replayBreaks(river.context(), 'main', (await compare(river)).breaks);
  const open = () => river.store.listExceptions({ platform: 'memory', states: ['open'] });
  const [found] = await open();
  const { changeException } = await import('../../lib/flows/exceptions');
  await changeException(river.context(), found?.id ?? 0, { action: 'retry' });
  await summarize(river);
  river.clock.advance(120_000);
  await summarize(river);
  expect(river.ledger.balances()).toEqual(river.expected());
  expect((await compare(river)).breaks).toEqual([]);
  expect(await open()).toEqual([]);
});

test('an amount that was changed in the ledger is a break of the summary, with both numbers', async () => {
  const river = await summarized();
  retype(river, '33.00', '34.00');
  const { breaks } = await compare(river);
  expect(brief(breaks)).toEqual([
    'amount_differs 2026-02-10-EUR review',
    'missing_in_ledger 1 none',
    'missing_in_ledger 2 none',
  ]);
  expect(breaks[0]?.amounts).toMatchObject([{ trace: '33.00', ledger: '34.00' }]);
});

test('a summary that was moved to another day is a break, and its orders agree', async () => {
  const river = await summarized();
  retype(river, '2026-02-10', '2026-02-20');
  expect(brief((await compare(river)).breaks)).toEqual(['date_differs 2026-02-10-EUR review']);
});

test('a copy of a summary is a duplicate, and its orders agree', async () => {
  const river = await summarized();
  const [record] = river.ledger.records;
  if (record) river.ledger.records.push({ ...record, recordId: 'R99' });
  const { breaks } = await compare(river);
  expect(brief(breaks)).toEqual(['duplicate_in_ledger 2026-02-10-EUR review']);
  expect(breaks[0]).toMatchObject({ recordId: 'R99' });
});

test('a summary that the trace never made is unknown', async () => {
  const river = await summarized();
  const [record] = river.ledger.records;
  if (record)
    river.ledger.records.push({
      ...record,
      recordId: 'R99',
      key: `memory:${STORE_ID}:2026-02-19-EUR:summary:#1`,
    });
  expect(brief((await compare(river)).breaks)).toEqual(['unknown_in_ledger 2026-02-19-EUR review']);
});

test('orders that went there one by one stand beside those in summaries', async () => {
  const river = await openSummaryRiver();
  sell(river, { id: '1' });
  await stage(river, { policy: policySchema.parse({}) });
  sell(river, { id: '2', cents: 500 });
  await stage(river);
  await summarize(river);
  const { breaks, summary } = await compare(river);
  expect(breaks).toEqual([]);
  expect(summary.counts[0]).toMatchObject({ source: 2, trace: 2, ledger: 2 });
});

test('a summary with nothing but late orders of another month is checked in the month that it is dated in', async () => {
  const river = await summarized();
  sell(river, { id: '5' });
  await stage(river);
  await summarize(river);
  const late = river.ledger.records.at(-1);
  expect(late?.date).toBe('2026-02-12');
  river.ledger.records.pop();
  const { breaks } = await compare(river, { from: '2026-02-12', to: '2026-02-12' });
  expect(brief(breaks)).toContain('missing_in_ledger 2026-02-12-EUR review');
});

test('a change of the trace by another hand shows: the summary no longer amounts to its members', async () => {
  const river = await summarized();
  const context = river.context();
  const store = Object.assign(Object.create(river.store) as typeof river.store, {
    getPlans: async (query: Parameters<typeof river.store.getPlans>[0]) =>
      (await river.store.getPlans(query)).filter(({ orderId }) => orderId !== '2'),
  });
  const { breaks } = await reconcileLedger(
    { ...context, store },
    { route: river.route(), destination: river.ledger, policy: river.policy, ...FEBRUARY },
  );
  expect(brief(breaks)).toContain('amount_differs 2026-02-10-EUR review');
});
