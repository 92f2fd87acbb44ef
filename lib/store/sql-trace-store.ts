/**
 * The trace store over SQL, one function a method, for whichever database Kysely speaks to. Every method that writes is
 * one dbTransaction: a process that dies leaves all of it or nothing.
 */
import type { TraceStore } from './trace-store';
import { listAudit, noteInAudit, verifyAudit } from './sql/audit';
import { type BookTables, bookTables } from './sql/book';
import type { Db } from './sql/database';
import { countRefusedDelivery, deliveryCounts, recordDelivery } from './sql/deliveries';
import { listExceptions, raiseExceptions, updateException } from './sql/exceptions';
import { forgetLookups, getLookups, putLookups } from './sql/lookups';
import { claimPlans, listAttempts, movePlans } from './sql/plan-moves';
import { eachPlan, getPlans, ordersWithPlans, planOrders } from './sql/plans';
import { approveRemap, getPolicies, getRemapApprovals, savePolicies } from './sql/policies';
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
  ...bookTables(db),
  close: () => db.destroy(),
});
