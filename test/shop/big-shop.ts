/**
 * A shop of any size that keeps nothing: each order is made up from its index when it is asked for, always the same.
 * For measuring a client on a long history; it takes no webhooks and nothing in it ever changes.
 */
import { COUPONS, PRODUCTS, type Place } from './shop-catalog';
import { createFaultBox, type Fault } from './shop-faults';
import type { OrderQuery, Page, Paging } from './order-query';
import { firstOf } from './order-query';
import type { ApiKey } from './shop-auth';
import type { OrderStatus, ShopOrder } from './shop-order';
import { createShopApp } from './shop-routes';
import type { OrderShelf, RefundOf } from './shop-shelf';
import { payOrder, placeOrder, refundOrder, type OrderIds, type Placement } from './shop-state';

const FIRST_ID = 1001;
const FIRST_REFUND_ID = 900_000_001;
/** An order every four minutes: 100,000 of them fill some nine months. */
const SECONDS_APART = 240;
const PAID_AFTER = 30;
const REFUNDED_AFTER = 90;
/** Each order last changed so long after it was placed, so by date, by change and by id are one sequence. */
const CHANGED_AFTER = 120;
const ITEM_IDS_EACH = 64;

const { shirt, book, lamp, mug, sticker } = PRODUCTS;
const FLAT = [{ cost: '4.90' }];

/** Kinds repeat every ten orders. */
const placementOf = (index: number): Placement => {
  const few = 1 + (index % 7);
  const lines = [
    { product: shirt, quantity: few },
    { product: book, quantity: 1 + (index % 3) },
  ];
  switch (index % 10) {
    case 0:
      return { lines: [{ product: lamp, quantity: few }] };
    case 2:
      return { lines, shipping: FLAT, coupons: [COUPONS.ten] };
    case 3:
      return {
        lines,
        shipping: FLAT,
        coupons: [COUPONS.third],
        pricesIncludeTax: true,
        paymentMethod: 'paypal',
      };
    case 4:
      return { lines, shipping: FLAT, place: 'US-NY' satisfies Place, currency: 'USD' };
    case 5:
      return { lines, fees: [{ name: 'Gift wrap', amount: '1.50', taxable: true }], paymentMethod: 'paypal' };
    case 6:
      return { lines, shipping: FLAT, paymentMethod: 'bacs', status: 'on-hold' };
    case 9:
      return {
        lines: [...lines, { product: mug, quantity: 2 }, { product: sticker, quantity: few }],
        shipping: FLAT,
      };
    default:
      return { lines, shipping: FLAT };
  }
};

const statusOf = (index: number): OrderStatus =>
  index % 10 === 6 ? 'on-hold' : index % 10 === 8 ? 'refunded' : 'processing';

const hasRefund = (index: number): boolean => index % 10 === 7 || index % 10 === 8;

const START = Date.UTC(2025, 0, 1) / 1000;

/** The order at an index, the same every time. */
export const bigOrder = (index: number): ShopOrder => {
  const created = START + index * SECONDS_APART;
  let item = index * ITEM_IDS_EACH;
  const ids: OrderIds = { order: () => FIRST_ID + index, item: () => ++item, meta: () => ++item };
  let order = placeOrder(placementOf(index), created, ids);
  if (order.status === 'pending') order = payOrder(order, created + PAID_AFTER);
  if (hasRefund(index)) {
    const request = index % 10 === 8 ? { amount: 'rest' } : { lines: [{ line: 0, quantity: 1 }] };
    const refundIds = { ...ids, order: () => FIRST_REFUND_ID + index };
    order = refundOrder(order, request, created + REFUNDED_AFTER, refundIds);
  }
  return { ...order, modified: created + CHANGED_AFTER };
};

/** All orders one by one, for the expectation of a whole shop in constant memory. */
export function* bigOrders(count: number): Generator<ShopOrder> {
  for (let index = 0; index < count; index++) yield bigOrder(index);
}

interface Span {
  /** Inclusive index. */
  readonly from: number;
  /** Exclusive index. */
  readonly to: number;
}

/** Indexes whose date, `offset` seconds after placing, lies strictly between two instants. */
const spanOf = (
  count: number,
  offset: number,
  after: number | undefined,
  before: number | undefined,
): Span => {
  const index = (at: number): number => (at / 1000 - START - offset) / SECONDS_APART;
  return {
    from: after === undefined ? 0 : Math.max(0, Math.floor(index(after)) + 1),
    to: before === undefined ? count : Math.min(count, Math.ceil(index(before))),
  };
};

const indexesOf = (
  count: number,
  query: OrderQuery,
): { readonly size: number; at(position: number): number } => {
  const created = spanOf(count, 0, query.after, query.before);
  const changed = spanOf(count, CHANGED_AFTER, query.modifiedAfter, query.modifiedBefore);
  const from = Math.max(created.from, changed.from);
  const to = Math.max(from, Math.min(created.to, changed.to));
  const { include, exclude, statuses } = query;
  if (include === undefined && exclude === undefined && statuses === undefined) {
    return { size: to - from, at: (position) => (query.descending ? to - 1 - position : from + position) };
  }
  const within = (index: number): boolean =>
    index >= from &&
    index < to &&
    !exclude?.has(FIRST_ID + index) &&
    (statuses?.has(statusOf(index)) ?? true);
  const candidates =
    include === undefined
      ? Array.from({ length: to - from }, (_, at) => from + at)
      : [...include].map((id) => id - FIRST_ID);
  const list = candidates.filter(within).sort((a, b) => (query.descending ? b - a : a - b));
  return { size: list.length, at: (position) => list[position] as number };
};

const slice = <T>(size: number, paging: Paging, at: (position: number) => T): T[] => {
  const first = firstOf(paging);
  const length = Math.max(0, Math.min(paging.perPage, size - first));
  return Array.from({ length }, (_, position) => at(first + position));
};

export const bigShelf = (count: number): OrderShelf => {
  const refundsUpTo = (index: number): number =>
    Math.floor(index / 10) * 2 + Math.max(0, Math.min(2, (index % 10) - 7));
  return {
    order: (id) => (id >= FIRST_ID && id < FIRST_ID + count ? bigOrder(id - FIRST_ID) : undefined),
    find: (query): Page<ShopOrder> => {
      const indexes = indexesOf(count, query);
      return {
        total: indexes.size,
        items: slice(indexes.size, query, (position) => bigOrder(indexes.at(position))),
      };
    },
    refunds: (paging): Page<RefundOf> => {
      const total = refundsUpTo(count);
      const items = slice(total, paging, (position): RefundOf => {
        const oldestFirst = total - 1 - position;
        const order = bigOrder(Math.floor(oldestFirst / 2) * 10 + 7 + (oldestFirst % 2));
        const refund = order.refunds[0];
        if (refund === undefined) throw new Error(`order ${order.id} should have a refund`);
        return { order, refund };
      });
      return { total, items };
    },
  };
};

export interface BigShopOptions {
  readonly orders: number;
  readonly port?: number;
  readonly consumerKey?: string;
  readonly consumerSecret?: string;
  readonly faults?: readonly Fault[];
}

export interface BigShop extends ApiKey {
  readonly url: string;
  readonly requests: { readonly total: number };
  setFault(fault: Fault): void;
  stop(): Promise<void>;
}

export const startBigShop = async (options: BigShopOptions): Promise<BigShop> => {
  const key = {
    consumerKey: options.consumerKey ?? 'ck_big_shop',
    consumerSecret: options.consumerSecret ?? 'cs_big_shop',
  };
  const site = { url: '', utcOffsetMinutes: 60 };
  const requests = { total: 0 };
  const faults = createFaultBox(options.faults);
  const counted = (): void => void (requests.total += 1);
  const app = createShopApp({ shelf: bigShelf(options.orders), keys: [key], faults, site, counted });
  site.url = (await app.listen({ host: '127.0.0.1', port: options.port ?? 0 })).replace(/\/$/, '');
  return { ...key, url: site.url, requests, setFault: (fault) => faults.set(fault), stop: () => app.close() };
};
