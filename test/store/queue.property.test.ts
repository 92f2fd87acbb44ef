/** The queue under any interleaving: no change is lost, and no two runs hold one order. */
import fc from 'fast-check';
import { openSqliteStore } from '../../lib/store/sqlite';
import type { WorkTicket } from '../../lib/store/trace-store';
import { actor, at, clockAt, delivery, STREAM } from '../contract/store-samples';

const LEASE_MINUTES = 5;

const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('change' as const),
      by: fc.constantFrom('delivery', 'sweep'),
      order: fc.integer({ min: 0, max: 3 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('claim' as const), limit: fc.integer({ min: 1, max: 3 }) }),
  },
  {
    // Ends the claim of an earlier run, perhaps long after its lease.
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('end' as const),
      how: fc.constantFrom('complete', 'hold', 'fail', 'die'),
      run: fc.nat({ max: 5 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 8 }) }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

interface Run {
  readonly tickets: readonly WorkTicket[];
  readonly until: number;
  /** Changes of each order that had happened when the run claimed it. */
  readonly saw: ReadonlyMap<string, number>;
  ended: boolean;
}

/** The queue of one shop beside what ought to be true of it. */
class Shop {
  readonly changes = new Map<string, number>();
  /** Changes that a run which went through had seen. */
  readonly posted = new Map<string, number>();
  private readonly runs: Run[] = [];
  private readonly pipeline;
  private minute = 0;

  constructor(
    private readonly store: Awaited<ReturnType<typeof openSqliteStore>>,
    storeId: string,
  ) {
    this.pipeline = { pipeline: 'main', platform: 'woocommerce', storeId };
  }

  async open(): Promise<void> {
    await this.store.registerPipeline(this.pipeline);
  }

  async take(step: Step): Promise<void> {
    if (step.do === 'wait') this.minute += step.minutes;
    else if (step.do === 'claim') await this.claim(step.limit);
    else if (step.do === 'change') await this.change(`o${step.order}`, step.by);
    else {
      const run = this.runs[step.run];
      if (run && !run.ended) await this.end(run, step.how);
    }
  }

  /** A person replays what waits for one, and runs follow until nothing is due. */
  async drain(): Promise<void> {
    this.minute += 20;
    await this.store.replayWork(
      await this.store.listWork({ ...this.pipeline, states: ['held', 'dead'] }),
      actor(this.minute),
    );
    for (let run = await this.claim(10); run.tickets.length > 0; run = await this.claim(10))
      await this.end(run, 'complete');
    const done = { due: 0, claimed: 0, held: 0, dead: 0, done: this.changes.size };
    expect(await this.store.countWork(this.pipeline)).toEqual(done);
  }

  private async change(objectId: string, by: string): Promise<void> {
    const count = (this.changes.get(objectId) ?? 0) + 1;
    this.changes.set(objectId, count);
    const { storeId } = this.pipeline;
    if (by === 'sweep') await this.store.markDue(this.pipeline, STREAM, [{ objectId }], at(this.minute));
    else
      await this.store.recordDelivery({
        ...delivery(objectId, `${objectId} ${count}`, this.minute),
        storeId,
      });
  }

  private async claim(limit: number): Promise<Run> {
    const until = this.minute + LEASE_MINUTES;
    const tickets = await this.store.claimWork(this.pipeline, STREAM, {
      limit,
      now: at(this.minute),
      leaseUntil: at(until),
      claim: `run-${this.runs.length}`,
      clock: clockAt(this.minute),
    });
    const live = this.runs
      .filter((run) => !run.ended && run.until > this.minute)
      .flatMap((run) => run.tickets);
    const twice = tickets.filter(({ objectId }) => live.some((held) => held.objectId === objectId));
    expect(twice).toEqual([]);
    const run = { tickets, until, saw: new Map(this.changes), ended: false };
    this.runs.push(run);
    return run;
  }

  private async end(run: Run, how: string): Promise<void> {
    run.ended = true;
    if (how === 'hold')
      for (const ticket of run.tickets) await this.store.holdWork(ticket, [], actor(this.minute));
    else if (how === 'complete') {
      await this.store.completeWork(run.tickets, actor(this.minute));
      // What a run posted stands in the ledger whether or not it still held the claim.
      for (const { objectId } of run.tickets) {
        const saw = run.saw.get(objectId) as number;
        this.posted.set(objectId, Math.max(saw, this.posted.get(objectId) ?? saw));
      }
    } else {
      const failure = { message: 'no', dueAt: at(this.minute + 2), dead: how === 'die' };
      await this.store.failWork(run.tickets, failure, actor(this.minute));
    }
  }
}

test('every change is seen by a run that goes through, and no two runs hold one order', async () => {
  const store = await openSqliteStore(':memory:');
  let shops = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const shop = new Shop(store, `shop-${(shops += 1)}.example`);
      await shop.open();
      for (const one of steps) await shop.take(one);
      await shop.drain();
      expect(Object.fromEntries(shop.posted)).toEqual(Object.fromEntries(shop.changes));
    }),
    { numRuns: 1000 },
  );
  await store.close();
}, 120_000);
