/** Plans between their rows and their shape outside. */
import type { NewPlan, Plan } from '../trace-store';
import { chunksOf, compound, groupBy, LIST_SIZE } from './batch';
import type { Db, PlanDocumentTable, PlanTable } from './database';

/** A plan's row with what it says. */
type StoredPlan = PlanTable & Pick<PlanDocumentTable, 'document' | 'explanations'>;

export const newPlanRow = (plan: NewPlan, destination: string, at: string): PlanTable => ({
  destination,
  plan_key: plan.key,
  short_key: plan.shortKey,
  entry_key: plan.entryKey,
  sequence: plan.sequence,
  platform: plan.platform,
  store_id: plan.storeId,
  order_id: plan.orderId,
  order_number: plan.orderNumber,
  source_updated_at: plan.sourceUpdatedAt,
  transformation_version: plan.transformationVersion,
  snapshot_hash: plan.snapshotHash,
  kind: plan.kind,
  corrects: plan.corrects ?? null,
  date: plan.date,
  currency: plan.currency,
  total: plan.total,
  content_hash: plan.contentHash,
  state: 'planned',
  attempts: 0,
  record_id: null,
  lease_until: null,
  claim: null,
  error_class: null,
  last_error: null,
  created_at: at,
  updated_at: at,
});

const planOf = (row: StoredPlan): Plan => ({
  key: row.plan_key,
  shortKey: row.short_key,
  entryKey: row.entry_key,
  sequence: row.sequence,
  destination: row.destination,
  platform: row.platform,
  storeId: row.store_id,
  orderId: row.order_id,
  orderNumber: row.order_number,
  sourceUpdatedAt: row.source_updated_at,
  transformationVersion: row.transformation_version,
  snapshotHash: row.snapshot_hash,
  kind: row.kind,
  corrects: row.corrects ?? undefined,
  date: row.date,
  currency: row.currency,
  total: row.total,
  contentHash: row.content_hash,
  document: row.document,
  explanations: row.explanations,
  state: row.state,
  attempts: row.attempts,
  recordId: row.record_id ?? undefined,
  leaseUntil: row.lease_until ?? undefined,
  claim: row.claim ?? undefined,
  errorClass: row.error_class ?? undefined,
  lastError: row.last_error ?? undefined,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

/** The plans of these rows, in their order. */
export const plansOf = async (db: Db, rows: readonly PlanTable[]): Promise<readonly Plan[]> => {
  const documents = new Map<string, PlanDocumentTable>();
  for (const [destination, group] of groupBy(rows, (row) => row.destination)) {
    for (const chunk of chunksOf(group, LIST_SIZE)) {
      const keys = chunk.map((row) => row.plan_key);
      const found = await db
        .selectFrom('plan_documents')
        .selectAll()
        .where('destination', '=', destination)
        .where('plan_key', 'in', keys)
        .execute();
      for (const row of found) documents.set(compound(destination, row.plan_key), row);
    }
  }
  return rows.map((row) => {
    const { document, explanations } = documents.get(
      compound(row.destination, row.plan_key),
    ) as PlanDocumentTable;
    return planOf({ ...row, document, explanations });
  });
};
