/**
 * One row a crash point: the process dies before or after each call to the store, the shop and the ledger. Afterwards
 * another process goes on; every plan has exactly one effect, and the ledger holds map(final state).
 */
import { Life } from '../support/crash';
import { River } from '../support/river';
import { smallOrder } from '../support/small-order';

const trade = (river: River) => {
  river.shop.put(smallOrder({ id: '1', cents: 1000, paid: true }));
  river.shop.put(smallOrder({ id: '2', cents: 2345, paid: true, refundedCents: 1000 }));
  river.shop.put(smallOrder({ id: '3', cents: 999, paid: false }));
};

/** Posts a first state, then changes everything: corrections, a reversal and new orders are then on the way at once. */
const openRiver = async (): Promise<River> => {
  const river = await River.open({ postingTrigger: 'creation' });
  trade(river);
  await river.sweep();
  await river.run();
  const updatedAt = '2026-02-20T10:00:00Z';
  river.shop.put(smallOrder({ id: '1', cents: 1500, paid: true, updatedAt }));
  river.shop.put(smallOrder({ id: '3', cents: 999, paid: false, state: 'cancelled', updatedAt }));
  river.shop.put(smallOrder({ id: '4', cents: 7, paid: true, updatedAt }));
  for (const id of ['1', '3', '4']) await river.deliver(id, `d${id}`);
  return river;
};

const countCalls = async (): Promise<readonly string[]> => {
  const life = new Life();
  await (await openRiver()).runMortal(life);
  return life.names;
};

test('wherever the process dies, nothing is lost and nothing is posted twice', async () => {
  const names = await countCalls();
  expect(names.length).toBeGreaterThan(8);
  for (let at = 0; at < names.length; at++)
    for (const when of ['before', 'after'] as const) {
      const river = await openRiver();
      await river.runMortal(new Life({ at, when }));
      await river.settle();
      const story = `died ${when} ${names[at]} (call ${at})`;
      expect({ story, twice: river.ledger.twice(), balances: river.ledger.balances() }).toEqual({
        story,
        twice: [],
        balances: river.expected(),
      });
    }
});

test('it may die twice, anywhere, and still come right', async () => {
  const names = await countCalls();
  for (let first = 0; first < names.length; first += 2)
    for (let second = 0; second < names.length; second += 3) {
      const river = await openRiver();
      await river.runMortal(new Life({ at: first, when: 'after' }));
      river.clock.advance(120_000);
      await river.runMortal(new Life({ at: second, when: 'after' }));
      await river.settle();
      expect({ first, second, twice: river.ledger.twice(), balances: river.ledger.balances() }).toEqual({
        first,
        second,
        twice: [],
        balances: river.expected(),
      });
    }
});

test('two processes that work at once share the orders and post each once', async () => {
  const river = await openRiver();
  await Promise.all([river.run(undefined, 2), river.run(undefined, 2), river.run(undefined, 2)]);
  await river.settle();
  expect(river.ledger.twice()).toEqual([]);
  expect(river.ledger.balances()).toEqual(river.expected());
});

test('a replay of everything posts nothing', async () => {
  const river = await openRiver();
  await river.settle();
  const before = river.ledger.records.length;
  const sends = river.ledger.sends;
  await river.settle();
  await river.settle();
  expect([river.ledger.records.length, river.ledger.sends]).toEqual([before, sends]);
});
