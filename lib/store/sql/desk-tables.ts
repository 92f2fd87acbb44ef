/** The tables of what people look after, as Kysely sees them. */
import type { Generated } from 'kysely';
import type { ExceptionState, NewException, PostingMode } from '../trace-store';

export interface ExceptionTable {
  id: Generated<number>;
  pipeline: string;
  platform: string;
  store_id: string;
  stream: string;
  object_id: string;
  stage: NewException['stage'];
  code: string;
  message: string;
  pointer: string | null;
  destination: string | null;
  /** Empty when the exception is not about one plan: null would defeat the unique index. */
  plan_key: string;
  state: Exclude<ExceptionState, 'ignored'>;
  owner: string | null;
  note: string | null;
  opened_at: string;
  updated_at: string;
  seen: number;
  /** Of a resolved one: that it was ignored, and stays so while its cause is the same. */
  resolution: 'ignored' | null;
  day: string | null;
}

export interface ExceptionCommentTable {
  id: Generated<number>;
  exception_id: number;
  at: string;
  actor: string;
  comment_text: string;
}

export interface StoreModeTable {
  platform: string;
  store_id: string;
  pipeline: string;
  destination: string;
  mode: PostingMode;
  reason: string;
  at: string;
  actor: string;
}

export interface ShadowedOrderTable {
  platform: string;
  store_id: string;
  pipeline: string;
  destination: string;
  order_id: string;
  shadowed_at: string;
}
