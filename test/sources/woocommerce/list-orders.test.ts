/** Which orders changed: none that stood still is skipped, however the list moves while it is read. */
import type { ChangedObject, ListQuery } from '../../../lib/sources/cart-source';
import { connected, sourceError, watchedShops } from './support/connected';
import type { ScriptedShop } from './support/scripted-shop';

const newShop = watchedShops();

interface Row {
  readonly id: number;
  date_modified_gmt: string | null;
  date_created_gmt: string | null;
  readonly inBin?: boolean;
}

const rows = (count: number, first = 1): Row[] =>
  Array.from({ length: count }, (_, index) => {
    const time = new Date(Date.parse('2026-03-01T00:00:00Z') + (first + index) * 60_000)
      .toISOString()
      .slice(0, 19);
    return { id: first + index, date_modified_gmt: time, date_created_gmt: time };
  });

interface Quirks {
  readonly filters?: boolean;
  readonly headers?: boolean;
  readonly offsets?: boolean;
  readonly largestPage?: number;
  readonly before?: (request: number, orders: Row[]) => void;
}

/** Lists as WooCommerce does: exclusive bounds, offset and per_page, total in a header. */
const listing = (shop: ScriptedShop, orders: Row[], quirks: Quirks = {}): ScriptedShop => {
  let request = 0;
  return shop.on('GET', '/orders', (query) => {
    quirks.before?.(++request, orders);
    const filters = quirks.filters !== false;
    const matching = orders.filter(({ date_modified_gmt: modified, date_created_gmt: created, inBin }) => {
      if ((inBin === true) !== (query.status === 'trash')) return false;
      if (!filters) return true;
      if (query.modified_after && (modified ?? '') <= query.modified_after) return false;
      if (query.modified_before && (modified ?? '') >= query.modified_before) return false;
      if (query.after && (created ?? '') <= query.after) return false;
      return !(query.before && (created ?? '') >= query.before);
    });
    matching.sort(
      (a, b) =>
        (query.orderby === 'date' ? (a.date_created_gmt ?? '').localeCompare(b.date_created_gmt ?? '') : 0) ||
        a.id - b.id,
    );
    const offset = quirks.offsets === false ? 0 : Number(query.offset ?? 0);
    const size = Math.min(Number(query.per_page), quirks.largestPage ?? 100);
    const headers: Record<string, string> =
      quirks.headers === false ? {} : { 'x-wp-total': String(matching.length) };
    return { headers, body: matching.slice(offset, offset + size) };
  });
};

const read = async (shop: ScriptedShop, query: ListQuery): Promise<ChangedObject[]> => {
  const all: ChangedObject[] = [];
  for await (const page of connected(shop).list(query)) all.push(...page);
  return all;
};
const ids = (objects: readonly ChangedObject[]): number[] => objects.map(({ id }) => Number(id));
const numbers = (count: number, first = 1): number[] =>
  Array.from({ length: count }, (_, index) => first + index);

test('asks for ids and dates only, in GMT, one second before the first that counts', async () => {
  const shop = listing(newShop(), rows(3));
  expect(await read(shop, { by: 'updated', from: '2026-03-01T00:02:00.000Z' })).toEqual([
    { id: '2', updatedAt: '2026-03-01T00:02:00Z', createdAt: '2026-03-01T00:02:00Z' },
    { id: '3', updatedAt: '2026-03-01T00:03:00Z', createdAt: '2026-03-01T00:03:00Z' },
  ]);
  expect(shop.requests[0]?.query).toEqual({
    status: 'any',
    orderby: 'id',
    order: 'asc',
    dates_are_gmt: 'true',
    _fields: 'id,date_created_gmt,date_modified_gmt',
    modified_after: '2026-03-01T00:01:59',
    per_page: '100',
    offset: '0',
  });
});

test('by creation asks for the order of creation, between both bounds', async () => {
  const shop = listing(newShop(), rows(5));
  expect(
    ids(await read(shop, { by: 'created', from: '2026-03-01T00:02:00Z', to: '2026-03-01T00:04:00Z' })),
  ).toEqual([2, 3]);
  expect(shop.requests[0]?.query).toMatchObject({
    orderby: 'date',
    after: '2026-03-01T00:01:59',
    before: '2026-03-01T00:04:00',
  });
});

test('an order in the bin is among what changed, and not among what was created', async () => {
  const orders = [...rows(2), ...rows(1, 3).map((row) => ({ ...row, inBin: true }))];
  expect(ids(await read(listing(newShop(), orders), { by: 'updated' }))).toEqual([1, 2, 3]);
  expect(ids(await read(listing(newShop(), orders), { by: 'created' }))).toEqual([1, 2]);
  expect(await connected(listing(newShop(), orders)).count({ by: 'updated' })).toBe(2);
});

test('bounds within a second keep exactly what lies between them', async () => {
  const shop = listing(newShop(), rows(5));
  const query = { from: '2026-03-01T00:02:00.500Z', to: '2026-03-01T00:04:00.500Z' };
  expect(ids(await read(shop, { by: 'updated', ...query }))).toEqual([3, 4]);
  expect(ids(await read(shop, { by: 'created', ...query }))).toEqual([3, 4]);
});

test.each([0, 1, 99, 100, 101, 199, 200, 450])('%i orders come complete, each once', async (count) => {
  const shop = listing(newShop(), rows(count));
  expect(ids(await read(shop, { by: 'updated' }))).toEqual(numbers(count));
});

test.each([0, 1, 99, 100, 101, 250])('%i orders come complete without the headers', async (count) => {
  const shop = listing(newShop(), rows(count), { headers: false });
  expect(ids(await read(shop, { by: 'updated' }))).toEqual(numbers(count));
});

test.each([2, 10, 50])('a host that gives no more than %i a page is read to the end', async (largestPage) => {
  for (const headers of [true, false]) {
    const shop = listing(newShop(), rows(120), { largestPage, headers });
    expect(ids(await read(shop, { by: 'updated' }))).toEqual(numbers(120));
  }
});

describe('while the list moves', () => {
  const remove = (orders: Row[], ...gone: readonly number[]): void => {
    for (const id of gone)
      orders.splice(
        orders.findIndex((order) => order.id === id),
        1,
      );
  };

  test.each([[[1]], [[1, 2, 3]], [numbers(100)], [numbers(99)], [[101, 102]], [[100, 101]]])(
    'orders %j are deleted behind the reader',
    async (gone) => {
      const shop = listing(newShop(), rows(350), {
        before: (request, orders) => request === 2 && remove(orders, ...gone),
      });
      const seen = new Set(ids(await read(shop, { by: 'updated' })));
      expect(numbers(350).filter((id) => !seen.has(id) && !gone.includes(id))).toEqual([]);
    },
  );

  test('one is deleted and another one comes: the total says nothing, and still none is skipped', async () => {
    const shop = listing(newShop(), rows(250), {
      before: (request, orders) => {
        if (request !== 2) return;
        remove(orders, 5);
        orders.push(...rows(1, 900));
      },
    });
    const seen = new Set(ids(await read(shop, { by: 'updated' })));
    expect(numbers(250).filter((id) => !seen.has(id) && id !== 5)).toEqual([]);
  });

  test('one is changed past the upper bound', async () => {
    const shop = listing(newShop(), rows(250), {
      before: (request, orders) => {
        if (request === 2) (orders[10] as Row).date_modified_gmt = '2026-04-01T00:00:00';
      },
    });
    const seen = new Set(ids(await read(shop, { by: 'updated', to: '2026-03-15T00:00:00Z' })));
    expect(numbers(250).filter((id) => !seen.has(id))).toEqual([]);
  });

  test('by creation, one is deleted behind the reader', async () => {
    const shop = listing(newShop(), rows(250), {
      before: (request, orders) => request === 2 && remove(orders, 7, 8),
    });
    const seen = new Set(
      ids(await read(shop, { by: 'created', from: '2026-03-01T00:00:00Z', to: '2026-04-01T00:00:00Z' })),
    );
    expect(numbers(250).filter((id) => !seen.has(id))).toEqual([7, 8].filter((id) => !seen.has(id)));
  });

  test('by creation, orders of one second are not lost at the edge of a page', async () => {
    const orders = rows(250).map((row) => ({ ...row, date_created_gmt: '2026-03-01T12:00:00' }));
    expect(ids(await read(listing(newShop(), orders), { by: 'created' }))).toEqual(numbers(250));
  });
});

describe('shops that do less than they should', () => {
  test('one that ignores the filter is filtered here', async () => {
    const shop = listing(newShop(), rows(250), { filters: false });
    expect(
      ids(await read(shop, { by: 'updated', from: '2026-03-01T04:00:00Z', to: '2026-03-01T04:02:00Z' })),
    ).toEqual([240, 241]);
  });

  test.each([true, false])(
    'one that ignores the offset is told, not believed (headers: %p)',
    async (headers) => {
      const shop = listing(newShop(), rows(250), { offsets: false, headers });
      const error = await sourceError(() => read(shop, { by: 'updated' }));
      expect(error.code).toBe('unreadable_answer');
      expect(error.message).toContain('offset');
    },
  );

  test('one that sorts the other way round is told, not believed', async () => {
    const shop = newShop().on('GET', '/orders', ({ offset }) => ({
      headers: { 'x-wp-total': '250' },
      body: rows(250)
        .reverse()
        .slice(Number(offset), Number(offset) + 100)
        .reverse(),
    }));
    const outcome = await read(shop, { by: 'updated' }).then(
      (all) => new Set(ids(all)).size,
      (error: Error) => error.message,
    );
    expect([250, expect.stringContaining('orderby')]).toContainEqual(outcome);
  });

  test('an order without dates is not filtered away', async () => {
    const shop = listing(newShop(), [{ id: 1, date_modified_gmt: null, date_created_gmt: null }], {
      filters: false,
    });
    expect(await read(shop, { by: 'updated', from: '2026-01-01T00:00:00Z' })).toEqual([
      { id: '1', updatedAt: '1970-01-01T00:00:00Z', createdAt: '1970-01-01T00:00:00Z' },
    ]);
  });
});

test('reading stops when nobody wants more', async () => {
  const shop = listing(newShop(), rows(1000));
  for await (const page of connected(shop).list({ by: 'updated' })) {
    expect(page).toHaveLength(100);
    break;
  }
  expect(shop.requests).toHaveLength(1);
});

describe('count', () => {
  test('is what the header says', async () => {
    const shop = listing(newShop(), rows(250));
    expect(
      await connected(shop).count({
        by: 'created',
        from: '2026-03-01T00:11:00Z',
        to: '2026-03-01T00:21:00Z',
      }),
    ).toBe(10);
    expect(shop.requests).toHaveLength(1);
    expect(shop.requests[0]?.query).toMatchObject({ per_page: '1' });
  });

  test('is read from the list where a proxy drops the header', async () => {
    expect(await connected(listing(newShop(), rows(120), { headers: false })).count({ by: 'updated' })).toBe(
      120,
    );
  });

  test('is read from the list where the shop ignores the filter', async () => {
    const shop = listing(newShop(), rows(120), { filters: false });
    expect(await connected(shop).count({ by: 'updated', from: '2026-03-01T01:59:00Z' })).toBe(2);
  });

  test('of nothing is 0', async () => {
    expect(await connected(listing(newShop(), [])).count({ by: 'updated' })).toBe(0);
  });
});

test('an instant that is none is a broken call, not an empty list', async () => {
  await expect(read(newShop(), { by: 'updated', from: 'yesterday' })).rejects.toThrow(RangeError);
});
