/** Counts and sums by component of a period, for reconciliation to be checked against. */
import { isBooked, type PostingTrigger } from './expected-book';
import { format, sum, type Micro } from './shop-money';
import type { ShopOrder } from './shop-order';
import { refundedSoFar } from './shop-refund';

/** From inclusive, to exclusive. */
export interface Period {
  readonly from?: Date;
  readonly to?: Date;
  /** Which date of an order decides. */
  readonly by?: 'created' | 'modified';
}

const within = (order: ShopOrder, { from, to, by }: Period): boolean => {
  const at = order[by ?? 'created'] * 1000;
  return (from === undefined || at >= from.getTime()) && (to === undefined || at < to.getTime());
};

/** Orders of a period that the API lists (so: not those in the bin), by status. */
export const countByStatus = (orders: Iterable<ShopOrder>, period: Period = {}): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const order of orders) {
    if (order.status === 'trash' || !within(order, period)) continue;
    counts[order.status] = (counts[order.status] ?? 0) + 1;
  }
  return counts;
};

export interface ComponentSums {
  readonly currency: string;
  readonly orders: number;
  /** Before discount, without tax. */
  readonly goods: string;
  readonly discount: string;
  readonly shipping: string;
  /** Fees, the negative ones taken off. */
  readonly surcharge: string;
  readonly tax: string;
  /** What the buyers owe in all: goods - discount + shipping + surcharge + tax. */
  readonly total: string;
  /** What was paid for them, before refunds. */
  readonly paid: string;
  /** What went back, by all refunds of the orders whenever they were made. */
  readonly refunded: string;
}

/** Sums over the orders of a period that stand in the books under a trigger, by currency. */
export const componentSums = (
  orders: Iterable<ShopOrder>,
  trigger: PostingTrigger,
  period: Period = {},
): ComponentSums[] => {
  const byCurrency = new Map<string, ShopOrder[]>();
  for (const order of orders) {
    if (!isBooked(order, trigger) || !within(order, period)) continue;
    const { currency } = order.pricing;
    const group = byCurrency.get(currency);
    if (group === undefined) byCurrency.set(currency, [order]);
    else group.push(order);
  }
  return [...byCurrency.keys()].sort().map((currency) => {
    const group = byCurrency.get(currency) as ShopOrder[];
    const { decimals } = (group[0] as ShopOrder).pricing;
    const text = (amount: (order: ShopOrder) => Micro): string => format(sum(group, amount), decimals);
    const fees = (order: ShopOrder): Micro => sum(order.priced.fees, (fee) => fee.total);
    const goods = (order: ShopOrder): Micro => {
      const { total, tax, shipping, discount } = order.priced.totals;
      return total - tax - shipping - fees(order) + discount;
    };
    return {
      currency,
      orders: group.length,
      goods: text(goods),
      discount: text((order) => order.priced.totals.discount),
      shipping: text((order) => order.priced.totals.shipping),
      surcharge: text(fees),
      tax: text((order) => order.priced.totals.tax),
      total: text((order) => order.priced.totals.total),
      paid: text((order) => (order.paid === undefined ? 0n : order.priced.totals.total)),
      refunded: text(refundedSoFar),
    };
  });
};
