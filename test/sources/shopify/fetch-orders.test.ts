/** Orders in their final state, whole, as few queries as the limits allow. */
import { hasErrors } from '../../../lib/commerce/problem';
import type { HttpSend } from '../../../lib/host';
import { shopify as source } from '../../../lib/sources/shopify';
import { PAGE_SIZES } from '../../../lib/sources/shopify/order-fields';
import { signedHttp } from '../../simulators/shopify/http';
import { type Connected, connected, cup, foundOrder, sourceError } from './support/connected';

type Fields = Readonly<Record<string, unknown>>;
type Nodes = { readonly nodes: readonly Fields[]; readonly pageInfo: Fields };

const nodesOf = (order: Fields, name: string): readonly Fields[] => (order[name] as Nodes).nodes;
const idsOf = (list: readonly Fields[]): readonly unknown[] => list.map(({ id }) => id);

/** An order of which every list is longer than a page. */
const bigOrder = ({ shopify, clock }: Connected): string => {
  const taxes = [{ title: 'VAT', rate: '0.19' }];
  const lines = Array.from({ length: 60 }, (_, index) => ({
    title: `Cup ${index}`,
    price: '9.99',
    quantity: 2,
  }));
  const id = shopify.shop.addOrder({ lines, taxes, shipping: { price: '4.90' }, tip: '1.00' });
  for (let line = 0; line < 14; line++) {
    clock.advance(1_000);
    shopify.shop.refund(id, { lines: [{ line, quantity: 1 }] });
  }
  shopify.shop.editOrder(id, { add: lines.slice(0, 45), taxes });
  shopify.shop.fulfil(id);
  for (let sent = 0; sent < 5; sent++) shopify.shop.fulfil(id, { lines: [{ line: sent, quantity: 1 }] });
  const order = shopify.shop.order(id);
  const [refund] = order.refunds;
  const shippingLine = order.shippingLines[0] as Fields;
  const movements = order.transactions.slice(0, 12);
  Object.assign(refund as object, {
    transactions: movements,
    refundLineItems: order.lineItems.slice(0, 59).map((lineItem) => ({
      quantity: 1,
      restockType: 'RETURN',
      lineItem,
    })),
    orderAdjustments: Array.from({ length: 57 }, () => ({ reason: 'RESTOCK' })),
    refundShippingLines: Array.from({ length: 7 }, () => ({ shippingLine })),
  });
  for (let extra = 0; extra < 30; extra++) {
    const transaction = {
      ...movements[0],
      id: `gid://shopify/OrderTransaction/9${extra}`,
      status: 'FAILURE',
    };
    order.transactions.push(transaction as (typeof order.transactions)[number]);
  }
  for (let extra = 0; extra < 8; extra++)
    order.shippingLines.push({
      ...shippingLine,
      id: `gid://shopify/ShippingLine/9${extra}`,
      isRemoved: true,
    });
  order.transactionsCount = { count: order.transactions.length, precision: 'EXACT' };
  return id;
};

describe('every list is followed to its end', () => {
  test('lines, shipping, agreements, their sales, refunds, deliveries, their parts, and payments', async () => {
    const shop = await connected();
    const id = bigOrder(shop);
    const [fetched] = await shop.client.fetch([id]);
    const order = foundOrder(fetched);
    const whole = shop.shopify.shop.order(id);

    expect(idsOf(nodesOf(order, 'lineItems'))).toEqual(idsOf(whole.lineItems));
    expect(whole.lineItems.length).toBeGreaterThan(100);
    expect(idsOf(nodesOf(order, 'shippingLines'))).toEqual(idsOf(whole.shippingLines));
    expect(idsOf(nodesOf(order, 'agreements'))).toEqual(idsOf(whole.agreements));
    expect(nodesOf(order, 'agreements').map((agreement) => idsOf(nodesOf(agreement, 'sales')))).toEqual(
      whole.agreements.map(({ sales }) => idsOf(sales as readonly Fields[])),
    );
    const refunds = order.refunds as readonly Fields[];
    expect(idsOf(refunds)).toEqual(idsOf(whole.refunds));
    expect(refunds.length).toBeGreaterThan(PAGE_SIZES.refunds);
    expect(nodesOf(refunds[0] as Fields, 'transactions')).toHaveLength(12);
    expect(nodesOf(refunds[0] as Fields, 'orderAdjustments')).toHaveLength(57);
    expect(nodesOf(refunds[0] as Fields, 'refundLineItems')).toHaveLength(59);
    const fulfilments = order.fulfillments as readonly Fields[];
    expect(idsOf(fulfilments)).toEqual(idsOf(whole.fulfillments));
    expect(fulfilments.length).toBeGreaterThan(PAGE_SIZES.fulfilments);
    expect(nodesOf(fulfilments[0] as Fields, 'fulfillmentLineItems')).toHaveLength(
      (whole.fulfillments[0]?.fulfillmentLineItems as readonly unknown[]).length,
    );
    expect(nodesOf(fulfilments[0] as Fields, 'fulfillmentLineItems').length).toBeGreaterThan(60);
    expect(nodesOf(refunds[0] as Fields, 'refundShippingLines')).toHaveLength(7);
    expect(idsOf(order.transactions as readonly Fields[])).toEqual(idsOf(whole.transactions));
    expect((order.transactions as readonly Fields[]).length).toBeGreaterThan(PAGE_SIZES.transactions);
    expect(JSON.stringify(order)).not.toContain('"hasNextPage":true');
  });

  test('what comes out is an order that the mapping takes for complete', async () => {
    const shop = await connected();
    const taxes = [{ title: 'VAT', rate: '0.19' }];
    const lines = Array.from({ length: 60 }, (_, index) => ({
      title: `Cup ${index}`,
      price: '9.99',
      quantity: 2,
    }));
    const id = shop.shopify.shop.addOrder({ lines, taxes, shipping: { price: '4.90' } });
    for (let line = 0; line < 12; line++) shop.shopify.shop.refund(id, { lines: [{ line, quantity: 1 }] });
    const [fetched] = await shop.client.fetch([id]);
    const { order, problems } = source.normalize(
      { order: foundOrder(fetched) },
      { storeId: shop.client.storeId },
    );
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(order?.source).toMatchObject({ platform: 'shopify', storeId: shop.shopify.domain, orderId: id });
    expect(order?.lines).toHaveLength(60);
    expect(order?.refunds).toHaveLength(12);
  });

  test('money stays the text that Shopify wrote', async () => {
    const { shopify, client } = await connected();
    const id = shopify.shop.addOrder({ lines: [{ title: 'Yacht', price: '9007199254740993.01' }] });
    const order = foundOrder((await client.fetch([id]))[0]);
    expect(JSON.stringify(order)).toContain('"amount":"9007199254740993.01"');
  });

  test('an order that changed while its pages were read is read anew', async () => {
    const shop = await connected();
    const id = bigOrder(shop);
    let touched = 0;
    const signed = signedHttp(() => shop.shopify.accessToken);
    const restless: HttpSend = (request) => {
      if (request.body?.includes('query LineItems') === true && touched++ === 0) {
        shop.clock.advance(2_000);
        shop.shopify.shop.editOrder(id, { add: [cup()] });
      }
      return signed(request);
    };
    const order = foundOrder((await shop.reconnect(restless).fetch([id]))[0]);
    expect(idsOf(nodesOf(order, 'lineItems'))).toEqual(idsOf(shop.shopify.shop.order(id).lineItems));
    expect(order.updatedAt).toBe(shop.shopify.shop.order(id).updatedAt);
  });

  test('one that changes each time is left for the next run', async () => {
    const shop = await connected();
    const id = bigOrder(shop);
    const signed = signedHttp(() => shop.shopify.accessToken);
    const restless: HttpSend = (request) => {
      if (request.body?.includes('query LineItems') === true) {
        shop.clock.advance(2_000);
        shop.shopify.shop.touch(id);
      }
      return signed(request);
    };
    const [fetched] = await shop.reconnect(restless).fetch([id]);
    expect(fetched).toMatchObject({
      state: 'failed',
      problem: { code: 'order_not_fetched', message: expect.stringContaining('changed each time') },
    });
  });

  test('more payments than Shopify lists of an order are a problem, not a part', async () => {
    const shop = await connected();
    const id = shop.shopify.shop.addOrder({ lines: [cup()] });
    const { transactions } = shop.shopify.shop.order(id);
    const [first] = transactions as [(typeof transactions)[number]];
    for (let extra = 0; extra < 250; extra++)
      transactions.push({ ...first, id: `gid://shopify/OrderTransaction/${extra}` });
    expect((await shop.client.fetch([id]))[0]).toMatchObject({
      state: 'failed',
      problem: {
        code: 'order_too_large',
        message: expect.stringContaining(`Order ${id} has 250 payments or more`),
      },
    });
  });
});

describe('as few queries as the limits allow', () => {
  const many = ({ shopify }: Connected, count: number): readonly string[] =>
    Array.from({ length: count }, () => shopify.shop.addOrder({ lines: [cup()] }));

  test('the first order tells what one costs, and the others come together', async () => {
    const shop = await connected({ costFactor: 0.05 });
    const ids = many(shop, 40);
    const fetched = await shop.client.fetch(ids);
    expect(fetched.map(({ id, state }) => [id, state])).toEqual(ids.map((id) => [id, 'found']));
    const asked = shop.shopify.requests.flatMap(({ operation, variables }) =>
      operation === 'Orders' ? [(variables.ids as readonly string[]).length] : [],
    );
    expect(asked[0]).toBe(1);
    expect(asked[1]).toBeGreaterThan(10);
    expect(asked.length).toBeLessThanOrEqual(5);
    expect(shop.shopify.requests.flatMap(({ codes }) => codes)).toEqual([]);
    expect(Math.max(...shop.shopify.requests.map(({ requestedCost }) => requestedCost))).toBeLessThanOrEqual(
      1_000,
    );
  });

  test('an order that costs too much in one query is asked for in parts', async () => {
    const shop = await connected({ costFactor: 1.6 });
    const id = bigOrder(shop);
    const order = foundOrder((await shop.client.fetch([id]))[0]);
    expect(idsOf(nodesOf(order, 'agreements'))).toEqual(idsOf(shop.shopify.shop.order(id).agreements));
    const refused = shop.shopify.requests.filter(({ codes }) => codes.includes('MAX_COST_EXCEEDED'));
    expect(refused).toHaveLength(1);
  });

  test('orders that cost more than the first are asked for in smaller batches', async () => {
    const shop = await connected({ costFactor: 0.1 });
    const ids = many(shop, 20);
    await shop.client.fetch(ids.slice(0, 1));
    const tooMuch = {
      message: 'Query cost is 2000',
      extensions: { code: 'MAX_COST_EXCEEDED', cost: 2_000, maxCost: 1_000 },
    };
    shop.shopify.fail({ kind: 'status', status: 200, body: { errors: [tooMuch] }, operation: 'Orders' });
    const fetched = await shop.client.fetch(ids);
    expect(fetched.every(({ state }) => state === 'found')).toBe(true);
  });

  test('an app without further scopes gets the order without what they would add', async () => {
    const shop = await connected({ scopes: ['read_orders', 'read_all_orders'] });
    const customer = { name: 'Ada Lovelace', email: 'ada@shop.example' };
    const id = shop.shopify.shop.addOrder({ lines: [cup()], customer, location: 'Laden Mitte' });
    shop.shopify.shop.fulfil(id, { location: 'Lager Berlin' });
    const order = foundOrder((await shop.client.fetch([id]))[0]);
    expect(order).not.toHaveProperty('customer');
    expect(order).not.toHaveProperty('retailLocation');
    expect(nodesOf(order, 'lineItems')[0]).not.toHaveProperty('variant');
    expect(order).toMatchObject({ fulfillments: [{ status: 'SUCCESS' }] });
    expect(hasErrors(source.normalize({ order }, { storeId: 'x' }).problems)).toBe(false);
    expect(shop.shopify.requests.flatMap(({ codes }) => codes)).toEqual([]);
  });

  test('an id that is asked for twice is read once, and one that is none is named', async () => {
    const shop = await connected();
    const id = shop.shopify.shop.addOrder({ lines: [cup()] });
    const fetched = await shop.client.fetch([id, 'abc', id, '', '-1', '1.5']);
    expect(fetched.map(({ state }) => state)).toEqual([
      'found',
      'failed',
      'found',
      'failed',
      'failed',
      'failed',
    ]);
    expect(fetched[1]).toMatchObject({ problem: { code: 'malformed_order_id' } });
    expect(shop.operations().filter((name) => name === 'Orders')).toHaveLength(1);
    expect(await shop.client.fetch([])).toEqual([]);
  });
});

describe('orders that do not come', () => {
  test('are gone, where the app would see them', async () => {
    const { shopify, client } = await connected();
    const id = shopify.shop.addOrder({ lines: [cup()] });
    shopify.shop.deleteOrder(id);
    expect(await client.fetch([id])).toEqual([{ id, state: 'gone' }]);
  });

  test('are gone or older than 60 days, where the app sees no older ones', async () => {
    const { shopify, client, clock } = await connected({ scopes: ['read_orders'] });
    const old = shopify.shop.addOrder({ lines: [cup()] });
    clock.advance(61 * 86_400_000);
    const recent = shopify.shop.addOrder({ lines: [cup()] });
    const [first, second] = await client.fetch([old, recent]);
    expect(second).toMatchObject({ state: 'found' });
    expect(first).toMatchObject({ state: 'failed', problem: { code: 'order_not_visible' } });
    expect(JSON.stringify(first)).toMatch(/older than 60 days.*read_all_orders.*retry/);
  });

  test('an order that Shopify cannot put out is named, and the others come', async () => {
    const shop = await connected({ costFactor: 0.1 });
    const ids = Array.from({ length: 8 }, () => shop.shopify.shop.addOrder({ lines: [cup()] }));
    const broken = ids[5] as string;
    Object.assign(shop.shopify.shop.order(broken), { netPaymentSet: null });
    const fetched = await shop.client.fetch(ids);
    expect(fetched.map(({ id, state }) => [id, state])).toEqual(
      ids.map((id) => [id, id === broken ? 'failed' : 'found']),
    );
    expect(JSON.stringify(fetched[5])).toMatch(/netPaymentSet/);
  });

  test('a batch that fails as a whole is halved until the order that breaks it is found', async () => {
    const shop = await connected({ costFactor: 0.1 });
    const ids = Array.from({ length: 9 }, () => shop.shopify.shop.addOrder({ lines: [cup()] }));
    const broken = ids[6] as string;
    const signed = signedHttp(() => shop.shopify.accessToken);
    const poisoned: HttpSend = async (request) =>
      request.body?.includes('query Orders(') === true && request.body.includes(broken)
        ? { status: 502, headers: {}, body: '' }
        : signed(request);
    const fetched = await shop.reconnect(poisoned).fetch(ids);
    expect(fetched.map(({ id, state }) => [id, state])).toEqual(
      ids.map((id) => [id, id === broken ? 'failed' : 'found']),
    );
    expect(fetched[6]).toMatchObject({ problem: { message: expect.stringContaining(`Order ${broken}: `) } });
  });

  test('a shop that is down is told as such, not as orders that fail', async () => {
    const { shopify, client, operations } = await connected();
    const ids = [shopify.shop.addOrder({ lines: [cup()] }), shopify.shop.addOrder({ lines: [cup()] })];
    await client.check();
    shopify.fail({ kind: 'status', status: 503, times: 1_000 });
    expect(await sourceError(() => client.fetch(ids))).toMatchObject({ code: 'unavailable', status: 503 });
    expect(operations().filter((name) => name === 'Orders')).toHaveLength(5);
  });

  test('an app that may not read orders at all is an error of the whole call', async () => {
    const { shopify, client } = await connected({ scopes: ['read_products', 'read_all_orders'] });
    const id = shopify.shop.addOrder({ lines: [cup()] });
    const error = await sourceError(() => client.fetch([id]));
    expect(error).toMatchObject({ code: 'forbidden' });
    expect(error.message).toMatch(/read_orders/);
  });

  test('costs that Shopify withholds from an app that may read stock are left out, on every page', async () => {
    const shop = await connected();
    const lines = Array.from({ length: PAGE_SIZES.lineItems + 5 }, () => ({ ...cup(), unitCost: '4.00' }));
    const id = shop.shopify.shop.addOrder({ lines });
    const signed = signedHttp(() => shop.shopify.accessToken);
    const withholding: HttpSend = async (request) => {
      const response = await signed(request);
      if (request.body?.includes('unitCost') !== true) return response;
      const body = JSON.parse(response.body.replace(/"variant":\{[^}]*\}\}\}/g, '"variant":null')) as Fields;
      const nodes = request.body.includes('query Orders(') ? ['nodes', 0] : ['order'];
      const path = [...nodes, 'lineItems', 'nodes', 0, 'variant', 'inventoryItem', 'unitCost'];
      const message = 'The user may not view product costs.';
      const errors = [{ message, path, extensions: { code: 'ACCESS_DENIED' } }];
      return { ...response, body: JSON.stringify({ ...body, errors }) };
    };
    const order = foundOrder((await shop.reconnect(withholding).fetch([id]))[0]);
    expect(nodesOf(order, 'lineItems')).toHaveLength(lines.length);
    expect(JSON.stringify(order)).not.toContain('unitCost');
    expect(shop.warnings.map(({ message }) => message)).toEqual([
      'Shopify withholds the cost of products: orders are read without it',
    ]);
  });

  test('anything else that is denied on a further page is an error, not an order without it', async () => {
    const shop = await connected();
    const id = bigOrder(shop);
    const signed = signedHttp(() => shop.shopify.accessToken);
    const denying: HttpSend = async (request) => {
      const response = await signed(request);
      if (request.body?.includes('query LineItems') !== true) return response;
      const path = ['order', 'lineItems', 'nodes', 0, 'taxLines'];
      const errors = [{ message: 'Access denied.', path, extensions: { code: 'ACCESS_DENIED' } }];
      return { ...response, body: JSON.stringify({ ...(JSON.parse(response.body) as Fields), errors }) };
    };
    const client = shop.reconnect(denying);
    expect(await sourceError(() => client.fetch([id]))).toMatchObject({ code: 'forbidden' });
  });

  test("a customer's data that Shopify withholds is left out, and that is told once", async () => {
    const shop = await connected();
    const id = shop.shopify.shop.addOrder({ lines: [cup()] });
    const signed = signedHttp(() => shop.shopify.accessToken);
    const withholding: HttpSend = async (request) => {
      const response = await signed(request);
      if (request.body?.includes('query Orders(') !== true) return response;
      const body = JSON.parse(response.body) as { data: { nodes: Record<string, unknown>[] } };
      for (const node of body.data.nodes) node.email = null;
      const message = 'This app is not approved to use the email field.';
      const errors = [{ message, path: ['nodes', 0, 'email'], extensions: { code: 'ACCESS_DENIED' } }];
      return { ...response, body: JSON.stringify({ ...body, errors }) };
    };
    const client = shop.reconnect(withholding);
    expect(foundOrder((await client.fetch([id]))[0])).toMatchObject({ email: null });
    await client.fetch([id]);
    expect(shop.warnings.map(({ message }) => message)).toEqual([
      'Shopify withholds data of customers: orders are read without it',
    ]);
  });
});
