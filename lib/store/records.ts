/** The records that the trace store keeps. All times are ISO instants in UTC; amounts are decimal strings. */

export type * from './desk-records';

// ── Pipelines and work ──────────────────────────────────────────────────────────────────────────────────────────

/** Names a store of a platform. */
export interface StoreRef {
  readonly platform: string;
  readonly storeId: string;
}

export interface ObjectRef extends StoreRef {
  /** Kind of record, such as `orders`. */
  readonly stream: string;
  readonly objectId: string;
}

export interface PipelineRef extends StoreRef {
  readonly pipeline: string;
}

export interface WorkTicket extends ObjectRef {
  readonly pipeline: string;
  /** Revision that was claimed: completion names it, so that a delivery in between keeps the row due. */
  readonly revision: number;
  /** Whose claim this is; a claim that ran out and was taken by another is not completed by the first. */
  readonly claim: string;
  readonly attempts: number;
}

export type WorkState = 'due' | 'claimed' | 'held' | 'dead' | 'done';

export interface WorkRow extends ObjectRef {
  readonly pipeline: string;
  readonly state: WorkState;
  readonly revision: number;
  readonly attempts: number;
  readonly dueAt: string;
  readonly dirtySince: string;
  readonly leaseUntil?: string;
  readonly lastError?: string;
}

/** `oldestDue`: since when the oldest row that is due or claimed has been dirty. */
export type WorkCounts = Readonly<Record<WorkState, number>> & { readonly oldestDue?: string };

export interface Mark {
  readonly objectId: string;
  readonly updatedAt?: string;
}

export interface NewDelivery extends StoreRef {
  readonly stream: string;
  readonly objectId: string;
  readonly topic: string;
  readonly deliveryId: string;
  /** SHA-256 of the raw body; with the delivery id it tells a repeat from another delivery. */
  readonly bodyHash: string;
  readonly receivedAt: string;
}

export interface Checkpoint {
  readonly value: string;
  readonly savedAt: string;
}

// ── Plans (= the trace) ─────────────────────────────────────────────────────────────────────────────────────────

export type PlanState = 'planned' | 'claimed' | 'posted' | 'rejected' | 'unconfirmed' | 'dead';

export interface NewPlan {
  /** Idempotency key: `<entry key>#<sequence>`. Unique for the destination. */
  readonly key: string;
  readonly shortKey: string;
  readonly entryKey: string;
  readonly sequence: number;
  readonly destination: string;
  readonly platform: string;
  readonly storeId: string;
  readonly orderId: string;
  readonly orderNumber: string;
  readonly sourceUpdatedAt: string;
  readonly transformationVersion: string;
  readonly snapshotHash: string;
  /** `entry` for the first, `delta` or `reversal` for what corrects it. */
  readonly kind: 'entry' | 'delta' | 'reversal';
  readonly corrects?: string;
  readonly date: string;
  readonly currency: string;
  /** Sum of the debits, decimal string. */
  readonly total: string;
  readonly contentHash: string;
  /** JSON of the LedgerDocument that is sent. */
  readonly document: string;
  /** JSON of the explanations, one a line of the document. */
  readonly explanations: string;
}

export interface Plan extends NewPlan {
  readonly state: PlanState;
  readonly attempts: number;
  readonly recordId?: string;
  readonly leaseUntil?: string;
  readonly claim?: string;
  readonly errorClass?: string;
  readonly lastError?: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface PlanTransition {
  readonly key: string;
  readonly destination: string;
  /** Compare: the transition happens only from one of these states (and, when given, under this claim). */
  readonly from: readonly PlanState[];
  readonly claim?: string;
  readonly to: PlanState;
  readonly recordId?: string;
  readonly errorClass?: string;
  readonly lastError?: string;
}

export interface Attempt {
  readonly planKey: string;
  readonly destination: string;
  readonly at: string;
  readonly action: 'send' | 'find' | 'read_back';
  readonly outcome: string;
  readonly message?: string;
}

export interface PlanQuery {
  readonly destination?: string;
  readonly platform?: string;
  readonly storeId?: string;
  readonly orderId?: string;
  /** Any of these orders (at most a few hundred): what reconciliation asks for a page of source orders. */
  readonly orderIds?: readonly string[];
  readonly states?: readonly PlanState[];
  readonly recordId?: string;
  readonly key?: string;
  /** Any of these plans (at most a few hundred). */
  readonly keys?: readonly string[];
  /** Accounting dates, inclusive. */
  readonly fromDate?: string;
  readonly toDate?: string;
}

// ── Reconciliations, audit ──────────────────────────────────────────────────────────────────────────────────────────

export interface Actor {
  readonly at: string;
  /** `workflow/execution` or a person; never a secret. */
  readonly actor: string;
}

export interface AuditRow extends Actor {
  readonly id: number;
  readonly action: string;
  readonly subject: string;
  readonly detail: string;
  readonly previousHash: string;
  readonly hash: string;
}

export interface ReconciliationRow {
  readonly id: number;
  readonly pipeline: string;
  readonly platform: string;
  readonly storeId: string;
  readonly destination: string;
  readonly at: string;
  readonly fromDate: string;
  readonly toDate: string;
  readonly breaks: number;
  /** JSON of the summary. */
  readonly summary: string;
}

export interface Snapshot {
  readonly hash: string;
  readonly platform: string;
  readonly storeId: string;
  readonly orderId: string;
  readonly sourceUpdatedAt: string;
  /** JSON of the canonical order, without personal data unless the user asked for it. */
  readonly order: string;
  /** When the buyer was taken out of it: then it is no longer what its hash says. */
  readonly erasedAt?: string;
}

// ── Daily summaries ─────────────────────────────────────────────────────────────────────────────────────────────

/** A store's plans for one ledger that go there by daily summaries. `destination` is where they are staged. */
export interface StagingRef extends StoreRef {
  readonly destination: string;
}

/** A plan that waits for a summary, or that one took. */
export interface StagedMember extends StagingRef {
  /** Key of the plan. */
  readonly key: string;
  readonly orderId: string;
  readonly orderNumber: string;
  /** Accounting date of the plan. */
  readonly day: string;
  readonly currency: string;
  /** Entry key of the summary; not there while the plan waits. */
  readonly summaryKey?: string;
}

export interface OpenDay {
  readonly day: string;
  readonly currency: string;
  readonly members: number;
  /** When the first of them was staged. */
  readonly oldestAt: string;
}

export interface NewSummary extends StagingRef {
  /** Entry key of its plans at the ledger. */
  readonly key: string;
  /** The day that it stands for; its plan may be dated later where that day is closed. */
  readonly day: string;
  readonly currency: string;
  readonly members: number;
  readonly orders: number;
}

export interface Summary extends NewSummary {
  readonly createdAt: string;
}

// ── Policies ────────────────────────────────────────────────────────────────────────────────────────────────────

/** A policy under which something was posted. */
export interface PolicyRow {
  /** SHA-256 in hex of its canonical JSON; the first 12 digits stand in transformation versions. */
  readonly hash: string;
  /** JSON, defaults filled in. */
  readonly policy: string;
}

/** A person's decision to move an order from the policy of its first plan to another one. */
export interface RemapApproval extends StoreRef {
  readonly destination: string;
  readonly orderId: string;
  readonly policyHash: string;
}

/** What is written to the audit log about something that changed nothing, such as a preview that a person was shown. */
export interface AuditNote {
  /** What was done, such as `remap.previewed`. */
  readonly action: string;
  readonly subject: string;
  readonly detail: Readonly<Record<string, unknown>>;
}
