import { fromMinor, toMinor } from '../../lib/money/minor';

interface Line {
  readonly account: string;
  readonly currency: string;
  readonly debit?: string;
  readonly credit?: string;
}

/** Net of every account and currency, debits positive, as decimal strings by name; what nets to zero is left out. */
export const netBalances = (lines: readonly Line[]): Readonly<Record<string, string>> => {
  const net = new Map<string, bigint>();
  for (const { account, currency, debit, credit } of lines) {
    const name = `${account} ${currency}`;
    const amount = debit === undefined ? -toMinor(credit as string, currency) : toMinor(debit, currency);
    net.set(name, (net.get(name) ?? 0n) + amount);
  }
  return Object.fromEntries(
    [...net]
      .filter(([, amount]) => amount !== 0n)
      .map(([name, amount]) => [name, fromMinor(amount, name.slice(-3))] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
};
