/** A delivery of what was not sold, or of no readable number of pieces, was read wrongly. */
import type { OrderAmounts } from '../commerce/order-amounts';
import type { Problem } from '../commerce/problem';
import { piecesAt } from './undelivered';

/** Codes: fulfilments_unknown, malformed_quantity, fulfilment_of_unknown_line. */
export const checkFulfilments = ({ order }: OrderAmounts): readonly Problem[] => {
  const problems: Problem[] = [];
  const { number } = order.source;
  if (order.fulfilments === undefined)
    problems.push({
      severity: 'error',
      code: 'fulfilments_unknown',
      message: `Order ${number}: the shop does not say what was delivered, and the policy books by deliveries. Choose another posting trigger, and no cost of goods, for this shop.`,
    });
  const lines = new Map(order.lines.map((line) => [line.id, line]));
  for (const line of order.lines)
    if (piecesAt(line.quantity, 20) === undefined)
      problems.push(malformedQuantity(number, line.id, line.pointers[0]));
  for (const fulfilment of order.fulfilments ?? [])
    for (const { of, quantity, pointers } of fulfilment.lines) {
      if ((piecesAt(quantity, 20) ?? -1n) < 0n) problems.push(malformedQuantity(number, of, pointers[0]));
      if (!lines.has(of))
        problems.push({
          severity: 'error',
          code: 'fulfilment_of_unknown_line',
          message: `Delivery ${fulfilment.id} names line ${JSON.stringify(of).slice(0, 60)}, which order ${number} does not have. Restore the line or correct the delivery in the shop.`,
          pointer: pointers[0],
        });
    }
  return problems;
};

const malformedQuantity = (order: string, line: string, pointer: string | undefined): Problem => ({
  severity: 'error',
  code: 'malformed_quantity',
  message: `The quantity of line ${JSON.stringify(line).slice(0, 60)} of order ${order}, or of a delivery of it, is no number of pieces. Correct it in the shop.`,
  pointer,
});
