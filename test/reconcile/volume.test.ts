import type { LedgerReference } from '../../lib/destinations/ledger-destination';
import { reconcile } from '../../lib/flows/reconcile';
import { fromMinor, toMinor } from '../../lib/money/minor';
import { policySchema } from '../../lib/policy/policy';
import { openSqliteStore } from '../../lib/store/sqlite';
import { silentLog, TestClock } from '../support/test-clock';
import { MONTH, postShop, syntheticOrder, SyntheticShop } from './synthetic-shop';

const SIZE = 1200;

describe('a month of many orders', () => {
  const policy = policySchema.parse({});
  const clock = new TestClock();
  const shop = new SyntheticShop(SIZE);

  const posted = async () => {
    const store = await openSqliteStore(':memory:');
    const context = { store, clock, log: silentLog, actor: 'test' };
    const book = await postShop(context, shop, policy);
    return { context, book };
  };

  test('agrees to the cent, in pages, and one order that changed is the only break', async () => {
    const { context, book } = await posted();
    const request = { route: shop.route(), destination: book, policy, ...MONTH };
    const first = await reconcile(context, request);
    expect(first.breaks).toEqual([]);
    expect(first.summary.closeReadiness).toEqual({ ready: true, orders: SIZE, agreed: SIZE });
    expect(first.summary.counts[1]).toEqual({
      what: 'entries',
      source: SIZE * 1.1,
      trace: SIZE * 1.1,
      ledger: SIZE * 1.1,
      difference: 0,
    });

    const late = syntheticOrder(777, SIZE);
    shop.put({ ...late, state: 'cancelled', cancelledAt: '2026-01-25T00:00:00Z', payments: [] });
    const second = await reconcile(context, request);
    expect(second.breaks.map(({ type, orderId }) => `${type} ${orderId}`)).toEqual(['source_changed 778']);
    const sales = (rows: typeof first.summary.table) => rows.find(({ component }) => component === 'sales');
    expect(sales(second.summary.table)?.ledger).toBe(sales(first.summary.table)?.ledger);
    const sold = late.lines.reduce((sum, { amount }) => sum + toMinor(amount, 'EUR'), 0n);
    expect(sales(second.summary.table)?.difference).toBe(fromMinor(sold, 'EUR'));
  });

  test('asks shop and store by the hundred, and the ledger only for what it did not list', async () => {
    const { context, book } = await posted();
    const calls = { fetch: 0, getPlans: 0, find: 0 };
    const counted = new SyntheticShop(SIZE);
    const fetch = counted.fetch.bind(counted);
    counted.fetch = (ids) => {
      calls.fetch++;
      expect(ids.length).toBeLessThanOrEqual(100);
      return fetch(ids);
    };
    const store = Object.create(context.store) as typeof context.store;
    store.getPlans = (query) => {
      calls.getPlans++;
      return context.store.getPlans(query);
    };
    const destination = {
      ...book,
      find: (references: readonly LedgerReference[]) => (
        (calls.find += references.length),
        book.find(references)
      ),
    };
    await reconcile({ ...context, store }, { route: counted.route(), destination, policy, ...MONTH });
    // Refunds of the last day are dated in the next month: those alone are asked for one by one.
    const nextMonth = (await book.list({ from: '2026-02-01' })[Symbol.asyncIterator]().next())
      .value as readonly unknown[];
    expect(calls).toEqual({ fetch: SIZE / 100, getPlans: SIZE / 100, find: nextMonth.length });
    expect(calls.find).toBeGreaterThan(0);
  });
});
