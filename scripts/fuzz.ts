import { parseArgs } from 'node:util';
import { DeliveryFuzz } from '../test/fuzz/fuzz-deliveries';
import { type FuzzReport, OrderFuzz } from '../test/fuzz/fuzz-orders';
import { say } from './support/run-command';

/**
 * Mutated payloads and webhook deliveries, as many as wanted: 70 % payloads, 30 % deliveries.
 *
 *   npm run fuzz -- --count 100000 --seed 7
 *   npm run fuzz -- --seed 7 --payload 4058       only that case, with all that is known of a finding
 *   npm run fuzz -- --seed 7 --delivery 120
 */
const PAYLOADS_IN_TEN = 7;
const SLICE = 5000;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '100000' },
      seed: { type: 'string', default: '1' },
      payload: { type: 'string' },
      delivery: { type: 'string' },
    },
  });
  const [count, seed] = [Number(values.count), Number(values.seed)];
  if (!Number.isSafeInteger(count) || !Number.isSafeInteger(seed))
    throw new Error('--count and --seed are whole numbers');
  const started = performance.now();
  const payloads = values.delivery === undefined ? Math.ceil((count * PAYLOADS_IN_TEN) / 10) : 0;
  const deliveries = values.payload === undefined ? count - Math.ceil((count * PAYLOADS_IN_TEN) / 10) : 0;
  const one = (chosen: string | undefined, all: number) =>
    chosen === undefined ? { from: 0, count: all } : { from: Number(chosen), count: 1 };
  const faults =
    fuzzPayloads(seed, one(values.payload, payloads)) +
    (await fuzzDeliveries(seed, one(values.delivery, deliveries)));
  say(`${faults} findings in ${((performance.now() - started) / 1000).toFixed(0)} s, seed ${seed}`);
  if (faults > 0) process.exitCode = 1;
}

interface Range {
  readonly from: number;
  readonly count: number;
}

function fuzzPayloads(seed: number, { from, count }: Range): number {
  const fuzz = new OrderFuzz(seed);
  const total: Totals = {};
  let faults = 0;
  for (let at = from; at < from + count; at += SLICE) {
    const report = fuzz.run(Math.min(SLICE, from + count - at), at);
    faults += tell('payload', report, total);
  }
  say(`payloads ${count}: ${JSON.stringify(total)}`);
  return faults;
}

/** One store for all, in slices: what is due is compared with what was accepted at the end of each. */
async function fuzzDeliveries(seed: number, { from, count }: Range): Promise<number> {
  const total: Totals = {};
  let faults = 0;
  for (let at = from; at < from + count; at += SLICE) {
    const fuzz = await DeliveryFuzz.open(seed);
    const report = await fuzz.run(Math.min(SLICE, from + count - at), at);
    faults += tell('delivery', report, total);
    await fuzz.close();
  }
  say(`deliveries ${count}: ${JSON.stringify(total)}`);
  return faults;
}

type Totals = Record<string, Record<string, number>>;

function tell(kind: string, { findings, outcomes }: FuzzReport, total: Totals): number {
  for (const [platform, counts] of Object.entries(outcomes))
    for (const [outcome, times] of Object.entries(counts)) {
      const known = (total[platform] ??= {});
      known[outcome] = (known[outcome] ?? 0) + times;
    }
  for (const { id, from, done, what } of findings)
    say(`${kind} ${id} (${from}; ${done.join(', ')}): ${what}\n`);
  return findings.length;
}

main().catch((error: unknown) => {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = 1;
});
