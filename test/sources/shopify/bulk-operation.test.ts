/** Long ranges by a bulk operation: started, waited for, read line by line, put in order; or paged, when it fails. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { HttpSend } from '../../../lib/host';
import type { ChangedObject, ListQuery } from '../../../lib/sources/cart-source';
import { bulkOrders, type BulkRows, linesOf } from '../../../lib/sources/shopify/bulk-operation';
import { openAdmin } from '../../../lib/sources/shopify/graphql';
import type { BulkPlan } from '../../simulators/shopify/bulk';
import { silentLog, TestClock } from '../../support/test-clock';
import { type Connected, connected, sourceError } from './support/connected';

const START = Date.parse('2026-02-01T00:00:00Z');
const iso = (milliseconds: number): string => `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;

/** Orders of which only the list knows, one a minute; ids run the other way, so that they cannot be sorted by. */
const putOrders = ({ shopify }: Connected, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => {
    const at = iso(START + index * 6_000);
    const id = `gid://shopify/Order/${9_000_000_000_000_000_000n - BigInt(index)}`;
    return shopify.shop.putOrder({ id, createdAt: at, updatedAt: at });
  });

const collect = async (shop: Connected, query: ListQuery = { by: 'created' }) => {
  const rows: ChangedObject[] = [];
  const pages: number[] = [];
  for await (const page of shop.client.list(query)) {
    rows.push(...page);
    pages.push(page.length);
  }
  return { rows, pages };
};

describe('a long range', () => {
  test('is one bulk operation, in the order of creation although the file is in none', async () => {
    const shop = await connected();
    const ids = putOrders(shop, 5_200);
    const { rows, pages } = await collect(shop);
    expect(rows.map(({ id }) => id)).toEqual(ids);
    expect(rows[0]).toEqual({ id: ids[0], createdAt: iso(START), updatedAt: iso(START) });
    expect(pages).toEqual([2_500, 2_500, 200]);
    expect(shop.shopify.bulk.list()).toMatchObject([{ status: 'COMPLETED', rootObjectCount: '5200' }]);
    expect(shop.operations().filter((name) => name === 'OrderIds').length).toBeLessThanOrEqual(1);
    expect(shop.clock.waits).toEqual([2_000, 4_000]);
    expect(shop.warnings).toEqual([]);
  });

  test('is paged where that is done before a bulk operation has started', async () => {
    const shop = await connected();
    const ids = putOrders(shop, 600);
    expect((await collect(shop)).rows.map(({ id }) => id)).toEqual(ids);
    expect(shop.shopify.bulk.list()).toEqual([]);
  });

  test('is bounded by from and to in its own query', async () => {
    const shop = await connected();
    const ids = putOrders(shop, 5_300);
    const from = iso(START + 100 * 6_000);
    const to = iso(START + 5_250 * 6_000);
    const { rows } = await collect(shop, { by: 'created', from, to });
    expect(rows.map(({ id }) => id)).toEqual(ids.slice(100, 5_250));
    expect(shop.shopify.bulk.list()[0]?.query).toContain(`created_at:>='${from}' created_at:<'${to}'`);
  });

  test('of more orders than one operation may have is cut into windows, the oldest first', async () => {
    const shop = await connected();
    const ids = putOrders(shop, 31_000);
    const query: ListQuery = { by: 'created', from: iso(START), to: iso(START + 31_000 * 6_000) };
    const { rows } = await collect(shop, query);
    expect(rows.map(({ id }) => id)).toEqual(ids);
    expect(shop.shopify.bulk.list().map(({ rootObjectCount }) => rootObjectCount)).toEqual([
      '15500',
      '15500',
    ]);
  });
});

describe('a bulk operation that comes to nothing is replaced by paging', () => {
  const plans: readonly (readonly [string, BulkPlan, RegExp])[] = [
    ['it failed', { outcome: 'FAILED' }, /FAILED INTERNAL_SERVER_ERROR/],
    ['it failed with a part of the rows', { outcome: 'FAILED', partial: true }, /with a part of the rows/],
    ['it timed out', { outcome: 'FAILED', errorCode: 'TIMEOUT' }, /TIMEOUT/],
    ['somebody cancelled it', { outcome: 'CANCELED' }, /CANCELED/],
    ['its file expired', { outcome: 'EXPIRED' }, /EXPIRED/],
    ['its file breaks off', { truncated: true }, /rows|could not be read/],
    ['it never ends', { outcome: 'never' }, /too long/],
  ];
  test.each(plans)('%s', async (_case, plan, trouble) => {
    const shop = await connected();
    const ids = putOrders(shop, 5_100);
    shop.shopify.bulk.plan(plan);
    expect((await collect(shop)).rows.map(({ id }) => id)).toEqual(ids);
    expect(shop.warnings).toHaveLength(1);
    expect(shop.warnings[0]?.fields.trouble).toMatch(trouble);
    // A place that stays taken is one that nobody else can have.
    expect(shop.shopify.bulk.list().filter(({ status }) => /CREATED|RUNNING/.test(status))).toEqual([]);
  });

  test('all places are taken by other operations', async () => {
    const shop = await connected();
    const ids = putOrders(shop, 5_100);
    shop.shopify.bulk.occupied = 5;
    expect((await collect(shop)).rows.map(({ id }) => id)).toEqual(ids);
    expect(shop.warnings[0]?.fields.trouble).toMatch(/already in progress/);
  });

  test('its file is gone, and its address, which is a permission, is in no message', async () => {
    const shop = await connected();
    const ids = putOrders(shop, 5_100);
    jest.spyOn(shop.shopify.bulk, 'file').mockReturnValue(undefined);
    expect((await collect(shop)).rows.map(({ id }) => id)).toEqual(ids);
    expect(JSON.stringify(shop.warnings)).not.toContain('/bulk/');
  });

  test('but a token that is not accepted any more is an error', async () => {
    const shop = await connected();
    putOrders(shop, 5_100);
    await shop.client.check();
    shop.shopify.fail({ kind: 'status', status: 401, operation: 'StartBulk' });
    expect(await sourceError(() => collect(shop))).toMatchObject({ code: 'bad_credentials' });
  });
});

/** An operation that is done at once, with the file of the test. */
const finished = (
  rows: number,
  download: (url: string) => AsyncIterable<string>,
): Promise<BulkRows | undefined> => {
  const http: HttpSend = async ({ body = '' }) => {
    const operation = {
      id: 'gid://shopify/BulkOperation/1',
      status: 'COMPLETED',
      rootObjectCount: String(rows),
      url: 'https://files.example/orders.jsonl?signature=x',
    };
    const data = body.includes('StartBulk')
      ? { bulkOperationRunQuery: { bulkOperation: operation, userErrors: [] } }
      : { bulkOperation: operation };
    return { status: 200, headers: {}, body: JSON.stringify({ data }) };
  };
  const context = { http, download, clock: new TestClock(), log: silentLog };
  return bulkOrders(openAdmin({ baseUrl: 'https://shop.example' }, context), '');
};

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const memory = (): number => {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

describe('the file', () => {
  const LINES = 50_000;
  const lineOf = (index: number): string =>
    `{"id":"gid:\\/\\/shopify\\/Order\\/${index + 1}","legacyResourceId":"${index + 1}","createdAt":"${iso(START + ((index * 7_919) % LINES) * 1_000)}","updatedAt":"${iso(START)}"}\n`;

  test('of 50,000 lines passes through bounded memory, piece by piece', async () => {
    let handedOut = 0;
    async function* pieces(): AsyncGenerator<string> {
      let rest = '';
      for (let index = 0; index < LINES; index++) {
        rest += lineOf(index);
        // Pieces end anywhere, as those of a network do.
        if (rest.length < 60_000) continue;
        handedOut += 1;
        yield rest.slice(0, 59_999);
        rest = rest.slice(59_999);
      }
      yield rest;
    }
    const before = memory();
    const rows = await finished(LINES, pieces);
    const grown = memory() - before;
    expect(handedOut).toBeGreaterThan(100);
    expect(rows?.length).toBe(LINES);
    // The text alone has more than seven million characters.
    expect(grown).toBeLessThan(5_000_000);
    const times = rows?.slice(0, LINES).map(({ createdAt }) => createdAt) ?? [];
    expect(times).toEqual([...times].sort());
    expect(new Set(rows?.slice(0, LINES).map(({ id }) => id)).size).toBe(LINES);
  });

  test('is asked for its next piece only when the lines of the last one are done', async () => {
    const done: string[] = [];
    async function* pieces(): AsyncGenerator<string> {
      yield 'a\nb\nc';
      expect(done).toEqual(['a', 'b']);
      yield 'c\n\nd';
      expect(done).toEqual(['a', 'b', 'cc', '']);
    }
    for await (const line of linesOf(pieces())) done.push(line);
    expect(done).toEqual(['a', 'b', 'cc', '', 'd']);
  });

  test.each<[string, readonly string[], number]>([
    ['a line that never ends', ['x'.repeat(6_000), 'x'.repeat(6_000)], 1],
    ['a line that is no JSON', [lineOf(1), '<html>\n'], 2],
    ['a line that is no order', [lineOf(1), '{"legacyResourceId":"1"}\n'], 2],
    ['fewer lines than were promised', [lineOf(1)], 2],
  ])('%s makes the operation worth nothing', async (_case, text, rows) => {
    async function* pieces(): AsyncGenerator<string> {
      yield* text;
    }
    expect(await finished(rows, pieces)).toBeUndefined();
  });

  test('ids of twenty digits stay what they are', async () => {
    async function* pieces(): AsyncGenerator<string> {
      yield lineOf(0).replace('"legacyResourceId":"1"', '"legacyResourceId":"18446744073709551615"');
    }
    expect((await finished(1, pieces))?.slice(0, 1)[0]?.id).toBe('18446744073709551615');
  });
});
