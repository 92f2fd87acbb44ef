/** Ids name finance events and the parts that refunds point at: a repeated one would merge two things into one. */
import type { Order } from './order';
import type { Problem } from './problem';

export const checkIdentities = (order: Order, problems: Problem[]): void => {
  checkUnique(order, 'line', order.lines, problems);
  checkUnique(order, 'shipping line', order.shipping, problems);
  checkUnique(order, 'surcharge', order.surcharges, problems);
  checkUnique(order, 'payment', order.payments, problems);
  checkUnique(order, 'refund', order.refunds, problems);
  if (order.fulfilments) checkUnique(order, 'delivery', order.fulfilments, problems);
  if (order.fees) checkUnique(order, 'fee', order.fees, problems);
  for (const refund of order.refunds)
    checkUnique(order, `payment of refund ${refund.id}`, refund.payments, problems);
};

const checkUnique = (
  order: Order,
  what: string,
  items: readonly { readonly id: string; readonly pointers: readonly string[] }[],
  problems: Problem[],
): void => {
  if (items.length < 2 || (items.length < FEW && !repeats(items))) return;
  const seen = new Set<string>();
  for (const item of items) {
    if (seen.has(item.id)) {
      problems.push({
        severity: 'error',
        code: 'duplicate_id',
        message: `Order ${order.source.number} has two entries "${what}" with the id ${JSON.stringify(item.id).slice(0, 60)}. Fetch the order again; if it stays, report it to the maker of the shop.`,
        pointer: item.pointers[0],
      });
    }
    seen.add(item.id);
  }
};

/** Comparing each with each is faster than a set as long as there are few, and most orders are small. */
const FEW = 8;
const repeats = (items: readonly { readonly id: string }[]): boolean =>
  items.some((item, index) => {
    for (let other = 0; other < index; other++) if (items[other]?.id === item.id) return true;
    return false;
  });
