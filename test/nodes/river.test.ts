import type { IDataObject, INodeParameters, INodeType } from 'n8n-workflow';
import { AccountingPoster } from '../../nodes/AccountingPoster/AccountingPoster.node';
import { FinanceMapper } from '../../nodes/FinanceMapper/FinanceMapper.node';
import { FinanceTrace } from '../../nodes/FinanceTrace/FinanceTrace.node';
import { OrderFetcher } from '../../nodes/OrderFetcher/OrderFetcher.node';
import { Reconciler } from '../../nodes/Reconciler/Reconciler.node';
import type { Shop } from '../shop/shop-server';
import { FakeN8n, jsonOf } from './support/fake-n8n';
import { useTempStore } from './support/temp-store';
import { loginTo, startTradedShop } from './support/test-shop';

/** The nodes one after the other, as the hybrid workflow connects them. */
describe('the nodes from a shop to the built-in book', () => {
  useTempStore();
  let shop: Shop;
  beforeAll(async () => {
    shop = await startTradedShop();
  });
  afterAll(() => shop.stop());

  const run = async (type: INodeType, parameters: INodeParameters, items?: readonly object[]) => {
    const outputs = await new FakeN8n(type, { parameters, items, credentials: loginTo(shop) }).execute();
    return outputs.map(jsonOf);
  };

  const sweep = async () => {
    const [result] = await run(new OrderFetcher(), {
      operation: 'sweepChanges',
      startFrom: '2000-01-01T00:00:00Z',
    });
    return result?.[0] as IDataObject;
  };

  /** Runs the loop of the workflow until nothing is due. */
  const drain = async () => {
    const posted: IDataObject[] = [];
    const exceptions: IDataObject[] = [];
    for (;;) {
      const [orders, unfetched] = await run(new OrderFetcher(), { operation: 'processQueue', limit: 25 });
      const [documents, unmapped] = await run(new FinanceMapper(), {}, orders);
      const [done, unposted] = documents?.length
        ? await run(new AccountingPoster(), {}, documents)
        : [[], []];
      posted.push(...(done ?? []));
      exceptions.push(...(unfetched ?? []), ...(unmapped ?? []), ...(unposted ?? []));
      const queue = orders?.[0]?.queue as { remaining: number } | undefined;
      if (!queue?.remaining) return { posted, exceptions };
    }
  };

  it('posts what the shop itself computes, and holds exactly the orders that lie', async () => {
    await sweep();
    const { exceptions } = await drain();

    const [balance] = await run(new FinanceTrace(), { resource: 'book', operation: 'trialBalance' });
    const found = (balance ?? []).map((row) => [row.currency, row.ledgerAccount, row.balance].join(' '));
    const expected = shop
      .expectedBook('capture')
      .trialBalance.map((row) => [row.currency, row.account, row.balance].join(' '));
    expect(found.filter((line) => !/ -?0(\.0+)?$/.test(line)).sort()).toEqual([...expected].sort());
    expect(exceptions.map(({ orderId }) => orderId).sort()).toEqual(shop.lyingOrders().sort());
  });

  it('posts nothing the second time', async () => {
    await sweep();
    await drain();
    await sweep();
    const { posted } = await drain();
    expect(new Set(posted.map(({ outcome }) => outcome))).toEqual(new Set(['unchanged']));
  });

  it('reconciles without a surprise', async () => {
    await sweep();
    await drain();
    const today = new Date();
    const [summary, breaks] = await run(new Reconciler(), {
      operation: 'reconcilePeriod',
      from: '2000-01-01',
      to: today.toISOString().slice(0, 10),
    });
    expect(summary?.[0]).toMatchObject({ surprises: 0 });
    expect(breaks?.map(({ type }) => type)).toEqual(shop.lyingOrders().map(() => 'held'));
  });
});
