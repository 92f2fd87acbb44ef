/** Webhook deliveries: each is kept once; repeats and refused ones are only counted, by the hour. */
import { sql } from 'kysely';
import type { NewDelivery, StoreRef } from '../trace-store';
import type { Db, DeliveryCountTable, Tx } from './database';
import { markRows } from './queue';

export interface DeliveryCounts {
  readonly accepted: number;
  readonly repeated: number;
  readonly refused: number;
  readonly lastAt?: string;
}

const countOf = (row: { readonly count: number } | undefined): number => (row ? Number(row.count) : 0);

const hourOf = (at: string): string => at.slice(0, 13);

const countOne = async (
  tx: Tx,
  kind: DeliveryCountTable['kind'],
  store: StoreRef,
  reason: string,
  at: string,
): Promise<number> => {
  const { count } = await tx
    .insertInto('delivery_counts')
    .values({
      platform: store.platform,
      store_id: store.storeId,
      kind,
      reason,
      hour: hourOf(at),
      count: 1,
      last_at: at,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['platform', 'store_id', 'kind', 'reason', 'hour'])
        .doUpdateSet({ count: sql`delivery_counts.count + 1`, last_at: sql`excluded.last_at` }),
    )
    .returning('count')
    .executeTakeFirstOrThrow();
  return Number(count);
};

/** Keeps the delivery and marks its object due in every pipeline of the store; a repeat changes only its counter. */
export const recordDelivery = async (db: Db, delivery: NewDelivery): Promise<{ readonly seen: boolean }> => {
  const { platform, storeId, stream, objectId, receivedAt } = delivery;
  return await db.transaction().execute(async (tx) => {
    const { numInsertedOrUpdatedRows: added } = await tx
      .insertInto('deliveries')
      .values({
        platform,
        store_id: storeId,
        delivery_id: delivery.deliveryId,
        body_hash: delivery.bodyHash,
        stream,
        object_id: objectId,
        topic: delivery.topic,
        received_at: receivedAt,
      })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirstOrThrow();
    if (added === 0n) {
      await countOne(tx, 'repeated', delivery, '', receivedAt);
      return { seen: true };
    }
    const pipelines = await tx
      .selectFrom('pipelines')
      .select('pipeline')
      .where('platform', '=', platform)
      .where('store_id', '=', storeId)
      .execute();
    const keys = pipelines.map(({ pipeline }) => ({ pipeline, platform, storeId, stream, objectId }));
    await markRows(tx, keys, receivedAt, 'change');
    return { seen: false };
  });
};

export const countRefusedDelivery = async (
  db: Db,
  store: StoreRef,
  reason: string,
  at: string,
): Promise<{ readonly firstOfHour: boolean }> => {
  const count = await db.transaction().execute((tx) => countOne(tx, 'refused', store, reason, at));
  return { firstOfHour: count === 1 };
};

/** `since` cuts repeated and refused ones at its full hour, because they are counted by the hour. */
export const deliveryCounts = async (db: Db, store: StoreRef, since = ''): Promise<DeliveryCounts> => {
  const kept = await db
    .selectFrom('deliveries')
    .select((eb) => [eb.fn.countAll<number>().as('count'), eb.fn.max('received_at').as('last_at')])
    .where('platform', '=', store.platform)
    .where('store_id', '=', store.storeId)
    .where('received_at', '>=', since)
    .executeTakeFirstOrThrow();
  const counted = await db
    .selectFrom('delivery_counts')
    .select((eb) => ['kind', eb.fn.sum<number>('count').as('count'), eb.fn.max('last_at').as('last_at')])
    .where('platform', '=', store.platform)
    .where('store_id', '=', store.storeId)
    .where('hour', '>=', hourOf(since))
    .groupBy('kind')
    .execute();
  const repeated = counted.find(({ kind }) => kind === 'repeated');
  const refused = counted.find(({ kind }) => kind === 'refused');
  // A refused delivery may come from anybody, so it does not prove that the shop's webhooks arrive.
  const lastAt = [kept.last_at, repeated?.last_at]
    .filter((at) => at != null)
    .sort()
    .at(-1);
  return {
    accepted: Number(kept.count),
    repeated: countOf(repeated),
    refused: countOf(refused),
    ...(lastAt === undefined ? {} : { lastAt }),
  };
};
