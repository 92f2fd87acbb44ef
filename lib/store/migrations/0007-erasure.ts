import type { Migration } from './migration';

/**
 * What was erased of buyers: the orders, so that nothing of them is kept anew, and the snapshots that are no longer what
 * their hash says. The hashes stay: plans and certificates name them.
 */
export const erasure: Migration = {
  number: 7,
  name: 'erasure',
  statements: ({ strictByKey }) => [
    `create table erased_orders (
      platform text not null, store_id text not null, order_id text not null, erased_at text not null,
      primary key (platform, store_id, order_id)
    ) ${strictByKey}`,
    `create table erased_snapshots (
      hash text not null primary key, erased_at text not null
    ) ${strictByKey}`,
  ],
};
