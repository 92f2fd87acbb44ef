/** Every sort of delivery that must not be taken: what it is answered, and under which name it is counted. */
import { type Delivery, deliveryOf, type Signer, withoutHeader } from './deliveries';

export interface Unwelcome {
  readonly sort: string;
  readonly delivery: Delivery;
  readonly status: number;
  /** Undefined where n8n refuses it before it reaches the node. */
  readonly counted: { readonly kind: 'refused' | 'repeated'; readonly reason: string } | undefined;
}

/** More than the node takes, less than n8n does. */
const TOO_LONG = 4_100_000;

const refused = (reason: string): Unwelcome['counted'] => ({ kind: 'refused', reason });
const BAD_SIGNATURE = refused('bad or missing signature');

/** @param json of an order. @param accepted was taken before. */
export const unwelcomeDeliveries = (
  json: string,
  signer: Signer,
  accepted: Delivery,
): readonly Unwelcome[] => {
  const genuine = deliveryOf(json, 'unwelcome', signer);
  const forger = { ...signer, secret: 'another secret' };
  const neighbour = { secret: 'of another shop', shopUrl: 'https://other.example' };
  const sorts = {
    forged: [deliveryOf(json, 'forged', forger), 401, BAD_SIGNATURE],
    'changed on its way': [{ ...genuine, body: json.replace('"id":', '"id":9') }, 401, BAD_SIGNATURE],
    unsigned: [withoutHeader(genuine, 'x-wc-webhook-signature'), 401, BAD_SIGNATURE],
    'of another shop': [deliveryOf(json, 'neighbour', neighbour), 401, BAD_SIGNATURE],
    replayed: [accepted, 200, { kind: 'repeated', reason: '' }],
    oversized: [
      deliveryOf(`{"id":1,"note":"${'x'.repeat(TOO_LONG)}"}`, 'long', signer),
      413,
      refused('body too large'),
    ],
    'without an order': [
      deliveryOf('{"number":"1"}', 'no-id', signer),
      400,
      refused('The body of order.updated holds no order id.'),
    ],
    'no JSON at all': [deliveryOf('{"id":', 'no-json', signer), 422, undefined],
    'of another topic': [
      deliveryOf(json, 'topic', { ...signer, topic: 'product.updated' }),
      200,
      refused('wrong topic'),
    ],
  } satisfies Record<string, readonly [Delivery, number, Unwelcome['counted']]>;
  return Object.entries(sorts).map(([sort, [delivery, status, counted]]) => ({
    sort,
    delivery,
    status,
    counted,
  }));
};
