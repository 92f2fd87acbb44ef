import type { Migration } from './migration';

/**
 * Plans that wait for a daily summary, and the summaries that took them. `destination` is where the plans are staged. A
 * member belongs to one summary for ever: its key stands once, and only an open one is taken.
 */
export const summaries: Migration = {
  number: 4,
  name: 'summaries',
  statements: ({ integer, strictByKey }) => [
    `create table summaries (
      destination text not null, summary_key text not null, platform text not null, store_id text not null,
      day text not null, currency text not null, members ${integer} not null, orders ${integer} not null,
      created_at text not null,
      primary key (destination, summary_key)
    ) ${strictByKey}`,
    `create unique index summaries_day on summaries (destination, platform, store_id, currency, day)`,
    `create table summary_members (
      destination text not null, member_key text not null, platform text not null, store_id text not null,
      order_id text not null, order_number text not null, day text not null, currency text not null,
      summary_key text, staged_at text not null,
      primary key (destination, member_key)
    ) ${strictByKey}`,
    `create index summary_members_open
      on summary_members (destination, platform, store_id, currency, day) where summary_key is null`,
    `create index summary_members_taken
      on summary_members (destination, summary_key, order_id, member_key) where summary_key is not null`,
  ],
};
