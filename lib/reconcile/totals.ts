/** Sums by component on three sides, as a table that a bookkeeper can read. */
import { EVENT_KINDS } from '../events/finance-event';
import type { EntrySides } from './compare-order';
import { sideAmounts, type Net, type Sides } from './net';

export interface TableRow {
  /** Kind of finance event, such as `sale` or `refund`: keeps what was sold apart from what came back. */
  readonly event: string;
  /** Logical account. */
  readonly component: string;
  readonly currency: string;
  /** Positive amounts of the row are on this side. */
  readonly side: 'debit' | 'credit';
  readonly source: string;
  readonly trace: string;
  readonly ledger: string;
  /** What the ledger holds more than the source says; negative: less. */
  readonly difference: string;
}

export interface CountRow {
  readonly what: 'orders' | 'entries';
  readonly source: number;
  readonly trace: number;
  readonly ledger: number;
  readonly difference: number;
}

type Side = 'source' | 'trace' | 'ledger';
type Cell = Record<Side, bigint>;

export interface Totals {
  addOrder(entries: readonly EntrySides[]): void;
  add(side: Side, event: string, currency: string, net: Net): void;
  table(): readonly TableRow[];
  counts(): readonly CountRow[];
}

export const totals = (): Totals => {
  const rows = new Map<
    string,
    { readonly event: string; readonly currency: string; readonly component: string; readonly cell: Cell }
  >();
  const counts = { orders: emptyCount(), entries: emptyCount() };

  const add: Totals['add'] = (side, event, currency, net) => {
    for (const [component, amount] of net) {
      const key = `${event}\n${currency}\n${component}`;
      let row = rows.get(key);
      if (!row)
        rows.set(key, (row = { event, currency, component, cell: { source: 0n, trace: 0n, ledger: 0n } }));
      row.cell[side] += amount;
    }
  };

  return {
    add,
    addOrder: (entries) => {
      for (const side of ['source', 'trace', 'ledger'] as const) {
        const filled = entries.filter((entry) => entry[side] !== undefined && entry[side].size > 0);
        for (const entry of filled) add(side, entry.kind, entry.currency, entry[side] as Net);
        counts.entries[side] += filled.length;
        if (filled.length > 0) counts.orders[side]++;
      }
    },
    table: () =>
      [...rows.values()]
        .sort(
          (a, b) =>
            rank(a.event) - rank(b.event) ||
            compare(a.currency, b.currency) ||
            compare(a.component, b.component),
        )
        .map(({ event, component, currency, cell }) => ({ event, component, ...written(cell, currency) })),
    counts: () =>
      (['orders', 'entries'] as const).map((what) => ({
        what,
        ...counts[what],
        difference: counts[what].ledger - counts[what].source,
      })),
  };
};

const emptyCount = (): Record<Side, number> => ({ source: 0, trace: 0, ledger: 0 });

const RANKS: ReadonlyMap<string, number> = new Map(EVENT_KINDS.map((kind, index) => [kind, index]));
const rank = (event: string): number => RANKS.get(event) ?? RANKS.size;

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const written = (cell: Cell, currency: string): Omit<TableRow, 'event' | 'component'> => {
  const amounts = sideAmounts(cell, currency) as Omit<TableRow, 'event' | 'component' | 'difference'>;
  const more: Sides<bigint> = { ledger: cell.ledger - cell.source };
  const difference = sideAmounts({ ...cell, ...more }, currency);
  return { ...amounts, difference: difference.ledger as string };
};
