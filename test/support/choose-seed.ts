import { randomInt } from 'node:crypto';

/** The same commit gets the same verdict wherever it is tested. */
const SEED = 20_261_123;

/** One seed for all property tests of a run, printed, so that a run can be had again. `random` searches further. */
export default function chooseSeed(): void {
  const asked = process.env.CART_LEDGER_SEED ?? String(SEED);
  process.env.CART_LEDGER_SEED = asked === 'random' ? String(randomInt(2 ** 31)) : asked;
  process.stderr.write(`Property tests run with CART_LEDGER_SEED=${process.env.CART_LEDGER_SEED}\n`);
}
