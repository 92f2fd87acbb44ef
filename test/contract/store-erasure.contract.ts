import type { NewPlan, TraceStore } from '../../lib/store/trace-store';
import { smallOrder } from '../support/small-order';
import {
  actor,
  at,
  clockAt,
  delivery,
  DESTINATION,
  exceptionOf,
  lease,
  PIPELINE,
  planOf,
  STORE,
  STREAM,
} from './store-samples';

const ADA = {
  id: '77',
  name: 'Ada Lovelace',
  email: 'Ada@example.test',
  company: 'Engines Ltd',
  country: 'GB',
};
const BEN = { id: '78', name: 'Ben Trovato', email: 'ben@example.test', country: 'IT' };
const KEY = 'woocommerce:shop.example:customer:77';

const snapshotOf = (orderId: string, customer: object, minute = 0) => ({
  hash: `snapshot-${orderId}`,
  ...STORE,
  orderId,
  sourceUpdatedAt: at(minute),
  order: JSON.stringify({
    ...smallOrder({ id: orderId, cents: 1000, paid: true }),
    customer,
    tags: [`gift for ${'ADA LOVELACE'}`],
  }),
});

const documentFor = (orderId: string, customer: object): NewPlan => ({
  ...planOf(orderId),
  document: JSON.stringify({
    key: planOf(orderId).key,
    customer,
    lines: [{ ledgerAccount: '4000', credit: '10.00' }],
  }),
});

const NAMES = /lovelace|ada@example|engines/i;

/** A buyer is forgotten, old records go, and what proves the books stays. */
export const erasureContract = (store: () => TraceStore): void => {
  const plan = async (plans: readonly NewPlan[]) =>
    await store().planOrders(
      DESTINATION,
      plans.map(({ orderId }) => ({ ...STORE, orderId })),
      at(1),
      () => plans,
    );

  const post = async (plans: readonly NewPlan[]) => {
    await plan(plans);
    const keys = plans.map(({ key }) => key);
    await store().claimPlans(DESTINATION, keys, {
      from: ['planned'],
      now: at(2),
      leaseUntil: at(9),
      claim: 'c',
      clock: clockAt(2),
    });
    await store().movePlans(
      keys.map((key) => ({
        key,
        destination: DESTINATION,
        from: ['claimed'],
        to: 'posted',
        recordId: `R-${key}`,
      })),
      keys.map((planKey) => ({
        planKey,
        destination: DESTINATION,
        at: at(2),
        action: 'send',
        outcome: 'validation',
        message: 'Customer Ada Lovelace is there twice',
      })),
      actor(2),
    );
  };

  /** Orders 1 and 2 are Ada's, 3 is Ben's. */
  const trade = async () => {
    const ledgerAda = { key: KEY, name: ADA.name, email: ADA.email };
    await store().saveSnapshots([snapshotOf('1', ADA), snapshotOf('2', ADA), snapshotOf('3', BEN)]);
    await post([
      documentFor('1', ledgerAda),
      documentFor('3', { key: 'woocommerce:shop.example:customer:78', name: BEN.name }),
    ]);
    await store().putLookups(
      'qbo:1',
      'customer',
      new Map([
        [KEY, '9'],
        ['woocommerce:shop.example:customer:78', '10'],
      ]),
    );
    const ticket = { ...PIPELINE, stream: STREAM, objectId: '2' };
    await store().raiseExceptions(
      [{ ...exceptionOf(ticket, 'duplicate'), message: 'The ledger has an Ada Lovelace already' }],
      actor(3),
    );
    const [raised] = await store().listExceptions({ objectId: '2' });
    await store().commentException(raised?.id ?? 0, 'Called Ada Lovelace (ada@example.test)', actor(4));
  };

  const everything = async (): Promise<string> => {
    const seen: unknown[] = [];
    for (const id of ['1', '2']) {
      seen.push(await store().latestSnapshot(STORE, id), await store().getSnapshot(`snapshot-${id}`));
      const plans = await store().getPlans({ ...STORE, orderId: id });
      seen.push(
        plans,
        await store().listAttempts(
          DESTINATION,
          plans.map(({ key }) => key),
        ),
      );
      const exceptions = await store().listExceptions({ ...STORE, objectId: id });
      seen.push(exceptions, await store().listComments(exceptions.map((row) => row.id)));
      seen.push(await store().listWork({ ...STORE, objectId: id }));
    }
    return JSON.stringify(seen);
  };

  describe('a buyer who is to be forgotten', () => {
    it('is found by number, by address whatever its case, and by orders', async () => {
      await trade();
      const trail = { orderIds: ['1', '2'], customerKeys: [KEY] };
      expect(await store().findBuyer(STORE, { customerId: '77' })).toMatchObject(trail);
      expect(await store().findBuyer(STORE, { email: ' ADA@EXAMPLE.test ' })).toMatchObject(trail);
      expect(await store().findBuyer(STORE, { orderIds: ['2', 'no such order'] })).toMatchObject({
        orderIds: ['2'],
      });
      expect(await store().findBuyer(STORE, { customerId: '7' })).toMatchObject({ orderIds: [] });
      expect(await store().findBuyer({ ...STORE, storeId: 'other' }, { customerId: '77' })).toMatchObject({
        orderIds: [],
      });
    });

    it('is counted before, and then in nothing that is kept', async () => {
      await trade();
      const trail = await store().findBuyer(STORE, { customerId: '77' });
      const counted = await store().countPersonalData(STORE, trail);
      expect(counted).toEqual({ snapshots: 2, documents: 1, lookups: 1, messages: 3, waiting: 0 });
      expect(await everything()).toMatch(NAMES);
      expect(await store().erasePersonalData(STORE, trail, actor(5))).toEqual(counted);
      expect(await everything()).not.toMatch(NAMES);
      expect(await store().countPersonalData(STORE, trail)).toEqual({
        snapshots: 0,
        documents: 0,
        lookups: 0,
        messages: 0,
        waiting: 0,
      });
      expect(await store().findBuyer(STORE, { email: ADA.email })).toMatchObject({ orderIds: [] });
      expect([...(await store().getLookups('qbo:1', 'customer', [KEY])).keys()]).toEqual([]);
    });

    it('leaves hashes, keys, amounts, the taxing country and other buyers as they were', async () => {
      await trade();
      const [before] = await store().getPlans({ ...STORE, orderId: '1' });
      await store().erasePersonalData(STORE, await store().findBuyer(STORE, { customerId: '77' }), actor(5));
      const [after] = await store().getPlans({ ...STORE, orderId: '1' });
      expect(after).toMatchObject({
        key: before?.key,
        contentHash: before?.contentHash,
        snapshotHash: 'snapshot-1',
        state: 'posted',
        recordId: before?.recordId,
      });
      expect(JSON.parse(after?.document ?? '')).toMatchObject({
        customer: { key: KEY, name: '(erased)' },
        lines: [{ credit: '10.00' }],
      });
      const snapshot = await store().getSnapshot('snapshot-1');
      expect(snapshot).toMatchObject({ hash: 'snapshot-1', erasedAt: at(5) });
      expect(JSON.parse(snapshot?.order ?? '')).toMatchObject({
        customer: { country: 'GB' },
        claims: { total: { amount: '11.00' } },
      });
      const ben = await store().getSnapshot('snapshot-3');
      expect(ben?.erasedAt).toBeUndefined();
      expect(ben?.order).toContain('Ben Trovato');
    });

    it('is named in no row of the audit log, whose chain holds', async () => {
      await trade();
      await store().erasePersonalData(
        STORE,
        await store().findBuyer(STORE, { customerId: '77' }),
        actor(5, 'Privacy/9'),
      );
      const rows = await store().listAudit({ limit: 100 });
      expect(JSON.stringify(rows)).not.toMatch(NAMES);
      expect(rows.filter(({ action }) => action === 'order.personal_data_erased')).toMatchObject([
        { subject: 'woocommerce:shop.example:1', ...actor(5, 'Privacy/9') },
        { subject: 'woocommerce:shop.example:2' },
      ]);
      expect(rows.find(({ action }) => action === 'exception.commented')?.detail).toMatch(
        /^\{"textSha256":"[0-9a-f]{64}"\}$/,
      );
      expect(await store().verifyAudit()).toEqual({ rows: rows.length });
    });

    it('stays forgotten when the order is seen again', async () => {
      await trade();
      await store().erasePersonalData(STORE, await store().findBuyer(STORE, { customerId: '77' }), actor(5));
      await store().saveSnapshots([
        { ...snapshotOf('1', ADA, 9), hash: 'later' },
        { ...snapshotOf('3', BEN, 9), hash: 'ben later' },
      ]);
      expect(await store().getSnapshot('later')).toMatchObject({
        erasedAt: at(5),
        order: expect.not.stringMatching(NAMES) as string,
      });
      expect((await store().getSnapshot('ben later'))?.order).toContain('Ben Trovato');
    });

    it('keeps the name on a document that must still be sent', async () => {
      await store().saveSnapshots([snapshotOf('1', ADA)]);
      await plan([documentFor('1', { key: KEY, name: ADA.name })]);
      const trail = await store().findBuyer(STORE, { customerId: '77' });
      expect(await store().erasePersonalData(STORE, trail, actor(5))).toMatchObject({
        documents: 0,
        waiting: 1,
      });
      expect((await store().getPlans({ ...STORE, orderId: '1' }))[0]?.document).toContain('Ada Lovelace');
    });
  });

  describe('old records', () => {
    it('go in batches: deliveries, their counters, attempts of what is posted, snapshots that nothing names', async () => {
      await store().registerPipeline(PIPELINE);
      for (let minute = 0; minute < 6; minute++)
        await store().recordDelivery(delivery(String(minute), `d${minute}`, minute));
      await store().recordDelivery(delivery('1', 'd1', 1));
      await post([documentFor('1', BEN), documentFor('2', BEN)]);
      await store().saveSnapshots([
        { ...snapshotOf('1', BEN, 0), hash: 'unnamed, followed' },
        { ...snapshotOf('1', BEN, 1), hash: 'snapshot-1' },
        { ...snapshotOf('1', BEN, 3), hash: 'latest' },
        { ...snapshotOf('9', BEN, 0), hash: 'the only one' },
      ]);
      expect(await store().pruneStore(STORE, at(4), 3)).toEqual({
        deliveries: 3,
        deliveryCounts: 1,
        attempts: 2,
        snapshots: 1,
      });
      expect(await store().pruneStore(STORE, at(4), 3)).toEqual({
        deliveries: 1,
        deliveryCounts: 0,
        attempts: 0,
        snapshots: 0,
      });
      expect(await store().pruneStore(STORE, at(4), 3)).toEqual({
        deliveries: 0,
        deliveryCounts: 0,
        attempts: 0,
        snapshots: 0,
      });
      expect(await store().deliveryCounts(STORE)).toMatchObject({ accepted: 2, repeated: 0 });
      expect(await store().getSnapshot('unnamed, followed')).toBeUndefined();
      for (const hash of ['snapshot-1', 'latest', 'the only one'])
        expect(await store().getSnapshot(hash)).toBeDefined();
      // What is due stays due, though the delivery that said so is gone.
      expect((await store().claimWork(PIPELINE, STREAM, lease(9, 'x'))).length).toBe(6);
    });

    it('stay where something still waits for them, and in other stores', async () => {
      await plan([documentFor('1', BEN)]);
      await store().claimPlans(DESTINATION, [planOf('1').key], {
        from: ['planned'],
        now: at(1),
        leaseUntil: at(2),
        claim: 'c',
        clock: clockAt(1),
      });
      await store().movePlans(
        [{ key: planOf('1').key, destination: DESTINATION, from: ['claimed'], to: 'unconfirmed' }],
        [
          {
            planKey: planOf('1').key,
            destination: DESTINATION,
            at: at(1),
            action: 'send',
            outcome: 'unknown',
          },
        ],
        actor(1),
      );
      await store().recordDelivery({ ...delivery('1', 'd', 0), storeId: 'other' });
      expect(await store().pruneStore(STORE, at(50), 100)).toEqual({
        deliveries: 0,
        deliveryCounts: 0,
        attempts: 0,
        snapshots: 0,
      });
      expect(await store().listAttempts(DESTINATION, [planOf('1').key])).toHaveLength(1);
    });
  });
};
