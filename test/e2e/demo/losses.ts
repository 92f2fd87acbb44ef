import type { Shop } from '../../shop/shop-server';
import type { DeliveryCounts } from '../../shop/webhook-sender';

export interface Losses extends DeliveryCounts {
  readonly sentence: string;
}

/** What became of the shop's webhook deliveries. */
export const lossOf = ({ deliveries }: Pick<Shop, 'deliveries'>): Losses => {
  const { sent, dropped, repeated, delayed, refused } = deliveries;
  const sentence = `Webhooks: ${sent} sent (${repeated} of them a second time), ${dropped} lost, ${delayed} late, ${refused} not taken.`;
  return { ...deliveries, sentence };
};
