import type { PolicyInput } from '../../lib/policy/policy';
import { STORE_ID } from '../support/memory-shop';
import { approve, drain, ledgerOf, preview, under } from '../support/remap-river';
import { River } from '../support/river';
import { smallOrder } from '../support/small-order';

const TAXED = {
  accountRules: [{ account: 'sales:things' }, { name: 'books', when: { sku: 'B*' }, account: 'sales:books' }],
};

const sold = async (policy: Parameters<typeof River.open>[0] = {}, ledger = ledgerOf()) => {
  const river = await River.open(policy, ledger);
  river.shop.put(smallOrder({ id: '1', cents: 1000, paid: true }));
  river.shop.put(smallOrder({ id: '2', cents: 2000, paid: true, placedAt: '2026-01-20T10:00:00Z' }));
  await river.settle();
  return river;
};

const change = (river: River, id: string, cents: number, more: object = {}) =>
  river.shop.put(smallOrder({ id, cents, paid: true, updatedAt: '2026-02-20T10:00:00Z', ...more }));

describe('a policy that changes', () => {
  test('changes nothing that is posted, not even when the order is edited', async () => {
    const river = await sold();
    const next = under(river, TAXED);
    change(river, '1', 1500);
    await next.settle();
    expect(river.ledger.balances()).toEqual(river.expected());
    expect(river.ledger.balances()).toMatchObject({ 'sales EUR': '-35.00' });
  });

  test('holds for orders of which nothing is posted', async () => {
    const river = await sold();
    const next = under(river, TAXED);
    river.shop.put(smallOrder({ id: '3', cents: 500, paid: true }));
    await next.settle();
    expect(river.ledger.balances()).toMatchObject({ 'sales EUR': '-30.00', 'sales:things EUR': '-5.00' });
  });
});

describe('a preview', () => {
  test('shows each account before and after, what it adds up to, and posts nothing', async () => {
    const river = await sold();
    const { sends } = river.ledger;
    const plans = await river.store.getPlans({});
    const { summary, changes, held } = await preview(under(river, TAXED));
    expect(changes.filter(({ orderId }) => orderId === '1')).toMatchObject([
      {
        kind: 'delta',
        logicalAccount: 'sales',
        before: '-10.00',
        after: '0.00',
        difference: '10.00',
        currency: 'EUR',
        entryDate: '2026-02-10',
        period: '2026-02',
        periodState: 'open',
        date: '2026-02-10',
        documents: ['journal'],
      },
      { logicalAccount: 'sales:things', before: '0.00', after: '-10.00', difference: '-10.00' },
    ]);
    expect(summary).toMatchObject({
      orders: {
        lookedAt: 2,
        changed: 2,
        unchanged: 0,
        held: 0,
        withoutSnapshot: 0,
        changedInClosedPeriods: 0,
      },
      changes: 4,
      totals: [
        { logicalAccount: 'sales', period: '2026-02', bookedIn: '2026-02', difference: '30.00', changes: 2 },
        { logicalAccount: 'sales:things', difference: '-30.00', changes: 2 },
      ],
      unusedRules: [{ list: 'accountRules', place: 2, name: 'books' }],
      lockDateSeenAt: expect.any(String),
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(summary.report).toContain('2 orders looked at: 2 change (4 rows)');
    expect(held).toEqual([]);
    expect(river.ledger.sends).toBe(sends);
    expect(await river.store.getPlans({})).toEqual(plans);
    const rows = await river.store.listAudit({ subject: `memory:${STORE_ID}`, limit: 10 });
    expect(rows).toMatchObject([{ action: 'remap.previewed', actor: 'test/1' }]);
  });

  test('of the same policy finds nothing to change', async () => {
    const river = await sold();
    const { summary, changes } = await preview(river);
    expect(summary).toMatchObject({
      orders: { lookedAt: 2, changed: 0, unchanged: 2 },
      changes: 0,
      totals: [],
    });
    expect(changes).toEqual([]);
  });

  test('lists as many as it is told, and counts and digests all', async () => {
    const river = await sold();
    const all = await preview(under(river, TAXED));
    const some = await preview(under(river, TAXED), {}, 1);
    expect(some.changes).toHaveLength(1);
    expect(some.summary).toEqual(all.summary);
  });

  test('looks only at the days and the orders that were asked for', async () => {
    const river = await sold({ accountingDate: 'placed' });
    const next = under(river, { accountingDate: 'placed', ...TAXED });
    expect((await preview(next, { toDate: '2026-01-31' })).changes.map(({ orderId }) => orderId)).toEqual([
      '2',
      '2',
    ]);
    expect((await preview(next, { fromDate: '2026-02-01' })).summary.orders.lookedAt).toBe(1);
    expect((await preview(next, { orderIds: ['1', '9', '1'] })).summary.orders.lookedAt).toBe(1);
    expect((await preview(next, { orderIds: [] })).summary.orders.lookedAt).toBe(0);
  });

  test('says which changes concern a closed period, and what cannot be dated', async () => {
    const river = await sold({ accountingDate: 'placed' });
    river.ledger.locked = '2026-01-31';
    river.shop.put(smallOrder({ id: '3', cents: 500, paid: true }));
    await river.settle();
    const dated = { accountingDate: 'placed', ...TAXED } as const;
    const later = await preview(under(river, dated));
    expect(later.summary).toMatchObject({
      lockDate: '2026-01-31',
      orders: { changed: 3, changedInClosedPeriods: 1 },
      totals: expect.arrayContaining([
        expect.objectContaining({
          logicalAccount: 'sales',
          period: '2026-01',
          periodState: 'closed',
          bookedIn: '2026-02',
          difference: '20.00',
        }),
      ]),
    });
    const original = await preview(under(river, { ...dated, correctionDate: 'original' }));
    expect(original.summary).toMatchObject({
      orders: { changed: 2, held: 1 },
      held: [{ code: 'period_closed', orders: 1 }],
    });
    expect(original.held).toMatchObject([{ orderId: '2', problems: [{ code: 'period_closed' }] }]);
    const moved = await preview(
      under(river, { ...dated, correctionDate: 'original', closedPeriod: 'next-open-day' }),
    );
    expect(moved.changes.filter(({ orderId }) => orderId === '2')).toMatchObject([
      { entryDate: '2026-01-20', periodState: 'closed', date: '2026-02-01' },
      { entryDate: '2026-01-20', periodState: 'closed', date: '2026-02-01' },
    ]);
  });

  test('shows that a document is reversed and posted anew', async () => {
    const ledger = ledgerOf(['invoice', 'credit_note', 'payment', 'refund_payment']);
    const river = await sold({ output: 'invoice' }, ledger);
    const { changes } = await preview(under(river, { output: 'invoice', ...TAXED }));
    expect(changes[0]).toMatchObject({
      kind: 'reverse-and-repost',
      documents: ['credit_note', 'invoice'],
    });
  });

  test('names orders whose state is not kept, and those that are not settled', async () => {
    const river = await sold();
    change(river, '1', 1500);
    river.ledger.faults.push('answer_lost_before');
    await river.sweep();
    await river.run();
    const forgetful = Object.create(river, {
      store: {
        value: new Proxy(river.store, {
          get: (store, name) => {
            const own: unknown = Reflect.get(store, name);
            if (name !== 'latestSnapshot') return own;
            return (ref: never, orderId: string) =>
              orderId === '2' ? Promise.resolve(undefined) : store.latestSnapshot(ref, orderId);
          },
        }),
      },
    }) as River;
    const { summary, held } = await preview(under(forgetful, TAXED));
    expect(summary).toMatchObject({
      orders: { lookedAt: 2, changed: 0, held: 1, withoutSnapshot: 1 },
      held: [
        { code: 'no_snapshot', orders: 1 },
        { code: 'unfinished_plans', orders: 1 },
      ],
    });
    expect(held.map(({ orderId }) => orderId)).toEqual(['1', '2']);
    expect(held[0]?.problems[0]?.message).toMatch(/is unconfirmed and not settled/);
  });

  test('names orders that the new policy holds', async () => {
    const river = await sold();
    const strict: PolicyInput = {
      unmatched: 'hold',
      accountRules: [{ when: { sku: 'B*' }, account: 'sales:books' }],
    };
    const { summary } = await preview(under(river, strict));
    expect(summary).toMatchObject({ orders: { held: 2 }, held: [{ code: 'no_rule_fits', orders: 2 }] });
  });

  test('says so when nothing of the orders is in the ledger', async () => {
    const river = await sold();
    const { summary } = await preview(under(river, TAXED), { destination: 'test:other' });
    expect(summary.orders.lookedAt).toBe(0);
    expect(summary.unusedRules).toEqual([]);
    expect(summary.report).toContain('Check platform, store, ledger and days');
  });
});

describe('an approval', () => {
  test('moves the orders, and the next run posts what the preview showed', async () => {
    const river = await sold();
    const next = under(river, TAXED);
    expect(await approve(next)).toMatchObject({
      state: 'approved',
      moved: 2,
      changed: 2,
      left: 0,
      notQueued: 0,
    });
    expect(river.ledger.balances()).toEqual(river.expected());
    await drain(next);
    expect(river.ledger.balances()).toEqual(next.expected());
    expect(river.ledger.twice()).toEqual([]);
    expect((await preview(next)).summary).toMatchObject({ orders: { changed: 0, unchanged: 2 }, changes: 0 });
    expect(await approve(next)).toMatchObject({ state: 'approved', moved: 0, changed: 0 });
    expect((await river.store.verifyAudit()).brokenAt).toBeUndefined();
  });

  test('holds whatever policy the Finance Mapper has when the corrections are posted', async () => {
    const river = await sold();
    const next = under(river, TAXED);
    await approve(next);
    await drain(river);
    expect(river.ledger.balances()).toEqual(next.expected());
    change(river, '1', 1500);
    await river.settle();
    expect(river.ledger.balances()).toMatchObject({ 'sales:things EUR': '-35.00' });
  });

  test('is refused when something that was shown has changed since', async () => {
    const river = await sold();
    const next = under(river, TAXED);
    const { digest } = (await preview(next)).summary;
    change(river, '1', 1500);
    await river.settle();
    expect(await approve(next, { digest })).toMatchObject({ state: 'refused', code: 'preview_outdated' });
    await drain(next);
    expect(river.ledger.balances()).toEqual(river.expected());
    expect(await approve(next)).toMatchObject({ state: 'approved', changed: 2 });
  });

  test('is refused for another policy, other days, other orders and another ledger than were shown', async () => {
    const river = await sold();
    const next = under(river, TAXED);
    const { digest } = (await preview(next)).summary;
    const others = [
      approve(under(river, { ...TAXED, roundingLimit: '0.01' }), { digest }),
      approve(next, { digest, toDate: '2026-12-31' }),
      approve(next, { digest, orderIds: ['1', '2'] }),
      approve(next, { digest, destination: 'test:other' }),
    ];
    for (const other of others) expect(await other).toMatchObject({ code: 'preview_outdated' });
    expect(await approve(next, { digest: ` ${digest}\n` })).toMatchObject({ state: 'approved' });
  });

  test('of open periods leaves orders whole that concern a closed one', async () => {
    const river = await sold({ accountingDate: 'placed' });
    river.ledger.locked = '2026-01-31';
    river.shop.put(smallOrder({ id: '3', cents: 500, paid: true }));
    await river.settle();
    const next = under(river, { accountingDate: 'placed', ...TAXED });
    expect(await approve(next, { scope: 'open' })).toMatchObject({ moved: 2, changed: 2, left: 1 });
    await drain(next);
    expect(river.ledger.balances()).toMatchObject({ 'sales EUR': '-20.00', 'sales:things EUR': '-15.00' });
    change(river, '2', 2500, { placedAt: '2026-01-20T10:00:00Z' });
    await next.settle();
    expect(river.ledger.balances()).toMatchObject({ 'sales EUR': '-25.00', 'sales:things EUR': '-15.00' });
  });

  test('given again after a process that died in between, makes the orders due', async () => {
    const river = await sold();
    const next = under(river, TAXED);
    const { digest } = (await preview(next)).summary;
    const dying = Object.create(next, {
      store: {
        value: new Proxy(next.store, {
          get: (store, name) =>
            name === 'replayWork' ? () => Promise.reject(new Error('died')) : Reflect.get(store, name),
        }),
      },
    }) as River;
    await expect(approve(dying, { digest })).rejects.toThrow('died');
    expect(await approve(next, { digest })).toMatchObject({ state: 'approved', changed: 2 });
    await drain(next);
    expect(river.ledger.balances()).toEqual(next.expected());
  });

  test('says which orders no pipeline has had, and makes them due where it is told', async () => {
    const river = await River.open({}, ledgerOf());
    const { postTargets } = await import('../../lib/flows/post-targets');
    const { mapItem } = await import('../../lib/flows/map-orders');
    const order = smallOrder({ id: '1', cents: 1000, paid: true });
    river.shop.put(order);
    const mapped = mapItem(order, { policy: river.policy, platform: 'memory', storeId: STORE_ID });
    if (!('mapped' in mapped)) throw new Error('the small order does not map');
    const limits = { leaseSeconds: 60, maxAttempts: 5, keepPersonalData: false };
    await postTargets(river.context(), river.posting(), [mapped.mapped], limits);
    const next = under(river, TAXED);
    expect(await approve(next)).toMatchObject({ changed: 1, notQueued: 1, notQueuedOrders: ['1'] });
    await drain(next);
    expect(river.ledger.balances()).toEqual(river.expected());
    expect(await approve(next, { pipeline: 'main' })).toMatchObject({ changed: 1, notQueued: 0 });
    await drain(next);
    expect(river.ledger.balances()).toEqual(next.expected());
  });

  test('reverses and posts anew where the new policy wants it, with the same balances', async () => {
    const river = await sold();
    const next = under(river, { ...TAXED, corrections: 'reverse-and-repost' });
    expect((await preview(next)).changes[0]).toMatchObject({ kind: 'reverse-and-repost' });
    await approve(next);
    await drain(next);
    expect(river.ledger.records).toHaveLength(6);
    expect(river.ledger.balances()).toEqual(next.expected());
  });
});
