/** The final state of orders, with all their refunds, in few requests, and none harmed by another. */
import { connected, sourceError, watchedShops } from './support/connected';
import { NO_ANSWER } from './support/scripted-shop';
import { wooOrder, wooRefund } from './support/woo-order';

const newShop = watchedShops();
const NOT_FOUND = {
  status: 404,
  body: { code: 'woocommerce_rest_shop_order_invalid_id', message: 'Invalid ID.' },
};

/** Answers lists of orders out of these, and each by its id. */
const shopWith = (...orders: readonly ReturnType<typeof wooOrder>[]) => {
  const shop = newShop().on('GET', /^\/orders\/\d+$/, NOT_FOUND);
  shop.on('GET', '/orders', ({ include = '' }) => {
    const ids = include.split(',');
    return { body: orders.filter(({ id, status }) => ids.includes(String(id)) && status !== 'trash') };
  });
  for (const order of orders) shop.on('GET', `/orders/${order.id}`, { body: order });
  return shop;
};

test('a hundred orders without refunds are one request', async () => {
  const orders = Array.from({ length: 100 }, (_, index) => wooOrder({ id: index + 1 }));
  const shop = shopWith(...orders);
  const ids = orders.map(({ id }) => String(id)).reverse();
  const fetched = await connected(shop).fetch(ids);
  expect(fetched.map(({ id }) => id)).toEqual(ids);
  expect(fetched.every(({ state }) => state === 'found')).toBe(true);
  expect(shop.paths).toEqual(['GET /orders']);
  expect(shop.requests[0]?.query).toEqual({
    include: ids.join(','),
    per_page: '100',
    dp: '6',
    status: 'any',
    orderby: 'id',
    order: 'asc',
  });
});

test('more than a hundred are asked for in chunks', async () => {
  const shop = shopWith(...Array.from({ length: 250 }, (_, index) => wooOrder({ id: index + 1 })));
  await connected(shop).fetch(Array.from({ length: 250 }, (_, index) => String(index + 1)));
  expect(shop.requests.map(({ query }) => query?.include?.split(',').length)).toEqual([100, 100, 50]);
});

test('refunds are read only for orders that list some, all pages of them', async () => {
  const shop = shopWith(wooOrder({ id: 1 }), wooOrder({ id: 2, refunds: [{ id: 90, total: '-1.00' }] }));
  const pages = [
    Array.from({ length: 100 }, (_, index) => wooRefund({ id: index + 1 })),
    [wooRefund({ id: 101 })],
  ];
  shop.on('GET', '/orders/2/refunds', ({ page }) => ({
    headers: { 'x-wp-totalpages': '2' },
    body: pages[Number(page) - 1],
  }));
  const [first, second] = await connected(shop).fetch(['1', '2']);
  expect(first).toMatchObject({ state: 'found', payload: { order: { id: 1 }, refunds: [] } });
  expect(second).toMatchObject({ state: 'found' });
  const { refunds } = (second as { payload: { refunds: { id: number }[] } }).payload;
  expect(refunds.map(({ id }) => id)).toEqual(Array.from({ length: 101 }, (_, index) => index + 1));
  expect(shop.paths).toEqual(['GET /orders', 'GET /orders/2/refunds', 'GET /orders/2/refunds']);
  expect(shop.requests[1]?.query).toEqual({ per_page: '100', dp: '6', page: '1' });
});

test('a refund that slides to the next page is there once', async () => {
  const shop = shopWith(wooOrder({ id: 2, refunds: [{ id: 1, total: '-1.00' }] }));
  const pages = [
    Array.from({ length: 100 }, (_, index) => wooRefund({ id: 200 - index })),
    [wooRefund({ id: 101 }), wooRefund({ id: 100 })],
  ];
  shop.on('GET', '/orders/2/refunds', ({ page }) => ({ body: pages[Number(page) - 1] }));
  const [order] = await connected(shop).fetch(['2']);
  expect((order as { payload: { refunds: unknown[] } }).payload.refunds).toHaveLength(101);
});

test('an order whose list of refunds cannot be read is asked for them', async () => {
  const { refunds: _absent, ...order } = wooOrder({ id: 2 });
  const shop = shopWith(order as never).on('GET', '/orders/2/refunds', { body: [wooRefund()] });
  expect(await connected(shop).fetch(['2'])).toMatchObject([
    { state: 'found', payload: { refunds: [{ id: 90 }] } },
  ]);
});

test('an order in the trash is found by its id; a deleted one is gone', async () => {
  const shop = shopWith(wooOrder({ id: 1, status: 'trash' }), wooOrder({ id: 3 }));
  expect(await connected(shop).fetch(['1', '2', '3'])).toMatchObject([
    { id: '1', state: 'found', payload: { order: { status: 'trash' } } },
    { id: '2', state: 'gone' },
    { id: '3', state: 'found' },
  ]);
});

test('an order that is deleted between two requests is gone', async () => {
  const shop = shopWith(wooOrder({ id: 2, refunds: [{ id: 90, total: '-1.00' }] })).on(
    'GET',
    '/orders/2/refunds',
    NOT_FOUND,
  );
  expect(await connected(shop).fetch(['2'])).toEqual([{ id: '2', state: 'gone' }]);
});

test.each(['', 'abc', '0', '-1', '1,2', '../1', '1?x', '9'.repeat(40), '__proto__'])(
  'the id %p is never sent',
  async (id) => {
    const shop = shopWith(wooOrder({ id: 3 }));
    const [bad, good] = await connected(shop).fetch([id, '3']);
    expect(bad).toMatchObject({
      id,
      state: 'failed',
      problem: { code: 'malformed_order_id', severity: 'error' },
    });
    expect(good).toMatchObject({ state: 'found' });
    expect(shop.requests[0]?.query?.include).toBe('3');
  },
);

test('an id that is asked for twice is fetched once and given twice', async () => {
  const shop = shopWith(wooOrder({ id: 3 }));
  expect(await connected(shop).fetch(['3', '3'])).toMatchObject([{ state: 'found' }, { state: 'found' }]);
  expect(shop.requests[0]?.query?.include).toBe('3');
});

test('nothing to fetch asks nothing', async () => {
  const shop = newShop();
  expect(await connected(shop).fetch([])).toEqual([]);
  expect(shop.requests).toEqual([]);
});

describe('an order that breaks the shop', () => {
  const breaking = (reply: object) => {
    const shop = shopWith(wooOrder({ id: 1 }), wooOrder({ id: 2 }), wooOrder({ id: 3 }));
    shop.on('GET', '/orders', ({ include }) => (include === undefined ? { body: [{ id: 1 }] } : reply));
    return shop.on('GET', '/orders/2', reply);
  };

  test.each([
    ['fails', { status: 500, body: '<p>There has been a critical error on this website.</p>' }],
    ['answers with a web page', { body: '<b>Fatal error</b>' }],
  ])('does not harm the others when it %s', async (_case, reply) => {
    const fetched = await connected(breaking(reply)).fetch(['1', '2', '3']);
    expect(fetched.map(({ state }) => state)).toEqual(['found', 'failed', 'found']);
    expect(fetched[1]).toMatchObject({
      problem: { severity: 'error', code: 'order_not_fetched', message: expect.stringContaining('Order 2') },
    });
  });

  test('is failed alone when only its refunds cannot be read', async () => {
    const shop = shopWith(wooOrder({ id: 1, refunds: [{ id: 9, total: '-1' }] }), wooOrder({ id: 2 })).on(
      'GET',
      '/orders/1/refunds',
      { status: 500 },
    );
    expect((await connected(shop).fetch(['1', '2'])).map(({ state }) => state)).toEqual(['failed', 'found']);
  });

  test('that answers with another order is failed', async () => {
    const shop = shopWith().on('GET', '/orders/5', { body: wooOrder({ id: 6 }) });
    expect(await connected(shop).fetch(['5'])).toMatchObject([
      { state: 'failed', problem: { code: 'order_not_fetched' } },
    ]);
  });
});

describe('a shop that cannot be used ends the whole fetch', () => {
  test.each([
    ['is down', { status: 503 }, 'unavailable'],
    ['does not answer', NO_ANSWER, 'unavailable'],
    ['rejects the key', { status: 401 }, 'bad_credentials'],
    ['throttles', { status: 429 }, 'throttled'],
    ['is no shop', { status: 404, body: '<html>' }, 'not_this_cart'],
  ] as const)('because it %s', async (_case, reply, code) => {
    const shop = newShop().on('GET', '/orders', () => reply);
    expect((await sourceError(() => connected(shop).fetch(['1', '2']))).code).toBe(code);
  });

  test('also when that shows only at the refunds', async () => {
    const shop = shopWith(wooOrder({ id: 1, refunds: [{ id: 9, total: '-1' }] })).on(
      'GET',
      '/orders/1/refunds',
      { status: 401 },
    );
    expect((await sourceError(() => connected(shop).fetch(['1']))).code).toBe('bad_credentials');
  });
});
