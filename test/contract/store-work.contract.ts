import type { TraceStore, WorkTicket } from '../../lib/store/trace-store';
import { actor, at, exceptionOf, lease, PIPELINE, STORE, STREAM } from './store-samples';

/** Claiming work, and the ways in which a claim ends. */
export const workContract = (store: () => TraceStore): void => {
  const mark = (objectId: string, minute: number, stream = STREAM) =>
    store().markDue(PIPELINE, stream, [{ objectId }], at(minute));
  const claim = (minute: number, name: string, options = {}, stream = STREAM) =>
    store().claimWork(PIPELINE, stream, lease(minute, name, options));
  const claimOne = async (minute: number, name: string): Promise<WorkTicket> =>
    (await claim(minute, name))[0]!;
  const row = async (objectId: string, stream = STREAM) =>
    (await store().listWork({ objectId })).find((found) => found.stream === stream);
  const openCodes = async () =>
    (await store().listExceptions({ states: ['open', 'held'] })).map(
      ({ objectId, code }) => `${objectId} ${code}`,
    );

  describe('claiming', () => {
    it('takes the orders that were due first, up to the limit, each once', async () => {
      await mark('c', 2);
      await mark('a', 0);
      await mark('b', 1);
      await mark('later', 9);
      expect((await claim(5, 'run-1', { limit: 2 })).map(({ objectId }) => objectId)).toEqual(['a', 'b']);
      expect((await claim(5, 'run-2')).map(({ objectId }) => objectId)).toEqual(['c']);
      expect(await claim(5, 'run-3')).toEqual([]);
    });

    it('gives a ticket that says all that completing needs', async () => {
      await mark('a', 0);
      expect(await claim(1, 'run-1')).toEqual([
        {
          ...STORE,
          pipeline: 'main',
          stream: STREAM,
          objectId: 'a',
          revision: 1,
          claim: 'run-1',
          attempts: 1,
        },
      ]);
    });

    it('keeps pipelines, stores and streams apart', async () => {
      await mark('a', 0);
      expect(await claim(1, 'run-1', {}, 'backfill')).toEqual([]);
      expect(await store().claimWork({ ...PIPELINE, pipeline: 'second' }, STREAM, lease(1, 'run-1'))).toEqual(
        [],
      );
      expect(
        await store().claimWork({ ...PIPELINE, storeId: 'other.example' }, STREAM, lease(1, 'run-1')),
      ).toEqual([]);
      expect(await claim(1, 'run-1')).toHaveLength(1);
    });

    it('can be limited to named orders, and takes only those that are due', async () => {
      for (const id of ['a', 'b', 'c']) await mark(id, 0);
      expect(await claim(1, 'run-1', { objectIds: ['b', 'unknown', 'b'] })).toMatchObject([
        { objectId: 'b' },
      ]);
      expect(await claim(1, 'run-2', { objectIds: ['b'] })).toEqual([]);
      expect(await claim(1, 'run-3', { objectIds: ['a', 'c'], limit: 1 })).toHaveLength(1);
      expect(await claim(1, 'run-4', { objectIds: [] })).toEqual([]);
    });

    it('takes over a claim whose lease ran out, and the first owner can then settle nothing', async () => {
      await mark('a', 0);
      const lost = await claimOne(1, 'run-1');
      expect(await claim(10, 'run-2')).toEqual([]);
      const taken = await claimOne(11, 'run-2');
      expect(taken).toMatchObject({ objectId: 'a', attempts: 2, claim: 'run-2' });
      await store().completeWork([lost], actor(12));
      await store().holdWork(lost, [exceptionOf(lost, 'late')], actor(12));
      await store().failWork([lost], { message: 'late', dueAt: at(50), dead: true }, actor(12));
      expect(await row('a')).toMatchObject({ state: 'claimed', leaseUntil: at(21), lastError: undefined });
      expect(await openCodes()).toEqual([]);
      await store().completeWork([taken], actor(13));
      expect(await row('a')).toMatchObject({ state: 'done', leaseUntil: undefined, attempts: 0 });
    });
  });

  describe('completing', () => {
    it('settles many orders at once and resolves what was open about them', async () => {
      for (let index = 0; index < 250; index++) await mark(`o${index}`, 0);
      const tickets = await claim(1, 'run-1', { limit: 300 });
      await store().raiseExceptions(
        [exceptionOf(tickets[0]!, 'a'), exceptionOf(tickets[249]!, 'b')],
        actor(2),
      );
      await store().raiseExceptions([{ ...exceptionOf(tickets[1]!, 'c'), stage: 'reconcile' }], actor(2));
      await store().raiseExceptions([exceptionOf({ ...tickets[2]!, pipeline: 'second' }, 'd')], actor(2));
      await store().completeWork(tickets, actor(3, 'run'));
      expect(await store().countWork(PIPELINE)).toEqual({ due: 0, claimed: 0, held: 0, dead: 0, done: 250 });
      expect(await openCodes()).toEqual([`${tickets[1]!.objectId} c`, `${tickets[2]!.objectId} d`]);
      const [resolved] = await store().listExceptions({ code: 'a' });
      expect(resolved).toMatchObject({ state: 'resolved', note: 'order went through', updatedAt: at(3) });
    });

    it("keeps a person's note when it resolves", async () => {
      await mark('a', 0);
      const ticket = await claimOne(1, 'run-1');
      await store().raiseExceptions([exceptionOf(ticket, 'x')], actor(2));
      const [open] = await store().listExceptions({});
      await store().updateException(open!.id, { state: 'held', note: 'asked the shop' }, actor(3, 'Ada'));
      await store().completeWork([ticket], actor(4));
      expect(await store().listExceptions({})).toMatchObject([
        { state: 'resolved', note: 'asked the shop; order went through' },
      ]);
    });

    it('also frees the order on the other queues of its kind', async () => {
      await mark('a', 0, 'orders:backfill');
      const [held] = await claim(1, 'run-1', {}, 'orders:backfill');
      await store().holdWork(held!, [exceptionOf(held!, 'x')], actor(2));
      await mark('a', 3);
      await mark('a', 3, 'payouts');
      const [payout] = await claim(4, 'run-2', {}, 'payouts');
      await store().holdWork(payout!, [exceptionOf(payout!, 'y')], actor(4));
      await store().completeWork(await claim(4, 'run-3'), actor(5));
      expect(await row('a', 'orders:backfill')).toMatchObject({ state: 'done' });
      expect(await row('a', 'payouts')).toMatchObject({ state: 'held' });
      expect(await openCodes()).toEqual(['a y']);
    });

    it('of nothing is nothing', async () => {
      await store().completeWork([], actor(0));
      await store().failWork([], { message: '', dueAt: at(0), dead: false }, actor(0));
      expect(await store().listWork({})).toEqual([]);
    });
  });

  describe('holding', () => {
    it('replaces the exceptions of the order: kept ones count up, gone ones are resolved', async () => {
      await mark('a', 0);
      let ticket = await claimOne(1, 'run-1');
      await store().holdWork(ticket, [exceptionOf(ticket, 'x'), exceptionOf(ticket, 'y')], actor(2));
      expect(await row('a')).toMatchObject({ state: 'held' });
      await mark('a', 3);
      ticket = await claimOne(4, 'run-2');
      await store().holdWork(ticket, [exceptionOf(ticket, 'y'), exceptionOf(ticket, 'z')], actor(5));
      const rows = await store().listExceptions({});
      expect(rows.map(({ code, state, seen }) => [code, state, seen])).toEqual([
        ['x', 'resolved', 1],
        ['y', 'open', 2],
        ['z', 'open', 1],
      ]);
    });

    it('leaves an order due that changed meanwhile', async () => {
      await mark('a', 0);
      const ticket = await claimOne(1, 'run-1');
      await mark('a', 2);
      await store().holdWork(ticket, [exceptionOf(ticket, 'x')], actor(3));
      expect(await row('a')).toMatchObject({ state: 'due', dueAt: at(2) });
      expect(await openCodes()).toEqual(['a x']);
    });
  });

  describe('failing', () => {
    it('makes the order due later, counts the try, and keeps the reason', async () => {
      await mark('a', 0);
      const ticket = await claimOne(1, 'run-1');
      await store().failWork([ticket], { message: 'timeout', dueAt: at(7), dead: false }, actor(2));
      expect(await row('a')).toMatchObject({
        state: 'due',
        dueAt: at(7),
        attempts: 1,
        lastError: 'timeout',
        dirtySince: at(0),
      });
      expect(await claim(6, 'run-2')).toEqual([]);
      expect(await claim(7, 'run-2')).toMatchObject([{ attempts: 2 }]);
    });

    it('does not count a blameless try', async () => {
      for (const id of ['a', 'b']) await mark(id, 0);
      const tickets = await claim(1, 'run-1');
      await store().failWork(
        tickets,
        { message: 'shop is down', dueAt: at(7), dead: false, blameless: true },
        actor(2),
      );
      expect(await row('a')).toMatchObject({ attempts: 0 });
      expect(await claim(7, 'run-2')).toMatchObject([{ attempts: 1 }, { attempts: 1 }]);
    });

    it('for the last time makes the order dead, unless it changed meanwhile', async () => {
      for (const id of ['a', 'b']) await mark(id, 0);
      const tickets = await claim(1, 'run-1');
      await mark('b', 2);
      await store().failWork(tickets, { message: 'never', dueAt: at(3), dead: true }, actor(3));
      expect(await row('a')).toMatchObject({ state: 'dead', attempts: 1, lastError: 'never' });
      expect(await row('b')).toMatchObject({ state: 'due', attempts: 0, dueAt: at(2) });
      expect((await claim(4, 'run-2')).map(({ objectId }) => objectId)).toEqual(['b']);
    });
  });

  describe('a replay', () => {
    it('brings any order back now, also one that is backing off, and says so in the audit log', async () => {
      for (const id of ['held', 'dead', 'later', 'done']) await mark(id, 0);
      const tickets = new Map((await claim(1, 'run-1')).map((ticket) => [ticket.objectId, ticket]));
      await store().holdWork(tickets.get('held')!, [exceptionOf(tickets.get('held')!, 'x')], actor(2));
      await store().failWork([tickets.get('dead')!], { message: 'm', dueAt: at(2), dead: true }, actor(2));
      await store().failWork([tickets.get('later')!], { message: 'm', dueAt: at(50), dead: false }, actor(2));
      await store().completeWork([tickets.get('done')!], actor(2));
      const objects = [...tickets.keys()].map((objectId) => ({
        ...STORE,
        stream: STREAM,
        objectId,
        pipeline: 'main',
      }));
      expect(await store().replayWork(objects, actor(3, 'Ada'))).toBe(4);
      const again = await claim(3, 'run-2');
      expect(again.map(({ objectId, attempts }) => [objectId, attempts])).toEqual([
        ['dead', 1],
        ['done', 1],
        ['held', 1],
        ['later', 1],
      ]);
      expect(await store().listAudit({ limit: 9, subject: 'woocommerce:shop.example:held' })).toMatchObject([
        { action: 'work.replayed', actor: 'Ada', at: at(3) },
      ]);
    });

    it('without a pipeline goes to each one of the store, also for an order that none has seen', async () => {
      await store().registerPipeline(PIPELINE);
      await store().registerPipeline({ ...PIPELINE, pipeline: 'second' });
      await store().markDue({ ...PIPELINE, pipeline: 'old' }, STREAM, [{ objectId: 'a' }], at(0));
      expect(await store().replayWork([{ ...STORE, stream: STREAM, objectId: 'a' }], actor(1))).toBe(3);
      expect(await store().replayWork([{ ...STORE, stream: STREAM, objectId: 'new' }], actor(1))).toBe(2);
      expect((await store().listWork({ objectId: 'new' })).map(({ pipeline }) => pipeline)).toEqual([
        'main',
        'second',
      ]);
    });

    it('leaves a claim alone, and the order is due again after it', async () => {
      await mark('a', 0);
      const ticket = await claimOne(1, 'run-1');
      await store().replayWork([{ ...STORE, stream: STREAM, objectId: 'a', pipeline: 'main' }], actor(2));
      expect(await row('a')).toMatchObject({ state: 'claimed' });
      await store().completeWork([ticket], actor(3));
      expect(await row('a')).toMatchObject({ state: 'due' });
    });
  });

  it('counts work by state and says since when the oldest waits', async () => {
    expect(await store().countWork(PIPELINE)).toEqual({ due: 0, claimed: 0, held: 0, dead: 0, done: 0 });
    await mark('a', 0);
    await mark('b', 1);
    await claim(2, 'run-1', { limit: 1 });
    expect(await store().countWork(PIPELINE)).toEqual({
      due: 1,
      claimed: 1,
      held: 0,
      dead: 0,
      done: 0,
      oldestDue: at(0),
    });
    expect(await store().listWork({ states: ['claimed'], limit: 5 })).toMatchObject([{ objectId: 'a' }]);
    expect(await store().listWork({ ...PIPELINE, states: ['due', 'claimed'], limit: 1 })).toHaveLength(1);
    expect(await store().listWork({ platform: 'shopify' })).toEqual([]);
  });
};
