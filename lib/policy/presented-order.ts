/** The order as its buyer saw it: every amount that is booked in the buyer's currency. */
import type { Order } from '../commerce/order';

/**
 * Undefined where the source does not state all amounts in that currency. What gateways kept is stated in the currency of
 * the shop, so it is left out: the same digits in another currency would be another amount.
 */
export const presentedOrder = (order: Order): Order | undefined =>
  order.inPresentment && { ...order, ...order.inPresentment, inPresentment: undefined, fees: undefined };
