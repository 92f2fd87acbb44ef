/** A shop whose orders go into daily summaries: staged like the nodes do it, then posted by Post Summaries. */
import { fetchOrders } from '../../lib/flows/fetch-due';
import { mapItem } from '../../lib/flows/map-orders';
import { postByOutput } from '../../lib/flows/post-by-output';
import type { PostResult } from '../../lib/flows/post-targets';
import { postSummaries } from '../../lib/flows/post-summaries';
import type { PostedSummary, SummaryRequest } from '../../lib/flows/summary-result';
import type { LedgerDestination } from '../../lib/destinations/ledger-destination';
import type { PostingRoute } from '../../lib/flows/flow-context';
import { stagingId } from '../../lib/posting/summary-days';
import type { PolicyInput } from '../../lib/policy/policy';
import type { Life } from './crash';
import { FaultyLedger } from './faulty-ledger';
import { STORE_ID } from './memory-shop';
import { LEASE_SECONDS, MAX_ATTEMPTS, River } from './river';
import { smallOrder, type SmallOrder } from './small-order';

export const STAGING = { destination: stagingId('test:main'), platform: 'memory', storeId: STORE_ID };

export const openSummaryRiver = (
  policy: PolicyInput = {},
  ledger: FaultyLedger = new FaultyLedger(),
): Promise<River> => River.open({ output: 'summary', ...policy }, ledger);

/** Puts orders into the shop, paid when they were placed unless they say otherwise. */
export const sell = (river: River, ...orders: (Partial<SmallOrder> & { readonly id: string })[]): void => {
  for (const small of orders) {
    const order = smallOrder({ cents: 1000, paid: true, ...small });
    const payments = order.payments.map((payment) => ({ ...payment, at: order.placedAt }));
    river.shop.put({ ...order, payments });
  }
};

export interface StageOptions {
  readonly life?: Life;
  readonly mode?: PostingRoute['mode'];
  readonly destination?: LedgerDestination;
  readonly policy?: River['policy'];
  readonly mapping?: PostingRoute['mapping'];
}

/** Fetches, maps and stages every order of the shop. */
export const stage = async (river: River, options: StageOptions = {}): Promise<readonly PostResult[]> => {
  const { life, mode, destination, mapping, policy = river.policy } = options;
  const { orders } = await fetchOrders(river.route(), [...river.shop.orders.keys()]);
  const targets = orders.flatMap((item) => {
    const result = mapItem(item, { policy, platform: 'memory', storeId: STORE_ID });
    return 'mapped' in result ? [result.mapped] : [];
  });
  const route = {
    ...river.posting(life, mode),
    ...(destination ? { destination } : {}),
    ...(mapping ? { mapping } : {}),
  };
  const limits = { leaseSeconds: LEASE_SECONDS, maxAttempts: MAX_ATTEMPTS, keepPersonalData: false };
  return postByOutput(river.context(life), route, targets, limits);
};

export const summarize = (river: River, more: Partial<SummaryRequest> = {}, life?: Life) =>
  postSummaries(river.context(life), {
    destination: river.posting(life).destination,
    platform: 'memory',
    storeId: STORE_ID,
    timeZone: 'UTC',
    includeToday: false,
    closedPeriod: 'hold',
    mode: 'live',
    leaseSeconds: LEASE_SECONDS,
    maxAttempts: MAX_ATTEMPTS,
    ...more,
  });

/** Those that were posted or planned; fails on one that was held. */
export const madeOf = (results: Awaited<ReturnType<typeof postSummaries>>): readonly PostedSummary[] =>
  results.map((result) => {
    if ('posted' in result) return result.posted;
    throw new Error(JSON.stringify(result.held.problems));
  });
