/** What people look after: exceptions, what is said about them, and how far each store is trusted. */
import type { Actor, StoreRef, WorkTicket } from './records';

/** ignored: ended by a person although its cause lasts; the same cause does not open it again, another one does. */
export type ExceptionState = 'open' | 'held' | 'resolved' | 'ignored';

export interface NewException {
  readonly pipeline: string;
  readonly platform: string;
  readonly storeId: string;
  readonly stream: string;
  readonly objectId: string;
  readonly stage: 'fetch' | 'map' | 'post' | 'reconcile';
  readonly code: string;
  readonly message: string;
  readonly pointer?: string;
  readonly destination?: string;
  readonly planKey?: string;
  /** Accounting day of the ledger's record, of a break that is seen only in a reconciliation of that day. */
  readonly day?: string;
}

export interface ExceptionRow extends NewException {
  readonly id: number;
  readonly state: ExceptionState;
  readonly owner?: string;
  readonly note?: string;
  readonly openedAt: string;
  readonly updatedAt: string;
  readonly seen: number;
}

/** What somebody said about an exception; the thread is kept, nothing in it is overwritten. */
export interface ExceptionComment extends Actor {
  readonly exceptionId: number;
  readonly text: string;
}

export interface ExceptionQuery {
  readonly states?: readonly ExceptionState[];
  readonly platform?: string;
  readonly storeId?: string;
  readonly pipeline?: string;
  readonly objectId?: string;
  readonly code?: string;
  readonly ids?: readonly number[];
}

/** shadow: say what would be posted. hold: write the plans, send nothing. live: post. */
export type PostingMode = 'shadow' | 'hold' | 'live';

/** From a store to a ledger. Without a pipeline: every pipeline of the store that has no mode of its own. */
export interface ModeRef extends StoreRef {
  readonly destination: string;
  readonly pipeline?: string;
}

export interface StoreMode extends ModeRef, Actor {
  readonly mode: PostingMode;
  readonly reason: string;
}

/** What an execution holds under claims that name it. */
export interface HeldClaims {
  readonly work: readonly WorkTicket[];
  readonly plans: readonly (StoreRef & {
    readonly destination: string;
    readonly key: string;
    readonly claim: string;
    readonly orderId: string;
    readonly orderNumber: string;
  })[];
}
