import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { API, askShop, KEYS, type Answer, type Row } from './ask-shop';
import { steppedClock } from './shop-clock';
import { startShop, type Shop } from './shop-server';

let shop: Shop;

const ask = (path: string): Promise<Answer> => askShop(`${shop.url}${path}`);

beforeAll(async () => {
  shop = await startShop({ ...KEYS, seed: 1, clock: steppedClock(new Date('2026-10-20T08:00:00Z')) });
  shop.trade();
});
afterAll(() => shop.stop());
beforeEach(() => shop.clearFaults());

describe('faults', () => {
  it('hit as many requests as they say, then are over', async () => {
    shop.setFault({ kind: 'throttled', retryAfter: 2, times: 2 });
    const answers = [await ask(`${API}/orders`), await ask(`${API}/orders`), await ask(`${API}/orders`)];
    expect(answers.map(({ status }) => status)).toEqual([429, 429, 200]);
    expect(answers[0]?.headers.get('retry-after')).toBe('2');
  });

  it('are of many kinds', async () => {
    shop.setFault({ kind: 'unavailable' });
    expect((await ask(`${API}/orders`)).status).toBe(503);
    shop.setFault({ kind: 'html' });
    const page = await ask(`${API}/orders`);
    expect([page.status, page.text.startsWith('<!DOCTYPE html>')]).toEqual([200, true]);
    shop.setFault({ kind: 'truncated' });
    const cut = await ask(`${API}/orders`);
    expect(cut.status).toBe(200);
    expect(() => JSON.parse(cut.text) as unknown).toThrow(SyntaxError);
    shop.setFault({ kind: 'slow', milliseconds: 120 });
    const start = performance.now();
    expect((await ask(`${API}/orders`)).status).toBe(200);
    expect(performance.now() - start).toBeGreaterThanOrEqual(110);
    shop.setFault({ kind: 'reset' });
    await expect(ask(`${API}/orders`)).rejects.toThrow();
    expect((await ask(`${API}/orders`)).status).toBe(200);
  });

  it('can wait for the requests that they are meant for', async () => {
    shop.setFault({ kind: 'unavailable', matching: /page=2/, after: 1 });
    const pages = ['page=1', 'page=2', 'page=1', 'page=2', 'page=2'];
    const statuses: number[] = [];
    for (const page of pages) statuses.push((await ask(`${API}/orders?${page}`)).status);
    expect(statuses).toEqual([200, 200, 200, 503, 200]);
  });

  it('can shift the pages under a reader: who does not overlap misses an order', async () => {
    const other = await startShop({ ...KEYS, clock: steppedClock(new Date('2026-10-20T08:00:00Z')) });
    other.trade();
    other.clock.advance(60);
    other.setFault({ kind: 'page-shift' });
    const page = async (number: number): Promise<number[]> => {
      const query = `orderby=modified&order=asc&per_page=20&page=${number}&status=any`;
      const answer = await askShop(`${other.url}${API}/orders?${query}`);
      return (answer.json as Row[]).map(({ id }) => id as number);
    };
    const expected = [...other.state.orders.values()].filter(({ status }) => status !== 'trash').length;
    const seen = [...(await page(1)), ...(await page(2)), ...(await page(3)), ...(await page(4))];
    expect(seen).toHaveLength(expected);
    expect(new Set(seen).size).toBe(expected - 1);
    await other.stop();
  });
});

describe('the shop', () => {
  it('trades in chunks, and counts what it is asked', async () => {
    const other = await startShop({
      ...KEYS,
      seed: 5,
      clock: steppedClock(new Date('2026-10-20T08:00:00Z')),
    });
    const steps = other.stepsLeft;
    expect(other.trade(50)).toBe(steps - 50);
    expect(other.trade()).toBe(0);
    const whole = await startShop({
      ...KEYS,
      seed: 5,
      clock: steppedClock(new Date('2026-10-20T08:00:00Z')),
    });
    whole.trade();
    expect(other.expectedBook()).toEqual(whole.expectedBook());
    await fetch(`${other.url}${API}/orders/201`);
    await fetch(`${other.url}${API}/orders/202`);
    expect(other.requests.total).toBe(2);
    expect(other.requests.byRoute.get(`GET ${API}/orders/:id`)).toBe(2);
    await Promise.all([other.stop(), whole.stop()]);
  });

  it('keeps real time where it is given none', async () => {
    const live = await startShop(KEYS);
    live.trade(1);
    const [order] = live.state.orders.values();
    expect(Math.abs((order?.created ?? 0) * 1000 - Date.now())).toBeLessThan(10_000);
    await live.stop();
  });
});
