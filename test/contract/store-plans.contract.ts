import type { NewPlan, PlanState, TraceStore } from '../../lib/store/trace-store';
import { actor, at, clockAt, DESTINATION, order, planOf, STORE } from './store-samples';

/** Plans, their attempts, and the snapshots that they were computed from. */
export const planContract = (store: () => TraceStore): void => {
  const plan = (...plans: readonly NewPlan[]) =>
    store().planOrders(
      DESTINATION,
      plans.map(({ orderId }) => order(orderId)),
      at(0),
      () => plans,
    );
  const claim = (
    keys: readonly string[],
    minute: number,
    name: string,
    from: readonly PlanState[] = ['planned'],
  ) =>
    store().claimPlans(DESTINATION, keys, {
      from,
      now: at(minute),
      leaseUntil: at(minute + 10),
      claim: name,
      clock: clockAt(minute),
    });
  const post = (key: string, recordId: string, name: string, minute: number) =>
    store().movePlans(
      [{ key, destination: DESTINATION, from: ['claimed'], claim: name, to: 'posted', recordId }],
      [],
      actor(minute),
    );

  describe('planning', () => {
    it('keeps every field of a plan as it was given', async () => {
      const wanted = [planOf('1'), planOf('1', 2), planOf('2')];
      const planned = await plan(...wanted);
      const times = { state: 'planned', attempts: 0, createdAt: at(0), updatedAt: at(0) };
      expect(planned).toEqual(wanted.map((one) => ({ ...one, ...times })));
      expect(await store().getPlans({ destination: DESTINATION })).toEqual(planned);
    });

    it('shows the computation what is there of these orders at this destination, and gives all of it back', async () => {
      await plan(planOf('1'), planOf('2'));
      await store().planOrders('book:other', [order('1')], at(0), () => [planOf('1')]);
      const shown: string[] = [];
      const all = await store().planOrders(
        DESTINATION,
        [order('1'), order('1'), order('3')],
        at(1),
        (existing) => {
          shown.push(...existing.map(({ key }) => key));
          return [planOf('1', 2), planOf('3')];
        },
      );
      expect(shown).toEqual([planOf('1').key]);
      expect(all.map(({ key }) => key)).toEqual([planOf('1').key, planOf('1', 2).key, planOf('3').key]);
      expect(await store().getPlans({ destination: 'book:other' })).toMatchObject([
        { destination: 'book:other' },
      ]);
    });

    it('writes all or nothing: a key that is taken, or a computation that throws, leaves no plan behind', async () => {
      await plan(planOf('1'));
      await expect(plan(planOf('2'), planOf('1'))).rejects.toThrow();
      await expect(
        store().planOrders(DESTINATION, [order('3')], at(0), () => {
          throw new Error('broken invariant');
        }),
      ).rejects.toThrow('broken invariant');
      expect((await store().getPlans({})).map(({ orderId }) => orderId)).toEqual(['1']);
    });

    it('of the same difference at the same time happens once', async () => {
      const once = () =>
        store().planOrders(DESTINATION, [order('1')], at(0), (existing) =>
          existing.length === 0 ? [planOf('1')] : [],
        );
      const [a, b] = await Promise.all([once(), once()]);
      expect([a.length, b.length]).toEqual([1, 1]);
      expect(await store().getPlans({})).toHaveLength(1);
    });
  });

  describe('claiming plans', () => {
    it('gives each plan to one claim, in the order asked for, with its attempts', async () => {
      await plan(planOf('1'), planOf('2'));
      const keys = [planOf('2').key, planOf('1').key, 'unknown'];
      const got = await claim(keys, 1, 'run-1');
      expect(
        got.map(({ key, state, attempts, claim: by, leaseUntil }) => [key, state, attempts, by, leaseUntil]),
      ).toEqual([
        [planOf('2').key, 'claimed', 1, 'run-1', at(11)],
        [planOf('1').key, 'claimed', 1, 'run-1', at(11)],
      ]);
      expect(got[0]).toMatchObject({ document: planOf('2').document });
      expect(await claim(keys, 1, 'run-2')).toEqual([]);
    });

    it('takes only plans in the states it names', async () => {
      await plan(planOf('1'));
      expect(await claim([planOf('1').key], 1, 'run-1', ['rejected', 'unconfirmed'])).toEqual([]);
      expect(await claim([planOf('1').key], 1, 'run-1', [])).toEqual([]);
      expect(await claim([planOf('1').key], 1, 'run-1', ['planned', 'rejected'])).toHaveLength(1);
    });

    it('takes over a claimed plan only when its lease ran out and `claimed` is named', async () => {
      await plan(planOf('1'));
      const { key } = planOf('1');
      await claim([key], 1, 'run-1');
      expect(await claim([key], 10, 'run-2', ['planned', 'claimed'])).toEqual([]);
      expect(await claim([key], 11, 'run-2', ['planned'])).toEqual([]);
      expect(await claim([key], 11, 'run-2', ['planned', 'claimed'])).toMatchObject([
        { attempts: 2, claim: 'run-2' },
      ]);
      expect(await post(key, 'B-1', 'run-1', 12)).toEqual([]);
      expect(await post(key, 'B-1', 'run-2', 12)).toEqual([key]);
    });
  });

  describe('moving plans', () => {
    it('compares the state and the claim, moves what fits, and gives the keys that moved', async () => {
      await plan(planOf('1'), planOf('2'), planOf('3'));
      const [one, two, three] = ['1', '2', '3'].map((id) => planOf(id).key) as [string, string, string];
      await claim([one, two], 1, 'run-1');
      const to = (key: string, recordId: string) =>
        ({
          key,
          destination: DESTINATION,
          from: ['claimed'],
          claim: 'run-1',
          to: 'posted',
          recordId,
        }) as const;
      const failed = {
        key: two,
        destination: DESTINATION,
        from: ['claimed'],
        claim: 'run-1',
        to: 'rejected',
      } as const;
      const moved = await store().movePlans(
        [
          to(one, 'B-1'),
          { ...failed, errorClass: 'validation', lastError: 'no such ledger account' },
          to(three, 'B-3'),
        ],
        [{ planKey: one, destination: DESTINATION, at: at(2), action: 'send', outcome: 'created' }],
        actor(2),
      );
      expect([...moved].sort()).toEqual([one, two]);
      expect(await store().getPlans({ orderId: '1' })).toMatchObject([
        {
          state: 'posted',
          recordId: 'B-1',
          claim: undefined,
          leaseUntil: undefined,
          updatedAt: at(2),
          errorClass: undefined,
        },
      ]);
      expect(await store().getPlans({ orderId: '2' })).toMatchObject([
        {
          state: 'rejected',
          errorClass: 'validation',
          lastError: 'no such ledger account',
          recordId: undefined,
        },
      ]);
      expect(await store().getPlans({ orderId: '3' })).toMatchObject([{ state: 'planned' }]);
    });

    it('keeps a record id that a later move does not name', async () => {
      await plan(planOf('1'));
      const { key } = planOf('1');
      await claim([key], 1, 'run-1');
      await post(key, 'B-1', 'run-1', 2);
      await store().movePlans(
        [{ key, destination: DESTINATION, from: ['posted'], to: 'dead' }],
        [],
        actor(3),
      );
      expect(await store().getPlans({ key })).toMatchObject([{ state: 'dead', recordId: 'B-1' }]);
    });

    it('keeps every attempt, also of plans that did not move, in their order', async () => {
      await plan(planOf('1'), planOf('2'));
      const attempt = (planKey: string, minute: number, message?: string) =>
        ({
          planKey,
          destination: DESTINATION,
          at: at(minute),
          action: 'send',
          outcome: 'failed',
          message,
        }) as const;
      const keys = [planOf('1').key, planOf('2').key] as const;
      await store().movePlans([], [attempt(keys[0], 1, 'timeout'), attempt(keys[1], 1)], actor(1));
      await store().movePlans([], [attempt(keys[0], 2)], actor(2));
      expect(await store().listAttempts(DESTINATION, [keys[0]])).toEqual([
        attempt(keys[0], 1, 'timeout'),
        attempt(keys[0], 2),
      ]);
      expect(await store().listAttempts(DESTINATION, keys)).toHaveLength(3);
      expect(await store().listAttempts('book:other', keys)).toEqual([]);
    });

    it('writes a posted and a dead plan to the audit log, once', async () => {
      await plan(planOf('1'), planOf('2'));
      const keys = [planOf('1').key, planOf('2').key];
      await claim(keys, 1, 'run-1');
      await post(keys[0]!, 'B-1', 'run-1', 2);
      await post(keys[0]!, 'B-1', 'run-1', 2);
      await store().movePlans(
        [{ key: keys[1]!, destination: DESTINATION, from: ['claimed'], to: 'dead', lastError: 'no' }],
        [],
        actor(3),
      );
      const audit = await store().listAudit({ limit: 9 });
      expect(audit.map(({ action, subject }) => [action, subject])).toEqual([
        ['plan.posted', keys[0]],
        ['plan.dead', keys[1]],
      ]);
      expect(JSON.parse(audit[0]!.detail)).toEqual({ destination: DESTINATION, recordId: 'B-1' });
    });
  });

  describe('looking plans up', () => {
    beforeEach(async () => {
      await plan(
        { ...planOf('1'), date: '2026-03-01' },
        { ...planOf('2'), date: '2026-03-02' },
        { ...planOf('3'), date: '2026-03-03' },
      );
      await claim([planOf('2').key], 1, 'run-1');
      await post(planOf('2').key, 'B-000002', 'run-1', 2);
    });
    const orders = async (query: Parameters<TraceStore['getPlans']>[0]) =>
      (await store().getPlans(query)).map(({ orderId }) => orderId);

    it('works from the order, the ledger record, the key, the state and the accounting date', async () => {
      expect(await orders({ ...STORE, orderId: '2' })).toEqual(['2']);
      expect(await orders({ ...STORE, orderIds: ['3', '1', 'unknown'] })).toEqual(['1', '3']);
      expect(await orders({ recordId: 'B-000002' })).toEqual(['2']);
      expect(await orders({ key: planOf('3').key })).toEqual(['3']);
      expect(await orders({ destination: DESTINATION, states: ['planned'] })).toEqual(['1', '3']);
      expect(await orders({ fromDate: '2026-03-02', toDate: '2026-03-02' })).toEqual(['2']);
      expect(await orders({ fromDate: '2026-03-02' })).toEqual(['2', '3']);
      expect(await orders({ destination: 'book:other' })).toEqual([]);
      expect(await orders({ orderIds: [] })).toEqual([]);
      expect(await orders({ states: [] })).toEqual([]);
    });

    it('walks all plans in pages that hold whole orders, by order', async () => {
      await plan(planOf('2', 2), planOf('2', 3), planOf('4'), { ...planOf('5'), storeId: 'a.example' });
      for (const pageSize of [1, 2, 3, 100]) {
        const pages: string[][] = [];
        for await (const page of store().eachPlan({ destination: DESTINATION }, pageSize))
          pages.push(page.map((p) => p.orderId));
        expect(pages.flat()).toEqual(['5', '1', '2', '2', '2', '3', '4']);
        expect(pages.filter((page) => page.includes('2'))).toHaveLength(1);
      }
      const within: string[] = [];
      const query = { ...STORE, destination: DESTINATION, fromDate: '2026-03-02', toDate: '2026-03-03' };
      for await (const page of store().eachPlan(query, 1)) within.push(...page.map((p) => p.orderId));
      expect(within).toEqual(['2', '3']);
      for await (const page of store().eachPlan({ orderId: 'unknown' }, 10)) expect(page).toEqual('no page');
    });
  });

  describe('snapshots', () => {
    const snapshot = (orderId: string, minute: number) =>
      ({
        hash: `${orderId}-${minute}`,
        ...STORE,
        orderId,
        sourceUpdatedAt: at(minute),
        order: `{"at":${minute}}`,
      }) as const;

    it('are kept by hash, saving one again changes nothing, and the latest is that of the latest change', async () => {
      await store().saveSnapshots([snapshot('1', 5), snapshot('1', 9), snapshot('2', 1)]);
      await store().saveSnapshots([snapshot('1', 5), snapshot('1', 7)]);
      await store().saveSnapshots([]);
      expect(await store().getSnapshot('1-5')).toEqual(snapshot('1', 5));
      expect(await store().getSnapshot('none')).toBeUndefined();
      expect(await store().latestSnapshot(STORE, '1')).toEqual(snapshot('1', 9));
      expect(await store().latestSnapshot(STORE, '3')).toBeUndefined();
    });
  });
};
