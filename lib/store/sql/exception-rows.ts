/** An exception as its row, and back. */
import { sql } from 'kysely';
import type { ExceptionRow, NewException } from '../trace-store';
import { compound } from './batch';
import type { ExceptionTable } from './desk-tables';

export type StoredException = {
  readonly [Column in keyof ExceptionTable]: Column extends 'id' ? number : ExceptionTable[Column];
};

/** A literal, so that the database can tell that the partial index serves. */
export const unresolved = sql<boolean>`state <> 'resolved'`;
export const ignored = sql<boolean>`resolution = 'ignored'`;

export const causeOf = (e: NewException): string =>
  compound(e.pipeline, e.platform, e.storeId, e.stream, e.objectId, e.stage, e.code, e.planKey ?? '');

export const newRow = (e: NewException, at: string) => ({
  pipeline: e.pipeline,
  platform: e.platform,
  store_id: e.storeId,
  stream: e.stream,
  object_id: e.objectId,
  stage: e.stage,
  code: e.code,
  message: e.message,
  pointer: e.pointer ?? null,
  destination: e.destination ?? null,
  plan_key: e.planKey ?? '',
  state: 'open' as const,
  opened_at: at,
  updated_at: at,
  seen: 1,
  day: e.day ?? null,
});

export const rowOf = (row: StoredException): ExceptionRow => ({
  id: row.id,
  pipeline: row.pipeline,
  platform: row.platform,
  storeId: row.store_id,
  stream: row.stream,
  objectId: row.object_id,
  stage: row.stage,
  code: row.code,
  message: row.message,
  pointer: row.pointer ?? undefined,
  destination: row.destination ?? undefined,
  planKey: row.plan_key === '' ? undefined : row.plan_key,
  day: row.day ?? undefined,
  state: row.resolution ?? row.state,
  owner: row.owner ?? undefined,
  note: row.note ?? undefined,
  openedAt: row.opened_at,
  updatedAt: row.updated_at,
  seen: row.seen,
});
