/** Store, shop and ledger as one process sees them: every call is a gate. */
import type { LedgerDestination } from '../../lib/destinations/ledger-destination';
import type { CartClient, ChangedObject } from '../../lib/sources/cart-source';
import type { TraceStore } from '../../lib/store/trace-store';
import type { TestClock } from '../support/test-clock';
import type { Process, Scheduler } from './scheduler';
import { type Carried, failed, LANDS_WITHIN_MS, type SimLedger } from './sim-ledger';
import type { SimShop } from './sim-shop';
import { Violation } from './violation';

export const storeFor = (scheduler: Scheduler, process: Process, store: TraceStore): TraceStore =>
  new Proxy(store, {
    get: (target, property) => {
      const value: unknown = Reflect.get(target, property, target);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) =>
        scheduler.call(process, `store.${String(property)}`, [
          { name: 'commits', act: () => value.apply(target, args) },
        ]);
    },
  });

export const shopFor = (
  scheduler: Scheduler,
  process: Process,
  shop: SimShop,
  reader: string,
): CartClient => {
  const list: CartClient['list'] = async function* (query) {
    let last: ChangedObject | undefined;
    for (;;) {
      const after = last;
      const page = await scheduler.call<readonly ChangedObject[]>(process, 'shop.list', [
        { name: 'reads', act: () => shop.page(query, after) },
      ]);
      if (page.length === 0) return;
      last = page.at(-1);
      yield page;
    }
  };
  const fetch: CartClient['fetch'] = (ids) =>
    scheduler.call(process, 'shop.fetch', [{ name: 'reads', act: () => shop.fetch(ids, reader) }]);
  return Object.assign(Object.create(shop) as CartClient, { list, fetch });
};

export const ledgerFor = (
  scheduler: Scheduler,
  process: Process,
  ledger: SimLedger,
  clock: TestClock,
): LedgerDestination => ({
  ...ledger.nature,
  listAccounts: async () => [],
  listTaxCodes: async () => [],
  lockDate: () =>
    scheduler.call(process, 'ledger.lockDate', [{ name: 'reads', act: () => ledger.lockDate() }]),
  find: (references) =>
    scheduler.call(process, 'ledger.find', [{ name: 'reads', act: () => ledger.find(references) }]),
  send: (documents) => {
    // The request leaves as it is called; when it lands is up to the network.
    const carried = ledger.depart(documents);
    const by = clock.now().getTime() + LANDS_WITHIN_MS;
    const act = () => land(scheduler, ledger, carried, by);
    return scheduler.call(process, 'ledger.send', [{ name: 'lands', act, by }]);
  },
  async *list() {},
});

/** What the client gave up on lands by itself, later. */
const land = (scheduler: Scheduler, ledger: SimLedger, carried: readonly Carried[], by: number) => {
  if (carried.length > ledger.plan.batchSize)
    throw new Violation('batch too large', `${carried.length} documents in one request`);
  const slow = carried.filter((one) => isLeftBehind(ledger, one));
  if (slow.length > 0) scheduler.underWay('request', { name: 'lands', act: () => ledger.land(slow), by });
  return carried.map((one) =>
    isLeftBehind(ledger, one) ? failed('unknown_outcome') : ledger.land([one])[0],
  );
};

/** Of a ledger that shows at once what it took, and knows no keys, a client waits for the answer as long as there may be one. */
const isLeftBehind = ({ plan }: SimLedger, { fault }: Carried): boolean =>
  fault === 'slow' && (plan.lagSeconds > 0 || plan.idempotent);
