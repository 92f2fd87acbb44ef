import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { API, askShop, basic, KEYS, type Answer, type Row } from './ask-shop';
import { steppedClock } from './shop-clock';
import { startShop, type Shop } from './shop-server';

let shop: Shop;

const ask = (path: string, authorization?: string): Promise<Answer> =>
  askShop(`${shop.url}${path}`, authorization);

const rows = async (query: string): Promise<Row[]> => (await ask(`${API}/orders?${query}`)).json as Row[];
const idsOf = async (query: string): Promise<number[]> => (await rows(query)).map(({ id }) => id as number);
const code = ({ json }: Answer): unknown => (json as Row | undefined)?.code;

beforeAll(async () => {
  shop = await startShop({ ...KEYS, seed: 1, clock: steppedClock(new Date('2026-10-20T08:00:00Z')) });
  shop.trade();
});
afterAll(() => shop.stop());

describe('access', () => {
  it('is for a consumer key with its secret, in the header or in the query', async () => {
    expect((await ask(`${API}/settings/general`)).status).toBe(200);
    const query = 'consumer_key=ck_test&consumer_secret=cs_test';
    expect((await ask(`${API}/orders?${query}`, '')).status).toBe(200);
  });

  it.each([
    ['no credentials', '', 'woocommerce_rest_cannot_view'],
    ['an unknown key', basic('ck_other', 'cs_test'), 'woocommerce_rest_cannot_view'],
    ['a wrong secret', basic('ck_test', 'cs_other'), 'woocommerce_rest_authentication_error'],
    ['something else', 'Bearer abc', 'woocommerce_rest_cannot_view'],
  ])('is refused with 401 for %s', async (_name, authorization, expected) => {
    for (const path of [
      '/orders',
      '/orders/201',
      '/refunds',
      '/webhooks',
      '/settings/general',
      '/system_status',
    ]) {
      const answer = await ask(API + path, authorization);
      expect([path, answer.status, code(answer)]).toEqual([path, 401, expected]);
    }
  });

  it('to the index is free, as in WordPress', async () => {
    expect((await ask(`${API}/`, '')).json).toMatchObject({ namespace: 'wc/v3' });
    expect(((await ask('/wp-json/', '')).json as Row).namespaces).toContain('wc/v3');
  });

  it('for writing is refused to a key that may only read', async () => {
    const readOnly = await startShop({ ...KEYS, permissions: 'read' });
    const headers = { authorization: basic('ck_test', 'cs_test'), 'content-type': 'application/json' };
    const answer = await fetch(`${readOnly.url}${API}/webhooks`, { method: 'POST', headers, body: '{}' });
    expect(answer.status).toBe(401);
    await readOnly.stop();
  });
});

describe('routes', () => {
  it('answers what it does not know as WordPress does', async () => {
    const unknown = await ask(`${API}/nothing`);
    expect([unknown.status, code(unknown)]).toEqual([404, 'rest_no_route']);
    const page = await ask('/nowhere', '');
    expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html']);
  });

  it('has an order that is gone as not found, and one in the bin still by its id', async () => {
    const [gone] = shop.state.gone;
    const answer = await ask(`${API}/orders/${gone}`);
    expect([answer.status, code(answer)]).toEqual([404, 'woocommerce_rest_shop_order_invalid_id']);
    const binned = shop.story.orderIdOf('announced, then put into the bin');
    expect((await ask(`${API}/orders/${binned}`)).json).toMatchObject({ id: binned, status: 'trash' });
  });

  it('gives the refunds of an order newest first, one alone, and all of the shop with their orders', async () => {
    const id = shop.story.orderIdOf('two amounts without a line, then the rest');
    const refunds = (await ask(`${API}/orders/${id}/refunds`)).json as Row[];
    expect(refunds.map(({ amount }) => amount).slice(1)).toEqual(['3.50', '2.00']);
    const one = await ask(`${API}/orders/${id}/refunds/${String(refunds[2]?.id)}`);
    expect(one.json).toEqual(refunds[2]);
    const wrong = await ask(`${API}/orders/${id}/refunds/1`);
    expect([wrong.status, code(wrong)]).toEqual([404, 'woocommerce_rest_invalid_order_refund_id']);
    const all = await ask(`${API}/refunds?per_page=100`);
    expect((all.json as Row[]).filter((refund) => refund.parent_id === id)).toHaveLength(3);
    const count = [...shop.state.orders.values()].reduce((sum, order) => sum + order.refunds.length, 0);
    expect(all.headers.get('x-wp-total')).toBe(String(count));
  });
});

describe('lists', () => {
  it('pages through all orders once, with totals and links', async () => {
    const listed = [...shop.state.orders.values()]
      .filter(({ status }) => status !== 'trash')
      .map(({ id }) => id);
    const seen: number[] = [];
    let next: string | undefined = `${API}/orders?orderby=id&order=asc&per_page=20`;
    while (next !== undefined) {
      const answer: Answer = await ask(next);
      expect(answer.headers.get('x-wp-total')).toBe(String(listed.length));
      expect(answer.headers.get('x-wp-totalpages')).toBe(String(Math.ceil(listed.length / 20)));
      seen.push(...(answer.json as Row[]).map(({ id }) => id as number));
      next = /<[^>]*?(\/wp-json[^>]*)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1];
    }
    expect(seen).toEqual(listed.sort((a, b) => a - b));
    expect(await rows('page=99')).toEqual([]);
  });

  it('has ten a page, newest first, when nothing is asked for', async () => {
    const page = await rows('');
    expect(page).toHaveLength(10);
    const dates = page.map(({ date_created_gmt: date }) => date as string);
    expect(dates).toEqual([...dates].sort().reverse());
  });

  it.each([
    ['per_page=101', 'per_page'],
    ['per_page=0', 'per_page'],
    ['per_page=ten', 'per_page'],
    ['page=0', 'page'],
    ['status=paid', 'status'],
    ['orderby=price', 'orderby'],
    ['order=up', 'order'],
    ['modified_after=yesterday', 'modified_after'],
    ['include=1,x', 'include'],
    ['dp=two', 'dp'],
  ])('refuse ?%s with 400', async (query, name) => {
    const answer = await ask(`${API}/orders?${query}`);
    expect([answer.status, code(answer)]).toEqual([400, 'rest_invalid_param']);
    expect(Object.keys(((answer.json as Row).data as { params: object }).params)).toEqual([name]);
  });

  it('filter by status; any is all but the bin', async () => {
    expect(new Set((await rows('status=cancelled,failed&per_page=100')).map(({ status }) => status))).toEqual(
      new Set(['cancelled', 'failed']),
    );
    const binned = shop.story.orderIdOf('announced, then put into the bin');
    expect(await idsOf('status=trash')).toEqual([binned]);
    expect(await idsOf('status=any&per_page=100')).not.toContain(binned);
    const [drafts, statuses] = [
      await rows('status=checkout-draft'),
      await rows('status[]=pending&status[]=on-hold'),
    ];
    expect(drafts).toHaveLength(1);
    expect(new Set(statuses.map(({ status }) => status))).toEqual(new Set(['pending', 'on-hold']));
  });

  it('filter by ids, in either way of writing', async () => {
    const known = (await idsOf('orderby=id&order=asc&per_page=3')) as [number, number, number];
    expect((await idsOf(`include=${known.join(',')},999999`)).sort()).toEqual(known);
    expect((await idsOf(`include[]=${known[0]}&include[]=${known[1]}`)).sort()).toEqual([known[0], known[1]]);
    expect(await idsOf(`include=${known[0]}&exclude=${known[0]}`)).toEqual([]);
  });

  it('filter by change, both ends exclusive to the second, in GMT or in the shop’s own time', async () => {
    const sorted = await rows('orderby=modified&order=asc&per_page=100');
    const middle = sorted[30] as Row;
    const gmt = middle.date_modified_gmt as string;
    const after = await rows(
      `modified_after=${gmt}&dates_are_gmt=true&orderby=modified&order=asc&per_page=100`,
    );
    const before = await rows(
      `modified_before=${gmt}&dates_are_gmt=true&orderby=modified&order=asc&per_page=100`,
    );
    expect(after.map(({ id }) => id)).toEqual(sorted.slice(31).map(({ id }) => id));
    expect(before.map(({ id }) => id)).toEqual(sorted.slice(0, 30).map(({ id }) => id));
    const inLocal = await idsOf(`modified_after=${middle.date_modified as string}&per_page=100`);
    const inZone = await idsOf(`modified_after=${gmt}Z&per_page=100`);
    expect([inLocal.length, inZone.length]).toEqual([after.length, after.length]);
    expect(middle.date_modified).not.toBe(gmt);
  });

  it('filter by the date of the order', async () => {
    const sorted = await rows('orderby=date&order=asc&per_page=100');
    const gmt = (sorted[10] as Row).date_created_gmt as string;
    expect(await idsOf(`before=${gmt}&dates_are_gmt=true&orderby=date&order=asc`)).toEqual(
      sorted.slice(0, 10).map(({ id }) => id),
    );
    expect(
      (await ask(`${API}/orders?after=${gmt}&dates_are_gmt=1&per_page=1`)).headers.get('x-wp-total'),
    ).toBe(String(sorted.length - 11));
  });

  it('print money with the decimals asked for, and only the fields asked for', async () => {
    const id = shop.story.orderIdOf('parts below a cent, prices with tax');
    const [order] = await rows(`include=${id}&dp=6&_fields=id,total,billing.country,line_items`);
    expect(Object.keys(order as Row)).toEqual(['id', 'total', 'billing', 'line_items']);
    expect(order).toMatchObject({ total: '29.970000', billing: { country: 'DE' } });
    expect(((order as Row).line_items as Row[])[0]).toMatchObject({
      total: '8.394958',
      total_tax: '1.595042',
    });
    expect((await ask(`${API}/orders/${id}?_fields=id`)).json).toEqual({ id });
  });

  it('carry own properties that are named like those of objects', async () => {
    const id = shop.story.orderIdOf('hostile meta data, note and buyer');
    const { text } = await ask(`${API}/orders/${id}`);
    expect(text).toContain('{"__proto__":{"polluted":true},"total":"-9999.99"}');
    expect(({} as Row).polluted).toBeUndefined();
  });
});
