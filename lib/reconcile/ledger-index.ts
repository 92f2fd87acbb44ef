/**
 * What the ledger holds of a period, packed small: a few hundred bytes a record, so that 100,000 orders fit in memory
 * beside each other. A record leaves the index when its plan has been compared with it; what is left over at the end
 * belongs to no plan of the period.
 */
import { type DimensionNets, heldDimensions } from '../accounting/compare-dimensions';
import type { LedgerRecord } from '../destinations/ledger-destination';
import type { StoreRef } from '../store/trace-store';
import { netOf, type Net } from './net';
import { packer } from './pack-record';
import { parsePlanKey } from './plan-key';

/** A ledger record without its lines. */
export interface HeldRecord {
  readonly key: string;
  readonly recordId: string;
  readonly date: string;
  readonly currency: string;
  /** By ledger account; undefined when the ledger gives an amount that is not exact. */
  readonly net: Net | undefined;
  /** Not there when no line has any, or the amounts cannot be read. */
  readonly dimensions?: DimensionNets;
  /** Set where the ledger tells all dimensions that it holds. */
  readonly tellsDimensions?: true;
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

export const heldRecord = (record: LedgerRecord): HeldRecord => {
  const { key, recordId, date, currency, lines, tellsDimensions } = record;
  const net = netOf(lines, currency, ({ ledgerAccount }) => ledgerAccount);
  const some = net !== undefined && lines.some(({ dimensions = [] }) => dimensions.length > 0);
  return {
    key,
    recordId,
    date,
    currency,
    net,
    ...(some ? { dimensions: heldDimensions(record) } : {}),
    ...(tellsDimensions ? { tellsDimensions } : {}),
  };
};

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
        const packed = pack(heldRecord(record));
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
