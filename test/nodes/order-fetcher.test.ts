import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { OrderFetcher } from '../../nodes/OrderFetcher/OrderFetcher.node';
import type { Shop } from '../shop/shop-server';
import { FakeN8n, type FakeOptions, jsonOf } from './support/fake-n8n';
import { useTempStore } from './support/temp-store';
import { loginTo, startTradedShop, storeIdOf } from './support/test-shop';

describe('Order Fetcher', () => {
  const { store } = useTempStore();
  let shop: Shop;
  beforeAll(async () => {
    shop = await startTradedShop();
  });
  afterAll(() => shop.stop());
  afterEach(() => shop.clearFaults());

  const fetcher = (parameters: INodeParameters, more: FakeOptions = {}) =>
    new FakeN8n(new OrderFetcher(), { parameters, credentials: loginTo(shop), ...more });
  const sweep = () => fetcher({ operation: 'sweepChanges', startFrom: '2000-01-01T00:00:00Z' }).execute();
  /** Orders in the bin are among what changed, and in no other list of the shop. */
  const changed = () => [...shop.state.orders.keys()].map(String);
  const listed = () =>
    [...shop.state.orders.values()].filter(({ status }) => status !== 'trash').map(({ id }) => String(id));
  const anOrder = () => listed()[0] as string;

  it('sweeps, says how many orders wait, and names the shop', async () => {
    const [result, ...none] = await sweep();
    expect(none).toEqual([]);
    expect(result?.[0]?.json).toMatchObject({
      platform: 'woocommerce',
      storeId: storeIdOf(shop),
      pipeline: 'main',
      marked: changed().length,
      work: { due: changed().length },
    });
  });

  it('takes due orders once for all deliveries that come in, and pairs them with the first', async () => {
    await sweep();
    const [orders, held] = await fetcher(
      { operation: 'processQueue', limit: 10 },
      { items: [{ objectId: '1' }, { objectId: '2' }, { objectId: '3' }] },
    ).execute();
    expect([...(orders ?? []), ...(held ?? [])]).toHaveLength(10);
    expect(orders?.every(({ pairedItem }) => JSON.stringify(pairedItem) === '{"item":0}')).toBe(true);
    expect(orders?.[0]?.json).toMatchObject({
      order: { source: { storeId: storeIdOf(shop) } },
      ticket: { pipeline: 'main', attempts: 1 },
      queue: { remaining: changed().length - 10 },
    });
  });

  it('claims for each pipeline apart when an expression names two', async () => {
    await sweep();
    const [orders] = await fetcher(
      { operation: 'processQueue', limit: 5 },
      { items: [{}, {}], perItem: [{ pipeline: 'main' }, { pipeline: 'second' }] },
    ).execute();
    expect(orders?.length).toBe(5);
    const pipelines = (await (await store()).listPipelines()).map(({ pipeline }) => pipeline);
    expect(pipelines.sort()).toEqual(['main', 'second']);
  });

  it('leaves the orders due when the shop is down, and says so', async () => {
    await sweep();
    shop.setFault({ kind: 'html', times: 1000 });
    const running = fetcher({ operation: 'processQueue' }).execute();
    await expect(running).rejects.toMatchObject({
      message: expect.stringContaining('orders stay due'),
      description: expect.stringContaining('firewall'),
      context: { itemIndex: 0 },
    });
    const pipeline = { platform: 'woocommerce', storeId: storeIdOf(shop), pipeline: 'main' };
    expect((await (await store()).countWork(pipeline)).claimed).toBe(0);
  });

  it('backfills page by page until it is done', async () => {
    const period = {
      operation: 'backfill',
      from: '2000-01-01T00:00:00Z',
      to: '2100-01-01T00:00:00Z',
      maxPages: 1,
    };
    const first = (await fetcher(period).execute())[0]?.[0]?.json as IDataObject;
    const second = (await fetcher(period).execute())[0]?.[0]?.json as IDataObject;
    expect(second).toMatchObject({ done: true, percent: 100 });
    expect(Number(first.marked) + Number(second.marked)).toBeGreaterThanOrEqual(listed().length);
  });

  it('gets each order for its own item', async () => {
    const ids = listed().slice(0, 3);
    const [orders, held] = await fetcher(
      { operation: 'get' },
      { items: [{}, {}, {}], perItem: ids.map((orderId) => ({ orderId })) },
    ).execute();
    const found = [...(orders ?? []), ...(held ?? [])].map(({ json, pairedItem }) => {
      const order =
        (json.order as { source: { orderId: string } } | undefined)?.source.orderId ?? json.orderId;
      return [order, pairedItem];
    });
    expect(found.sort()).toEqual(ids.map((id, item) => [id, { item }]).sort());
    expect(orders?.[0]?.json).not.toHaveProperty('ticket');
  });

  it('puts an order that the shop does not have out as an exception that names it', async () => {
    const [orders, held] = await fetcher({ operation: 'get', orderId: '99999999' }).execute();
    expect(orders).toEqual([]);
    expect(held?.[0]?.json).toMatchObject({ orderId: '99999999', problems: [{ code: 'order_gone' }] });
  });

  it('gives up to the limit, or all', async () => {
    const [some, heldOfSome] = await fetcher({ operation: 'getMany', limit: 7 }).execute();
    expect((some?.length ?? 0) + (heldOfSome?.length ?? 0)).toBe(7);
    const [all, heldOfAll] = await fetcher({ operation: 'getMany', returnAll: true }).execute();
    expect((all?.length ?? 0) + (heldOfAll?.length ?? 0)).toBe(listed().length);
  });

  it('counts what the shop has', async () => {
    const [result] = await fetcher({ operation: 'count' }).execute();
    expect(result?.[0]?.json).toMatchObject({ count: listed().length, by: 'created' });
  });

  it('goes on with the other items when one fails and "Continue On Fail" is set', async () => {
    const [orders, held] = await fetcher(
      { operation: 'get' },
      { items: [{}, {}], perItem: [{ orderId: '' }, { orderId: anOrder() }], continueOnFail: true },
    ).execute();
    const all = [...(orders ?? []), ...(held ?? [])];
    expect(all).toContainEqual({ json: { error: '"orderId" is empty' }, pairedItem: { item: 0 } });
    expect(all).toHaveLength(2);
  });

  it('names the item that fails otherwise', async () => {
    const running = fetcher(
      { operation: 'get' },
      { items: [{}, {}], perItem: [{ orderId: anOrder() }, { orderId: '' }] },
    ).execute();
    await expect(running).rejects.toMatchObject({
      context: { itemIndex: 1 },
      description: expect.any(String),
    });
  });

  it.each(['call', 'engine'] as const)(
    'puts orders and exceptions on the first output for an agent (%s)',
    async (asTool) => {
      await sweep();
      const outputs = await fetcher({ operation: 'processQueue' }, { asTool }).execute();
      expect(outputs).toHaveLength(1);
      expect(jsonOf(outputs[0])).toHaveLength(changed().length);
    },
  );

  it('says what is wrong with the key without showing it', async () => {
    const credentials: IDataObject = { ...loginTo(shop), consumerSecret: 'cs_wrong' };
    const fake = fetcher({ operation: 'count' }, { credentials });
    const error = await fake.execute().catch((caught: unknown) => caught);
    expect(error).toMatchObject({ description: expect.stringContaining('test button') });
    const said = JSON.stringify([error, (error as Error).message, fake.logged]);
    expect(said).not.toContain('cs_wrong');
    expect(said).not.toContain(String(credentials.consumerKey));
  });

  it('sends no key in clear text to another machine', async () => {
    const credentials = { ...loginTo(shop), url: 'http://shop.example' };
    const fake = fetcher({ operation: 'count' }, { credentials });
    await expect(fake.execute()).rejects.toMatchObject({ message: expect.stringContaining('clear text') });
    expect(fake.requests).toEqual([]);
  });

  it('asks for text, takes any status, and carries the key to no redirect', async () => {
    const fake = fetcher({ operation: 'count' });
    await fake.execute();
    expect(fake.requests[0]).toMatchObject({
      encoding: 'text',
      returnFullResponse: true,
      ignoreHttpStatusErrors: true,
      disableFollowRedirect: true,
    });
  });

  it('brings back webhooks that the shop has switched off, with the secret that they had', async () => {
    const deliveryUrl = 'https://n8n.example/webhook/1/cart-ledger';
    const register = (topic: string, to: string) =>
      shop.webhooks.create({ name: topic, topic, delivery_url: to, secret: 'kept', status: 'active' });
    const [created, updated, foreign] = [
      register('order.created', deliveryUrl),
      register('order.updated', deliveryUrl),
      register('order.deleted', 'https://other.example'),
    ];
    updated.status = 'disabled';
    foreign.status = 'disabled';

    const [result] = await fetcher({ operation: 'repairWebhooks', deliveryUrl }).execute();
    expect(result?.[0]?.json).toMatchObject({
      kept: ['order.created'],
      repaired: ['order.updated'],
      missing: ['order.deleted', 'order.restored'],
      advice: expect.stringContaining('publish'),
    });
    expect([created, updated, foreign].map(({ status, secret }) => [status, secret])).toEqual([
      ['active', 'kept'],
      ['active', 'kept'],
      ['disabled', 'kept'],
    ]);
  });
});
