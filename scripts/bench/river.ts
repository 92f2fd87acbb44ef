/** Due orders through map → plan → claim → post → confirm into the built-in book, by one worker and by four processes. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { LIVE_STREAM } from '../../lib/flows/flow-context';
import { POSTGRES_DEFAULTS } from '../../lib/store/postgres-login';
import { openNamed } from '../../test/store/open-named';
import { startPostgresServer } from '../../test/support/postgres-server';
import { figure, seconds } from './figures';
import { PIPELINE } from './river-worker';

const ORDERS = 2000;
/** Posted before: an empty store is a special case, and a database without statistics chooses its plans blindly. */
const BEFORE = 500;
const WORKERS = [1, 4];

interface Place {
  readonly name: string;
  /** A file, or the login of a PostgreSQL as JSON. */
  readonly store: string;
  /** What autovacuum does in the first minute of a new store. */
  readonly analyze?: () => Promise<void>;
}

export const benchRiver = async (): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'cart-ledger-bench-'));
  // As in production: what was committed survives a power cut, in either store.
  const server = await startPostgresServer({ fsync: true });
  try {
    for (const workers of WORKERS)
      await measure({ name: 'SQLite', store: join(folder, `with-${workers}.sqlite`) }, workers);
    for (const workers of WORKERS) {
      const login = { ...POSTGRES_DEFAULTS, ...server.login(), ssl: 'off', schema: `with_${workers}` };
      const analyze = () => analyzeAll(server.url());
      await measure({ name: 'PostgreSQL', store: JSON.stringify(login), analyze }, workers);
    }
  } finally {
    await server.dispose();
    rmSync(folder, { recursive: true });
  }
};

const analyzeAll = async (connectionString: string): Promise<void> => {
  const client = new Client({ connectionString });
  await client.connect();
  await client.query('analyze');
  await client.end();
};

const measure = async ({ name, store: place, analyze }: Place, workers: number): Promise<void> => {
  const store = await openNamed(place);
  const makeDue = async (first: number, count: number): Promise<void> => {
    const ids = Array.from({ length: count }, (_, index) => ({ objectId: String(first + index) }));
    await store.markDue(PIPELINE, LIVE_STREAM, ids, new Date().toISOString());
  };
  try {
    await store.registerPipeline(PIPELINE);
    await makeDue(1, BEFORE);
    await workOff(place, 1);
    await analyze?.();
    await makeDue(BEFORE + 1, ORDERS);
    const { posted, took } = await workOff(place, workers);
    const { done } = await store.countWork(PIPELINE);
    if (posted !== ORDERS || done !== BEFORE + ORDERS)
      throw new Error(`${posted} of ${ORDERS} posted, ${done} done`);
    figure(
      `${name}, ${workers === 1 ? '1 worker' : `${workers} workers`}: ${ORDERS} orders, due to confirmed`,
      ORDERS / took,
      'orders/s',
    );
  } finally {
    await store.close();
  }
};

/** Each worker is a process; the clock runs from when all are ready until the last has found nothing more to do. */
const workOff = async (place: string, count: number): Promise<{ posted: number; took: number }> => {
  const children = Array.from({ length: count }, (_, index) => startWorker(place, `worker ${index + 1}`));
  try {
    await Promise.all(children.map((child) => once(child, 'message')));
    let posted = 0;
    const took = await seconds(async () => {
      const ends = children.map((child) => once(child, 'message'));
      for (const child of children) child.send('go');
      for (const [end] of await Promise.all(ends)) posted += (end as { readonly posted: number }).posted;
    });
    return { posted, took };
  } finally {
    for (const child of children) child.kill();
  }
};

/** The program is this one again: the bench runs as one file. */
const startWorker = (place: string, name: string): ChildProcess => {
  const child = fork(process.argv[1] as string, ['river-worker', place, name]);
  // Else a worker that died would leave the bench waiting for it.
  child.once('exit', (code) => {
    if (code !== 0 && code !== null) throw new Error(`${name} ended with ${code}`);
  });
  return child;
};
