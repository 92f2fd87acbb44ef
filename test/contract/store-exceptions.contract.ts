import type { NewException, TraceStore } from '../../lib/store/trace-store';
import { actor, at, exceptionOf, PIPELINE, STORE, STREAM } from './store-samples';

/** Exceptions and reconciliations: what people look after. */
export const exceptionContract = (store: () => TraceStore): void => {
  const exception = (objectId: string, code: string, more: Partial<NewException> = {}): NewException => ({
    ...exceptionOf({ pipeline: 'main', stream: STREAM, objectId }, code),
    ...more,
  });

  describe('an exception', () => {
    it('has one row while it lasts: seen again it counts up and tells the latest message', async () => {
      await store().raiseExceptions(
        [exception('1', 'x'), exception('1', 'x', { message: 'newer' })],
        actor(0),
      );
      await store().raiseExceptions([exception('1', 'x', { message: 'newest' })], actor(1));
      expect(await store().listExceptions({})).toEqual([
        {
          id: expect.any(Number),
          ...exception('1', 'x'),
          message: 'newest',
          state: 'open',
          openedAt: at(0),
          updatedAt: at(1),
          seen: 2,
        },
      ]);
    });

    it('is another one for another order, pipeline, stream, stage, code or plan', async () => {
      await store().raiseExceptions(
        [
          exception('1', 'x'),
          exception('2', 'x'),
          exception('1', 'y'),
          exception('1', 'x', { pipeline: 'second' }),
          exception('1', 'x', { stream: 'payouts' }),
          exception('1', 'x', { stage: 'post' }),
          exception('1', 'x', { stage: 'post', planKey: 'k1', destination: 'book:main' }),
          exception('1', 'x', { stage: 'post', planKey: 'k2', destination: 'book:main' }),
        ],
        actor(0),
      );
      expect(await store().listExceptions({})).toHaveLength(8);
      expect(await store().listExceptions({}, 3)).toHaveLength(3);
    });

    it('that was resolved opens anew when it comes back', async () => {
      await store().raiseExceptions([exception('1', 'x')], actor(0));
      const [first] = await store().listExceptions({});
      await store().updateException(first!.id, { state: 'resolved', note: 'paid by hand' }, actor(1, 'Ada'));
      await store().raiseExceptions([exception('1', 'x')], actor(2));
      expect((await store().listExceptions({})).map(({ state, seen }) => [state, seen])).toEqual([
        ['resolved', 1],
        ['open', 1],
      ]);
    });

    it('can be assigned, held, resolved and reopened by a person, and each is audited', async () => {
      await store().raiseExceptions([exception('1', 'x')], actor(0));
      const [opened] = await store().listExceptions({});
      const id = opened!.id;
      expect(await store().updateException(id, { owner: 'Ada' }, actor(1, 'Ada'))).toMatchObject({
        owner: 'Ada',
        state: 'open',
      });
      expect(
        await store().updateException(id, { state: 'held', note: 'wait' }, actor(2, 'Ada')),
      ).toMatchObject({ state: 'held' });
      expect(await store().updateException(id, { state: 'resolved' }, actor(3, 'Ada'))).toMatchObject({
        state: 'resolved',
        owner: 'Ada',
        note: 'wait',
        updatedAt: at(3),
      });
      expect(await store().updateException(id, { state: 'open' }, actor(4, 'Bob'))).toMatchObject({
        state: 'open',
      });
      expect(await store().updateException(999_999, { state: 'open' }, actor(5))).toBeUndefined();
      const audit = await store().listAudit({ limit: 9, subject: `exception:${id}` });
      expect(audit.map(({ action, actor: who }) => `${action} ${who}`)).toEqual([
        'exception.opened workflow/1',
        'exception.changed Ada',
        'exception.changed Ada',
        'exception.resolved Ada',
        'exception.changed Bob',
      ]);
    });

    it('is held by a person while the machine counts it again', async () => {
      await store().raiseExceptions([exception('1', 'x')], actor(0));
      const [open] = await store().listExceptions({});
      await store().updateException(open!.id, { state: 'held' }, actor(1));
      await store().raiseExceptions([exception('1', 'x')], actor(2));
      expect(await store().listExceptions({})).toMatchObject([{ state: 'held', seen: 2 }]);
    });

    it('reopened while its cause is open already changes the open one', async () => {
      await store().raiseExceptions([exception('1', 'x')], actor(0));
      const [first] = await store().listExceptions({});
      await store().updateException(first!.id, { state: 'resolved' }, actor(1));
      await store().raiseExceptions([exception('1', 'x')], actor(2));
      const reopened = await store().updateException(first!.id, { state: 'open', owner: 'Ada' }, actor(3));
      expect(reopened).toMatchObject({ state: 'open', owner: 'Ada', openedAt: at(2) });
      expect(await store().listExceptions({ states: ['open'] })).toHaveLength(1);
    });

    it('is found by state, store, pipeline, order, code and id', async () => {
      await store().raiseExceptions(
        [exception('1', 'x'), exception('2', 'y', { storeId: 'other.example' })],
        actor(0),
      );
      const codes = async (query: Parameters<TraceStore['listExceptions']>[0]) =>
        (await store().listExceptions(query)).map(({ code }) => code);
      expect(await codes({ ...STORE })).toEqual(['x']);
      expect(await codes({ platform: 'woocommerce' })).toEqual(['x', 'y']);
      expect(await codes({ pipeline: 'second' })).toEqual([]);
      expect(await codes({ objectId: '2' })).toEqual(['y']);
      expect(await codes({ code: 'y' })).toEqual(['y']);
      expect(await codes({ states: ['resolved'] })).toEqual([]);
      expect(await codes({ states: [] })).toEqual([]);
      const [first] = await store().listExceptions({});
      expect(await codes({ ids: [first!.id] })).toEqual(['x']);
      expect(await codes({ ids: [] })).toEqual([]);
    });
  });

  it('gives the latest reconciliation of each pipeline into each destination', async () => {
    const row = (pipeline: string, minute: number, breaks: number) => ({
      ...PIPELINE,
      pipeline,
      destination: 'book:main',
      at: at(minute),
      fromDate: '2026-03-01',
      toDate: '2026-03-01',
      breaks,
      summary: '{}',
    });
    await store().saveReconciliation(row('main', 0, 5));
    await store().saveReconciliation(row('second', 1, 1));
    await store().saveReconciliation(row('main', 2, 0));
    expect(await store().latestReconciliations()).toEqual([
      { id: expect.any(Number), ...row('second', 1, 1) },
      { id: expect.any(Number), ...row('main', 2, 0) },
    ]);
    expect(await store().latestReconciliations({ storeId: 'other.example' })).toEqual([]);
  });
};
