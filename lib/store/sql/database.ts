/**
 * The tables as Kysely sees them. Columns are TEXT or INTEGER on every database: times are ISO instants in UTC, money is
 * a decimal string (TEXT) or, in the book's lines, an integer of minor units that is written as bigint and read as text.
 */
import type { ColumnType, Generated, Kysely, Transaction } from 'kysely';
import type { NewPlan, PlanState, WorkState } from '../trace-store';
import type {
  ExceptionCommentTable,
  ExceptionTable,
  ShadowedOrderTable,
  StoreModeTable,
} from './desk-tables';
import type { ErasedOrderTable, ErasedSnapshotTable } from './erasure-tables';

/** Written as bigint, summed by the database, and only ever read back through `cast(… as text)`. */
type MinorUnits = ColumnType<never, bigint | null, never>;

export interface PipelineTable {
  pipeline: string;
  platform: string;
  store_id: string;
}

export interface WorkTable extends PipelineTable {
  stream: string;
  object_id: string;
  state: WorkState;
  revision: number;
  attempts: number;
  due_at: string;
  /** When a claim may take the row: `due_at` while due, `lease_until` while claimed, else null. */
  ready_at: string | null;
  dirty_since: string;
  /** Time of the latest mark; what a row is dirty since when a change came in during a claim. */
  marked_at: string;
  lease_until: string | null;
  claim: string | null;
  last_error: string | null;
}

export interface LookupTable {
  destination: string;
  kind: string;
  lookup_key: string;
  ledger_id: string;
}

export interface PolicyTable {
  policy_hash: string;
  policy_json: string;
  first_seen: string;
}

export interface RemapApprovalTable {
  destination: string;
  platform: string;
  store_id: string;
  order_id: string;
  policy_hash: string;
  approved_at: string;
  actor: string;
}

export interface CheckpointTable extends PipelineTable {
  name: string;
  value: string;
  saved_at: string;
}

export interface DeliveryTable {
  platform: string;
  store_id: string;
  delivery_id: string;
  body_hash: string;
  stream: string;
  object_id: string;
  topic: string;
  received_at: string;
}

/** Deliveries that are counted, not kept: a flood of forged ones must not fill the disk. One row an hour and reason. */
export interface DeliveryCountTable {
  platform: string;
  store_id: string;
  kind: 'repeated' | 'refused';
  reason: string;
  hour: string;
  count: number;
  last_at: string;
}

export interface SnapshotTable {
  id: Generated<number>;
  hash: string;
  platform: string;
  store_id: string;
  order_id: string;
  source_updated_at: string;
  order_json: string;
}

export interface PlanTable {
  destination: string;
  plan_key: string;
  short_key: string;
  entry_key: string;
  sequence: number;
  platform: string;
  store_id: string;
  order_id: string;
  order_number: string;
  source_updated_at: string;
  transformation_version: string;
  snapshot_hash: string;
  kind: NewPlan['kind'];
  corrects: string | null;
  date: string;
  currency: string;
  total: string;
  content_hash: string;
  state: PlanState;
  attempts: number;
  record_id: string | null;
  lease_until: string | null;
  claim: string | null;
  error_class: string | null;
  last_error: string | null;
  created_at: string;
  updated_at: string;
}

/** What a plan says, fixed for ever; kept apart because the plan's own row is rewritten with every change of state. */
export interface PlanDocumentTable {
  destination: string;
  plan_key: string;
  document: string;
  explanations: string;
}

export interface AttemptTable {
  id: Generated<number>;
  destination: string;
  plan_key: string;
  at: string;
  action: 'send' | 'find' | 'read_back';
  outcome: string;
  message: string | null;
}

export interface ReconciliationTable {
  id: Generated<number>;
  pipeline: string;
  platform: string;
  store_id: string;
  destination: string;
  at: string;
  from_date: string;
  to_date: string;
  breaks: number;
  summary: string;
}

export interface AuditTable {
  id: number;
  at: string;
  actor: string;
  action: string;
  subject: string;
  detail: string;
  previous_hash: string;
  hash: string;
}

/** One row: the end of the audit chain. Writers take turns on it, and a cut-off end shows. */
export interface AuditHeadTable {
  one: number;
  last_id: number;
  hash: string;
}

export interface BookTable {
  book_id: string;
  lock_date: string | null;
  /** Number of the latest entry; raised in the dbTransaction that writes it, so that numbers have no gaps. */
  last_entry: number;
}

export interface BookAccountTable {
  book_id: string;
  id: string;
  name: string;
  type: 'asset' | 'liability' | 'equity' | 'income' | 'expense';
  opened_at: string;
}

export interface BookEntryTable {
  book_id: string;
  entry_number: number;
  entry_key: string;
  content_hash: string;
  kind: string;
  date: string;
  currency: string;
  description: string;
  corrects: string | null;
  platform: string;
  store_id: string;
  order_id: string;
  order_number: string;
  created_at: string;
}

export interface BookLineTable {
  book_id: string;
  entry_number: number;
  line_number: number;
  ledger_account: string;
  logical_account: string;
  /** Date and currency of the entry, repeated so that balances need no join. */
  date: string;
  currency: string;
  debit_minor: MinorUnits;
  credit_minor: MinorUnits;
  memo: string | null;
  /** JSON object of names and values. */
  dimensions: string | null;
}

export interface SummaryTable {
  /** Where its members are staged. */
  destination: string;
  summary_key: string;
  platform: string;
  store_id: string;
  day: string;
  currency: string;
  members: number;
  orders: number;
  created_at: string;
}

export interface SummaryMemberTable {
  destination: string;
  member_key: string;
  platform: string;
  store_id: string;
  order_id: string;
  order_number: string;
  day: string;
  currency: string;
  /** Null while it waits. */
  summary_key: string | null;
  staged_at: string;
}

export interface Database {
  pipelines: PipelineTable;
  work: WorkTable;
  checkpoints: CheckpointTable;
  deliveries: DeliveryTable;
  delivery_counts: DeliveryCountTable;
  snapshots: SnapshotTable;
  erased_orders: ErasedOrderTable;
  erased_snapshots: ErasedSnapshotTable;
  ledger_lookups: LookupTable;
  policies: PolicyTable;
  remap_approvals: RemapApprovalTable;
  plans: PlanTable;
  plan_documents: PlanDocumentTable;
  attempts: AttemptTable;
  exceptions: ExceptionTable;
  exception_comments: ExceptionCommentTable;
  store_modes: StoreModeTable;
  shadowed_orders: ShadowedOrderTable;
  reconciliations: ReconciliationTable;
  summaries: SummaryTable;
  summary_members: SummaryMemberTable;
  audit: AuditTable;
  audit_head: AuditHeadTable;
  books: BookTable;
  book_accounts: BookAccountTable;
  book_entries: BookEntryTable;
  book_lines: BookLineTable;
}

/** Anything that runs a query. */
export type Db = Kysely<Database>;
/** Functions that take this are one part of a larger dbTransaction. */
export type Tx = Transaction<Database>;
