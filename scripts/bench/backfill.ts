/** A shop of so many orders, in a process of its own, through the whole river into the book: speed and peak memory. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { createBook } from '../../lib/destinations/book';
import { fetchDue, holdItem } from '../../lib/flows/fetch-due';
import { type FlowContext, PLAIN_RENDERING, type Route, type TargetItem } from '../../lib/flows/flow-context';
import { mapItem } from '../../lib/flows/map-orders';
import { postTargets } from '../../lib/flows/post-targets';
import { backfill } from '../../lib/flows/sweep';
import { policySchema } from '../../lib/policy/policy';
import { accountMapping } from '../../lib/posting/account-mapping';
import { woocommerce } from '../../lib/sources/woocommerce';
import { openSqliteStore } from '../../lib/store/sqlite';
import { axiosSend, download, stderrLog, systemClock } from '../support/axios-host';
import { figure, peakMegabytes, seconds } from './figures';

const RANGE = { from: '2000-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z', maxPages: 5 };
const OPTIONS = { leaseSeconds: 600, maxAttempts: 5, keepPersonalData: false };

export const benchBackfill = async (orders: number): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'cart-ledger-bench-'));
  const shop = await startShopProcess(orders);
  try {
    await run(orders, folder, shop);
  } finally {
    shop.stop();
    rmSync(folder, { recursive: true });
  }
};

interface ShopProcess {
  readonly url: string;
  readonly consumerKey: string;
  readonly consumerSecret: string;
  readonly stop: () => void;
}

const startShopProcess = async (orders: number): Promise<ShopProcess> => {
  const main = resolve('test/shop/big-shop-main.ts');
  const args = ['--import', 'tsx', main, '--orders', String(orders), '--port', '0'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { ...(JSON.parse(line) as Omit<ShopProcess, 'stop'>), stop: () => child.kill('SIGTERM') };
};

const run = async (orders: number, folder: string, shop: ShopProcess): Promise<void> => {
  const store = await openSqliteStore(join(folder, 'trace.sqlite'));
  const context: FlowContext = { store, clock: systemClock, log: stderrLog, actor: 'bench' };
  const http = axiosSend({ username: shop.consumerKey, password: shop.consumerSecret });
  const client = woocommerce.connect(
    { baseUrl: shop.url },
    { http, download, clock: systemClock, log: stderrLog },
  );
  const route: Route = { source: woocommerce, client, pipeline: 'main' };
  const destination = createBook({ storage: store, bookId: 'main', clock: systemClock });
  const mapping = accountMapping([], destination.accepts);
  const posting = { ...PLAIN_RENDERING, destination, mapping, mode: 'live' as const };
  const policy = policySchema.parse({ postingTrigger: 'creation' });
  let posted = 0;
  const drain = async () => {
    for (;;) {
      const fetched = await fetchDue(context, route, { limit: 100, leaseSeconds: 600, maxAttempts: 5 });
      const targets: TargetItem[] = [];
      for (const item of fetched.orders) {
        const result = mapItem(item, { policy, platform: 'woocommerce', storeId: client.storeId });
        if ('mapped' in result) targets.push(result.mapped);
        else await holdItem(context, result.held);
      }
      posted += (await postTargets(context, posting, targets, OPTIONS)).length;
      if (fetched.remaining === 0) return;
    }
  };
  let early = 0;
  const took = await seconds(async () => {
    for (let done = false; !done;) {
      ({ done } = await backfill(context, route, RANGE));
      await drain();
      if (early === 0 && posted >= orders / 4) early = peakMegabytes();
    }
  });
  figure(`backfill of ${orders} orders over HTTP into the book`, posted / took, 'orders/s');
  figure('  peak memory after a quarter', early, 'MB');
  figure('  peak memory at the end', peakMegabytes(), 'MB', 'under 300');
  const [held] = [await store.listExceptions({ states: ['open'] }, 1000)];
  figure('  orders held with an exception', held.length, '');
  const again = await seconds(async () => {
    await backfill(context, route, RANGE);
    await drain();
  });
  figure('  a second backfill of the same range posts nothing, in', again, 's');
  await store.close();
};
