/** A worker of the river, in a process of its own: claims what is due, maps it, posts it, until nothing is due. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createBook } from '../../lib/destinations/book';
import { fetchDue } from '../../lib/flows/fetch-due';
import { type FlowContext, PLAIN_RENDERING, type Route, type TargetItem } from '../../lib/flows/flow-context';
import { mapItem } from '../../lib/flows/map-orders';
import { postTargets } from '../../lib/flows/post-targets';
import { policySchema } from '../../lib/policy/policy';
import { accountMapping } from '../../lib/posting/account-mapping';
import type { CartClient } from '../../lib/sources/cart-source';
import { woocommerce } from '../../lib/sources/woocommerce';
import { openNamed } from '../../test/store/open-named';
import { stderrLog, systemClock } from '../support/axios-host';

export const PIPELINE = { pipeline: 'main', platform: 'woocommerce', storeId: 'bench' };
const BATCH = 100;
const ORDER = resolve(join('test/golden/woocommerce', 'hpos-A2-paid', 'payload.json'));

/** A shop that answers at once: the same order under every id. */
const shop = (): Pick<CartClient, 'storeId' | 'fetch'> => {
  const { order, refunds } = JSON.parse(readFileSync(ORDER, 'utf8')) as { order: object; refunds: unknown };
  return {
    storeId: PIPELINE.storeId,
    fetch: async (ids) =>
      ids.map((id) => ({
        id,
        state: 'found',
        payload: { order: { ...order, id: Number(id), number: id }, refunds },
      })),
  };
};

/** `river-worker <store> <name>`, with a channel to its parent: it says `ready`, waits for a word, works, and says how many. */
export const riverWorker = async (place: string, name: string): Promise<void> => {
  const store = await openNamed(place);
  const context: FlowContext = { store, clock: systemClock, log: stderrLog, actor: name };
  const route: Route = { source: woocommerce, client: shop() as CartClient, pipeline: PIPELINE.pipeline };
  const destination = createBook({ storage: store, bookId: 'main', clock: systemClock });
  const mapping = accountMapping([], destination.accepts);
  const posting = { ...PLAIN_RENDERING, destination, mapping, mode: 'live' as const };
  const policy = policySchema.parse({ postingTrigger: 'creation' });
  // What the database and the code do for the first time is not of the figure.
  await store.countWork(PIPELINE);
  await told('ready');
  let posted = 0;
  for (;;) {
    const { orders, held } = await fetchDue(context, route, {
      limit: BATCH,
      leaseSeconds: 600,
      maxAttempts: 5,
    });
    if (orders.length === 0) break;
    const targets = orders.map((order): TargetItem => {
      const result = mapItem(order, { policy, platform: 'woocommerce', storeId: PIPELINE.storeId });
      if ('mapped' in result) return result.mapped;
      throw new Error(`order ${order.order.source.orderId} was held`);
    });
    const options = { leaseSeconds: 600, maxAttempts: 5, keepPersonalData: false };
    const results = await postTargets(context, posting, targets, options);
    posted += results.filter((result) => 'posted' in result && result.posted.outcome === 'posted').length;
    if (held.length > 0 || posted === 0) throw new Error(`orders were held: ${JSON.stringify(held[0])}`);
  }
  process.send?.({ posted });
  await store.close();
  process.disconnect?.();
};

/** Says a word to the parent, and waits for its answer. */
const told = (word: string): Promise<void> =>
  new Promise((done) => {
    process.once('message', () => done());
    process.send?.(word);
  });
