import type { NewException, TraceStore } from '../../lib/store/trace-store';
import { modeContract } from './store-modes.contract';
import { actor, at, exceptionOf, lease, PIPELINE, STORE, STREAM } from './store-samples';

/** Exceptions, modes and reconciliations: what people look after. */
export const exceptionContract = (store: () => TraceStore): void => {
  modeContract(store);

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

    it('keeps what people say about it as a thread, with who and when, and audits it', async () => {
      await store().raiseExceptions([exception('1', 'x'), exception('2', 'x')], actor(0));
      const [first, second] = await store().listExceptions({});
      const id = first!.id;
      expect(await store().commentException(id, 'asked the shop', actor(1, 'Ada'))).toBe(true);
      await store().updateException(id, { owner: 'Bob', note: 'yours' }, actor(2, 'Ada'));
      await store().updateException(id, { owner: 'Ada' }, actor(3, 'Bob'));
      await store().commentException(id, 'asked the shop', actor(4, 'Bob'));
      await store().commentException(second!.id, 'another one', actor(5, 'Bob'));
      expect(await store().commentException(999_999, 'lost', actor(6))).toBe(false);
      expect(await store().listComments([id])).toEqual([
        { exceptionId: id, text: 'asked the shop', at: at(1), actor: 'Ada' },
        { exceptionId: id, text: 'yours', at: at(2), actor: 'Ada' },
        { exceptionId: id, text: 'asked the shop', at: at(4), actor: 'Bob' },
      ]);
      expect(await store().listComments([id, second!.id])).toHaveLength(4);
      expect(await store().listComments([])).toEqual([]);
      const audit = await store().listAudit({ limit: 9, subject: `exception:${id}` });
      expect(audit.map(({ action, actor: who }) => `${action} ${who}`)).toEqual([
        'exception.opened workflow/1',
        'exception.commented Ada',
        'exception.changed Ada',
        'exception.changed Bob',
        'exception.commented Bob',
      ]);
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

  describe('an ignored exception', () => {
    const ignore = async (found: NewException): Promise<number> => {
      await store().raiseExceptions([found], actor(0));
      const [row] = await store().listExceptions({ objectId: found.objectId });
      const change = { state: 'ignored', note: 'the shop gives these away' } as const;
      expect(await store().updateException(row!.id, change, actor(1, 'Ada'))).toMatchObject({ ...change });
      return row!.id;
    };
    const states = async () => (await store().listExceptions({})).map(({ state, seen }) => [state, seen]);

    it('is counted and not opened again by the same cause', async () => {
      const id = await ignore(exception('1', 'x'));
      await store().raiseExceptions([exception('1', 'x'), exception('2', 'x')], actor(2));
      expect(await states()).toEqual([
        ['ignored', 2],
        ['open', 1],
      ]);
      expect(await store().listExceptions({ states: ['ignored'] })).toMatchObject([{ id, updatedAt: at(2) }]);
      expect(await store().listExceptions({ states: ['resolved'] })).toEqual([]);
      expect(await store().listExceptions({ states: ['resolved', 'open', 'ignored'] })).toHaveLength(2);
      expect(
        (await store().listAudit({ limit: 9, subject: `exception:${id}` })).map(({ action }) => action),
      ).toEqual(['exception.opened', 'exception.ignored']);
    });

    it('opens when its cause says something else, and the first cause is then news again', async () => {
      await ignore(exception('1', 'x'));
      await store().raiseExceptions([exception('1', 'x', { message: 'order 1: 5.00 more' })], actor(2));
      expect(await states()).toEqual([
        ['resolved', 1],
        ['open', 1],
      ]);
      const [open] = await store().listExceptions({ states: ['open'] });
      await store().updateException(open!.id, { state: 'resolved' }, actor(3));
      await store().raiseExceptions([exception('1', 'x')], actor(4));
      expect(await store().listExceptions({ states: ['open'] })).toHaveLength(1);
    });

    it('does not stand for another order, code, plan or stage', async () => {
      await ignore(exception('1', 'x'));
      await store().raiseExceptions(
        [
          exception('1', 'y', { message: 'order 1: x' }),
          exception('1', 'x', { stage: 'post' }),
          exception('1', 'x', { planKey: 'k', destination: 'book:main' }),
          exception('1', 'x', { pipeline: 'second' }),
        ],
        actor(2),
      );
      expect(await store().listExceptions({ states: ['open'] })).toHaveLength(4);
    });

    it('is opened by a person, and by its cause once that was gone', async () => {
      const id = await ignore(exception('1', 'x'));
      expect(await store().updateException(id, { state: 'open' }, actor(2, 'Bob'))).toMatchObject({
        state: 'open',
      });
      await store().updateException(id, { state: 'ignored', note: 'no' }, actor(3, 'Bob'));
      await store().registerPipeline(PIPELINE);
      await store().markDue(PIPELINE, STREAM, [{ objectId: '1' }], at(4));
      const [held] = await store().claimWork(PIPELINE, STREAM, lease(5, 'a'));
      await store().holdWork(held!, [exception('1', 'x')], actor(5));
      expect(await states()).toEqual([['ignored', 2]]);
      await store().markDue(PIPELINE, STREAM, [{ objectId: '1' }], at(6));
      const [done] = await store().claimWork(PIPELINE, STREAM, lease(7, 'b'));
      await store().completeWork([done!], actor(7));
      expect(await states()).toEqual([['resolved', 2]]);
      await store().raiseExceptions([exception('1', 'x')], actor(8));
      expect(await store().listExceptions({ states: ['open'] })).toHaveLength(1);
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
