/** Daily summaries: which plans wait for one, and which one took them. */
import type {
  NewPlan,
  NewSummary,
  OpenDay,
  Plan,
  StagedMember,
  StagingRef,
  StoreRef,
  Summary,
  TraceStore,
} from '../trace-store';
import { chunksOf, compound, INSERT_SIZE, LIST_SIZE } from './batch';
import type { Db, PlanTable, SummaryMemberTable, SummaryTable } from './database';
import { inOrder } from './locks';
import { plansOf } from './plan-rows';
import { insertPlans } from './plans';

export const stageMembers = async (db: Db, members: readonly StagedMember[], at: string): Promise<void> => {
  await db.transaction().execute(async (tx) => {
    const ordered = inOrder(members, ({ destination, key }) => compound(destination, key));
    for (const chunk of chunksOf(ordered, INSERT_SIZE)) {
      await tx
        .insertInto('summary_members')
        .values(chunk.map((member) => memberRow(member, at)))
        .onConflict((conflict) => conflict.columns(['destination', 'member_key']).doNothing())
        .execute();
    }
  });
};

const memberRow = (member: StagedMember, at: string): SummaryMemberTable => ({
  destination: member.destination,
  member_key: member.key,
  platform: member.platform,
  store_id: member.storeId,
  order_id: member.orderId,
  order_number: member.orderNumber,
  day: member.day,
  currency: member.currency,
  summary_key: null,
  staged_at: at,
});

const memberOf = (row: SummaryMemberTable): StagedMember => ({
  destination: row.destination,
  key: row.member_key,
  platform: row.platform,
  storeId: row.store_id,
  orderId: row.order_id,
  orderNumber: row.order_number,
  day: row.day,
  currency: row.currency,
  ...(row.summary_key === null ? {} : { summaryKey: row.summary_key }),
});

export const getMembers = async (
  db: Db,
  destination: string,
  keys: readonly string[],
): Promise<readonly StagedMember[]> => {
  const found: StagedMember[] = [];
  for (const chunk of chunksOf(keys, LIST_SIZE)) {
    const rows = await db
      .selectFrom('summary_members')
      .selectAll()
      .where('destination', '=', destination)
      .where('member_key', 'in', chunk)
      .execute();
    found.push(...rows.map(memberOf));
  }
  return found;
};

const waiting = (db: Db, { destination, platform, storeId }: StoreRef & Partial<StagingRef>) => {
  const select = db
    .selectFrom('summary_members')
    .where('summary_members.platform', '=', platform)
    .where('summary_members.store_id', '=', storeId)
    .where('summary_members.summary_key', 'is', null);
  return destination === undefined ? select : select.where('summary_members.destination', '=', destination);
};

export const openDays = async (
  db: Db,
  staging: StoreRef & Partial<StagingRef>,
): Promise<readonly OpenDay[]> =>
  await waiting(db, staging)
    .select(({ fn }) => [
      'day',
      'currency',
      fn.countAll<number>().as('members'),
      fn.min('staged_at').as('oldestAt'),
    ])
    .groupBy(['currency', 'day'])
    .orderBy('day')
    .orderBy('currency')
    .execute();

export const openMembers = async (
  db: Db,
  staging: StagingRef,
  currency: string,
  days: readonly string[],
): Promise<readonly Plan[]> => {
  const rows: PlanTable[] = [];
  for (const chunk of chunksOf(days, LIST_SIZE)) {
    rows.push(
      ...(await waiting(db, staging)
        .innerJoin('plans', (join) =>
          join
            .onRef('plans.destination', '=', 'summary_members.destination')
            .onRef('plans.plan_key', '=', 'summary_members.member_key'),
        )
        .selectAll('plans')
        .where('summary_members.currency', '=', currency)
        .where('summary_members.day', 'in', chunk)
        .orderBy('plans.order_id')
        .orderBy('plans.plan_key')
        .execute()),
    );
  }
  return await plansOf(db, rows);
};

/** Another run took the day or a member: what this one wrote is rolled back. */
class TakenMeanwhile extends Error {}

export const writeSummary = async (
  db: Db,
  summary: NewSummary,
  memberKeys: readonly string[],
  plan: NewPlan | undefined,
  at: string,
): Promise<boolean> => {
  try {
    await db.transaction().execute(async (tx) => {
      const written = await tx
        .insertInto('summaries')
        .values(summaryRow(summary, at))
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      if (written.numInsertedOrUpdatedRows !== 1n) throw new TakenMeanwhile();
      for (const chunk of chunksOf(memberKeys, LIST_SIZE)) {
        const { numUpdatedRows } = await tx
          .updateTable('summary_members')
          .set({ summary_key: summary.key })
          .where('destination', '=', summary.destination)
          .where('member_key', 'in', chunk)
          .where('summary_key', 'is', null)
          .executeTakeFirst();
        if (numUpdatedRows !== BigInt(chunk.length)) throw new TakenMeanwhile();
      }
      if (plan) await insertPlans(tx, plan.destination, [plan], at);
    });
    return true;
  } catch (error) {
    if (error instanceof TakenMeanwhile) return false;
    throw error;
  }
};

const summaryRow = (summary: NewSummary, at: string): SummaryTable => ({
  destination: summary.destination,
  summary_key: summary.key,
  platform: summary.platform,
  store_id: summary.storeId,
  day: summary.day,
  currency: summary.currency,
  members: summary.members,
  orders: summary.orders,
  created_at: at,
});

export const getSummaries = async (
  db: Db,
  query: Parameters<TraceStore['getSummaries']>[0],
): Promise<readonly Summary[]> => {
  const { destination, platform, storeId, key, fromDay, toDay } = query;
  let select = db.selectFrom('summaries').selectAll();
  if (destination !== undefined) select = select.where('destination', '=', destination);
  if (platform !== undefined) select = select.where('platform', '=', platform);
  if (storeId !== undefined) select = select.where('store_id', '=', storeId);
  if (key !== undefined) select = select.where('summary_key', '=', key);
  if (fromDay !== undefined) select = select.where('day', '>=', fromDay);
  if (toDay !== undefined) select = select.where('day', '<=', toDay);
  const rows = await select.orderBy('day').orderBy('currency').orderBy('summary_key').execute();
  return rows.map((row) => ({
    destination: row.destination,
    key: row.summary_key,
    platform: row.platform,
    storeId: row.store_id,
    day: row.day,
    currency: row.currency,
    members: row.members,
    orders: row.orders,
    createdAt: row.created_at,
  }));
};

export const listMembers = async (
  db: Db,
  destination: string,
  summaryKey: string,
  { limit, after }: Parameters<TraceStore['listMembers']>[2],
): Promise<readonly StagedMember[]> => {
  let select = db
    .selectFrom('summary_members')
    .selectAll()
    .where('destination', '=', destination)
    .where('summary_key', '=', summaryKey)
    .orderBy('order_id')
    .orderBy('member_key')
    .limit(limit);
  if (after)
    select = select.where((eb) =>
      eb(eb.refTuple('order_id', 'member_key'), '>', eb.tuple(after.orderId, after.key)),
    );
  return (await select.execute()).map(memberOf);
};
