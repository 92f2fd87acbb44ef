/** The outcome of a reconciliation: machine-readable, and a table that a bookkeeper can read. */
import type { PlanState } from '../store/trace-store';
import type { BreakType } from './break';
import type { RoundingOverOrders } from '../commerce/detect-rounding-over-orders';
import type { Certificate } from '../policy/certificate';
import type { CountRow, TableRow } from './totals';

/** Entries dated in the period, whenever their orders were placed: ties to the ledger's own reports. */
export interface BookedRow {
  readonly component: string;
  readonly currency: string;
  readonly side: 'debit' | 'credit';
  readonly trace: string;
  readonly ledger: string;
  /** What the ledger holds more than the trace; negative: less. */
  readonly difference: string;
}

export interface ReconciliationSummary {
  readonly platform: string;
  readonly storeId: string;
  readonly pipeline: string;
  readonly destination: string;
  /** Accounting days, inclusive, in `timeZone`. */
  readonly from: string;
  readonly to: string;
  readonly timeZone: string;
  readonly at: string;
  readonly orders: {
    /** Placed in the period. */
    readonly inPeriod: number;
    /** Placed at another time, but changed in the shop or posted in the period. */
    readonly alsoChecked: number;
    /** Of those in the period, how many have anything to post. */
    readonly withEntries: number;
    readonly held: number;
    /** Of those in the period, how many agree on all sides. */
    readonly agreed: number;
  };
  /** Orders of the period, over their whole life. */
  readonly counts: readonly CountRow[];
  readonly table: readonly TableRow[];
  readonly booked: readonly BookedRow[];
  /** Orders of the period by component, whatever accounts the policy sends them to: source, entries, and what the ledger holds. */
  readonly certificate: Certificate;
  /** How the shop rounds its taxes. */
  readonly rounding: RoundingOverOrders;
  /** Plans of all checked orders by state. */
  readonly plans: Readonly<Partial<Record<PlanState, number>>>;
  /** Records that the ledger listed for the period: with a reference of ours in this store, and others. */
  readonly records: { readonly ours: number; readonly foreign: number };
  readonly breaks: Readonly<Partial<Record<BreakType, number>>>;
  /** All breaks, held ones too. */
  readonly total: number;
  /** Breaks that nobody knows of yet: all but `held`. */
  readonly surprises: number;
  /** How many breaks are listed; fewer than were counted when there are very many. */
  readonly listed: number;
  /** Whether the period can be closed: every order of it agrees on all sides. */
  readonly closeReadiness: { readonly ready: boolean; readonly orders: number; readonly agreed: number };
}
