/** Which finance events become entries of their own, on which day, and which payments are settled within another. */
import type { OrderAmounts } from '../commerce/order-amounts';
import type { Problem } from '../commerce/problem';
import type { OrderStory } from '../events/derive-events';
import type { MeasuredEvent } from '../events/measured-event';
import type { PreparedPolicy } from './prepared-policy';

export interface ScheduledEntry {
  readonly measured: MeasuredEvent;
  /** Accounting date, YYYY-MM-DD. */
  readonly date: string;
  /** Payments that this entry settles directly; they have no entry of their own. */
  readonly settledBy: readonly MeasuredEvent[];
}

export interface Schedule {
  readonly entries: readonly ScheduledEntry[];
  readonly problem?: Problem;
}

export const schedule = (amounts: OrderAmounts, story: OrderStory, prepared: PreparedPolicy): Schedule => {
  const { sale } = story;
  if (!sale) return { entries: [] };
  const placed = prepared.dayOf(amounts.order.placedAt);
  const dayOf = prepared.policy.accountingDate === 'placed' ? (): string => placed : prepared.dayOf;
  return prepared.policy.postingTrigger === 'creation'
    ? { entries: onCreation(story, sale, dayOf) }
    : onCapture(amounts, story, sale, dayOf);
};

type DayOf = (instant: string) => string;

/** Clocks of shop and gateway differ: what follows from a sale is never dated before it. */
const later = (a: string, b: string): string => (a > b ? a : b);

/** The order is the claim; payments settle it whenever they come. */
const onCreation = (story: OrderStory, sale: MeasuredEvent, dayOf: DayOf): readonly ScheduledEntry[] => {
  const saleDate = dayOf(sale.event.at);
  const entries: ScheduledEntry[] = [{ measured: sale, date: saleDate, settledBy: [] }];
  const add = (measured: MeasuredEvent, notBefore: string): void => {
    entries.push({ measured, date: later(dayOf(measured.event.at), notBefore), settledBy: [] });
  };
  for (const capture of story.captures) add(capture, saleDate);
  const [first] = story.captures;
  const paid = first ? later(dayOf(first.event.at), saleDate) : saleDate;
  for (const { refund, payments } of story.refunds) {
    add(refund, saleDate);
    for (const payment of payments) add(payment, paid);
  }
  if (story.cancellation) add(story.cancellation, saleDate);
  return entries;
};

/** The first captured money is the sale; captures of the same day belong to it, later ones settle the rest. */
const onCapture = (amounts: OrderAmounts, story: OrderStory, sale: MeasuredEvent, dayOf: DayOf): Schedule => {
  const start = story.captures[0]?.event.at ?? freeOrderInstant(amounts);
  if (start === undefined) return { entries: [], problem: notCaptured(amounts) };
  const saleDate = dayOf(start);
  const now = story.captures.filter((capture) => dayOf(capture.event.at) <= saleDate);
  const entries: ScheduledEntry[] = [{ measured: sale, date: saleDate, settledBy: now }];
  for (const capture of story.captures.slice(now.length)) {
    entries.push({ measured: capture, date: dayOf(capture.event.at), settledBy: [] });
  }
  for (const { refund, payments } of story.refunds) {
    entries.push({ measured: refund, date: later(dayOf(refund.event.at), saleDate), settledBy: payments });
  }
  const { cancellation } = story;
  if (cancellation) {
    entries.push({
      measured: cancellation,
      date: later(dayOf(cancellation.event.at), saleDate),
      settledBy: [],
    });
  }
  return { entries };
};

/** An order of zero has nothing to capture: it counts from its payment of nothing, or from when it was placed. */
const freeOrderInstant = ({ order, claims }: OrderAmounts): string | undefined => {
  if (claims.total.amount !== 0n || order.state !== 'open') return undefined;
  return order.payments.find((payment) => payment.status === 'success')?.at ?? order.placedAt;
};

const notCaptured = ({ order }: OrderAmounts): Problem => ({
  severity: 'info',
  code: 'not_captured',
  message: `Order ${order.source.number} ("${order.sourceStatus.slice(0, 60)}") has no captured payment yet; its sale is booked when the money comes.`,
});
