/** Plans: written in the dbTransaction that computed them, and looked up in every direction that a trace is read. */
import { sql } from 'kysely';
import type { NewPlan, Plan, PlanQuery, StagingRef, TraceStore, WorkTicket } from '../trace-store';
import { chunksOf, compound, groupBy, INSERT_SIZE, LIST_SIZE } from './batch';
import type { Db, PlanTable, Tx } from './database';
import { lockNames } from './locks';
import { newPlanRow, plansOf } from './plan-rows';

type OrderRef = Parameters<TraceStore['planOrders']>[1][number];

const rowsOfOrders = async (
  tx: Tx,
  destination: string,
  orders: readonly OrderRef[],
): Promise<readonly PlanTable[]> => {
  const rows: PlanTable[] = [];
  for (const group of groupBy(orders, ({ platform, storeId }) => compound(platform, storeId)).values()) {
    const { platform, storeId } = group[0] as OrderRef;
    for (const chunk of chunksOf([...new Set(group.map(({ orderId }) => orderId))], LIST_SIZE)) {
      rows.push(
        ...(await tx
          .selectFrom('plans')
          .selectAll()
          .where('platform', '=', platform)
          .where('store_id', '=', storeId)
          .where('order_id', 'in', chunk)
          .where('destination', '=', destination)
          .orderBy('order_id')
          .orderBy('created_at')
          .orderBy('entry_key')
          .orderBy('sequence')
          .execute()),
      );
    }
  }
  return rows;
};

/** Tickets whose rows are under another claim by now, or under none. */
const endedClaims = async (tx: Tx, tickets: readonly WorkTicket[]): Promise<ReadonlySet<WorkTicket>> => {
  const ended = new Set(tickets);
  const sameClaim = ({ pipeline, platform, storeId, stream, claim }: WorkTicket): string =>
    compound(pipeline, platform, storeId, stream, claim);
  for (const group of groupBy(tickets, sameClaim).values()) {
    const { pipeline, platform, storeId, stream, claim } = group[0] as WorkTicket;
    for (const chunk of chunksOf(group, LIST_SIZE)) {
      const rows = await tx
        .selectFrom('work')
        .select('object_id')
        .where('pipeline', '=', pipeline)
        .where('platform', '=', platform)
        .where('store_id', '=', storeId)
        .where('stream', '=', stream)
        .where(
          'object_id',
          'in',
          chunk.map(({ objectId }) => objectId),
        )
        .where('state', '=', 'claimed')
        .where('claim', '=', claim)
        .execute();
      const held = new Set(rows.map((row) => row.object_id));
      for (const ticket of chunk) if (held.has(ticket.objectId)) ended.delete(ticket);
    }
  }
  return ended;
};

export const planOrders = async (
  db: Db,
  destination: string,
  orders: readonly OrderRef[],
  at: string,
  compute: Parameters<TraceStore['planOrders']>[3],
): Promise<readonly Plan[]> =>
  await db.transaction().execute(async (tx) => {
    // An order that has no plan yet has no row to lock.
    await lockNames(
      tx,
      'orders to plan',
      orders.map(({ platform, storeId, orderId }) => compound(destination, platform, storeId, orderId)),
    );
    const existing = await plansOf(tx, await rowsOfOrders(tx, destination, orders));
    const overtaken = await endedClaims(
      tx,
      orders.flatMap(({ ticket }) => ticket ?? []),
    );
    const rows = await insertPlans(tx, destination, compute(existing, overtaken), at);
    return [...existing, ...(await plansOf(tx, rows))];
  });

export const insertPlans = async (
  tx: Tx,
  destination: string,
  plans: readonly NewPlan[],
  at: string,
): Promise<readonly PlanTable[]> => {
  const rows = plans.map((plan) => newPlanRow(plan, destination, at));
  const documents = plans.map(({ key, document, explanations }) => ({
    destination,
    plan_key: key,
    document,
    explanations,
  }));
  for (const chunk of chunksOf(rows, INSERT_SIZE)) await tx.insertInto('plans').values(chunk).execute();
  for (const chunk of chunksOf(documents, INSERT_SIZE)) {
    await tx.insertInto('plan_documents').values(chunk).execute();
  }
  return rows;
};

/** Those of the orders that have a plan at the destination. */
export const ordersWithPlans = async (
  db: Db,
  { destination, platform, storeId }: StagingRef,
  orderIds: readonly string[],
): Promise<readonly string[]> => {
  const found: string[] = [];
  for (const chunk of chunksOf([...new Set(orderIds)], LIST_SIZE)) {
    const rows = await db
      .selectFrom('plans')
      .select('order_id')
      .distinct()
      .where('platform', '=', platform)
      .where('store_id', '=', storeId)
      .where('order_id', 'in', chunk)
      .where('destination', '=', destination)
      .execute();
    found.push(...rows.map((row) => row.order_id));
  }
  return found;
};

const asksForNone = ({ states, orderIds, keys }: PlanQuery): boolean =>
  states?.length === 0 || orderIds?.length === 0 || keys?.length === 0;

const matching = (db: Db, query: Omit<PlanQuery, 'fromDate' | 'toDate'>) => {
  const { destination, platform, storeId, orderId, orderIds, states, recordId, key, keys } = query;
  let select = db.selectFrom('plans').selectAll();
  if (destination !== undefined) select = select.where('destination', '=', destination);
  if (platform !== undefined) select = select.where('platform', '=', platform);
  if (storeId !== undefined) select = select.where('store_id', '=', storeId);
  if (orderId !== undefined) select = select.where('order_id', '=', orderId);
  if (orderIds !== undefined) select = select.where('order_id', 'in', orderIds);
  if (states !== undefined) select = select.where('state', 'in', states);
  if (recordId !== undefined) select = select.where('record_id', '=', recordId);
  if (key !== undefined) select = select.where('plan_key', '=', key);
  if (keys !== undefined) select = select.where('plan_key', 'in', keys);
  return select;
};

export const getPlans = async (db: Db, query: PlanQuery): Promise<readonly Plan[]> => {
  if (asksForNone(query)) return [];
  let select = matching(db, query);
  if (query.fromDate !== undefined) select = select.where('date', '>=', query.fromDate);
  if (query.toDate !== undefined) select = select.where('date', '<=', query.toDate);
  const rows = await select
    .orderBy('platform')
    .orderBy('store_id')
    .orderBy('order_id')
    .orderBy('destination')
    .orderBy('created_at')
    .orderBy('entry_key')
    .orderBy('sequence')
    .execute();
  return await plansOf(db, rows);
};

const orderOf = (plan: PlanTable): string => compound(plan.platform, plan.store_id, plan.order_id);

/** One page of plans in the order of `plans_order`, after `last`. */
const readPage = async (
  db: Db,
  query: PlanQuery,
  size: number,
  last?: PlanTable,
): Promise<readonly PlanTable[]> => {
  if (asksForNone(query)) return [];
  let select = matching(db, query)
    .orderBy('platform')
    .orderBy('store_id')
    .orderBy('order_id')
    .orderBy('destination')
    .orderBy('plan_key')
    .limit(size);
  // An expression, so that no database walks the index by date and sorts what is left anew for every page.
  if (query.fromDate !== undefined) select = select.where(sql`date || ''`, '>=', query.fromDate);
  if (query.toDate !== undefined) select = select.where(sql`date || ''`, '<=', query.toDate);
  if (last) {
    const { platform, store_id, order_id, destination, plan_key } = last;
    select = select.where((eb) =>
      eb(
        eb.refTuple('platform', 'store_id', 'order_id', 'destination', 'plan_key'),
        '>',
        eb.tuple(platform, store_id, order_id, destination, plan_key),
      ),
    );
    // Says nothing new, but lets the index of one store start where the last page ended.
    if (query.platform !== undefined && query.storeId !== undefined)
      select = select.where('order_id', '>=', order_id);
  }
  return await select.execute();
};

/** Pages hold whole orders: the last order of what was read waits until it is known to be complete. */
export async function* eachPlan(db: Db, query: PlanQuery, pageSize: number): AsyncGenerator<readonly Plan[]> {
  let waiting: readonly PlanTable[] = [];
  let last: PlanTable | undefined;
  for (;;) {
    const read = await readPage(db, query, pageSize, last);
    const rows = [...waiting, ...read];
    last = read.at(-1);
    if (last === undefined || read.length < pageSize) {
      if (rows.length > 0) yield await plansOf(db, rows);
      return;
    }
    const open = orderOf(last);
    const complete = rows.findIndex((row) => orderOf(row) === open);
    waiting = rows.slice(complete);
    if (complete > 0) yield await plansOf(db, rows.slice(0, complete));
  }
}
