/**
 * Net amounts per account: what a comparison needs of an entry, and all that it keeps. Debits are positive, credits
 * negative, in minor units of one currency. An account that nets to zero is not there.
 */
import { fromMinor, wholeMinor } from '../money/minor';
import { exponentOf } from '../money/currency';
import { parseDecimal } from '../money/decimal';

export type Net = ReadonlyMap<string, bigint>;

interface Leg {
  readonly debit?: string;
  readonly credit?: string;
}

export const NOTHING: Net = new Map();

/**
 * Debit less credit of each line, in minor units. Undefined when an amount or the currency cannot be read exactly: what a
 * person typed into a ledger may be anything, and must never count as zero.
 */
export const minorOf = (lines: readonly Leg[], currency: string): readonly bigint[] | undefined => {
  const decimals = exponentOf(currency);
  if (decimals === undefined) return undefined;
  const amounts: bigint[] = [];
  for (const { debit, credit } of lines) {
    const value = parseDecimal(debit ?? credit);
    const minor = value && wholeMinor(value, decimals);
    if (minor === undefined) return undefined;
    amounts.push(debit === undefined ? -minor : minor);
  }
  return amounts;
};

/** Sums by name; `amounts` and `names` go together. */
export const netBy = (amounts: readonly bigint[], nameOf: (index: number) => string): Net => {
  const net = new Map<string, bigint>();
  for (const [index, amount] of amounts.entries()) addTo(net, nameOf(index), amount);
  return net;
};

/** Net of lines by the account that `nameOf` gives; undefined as in `minorOf`. */
export const netOf = <Line extends Leg>(
  lines: readonly Line[],
  currency: string,
  nameOf: (line: Line) => string,
): Net | undefined => {
  const amounts = minorOf(lines, currency);
  return amounts && netBy(amounts, (index) => nameOf(lines[index] as Line));
};

export const sumOf = (nets: readonly Net[]): Net => {
  if (nets.length === 1) return nets[0] as Net;
  const sum = new Map<string, bigint>();
  for (const net of nets) for (const [name, amount] of net) addTo(sum, name, amount);
  return sum;
};

export const isEqual = (a: Net, b: Net): boolean => {
  if (a.size !== b.size) return false;
  for (const [name, amount] of a) if (b.get(name) !== amount) return false;
  return true;
};

const addTo = (net: Map<string, bigint>, name: string, amount: bigint): void => {
  const sum = (net.get(name) ?? 0n) + amount;
  if (sum === 0n) net.delete(name);
  else net.set(name, sum);
};

/** Amounts of one account on the three sides, decimal strings on the side where the account usually stands. */
export interface SideAmounts {
  /** Which side positive amounts are on. */
  readonly side: 'debit' | 'credit';
  readonly currency: string;
  readonly source?: string;
  readonly trace?: string;
  readonly ledger?: string;
}

/** Nets of the sides that are known; a side that is left out is unknown or not asked. */
export interface Sides<T> {
  readonly source?: T;
  readonly trace?: T;
  readonly ledger?: T;
}

/** Writes amounts as a bookkeeper reads them: positive on the side where the first known amount stands. */
export const sideAmounts = (minor: Sides<bigint>, currency: string): SideAmounts => {
  const first = [minor.source, minor.trace, minor.ledger].find(
    (amount) => amount !== undefined && amount !== 0n,
  );
  const credit = first !== undefined && first < 0n;
  const show = (amount: bigint) => fromMinor(credit ? -amount : amount, currency);
  return {
    side: credit ? 'credit' : 'debit',
    currency,
    ...(minor.source === undefined ? {} : { source: show(minor.source) }),
    ...(minor.trace === undefined ? {} : { trace: show(minor.trace) }),
    ...(minor.ledger === undefined ? {} : { ledger: show(minor.ledger) }),
  };
};
