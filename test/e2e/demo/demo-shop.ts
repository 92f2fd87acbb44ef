/** The demo shop on loopback, its keys, and its past: it has traded for weeks before anybody looks. */
import { steppedClock } from '../../shop/shop-clock';
import { type Shop, startShop } from '../../shop/shop-server';

export const shopKey = { consumerKey: 'ck_demo', consumerSecret: 'cs_demo' };

const DAY_MS = 86_400_000;
/** Longer than the scenario takes, so that all of it lies in the past: a shop ahead of n8n's clock is another story. */
const DAYS_OF_TRADE = 28;

export interface DemoShop {
  readonly shop: Shop;
  /** When the shop opened. */
  readonly openedAt: Date;
  /** Days, inclusive, that hold all of its trade. */
  readonly days: { readonly from: string; readonly to: string };
}

export const openDemoShop = async (seed: number, port?: number): Promise<DemoShop> => {
  const openedAt = new Date(Math.floor(Date.now() / 1000) * 1000 - DAYS_OF_TRADE * DAY_MS);
  const shop = await startShop({
    seed,
    clock: steppedClock(openedAt),
    ...(port === undefined ? {} : { port }),
    ...shopKey,
  });
  const days = { from: dayOf(openedAt, -1), to: dayOf(new Date(), 1) };
  return { shop, openedAt, days };
};

const dayOf = (instant: Date, plusDays: number): string =>
  new Date(instant.getTime() + plusDays * DAY_MS).toISOString().slice(0, 10);
