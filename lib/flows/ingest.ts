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

/** Longest body in bytes. Orders of a thousand lines stay well below; reading more would hold all of n8n up. */
export const LARGEST_BODY = 4_000_000;
/** What nobody signed is looked into only when it is small: a cart that says hello sends a few words. */
const LARGEST_UNSIGNED = 64_000;

export const ingest = async (context: FlowContext, request: IngestRequest): Promise<IngestResult> => {
  const { source, storeId, pipeline, secret, delivery } = request;
  const store = { platform: source.platform, storeId };
  const receivedAt = context.clock.now().toISOString();
  const refuse = async (reason: string): Promise<IngestResult> => {
    await context.store.countRefusedDelivery(store, reason, receivedAt);
    context.log.warn('webhook delivery refused', { ...store, reason });
    return { outcome: 'refused', reason };
  };
  const size = delivery.rawBody.length;
  if (size > LARGEST_BODY) return await refuse('body too large');
  const genuine = secret !== undefined && source.verify(delivery, secret);
  if (!genuine && size > LARGEST_UNSIGNED) return await refuse(whyNot(secret));
  const content = source.read(delivery);
  if (content.kind === 'ignored') return { outcome: 'ignored', reason: content.reason };
  if (!genuine) return await refuse(whyNot(secret));
  if (content.kind === 'unreadable') {
    await context.store.countRefusedDelivery(store, content.reason, receivedAt);
    return { outcome: 'unreadable', reason: content.reason };
  }
  const { objectId, topic, about } = content;
  if (content.storeId !== undefined && content.storeId !== storeId)
    return await refuse('signed for another shop');
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

const whyNot = (secret: string | undefined): string =>
  secret === undefined
    ? 'the webhook secret is not known; publish the workflow again'
    : 'bad or missing signature';
