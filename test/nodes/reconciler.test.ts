import type { INodeParameters } from 'n8n-workflow';
import { Reconciler } from '../../nodes/Reconciler/Reconciler.node';
import { OrderFetcher } from '../../nodes/OrderFetcher/OrderFetcher.node';
import type { Shop } from '../shop/shop-server';
import { FakeN8n, jsonOf } from './support/fake-n8n';
import { useTempStore } from './support/temp-store';
import { loginTo, startTradedShop, storeIdOf } from './support/test-shop';

describe('Reconciler', () => {
  const { store } = useTempStore();
  let shop: Shop;
  beforeAll(async () => {
    shop = await startTradedShop();
  });
  afterAll(() => shop.stop());

  const run = async (parameters: INodeParameters, items?: readonly object[]) => {
    const outputs = await new FakeN8n(new Reconciler(), {
      parameters,
      items,
      credentials: loginTo(shop),
    }).execute();
    return outputs.map(jsonOf);
  };
  const ever = { operation: 'reconcilePeriod', from: '2000-01-01', to: '2100-01-01' };

  it('finds what was never posted, and makes it due by replaying the breaks', async () => {
    const [summary, breaks] = await run(ever);
    expect(summary).toHaveLength(1);
    const missing = breaks?.filter(({ type }) => type === 'missing_in_trace') ?? [];
    expect(missing.length).toBeGreaterThan(20);

    const [replayed] = await run({ operation: 'replayBreaks' }, breaks);
    const due = new Set(breaks?.filter(({ action }) => action === 'replay').map(({ orderId }) => orderId))
      .size;
    expect(replayed).toEqual([
      expect.objectContaining({ pipeline: 'main', breaks: breaks?.length, replayed: due }),
    ]);
    const counts = await (
      await store()
    ).countWork({
      pipeline: 'main',
      platform: 'woocommerce',
      storeId: storeIdOf(shop),
    });
    expect(counts.due).toBe(due);

    const [orders] = await new FakeN8n(new OrderFetcher(), { credentials: loginTo(shop) }).execute();
    expect(orders?.length).toBeGreaterThan(20);
  });

  it('compares yesterday when no period is given, in the time zone of the policy', async () => {
    const dayIn = (timeZone: string) =>
      new Intl.DateTimeFormat('en-CA', { timeZone }).format(new Date(Date.now() - 86_400_000));
    for (const timeZone of ['Pacific/Kiritimati', 'Pacific/Niue']) {
      const [summary] = await run({ operation: 'reconcilePeriod', policy: { timeZone } });
      const day = dayIn(timeZone);
      expect(summary?.[0]).toMatchObject({ from: day, to: day, timeZone });
    }
  });

  it('runs once however many items come in', async () => {
    const [summary] = await run(ever, [{}, {}, {}]);
    expect(summary).toHaveLength(1);
  });

  it('refuses what is not a break', async () => {
    await expect(run({ operation: 'replayBreaks' }, [{ orderId: '1' }])).rejects.toMatchObject({
      message: 'Order 1: Item 0 is not a break',
      description: expect.stringContaining('Breaks output'),
    });
  });

  it('says so when the period ends before it begins', async () => {
    await expect(run({ ...ever, to: '1999-01-01' })).rejects.toThrow(/1999-01-01/);
  });
});
