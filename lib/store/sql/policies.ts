/** Policies that posted something, and the orders that a person moved from one to another. */
import type { Actor, PolicyRow, RemapApproval, StoreRef } from '../trace-store';
import { appendAudit } from './audit';
import { chunksOf, compound, INSERT_SIZE, LIST_SIZE } from './batch';
import type { Db } from './database';
import { inOrder } from './locks';

/** What is there already stays: its hash says that it is the same. */
export const savePolicies = async (db: Db, policies: readonly PolicyRow[], at: string): Promise<void> => {
  if (policies.length === 0) return;
  await db
    .insertInto('policies')
    .values(
      inOrder(policies, ({ hash }) => hash).map(({ hash, policy }) => ({
        policy_hash: hash,
        policy_json: policy,
        first_seen: at,
      })),
    )
    .onConflict((conflict) => conflict.column('policy_hash').doNothing())
    .execute();
};

export const getPolicies = async (db: Db, hashStarts: readonly string[]): Promise<readonly PolicyRow[]> => {
  const found: PolicyRow[] = [];
  for (const start of new Set(hashStarts)) {
    const row = await db
      .selectFrom('policies')
      .select(['policy_hash', 'policy_json'])
      .where('policy_hash', '>=', start)
      .where('policy_hash', '<', `${start}g`)
      .orderBy('policy_hash')
      .limit(1)
      .executeTakeFirst();
    if (row) found.push({ hash: row.policy_hash, policy: row.policy_json });
  }
  return found;
};

export const approveRemap = async (
  db: Db,
  approvals: readonly RemapApproval[],
  actor: Actor,
): Promise<void> => {
  if (approvals.length === 0) return;
  await db.transaction().execute(async (tx) => {
    const ordered = inOrder(approvals, (row) =>
      compound(row.destination, row.platform, row.storeId, row.orderId),
    );
    for (const chunk of chunksOf(ordered, INSERT_SIZE))
      await tx
        .insertInto('remap_approvals')
        .values(
          chunk.map((row) => ({
            destination: row.destination,
            platform: row.platform,
            store_id: row.storeId,
            order_id: row.orderId,
            policy_hash: row.policyHash,
            approved_at: actor.at,
            actor: actor.actor,
          })),
        )
        .onConflict((conflict) =>
          conflict.columns(['destination', 'platform', 'store_id', 'order_id']).doUpdateSet((row) => ({
            policy_hash: row.ref('excluded.policy_hash'),
            approved_at: row.ref('excluded.approved_at'),
            actor: row.ref('excluded.actor'),
          })),
        )
        .execute();
    await appendAudit(
      tx,
      approvals.map(({ platform, storeId, orderId, destination, policyHash }) => ({
        ...actor,
        action: 'order.remap_approved',
        subject: `${platform}:${storeId}:${orderId}`,
        detail: { destination, policy: policyHash },
      })),
    );
  });
};

export const getRemapApprovals = async (
  db: Db,
  destination: string,
  { platform, storeId }: StoreRef,
  orderIds: readonly string[],
): Promise<readonly RemapApproval[]> => {
  const found: RemapApproval[] = [];
  for (const chunk of chunksOf(orderIds, LIST_SIZE)) {
    const rows = await db
      .selectFrom('remap_approvals')
      .select(['order_id', 'policy_hash'])
      .where('destination', '=', destination)
      .where('platform', '=', platform)
      .where('store_id', '=', storeId)
      .where('order_id', 'in', chunk)
      .execute();
    for (const row of rows)
      found.push({ destination, platform, storeId, orderId: row.order_id, policyHash: row.policy_hash });
  }
  return found;
};
