import type { INodeParameters } from 'n8n-workflow';
import { mapItem } from '../../lib/flows/map-orders';
import { policySchema } from '../../lib/policy/policy';
import { AccountingPoster } from '../../nodes/AccountingPoster/AccountingPoster.node';
import { FinanceTrace } from '../../nodes/FinanceTrace/FinanceTrace.node';
import { STORE_ID } from '../support/memory-shop';
import { type SmallOrder, smallOrder } from '../support/small-order';
import { FakeN8n, type FakeOptions, jsonOf } from './support/fake-n8n';
import { useTempStore } from './support/temp-store';

const policy = policySchema.parse({ output: 'summary' });

const documentOf = (order: Partial<SmallOrder> & { id: string }): object => {
  const mapped = mapItem(
    { order: smallOrder({ cents: 1000, paid: true, ...order }) },
    { policy, platform: 'auto', storeId: STORE_ID },
  );
  return 'mapped' in mapped ? mapped.mapped : mapped.held;
};

describe('Accounting Poster, Post Summaries', () => {
  useTempStore();
  const poster = (items: readonly object[], parameters: INodeParameters = {}, more: FakeOptions = {}) =>
    new FakeN8n(new AccountingPoster(), { items, parameters, ...more }).execute();
  const postSummaries = (parameters: INodeParameters = {}, items: readonly object[] = [{}]) =>
    poster(items, { operation: 'postSummaries', platform: 'memory', storeId: STORE_ID, ...parameters });
  const traced = async (parameters: INodeParameters) => {
    const [rows] = await new FakeN8n(new FinanceTrace(), {
      parameters: { resource: 'trace', ...parameters },
    }).execute();
    return jsonOf(rows)[0];
  };
  const lockBook = (lockDate: string) =>
    new FakeN8n(new FinanceTrace(), {
      parameters: { resource: 'book', operation: 'lockPeriod', lockDate },
    }).execute();

  it('Post stages the orders of such a policy and says so; the summary is one journal', async () => {
    const [posted] = await poster([documentOf({ id: '1' }), documentOf({ id: '2', cents: 500 })]);
    expect(jsonOf(posted)).toMatchObject([
      { orderId: '1', outcome: 'staged', plans: [{ state: 'staged' }] },
      { orderId: '2', outcome: 'staged' },
    ]);
    const [summaries, exceptions] = await postSummaries();
    expect(exceptions).toEqual([]);
    expect(summaries).toMatchObject([
      {
        json: { outcome: 'posted', day: '2026-02-10', orders: 2, total: '16.50', recordId: 'B-000001' },
        pairedItem: { item: 0 },
      },
    ]);
    expect(await postSummaries()).toMatchObject([[], []]);
  });

  it('is one call, however many items come in', async () => {
    await poster([documentOf({ id: '1' })]);
    const [summaries] = await postSummaries({}, [{}, {}, {}]);
    expect(summaries).toHaveLength(1);
  });

  it('Finance Trace leads from the order to the record of its summary, and back to the orders', async () => {
    await poster([documentOf({ id: '1' })]);
    await postSummaries();
    expect(await traced({ operation: 'byOrder', orderId: '1' })).toMatchObject({
      plans: [{ summary: { recordId: 'B-000001', state: 'posted' } }],
    });
    expect(await traced({ operation: 'byLedgerRecord', recordId: 'B-000001' })).toMatchObject({
      plans: [{ members: { count: 1, listed: [{ orderId: '1' }] } }],
    });
  });

  it('approves held plans into their summaries', async () => {
    await poster([documentOf({ id: '1' })], { mode: 'hold' });
    expect(await postSummaries()).toMatchObject([[], []]);
    const [approved] = await poster([{}], {
      operation: 'approveHeldPlans',
      platform: 'memory',
      storeId: STORE_ID,
    });
    expect(jsonOf(approved)).toMatchObject([{ orderId: '1', outcome: 'staged' }]);
    expect(jsonOf((await postSummaries())[0])).toMatchObject([{ outcome: 'posted' }]);
  });

  it('a held summary is not approved as an order is: it goes on in live mode', async () => {
    await poster([documentOf({ id: '1' })]);
    expect(jsonOf((await postSummaries({ mode: 'hold' }))[0])).toMatchObject([{ outcome: 'planned' }]);
    const [approved] = await poster([{}], {
      operation: 'approveHeldPlans',
      platform: 'memory',
      storeId: STORE_ID,
    });
    expect(approved).toEqual([]);
    expect(jsonOf((await postSummaries())[0])).toMatchObject([{ outcome: 'posted' }]);
  });

  it('puts a summary of a closed day out as an exception, or dates it on the next open day', async () => {
    await poster([documentOf({ id: '1' })]);
    await lockBook('2026-02-28');
    const [posted, exceptions] = await postSummaries();
    expect(posted).toEqual([]);
    expect(jsonOf(exceptions)).toMatchObject([
      { state: 'held', orderId: '2026-02-10-EUR', problems: [{ code: 'period_closed' }] },
    ]);
    const [moved] = await postSummaries({ closedPeriod: 'next-open-day' });
    expect(jsonOf(moved)).toMatchObject([{ day: '2026-02-10', date: '2026-03-01', outcome: 'posted' }]);
  });

  it('names a time zone that there is not', async () => {
    await expect(postSummaries({ timeZone: 'Mars/Olympus' })).rejects.toMatchObject({
      message: expect.stringContaining('There is no time zone "Mars/Olympus"') as string,
    });
  });
});
