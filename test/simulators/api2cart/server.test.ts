/** The simulated store refuses what API2Cart refuses, so that what passes here would pass there. */
import { exactly, type Json } from './flavour';
import { plainOrder } from './orders';
import { KEYS, sendWith } from './send';
import { type Api2CartServer, startApi2Cart } from './server';

const NOW = Date.parse('2026-03-01T12:00:00Z');
let server: Api2CartServer;
beforeAll(async () => {
  server = await startApi2Cart();
  for (const id of ['1', '2', '3']) server.state.put(plainOrder(id), NOW);
});
afterAll(() => server.stop());

const ask = async (method: string, query: Record<string, string> = {}, keys = KEYS): Promise<Json> => {
  const { status, body } = await sendWith(keys)({
    method: 'GET',
    url: `${server.url}/v1.1/${method}.json`,
    query,
  });
  expect(status).toBe(200);
  return JSON.parse(body) as Json;
};
const codeOf = async (...asked: Parameters<typeof ask>) => (await ask(...asked))['return_code'];

test.each([
  ['a parameter that the contract does not name', 'order.list', { modified_since: '1' }, 109],
  ['more than 250 at once', 'order.list', { count: '251' }, 109],
  ['a count below zero', 'order.list', { count: '-1' }, 109],
  ['a precision beyond six', 'order.info', { order_id: '1', rounding_precision: '7' }, 109],
  ['a filter beside a cursor', 'order.list', { page_cursor: 'x', count: '2' }, 109],
  ['a date that is none', 'order.list', { created_from: 'notadate' }, 109],
  ['an order without a name', 'order.info', {}, 114],
  ['payments of no order', 'order.transaction.list', {}, 114],
  ['an order that there is not', 'order.info', { order_id: '99' }, 112],
  ['a method that there is not', 'order.everything', {}, 3],
] as const)('refuses %s', async (_what, method, query, code) => {
  expect(await codeOf(method, query)).toBe(code);
});

test('refuses wrong keys', async () => {
  expect(await codeOf('cart.info', {}, { ...KEYS, apiKey: 'x' })).toBe(2);
  expect(await codeOf('cart.info', {}, { ...KEYS, storeKey: 'x' })).toBe(101);
});

test('gives ten by default, without currency, dates and total, as the carts do', async () => {
  const { result } = (await ask('order.info', { order_id: '1' })) as { result: Json };
  expect(Object.keys(result)).toEqual(
    expect.arrayContaining(['order_id', 'customer', 'totals', 'order_products', 'bundles', 'status']),
  );
  for (const left of ['currency', 'create_at', 'modified_at', 'total', 'refunds'])
    expect(result).not.toHaveProperty(left);
});

test('forgets the choice of fields from page to page', async () => {
  const fields = { response_fields: '{result{order{order_id,create_at}}}' };
  const first = (await ask('order.list', { ...fields, count: '2' })) as {
    pagination: Json;
    result: { order: Json[] };
  };
  expect(Object.keys(first.result.order[0] as Json)).toEqual(['order_id', 'create_at']);
  const second = (await ask('order.list', { page_cursor: String(first.pagination['next']) })) as typeof first;
  expect(second.result.order).toHaveLength(1);
  expect(second.result.order[0]).toHaveProperty('customer');
});

test('writes numbers with the text that it was given', async () => {
  server.state.put({ ...plainOrder('4'), total: { total: exactly('12.50') } }, NOW);
  const { body } = await sendWith(KEYS)({
    method: 'GET',
    url: `${server.url}/v1.1/order.info.json`,
    query: { order_id: '4', params: 'force_all' },
  });
  expect(body).toContain('"total":{"total":12.50}');
});
