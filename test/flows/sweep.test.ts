import { backfill, sweep } from '../../lib/flows/sweep';
import { STORE_ID } from '../support/memory-shop';
import { River } from '../support/river';
import { smallOrder } from '../support/small-order';

const pipeline = { platform: 'memory', storeId: STORE_ID, pipeline: 'main' };
const minute = (index: number) => new Date(Date.parse('2026-02-10T10:00:00Z') + index * 60_000).toISOString();

const shopOf = async (count: number) => {
  const river = await River.open();
  for (let index = 0; index < count; index++)
    river.shop.put(
      smallOrder({
        id: String(index),
        cents: 100,
        paid: true,
        updatedAt: minute(index),
        placedAt: minute(index),
      }),
    );
  return river;
};

describe('a sweep', () => {
  test('marks what changed and saves the latest change as its checkpoint', async () => {
    const river = await shopOf(7);
    const result = await river.sweep();
    expect(result).toMatchObject({ marked: 7, pages: 3, checkpoint: minute(6), work: { due: 7 } });
  });

  test('re-reads the overlap behind the checkpoint, and no more', async () => {
    const river = await shopOf(30);
    await river.sweep();
    const again = await sweep(river.context(), river.route(), { overlapMinutes: 5 });
    expect(again).toMatchObject({ from: minute(24), marked: 6, checkpoint: minute(29) });
  });

  test('starts a day back when nobody said where, and where it was told otherwise', async () => {
    const river = await shopOf(0);
    const { from } = await sweep(river.context(), river.route(), { overlapMinutes: 5 });
    expect(from).toBe('2026-02-28T12:00:00.000Z');
  });

  test('that breaks off keeps its checkpoint: what it had marked is free to repeat', async () => {
    const river = await shopOf(7);
    await river.sweep();
    river.shop.put(smallOrder({ id: '99', cents: 100, paid: true, updatedAt: minute(50) }));
    const list = river.shop.list.bind(river.shop);
    river.shop.list = async function* (query) {
      yield* list(query);
      throw new Error('the shop went away');
    };
    await expect(river.sweep()).rejects.toThrow('went away');
    expect((await river.store.getCheckpoint(pipeline, 'sweep'))?.value).toBe(minute(6));
  });

  test('never moves its checkpoint beyond now, however wrong the shop’s clock', async () => {
    const river = await River.open();
    river.shop.put(smallOrder({ id: '1', cents: 100, paid: true, updatedAt: '2030-01-01T00:00:00Z' }));
    expect((await river.sweep()).checkpoint).toBe('2026-03-01T12:00:00.000Z');
  });

  test('finds an order whose webhook was lost', async () => {
    const river = await shopOf(1);
    await river.settle();
    expect(river.ledger.balances()).toEqual(river.expected());
    expect(Object.keys(river.expected()).length).toBeGreaterThan(0);
  });
});

describe('a backfill', () => {
  const range = { from: minute(0), to: minute(20), maxPages: 2 };

  test('takes its range in pieces, says how far it is, and ends', async () => {
    const river = await shopOf(30);
    const seen: string[] = [];
    for (let call = 0; call < 10; call++) {
      const { marked, done, percent } = await backfill(river.context(), river.route(), range);
      seen.push(`${marked} ${done} ${percent}`);
      if (done) break;
    }
    expect(seen.at(-1)).toMatch(/ true 100$/);
    expect(seen.length).toBeGreaterThan(2);
    expect(await river.store.countWork(pipeline)).toMatchObject({ due: 20 });
  });

  test('goes on where it was killed', async () => {
    const river = await shopOf(30);
    const first = await backfill(river.context(), river.route(), range);
    expect(first).toMatchObject({ marked: 6, done: false, reached: minute(5) });
    const second = await backfill(river.context(), river.route(), range);
    expect(second.reached > first.reached).toBe(true);
  });

  test('that is done lists nothing again', async () => {
    const river = await shopOf(5);
    await backfill(river.context(), river.route(), { ...range, maxPages: 100 });
    await river.run();
    expect(await backfill(river.context(), river.route(), range)).toMatchObject({
      marked: 0,
      done: true,
      work: { due: 0 },
    });
  });

  test('waits behind live orders, and an order that is due in both travels once', async () => {
    const river = await shopOf(5);
    await backfill(river.context(), river.route(), { ...range, maxPages: 100 });
    await river.deliver('4', 'd4');
    const first = await river.run(undefined, 1);
    expect(first).toMatchObject([{ posted: { orderId: '4' } }]);
    await river.deliver('3', 'd3');
    const second = await river.run(undefined, 100);
    expect(second.map((result) => 'posted' in result && result.posted.orderId).sort()).toEqual([
      '0',
      '1',
      '2',
      '3',
      '4',
    ]);
    expect(river.ledger.twice()).toEqual([]);
  });
});
