/**
 * The library as the nodes see it, and the one entry of its bundle. Registries for the menus, schemas for the forms,
 * flows for the work; what is not named here is nobody's business outside lib/.
 */
export { toJSONSchema } from 'zod/v4';

// What we ask of the outside
export type { Clock, CredentialType, Download, HttpRequest, HttpResponse, HttpSend, Log } from './host';
export type { Problem } from './commerce/problem';
export { orderSchema, type Order } from './commerce/order';

// Registries: what there is to choose from
export { findSource, SOURCES } from './sources';
export { type CartSource, type Connection, type ListQuery, SourceError } from './sources/cart-source';
export { demandSecure, readShopUrl } from './sources/shop-url';
export { DESTINATIONS, findDestination } from './destinations';
export { PASSWORD_PLACEHOLDER as ODOO_PASSWORD_PLACEHOLDER } from './destinations/odoo/json-rpc';
export { ledgerUrl } from './destinations/ledger-url';
export type { DestinationKind, LookupCache } from './destinations/destination-kind';
export { lookupCache, lookupScope } from './flows/lookup-cache';
export type { LedgerAccount, LedgerDestination } from './destinations/ledger-destination';
export { type Book, createBook, EXPORT_FORMATS, type ExportFormat } from './destinations/book';
export { CHART } from './accounting/chart';
export { cleanText } from './accounting/clean-text';
export { accountMapping, type AccountRule } from './posting/account-mapping';

// Policy
export { type Policy, policySchema } from './policy/policy';
export { parsePolicy } from './policy/parse-policy';
export { PRESETS, type Preset } from './policy/presets';
export type { Target } from './policy/target';
export { type Certificate, certificateOf, certificateTable } from './policy/certificate';

// The trace store
export { openSqliteStore as openTraceStore } from './store/sqlite';
export { checkPostgres, openPostgresStore } from './store/postgres';
export { POSTGRES_DEFAULTS, type PostgresLogin, postgresLoginOf } from './store/postgres-login';
export type { Lane } from './store/rate-budgets';
export { StoreError } from './store/store-error';
export type { ExceptionState, PostingMode, TraceStore } from './store/trace-store';

// Flows
export { laneOf, pacedSend } from './flows/paced-send';
export type {
  FlowContext,
  HeldItem,
  OrderItem,
  PostedItem,
  PostingRoute,
  Route,
  TargetItem,
} from './flows/flow-context';
export { ingest, type IngestResult } from './flows/ingest';
export { backfill, sweep } from './flows/sweep';
export { fetchDue, fetchOrders, type FetchResult, holdItem, listOrders } from './flows/fetch-due';
export { mapItem } from './flows/map-orders';
export type { Approval } from './flows/approve-plans';
export { approveByOutput } from './flows/post-by-output';
export { type ModeChoice, postByMode, postSummariesByMode } from './flows/post-by-mode';
export { listModes, setMode } from './flows/modes';
export { listWaitingPlans } from './flows/waiting-plans';
export type { SummaryRequest, SummaryResult } from './flows/summary-result';
export { removeWebhooks, repairWebhooks, webhooksExist } from './flows/webhooks';
export { replayBreaks } from './flows/reconcile';
export { reconcileLedger } from './flows/reconcile-ledger';
export type { Break } from './reconcile/break';
export { traceOrder, type TraceQuery } from './flows/trace';
export { changeException, type ExceptionChange } from './flows/exceptions';
export {
  DESKS,
  EXCEPTION_TYPES,
  type ExceptionType,
  SEVERITIES,
  type Severity,
} from './flows/exception-types';
export { type ExceptionFilter, getException, listExceptions } from './flows/list-exceptions';
export { markFailed } from './flows/mark-failed';
export { type ReplayCount, replayExceptions } from './flows/replay-exceptions';
export { health } from './flows/health';
export { HEALTH_DEFAULTS } from './monitor/store-health';
export { approveRemap, type RemapDecision, type RemapRequest } from './flows/approve-remap';
export { previewRemap, remapAbilities, type RemapQuery } from './flows/remap';
export { AUDIT_FORMATS, type AuditFormat, exportAudit } from './flows/export-audit';
export { erasePersonalData, pruneStore } from './flows/erase';
export { listAudit, type ListedAudit, verifyAudit } from './flows/audit';
export { accountRegister, exportBook, lockBook, openLedgerAccount, trialBalance } from './flows/book-reports';
