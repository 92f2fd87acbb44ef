/**
 * Delivery → verified → stored → the order is due in every pipeline of its shop. Nothing of the delivery's content is
 * believed but the order's id: what is posted is fetched afterwards.
 */
import { createHash } from 'node:crypto';
import type { CartSource, RawDelivery } from '../sources/cart-source';
import type { StoreRef } from '../store/trace-store';
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
  | { readonly outcome: 'unreadable'; readonly reason: string }
  /** Not looked into: answer 413, start nothing. */
  | { readonly outcome: 'oversized'; readonly reason: string };

type Declined = 'refused' | 'unreadable' | 'oversized';

/** Longest body in bytes. Orders of a thousand lines stay well below; reading more would hold all of n8n up. */
export const LARGEST_BODY = 4_000_000;
/** What nobody signed is looked into only when it is small: a cart that says hello sends a few words. */
const LARGEST_UNSIGNED = 64_000;

export const ingest = async (context: FlowContext, request: IngestRequest): Promise<IngestResult> => {
  const { source, storeId, pipeline, secret, delivery } = request;
  const store = { platform: source.platform, storeId };
  const receivedAt = context.clock.now().toISOString();
  const decline = async (outcome: Declined, reason: string): Promise<IngestResult> => {
    await countDeclined(context, store, reason, receivedAt);
    return { outcome, reason };
  };
  const size = delivery.rawBody.length;
  if (size > LARGEST_BODY) return await decline('oversized', 'body too large');
  const genuine = secret !== undefined && source.verify(delivery, secret);
  if (!genuine && size > LARGEST_UNSIGNED) return await decline('refused', whyNot(secret));
  const content = source.read(delivery);
  const expected = content.kind === 'ignored' && content.unsigned === true;
  if (!genuine && !expected) return await decline('refused', whyNot(secret));
  if (content.kind === 'ignored') {
    // The cart sends what nobody asked for: somebody should mend its webhooks, but failures would switch them off.
    if (!expected && !source.webhookTopics.includes(content.topic))
      await countDeclined(context, store, 'wrong topic', receivedAt);
    return { outcome: 'ignored', reason: content.reason };
  }
  if (content.kind === 'unreadable') return await decline('unreadable', content.reason);
  const { objectId, topic, about } = content;
  if (content.storeId !== undefined && content.storeId !== storeId)
    return await decline('refused', 'signed for another shop');
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

/** Whoever sends a million of them writes one counter an hour, and one row of the audit log. */
const countDeclined = async (
  context: FlowContext,
  store: StoreRef,
  reason: string,
  at: string,
): Promise<void> => {
  const { firstOfHour } = await context.store.countRefusedDelivery(store, reason, at);
  if (!firstOfHour) return;
  context.log.warn('webhook deliveries are refused; the next of this hour are only counted', {
    ...store,
    reason,
  });
  const subject = `${store.platform}:${store.storeId}`;
  const note = { action: 'delivery.refused', subject, detail: { reason } };
  await context.store.noteInAudit(note, { at, actor: context.actor });
};

const whyNot = (secret: string | undefined): string =>
  secret === undefined
    ? 'the webhook secret is not known; publish the workflow again'
    : 'bad or missing signature';
