import type { Migration } from './migration';

/**
 * What people do with exceptions and with the modes of their stores. An ignored exception is resolved with a mark: its cause
 * does not open it again while it stays the same. `day` is the accounting day of a break that stands for a ledger's record.
 * An empty pipeline in `store_modes` stands for every pipeline of the store; in `shadowed_orders` for none.
 */
export const desk: Migration = {
  number: 6,
  name: 'desk',
  statements: ({ autoId, integer, strict, strictByKey }) => [
    `alter table exceptions add column resolution text`,
    `alter table exceptions add column day text`,
    `create index exceptions_ignored
      on exceptions (platform, store_id, object_id) where resolution = 'ignored'`,
    `create table exception_comments (
      id ${autoId}, exception_id ${integer} not null, at text not null, actor text not null, comment_text text not null
    ) ${strict}`,
    `create index exception_comments_thread on exception_comments (exception_id, id)`,
    `create table store_modes (
      platform text not null, store_id text not null, destination text not null, pipeline text not null,
      mode text not null check (mode in ('shadow', 'hold', 'live')), reason text not null,
      at text not null, actor text not null,
      primary key (platform, store_id, destination, pipeline)
    ) ${strictByKey}`,
    `create table shadowed_orders (
      platform text not null, store_id text not null, destination text not null, pipeline text not null,
      order_id text not null, shadowed_at text not null,
      primary key (platform, store_id, destination, pipeline, order_id)
    ) ${strictByKey}`,
  ],
};
