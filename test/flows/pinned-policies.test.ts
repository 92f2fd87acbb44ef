/** An order stays under the policy of its first plan; what cannot be mapped under it any more is not guessed. */
import { mapItem } from '../../lib/flows/map-orders';
import { postTargets } from '../../lib/flows/post-targets';
import type { Plan, TraceStore } from '../../lib/store/trace-store';
import { STORE_ID } from '../support/memory-shop';
import { approve, drain, ledgerOf, under } from '../support/remap-river';
import { River } from '../support/river';
import { type SmallOrder, smallOrder } from '../support/small-order';

const RULES = { accountRules: [{ account: 'sales:things' }] };
const limits = { leaseSeconds: 60, maxAttempts: 5, keepPersonalData: false };

const post = async (river: River, small: Partial<SmallOrder> = {}, mode: 'live' | 'shadow' = 'live') => {
  const order = smallOrder({ id: '1', cents: 1000, paid: true, ...small });
  river.shop.put(order);
  const mapped = mapItem(order, { policy: river.policy, platform: 'memory', storeId: STORE_ID });
  if (!('mapped' in mapped)) throw new Error('the small order does not map');
  const [result] = await postTargets(
    river.context(),
    river.posting(undefined, mode),
    [mapped.mapped],
    limits,
  );
  return result;
};

/** A store in which something is not as this version would have written it. */
const withStore = (river: River, changed: Partial<TraceStore>): River =>
  Object.create(river, {
    store: {
      value: new Proxy(river.store, {
        get: (store, name) =>
          (Reflect.get(changed, name) as unknown) ?? (Reflect.get(store, name) as unknown),
      }),
    },
  }) as River;

const forgotten = (river: River): River => withStore(river, { getPolicies: async () => [] });

/** Plans as an earlier version of the mapping left them behind. */
const earlier = (river: River): River =>
  withStore(river, {
    getPlans: async (query) =>
      (await river.store.getPlans(query)).map((plan): Plan => ({
        ...plan,
        transformationVersion: plan.transformationVersion.replace(/^\d+/, '0'),
      })),
  });

const EDIT = { cents: 1500, updatedAt: '2026-02-12T10:00:00Z' };

const sold = async () => {
  const river = await River.open({}, ledgerOf());
  await post(river);
  return river;
};

test('an edit is corrected under the policy of the order, and the item says so', async () => {
  const next = under(await sold(), RULES);
  expect(await post(next, EDIT)).toMatchObject({
    posted: { outcome: 'posted', problems: [{ severity: 'info', code: 'kept_policy' }] },
  });
  expect(next.ledger.balances()).toMatchObject({ 'sales EUR': '-15.00' });
});

test('shadow mode says what would be posted under the policy of the order', async () => {
  const next = under(await sold(), RULES);
  expect(await post(next, {}, 'shadow')).toMatchObject({ posted: { outcome: 'unchanged' } });
  expect(await post(next, EDIT, 'shadow')).toMatchObject({
    posted: { outcome: 'would_post', plans: [{ kind: 'delta', total: '5.50' }] },
  });
});

test('where that policy is not known any more, a difference is held and a person told what to do', async () => {
  const next = forgotten(under(await sold(), RULES));
  expect(await post(next)).toMatchObject({
    held: {
      problems: [{ code: 'policy_changed', message: expect.stringMatching(/re-mapping in Finance Trace/) }],
    },
  });
  expect(next.ledger.records).toHaveLength(1);
});

test('where it is not known and makes no difference, there is nothing to do', async () => {
  const next = forgotten(under(await sold(), { shipping: 'inside-sales' }));
  expect(await post(next)).toMatchObject({ posted: { outcome: 'unchanged' } });
});

test('after an earlier version of the mapping, what is new is posted and corrections are held', async () => {
  const river = earlier(await sold());
  expect(await post(river)).toMatchObject({ posted: { outcome: 'unchanged' } });
  expect(await post(river, { refundedCents: 400, updatedAt: '2026-02-12T10:00:00Z' })).toMatchObject({
    posted: {
      outcome: 'posted',
      plans: expect.arrayContaining([expect.objectContaining({ kind: 'entry' })]),
    },
  });
  expect(river.ledger.balances()).toEqual(river.expected());
  expect(await post(river, { ...EDIT, updatedAt: '2026-02-13T10:00:00Z' })).toMatchObject({
    held: { problems: [{ code: 'policy_changed' }] },
  });
});

test('an approval of a person ends both, and the order is posted under the new policy', async () => {
  for (const strange of [forgotten, earlier]) {
    const next = strange(under(await sold(), RULES));
    await post(next, EDIT);
    expect(await approve(next, { pipeline: 'main' })).toMatchObject({ state: 'approved', changed: 1 });
    // The policy that was approved is known.
    const known = strange === forgotten ? under(Object.getPrototypeOf(next) as River, RULES) : next;
    await drain(known);
    expect(known.ledger.balances()).toEqual(known.expected());
  }
});

test('a policy that was approved may be replaced by the one before, by another approval', async () => {
  const river = await sold();
  const next = under(river, RULES);
  await approve(next, { pipeline: 'main' });
  await drain(next);
  await approve(river, { pipeline: 'main' });
  await drain(next);
  expect(river.ledger.balances()).toEqual(river.expected());
});

test('what the ledger refused pins no policy', async () => {
  const river = await River.open({}, ledgerOf());
  river.ledger.faults.push('validation');
  await post(river);
  const next = under(river, RULES);
  expect(await post(next)).toMatchObject({ posted: { outcome: 'posted' } });
  expect(next.ledger.balances()).toEqual(next.expected());
});

test('each policy that posts is kept once, whole, and found by the digits that plans name', async () => {
  const river = await sold();
  await post(river, { id: '2' });
  const [plan] = await river.store.getPlans({ orderId: '2' });
  const digits = plan?.transformationVersion.split('+')[1] ?? '';
  const [row, ...others] = await river.store.getPolicies([digits]);
  expect(others).toEqual([]);
  expect(row?.hash).toMatch(new RegExp(`^${digits}`));
  expect(JSON.parse(row?.policy ?? '')).toEqual(river.policy);
});
