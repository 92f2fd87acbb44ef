/**
 * Takes a buyer out of what is kept of some orders. Nothing that a hash of the trace or of the audit chain covers is
 * changed but the snapshot's text, and that is marked: its hash then names what was, and no longer what is there.
 */
import type { BuyerTrail, ErasureCounts } from '../erasure';
import type { Actor, Snapshot, StoreRef } from '../trace-store';
import { appendAudit } from './audit';
import { chunksOf, INSERT_SIZE, LIST_SIZE } from './batch';
import type { Db, Tx } from './database';
import { scrubMessages } from './erase-messages';
import { customerOfDocument, customerOfOrder, ERASED, erasedDocument, erasedOrder } from './erase-texts';
import { lockExceptions, lockSnapshots } from './locks';

/** States in which a document has gone to its ledger for good, or never will. */
const SETTLED = new Set(['posted', 'dead']);

const NOTHING: ErasureCounts = { snapshots: 0, documents: 0, lookups: 0, messages: 0, waiting: 0 };

const added = (a: ErasureCounts, b: ErasureCounts): ErasureCounts => ({
  snapshots: a.snapshots + b.snapshots,
  documents: a.documents + b.documents,
  lookups: a.lookups + b.lookups,
  messages: a.messages + b.messages,
  waiting: a.waiting + b.waiting,
});

/** `at` undefined: only count. */
const eraseOrders = async (
  tx: Tx,
  store: StoreRef,
  { orderIds, texts, customerKeys }: BuyerTrail,
  at: string | undefined,
): Promise<ErasureCounts> => {
  let counts = NOTHING;
  for (const chunk of chunksOf(orderIds, LIST_SIZE)) {
    const snapshots = await eraseSnapshots(tx, store, chunk, texts, at);
    const documents = await eraseDocuments(tx, store, chunk, at);
    const messages = await scrubMessages(tx, store, chunk, texts, at !== undefined);
    counts = added(counts, { ...NOTHING, snapshots, ...documents, messages });
  }
  return added(counts, { ...NOTHING, lookups: await eraseLookups(tx, customerKeys, at !== undefined) });
};

const eraseSnapshots = async (
  tx: Tx,
  { platform, storeId }: StoreRef,
  orderIds: readonly string[],
  texts: readonly string[],
  at: string | undefined,
): Promise<number> => {
  const rows = await tx
    .selectFrom('snapshots')
    .select(['id', 'hash', 'order_json'])
    .where('platform', '=', platform)
    .where('store_id', '=', storeId)
    .where('order_id', 'in', orderIds)
    .execute();
  let count = 0;
  for (const { id, hash, order_json } of rows) {
    const left = erasedOrder(order_json, texts);
    if (left === order_json) continue;
    count++;
    if (at === undefined) continue;
    await tx.updateTable('snapshots').set({ order_json: left }).where('id', '=', id).execute();
    await markSnapshots(tx, [hash], at);
  }
  return count;
};

const markSnapshots = async (tx: Tx, hashes: readonly string[], erased_at: string): Promise<void> => {
  for (const chunk of chunksOf(hashes, INSERT_SIZE))
    await tx
      .insertInto('erased_snapshots')
      .values(chunk.map((hash) => ({ hash, erased_at })))
      .onConflict((conflict) => conflict.column('hash').doNothing())
      .execute();
};

const eraseDocuments = async (
  tx: Tx,
  { platform, storeId }: StoreRef,
  orderIds: readonly string[],
  at: string | undefined,
): Promise<{ readonly documents: number; readonly waiting: number }> => {
  const rows = await tx
    .selectFrom('plans')
    .innerJoin('plan_documents', (join) =>
      join
        .onRef('plans.destination', '=', 'plan_documents.destination')
        .onRef('plans.plan_key', '=', 'plan_documents.plan_key'),
    )
    .select(['plans.destination', 'plans.plan_key', 'state', 'document'])
    .where('platform', '=', platform)
    .where('store_id', '=', storeId)
    .where('order_id', 'in', orderIds)
    .execute();
  const named = rows.filter(({ document }) => namesBuyer(document, `${platform}:${storeId}`));
  const settled = named.filter(({ state }) => SETTLED.has(state));
  if (at !== undefined)
    for (const { destination, plan_key, document } of settled)
      await tx
        .updateTable('plan_documents')
        .set({ document: erasedDocument(document) })
        .where('destination', '=', destination)
        .where('plan_key', '=', plan_key)
        .execute();
  return { documents: settled.length, waiting: named.length - settled.length };
};

const namesBuyer = (document: string, shop: string): boolean => {
  const customer = customerOfDocument(document);
  return customer !== undefined && customer.key !== shop && customer.texts.some((text) => text !== ERASED);
};

const eraseLookups = async (tx: Tx, keys: readonly string[], apply: boolean): Promise<number> => {
  let count = 0;
  for (const chunk of chunksOf(keys, LIST_SIZE)) {
    const rows = await tx
      .selectFrom('ledger_lookups')
      .select('lookup_key')
      .where('lookup_key', 'in', chunk)
      .execute();
    count += rows.length;
    if (apply) await tx.deleteFrom('ledger_lookups').where('lookup_key', 'in', chunk).execute();
  }
  return count;
};

const rememberErased = async (
  tx: Tx,
  store: StoreRef,
  orderIds: readonly string[],
  at: string,
): Promise<void> => {
  const { platform, storeId: store_id } = store;
  for (const chunk of chunksOf(orderIds, INSERT_SIZE))
    await tx
      .insertInto('erased_orders')
      .values(chunk.map((order_id) => ({ platform, store_id, order_id, erased_at: at })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
};

export const erasePersonalData = async (
  db: Db,
  store: StoreRef,
  trail: BuyerTrail,
  actor: Actor,
): Promise<ErasureCounts> =>
  await db.transaction().execute(async (tx) => {
    const { platform, storeId } = store;
    await lockSnapshots(
      tx,
      trail.orderIds.map((orderId) => ({ platform, storeId, orderId })),
    );
    await lockExceptions(
      tx,
      trail.orderIds.map((objectId) => ({ platform, storeId, objectId })),
    );
    const counts = await eraseOrders(tx, store, trail, actor.at);
    await rememberErased(tx, store, trail.orderIds, actor.at);
    // Of the buyer themselves the audit log says nothing, nor what was erased: only of which orders, and how much.
    const audit = trail.orderIds.map((orderId) => ({
      ...actor,
      action: 'order.personal_data_erased',
      subject: `${platform}:${storeId}:${orderId}`,
      detail: { orders: trail.orderIds.length, ...counts },
    }));
    await appendAudit(tx, audit);
    return counts;
  });

export const countPersonalData = async (db: Db, store: StoreRef, trail: BuyerTrail): Promise<ErasureCounts> =>
  await db.transaction().execute((tx) => eraseOrders(tx, store, trail, undefined));

/** The snapshots as they may be kept: those of erased orders without personal data, and marked. */
export const withoutErased = async (tx: Tx, snapshots: readonly Snapshot[]): Promise<readonly Snapshot[]> => {
  const erased = new Map<string, string>();
  for (const chunk of chunksOf([...new Set(snapshots.map(({ orderId }) => orderId))], LIST_SIZE))
    for (const row of await tx
      .selectFrom('erased_orders')
      .selectAll()
      .where('order_id', 'in', chunk)
      .execute())
      erased.set(JSON.stringify([row.platform, row.store_id, row.order_id]), row.erased_at);
  if (erased.size === 0) return snapshots;
  const kept: Snapshot[] = [];
  for (const snapshot of snapshots) {
    const at = erased.get(JSON.stringify([snapshot.platform, snapshot.storeId, snapshot.orderId]));
    const order = at === undefined ? snapshot.order : withoutItsBuyer(snapshot.order);
    if (at !== undefined && order !== snapshot.order) await markSnapshots(tx, [snapshot.hash], at);
    kept.push({ ...snapshot, order });
  }
  return kept;
};

/** The order itself says how its buyer is called. */
const withoutItsBuyer = (order: string): string => erasedOrder(order, customerOfOrder(order)?.texts ?? []);

export const erasedAt = async (db: Db, hash: string): Promise<string | undefined> => {
  const row = await db
    .selectFrom('erased_snapshots')
    .select('erased_at')
    .where('hash', '=', hash)
    .executeTakeFirst();
  return row?.erased_at;
};
