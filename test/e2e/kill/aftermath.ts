/** What must be true when the killing is over, and how long that may take without anybody's help. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import type { Shop } from '../../shop/shop-server';
import { bookDifferences } from '../demo/differences';
import type { Pipeline } from '../demo/pipeline';
import type { BookReports } from '../demo/reports';
import { poll } from '../harness/poll';

/** Reads rows of the trace store, from outside n8n. */
export type AskStore = (sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>;

const HEALED_MS = 240_000;
const inStore = (shop: Shop): string => `store_id = '${new URL(shop.url).host}'`;

const unfinishedIn = (store: string): string => `select
  (select count(*) from work where ${store} and state in ('due', 'claimed')) as work,
  (select count(*) from plans where ${store} and state <> 'posted') as plans`;

/** Nobody sweeps, retries or replays: what is scheduled does. */
export const expectHealed = async (shop: Shop, pipeline: Pipeline, ask: AskStore): Promise<void> => {
  const until = Date.now() + HEALED_MS;
  const store = inStore(shop);
  await poll('nothing is left to do, and every order is in the book', HEALED_MS, async () => {
    const [unfinished] = await ask(unfinishedIn(store));
    if (Number(unfinished?.work) + Number(unfinished?.plans) > 0) return undefined;
    return missing(shop, await booked(ask, store)).length === 0 || undefined;
  });
  const { view } = await lastReports(shop, pipeline, until);
  expect(bookDifferences(shop.expectedBook(), view)).toEqual([]);
  expect(new Set(view.keys).size).toBe(view.keys.length);
  expect(await ask(`select object_id, code from exceptions where ${store} and state <> 'resolved'`)).toEqual(
    [],
  );
  // The next sweep may have marked some again by now, to look at them once more.
  expect(await ask(`select object_id from work where ${store} and state in ('held', 'dead')`)).toEqual([]);
  const unbooked = `select plan_key from plans p where ${store}
    and not exists (select 1 from book_entries e where e.entry_key = p.plan_key)`;
  expect(await ask(unbooked)).toEqual([]);
};

/** A refund whose webhook was lost waits for the next sweep by schedule. */
const lastReports = async (shop: Shop, pipeline: Pipeline, until: number): Promise<BookReports> => {
  for (;;) {
    const reports = await pipeline.reports();
    if (bookDifferences(shop.expectedBook(), reports.view).length === 0 || Date.now() > until) return reports;
    await sleep(2000);
  }
};

/** Ids of the orders in the book. */
const booked = async (ask: AskStore, store: string): Promise<ReadonlySet<string>> => {
  const rows = await ask(`select distinct order_id from book_entries where ${store}`);
  return new Set(rows.map(({ order_id }) => String(order_id)));
};

const missing = (shop: Shop, orders: ReadonlySet<string>): readonly string[] =>
  Object.keys(shop.expectedBook().orders).filter((id) => !orders.has(id));
