import type { PostingMode, TraceStore } from '../../lib/store/trace-store';
import {
  actor,
  at,
  clockAt,
  DESTINATION,
  lease,
  order,
  PIPELINE,
  planOf,
  STORE,
  STREAM,
} from './store-samples';

/** How far a store is trusted, and what shadow mode only looked at. */
export const modeContract = (store: () => TraceStore): void => {
  const set = (mode: PostingMode, minute: number, more: object = {}) =>
    store().setMode(
      { ...STORE, destination: DESTINATION, mode, reason: `because ${minute}`, ...more },
      STREAM,
      actor(minute, 'Ada'),
    );
  const shadow = (orderIds: readonly string[], pipeline?: string) =>
    store().rememberShadowed(
      DESTINATION,
      orderIds.map((orderId) => ({ ...STORE, orderId, ...(pipeline === undefined ? {} : { pipeline }) })),
      at(0),
    );
  const due = async () =>
    (await store().listWork({})).map(({ pipeline, objectId, state }) => `${pipeline} ${objectId} ${state}`);

  it('says what is held under claims that begin with the same words, and nothing else', async () => {
    await store().registerPipeline(PIPELINE);
    await store().markDue(PIPELINE, STREAM, [{ objectId: '1' }, { objectId: '2' }], at(0));
    const one = (claim: string) => ({ ...lease(1, claim), limit: 1 });
    const [mine] = await store().claimWork(PIPELINE, STREAM, one('["w%é","1"] a'));
    await store().claimWork(PIPELINE, STREAM, one('["w%é","12"] b'));
    const plans = [planOf('1'), planOf('2'), planOf('3')];
    await store().planOrders(DESTINATION, [order('1'), order('2'), order('3')], at(0), () => plans);
    const claim = (key: string, name: string) =>
      store().claimPlans(DESTINATION, [key], {
        from: ['planned'],
        now: at(1),
        leaseUntil: at(9),
        claim: name,
        clock: clockAt(1),
      });
    await claim(plans[0]!.key, '["w%é","1"] c');
    await claim(plans[1]!.key, '["wwé","1"] d');
    await claim(plans[2]!.key, '["w%é","1"] e');
    const done = { key: plans[2]!.key, destination: DESTINATION, from: ['claimed'], to: 'posted' } as const;
    await store().movePlans([done], [], actor(2));
    expect(await store().listClaims('["w%é","1"] ')).toEqual({
      work: [mine],
      plans: [
        {
          ...STORE,
          destination: DESTINATION,
          key: plans[0]!.key,
          claim: '["w%é","1"] c',
          orderId: '1',
          orderNumber: 'N1',
        },
      ],
    });
    expect(await store().listClaims('["none","1"] ')).toEqual({ work: [], plans: [] });
  });

  describe('a mode', () => {
    it('belongs to a store, a ledger and, if wanted, a pipeline; setting it again replaces it', async () => {
      expect(await set('hold', 1)).toEqual({ ordersDue: 0 });
      expect(await set('live', 2, { pipeline: 'main' })).toEqual({ ordersDue: 0 });
      expect(await set('live', 3)).toEqual({ before: 'hold', ordersDue: 0 });
      await set('shadow', 4, { storeId: 'other.example' });
      const by = { actor: 'Ada', destination: DESTINATION };
      expect(await store().getModes({ ...STORE, destination: DESTINATION })).toEqual([
        { ...STORE, ...by, mode: 'live', reason: 'because 3', at: at(3) },
        { ...STORE, ...by, pipeline: 'main', mode: 'live', reason: 'because 2', at: at(2) },
      ]);
      expect(await store().getModes({})).toHaveLength(3);
      expect(await store().getModes({ destination: 'book:other' })).toEqual([]);
    });

    it('is audited with the mode before and the reason', async () => {
      await set('hold', 1);
      await set('live', 2);
      const subject = `store:${STORE.platform}:${STORE.storeId}`;
      const rows = await store().listAudit({ limit: 9, subject });
      expect(rows.map(({ action, actor: who }) => `${action} ${who}`)).toEqual([
        'mode.set Ada',
        'mode.set Ada',
      ]);
      expect(JSON.parse(rows[1]?.detail ?? '')).toMatchObject({
        before: 'hold',
        mode: 'live',
        reason: 'because 2',
      });
    });

    it('that leaves shadow makes due what was only looked at, once', async () => {
      await shadow(['1', '2', '2'], 'main');
      await shadow(['1'], 'main');
      const ref = { ...STORE, destination: DESTINATION };
      expect(await store().countShadowed(ref)).toBe(2);
      expect(await set('shadow', 1)).toEqual({ ordersDue: 0 });
      expect(await set('hold', 2)).toEqual({ before: 'shadow', ordersDue: 2 });
      expect(await due()).toEqual(['main 1 due', 'main 2 due']);
      expect(await store().countShadowed(ref)).toBe(0);
      expect(await set('live', 3)).toEqual({ before: 'hold', ordersDue: 0 });
    });

    it('keeps an order due that is in work while the mode is switched', async () => {
      await store().registerPipeline(PIPELINE);
      await store().markDue(PIPELINE, STREAM, [{ objectId: '1' }], at(0));
      const [ticket] = await store().claimWork(PIPELINE, STREAM, lease(1, 'a'));
      await shadow(['1'], 'main');
      await set('live', 2);
      await store().completeWork([ticket!], actor(3));
      expect(await due()).toEqual(['main 1 due']);
    });

    it('of a pipeline speaks for that pipeline, and of a store for the pipelines without one of their own', async () => {
      await shadow(['1'], 'main');
      await shadow(['2'], 'second');
      await set('shadow', 1, { pipeline: 'second' });
      expect(await set('live', 2)).toEqual({ ordersDue: 1 });
      expect(await due()).toEqual(['main 1 due']);
      expect(await set('live', 3, { pipeline: 'second' })).toEqual({ before: 'shadow', ordersDue: 1 });
    });

    it('makes orders without a pipeline due in all of the store, and remembers them while there is none', async () => {
      await shadow(['1']);
      expect(await set('live', 1)).toEqual({ ordersDue: 0 });
      await store().registerPipeline(PIPELINE);
      await store().registerPipeline({ ...PIPELINE, pipeline: 'second' });
      expect(await set('live', 2)).toEqual({ before: 'live', ordersDue: 1 });
      expect(await due()).toEqual(['main 1 due', 'second 1 due']);
    });

    it('may have thousands of orders behind it', async () => {
      const ids = Array.from({ length: 1203 }, (_, index) => String(index));
      await shadow(ids, 'main');
      expect(await set('live', 1)).toEqual({ ordersDue: 1203 });
      expect(await due()).toHaveLength(1203);
    });
  });
};
