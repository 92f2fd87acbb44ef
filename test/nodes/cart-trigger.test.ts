import { createHmac } from 'node:crypto';
import type { IDataObject, IWebhookResponseData } from 'n8n-workflow';
import { CartTrigger } from '../../nodes/CartTrigger/CartTrigger.node';
import type { Registration } from '../../nodes/CartTrigger/registration';
import { type Shop, startShop } from '../shop/shop-server';
import { FakeN8n, type FakeOptions } from './support/fake-n8n';
import { useTempStore } from './support/temp-store';
import { loginTo, storeIdOf } from './support/test-shop';

const URL_OF_N8N = 'http://127.0.0.1:1/webhook/abc/cart-ledger';

interface Sent {
  readonly body: string;
  readonly signature?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

describe('Cart Trigger', () => {
  const { store } = useTempStore();
  let shop: Shop;
  let staticData: Registration;
  let workflowId = '';
  beforeEach(async () => {
    // The node remembers what it did for a workflow, across tests as well.
    workflowId += 'w';
    const login = loginTo({ url: '' } as Shop);
    shop = await startShop({
      consumerKey: String(login.consumerKey),
      consumerSecret: String(login.consumerSecret),
    });
    staticData = {};
  });
  afterEach(() => shop.stop());

  const trigger = (more: FakeOptions = {}) =>
    new FakeN8n(new CartTrigger(), {
      credentials: loginTo(shop),
      staticData: staticData as IDataObject,
      webhookUrl: URL_OF_N8N,
      workflowId,
      ...more,
    });
  const { webhookMethods } = new CartTrigger();
  const call = (method: keyof typeof webhookMethods.default, more?: FakeOptions) =>
    webhookMethods.default[method].call(trigger(more).context());
  const topicsInService = () =>
    [...shop.webhooks.all.values()]
      .filter((webhook) => webhook.status === 'active' && webhook.deliveryUrl === URL_OF_N8N)
      .map(({ topic }) => topic)
      .sort();
  const secretsOfShop = () => new Set([...shop.webhooks.all.values()].map(({ secret }) => secret));

  const ALL = ['order.created', 'order.deleted', 'order.restored', 'order.updated'];

  it('registers every topic once, and then finds them', async () => {
    expect(await call('checkExists')).toBe(false);
    expect(await call('create')).toBe(true);
    expect(topicsInService()).toEqual(ALL);
    expect(await call('checkExists')).toBe(true);
    expect(staticData.secret).toMatch(/^[0-9a-f]{64}$/);
    expect(secretsOfShop()).toEqual(new Set([staticData.secret]));
  });

  it('remembers the pipeline, so that deliveries find it', async () => {
    await call('create', { parameters: { pipeline: 'german shop' } });
    expect(await (await store()).listPipelines()).toEqual([
      { pipeline: 'german shop', platform: 'woocommerce', storeId: storeIdOf(shop) },
    ]);
  });

  it('gives webhooks whose secret was lost a new one', async () => {
    await call('create');
    const lost = staticData.secret;
    staticData = {};
    expect(await call('checkExists')).toBe(false);
    await call('create');
    expect(staticData.secret).not.toBe(lost);
    expect(topicsInService()).toEqual(ALL);
    expect(secretsOfShop()).toEqual(new Set([staticData.secret]));
  });

  it('brings back a webhook that the shop has switched off', async () => {
    await call('create');
    const [webhook] = shop.webhooks.all.values();
    if (webhook) webhook.status = 'disabled';
    expect(await call('checkExists')).toBe(false);
    await call('create');
    expect(topicsInService()).toEqual(ALL);
  });

  it('moves to another address and leaves nothing at the old one', async () => {
    await call('create');
    await call('create', { webhookUrl: 'http://127.0.0.1:2/webhook/abc/cart-ledger' });
    expect(new Set([...shop.webhooks.all.values()].map(({ deliveryUrl }) => deliveryUrl))).toEqual(
      new Set(['http://127.0.0.1:2/webhook/abc/cart-ledger']),
    );
  });

  it('removes its webhooks and forgets the secret', async () => {
    await call('create');
    expect(await call('delete')).toBe(true);
    expect([...shop.webhooks.all.values()]).toEqual([]);
    expect(staticData).toEqual({});
  });

  const deliver = async (
    { body, signature, headers }: Sent,
    more?: FakeOptions,
    answered: { status?: number } = {},
  ) => {
    const context = trigger(more).context();
    const response = {
      status: (status: number) => {
        answered.status = status;
        return response;
      },
      json: () => response,
    };
    Object.assign(context, {
      getHeaderData: () => ({
        'x-wc-webhook-topic': 'order.updated',
        'x-wc-webhook-delivery-id': 'd1',
        ...(signature === undefined ? {} : { 'x-wc-webhook-signature': signature }),
        ...headers,
      }),
      getQueryData: () => ({}),
      getRequestObject: () => ({ rawBody: Buffer.from(body) }),
      getResponseObject: () => response,
    });
    const result: IWebhookResponseData = await new CartTrigger().webhook.call(context);
    return { result, ...answered };
  };
  const sign = (body: string) =>
    createHmac('sha256', staticData.secret ?? '')
      .update(body)
      .digest('base64');
  const body = JSON.stringify({ id: 1042, total: '12.34' });
  const counts = async () =>
    (await store()).deliveryCounts({ platform: 'woocommerce', storeId: storeIdOf(shop) });

  it('stores a signed delivery, marks its order due, and starts a run that carries no money', async () => {
    await call('create');
    const { result, status } = await deliver({ body, signature: sign(body) });
    expect(status).toBe(200);
    expect(result.noWebhookResponse).toBe(true);
    expect(result.workflowData).toEqual([
      [
        {
          json: {
            platform: 'woocommerce',
            storeId: storeIdOf(shop),
            pipeline: 'main',
            objectId: '1042',
            topic: 'order.updated',
            deliveryId: 'd1',
            receivedAt: expect.stringMatching(/^\d{4}-.*Z$/),
          },
        },
      ],
    ]);
    const [row] = await (await store()).listWork({ pipeline: 'main' });
    expect(row).toMatchObject({ objectId: '1042', state: 'due' });
  });

  it('answers at once and keeps what comes together for one run', async () => {
    await call('create');
    const send = (id: number, answered: { status?: number }) => {
      const text = JSON.stringify({ id });
      const headers = { 'x-wc-webhook-delivery-id': `d${id}` };
      return deliver({ body: text, signature: sign(text), headers }, {}, answered);
    };
    const answers = [1, 2, 3, 4].map(() => ({}) as { status?: number });
    const first = await send(1, answers[0]!);
    expect(first.result.workflowData?.[0]).toHaveLength(1);
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
    try {
      const second = send(2, answers[1]!);
      while (answers[1]!.status === undefined) await new Promise((resolve) => setImmediate(resolve));
      for (const id of [3, 4])
        expect((await send(id, answers[id - 1]!)).result).toEqual({ noWebhookResponse: true });
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
      expect(await counts()).toMatchObject({ accepted: 4 });
      await jest.advanceTimersByTimeAsync(2000);
      const { workflowData } = (await second).result;
      expect(workflowData?.[0]?.map(({ json }) => json.objectId)).toEqual(['2', '3', '4']);
    } finally {
      jest.useRealTimers();
    }
  });

  it('shows each delivery by itself to somebody who listens in the editor', async () => {
    await call('create');
    const { result, status } = await deliver({ body, signature: sign(body) }, { mode: 'manual' });
    expect(status).toBeUndefined();
    expect(result).toEqual({ workflowData: [[{ json: expect.objectContaining({ objectId: '1042' }) }]] });
  });

  it('acknowledges a repeated delivery and starts nothing', async () => {
    await call('create');
    await deliver({ body, signature: sign(body) });
    const { result, status } = await deliver({ body, signature: sign(body) });
    expect(result).toEqual({ webhookResponse: { received: true } });
    expect(status).toBeUndefined();
    expect(await counts()).toMatchObject({ accepted: 1, repeated: 1 });
  });

  it.each([
    ['a bad signature', 'bm90IGl0'],
    ['no signature', undefined],
  ])('answers %s with 401, counts it, and starts nothing', async (_what, signature) => {
    await call('create');
    const { result, status } = await deliver({ body, signature });
    expect(status).toBe(401);
    expect(result).toEqual({ noWebhookResponse: true });
    expect(await counts()).toMatchObject({ accepted: 0, refused: 1 });
  });

  it('answers 401 when the secret is lost, because nothing can be verified then', async () => {
    await call('create');
    const signature = sign(body);
    staticData = {};
    expect((await deliver({ body, signature })).status).toBe(401);
    expect(await counts()).toMatchObject({ refused: 1 });
  });

  it('answers the greeting of a new webhook with 200', async () => {
    const { result } = await deliver({ body: 'webhook_id=7', headers: { 'x-wc-webhook-topic': '' } });
    expect(result).toEqual({ webhookResponse: { received: true } });
  });

  it('answers 400 to what is signed and not readable', async () => {
    await call('create');
    const wrong = '{"no":"id"}';
    expect((await deliver({ body: wrong, signature: sign(wrong) })).status).toBe(400);
  });

  it('answers 413 to a body that is too large, and counts it', async () => {
    await call('create');
    const large = ' '.repeat(4_000_001);
    expect((await deliver({ body: large, signature: sign(large) })).status).toBe(413);
    expect(await counts()).toMatchObject({ accepted: 0, refused: 1 });
  });

  it('acknowledges a signed topic that nobody asked for, so that the shop goes on, and counts it', async () => {
    await call('create');
    const headers = { 'x-wc-webhook-topic': 'product.updated' };
    const { result } = await deliver({ body, signature: sign(body), headers });
    expect(result).toEqual({ webhookResponse: { received: true } });
    expect(await counts()).toMatchObject({ accepted: 0, refused: 1 });
  });

  it('lets an error of the store through, so that n8n answers 500 and the shop knows', async () => {
    await call('create');
    await (await store()).close();
    await expect(deliver({ body, signature: sign(body) })).rejects.toThrow();
  });
});
