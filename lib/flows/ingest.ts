/**
 * Delivery → verified → stored → the order is due in every pipeline of its shop. Nothing of the delivery's content is
 * believed but the order's id: what is posted is fetched afterwards.
 */
import { createHash } from 'node:crypto';
import type { CartSource, RawDelivery } from '../sources/cart-source';
import { type FlowContext, LIVE_STREAM } from './flow-context';

export interface IngestRequest {
  readonly source: CartSource;
  readonly storeId: string;
  readonly pipeline: string;
  /** The webhook's secret; undefined when it was lost, and then nothing can be verified. */
  readonly secret: string | undefined;
  readonly delivery: RawDelivery;
}

export type IngestResult =
  | {
      readonly outcome: 'accepted' | 'repeated';
      readonly objectId: string;
      readonly topic: string;
      readonly deliveryId: string;
      readonly receivedAt: string;
      readonly about?: Readonly<Record<string, string>>;
    }
  | { readonly outcome: 'ignored'; readonly reason: string }
  /** Answer 401, start nothing. */
  | { readonly outcome: 'refused'; readonly reason: string }
  /** Signed, but not what the cart documents: answer 400, start nothing. */
  | { readonly outcome: 'unreadable'; readonly reason: string };

export const ingest = async (context: FlowContext, request: IngestRequest): Promise<IngestResult> => {
  const { source, storeId, pipeline, secret, delivery } = request;
  const store = { platform: source.platform, storeId };
  const receivedAt = context.clock.now().toISOString();
  const content = source.read(delivery);
  if (content.kind === 'ignored') return { outcome: 'ignored', reason: content.reason };
  if (secret === undefined || !source.verify(delivery, secret)) {
    const reason =
      secret === undefined
        ? 'the webhook secret is not known; publish the workflow again'
        : 'bad or missing signature';
    await context.store.countRefusedDelivery(store, reason, receivedAt);
    context.log.warn('webhook delivery refused', { ...store, reason });
    return { outcome: 'refused', reason };
  }
  if (content.kind === 'unreadable') {
    await context.store.countRefusedDelivery(store, content.reason, receivedAt);
    return { outcome: 'unreadable', reason: content.reason };
  }
  const { objectId, topic, about } = content;
  if (content.storeId !== undefined && content.storeId !== storeId) {
    const reason = 'signed for another shop';
    await context.store.countRefusedDelivery(store, reason, receivedAt);
    return { outcome: 'refused', reason };
  }
  const bodyHash = createHash('sha256').update(delivery.rawBody).digest('hex');
  const deliveryId = content.deliveryId || bodyHash;
  await context.store.registerPipeline({ ...store, pipeline });
  const { seen } = await context.store.recordDelivery({
    ...store,
    stream: LIVE_STREAM,
    objectId,
    topic,
    deliveryId,
    bodyHash,
    receivedAt,
  });
  const delivered = { objectId, topic, deliveryId, receivedAt, ...(about === undefined ? {} : { about }) };
  return { outcome: seen ? 'repeated' : 'accepted', ...delivered };
};
