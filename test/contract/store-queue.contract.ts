import type { TraceStore } from '../../lib/store/trace-store';
import { actor, at, delivery, exceptionOf, lease, PIPELINE, STORE, STREAM } from './store-samples';

/** Pipelines, deliveries, marks and checkpoints. */
export const queueContract = (store: () => TraceStore): void => {
  const claim = (minute: number, name: string, pipeline = PIPELINE) =>
    store().claimWork(pipeline, STREAM, lease(minute, name));
  const rows = () => store().listWork({});

  describe('pipelines', () => {
    it('are remembered once however often they are registered', async () => {
      await store().registerPipeline(PIPELINE);
      await store().registerPipeline(PIPELINE);
      await store().registerPipeline({ ...PIPELINE, storeId: 'other.example' });
      expect(await store().listPipelines()).toHaveLength(2);
      expect(await store().listPipelines(STORE)).toEqual([PIPELINE]);
      expect(await store().listPipelines({ platform: 'shopify' })).toEqual([]);
    });
  });

  describe('a delivery', () => {
    it('makes its order due in every pipeline of its store, and in no other', async () => {
      await store().registerPipeline(PIPELINE);
      await store().registerPipeline({ ...PIPELINE, pipeline: 'second' });
      await store().registerPipeline({ ...PIPELINE, storeId: 'other.example' });
      expect(await store().recordDelivery(delivery('7', 'd1', 0))).toEqual({ seen: false });
      const due = await rows();
      expect(
        due.map(({ pipeline, storeId, objectId, state }) => [pipeline, storeId, objectId, state]),
      ).toEqual([
        ['main', 'shop.example', '7', 'due'],
        ['second', 'shop.example', '7', 'due'],
      ]);
    });

    it('that was seen changes nothing, and another body under the same id is another delivery', async () => {
      await store().registerPipeline(PIPELINE);
      await store().recordDelivery(delivery('7', 'd1', 0));
      const before = await rows();
      expect(await store().recordDelivery(delivery('7', 'd1', 1))).toEqual({ seen: true });
      expect(await rows()).toEqual(before);
      expect(await store().recordDelivery(delivery('7', 'd1', 2, 'other body'))).toEqual({ seen: false });
      expect((await rows())[0]?.revision).toBe(2);
    });

    it('of an order that is claimed keeps the claim, and the order is due again when the claim ends', async () => {
      await store().registerPipeline(PIPELINE);
      await store().recordDelivery(delivery('7', 'd1', 0));
      const [ticket] = await claim(1, 'run-1');
      await store().recordDelivery(delivery('7', 'd2', 2));
      expect(await rows()).toMatchObject([{ state: 'claimed', revision: 2, leaseUntil: at(11) }]);
      await store().completeWork([ticket!], actor(3));
      expect(await rows()).toMatchObject([
        { state: 'due', revision: 2, dueAt: at(2), dirtySince: at(2), attempts: 0 },
      ]);
      expect(await claim(4, 'run-2')).toMatchObject([{ objectId: '7', revision: 2, attempts: 1 }]);
    });

    it.each(['held', 'dead', 'done'] as const)(
      'brings a %s order back, with fresh attempts',
      async (state) => {
        await store().registerPipeline(PIPELINE);
        await store().recordDelivery(delivery('7', 'd1', 0));
        const [ticket] = await claim(1, 'run-1');
        if (state === 'done') await store().completeWork([ticket!], actor(2));
        if (state === 'held') await store().holdWork(ticket!, [exceptionOf(ticket!, 'x')], actor(2));
        if (state === 'dead')
          await store().failWork([ticket!], { message: 'no', dueAt: at(9), dead: true }, actor(2));
        expect(await rows()).toMatchObject([{ state }]);
        expect(await claim(3, 'run-2')).toEqual([]);
        await store().recordDelivery(delivery('7', 'd2', 4));
        expect(await rows()).toMatchObject([
          { state: 'due', dueAt: at(4), dirtySince: at(4), attempts: 0, lastError: undefined },
        ]);
      },
    );

    it('does not cut the backoff of an order that failed short', async () => {
      await store().registerPipeline(PIPELINE);
      await store().recordDelivery(delivery('7', 'd1', 0));
      const [ticket] = await claim(1, 'run-1');
      await store().failWork([ticket!], { message: 'shop is down', dueAt: at(30), dead: false }, actor(2));
      await store().recordDelivery(delivery('7', 'd2', 3));
      expect(await rows()).toMatchObject([
        {
          state: 'due',
          dueAt: at(30),
          dirtySince: at(0),
          attempts: 1,
          lastError: 'shop is down',
          revision: 2,
        },
      ]);
    });

    it('tells the first refused one of an hour and reason from those after it', async () => {
      const first = async (minute: number, reason = 'bad signature', storeId = STORE.storeId) =>
        (await store().countRefusedDelivery({ ...STORE, storeId }, reason, at(minute))).firstOfHour;
      expect([await first(1), await first(2), await first(59)]).toEqual([true, false, false]);
      expect([await first(2, 'body too large'), await first(2, 'bad signature', 'other.example')]).toEqual([
        true,
        true,
      ]);
      expect([await first(60), await first(61)]).toEqual([true, false]);
    });

    it('is counted as accepted, repeated or refused, with the time of the last verified one', async () => {
      await store().registerPipeline(PIPELINE);
      expect(await store().deliveryCounts(STORE)).toEqual({ accepted: 0, repeated: 0, refused: 0 });
      await store().recordDelivery(delivery('7', 'd1', 0));
      await store().recordDelivery(delivery('8', 'd2', 1));
      await store().recordDelivery(delivery('8', 'd2', 2));
      await store().countRefusedDelivery(STORE, 'bad signature', at(3));
      await store().countRefusedDelivery(STORE, 'no signature', at(4));
      await store().countRefusedDelivery({ ...STORE, storeId: 'other.example' }, 'no signature', at(5));
      expect(await store().deliveryCounts(STORE)).toEqual({
        accepted: 2,
        repeated: 1,
        refused: 2,
        lastAt: at(2),
      });
      expect(await store().deliveryCounts(STORE, at(1))).toMatchObject({ accepted: 1 });
      expect(await store().deliveryCounts(STORE, at(61))).toEqual({ accepted: 0, repeated: 0, refused: 0 });
    });
  });

  describe('a mark', () => {
    it('makes orders due together with the checkpoint', async () => {
      await store().markDue(PIPELINE, STREAM, [{ objectId: '1' }, { objectId: '2' }], at(0), {
        name: 'sweep',
        value: 'v1',
      });
      expect(await rows()).toHaveLength(2);
      expect(await store().getCheckpoint(PIPELINE, 'sweep')).toEqual({ value: 'v1', savedAt: at(0) });
      await store().markDue(PIPELINE, STREAM, [], at(5), { name: 'sweep', value: 'v2' });
      expect(await store().getCheckpoint(PIPELINE, 'sweep')).toEqual({ value: 'v2', savedAt: at(5) });
      expect(await store().getCheckpoint(PIPELINE, 'backfill')).toBeUndefined();
      expect(await store().getCheckpoint({ ...PIPELINE, pipeline: 'second' }, 'sweep')).toBeUndefined();
    });

    it('of an order that is done makes it due again', async () => {
      await store().markDue(PIPELINE, STREAM, [{ objectId: '1' }], at(0));
      await store().completeWork(await claim(1, 'run-1'), actor(2));
      await store().markDue(PIPELINE, STREAM, [{ objectId: '1' }], at(3));
      expect(await claim(4, 'run-2')).toMatchObject([{ objectId: '1', revision: 2, attempts: 1 }]);
    });

    it('may name an order twice and thousands at once', async () => {
      const marks = Array.from({ length: 2500 }, (_, index) => ({ objectId: `o${index % 2000}` }));
      await store().markDue(PIPELINE, STREAM, marks, at(0));
      expect(await store().countWork(PIPELINE)).toMatchObject({ due: 2000 });
      expect((await rows()).every(({ revision }) => revision === 1)).toBe(true);
    });
  });
};
