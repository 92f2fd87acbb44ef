/** Times of an order: whether they are instants at all, and in which order things happened. */
import type { Order } from './order';
import type { Problem } from './problem';

const SHAPE =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?Z$/;

/** True for an ISO 8601 instant in UTC that exists; 2026-02-30 does not, though the platform would make March of it. */
export const isInstant = (text: unknown): boolean => {
  if (typeof text !== 'string' || !SHAPE.test(text)) return false;
  const day = text.slice(8, 10);
  return day <= '28' || new Date(text).toISOString().slice(8, 10) === day;
};

/** Adds `malformed_instant` for each time that is none: without a day nothing can be dated. */
export const checkInstants = (order: Order, problems: Problem[]): void => {
  const check = (what: string, text: string | undefined, pointer?: string): void => {
    if (isInstant(text)) return;
    problems.push({
      severity: 'error',
      code: 'malformed_instant',
      message: `${what} of order ${order.source.number} is ${(JSON.stringify(text) ?? 'missing').slice(0, 60)}, not an instant in UTC. Correct it in the shop.`,
      pointer,
    });
  };
  check('The time of the last change', order.source.updatedAt);
  check('The time of placing', order.placedAt);
  if (order.cancelledAt !== undefined) check('The time of cancelling', order.cancelledAt);
  for (const parts of [order.lines, order.shipping, order.surcharges])
    for (const { id, added } of parts)
      if (added) check(`The time at which ${id} was added`, added.at, added.pointers[0]);
  for (const payment of order.payments)
    check(`The time of payment ${payment.id}`, payment.at, payment.pointers[0]);
  for (const { id, settlement } of order.payments)
    if (settlement)
      check(`The time at which payment ${id} was paid out`, settlement.at, settlement.pointers[0]);
  for (const { id, at, pointers } of order.fulfilments ?? [])
    check(`The time of delivery ${id}`, at, pointers[0]);
  for (const { id, at, pointers } of order.fees ?? []) check(`The time of fee ${id}`, at, pointers[0]);
  for (const refund of order.refunds) {
    check(`The time of refund ${refund.id}`, refund.at, refund.pointers[0]);
    for (const payment of refund.payments) {
      check(`The time of payment ${payment.id} of refund ${refund.id}`, payment.at, payment.pointers[0]);
    }
  }
};

/** By time, then by id with "9" before "10", so that equal times have one order on every machine. */
export const compareByTime = (
  a: { readonly at: string; readonly id: string },
  b: { readonly at: string; readonly id: string },
): number => {
  const byTime = Date.parse(a.at) - Date.parse(b.at);
  if (byTime !== 0 && !Number.isNaN(byTime)) return byTime;
  if (a.id.length !== b.id.length) return a.id.length - b.id.length;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
};
