/** WooCommerce deliveries as a shop makes them, one of a kind each, and those that somebody else makes. */
import { signatureOf } from '../../shop/webhook-sender';

export interface Delivery {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Signer {
  readonly secret: string;
  readonly shopUrl: string;
  readonly topic?: string;
}

/** @param json of an order. @param n tells it from the others: the delivery id holds it. */
export const deliveryOf = (
  json: string,
  n: number | string,
  { secret, shopUrl, topic = 'order.updated' }: Signer,
): Delivery => {
  const [resource = '', event = ''] = topic.split('.');
  return {
    body: json,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'WooCommerce/10.0.2 Hookshot (WordPress/6.8.3)',
      'x-wc-webhook-source': `${shopUrl}/`,
      'x-wc-webhook-topic': topic,
      'x-wc-webhook-resource': resource,
      'x-wc-webhook-event': event,
      'x-wc-webhook-signature': signatureOf(json, secret),
      'x-wc-webhook-id': '7',
      'x-wc-webhook-delivery-id': `load-${n}`,
    },
  };
};

/** The same order under another id: its first `id` is its own. */
export const withOrderId = (json: string, id: number): string => json.replace(/"id":\d+/, `"id":${id}`);

export const withoutHeader = (delivery: Delivery, name: string): Delivery => ({
  ...delivery,
  headers: Object.fromEntries(Object.entries(delivery.headers).filter(([key]) => key !== name)),
});
