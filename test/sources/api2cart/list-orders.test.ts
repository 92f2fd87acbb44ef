/** Listing and counting against a store that keeps API2Cart's contract and the habits of several carts. */
import { plainOrder } from '../../simulators/api2cart/orders';
import { DAY_MS, HOUR_MS, idsOf, listed, NOW, openStores, sourceError } from './support/open';

const store = openStores();

/** Orders an hour apart, the last of them an hour ago. */
const fill = (count: number, apart = HOUR_MS): readonly string[] =>
  Array.from({ length: count }, (_, index) =>
    store().server.state.put(plainOrder(String(5000 + ((index * 7) % 1009))), NOW - (count - index) * apart),
  );
const instant = (ms: number): string => new Date(ms).toISOString();
const askedOf = (method: string) =>
  store()
    .server.asked.filter((asked) => asked.method === method)
    .map(({ given }) => given);

describe('a list by change', () => {
  test('goes from page to page by the cursor, which keeps filters and not the choice of fields', async () => {
    const ids = fill(7);
    store().server.quirk({ pageSize: 3 });
    const found = await listed(store().client, { by: 'updated', from: instant(NOW - DAY_MS) });
    expect(idsOf(found).toSorted()).toEqual([...ids].sort());
    expect(found.every(({ updatedAt }) => updatedAt.endsWith(':00:00Z'))).toBe(true);
    const [first, ...more] = askedOf('order.list');
    expect(first).toMatchObject({
      modified_from: '2026-02-28T11:59:59+0000',
      modified_to: '2026-03-02T12:00:01+0000',
      count: '250',
    });
    expect(more).toHaveLength(2);
    for (const asked of more) expect(Object.keys(asked).sort()).toEqual(['page_cursor', 'response_fields']);
  });

  test('leaves out what changed before, however wide the cart takes the bounds', async () => {
    const { server, client } = store();
    server.state.put(plainOrder('early'), NOW - 2 * DAY_MS, NOW - DAY_MS - 1000);
    server.state.put(plainOrder('at'), NOW - 2 * DAY_MS, NOW - DAY_MS);
    server.state.put(plainOrder('late'), NOW - 2 * DAY_MS, NOW - HOUR_MS);
    server.quirk({ dates: 'days' });
    expect(idsOf(await listed(client, { by: 'updated', from: instant(NOW - DAY_MS) }))).toEqual([
      'at',
      'late',
    ]);
    expect(
      idsOf(await listed(client, { by: 'updated', from: instant(NOW - DAY_MS), to: instant(NOW - HOUR_MS) })),
    ).toEqual(['at']);
  });

  test.each(['offset', 'plain', 'days'] as const)(
    'writes dates as the cart takes them: %s',
    async (dates) => {
      const ids = fill(3);
      const { server, client } = store();
      server.quirk({ dates });
      expect(
        idsOf(await listed(client, { by: 'updated', from: instant(NOW - 5 * HOUR_MS) })).toSorted(),
      ).toEqual([...ids].sort());
      const before = server.asked.length;
      await listed(client, { by: 'updated', from: instant(NOW - 5 * HOUR_MS) });
      expect(server.asked.length - before).toBe(1);
    },
  );

  test('is cut into windows that eBay takes, and only after eBay refused', async () => {
    const ids = fill(40, 2 * DAY_MS);
    const { server, client } = store();
    server.quirk({ windowDays: 30 });
    const from = instant(NOW - 85 * DAY_MS);
    expect(idsOf(await listed(client, { by: 'updated', from })).toSorted()).toEqual([...ids].sort());
    const lists = askedOf('order.list');
    expect(lists).toHaveLength(1 + 3);
    for (const { modified_from, modified_to } of lists.slice(1))
      expect(Date.parse(String(modified_to)) - Date.parse(String(modified_from))).toBeLessThanOrEqual(
        30 * DAY_MS,
      );
  });

  test('of orders older than the cart gives is refused with its words', async () => {
    const { server, client } = store();
    server.faults.push({
      answer: {
        code: 107,
        message:
          'EBay error message: Invalid dates in your ModTimeFrom filters. Orders older than 90 days cannot be retrieved.',
      },
      times: 1,
    });
    const error = await sourceError(() =>
      listed(client, { by: 'updated', from: instant(NOW - 200 * DAY_MS) }),
    );
    expect([error.code, error.message]).toEqual(['refused', expect.stringContaining('older than 90 days')]);
  });

  test('misses nothing that stood still when an order vanishes between two pages', async () => {
    const ids = fill(9);
    const { server, client, context } = store();
    server.quirk({ pageSize: 3 });
    const first = [...ids].sort()[0] as string;
    let vanished = false;
    server.before = (method) => {
      if (method !== 'order.list' || server.asked.length < 3 || vanished) return;
      vanished = true;
      server.state.remove(first);
    };
    const found = new Set(idsOf(await listed(client, { by: 'updated', from: instant(NOW - DAY_MS) })));
    expect([...found].filter((id) => id !== first).sort()).toEqual(ids.filter((id) => id !== first).sort());
    expect(context.warnings).toEqual([expect.stringContaining('shrank')]);
  });

  test('of a store that loses orders all the time ends in an error and not in a gap', async () => {
    const ids = [...fill(40)].sort();
    const { server, client } = store();
    server.quirk({ pageSize: 3 });
    server.before = (method) => {
      if (method === 'order.list') server.state.remove(ids.shift() as string);
    };
    const error = await sourceError(() => listed(client, { by: 'updated', from: instant(NOW - 3 * DAY_MS) }));
    expect(error.code).toBe('unreadable_answer');
  });

  test('is read in the wrapped flavour too, whose dates have no zone', async () => {
    const ids = fill(3);
    store().server.quirk({ flavour: 'wrapped' });
    const found = await listed(store().client, { by: 'updated' });
    expect(idsOf(found)).toEqual([...ids].sort());
    expect(found.map(({ createdAt }) => createdAt)).toEqual(
      expect.arrayContaining([instant(NOW - HOUR_MS).replace('.000', '')]),
    );
  });

  test('is empty when nothing matches, also for carts that call that not found', async () => {
    const { server, client } = store();
    expect(await listed(client, { by: 'updated', from: instant(NOW) })).toEqual([]);
    server.faults.push({ answer: { code: 112, message: 'Orders not found' }, times: 1 });
    expect(await listed(client, { by: 'updated', from: instant(NOW) })).toEqual([]);
  });

  test('without an id in a row, or without rows at all, is an error and not an empty list', async () => {
    const { server, client } = store();
    server.state.put({ ...plainOrder('1'), order_id: '', id: null }, NOW - HOUR_MS);
    expect((await sourceError(() => listed(client, { by: 'updated' }))).code).toBe('unreadable_answer');
    server.faults.push({
      answer: { status: 200, body: '{"return_code":0,"result":{"orders":[]}}' },
      times: 1,
    });
    expect((await sourceError(() => listed(client, { by: 'updated' }))).code).toBe('unreadable_answer');
  });

  test('that turns in a circle is left', async () => {
    const { server, client } = store();
    const page = '{"return_code":0,"pagination":{"next":"again"},"result":{"order":[{"order_id":"1"}]}}';
    server.faults.push({ method: 'order.list', answer: { status: 200, body: page }, times: 9 });
    expect((await sourceError(() => listed(client, { by: 'updated' }))).message).toContain('again and again');
  });

  test('of a bound that is no instant is a mistake of ours', async () => {
    await expect(listed(store().client, { by: 'updated', from: 'yesterday' })).rejects.toThrow(RangeError);
  });
});

describe('a list by creation', () => {
  test('comes in the order of creation from carts that list the newest first', async () => {
    const ids = fill(30, 5 * DAY_MS);
    store().server.quirk({ newestFirst: true, pageSize: 4 });
    const from = instant(NOW - 150 * DAY_MS);
    expect(idsOf(await listed(store().client, { by: 'created', from }))).toEqual(ids);
    expect(idsOf(await listed(store().client, { by: 'created' }))).toEqual(ids);
  });

  test('includes its beginning and not its end', async () => {
    const { server, client } = store();
    for (const [id, at] of [
      ['a', -2],
      ['b', -1],
      ['c', 0],
    ] as const)
      server.state.put(plainOrder(id), NOW + at * DAY_MS);
    const query = { by: 'created', from: instant(NOW - 2 * DAY_MS), to: instant(NOW) } as const;
    expect(idsOf(await listed(client, query))).toEqual(['a', 'b']);
    expect(await listed(client, { ...query, to: query.from })).toEqual([]);
  });

  test('of a quiet year takes few requests', async () => {
    fill(3, 100 * DAY_MS);
    await listed(store().client, { by: 'created', from: instant(NOW - 365 * DAY_MS) });
    expect(askedOf('order.list').length).toBeLessThanOrEqual(5);
  });

  test('of a full stretch comes in pages and goes on with shorter stretches', async () => {
    const ids = Array.from({ length: 2300 }, (_, index) =>
      store().server.state.put(
        plainOrder(`n${String(index).padStart(5, '0')}`),
        NOW - (2400 - index) * HOUR_MS,
      ),
    );
    const pages: number[] = [];
    const seen: string[] = [];
    for await (const page of store().client.list({ by: 'created', from: instant(NOW - 2401 * HOUR_MS) })) {
      pages.push(page.length);
      seen.push(...idsOf(page));
    }
    expect(seen).toEqual(ids);
    expect(Math.max(...pages)).toBeLessThanOrEqual(250);
  });
});

describe('a count', () => {
  const query = { by: 'created', from: instant(NOW - 5 * HOUR_MS), to: instant(NOW - 2 * HOUR_MS) } as const;

  test('is one request, which includes its beginning and not its end', async () => {
    fill(9);
    expect(await store().client.count(query)).toBe(3);
    expect(store().server.asked).toEqual([
      {
        method: 'order.count',
        given: { created_from: '2026-03-01T07:00:00+0000', created_to: '2026-03-01T09:59:59+0000' },
      },
    ]);
    expect(await store().client.count({ by: 'created' })).toBe(9);
  });

  test('is made by reading where the cart does not count, or not in this way', async () => {
    fill(9);
    store().server.quirk({ without: ['order.count'] });
    expect(await store().client.count(query)).toBe(3);
    store().server.quirk({ without: [], dates: 'days' });
    expect(await store().client.count(query)).toBe(3);
    expect(await store().client.count({ ...query, to: '2026-03-01T09:00:00.500Z' })).toBe(3);
    expect(await store().client.count({ ...query, to: query.from })).toBe(0);
  });

  test('of numbers that API2Cart writes as numbers is a number', async () => {
    const body = '{"return_code":0,"return_message":"","result":{"orders_count":1045}}';
    store().server.faults.push({ answer: { status: 200, body }, times: 1 });
    expect(await store().client.count(query)).toBe(1045);
  });
});
