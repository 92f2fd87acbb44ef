/**
 * The trace store's port. It keeps records and compares-and-sets their states; what the states mean lives in
 * `posting` and `flows`. Embedded SQLite and PostgreSQL stand behind it; one contract suite runs over both.
 * All times are ISO instants in UTC given by the caller: the store has no clock, and looks at the caller's only to tell one
 * that was set back from a caller that stood still.
 */

import type {
  Actor,
  Attempt,
  AuditNote,
  AuditRow,
  Checkpoint,
  ExceptionComment,
  ExceptionQuery,
  ExceptionRow,
  ExceptionState,
  HeldClaims,
  Mark,
  ModeRef,
  NewDelivery,
  NewException,
  NewPlan,
  NewSummary,
  ObjectRef,
  OpenDay,
  PipelineRef,
  Plan,
  PlanQuery,
  PlanState,
  PlanTransition,
  PolicyRow,
  PostingMode,
  ReconciliationRow,
  RemapApproval,
  Snapshot,
  StagedMember,
  StagingRef,
  StoreMode,
  StoreRef,
  Summary,
  WorkCounts,
  WorkRow,
  WorkState,
  WorkTicket,
} from './records';

import type { Clock } from '../host';
import type { Retention } from './erasure';

export type * from './erasure';
export type * from './records';

/**
 * A claim and how long it lasts. Nothing is claimed when the clock, read again, is before `now` or after `leaseUntil`: it was
 * set back, or the caller stood still, and what looks free need not be.
 */
export interface Lease {
  readonly now: string;
  readonly leaseUntil: string;
  /** Names the claim: who claimed under it may settle. */
  readonly claim: string;
  readonly clock: Pick<Clock, 'now'>;
}

export interface TraceStore extends Retention {
  /** Remembers that a pipeline reads this store; deliveries mark the order due in each of them. Idempotent. */
  registerPipeline(pipeline: PipelineRef): Promise<void>;
  listPipelines(store?: Partial<StoreRef>): Promise<readonly PipelineRef[]>;

  /** Stores the delivery and marks its object due in every pipeline of the store, in one dbTransaction. */
  recordDelivery(delivery: NewDelivery): Promise<{ readonly seen: boolean }>;
  /** Counts a delivery that was refused, and tells whether it was the first of its hour for this reason. */
  countRefusedDelivery(
    store: StoreRef,
    reason: string,
    at: string,
  ): Promise<{ readonly firstOfHour: boolean }>;
  deliveryCounts(
    store: StoreRef,
    since?: string,
  ): Promise<{ accepted: number; repeated: number; refused: number; lastAt?: string }>;

  /** Marks rows due (revision + 1) in one pipeline and, when given, saves the checkpoint in the same dbTransaction. */
  markDue(
    pipeline: PipelineRef,
    stream: string,
    marks: readonly Mark[],
    at: string,
    checkpoint?: { readonly name: string; readonly value: string },
  ): Promise<void>;
  getCheckpoint(pipeline: PipelineRef, name: string): Promise<Checkpoint | undefined>;

  /**
   * Takes due rows (and claimed ones whose lease ran out) under a lease, oldest first. One that is claimed in another queue
   * of its kind, such as the backfill's, waits.
   */
  claimWork(
    pipeline: PipelineRef,
    stream: string,
    options: {
      readonly limit: number;
      readonly objectIds?: readonly string[];
    } & Lease,
  ): Promise<readonly WorkTicket[]>;
  /** Row is done unless its revision rose meanwhile: then it is due again. Open exceptions of the object are resolved. */
  completeWork(tickets: readonly WorkTicket[], actor: Actor): Promise<void>;
  /** Row waits for a change or a replay; its exceptions replace the earlier ones of that object. */
  holdWork(ticket: WorkTicket, exceptions: readonly NewException[], actor: Actor): Promise<void>;
  /**
   * Row is due again at `dueAt`, or dead when `dead`. With `blameless` (the whole shop or ledger was away) the try does
   * not count: an outage must not turn every order into a dead letter. `exceptions` are raised of those rows that are dead
   * now: one that changed meanwhile, or that another run took over, is not.
   */
  failWork(
    tickets: readonly WorkTicket[],
    failure: {
      readonly message: string;
      readonly dueAt: string;
      readonly dead: boolean;
      readonly blameless?: boolean;
      readonly exceptions?: readonly NewException[];
    },
    actor: Actor,
  ): Promise<void>;
  /** Makes held and dead (or any) rows of these objects due now. Returns how many. */
  replayWork(objects: readonly (ObjectRef & { readonly pipeline?: string })[], actor: Actor): Promise<number>;
  countWork(pipeline: PipelineRef): Promise<WorkCounts>;
  listWork(
    query: Partial<PipelineRef> & {
      readonly states?: readonly WorkState[];
      readonly objectId?: string;
      readonly limit?: number;
    },
  ): Promise<readonly WorkRow[]>;

  saveSnapshots(snapshots: readonly Snapshot[]): Promise<void>;
  getSnapshot(hash: string): Promise<Snapshot | undefined>;
  latestSnapshot(store: StoreRef, orderId: string): Promise<Snapshot | undefined>;

  /**
   * Reads all plans of these orders at the destination, lets `compute` (pure) say which new plans follow, and writes
   * those as `planned`: one dbTransaction, so that two workers never plan the same difference. Returns all plans of
   * these orders, the new ones included. `overtaken`: those tickets whose claim has ended, so that what their holder fetched
   * may be older than what another run has seen since.
   */
  planOrders(
    destination: string,
    orders: readonly {
      readonly platform: string;
      readonly storeId: string;
      readonly orderId: string;
      readonly ticket?: WorkTicket;
    }[],
    at: string,
    compute: (existing: readonly Plan[], overtaken: ReadonlySet<WorkTicket>) => readonly NewPlan[],
  ): Promise<readonly Plan[]>;
  /**
   * Claims plans that are in one of the states `from`; a plan that is `claimed` only when its lease ran out. Each claim
   * raises `attempts` by one. Returns the plans it got, as they are after the claim.
   */
  claimPlans(
    destination: string,
    keys: readonly string[],
    options: { readonly from: readonly PlanState[] } & Lease,
  ): Promise<readonly Plan[]>;
  /** Compare-and-set with attempts in the same dbTransaction. Returns the keys that moved. */
  movePlans(
    transitions: readonly PlanTransition[],
    attempts: readonly Attempt[],
    actor: Actor,
  ): Promise<readonly string[]>;
  getPlans(query: PlanQuery): Promise<readonly Plan[]>;
  /** All plans of a query in pages, by order id; bounded memory. */
  eachPlan(query: PlanQuery, pageSize: number): AsyncIterable<readonly Plan[]>;
  listAttempts(destination: string, planKeys: readonly string[]): Promise<readonly Attempt[]>;

  /**
   * Opens an exception or counts it again when the same one (object, pipeline, stage, code, plan) is open, or when it was
   * ignored and says still the same. One that says something else opens, and ends the ignoring.
   */
  raiseExceptions(exceptions: readonly NewException[], actor: Actor): Promise<void>;
  listExceptions(query: ExceptionQuery, limit?: number): Promise<readonly ExceptionRow[]>;
  /** A note also becomes a comment of its thread. Undefined when there is no such exception. */
  updateException(
    id: number,
    change: { readonly state?: ExceptionState; readonly owner?: string; readonly note?: string },
    actor: Actor,
  ): Promise<ExceptionRow | undefined>;
  /** False when there is no such exception. Audited. */
  commentException(id: number, text: string, actor: Actor): Promise<boolean>;
  /** Threads of these exceptions (at most a few hundred), oldest comment first. */
  listComments(exceptionIds: readonly number[]): Promise<readonly ExceptionComment[]>;

  /** Work and plans that are claimed under a claim that begins with these words; both are then ended under that claim. */
  listClaims(beginning: string): Promise<HeldClaims>;

  /** Modes of stores, by platform, store, destination and pipeline. */
  getModes(query: Partial<StoreRef & { readonly destination: string }>): Promise<readonly StoreMode[]>;
  /**
   * Sets a mode, and unless it is shadow makes the orders due that shadow mode only looked at, in this stream: one
   * dbTransaction, audited. Returns the mode before, and how many orders are due by it.
   */
  setMode(
    mode: ModeRef & { readonly mode: PostingMode; readonly reason: string },
    stream: string,
    actor: Actor,
  ): Promise<{ readonly before?: PostingMode; readonly ordersDue: number }>;
  /** Remembers orders that shadow mode completes without a trace. */
  rememberShadowed(
    destination: string,
    orders: readonly (StoreRef & { readonly pipeline?: string; readonly orderId: string })[],
    at: string,
  ): Promise<void>;
  countShadowed(ref: ModeRef): Promise<number>;

  /** Ids that a ledger gave to customers, items and the like, of those keys that are known. */
  getLookups(
    destination: string,
    kind: string,
    keys: readonly string[],
  ): Promise<ReadonlyMap<string, string>>;
  putLookups(destination: string, kind: string, ids: ReadonlyMap<string, string>): Promise<void>;
  forgetLookups(destination: string, kind: string, keys: readonly string[]): Promise<void>;

  /** Keeps the policies that post; one that is there already stays. */
  savePolicies(policies: readonly PolicyRow[], at: string): Promise<void>;
  /** Those whose hash begins with one of these (hex digits). */
  getPolicies(hashStarts: readonly string[]): Promise<readonly PolicyRow[]>;
  /** Later approvals of an order replace earlier ones. Audited. */
  approveRemap(approvals: readonly RemapApproval[], actor: Actor): Promise<void>;
  getRemapApprovals(
    destination: string,
    store: StoreRef,
    orderIds: readonly string[],
  ): Promise<readonly RemapApproval[]>;

  saveReconciliation(row: Omit<ReconciliationRow, 'id'>): Promise<void>;
  latestReconciliations(store?: Partial<StoreRef>): Promise<readonly ReconciliationRow[]>;

  listAudit(options: {
    readonly afterId?: number;
    readonly limit: number;
    readonly subject?: string;
  }): Promise<readonly AuditRow[]>;
  /** Walks the hash chain; gives the first broken row. */
  verifyAudit(): Promise<{ readonly rows: number; readonly brokenAt?: number }>;

  /** Those of the orders that have a plan at the destination, whatever its state. */
  ordersWithPlans(ref: StagingRef, orderIds: readonly string[]): Promise<readonly string[]>;
  /** Takes plans in: they wait until a summary takes them. A key that is there already stays as it is. */
  stageMembers(members: readonly StagedMember[], at: string): Promise<void>;
  /** Those of the plans that are staged, waiting or taken. */
  getMembers(destination: string, keys: readonly string[]): Promise<readonly StagedMember[]>;
  /** Days and currencies that have waiting plans, by day; of all ledgers together where none is named. */
  openDays(staging: StoreRef & Partial<StagingRef>): Promise<readonly OpenDay[]>;
  /** The waiting plans of these days, by order and key. */
  openMembers(staging: StagingRef, currency: string, days: readonly string[]): Promise<readonly Plan[]>;
  /**
   * Writes a summary, its plan (none when its members amount to nothing) and its membership in one dbTransaction. False, and
   * nothing is written, when the day has a summary already or another one took any of the members.
   */
  writeSummary(
    summary: NewSummary,
    memberKeys: readonly string[],
    plan: NewPlan | undefined,
    at: string,
  ): Promise<boolean>;
  /** By day. */
  getSummaries(
    query: Partial<StagingRef> & {
      readonly key?: string;
      readonly fromDay?: string;
      readonly toDay?: string;
    },
  ): Promise<readonly Summary[]>;
  /** Members of a summary by order and key, `limit` of them, after those of an earlier page. */
  listMembers(
    destination: string,
    summaryKey: string,
    page: { readonly limit: number; readonly after?: Pick<StagedMember, 'orderId' | 'key'> },
  ): Promise<readonly StagedMember[]>;

  /** Appends a row to the audit log, and changes nothing else. */
  noteInAudit(note: AuditNote, actor: Actor): Promise<void>;

  close(): Promise<void>;
}
