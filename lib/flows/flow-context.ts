/** What every flow is given: the store, the outside world, and who acts (for the audit log). */
import type { Clock, Log } from '../host';
import type { WorkTicket } from '../store/trace-store';
import type { TraceStore } from '../store/trace-store';
import type { Order } from '../commerce/order';
import type { Problem } from '../commerce/problem';
import type { Target } from '../policy/target';
import type { LedgerDestination } from '../destinations/ledger-destination';
import type { CartClient, CartSource } from '../sources/cart-source';
import type { AccountMapping } from '../posting/account-mapping';
import type { CustomerChoice } from '../posting/ledger-customer';

export interface FlowContext {
  readonly store: TraceStore;
  readonly clock: Clock;
  readonly log: Log;
  /** `workflow/execution`, or a person's name; stands in the audit log. */
  readonly actor: string;
  /** The run that acts, where n8n numbers it: claims name it, so that they end with it when it fails. */
  readonly execution?: { readonly workflowId: string; readonly executionId: string };
}

/** A connected shop: its source (pure), its client (over HTTP) and the route its orders take. */
export interface Route {
  readonly source: CartSource;
  readonly client: CartClient;
  readonly pipeline: string;
  /** What the credential says of the shop; a ledger of the other kind refuses its orders. */
  readonly environment?: 'production' | 'sandbox';
}

/**
 * The stream of work that deliveries and sweeps feed, and the one of backfills, which never delays the first. What stands
 * before a colon is the kind of record: streams of one kind speak of the same orders.
 */
export const LIVE_STREAM = 'orders';
export const BACKFILL_STREAM = 'orders:backfill';

/** Stands for the pipeline of what came past the work queue. */
export const MANUAL = 'manual';

/** One item is one order, all the way. `ticket` is there when the order came from the work queue. */
export interface OrderItem {
  readonly order: Order;
  readonly problems: readonly Problem[];
  readonly ticket?: WorkTicket;
}

/** An order that cannot go on; already stored as an exception when it has a ticket. */
export interface HeldItem {
  readonly orderId: string;
  readonly platform: string;
  readonly storeId: string;
  readonly number?: string;
  readonly stage: 'fetch' | 'map' | 'post';
  /** held: waits for a change or a replay. retrying: due again by itself. dead: retries are used up. */
  readonly state: 'held' | 'retrying' | 'dead';
  readonly problems: readonly Problem[];
  readonly ticket?: WorkTicket;
}

export interface TargetItem {
  readonly target: Target;
  /** Canonical order, kept as the plan's snapshot (without personal data unless asked for). */
  readonly order: Order;
  readonly ticket?: WorkTicket;
}

export interface PostingRoute {
  readonly destination: LedgerDestination;
  readonly mapping: AccountMapping;
  /** From logical tax codes to the ledger's; what is not mapped stands as a line on the tax account. */
  readonly taxCodes: AccountMapping;
  readonly customers: CustomerChoice;
  /** By how much the ledger's own tax may differ, decimal; `0` for not at all. */
  readonly taxRoundingLimit: string;
  /** shadow: say what would be posted. hold: write the plans, send nothing. live: post. */
  readonly mode: 'shadow' | 'hold' | 'live';
}

/** No tax codes of the ledger, one customer a shop, no rounding: how journals are posted. */
export const PLAIN_RENDERING: Pick<PostingRoute, 'taxCodes' | 'customers' | 'taxRoundingLimit'> = {
  taxCodes: { resolve: () => undefined },
  customers: 'store',
  taxRoundingLimit: '0',
};

export interface PostedPlan {
  readonly key: string;
  readonly entryKey: string;
  readonly kind: 'entry' | 'delta' | 'reversal';
  /** staged: waits for its day's summary. */
  readonly state: 'would_post' | 'planned' | 'staged' | 'posted';
  readonly recordId?: string;
  readonly corrects?: string;
  readonly date: string;
  readonly currency: string;
  readonly total: string;
  readonly contentHash: string;
}

export interface PostedItem {
  readonly platform: string;
  readonly storeId: string;
  readonly orderId: string;
  readonly number: string;
  readonly destination: string;
  /** unchanged: the ledger already held the target. staged: it waits for its day's summary, which Post Summaries posts. */
  readonly outcome: 'posted' | 'staged' | 'unchanged' | 'planned' | 'would_post';
  readonly plans: readonly PostedPlan[];
  readonly problems: readonly Problem[];
}
