/** What the store does about personal data and about old records; part of its port. */
import type { Actor, StoreRef } from './records';

/** Who is meant: any of these. The e-mail address is compared without regard to case. */
export interface BuyerQuery {
  readonly customerId?: string;
  readonly email?: string;
  readonly orderIds?: readonly string[];
}

/** What is known of a buyer. Never leaves the library: it is the personal data itself. */
export interface BuyerTrail {
  readonly orderIds: readonly string[];
  /** Keys of the buyer as a ledger's customer, of which lookups are kept. */
  readonly customerKeys: readonly string[];
  /** Texts that name or reach the buyer, to be taken out of messages. */
  readonly texts: readonly string[];
}

/** How many records of each kind hold something of the buyer. */
export interface ErasureCounts {
  /** Canonical orders as they were when plans were made. */
  readonly snapshots: number;
  /** Documents that went to a ledger with the buyer's name on them. */
  readonly documents: number;
  readonly lookups: number;
  /** Messages of exceptions, attempts, plans and work, and comments of people. */
  readonly messages: number;
  /** Documents that must still go to a ledger as they are; erase again once they have. */
  readonly waiting: number;
}

export interface PruneCounts {
  readonly deliveries: number;
  readonly deliveryCounts: number;
  readonly attempts: number;
  readonly snapshots: number;
}

export interface Retention {
  /** Orders of a store that are, or name, the buyer. Reads all that is kept with personal data, page by page. */
  findBuyer(store: StoreRef, query: BuyerQuery): Promise<BuyerTrail>;
  /**
   * Takes the buyer out of whatever is kept of these orders, in one dbTransaction, audited order by order. Hashes, keys and
   * amounts stay. What is saved of these orders later is kept without personal data.
   */
  erasePersonalData(store: StoreRef, trail: BuyerTrail, actor: Actor): Promise<ErasureCounts>;
  /** What `erasePersonalData` would do. */
  countPersonalData(store: StoreRef, trail: BuyerTrail): Promise<ErasureCounts>;
  /**
   * Deletes what is older than `before` (ISO instant) and needed by no trace, at most `limit` records of each kind:
   * deliveries and their counters, attempts of posted plans, snapshots that no plan names and a later one follows.
   */
  pruneStore(store: StoreRef, before: string, limit: number): Promise<PruneCounts>;
}
