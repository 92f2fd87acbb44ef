/** What reconciliations found, one row a run. */
import type { ReconciliationRow, StoreRef } from '../trace-store';
import type { Db } from './database';

export const saveReconciliation = async (db: Db, row: Omit<ReconciliationRow, 'id'>): Promise<void> => {
  await db.transaction().execute((tx) =>
    tx
      .insertInto('reconciliations')
      .values({
        pipeline: row.pipeline,
        platform: row.platform,
        store_id: row.storeId,
        destination: row.destination,
        at: row.at,
        from_date: row.fromDate,
        to_date: row.toDate,
        breaks: row.breaks,
        summary: row.summary,
      })
      .execute(),
  );
};

/** The latest run of each pipeline into each destination. */
export const latestReconciliations = async (
  db: Db,
  { platform, storeId }: Partial<StoreRef> = {},
): Promise<readonly ReconciliationRow[]> => {
  let latest = db
    .selectFrom('reconciliations')
    .select((eb) => eb.fn.max('id').as('id'))
    .groupBy(['platform', 'store_id', 'pipeline', 'destination']);
  if (platform !== undefined) latest = latest.where('platform', '=', platform);
  if (storeId !== undefined) latest = latest.where('store_id', '=', storeId);
  const rows = await db
    .selectFrom('reconciliations')
    .selectAll()
    .where('id', 'in', latest)
    .orderBy('id')
    .execute();
  return rows.map(({ store_id, from_date, to_date, ...row }) => ({
    ...row,
    storeId: store_id,
    fromDate: from_date,
    toDate: to_date,
  }));
};
