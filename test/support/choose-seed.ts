import { randomInt } from 'node:crypto';

/** One seed for all property tests of a run, printed, so that a run can be had again: CART_LEDGER_SEED=<seed> npm test */
export default function chooseSeed(): void {
  process.env.CART_LEDGER_SEED ??= String(randomInt(2 ** 31));
  process.stderr.write(`Property tests run with CART_LEDGER_SEED=${process.env.CART_LEDGER_SEED}\n`);
}
