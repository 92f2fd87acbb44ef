import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bigOrder, bigOrders, startBigShop, type BigShop } from './big-shop';
import { expectedBook } from './expected-book';

type Row = Readonly<Record<string, unknown>>;

let shop: BigShop;

const authorization = ({
  consumerKey,
  consumerSecret,
}: Pick<BigShop, 'consumerKey' | 'consumerSecret'>): string =>
  `Basic ${Buffer.from(`${consumerKey}:${consumerSecret}`).toString('base64')}`;

const ask = async (path: string): Promise<{ json: unknown; total: number }> => {
  const headers = { authorization: authorization(shop) };
  const answer = await fetch(`${shop.url}/wp-json/wc/v3${path}`, { headers });
  return { json: await answer.json(), total: Number(answer.headers.get('x-wp-total')) };
};
const idsOf = async (query: string): Promise<number[]> =>
  ((await ask(`/orders?${query}`)).json as Row[]).map(({ id }) => id as number);

const gmt = (index: number): string => new Date(bigOrder(index).created * 1000).toISOString().slice(0, 19);
const changed = (index: number): string =>
  new Date(bigOrder(index).modified * 1000).toISOString().slice(0, 19);

beforeAll(async () => {
  shop = await startBigShop({ orders: 100_000 });
});
afterAll(() => shop.stop());

describe('the big shop', () => {
  it('makes the same order of an index each time, and no two with one id', () => {
    expect(bigOrder(4_711)).toEqual(bigOrder(4_711));
    const orders = [...bigOrders(500)];
    const posts = orders.flatMap((order) => [order.id, ...order.refunds.map(({ id }) => id)]);
    expect(new Set(posts).size).toBe(posts.length);
    const items = orders.flatMap(({ priced }) =>
      [...priced.lines, ...priced.shipping, ...priced.fees].map(({ id }) => id),
    );
    expect(new Set(items).size).toBe(items.length);
  });

  it('knows the book of all its orders in the end', () => {
    const book = expectedBook(bigOrders(1_000), 'capture');
    const sum = book.trialBalance
      .filter(({ currency }) => currency === 'EUR')
      .reduce((total, { balance }) => total + Math.round(Number(balance) * 100), 0);
    expect(sum).toBe(0);
    expect(Object.keys(book.orders)).toHaveLength(900);
  });

  it('pages through a hundred thousand, oldest or newest first', async () => {
    const first = await ask('/orders?orderby=id&order=asc&per_page=100&_fields=id');
    expect(first.total).toBe(100_000);
    const pages = ['page=1', 'page=500', 'page=1000', 'page=1001'];
    const sizes: unknown[] = [];
    for (const page of pages) {
      const ids = await idsOf(`orderby=id&order=asc&per_page=100&${page}`);
      sizes.push([ids.length, ids[0], ids.at(-1)]);
    }
    expect(sizes).toEqual([
      [100, 1_001, 1_100],
      [100, 50_901, 51_000],
      [100, 100_901, 101_000],
      [0, undefined, undefined],
    ]);
    expect(await idsOf('per_page=2')).toEqual([101_000, 100_999]);
  });

  it('filters by date, change, id and status as the small one does', async () => {
    expect(await idsOf(`after=${gmt(10)}&before=${gmt(14)}&dates_are_gmt=true&order=asc`)).toEqual([
      1_012, 1_013, 1_014,
    ]);
    const query = `modified_after=${changed(10)}&modified_before=${changed(13)}&dates_are_gmt=true`;
    expect(await idsOf(`${query}&orderby=modified&order=asc`)).toEqual([1_012, 1_013]);
    const before = new Date(Date.parse(`${changed(10)}Z`) - 1000).toISOString().slice(0, 19);
    expect((await ask(`/orders?modified_after=${before}&dates_are_gmt=1`)).total).toBe(100_000 - 10);
    expect((await idsOf('include=1001,1500,999999&order=asc')).sort()).toEqual([1_001, 1_500]);
    expect((await ask('/orders?status=on-hold&per_page=1')).total).toBe(10_000);
  });

  it('has refunds where an order says so', async () => {
    const order = (await ask('/orders/1008')).json as Row;
    const refunds = (await ask('/orders/1008/refunds')).json as Row[];
    expect((order.refunds as Row[]).map(({ id }) => id)).toEqual(refunds.map(({ id }) => id));
    expect(refunds).toHaveLength(1);
    const all = await ask('/refunds?per_page=3');
    expect(all.total).toBe(20_000);
    expect((all.json as Row[]).map((refund) => refund.parent_id)).toEqual([100_999, 100_998, 100_989]);
  });

  it('runs as a process of its own and says where', async () => {
    const main = join(__dirname, 'big-shop-main.ts');
    const child = spawn(process.execPath, ['--import', 'tsx', main, '--orders', '250'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    const told = JSON.parse(line) as Pick<BigShop, 'url' | 'consumerKey' | 'consumerSecret'>;
    const headers = { authorization: authorization(told) };
    const answer = await fetch(`${told.url}/wp-json/wc/v3/orders?per_page=1`, { headers });
    expect(answer.headers.get('x-wp-total')).toBe('250');
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});
