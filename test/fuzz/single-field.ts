/** One money field of a payload changed by a cent, and nothing else: what becomes of the books. */
import type { Order } from '../../lib/commerce/order';
import { mapItem, type MapResult } from '../../lib/flows/map-orders';
import type { Policy } from '../../lib/policy/policy';
import { type Seed, STORE_ID } from './corpus';
import { nudged } from './mutate-payload';
import { type Place, placesOf, put } from './places';

/** Where money stands in a payload, by the last two names of the path. */
const MONEY =
  /amount|total|price|tax|discount|fee|cost|value|paid|refund|net|gross|subtotal|balance|due|duty|tip|shipping|received|outstanding/i;
/** They decide what a tax is called, and no amount. */
const RATE = /rate\b|rate\/value$|percent/i;

export interface FieldVerdict {
  readonly pattern: string;
  readonly seed: string;
  readonly outcome: 'refused' | 'ignored' | 'moved';
  /** Families of the accounts whose balance is another one. */
  readonly families: readonly string[];
  /** What the buyer owes for the sale by the entries, before and after, in minor units of the baseline's text. */
  readonly sale: readonly [string, string];
}

interface Books {
  readonly lines: string;
  readonly balances: ReadonlyMap<string, bigint>;
  readonly sale: string;
  readonly order: Order;
}

/** Six decimals hold every currency, so that amounts of any two can be compared. */
const scaled = (amount: string | undefined): bigint => {
  const [whole = '0', fraction = ''] = (amount ?? '0').split('.');
  return BigInt(`${whole}${fraction.padEnd(6, '0')}`);
};

const booksOf = (result: MapResult): Books | undefined => {
  if ('held' in result) return undefined;
  const { order, target } = result.mapped;
  const balances = new Map<string, bigint>();
  let sale = 0n;
  for (const { kind, lines } of target.entries)
    for (const { account, debit, credit } of lines) {
      const amount = scaled(credit) - scaled(debit);
      balances.set(account, (balances.get(account) ?? 0n) + amount);
      if (kind === 'sale' && account === 'receivable') sale += amount;
    }
  const lines = target.entries.map((entry) => [
    entry.key,
    entry.date,
    entry.lines.map((line) => [line.account, line.debit, line.credit]),
  ]);
  return { lines: JSON.stringify(lines), balances, sale: String(sale), order };
};

const movedFamilies = (before: Books, after: Books): readonly string[] => {
  const accounts = new Set([...before.balances.keys(), ...after.balances.keys()]);
  const moved = [...accounts].filter((name) => before.balances.get(name) !== after.balances.get(name));
  return [...new Set(moved.map((name) => name.split(':')[0] as string))].sort();
};

const isMoney = ({ pattern }: Place): boolean =>
  MONEY.test(pattern.split('/').slice(-2).join('/')) && !RATE.test(pattern);

/** Every money field of one payload; up and down by turns. Nothing for a payload of which nothing is booked. */
export const verdictsOf = (seed: Seed, policy: Policy): readonly FieldVerdict[] => {
  const platform = seed.platform === 'canonical' ? 'auto' : seed.platform;
  const map = (payload: unknown) => booksOf(mapItem(payload, { platform, storeId: STORE_ID, policy }));
  const before = map(JSON.parse(seed.text));
  if (!before || before.lines === '[]') return [];
  const count = placesOf(JSON.parse(seed.text)).length;
  return Array.from({ length: count }, (_, index): FieldVerdict | undefined => {
    const payload: unknown = JSON.parse(seed.text);
    const place = placesOf(payload)[index] as Place;
    const value = place.parent[place.key];
    const lie = nudged(value, index % 2 === 0);
    if (!isMoney(place) || lie === value) return undefined;
    put(place.parent, place.key, lie);
    const after = map(payload);
    const said = { pattern: place.pattern, seed: seed.name };
    if (!after) return { ...said, outcome: 'refused', families: [], sale: [before.sale, before.sale] };
    const outcome = after.lines === before.lines ? 'ignored' : 'moved';
    return { ...said, outcome, families: movedFamilies(before, after), sale: [before.sale, after.sale] };
  }).filter((verdict) => verdict !== undefined);
};
