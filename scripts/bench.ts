/**
 * `npm run bench [-- --only mapping|book|reconcile|backfill] [--orders 100000]`: every figure of the docs comes from here.
 * Each part runs in a process of its own, so that its peak memory is its own.
 */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { benchBackfill } from './bench/backfill';
import { benchBook } from './bench/book';
import { benchMapping } from './bench/mapping';
import { benchReconcile } from './bench/reconcile';

const PARTS: Readonly<Record<string, (orders: number) => Promise<void>>> = {
  mapping: benchMapping,
  book: benchBook,
  reconcile: benchReconcile,
  backfill: benchBackfill,
};

const { values } = parseArgs({ options: { only: { type: 'string' }, orders: { type: 'string', default: '100000' } } });

const main = async (): Promise<void> => {
  const orders = Number(values.orders);
  if (!Number.isSafeInteger(orders) || orders < 1) throw new Error('--orders must be a positive whole number');
  if (values.only !== undefined) {
    const part = PARTS[values.only];
    if (!part) throw new Error(`--only must be one of ${Object.keys(PARTS).join(', ')}`);
    await part(orders);
    return;
  }
  process.stdout.write(`Node ${process.version}, ${process.platform} ${process.arch}\n`);
  for (const name of Object.keys(PARTS)) {
    const args = ['--import', 'tsx', __filename, '--only', name, '--orders', String(orders)];
    const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
    if (status !== 0) process.exitCode = 1;
  }
};

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
