/** What simulated ledgers hold, in the words of the suite. */
import { fromMinor } from '../../lib/money/minor';

/** Keys that stand more than once. */
export const repeated = (keys: readonly string[]): readonly string[] =>
  keys.filter((key, index) => keys.indexOf(key) !== index);

/** From `<ledger account> <currency>` → cents; what nets to zero is left out. Those that share a name by `rename` are one. */
export const netsFromCents = (
  cents: Iterable<readonly [string, bigint]>,
  rename: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> => {
  const nets = new Map<string, bigint>();
  for (const [name, amount] of cents) {
    const known = rename[name] ?? name;
    nets.set(known, (nets.get(known) ?? 0n) + amount);
  }
  return Object.fromEntries(
    [...nets]
      .filter(([, amount]) => amount !== 0n)
      .map(([name, amount]) => [name, fromMinor(amount, name.slice(-3))] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
};
