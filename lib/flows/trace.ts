/**
 * The trace, both ways: from a commerce order to every ledger record it became, and from a ledger record back to the order,
 * its snapshot, the rules and the arithmetic. Everything that support needs to explain a number.
 */
import type { Explanation } from '../accounting/journal-entry';
import type { LedgerDocument } from '../destinations/ledger-destination';
import { groupBy } from '../reconcile/group-by';
import { parseEntryKey, parsePlanKey } from '../reconcile/plan-key';
import type {
  Attempt,
  AuditRow,
  ExceptionRow,
  Plan,
  PlanQuery,
  PlanState,
  StoreRef,
  WorkRow,
} from '../store/trace-store';
import type { FlowContext } from './flow-context';
import { type Membership, membershipOf, type TracedMembers } from './trace-summary';

export type TraceQuery =
  | { readonly platform?: string; readonly storeId?: string; readonly orderId: string }
  /** What the ledger calls the record. */
  | { readonly destination?: string; readonly recordId: string }
  /** A plan's idempotency key (the ledger record's reference), or the key of an entry. */
  | { readonly destination?: string; readonly key: string };

export interface TracedLine {
  readonly logicalAccount: string;
  readonly ledgerAccount: string;
  readonly debit?: string;
  readonly credit?: string;
  readonly memo?: string;
  /** Source fields, rule and arithmetic. */
  readonly explanation?: Explanation;
}

export interface TracedPlan {
  readonly key: string;
  /** The finance event that the entry is of, `platform:store:order:kind:sub-id`. */
  readonly entryKey: string;
  readonly event: string;
  readonly kind: Plan['kind'];
  readonly corrects?: string;
  readonly destination: string;
  readonly state: PlanState;
  readonly recordId?: string;
  readonly date: string;
  readonly currency: string;
  readonly total: string;
  readonly description: string;
  readonly sourceUpdatedAt: string;
  readonly transformationVersion: string;
  readonly contentHash: string;
  readonly shortKey: string;
  readonly lastError?: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly lines: readonly TracedLine[];
  readonly attempts: readonly Omit<Attempt, 'planKey' | 'destination'>[];
  /** The canonical order that this plan was made from, without personal data unless it was asked for. */
  readonly snapshot?: unknown;
  /** Of a plan that goes into a daily summary: whether it waits, or which one took it and what became of that. */
  readonly summary?: Membership['summary'];
  /** Of a summary: the orders whose plans it adds up. */
  readonly members?: TracedMembers;
  /** True for the plans that the query named; the others belong to the same order. */
  readonly asked: boolean;
}

/** One order with all that became of it. */
export interface Trace extends StoreRef {
  readonly orderId: string;
  readonly number?: string;
  readonly plans: readonly TracedPlan[];
  /** Latest snapshot of the order, planned or not. */
  readonly order?: unknown;
  readonly work: readonly WorkRow[];
  readonly exceptions: readonly ExceptionRow[];
  readonly audit: readonly AuditRow[];
}

const AUDIT_ROWS = 100;

/** An empty list means that nothing in the trace store answers to the query. */
export const traceOrder = async (context: FlowContext, query: TraceQuery): Promise<readonly Trace[]> => {
  const asked = await context.store.getPlans(planQuery(query));
  const byEntry = asked.length === 0 && 'key' in query ? await plansOfEntry(context, query) : [];
  const named = new Set([...asked, ...byEntry].map(({ key, destination }) => `${destination}\n${key}`));
  const orders = new Map([...asked, ...byEntry].map((plan) => [orderKey(plan), plan as OrderRef]));
  // An order that never got as far as a plan is known by its work or its exceptions.
  if ('orderId' in query)
    for (const found of await ordersWithoutPlans(context, query)) orders.set(orderKey(found), found);
  const isAsked = (plan: Plan) => 'orderId' in query || named.has(`${plan.destination}\n${plan.key}`);
  return Promise.all([...orders.values()].map((order) => traceOf(context, order, isAsked)));
};

type OrderRef = StoreRef & { readonly orderId: string };

const orderKey = ({ platform, storeId, orderId }: OrderRef): string =>
  JSON.stringify([platform, storeId, orderId]);

const planQuery = (query: TraceQuery): PlanQuery => {
  if ('orderId' in query) {
    const { platform, storeId, orderId } = query;
    return { platform, storeId, orderId };
  }
  if ('recordId' in query) return { destination: query.destination, recordId: query.recordId };
  return { destination: query.destination, key: query.key };
};

const plansOfEntry = async (
  context: FlowContext,
  { key, destination }: { readonly destination?: string; readonly key: string },
): Promise<readonly Plan[]> => {
  const parts = parsePlanKey(key) ?? parseEntryKey(key);
  if (!parts) return [];
  const { platform, storeId, orderId, entryKey } = parts;
  const plans = await context.store.getPlans({ destination, platform, storeId, orderId });
  return plans.filter((plan) => plan.entryKey === entryKey);
};

const ordersWithoutPlans = async (
  { store }: FlowContext,
  { platform, storeId, orderId: objectId }: Partial<StoreRef> & { readonly orderId: string },
): Promise<readonly OrderRef[]> => {
  const found = [
    ...(await store.listWork({ platform, storeId, objectId })),
    ...(await store.listExceptions({ platform, storeId, objectId })),
  ];
  return found.map((row) => ({ platform: row.platform, storeId: row.storeId, orderId: row.objectId }));
};

const traceOf = async (
  { store }: FlowContext,
  { platform, storeId, orderId }: OrderRef,
  isAsked: (plan: Plan) => boolean,
): Promise<Trace> => {
  const ref = { platform, storeId };
  const plans = await store.getPlans({ ...ref, orderId });
  const attempts = new Map<string, readonly Attempt[]>();
  for (const [destination, group] of groupBy(plans, (plan) => plan.destination))
    for (const [key, made] of groupBy(
      await store.listAttempts(
        destination,
        group.map(({ key }) => key),
      ),
      (a) => a.planKey,
    ))
      attempts.set(`${destination}\n${key}`, made);
  const snapshots = new Map<string, unknown>();
  for (const hash of new Set(plans.map(({ snapshotHash }) => snapshotHash)))
    snapshots.set(hash, parsed((await store.getSnapshot(hash))?.order));
  const memberships = new Map<Plan, Membership>();
  for (const plan of plans) memberships.set(plan, await membershipOf(store, plan));
  const exceptions = await store.listExceptions({ ...ref, objectId: orderId });
  const latest = await store.latestSnapshot(ref, orderId);
  const number = plans[0]?.orderNumber;
  return {
    ...ref,
    orderId,
    ...(number === undefined ? {} : { number }),
    plans: plans.map((plan) => ({
      ...tracedPlan(
        plan,
        attempts.get(`${plan.destination}\n${plan.key}`) ?? [],
        snapshots.get(plan.snapshotHash),
        isAsked(plan),
      ),
      ...memberships.get(plan),
    })),
    ...(latest ? { order: parsed(latest.order) } : {}),
    work: await store.listWork({ ...ref, objectId: orderId }),
    exceptions,
    audit: await auditOf(store, [
      `${platform}:${storeId}:${orderId}`,
      ...plans.map(({ key }) => key),
      ...exceptions.map(({ id }) => `exception:${id}`),
    ]),
  };
};

const parsed = (json: string | undefined): unknown => (json === undefined ? undefined : JSON.parse(json));

const auditOf = async (
  store: FlowContext['store'],
  subjects: readonly string[],
): Promise<readonly AuditRow[]> => {
  const rows: AuditRow[] = [];
  for (const subject of new Set(subjects))
    rows.push(...(await store.listAudit({ subject, limit: AUDIT_ROWS })));
  return rows.sort((a, b) => a.id - b.id);
};

const tracedPlan = (
  plan: Plan,
  attempts: readonly Attempt[],
  snapshot: unknown,
  asked: boolean,
): TracedPlan => {
  const { lines, description } = JSON.parse(plan.document) as LedgerDocument;
  const explanations = JSON.parse(plan.explanations) as readonly Explanation[];
  const { key, entryKey, kind, corrects, destination, state, recordId, date, currency, total } = plan;
  const { sourceUpdatedAt, transformationVersion, contentHash, shortKey, lastError, createdAt, updatedAt } =
    plan;
  return {
    key,
    entryKey,
    event: parseEntryKey(entryKey)?.kind ?? 'other',
    kind,
    ...(corrects === undefined ? {} : { corrects }),
    destination,
    state,
    ...(recordId === undefined ? {} : { recordId }),
    date,
    currency,
    total,
    description,
    sourceUpdatedAt,
    transformationVersion,
    contentHash,
    shortKey,
    ...(lastError === undefined ? {} : { lastError }),
    createdAt,
    updatedAt,
    lines: lines.map(({ logicalAccount, ledgerAccount, debit, credit, memo }, index) => ({
      logicalAccount,
      ledgerAccount,
      ...(debit === undefined ? { credit: credit as string } : { debit }),
      ...(memo === undefined ? {} : { memo }),
      ...(explanations[index] ? { explanation: explanations[index] } : {}),
    })),
    attempts: attempts.map(({ at, action, outcome, message }) => ({
      at,
      action,
      outcome,
      ...(message === undefined ? {} : { message }),
    })),
    ...(snapshot === undefined ? {} : { snapshot }),
    asked,
  };
};
