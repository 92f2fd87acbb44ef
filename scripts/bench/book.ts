/** Targets → plans → built-in book on disk, WAL with full sync: the whole posting protocol, read-back included. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBook } from '../../lib/destinations/book';
import { type FlowContext, PLAIN_RENDERING, type TargetItem } from '../../lib/flows/flow-context';
import { mapItem } from '../../lib/flows/map-orders';
import { postTargets } from '../../lib/flows/post-targets';
import { policySchema } from '../../lib/policy/policy';
import { accountMapping } from '../../lib/posting/account-mapping';
import { openSqliteStore } from '../../lib/store/sqlite';
import { smallOrder } from '../../test/support/small-order';
import { stderrLog, systemClock } from '../support/axios-host';
import { figure, seconds } from './figures';

const ORDERS = 10_000;
const BATCH = 100;

export const benchBook = async (): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'cart-ledger-bench-'));
  const store = await openSqliteStore(join(folder, 'trace.sqlite'));
  try {
    const context: FlowContext = { store, clock: systemClock, log: stderrLog, actor: 'bench' };
    const destination = createBook({ storage: store, bookId: 'main', clock: systemClock });
    const mapping = accountMapping([], destination.accepts);
    const route = { ...PLAIN_RENDERING, destination, mapping, mode: 'live' as const };
    const options = { leaseSeconds: 600, maxAttempts: 5, keepPersonalData: false };
    const policy = policySchema.parse({ postingTrigger: 'creation' });
    const targets = Array.from({ length: ORDERS }, (_, index): TargetItem => {
      const order = smallOrder({ id: String(index), cents: 1000 + index, paid: true });
      const result = mapItem(order, { policy, platform: 'memory', storeId: 'bench' });
      if (!('mapped' in result)) throw new Error('a bench order was held');
      return result.mapped;
    });
    const entries = targets.reduce((sum, { target }) => sum + target.entries.length, 0);
    const post = async () => {
      for (let start = 0; start < ORDERS; start += BATCH)
        await postTargets(context, route, targets.slice(start, start + BATCH), options);
    };
    figure(
      `posting ${entries} entries of ${ORDERS} orders, batches of ${BATCH}`,
      entries / (await seconds(post)),
      'entries/s',
    );
    figure('  replaying all of them (posts nothing)', ORDERS / (await seconds(post)), 'orders/s');
  } finally {
    await store.close();
    rmSync(folder, { recursive: true });
  }
};
