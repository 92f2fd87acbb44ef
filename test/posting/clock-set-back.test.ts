/** The clock is set back while orders are on their way to a ledger that books twice what it gets twice. */
import { FaultyLedger } from '../support/faulty-ledger';
import { LEASE_SECONDS, River } from '../support/river';
import { smallOrder } from '../support/small-order';

const BATCH = 2;
const ORDERS = 6;
const MINUTE_MS = 60_000;
const YEAR_MS = 365 * 24 * 60 * MINUTE_MS;

/** Does something once, when a batch has arrived. */
class InterruptedLedger extends FaultyLedger {
  afterFirstBatch: () => Promise<void> = async () => {};

  override async send(...given: Parameters<FaultyLedger['send']>): ReturnType<FaultyLedger['send']> {
    const answers = await super.send(...given);
    if (this.sends === 1) await this.afterFirstBatch();
    return answers;
  }
}

const openRiver = async (): Promise<{ river: River; ledger: InterruptedLedger }> => {
  const ledger = new InterruptedLedger(BATCH);
  const river = await River.open({}, ledger);
  for (let id = 1; id <= ORDERS; id++) {
    river.shop.put(smallOrder({ id: String(id), cents: 1000 + id, paid: true }));
    await river.deliver(String(id), `d-${id}`);
  }
  return { river, ledger };
};

const expectEachOnce = (river: River): void => {
  expect(river.ledger.twice()).toEqual([]);
  expect(river.ledger.balances()).toEqual(river.expected());
};

describe('a clock that is set back', () => {
  it.each([
    ['a minute', MINUTE_MS],
    ['a year', YEAR_MS],
  ])('by %s in the middle of a run: nothing more is sent under a claim of unknown age', async (_, back) => {
    const { river, ledger } = await openRiver();
    ledger.afterFirstBatch = async () => river.clock.advance(-back);
    await river.run();
    expect(ledger.records).toHaveLength(BATCH);
    await river.settle();
    expectEachOnce(river);
    await river.store.close();
  });

  it('after another run took over what an hour of the wrong time had freed: the first one sends nothing', async () => {
    const { river, ledger } = await openRiver();
    ledger.afterFirstBatch = async () => {
      // The clock jumps ahead, the leases seem to be over, and another run does the work; then it is set right.
      river.clock.advance(LEASE_SECONDS * 60_000);
      await river.run();
      river.clock.advance(MINUTE_MS);
      await river.run();
      river.clock.advance(-LEASE_SECONDS * 60_000 - 2 * MINUTE_MS);
    };
    await river.run();
    await river.settle();
    expectEachOnce(river);
    await river.store.close();
  });

  it('by a year, after a crash left orders claimed: they are taken up when one lease is over', async () => {
    const { river } = await openRiver();
    river.clock.advance(YEAR_MS);
    const { store } = river;
    const at = river.clock.now();
    const ref = { pipeline: 'main', platform: 'memory', storeId: river.shop.storeId };
    await store.claimWork(ref, 'orders', {
      limit: ORDERS,
      now: at.toISOString(),
      leaseUntil: new Date(at.getTime() + LEASE_SECONDS * 1000).toISOString(),
      claim: 'died',
      clock: river.clock,
    });
    expect((await store.countWork(ref)).claimed).toBe(ORDERS);
    river.clock.advance(-YEAR_MS);
    await river.run();
    river.clock.advance(LEASE_SECONDS * 1000);
    await river.run();
    expect((await store.countWork(ref)).claimed).toBe(0);
    await river.settle();
    expectEachOnce(river);
    await store.close();
  });
});
