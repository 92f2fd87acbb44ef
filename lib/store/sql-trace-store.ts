/**
 * The trace store over SQL, one function a method, for whichever database Kysely speaks to. Every method that writes is
 * one dbTransaction: a process that dies leaves all of it or nothing.
 */
import type { RateBudgets } from './rate-budgets';
import type { TraceStore } from './trace-store';
import { listAudit, noteInAudit, verifyAudit } from './sql/audit';
import { type BookTables, bookTables } from './sql/book';
import { listClaims } from './sql/claims';
import type { Db } from './sql/database';
import { countRefusedDelivery, deliveryCounts, recordDelivery } from './sql/deliveries';
import { commentException, listComments, listExceptions, updateException } from './sql/exception-desk';
import { countPersonalData, erasePersonalData } from './sql/erase';
import { raiseExceptions } from './sql/exceptions';
import { findBuyer } from './sql/find-buyer';
import { forgetLookups, getLookups, putLookups } from './sql/lookups';
import { countShadowed, getModes, rememberShadowed, setMode } from './sql/modes';
import { claimPlans, listAttempts, movePlans } from './sql/plan-moves';
import { eachPlan, getPlans, ordersWithPlans, planOrders } from './sql/plans';
import { approveRemap, getPolicies, getRemapApprovals, savePolicies } from './sql/policies';
import { pruneStore } from './sql/prune';
import { getCheckpoint, listPipelines, markDue, registerPipeline } from './sql/queue';
import { latestReconciliations, saveReconciliation } from './sql/reconciliations';
import { completeWork, failWork, holdWork } from './sql/settle';
import { getSnapshot, latestSnapshot, saveSnapshots } from './sql/snapshots';
import {
  getMembers,
  getSummaries,
  listMembers,
  openDays,
  openMembers,
  stageMembers,
  writeSummary,
} from './sql/summaries';
import { claimWork, countWork, listWork, replayWork } from './sql/work';

/** The trace store and, in the same database, what the built-in book keeps. */
export type SqlTraceStore = TraceStore & BookTables;

/** With the rate limits that those who share the store share. */
export type OpenedStore = SqlTraceStore & { readonly budgets: RateBudgets };

/** The database is migrated; closing the store closes it. */
export const sqlTraceStore = (db: Db): SqlTraceStore => ({
  registerPipeline: (pipeline) => registerPipeline(db, pipeline),
  listPipelines: (store) => listPipelines(db, store),
  recordDelivery: (delivery) => recordDelivery(db, delivery),
  countRefusedDelivery: (store, reason, at) => countRefusedDelivery(db, store, reason, at),
  deliveryCounts: (store, since) => deliveryCounts(db, store, since),
  markDue: (pipeline, stream, marks, at, checkpoint) => markDue(db, pipeline, stream, marks, at, checkpoint),
  getCheckpoint: (pipeline, name) => getCheckpoint(db, pipeline, name),
  claimWork: (pipeline, stream, options) => claimWork(db, pipeline, stream, options),
  completeWork: (tickets, actor) => completeWork(db, tickets, actor),
  holdWork: (ticket, exceptions, actor) => holdWork(db, ticket, exceptions, actor),
  failWork: (tickets, failure, actor) => failWork(db, tickets, failure, actor),
  replayWork: (objects, actor) => replayWork(db, objects, actor),
  countWork: (pipeline) => countWork(db, pipeline),
  listWork: (query) => listWork(db, query),
  saveSnapshots: (snapshots) => saveSnapshots(db, snapshots),
  getSnapshot: (hash) => getSnapshot(db, hash),
  latestSnapshot: (store, orderId) => latestSnapshot(db, store, orderId),
  planOrders: (destination, orders, at, compute) => planOrders(db, destination, orders, at, compute),
  claimPlans: (destination, keys, options) => claimPlans(db, destination, keys, options),
  movePlans: (transitions, attempts, actor) => movePlans(db, transitions, attempts, actor),
  getPlans: (query) => getPlans(db, query),
  eachPlan: (query, pageSize) => eachPlan(db, query, pageSize),
  listAttempts: (destination, planKeys) => listAttempts(db, destination, planKeys),
  raiseExceptions: (exceptions, actor) => raiseExceptions(db, exceptions, actor),
  listExceptions: (query, limit) => listExceptions(db, query, limit),
  updateException: (id, change, actor) => updateException(db, id, change, actor),
  commentException: (id, text, actor) => commentException(db, id, text, actor),
  listComments: (exceptionIds) => listComments(db, exceptionIds),
  listClaims: (beginning) => listClaims(db, beginning),
  getModes: (query) => getModes(db, query),
  setMode: (mode, stream, actor) => setMode(db, mode, stream, actor),
  rememberShadowed: (destination, orders, at) => rememberShadowed(db, destination, orders, at),
  countShadowed: (ref) => countShadowed(db, ref),
  saveReconciliation: (row) => saveReconciliation(db, row),
  latestReconciliations: (store) => latestReconciliations(db, store),
  getLookups: (destination, kind, keys) => getLookups(db, destination, kind, keys),
  putLookups: (destination, kind, ids) => putLookups(db, destination, kind, ids),
  forgetLookups: (destination, kind, keys) => forgetLookups(db, destination, kind, keys),
  savePolicies: (policies, at) => savePolicies(db, policies, at),
  getPolicies: (hashStarts) => getPolicies(db, hashStarts),
  approveRemap: (approvals, actor) => approveRemap(db, approvals, actor),
  getRemapApprovals: (destination, store, orderIds) => getRemapApprovals(db, destination, store, orderIds),
  listAudit: (options) => listAudit(db, options),
  verifyAudit: () => verifyAudit(db),
  ordersWithPlans: (ref, orderIds) => ordersWithPlans(db, ref, orderIds),
  stageMembers: (members, at) => stageMembers(db, members, at),
  getMembers: (destination, keys) => getMembers(db, destination, keys),
  openDays: (staging) => openDays(db, staging),
  openMembers: (staging, currency, days) => openMembers(db, staging, currency, days),
  writeSummary: (summary, memberKeys, plan, at) => writeSummary(db, summary, memberKeys, plan, at),
  getSummaries: (query) => getSummaries(db, query),
  listMembers: (destination, summaryKey, page) => listMembers(db, destination, summaryKey, page),
  noteInAudit: (note, actor) => noteInAudit(db, note, actor),
  findBuyer: (store, query) => findBuyer(db, store, query),
  erasePersonalData: (store, trail, actor) => erasePersonalData(db, store, trail, actor),
  countPersonalData: (store, trail) => countPersonalData(db, store, trail),
  pruneStore: (store, before, limit) => pruneStore(db, store, before, limit),
  ...bookTables(db),
  close: () => db.destroy(),
});
