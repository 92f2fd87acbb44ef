/**
 * What the ledger holds of a period, packed small: a few hundred bytes a record, so that 100,000 orders fit in memory
 * beside each other. A record leaves the index when its plan has been compared with it; what is left over at the end
 * belongs to no plan of the period.
 */
import type { LedgerRecord } from '../destinations/ledger-destination';
import type { StoreRef } from '../store/trace-store';
import { netOf, type Net } from './net';
import { parsePlanKey } from './plan-key';

/** A ledger record without its lines. */
export interface HeldRecord {
  readonly key: string;
  readonly recordId: string;
  readonly date: string;
  readonly currency: string;
  /** By ledger account; undefined when the ledger gives an amount that is not exact. */
  readonly net: Net | undefined;
}

export interface LedgerIndex {
  add(records: readonly LedgerRecord[]): void;
  has(key: string): boolean;
  /** Takes a plan's record out; of several under one key the one that the plan knows by its id. */
  take(key: string, recordId?: string): HeldRecord | undefined;
  /** Takes out whatever is left, one at a time. */
  drain(): IterableIterator<HeldRecord>;
  /** Records of the store with a key of ours, and all others, which are none of our business. */
  counts(): { readonly ours: number; readonly foreign: number };
}

export const heldRecord = (record: LedgerRecord): HeldRecord => ({
  key: record.key,
  recordId: record.recordId,
  date: record.date,
  currency: record.currency,
  net: netOf(record.lines, record.currency, ({ ledgerAccount }) => ledgerAccount),
});

/** A ledger may hold several stores, and not every ledger can list one of them alone. */
export const ledgerIndex = (store: StoreRef): LedgerIndex => {
  const records = new Map<string, string>();
  const copies = new Map<string, string[]>();
  const { pack, unpack } = packer();
  let [ours, foreign] = [0, 0];

  const take = (key: string, recordId?: string): HeldRecord | undefined => {
    const first = records.get(key);
    if (first === undefined) return undefined;
    const rest = copies.get(key) ?? [];
    const all = [first, ...rest];
    const wanted =
      recordId === undefined ? 0 : all.findIndex((packed) => unpack(key, packed).recordId === recordId);
    const [taken] = all.splice(Math.max(wanted, 0), 1);
    const [next, ...others] = all;
    if (next !== undefined) records.set(key, next);
    else records.delete(key);
    if (others.length > 0) copies.set(key, others);
    else copies.delete(key);
    return taken === undefined ? undefined : unpack(key, taken);
  };

  return {
    add: (page) => {
      for (const record of page) {
        const key = parsePlanKey(record.key);
        if (key?.platform !== store.platform || key.storeId !== store.storeId) {
          foreign++;
          continue;
        }
        ours++;
        const packed = pack(record);
        if (!records.has(record.key)) records.set(record.key, packed);
        else copies.set(record.key, [...(copies.get(record.key) ?? []), packed]);
      }
    },
    has: (key) => records.has(key),
    take,
    *drain() {
      for (const key of records.keys()) for (let record = take(key); record; record = take(key)) yield record;
    },
    counts: () => ({ ours, foreign }),
  };
};

/**
 * A record as one short text: its id, date and currency, and for each ledger account its number and its amount. Joined, not
 * concatenated, because the engine keeps concatenated text in pieces that take several times the memory.
 */
const packer = () => {
  const numbers = new Map<string, number>();
  const names: string[] = [];
  const numberOf = (name: string): number => {
    let number = numbers.get(name);
    if (number === undefined) {
      number = names.push(name) - 1;
      numbers.set(name, number);
    }
    return number;
  };
  return {
    pack: (record: LedgerRecord): string => {
      const { recordId, date, currency, net } = heldRecord(record);
      const amounts = net ? [...net].flatMap(([name, amount]) => [numberOf(name), amount]) : [UNREADABLE];
      return [recordId, date, currency, ...amounts].join(SEPARATOR);
    },
    unpack: (key: string, packed: string): HeldRecord => {
      const [recordId = '', date = '', currency = '', ...amounts] = packed.split(SEPARATOR);
      if (amounts[0] === UNREADABLE) return { key, recordId, date, currency, net: undefined };
      const net = new Map<string, bigint>();
      for (let at = 0; at < amounts.length; at += 2)
        net.set(
          names[Number.parseInt(amounts[at] as string, 10)] as string,
          BigInt(amounts[at + 1] as string),
        );
      return { key, recordId, date, currency, net };
    },
  };
};

/** A control character: no id, date or currency of a ledger holds one. */
const SEPARATOR = '\u0001';
const UNREADABLE = '?';
