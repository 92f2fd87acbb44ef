/** The order as the shop books it and as the buyer saw it, and whether each of the two adds up. */
import { checkOrder } from '../../../../lib/commerce/check-order';
import type { Order } from '../../../../lib/commerce/order';
import { shopify as source } from '../../../../lib/sources/shopify';
import { type Connected, foundOrder } from './connected';

export interface Fetched {
  readonly order: Order;
  /** Severity and code of each problem. */
  readonly problems: readonly string[];
}

/** Fetches and maps an order of the simulated shop. */
export const fetched = async ({ client }: Connected, id: string): Promise<Fetched> => {
  const payload = { order: foundOrder((await client.fetch([id]))[0]) };
  const { order, problems } = source.normalize(payload, { storeId: client.storeId });
  if (order === undefined) throw new Error('no order came out');
  return { order, problems: problems.map(({ severity, code }) => `${severity} ${code}`) };
};

export const presented = (order: Order): Order => {
  if (order.inPresentment === undefined)
    throw new Error(`order ${order.source.number} is told in one currency`);
  return { ...order, ...order.inPresentment, inPresentment: undefined };
};

export const problemsOf = (order: Order): readonly string[] =>
  checkOrder(order, { roundingLimit: '0' }).problems.map(({ message }) => message);

/** What does not add up, in either currency. */
export const problemsInBoth = (order: Order): readonly string[] => [
  ...problemsOf(order),
  ...problemsOf(presented(order)),
];

const idsOf = (list: readonly { readonly id: string }[]): readonly string[] => list.map(({ id }) => id);

/** Every id of the money, in its place. */
export const idsIn = (order: Pick<Order, 'lines' | 'shipping' | 'surcharges' | 'payments' | 'refunds'>) => ({
  lines: idsOf(order.lines),
  shipping: idsOf(order.shipping),
  surcharges: idsOf(order.surcharges),
  payments: idsOf(order.payments),
  refunds: order.refunds.map(({ id, lines, shipping, surcharges, payments }) => [
    id,
    ...[lines, shipping, surcharges].map((list) => list.map((part) => [part.id, part.of, part.quantity])),
    idsOf(payments),
  ]),
});
