/** One shop's trade through one pipeline, from the first order to the last report: what `npm run demo` shows and the e2e asserts. */
import { lossOf, type Losses } from './losses';
import { type DemoShop, openDemoShop } from './demo-shop';
import { Pipeline } from './pipeline';
import type { BookReports, HealthReport } from './reports';
import type { N8nApi } from '../harness/n8n-api';
import { LOSSLESS, LOSSY, STUMBLES, tradeInBouts } from './trading';
import type { PostingTrigger } from '../../shop/expected-book';
import type { Shop } from '../../shop/shop-server';

export interface PlayOptions {
  readonly api: N8nApi;
  readonly seed: number;
  /** Webhooks lost, repeated, late and shuffled, and an API that stumbles; or a shop where nothing ever goes wrong. */
  readonly faults: boolean;
  readonly book: string;
  readonly trigger?: PostingTrigger;
  readonly label?: string;
  /** Rounds of trade and deliveries. Default 12. */
  readonly bouts?: number;
  /** A line for whoever watches. */
  readonly say: (line: string) => void;
  /** Told of the shop as soon as it listens, so that it is closed whatever happens next. */
  readonly onShop: (shop: Shop) => void;
}

/** The book at the end of a phase, and how many entries it had. */
export interface Played {
  readonly demoShop: DemoShop;
  readonly pipeline: Pipeline;
  readonly losses: Losses;
  /** Before the sweep: what webhooks alone brought. */
  readonly beforeSweep: BookReports;
  readonly afterSweep: BookReports;
  readonly reconciliation: {
    readonly summary: Record<string, unknown>;
    readonly breaks: readonly Record<string, unknown>[];
  };
  readonly health: readonly Record<string, unknown>[];
  /** After a second sweep, and a backfill of everything. */
  readonly afterRepeat: BookReports;
}

/** Orders that the shop took before anybody connected it: the backfill brings them. */
const HISTORY_STEPS = 45;
const BOUTS = 12;
const PAUSE_MS = 400;

export const play = async (options: PlayOptions): Promise<Played> => {
  const { api, seed, faults, book, label, say } = options;
  const trigger = options.trigger ?? 'capture';
  const demoShop = await openDemoShop(seed);
  const { shop, openedAt, days } = demoShop;
  options.onShop(shop);
  const whole = { from: openedAt.toISOString(), to: new Date(Date.now() + 60_000).toISOString() };

  shop.trade(HISTORY_STEPS);
  say(
    `The shop at ${shop.url} has a past: ${shop.state.orders.size} orders of ${HISTORY_STEPS} steps of trade.`,
  );

  const connectedAt = shop.clock.now().toISOString();
  const pipeline = await Pipeline.install({
    api,
    shop,
    book,
    ...(label === undefined ? {} : { label }),
    policy: { postingTrigger: trigger },
    sweepFrom: connectedAt,
    backfill: { from: whole.from, to: connectedAt },
    reconcile: days,
  });
  say(`Four workflows are imported and published; the shop has ${shop.webhooks.all.size} webhooks.`);

  await pipeline.backfill({ from: whole.from, to: connectedAt });
  await pipeline.settle();
  say(`Backfill of the past: ${(await pipeline.reports()).view.keys.length} entries in the book.`);

  if (faults) STUMBLES.forEach((fault) => shop.setFault(fault));
  await tradeInBouts(shop, {
    deliveries: faults ? LOSSY : LOSSLESS,
    steps: shop.stepsLeft,
    bouts: options.bouts ?? BOUTS,
    pauseMs: PAUSE_MS,
  });
  const losses = lossOf(shop);
  say(`The shop traded on: ${shop.state.orders.size} orders. ${losses.sentence}`);
  shop.clearFaults();
  await pipeline.settle();
  const beforeSweep = await pipeline.reports();
  say(
    `What the webhooks brought: ${await pipeline.executions()} executions, ${beforeSweep.view.keys.length} entries in the book.`,
  );

  const swept = await pipeline.sweep();
  await pipeline.settle();
  const afterSweep = await pipeline.reports();
  say(
    `One sweep: ${String(swept.marked)} orders looked at, ${afterSweep.view.keys.length} entries in the book.`,
  );

  const reconciliation = await pipeline.reconcile();
  await pipeline.settle();
  const health = await pipeline.storeHealth();

  await pipeline.sweep();
  await pipeline.backfill(whole);
  await pipeline.settle();
  const afterRepeat = await pipeline.reports();
  say(`A second sweep, and a backfill of everything: ${afterRepeat.view.keys.length} entries in the book.`);
  return { demoShop, pipeline, losses, beforeSweep, afterSweep, reconciliation, health, afterRepeat };
};

export const healthOf = (played: Played): HealthReport | undefined =>
  played.health[0] as HealthReport | undefined;
