/**
 * `npm run bench [-- --only mapping|book|river|reconcile|backfill] [--orders 100000]`: every figure of the docs comes from here.
 * Each part is bundled as the package is and runs in a process of its own, so that its speed is that of what ships and
 * its peak memory is its own.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { findNode24 } from './support/node-24';

const ROOT = resolve(__dirname, '..');
const PARTS = ['mapping', 'book', 'river', 'reconcile', 'backfill'];
/**
 * Left alone, V8 lets its young generation grow with the rate of garbage, not with what is kept. The bound (the default
 * of earlier versions of Node) makes peak memory say what the work needs; it is printed with the figures.
 */
const BOUND = '--max-semi-space-size=16';

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: { only: { type: 'string' }, orders: { type: 'string', default: '100000' } },
  });
  const parts = values.only === undefined ? PARTS : [values.only];
  const folder = mkdtempSync(join(tmpdir(), 'cart-ledger-bench-'));
  try {
    const outfile = join(folder, 'bench.cjs');
    const entryPoints = [join(ROOT, 'scripts/bench/main.ts')];
    await build({
      entryPoints,
      outfile,
      bundle: true,
      platform: 'node',
      target: 'node22',
      logLevel: 'error',
      alias: { 'pg-native': join(__dirname, 'support/no-pg-native.js') },
    });
    process.stdout.write(`Node ${process.version} ${BOUND}, ${process.platform} ${process.arch}\n`);
    for (const part of parts) {
      const args = [BOUND, outfile, part, values.orders];
      const { status } = spawnSync(findNode24().binary, args, { stdio: 'inherit', cwd: ROOT });
      if (status !== 0) process.exitCode = 1;
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
};

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
