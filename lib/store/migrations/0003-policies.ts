import type { Migration } from './migration';

/**
 * Policies under which anything was posted, and which orders a person moved to another one. An order stays under the policy
 * of its first plan until then.
 */
export const policies: Migration = {
  number: 3,
  name: 'policies',
  statements: ({ strictByKey }) => [
    `create table policies (
      policy_hash text not null primary key, policy_json text not null, first_seen text not null
    ) ${strictByKey}`,
    `create table remap_approvals (
      destination text not null, platform text not null, store_id text not null, order_id text not null,
      policy_hash text not null, approved_at text not null, actor text not null,
      primary key (destination, platform, store_id, order_id)
    ) ${strictByKey}`,
  ],
};
