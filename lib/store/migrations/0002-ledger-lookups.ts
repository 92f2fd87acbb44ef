import type { Migration } from './migration';

/** Ids that ledgers gave to customers, items and the like: asked for once, forgotten when the ledger forgets them. */
export const ledgerLookups: Migration = {
  number: 2,
  name: 'ledger-lookups',
  statements: ({ strictByKey }) => [
    `create table ledger_lookups (
      destination text not null, kind text not null, lookup_key text not null, ledger_id text not null,
      primary key (destination, kind, lookup_key)
    ) ${strictByKey}`,
  ],
};
