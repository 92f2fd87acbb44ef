/** Small records for the store's contract. */
import type { Actor, NewException, NewPlan, PipelineRef, WorkTicket } from '../../lib/store/trace-store';

export const PIPELINE: PipelineRef = { pipeline: 'main', platform: 'woocommerce', storeId: 'shop.example' };
export const STORE = { platform: 'woocommerce', storeId: 'shop.example' };
export const STREAM = 'orders';
export const DESTINATION = 'book:main';

/** The n-th minute of a morning: times sort as text. */
export const at = (minute: number): string => new Date(Date.UTC(2026, 2, 1, 8, minute)).toISOString();

export const actor = (minute: number, name = 'workflow/1'): Actor => ({ at: at(minute), actor: name });

export const delivery = (
  objectId: string,
  deliveryId: string,
  minute: number,
  bodyHash = `hash-${objectId}`,
) => ({
  ...STORE,
  stream: STREAM,
  objectId,
  topic: 'order.updated',
  deliveryId,
  bodyHash,
  receivedAt: at(minute),
});

/** A clock that stands still, that many minutes after the samples' beginning. */
export const clockAt = (minute: number) => ({ now: () => new Date(at(minute)) });

export const lease = (
  minute: number,
  claim: string,
  options: { limit?: number; objectIds?: readonly string[] } = {},
) => ({
  limit: 100,
  now: at(minute),
  leaseUntil: at(minute + 10),
  claim,
  clock: clockAt(minute),
  ...options,
});

export const exceptionOf = (
  ticket: Pick<WorkTicket, 'pipeline' | 'stream' | 'objectId'>,
  code: string,
): NewException => ({
  ...STORE,
  pipeline: ticket.pipeline,
  stream: ticket.stream,
  objectId: ticket.objectId,
  stage: 'map',
  code,
  message: `order ${ticket.objectId}: ${code}`,
  pointer: '/total',
});

export const planOf = (orderId: string, sequence = 1, kind = 'sale'): NewPlan => {
  const entryKey = `woocommerce:shop.example:${orderId}:${kind}:1`;
  return {
    key: `${entryKey}#${sequence}`,
    shortKey: `s${orderId}${kind}${sequence}`,
    entryKey,
    sequence,
    destination: DESTINATION,
    ...STORE,
    orderId,
    orderNumber: `N${orderId}`,
    sourceUpdatedAt: at(0),
    transformationVersion: 'v1',
    snapshotHash: `snapshot-${orderId}`,
    kind: sequence === 1 ? 'entry' : 'delta',
    ...(sequence === 1 ? {} : { corrects: `${entryKey}#${sequence - 1}` }),
    date: '2026-03-01',
    currency: 'EUR',
    total: '12.34',
    contentHash: `content-${orderId}-${sequence}`,
    document: JSON.stringify({ key: `${entryKey}#${sequence}`, note: "O'Brien \u0000 ¥" }),
    explanations: '[]',
  };
};

export const order = (orderId: string) => ({ ...STORE, orderId });
