/** What the REST API reads from: the small shop keeps its orders, the big one makes them up as they are asked for. */
import { matches, pageOf, sorted, type OrderQuery, type Page, type Paging } from './order-query';
import type { ShopOrder, ShopRefund } from './shop-order';
import type { ShopState } from './shop-state';

export interface RefundOf {
  readonly order: ShopOrder;
  readonly refund: ShopRefund;
}

export interface OrderShelf {
  order(id: number): ShopOrder | undefined;
  find(query: OrderQuery): Page<ShopOrder>;
  /** Refunds of all orders, newest first. */
  refunds(paging: Paging): Page<RefundOf>;
}

export const newestFirst = (order: ShopOrder): ShopRefund[] => [...order.refunds].reverse();

export const shelfOf = (state: ShopState): OrderShelf => ({
  order: (id) => state.orders.get(id),
  find: (query) =>
    pageOf(
      sorted(
        [...state.orders.values()].filter((order) => matches(order, query)),
        query,
      ),
      query,
    ),
  refunds: (paging) => {
    const all = [...state.orders.values()].flatMap((order) =>
      order.refunds.map((refund) => ({ order, refund })),
    );
    return pageOf(
      all.sort((a, b) => b.refund.id - a.refund.id),
      paging,
    );
  },
});
