/** Trade in bouts: some steps of the scenario, then the webhooks that they caused, as well or as badly as wanted. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '../../shop/shop-faults';
import type { Shop } from '../../shop/shop-server';
import type { DeliveryPolicy } from '../../shop/webhook-sender';

/** A third of the deliveries lost, a fifth sent twice, the rest late and in any order. */
export const LOSSY: DeliveryPolicy = { drop: 0.3, repeat: 0.2, delay: 0.2, shuffle: true };
export const LOSSLESS: DeliveryPolicy = {};

/** What the shop's API does to those who ask it while trade goes on: all of it passes by itself. */
export const STUMBLES: readonly Fault[] = [
  { kind: 'throttled', retryAfter: 1, after: 5, matching: /\/orders/ },
  { kind: 'unavailable', retryAfter: 1, after: 12, times: 2, matching: /\/orders/ },
  { kind: 'html', after: 20, matching: /\/orders\?.*include=/ },
  { kind: 'throttled', retryAfter: 1, after: 30, matching: /\/refunds/ },
];

export interface TradeOptions {
  readonly deliveries: DeliveryPolicy;
  readonly steps: number;
  readonly bouts: number;
  /** Between bouts, so that trade and bookkeeping overlap instead of taking turns. */
  readonly pauseMs: number;
}

/** Trades so many steps of the scenario, and ends with nothing left in the shop's queue of deliveries. */
export const tradeInBouts = async (
  shop: Shop,
  { deliveries, steps, bouts, pauseMs }: TradeOptions,
): Promise<void> => {
  const until = Math.max(0, shop.stepsLeft - steps);
  const perBout = Math.ceil((shop.stepsLeft - until) / bouts);
  while (shop.stepsLeft > until) {
    shop.trade(Math.min(perBout, shop.stepsLeft - until));
    await shop.flushWebhooks(deliveries);
    await sleep(pauseMs);
  }
  // What was late arrives in the end, or is lost like any other.
  while (shop.queuedDeliveries > 0) await shop.flushWebhooks(deliveries);
};
