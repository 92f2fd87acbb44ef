/** Deliveries: WooCommerce knows one an order, the moment in which it was completed. */
import type { Fulfilment, OrderLine, Refund } from '../../commerce/order';
import { addDecimals, type Decimal, formatDecimal, parseDecimal } from '../../money/decimal';
import { field, type Reading, report } from '../read-json';
import { type OpenedOrder, readDate } from './reading';

/** An order that was completed by mistake and set back to one of these keeps the date, and is not delivered. */
const UNDELIVERED = new Set<unknown>(['pending', 'processing', 'on-hold']);

/** The instant; 'never' for an order that is not completed; 'unknown', with an info, for one that has no date of it. */
export const readCompletion = (reading: Reading, { order, path }: OpenedOrder): string => {
  const status = field(order, 'status');
  if (UNDELIVERED.has(status)) return 'never';
  const at = readDate(reading, order, 'date_completed', path);
  if (at !== undefined) return at;
  if (status !== 'completed') return 'never';
  const sentence = 'it is completed and has no date of it, so nobody knows when it was delivered.';
  report(reading, 'info', 'completion_date_missing', sentence, `${path}/date_completed_gmt`);
  return 'unknown';
};

/** Pieces of each line that were refunded before that instant: nobody sends those any more. */
const refundedBefore = (refunds: readonly Refund[], at: string): ReadonlyMap<string, Decimal> => {
  const pieces = new Map<string, Decimal>();
  for (const refund of refunds) {
    if (refund.at >= at) continue;
    for (const { of, quantity } of refund.lines) {
      const value = parseDecimal(quantity);
      if (value === undefined) continue;
      const known = pieces.get(of);
      pieces.set(of, known ? addDecimals([known, value]) : value);
    }
  }
  return pieces;
};

/**
 * One fulfilment of every line, less the pieces that were refunded before. None for an order that is not completed.
 * Undefined where the moment is unknown.
 */
export const buildFulfilments = (
  completion: string,
  path: string,
  lines: readonly OrderLine[],
  refunds: readonly Refund[],
): Fulfilment[] | undefined => {
  if (completion === 'unknown') return undefined;
  if (completion === 'never') return [];
  const gone = refundedBefore(refunds, completion);
  const pointer = `${path}/date_completed_gmt`;
  const sent = lines.flatMap((line) => {
    const whole = parseDecimal(line.quantity);
    const back = gone.get(line.id);
    const left = whole && back ? addDecimals([whole, { ...back, digits: -back.digits }]) : whole;
    if (left === undefined || left.digits <= 0n) return [];
    const pointers = [pointer, ...line.pointers.slice(0, 1).map((own) => own.replace(/[^/]*$/, 'quantity'))];
    return [{ of: line.id, quantity: formatDecimal(left), pointers }];
  });
  return [{ id: 'completed', at: completion, pointers: [pointer], lines: sent }];
};
