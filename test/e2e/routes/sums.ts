/** Small exact sums: minor units by name, debits positive. */

export type Net = Map<string, bigint>;

export const add = (net: Net, name: string, minor: bigint): void =>
  void net.set(name, (net.get(name) ?? 0n) + minor);

/** `12.5` → 1250n. Only two decimals are known here, and nothing is rounded. */
export const cents = (text: string): bigint => {
  const match = /^(-?)(\d+)(?:\.(\d{1,2})0*)?$/.exec(text);
  if (match === null) throw new Error(`"${text}" is no amount of two decimals`);
  const minor = BigInt(`${match[2]}${(match[3] ?? '').padEnd(2, '0')}`);
  return match[1] === '-' ? -minor : minor;
};

/** As an assertion shows it: sorted, without zeros, as text. */
export const shown = (net: ReadonlyMap<string, bigint>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...net]
      .filter(([, minor]) => minor !== 0n)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, minor]) => [name, String(minor)]),
  );

/** The same sums under other names; several may come under one. */
export const renamed = (net: ReadonlyMap<string, bigint>, nameOf: (name: string) => string): Net => {
  const other: Net = new Map();
  for (const [name, minor] of net) add(other, nameOf(name), minor);
  return other;
};
