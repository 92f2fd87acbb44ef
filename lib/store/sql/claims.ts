/** What an execution holds, by the words that its claims begin with. */
import { sql } from 'kysely';
import type { HeldClaims } from '../trace-store';
import type { Db } from './database';

/** Compared as text and not by LIKE: a workflow's id may hold anything. */
const begins = (prefix: string) => sql<boolean>`substr(claim, 1, ${[...prefix].length}) = ${prefix}`;

export const listClaims = async (db: Db, prefix: string): Promise<HeldClaims> => {
  const work = await db
    .selectFrom('work')
    .selectAll()
    .where('ready_at', 'is not', null)
    .where('state', '=', 'claimed')
    .where(begins(prefix))
    .orderBy('pipeline')
    .orderBy('platform')
    .orderBy('store_id')
    .orderBy('object_id')
    .orderBy('stream')
    .execute();
  const plans = await db
    .selectFrom('plans')
    .select(['destination', 'plan_key', 'claim', 'platform', 'store_id', 'order_id', 'order_number'])
    .where(sql<boolean>`state <> 'posted'`)
    .where('state', '=', 'claimed')
    .where(begins(prefix))
    .orderBy('plan_key')
    .orderBy('destination')
    .execute();
  return {
    work: work.map((row) => ({
      pipeline: row.pipeline,
      platform: row.platform,
      storeId: row.store_id,
      stream: row.stream,
      objectId: row.object_id,
      revision: row.revision,
      claim: row.claim as string,
      attempts: row.attempts,
    })),
    plans: plans.map((row) => ({
      destination: row.destination,
      key: row.plan_key,
      claim: row.claim as string,
      platform: row.platform,
      storeId: row.store_id,
      orderId: row.order_id,
      orderNumber: row.order_number,
    })),
  };
};
