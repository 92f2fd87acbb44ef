/** Fetching orders: few requests, all fields, every digit, and payments or an error, never silence. */
import type { FetchedOrder } from '../../../lib/sources/cart-source';
import { api2cart } from '../../../lib/sources/api2cart';
import { exactly, type Json } from '../../simulators/api2cart/flavour';
import { item, order, plainOrder } from '../../simulators/api2cart/orders';
import { HOUR_MS, NOW, openStores, sourceError } from './support/open';

const store = openStores();
const put = (...ids: readonly string[]) =>
  ids.map((id) => store().server.state.put(plainOrder(id), NOW - HOUR_MS));
const askedOf = (method: string) => store().server.asked.filter((asked) => asked.method === method);
const stateOf = ({ id, state }: FetchedOrder) => [id, state];
const payloadOf = (fetched: FetchedOrder | undefined) =>
  fetched?.state === 'found' ? (fetched.payload as Json) : undefined;

test('fifty orders are one list, with all fields and all decimals, and their payments one more', async () => {
  const ids = put(...Array.from({ length: 60 }, (_, index) => `o${index}`));
  const fetched = await store().client.fetch([...ids].reverse());
  expect(fetched.map(stateOf)).toEqual([...ids].reverse().map((id) => [id, 'found']));
  expect(store().server.asked.map(({ method }) => method)).toEqual([
    'order.list',
    'cart.methods',
    'order.transaction.list',
    'order.list',
    'order.transaction.list',
  ]);
  expect(askedOf('order.list')[0]?.given).toMatchObject({
    params: 'force_all',
    rounding_precision: '6',
    count: '50',
  });
});

test('a payload keeps the text of every number and normalizes to the cent', async () => {
  const payload = order({
    id: '77',
    items: [item({ id: '1', price: exactly('39.899999999999999'), tax: exactly('3.09') })],
    total: { total_tax: exactly('3.0900'), total: exactly('42.99'), total_paid: exactly('4.299e1') },
  });
  store().server.state.put(payload, NOW - HOUR_MS);
  const [fetched] = await store().client.fetch(['77']);
  const { order: read } = payloadOf(fetched) as { order: { total: Json } };
  expect(read.total).toMatchObject({ total_tax: '3.0900', total: '42.99', total_paid: '4.299e1' });
  const { order: normalized, problems } = api2cart.normalize(JSON.parse(JSON.stringify(payloadOf(fetched))), {
    storeId: 'shop.example',
  });
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(normalized?.lines[0]).toMatchObject({ amount: '39.90', taxes: [{ amount: '3.09' }] });
  expect(normalized?.payments[0]?.amount).toBe('42.99');
});

test('payments come along with their order, from as many pages as there are', async () => {
  const record = (id: string, order_id: string): Json => ({
    id,
    order_id,
    status: 'success',
    gateway: 'x',
    amount: 6.25,
  });
  const { server, client } = store();
  server.state.put(plainOrder('1'), NOW, NOW, [record('a', '1'), record('b', '1'), record('c', '1')]);
  server.state.put(plainOrder('2'), NOW, NOW, [record('d', '2')]);
  put('3');
  server.quirk({ pageSize: 2 });
  const fetched = await client.fetch(['1', '2', '3']);
  const idsOf = (one: FetchedOrder | undefined) =>
    (payloadOf(one)?.['transactions'] as readonly Json[] | undefined)?.map(({ id }) => id);
  expect(fetched.map(idsOf)).toEqual([['a', 'b', 'c'], ['d'], []]);
});

test('a cart without payment records is not asked for them, and its bundle has none', async () => {
  put('1');
  store().server.quirk({ without: ['order.transaction.list'] });
  const [fetched] = await store().client.fetch(['1']);
  expect(payloadOf(fetched)).not.toHaveProperty('transactions');
  await store().client.fetch(['1']);
  expect(askedOf('cart.methods')).toHaveLength(1);
  expect(askedOf('order.transaction.list')).toHaveLength(0);
});

test('a key that may not ask which methods there are gets orders without payment records', async () => {
  put('1');
  store().server.faults.push({ method: 'cart.methods', answer: { code: 5 }, times: 1 });
  const [fetched] = await store().client.fetch(['1']);
  expect(payloadOf(fetched)).not.toHaveProperty('transactions');
  expect(store().context.warnings).toEqual([expect.stringContaining('methods')]);
});

test('orders whose payments cannot be had are failed, not unpaid', async () => {
  put('1', '2');
  store().server.faults.push({ method: 'order.transaction.list', answer: { code: 9 }, times: 99 });
  const fetched = await store().client.fetch(['1', 'gone', '2']);
  expect(fetched.map(stateOf)).toEqual([
    ['1', 'failed'],
    ['gone', 'gone'],
    ['2', 'failed'],
  ]);
});

test('an order that no list has is asked for by its id; one that is deleted is gone', async () => {
  put('1', '2');
  store().server.quirk({ unlisted: ['2'] });
  expect((await store().client.fetch(['2', '9', '1'])).map(stateOf)).toEqual([
    ['2', 'found'],
    ['9', 'gone'],
    ['1', 'found'],
  ]);
  expect(askedOf('order.info').map(({ given }) => given['order_id'])).toEqual(['2', '9']);
});

test('a list that the cart cannot put out is asked for order by order', async () => {
  put('1', '2');
  const { server, client } = store();
  server.faults.push({ method: 'order.list', answer: { code: 107, message: 'a broken order' }, times: 1 });
  expect((await client.fetch(['1', '2'])).map(stateOf)).toEqual([
    ['1', 'found'],
    ['2', 'found'],
  ]);
});

test('one order that breaks the cart does not keep the others', async () => {
  put('1', '2');
  const { server, client } = store();
  server.quirk({ unlisted: ['1', '2'] });
  server.faults.push({ method: 'order.info', answer: { code: 107, message: 'a broken order' }, times: 1 });
  const [broken, well] = await client.fetch(['1', '2']);
  expect(broken).toMatchObject({
    state: 'failed',
    problem: { code: 'order_not_fetched', message: expect.stringContaining('a broken order') },
  });
  expect(well?.state).toBe('found');
});

test('a shop that is down fails the whole fetch, so that all orders stay due', async () => {
  put('1');
  store().server.faults.push({ answer: { code: 106, message: 'Store URL is not reachable' }, times: 99 });
  const error = await sourceError(() => store().client.fetch(['1']));
  expect([error.code, error.message]).toEqual(['unavailable', expect.stringContaining('shop.example')]);
});

test('a cart that does not take a precision is asked without it from then on', async () => {
  put('1');
  store().server.quirk({ refusesPrecision: true });
  for (let time = 0; time < 2; time++)
    expect((await store().client.fetch(['1'])).map(stateOf)).toEqual([['1', 'found']]);
  expect(askedOf('order.list').map(({ given }) => given['rounding_precision'])).toEqual([
    '6',
    undefined,
    undefined,
  ]);
});

test('an answer about another order is not taken for this one', async () => {
  const { server, client } = store();
  server.faults.push({
    method: 'order.info',
    answer: { status: 200, body: '{"return_code":0,"result":{"order_id":"other"}}' },
    times: 1,
  });
  expect(await client.fetch(['1'])).toMatchObject([
    { state: 'failed', problem: { code: 'order_not_fetched' } },
  ]);
});

test('what is no id is asked for nowhere, and one id twice is asked for once', async () => {
  put('1');
  const fetched = await store().client.fetch(['1', 'a,b', '', '1', 'x y']);
  expect(fetched.map(stateOf)).toEqual([
    ['1', 'found'],
    ['a,b', 'failed'],
    ['', 'failed'],
    ['1', 'found'],
    ['x y', 'failed'],
  ]);
  expect(askedOf('order.list').map(({ given }) => given['order_ids'])).toEqual(['1']);
});

test('nothing asked is nothing sent', async () => {
  expect(await store().client.fetch([])).toEqual([]);
  expect(store().server.asked).toEqual([]);
});
