/**
 * Runs in a process of its own, on a disk of its own: orders flow while the disk is full. Each round leaves a little more
 * room, so that another step of the protocol is the one that fails; every other round fills it only before the run.
 */
import { execFileSync } from 'node:child_process';
import { closeSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { River } from '../../support/river';
import { smallOrder } from '../../support/small-order';

/** What the parent asserts. Errors as `name code: message`, by the act that met them. */
export interface Told {
  readonly errors: readonly { readonly act: string; readonly name: string; readonly message: string }[];
  /** While the disk was full. */
  readonly acknowledged: number;
  /** Runs that failed after the ledger took documents of theirs. */
  readonly failedAfterSending: number;
  readonly integrity: readonly string[];
  /** Plans without a document, and the other way round: what a half-written step would leave. */
  readonly halves: number;
  readonly balances: Readonly<Record<string, string>>;
  readonly expected: Readonly<Record<string, string>>;
  readonly twice: readonly string[];
  readonly undone: number;
}

const ROUNDS = 40;
const ORDERS_A_ROUND = 4;
const KIB = 1024;
const LEASE_OVER_MS = 3_600_000;

const [folder = '', kind = ''] = process.argv.slice(2);
const storeFile = join(folder, 'trace.sqlite');

/** A disk that this process can fill up to a rest, and free again. */
const disk = {
  tmpfs: {
    fill: (rest: number) => {
      const ballast = openSync(join(folder, 'ballast'), 'w');
      let left = folderFreeBytes() - rest;
      for (; left > 0; left -= 4 * KIB) {
        try {
          writeSync(ballast, Buffer.alloc(Math.min(left, 4 * KIB)));
        } catch {
          break;
        }
      }
      closeSync(ballast);
    },
    free: () => rmSync(join(folder, 'ballast'), { force: true }),
  },
  // Not a disk but a limit on each file: for those who may not mount one.
  limit: {
    fill: (rest: number) => limitFiles(String(Math.max(...storeFiles().map(sizeOf)) + rest)),
    free: () => limitFiles('unlimited'),
  },
}[kind as 'tmpfs' | 'limit'];

const folderFreeBytes = (): number => {
  const text = execFileSync('df', ['--output=avail', '-B1', folder], { encoding: 'utf8' });
  return Number(text.trim().split('\n').at(-1));
};
const limitFiles = (size: string): void => {
  execFileSync('prlimit', [`--pid=${process.pid}`, `--fsize=${size}:`]);
};
const storeFiles = (): readonly string[] => [storeFile, `${storeFile}-wal`];
const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

const errors: Told['errors'][number][] = [];
const attempt = async (act: string, work: () => Promise<unknown>): Promise<boolean> => {
  try {
    await work();
    return true;
  } catch (error) {
    const { name, message } = error as Error;
    errors.push({ act, name, message });
    return false;
  }
};

const ask = (sql: string): readonly Record<string, unknown>[] => {
  const database = new DatabaseSync(storeFile, { readOnly: true, timeout: 5000 });
  try {
    return database.prepare(sql).all();
  } finally {
    database.close();
  }
};

/** Or the next steps would overwrite what the log has room for, and need none. */
const emptyLog = (): void => {
  const database = new DatabaseSync(storeFile, { timeout: 5000 });
  database.exec('pragma wal_checkpoint(truncate)');
  database.close();
};

const HALVES = `select
  (select count(*) from plans p where not exists
    (select 1 from plan_documents d where d.destination = p.destination and d.plan_key = p.plan_key)) +
  (select count(*) from plan_documents d where not exists
    (select 1 from plans p where d.destination = p.destination and d.plan_key = p.plan_key)) as n`;

async function tell(): Promise<Told> {
  const river = await River.open({}, undefined, storeFile);
  const integrity: string[] = [];
  let acknowledged = 0;
  let failedAfterSending = 0;
  let halves = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const rest = (round >> 1) * 12 * KIB;
    if (round % 2 === 0) disk.fill(rest);
    for (let at = 0; at < ORDERS_A_ROUND; at++) {
      const id = String(1 + round * ORDERS_A_ROUND + at);
      const cents = 1000 + Number(id);
      river.shop.put(smallOrder({ id, cents, paid: true }));
      if (await attempt('delivery', () => river.deliver(id, `d-${id}`))) acknowledged += 1;
    }
    await attempt('sweep', () => river.sweep());
    if (round % 2 === 1) disk.fill(rest);
    const before = river.ledger.records.length;
    const went = await attempt('run', () => river.run());
    if (!went && river.ledger.records.length > before) failedAfterSending += 1;
    disk.free();
    integrity.push(...ask('pragma integrity_check').map((row) => String(Object.values(row)[0])));
    halves += Number(ask(HALVES)[0]?.n);
    river.clock.advance(LEASE_OVER_MS);
    await river.run();
    emptyLog();
  }
  await river.settle();
  const { due, claimed, held, dead } = await river.store.countWork({
    pipeline: 'main',
    platform: 'memory',
    storeId: river.shop.storeId,
  });
  await river.store.close();
  return {
    errors,
    acknowledged,
    failedAfterSending,
    integrity: [...new Set(integrity)],
    halves,
    balances: river.ledger.balances(),
    expected: river.expected(),
    twice: river.ledger.twice(),
    undone: due + claimed + held + dead,
  };
}

tell().then(
  (told) => process.stdout.write(JSON.stringify(told)),
  (error: unknown) => {
    process.stderr.write(String(error instanceof Error ? error.stack : error));
    process.exitCode = 1;
  },
);
