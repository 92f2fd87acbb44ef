import { postByOutput } from '../../lib/flows/post-by-output';
import { mapItem } from '../../lib/flows/map-orders';
import type { PolicyInput } from '../../lib/policy/policy';
import { STORE_ID } from '../support/memory-shop';
import { approve, ledgerOf, preview, under } from '../support/remap-river';
import type { River } from '../support/river';
import { madeOf, openSummaryRiver, sell, stage, summarize } from '../support/summary-river';

const NEXT: PolicyInput = { output: 'summary', accountRules: [{ account: 'sales:things' }] };

test('orders in daily summaries are corrected in the summary of a later day', async () => {
  const river = await openSummaryRiver({}, ledgerOf());
  sell(river, { id: '1' }, { id: '2' });
  await stage(river);
  await summarize(river);
  const next = under(river, NEXT);
  const { summary, changes } = await preview(next);
  expect(summary).toMatchObject({ orders: { lookedAt: 2, changed: 2 }, lockDateSeenAt: expect.any(String) });
  expect(new Set(changes.map(({ destination }) => destination))).toEqual(new Set(['test:main~summary']));
  expect(await approve(next, { pipeline: 'main' })).toMatchObject({
    state: 'approved',
    moved: 2,
    changed: 2,
  });
  await stage(next);
  expect(madeOf(await summarize(next))).toMatchObject([{ day: '2026-02-11', orders: 2, late: 2 }]);
  expect(river.ledger.balances()).toEqual(next.expected());
  expect((await preview(next)).changes).toEqual([]);
});

test('a preview looks at both ways in one ledger, and never at the summaries themselves', async () => {
  const river = await openSummaryRiver({}, ledgerOf());
  sell(river, { id: '1' });
  await stage(river);
  await summarize(river);
  sell(river, { id: '2' });
  await postAlone(river, '2', {});
  const { summary, changes } = await preview(under(river, NEXT));
  expect(summary.orders).toMatchObject({ lookedAt: 2, changed: 2 });
  expect(changes.map(({ orderId, destination }) => [orderId, destination])).toEqual([
    ['2', 'test:main'],
    ['2', 'test:main'],
    ['1', 'test:main~summary'],
    ['1', 'test:main~summary'],
  ]);
});

const postAlone = async (river: River, id: string, policy: PolicyInput): Promise<void> => {
  const { policy: parsed } = under(river, policy);
  const mapped = mapItem(river.shop.orders.get(id), {
    policy: parsed,
    platform: 'memory',
    storeId: STORE_ID,
  });
  if (!('mapped' in mapped)) throw new Error('the small order does not map');
  const limits = { leaseSeconds: 60, maxAttempts: 5, keepPersonalData: false };
  await postByOutput(river.context(), river.posting(), [mapped.mapped], limits);
};
