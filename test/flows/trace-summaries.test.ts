import { traceOrder } from '../../lib/flows/trace';
import { openSummaryRiver, sell, stage, summarize } from '../support/summary-river';

const KEY = 'memory:shop.example:2026-02-10-EUR:summary:';

test('a staged plan says that it waits, then which summary took it and what the ledger calls that', async () => {
  const river = await openSummaryRiver();
  sell(river, { id: '1' }, { id: '2' });
  await stage(river);
  const planOf = async () => (await traceOrder(river.context(), { orderId: '1' }))[0]?.plans[0];
  expect(await planOf()).toMatchObject({
    destination: 'test:main~summary',
    summary: { state: 'waiting', day: '2026-02-10', currency: 'EUR' },
  });
  await summarize(river, { mode: 'hold' });
  expect(await planOf()).toMatchObject({ summary: { key: KEY, state: 'planned' } });
  await summarize(river);
  expect((await planOf())?.summary).toEqual({
    key: KEY,
    day: '2026-02-10',
    currency: 'EUR',
    members: 2,
    orders: 2,
    state: 'posted',
    planKey: `${KEY}#1`,
    date: '2026-02-10',
    recordId: 'R1',
  });
});

test('the ledger record of a summary leads to its orders', async () => {
  const river = await openSummaryRiver();
  sell(river, { id: '1' }, { id: '2' });
  await stage(river);
  await summarize(river);
  const [trace, ...others] = await traceOrder(river.context(), { destination: 'test:main', recordId: 'R1' });
  expect(others).toEqual([]);
  expect(trace?.plans).toMatchObject([
    {
      key: `${KEY}#1`,
      event: 'summary',
      recordId: 'R1',
      asked: true,
      members: {
        count: 2,
        orders: 2,
        listed: [
          { orderId: '1', number: '1', planKey: 'memory:shop.example:1:sale:1#1', date: '2026-02-10' },
          { orderId: '2', number: '2' },
        ],
      },
      lines: [
        {
          logicalAccount: 'clearing:stripe',
          debit: '22.00',
          explanation: {
            rule: 'summary.net',
            arithmetic: 'debits 22.00 - credits 0.00 = 22.00; 2 lines of 2 orders',
          },
        },
        { logicalAccount: 'sales' },
        { logicalAccount: 'tax:DE-19' },
      ],
    },
  ]);
  expect((await traceOrder(river.context(), { key: `${KEY}#1` }))[0]?.plans[0]?.members?.count).toBe(2);
});

test('of many members a hundred are listed, and all are counted', async () => {
  const river = await openSummaryRiver();
  sell(river, ...Array.from({ length: 120 }, (_, index) => ({ id: String(index + 1) })));
  await stage(river);
  await summarize(river);
  const [trace] = await traceOrder(river.context(), { recordId: 'R1' });
  expect(trace?.plans[0]?.members).toMatchObject({ count: 120, orders: 120 });
  expect(trace?.plans[0]?.members?.listed).toHaveLength(100);
});

test('members that amount to nothing say so', async () => {
  const river = await openSummaryRiver({ postingTrigger: 'creation' });
  sell(river, { id: '1', paid: false });
  await stage(river);
  sell(river, { id: '1', paid: false, state: 'cancelled', updatedAt: '2026-02-10T11:00:00Z' });
  await stage(river);
  await summarize(river);
  const [trace] = await traceOrder(river.context(), { orderId: '1' });
  expect(trace?.plans.map(({ summary }) => summary?.state)).toEqual(['nothing_to_post', 'nothing_to_post']);
});
