/** Which orders changed or were created, page by page, and how many. */
import type { ChangedObject, ListQuery } from '../../../lib/sources/cart-source';
import { searchOf } from '../../../lib/sources/shopify/list-orders';
import type { HttpSend } from '../../../lib/host';
import { signedHttp } from '../../simulators/shopify/http';
import { type Connected, connected, cup, sourceError } from './support/connected';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const listed = async (
  { client }: Pick<Connected, 'client'>,
  query: ListQuery,
): Promise<readonly ChangedObject[]> => {
  const rows: ChangedObject[] = [];
  for await (const page of client.list(query)) rows.push(...page);
  return rows;
};

const idsIn = async (shop: Pick<Connected, 'client'>, query: ListQuery): Promise<readonly string[]> =>
  (await listed(shop, query)).map(({ id }) => id);

/** One order every `apart` milliseconds, the oldest first. */
const addOrders = ({ shopify, clock }: Connected, count: number, apart = 1_000): readonly string[] =>
  Array.from({ length: count }, () => {
    clock.advance(apart);
    return shopify.shop.addOrder({ lines: [cup()] });
  });

describe('by change', () => {
  test('every order that changed in the range, from inclusive and to exclusive', async () => {
    const shop = await connected();
    const ids = addOrders(shop, 5, HOUR_MS);
    const times = (await listed(shop, { by: 'updated' })).map(({ updatedAt }) => updatedAt);
    expect(await idsIn(shop, { by: 'updated', from: times[1], to: times[4] })).toEqual(ids.slice(1, 4));
    shop.clock.advance(HOUR_MS);
    shop.shopify.shop.touch(ids[0] as string);
    expect(await idsIn(shop, { by: 'updated', from: times[4] })).toEqual([ids[4], ids[0]]);
  });

  test('several pages, each cut off at the last row of the one before', async () => {
    const shop = await connected();
    const ids = addOrders(shop, 600, 10);
    const pages: number[] = [];
    for await (const page of shop.client.list({ by: 'updated' })) pages.push(page.length);
    expect(pages).toEqual([250, 250, 100]);
    expect(await idsIn(shop, { by: 'updated' })).toEqual(ids);
  });

  test('no order that stands still slips by while others change and go', async () => {
    const shop = await connected();
    const ids = addOrders(shop, 600);
    const signed = signedHttp(() => shop.shopify.accessToken);
    let page = 0;
    const restless: HttpSend = async (request) => {
      const response = await signed(request);
      page += 1;
      shop.clock.advance(5_000);
      for (const id of ids.slice(page * 100, page * 100 + 5)) shop.shopify.shop.touch(id);
      shop.shopify.shop.deleteOrder(ids[page * 100 + 10] as string);
      return response;
    };
    const seen = new Set(await idsIn({ client: shop.reconnect(restless) }, { by: 'updated' }));
    expect(shop.shopify.shop.ids().filter((id) => !seen.has(id))).toEqual([]);
  });

  test('a very long list starts anew at the last row, because Shopify does not page without end', async () => {
    const shop = await connected();
    const at = Date.parse('2026-02-20T00:00:00Z');
    const total = 40_000;
    const iso = (row: number): string => `${new Date(at + row * 1_000).toISOString().slice(0, 19)}Z`;
    const froms = new Set<string>();
    const endless: HttpSend = async (request) => {
      const { variables } = JSON.parse(request.body ?? '') as {
        variables: { query: string; after?: string };
      };
      froms.add(variables.query);
      const from = /'([^']+)'/.exec(variables.query)?.[1];
      const start =
        variables.after === undefined
          ? Math.max(0, (Date.parse(from as string) - at) / 1_000)
          : Number(variables.after);
      const rows = Array.from({ length: Math.min(250, total - start) }, (_, index) => ({
        legacyResourceId: String(start + index + 1),
        createdAt: iso(start + index),
        updatedAt: iso(start + index),
      }));
      const end = start + rows.length;
      const pageInfo = { hasNextPage: end < total, endCursor: String(end) };
      return {
        status: 200,
        headers: {},
        body: JSON.stringify({ data: { orders: { nodes: rows, pageInfo } } }),
      };
    };
    const ids = await idsIn({ client: shop.reconnect(endless) }, { by: 'updated', from: iso(0) });
    expect(new Set(ids).size).toBe(total);
    expect(ids.length - total).toBe(froms.size - 1);
    expect(froms.size).toBeGreaterThan(1);
  });

  test('a page that promises another one without saying where does not go on for ever', async () => {
    const shop = await connected();
    const row = {
      legacyResourceId: '1',
      createdAt: '2026-02-20T00:00:00Z',
      updatedAt: '2026-02-20T00:00:00Z',
    };
    const stuck: HttpSend = async () => {
      const orders = { nodes: [row], pageInfo: { hasNextPage: true, endCursor: 'same' } };
      return { status: 200, headers: {}, body: JSON.stringify({ data: { orders } }) };
    };
    const query: ListQuery = { by: 'updated', from: '2026-02-20T00:00:00Z' };
    expect(await sourceError(() => listed({ client: shop.reconnect(stuck) }, query))).toMatchObject({
      code: 'unreadable_answer',
    });
  });

  test.each([
    ['no list', { orders: null }],
    ['a row without an id', { orders: { nodes: [{ createdAt: 'x' }], pageInfo: { hasNextPage: false } } }],
  ])('%s is an error, not an empty list', async (_case, data) => {
    const shop = await connected();
    const odd: HttpSend = async () => ({ status: 200, headers: {}, body: JSON.stringify({ data }) });
    const query: ListQuery = { by: 'updated', from: '2026-02-20T00:00:00Z' };
    expect(await sourceError(() => listed({ client: shop.reconnect(odd) }, query))).toMatchObject({
      code: 'unreadable_answer',
    });
  });
});

describe('bounds', () => {
  test('a bound within a second means the next full one, since Shopify shows full seconds only', () => {
    expect(
      searchOf({ by: 'updated', from: '2026-01-01T00:00:00.001Z', to: '2026-01-02T00:00:00.000Z' }),
    ).toBe("updated_at:>='2026-01-01T00:00:01Z' updated_at:<'2026-01-02T00:00:00Z'");
    expect(searchOf({ by: 'created' })).toBe('');
  });

  test('a bound that is no instant is refused', async () => {
    const shop = await connected();
    await expect(shop.client.count({ by: 'created', from: 'yesterday' })).rejects.toThrow(RangeError);
    await expect(listed(shop, { by: 'updated', to: "2026' OR 1" })).rejects.toThrow(RangeError);
  });

  test('a range without any time in it is empty, and nothing is asked', async () => {
    const shop = await connected();
    const at = '2026-01-01T00:00:00Z';
    expect(await listed(shop, { by: 'created', from: at, to: at })).toEqual([]);
    expect(await shop.client.count({ by: 'updated', from: at, to: at })).toBe(0);
    expect(shop.shopify.requests).toEqual([]);
  });
});

describe('by creation', () => {
  test('in the order of creation, whatever changed since', async () => {
    const shop = await connected();
    const ids = addOrders(shop, 300, 10);
    shop.clock.advance(1_000);
    for (const id of ids.slice(0, 50)) shop.shopify.shop.touch(id);
    expect(await idsIn(shop, { by: 'created' })).toEqual(ids);
  });

  test('an app that does not see the whole range says so instead of leaving orders out', async () => {
    const shop = await connected({ scopes: ['read_orders'] });
    const ids = addOrders(shop, 3);
    const old = new Date(shop.clock.now().getTime() - 61 * DAY_MS).toISOString();
    const error = await sourceError(() => listed(shop, { by: 'created', from: old }));
    expect(error).toMatchObject({ code: 'forbidden' });
    expect(error.message).toMatch(/read_all_orders.*before 2025-12-31.*start at 2025-12-31/);
    expect(await sourceError(() => shop.client.count({ by: 'created', from: old }))).toMatchObject({
      code: 'forbidden',
    });
    const recent = new Date(shop.clock.now().getTime() - 59 * DAY_MS).toISOString();
    expect(await idsIn(shop, { by: 'created', from: recent })).toEqual(ids);
    expect(shop.warnings).toEqual([]);
    expect(await idsIn(shop, { by: 'updated', from: old })).toEqual(ids);
    expect(shop.warnings).toHaveLength(1);
  });
});

describe('counting', () => {
  test('counts what is in the range, beyond the 10,000 at which Shopify stops by default', async () => {
    const shop = await connected();
    const ids = addOrders(shop, 30, HOUR_MS);
    const from = shop.shopify.shop.order(ids[10] as string).createdAt;
    expect(await shop.client.count({ by: 'created' })).toBe(30);
    expect(await shop.client.count({ by: 'created', from })).toBe(20);
    expect(await shop.client.count({ by: 'updated', from, to: from })).toBe(0);
    const count = shop.shopify.requests.find(({ operation }) => operation === 'CountOrders');
    expect(count?.variables).toEqual({ query: '' });
  });

  test('an estimate is not taken for a count', async () => {
    const shop = await connected();
    addOrders(shop, 7);
    const signed = signedHttp(() => shop.shopify.accessToken);
    const vague: HttpSend = async (request) =>
      request.body?.includes('CountOrders') === true
        ? {
            status: 200,
            headers: {},
            body: JSON.stringify({ data: { ordersCount: { count: 5, precision: 'AT_LEAST' } } }),
          }
        : signed(request);
    expect(await shop.reconnect(vague).count({ by: 'created' })).toBe(7);
  });
});
