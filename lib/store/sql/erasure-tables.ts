/** The tables of what was erased, as Kysely sees them. */

export interface ErasedOrderTable {
  platform: string;
  store_id: string;
  order_id: string;
  erased_at: string;
}

/** Snapshots that are no longer what their hash says, because a buyer was taken out of them. */
export interface ErasedSnapshotTable {
  hash: string;
  erased_at: string;
}
