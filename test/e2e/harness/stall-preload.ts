/**
 * Preloaded into n8n by `stall.ts`. Holds the whole process still right before one statement of the trace store, so
 * that a test can pull the plug there: between two statements a power cut strikes once in a thousand tries by chance.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { StatementSync } from 'node:sqlite';

const order = process.env.CART_LEDGER_TEST_STALL ?? '';
let seen = 0;

const stallBefore = (sql: string): void => {
  if (!existsSync(order)) {
    seen = 0;
    return;
  }
  const { statement, skip } = JSON.parse(readFileSync(order, 'utf8')) as { statement: string; skip: number };
  if (!sql.includes(statement) || seen++ < skip) return;
  writeFileSync(`${order}.reached`, sql);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
};

type Method = (this: StatementSync, ...parameters: unknown[]) => unknown;
const methods = StatementSync.prototype as unknown as Record<string, Method>;

for (const name of ['run', 'all', 'get', 'iterate']) {
  const original = methods[name] as Method;
  methods[name] = function (...parameters) {
    stallBefore(this.sourceSQL);
    return original.apply(this, parameters);
  };
}
