/** Shop ↔ trace ↔ book over so many orders; the shop makes each order when it is asked, so memory is the reconciler's own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { createBook } from '../../lib/destinations/book';
import { reconcile } from '../../lib/flows/reconcile';
import { policySchema } from '../../lib/policy/policy';
import { openSqliteStore } from '../../lib/store/sqlite';
import { MONTH, postShop, SyntheticShop } from '../../test/reconcile/synthetic-shop';
import { stderrLog, systemClock } from '../support/axios-host';
import { figure, peakMegabytes, seconds } from './figures';

const FILE = 'CART_LEDGER_BENCH_FILE';
const POLICY = policySchema.parse({});

export const benchReconcile = async (orders: number): Promise<void> => {
  const prepared = process.env[FILE];
  if (prepared !== undefined) return measure(prepared, orders);
  const folder = mkdtempSync(join(tmpdir(), 'cart-ledger-bench-'));
  try {
    const file = join(folder, 'trace.sqlite');
    await prepare(file, orders);
    // A process of its own: what filling the book took must not count as the reconciler's memory.
    const args = [...process.execArgv, __filename, 'reconcile', String(orders)];
    const { status } = spawnSync(process.execPath, args, {
      stdio: 'inherit',
      env: { ...process.env, [FILE]: file },
    });
    if (status !== 0) throw new Error('the reconciliation failed');
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const prepare = async (file: string, orders: number): Promise<void> => {
  const store = await openSqliteStore(file);
  const context = { store, clock: systemClock, log: stderrLog, actor: 'bench' };
  await postShop(context, new SyntheticShop(orders), POLICY);
  await store.close();
};

const measure = async (file: string, orders: number): Promise<void> => {
  const store = await openSqliteStore(file);
  const context = { store, clock: systemClock, log: stderrLog, actor: 'bench' };
  const destination = createBook({ storage: store, bookId: 'main', clock: systemClock });
  let breaks = -1;
  const took = await seconds(async () => {
    const route = new SyntheticShop(orders).route();
    ({
      breaks: { length: breaks },
    } = await reconcile(context, { route, destination, policy: POLICY, ...MONTH }));
  });
  figure(`reconciling ${orders} orders, shop ↔ trace ↔ book`, took, 's');
  figure('  peak memory', peakMegabytes(), 'MB');
  figure('  breaks found', breaks, '');
  await store.close();
};
