/** One part of the bench: `main.cjs <part> <orders>`, run from the root of the repository. */
import { benchBackfill } from './backfill';
import { benchBook } from './book';
import { benchMapping } from './mapping';
import { benchReconcile } from './reconcile';
import { benchRiver } from './river';
import { riverWorker } from './river-worker';

const PARTS: Readonly<Record<string, (orders: number) => Promise<void>>> = {
  mapping: benchMapping,
  book: benchBook,
  river: benchRiver,
  reconcile: benchReconcile,
  backfill: benchBackfill,
};

const main = async ([name = '', count = '', ...more]: readonly string[]): Promise<void> => {
  if (name === 'river-worker') return riverWorker(count, more[0] as string);
  const part = PARTS[name];
  const orders = Number(count);
  if (!part) throw new Error(`--only must be one of ${Object.keys(PARTS).join(', ')}`);
  if (!Number.isSafeInteger(orders) || orders < 1)
    throw new Error('--orders must be a positive whole number');
  await part(orders);
};

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
