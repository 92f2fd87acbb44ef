/** Which finance events become entries of their own, on which day, and which payments are settled within another. */
import type { OrderAmounts } from '../commerce/order-amounts';
import type { Problem } from '../commerce/problem';
import type { OrderStory } from '../events/derive-events';
import type { EventPart } from '../events/finance-event';
import { type MeasuredEvent, totalMinor } from '../events/measured-event';
import type { Policy } from './policy';
import type { PreparedPolicy } from './prepared-policy';

export interface ScheduledEntry {
  readonly measured: MeasuredEvent;
  /** Accounting date, YYYY-MM-DD. */
  readonly date: string;
  /** Payments that this entry settles directly; they have no entry of their own. */
  readonly settledBy: readonly MeasuredEvent[];
  /** Key of the entry whose receivable this payment settles. */
  readonly settles?: string;
}

export interface Schedule {
  readonly entries: readonly ScheduledEntry[];
  readonly problem?: Problem;
}

export const schedule = (amounts: OrderAmounts, story: OrderStory, prepared: PreparedPolicy): Schedule => {
  const { sale } = story;
  if (!sale) return { entries: [] };
  const { policy } = prepared;
  const placed = prepared.dayOf(amounts.order.placedAt);
  const dayOf = policy.accountingDate === 'placed' ? (): string => placed : prepared.dayOf;
  const started = startOf(amounts, story, sale, policy);
  if ('problem' in started) return { entries: [], problem: started.problem };
  const atOnce = policy.postingTrigger === 'creation' ? NEVER_AT_ONCE : AT_ONCE[policy.output];
  const captures = policy.postingTrigger === 'settlement' ? paidOut(story) : story.captures;
  const booked = entriesFrom(dayOf(started.at), { ...story, captures }, sale, atOnce, dayOf);
  return { entries: [...booked, ...furtherEntries(dayOf(started.at), story, dayOf)] };
};

type Start = { readonly at: string } | { readonly problem: Problem };

/** When the sale enters the books. */
const startOf = (amounts: OrderAmounts, story: OrderStory, sale: MeasuredEvent, policy: Policy): Start => {
  const first = story.captures[0]?.event.at ?? freeOrderInstant(amounts);
  switch (policy.postingTrigger) {
    case 'creation':
      return { at: sale.event.at };
    case 'capture':
      return first === undefined ? { problem: notCaptured(amounts) } : { at: first };
    case 'fulfilment': {
      const sent = (amounts.order.fulfilments ?? []).map(({ at }) => at);
      const [at] = sent.concat(first ?? []).sort(byInstant);
      return at === undefined ? { problem: notCaptured(amounts) } : { at };
    }
    case 'settlement': {
      const settled = paidOut(story)
        .filter(isOfGateway)
        .map(({ event }) => event.at);
      // What gift cards or nothing paid is never paid out by a gateway.
      const needsPayout = story.captures.some(isOfGateway);
      const at = needsPayout ? settled.toSorted(byInstant)[0] : first;
      return at === undefined ? { problem: notSettled(amounts) } : { at };
    }
  }
};

const byInstant = (a: string, b: string): number => Date.parse(a) - Date.parse(b);

/** The payment stands first in its event, before what is kept of it or lost by its rate. */
const isOfGateway = ({ event }: MeasuredEvent): boolean => (event.parts[0] as EventPart).tender === undefined;

/** Captures on the day on which they were paid out; those that wait for it are not booked. */
const paidOut = (story: OrderStory): readonly MeasuredEvent[] =>
  story.captures.flatMap((capture) => {
    if (!isOfGateway(capture)) return [capture];
    const at = story.paidOutAt.get(capture.event.key);
    return at === undefined ? [] : [{ ...capture, event: { ...capture.event, at } }];
  });

/** Deliveries, payouts and fees stand beside the sale: none of them changes what the buyer owes. */
const furtherEntries = (
  saleDate: string,
  { deliveries, settlements, fees }: OrderStory,
  dayOf: DayOf,
): readonly ScheduledEntry[] =>
  [...(deliveries ? [...deliveries.fulfilments, ...deliveries.restocks] : []), ...settlements, ...fees].map(
    (measured) => ({ measured, date: later(dayOf(measured.event.at), saleDate), settledBy: [] }),
  );

type DayOf = (instant: string) => string;

/** Clocks of shop and gateway differ: what follows from a sale is never dated before it. */
const later = (a: string, b: string): string => (a > b ? a : b);

/** Which payments an entry settles in itself: those of its day, or none of them. */
type AtOnce = (due: MeasuredEvent, sameDay: readonly MeasuredEvent[]) => boolean;

/** A document settles in itself only what leaves nothing open and comes through one gateway; else it is paid by payments. */
const oneGatewayPaysAll: AtOnce = (due, sameDay) => {
  const gateways = sameDay.filter(isOfGateway);
  if (gateways.length !== 1) return false;
  return sameDay.reduce((sum, payment) => sum + totalMinor(payment), 0n) === totalMinor(due);
};

const NEVER_AT_ONCE: AtOnce = () => false;
const AT_ONCE: Readonly<Record<Policy['output'], AtOnce>> = {
  journal: () => true,
  summary: () => true,
  receipt: oneGatewayPaysAll,
  invoice: NEVER_AT_ONCE,
};

const entriesFrom = (
  saleDate: string,
  story: OrderStory,
  sale: MeasuredEvent,
  atOnce: AtOnce,
  dayOf: DayOf,
): readonly ScheduledEntry[] => {
  const dateOf = (measured: MeasuredEvent): string => later(dayOf(measured.event.at), saleDate);
  const dues: readonly Due[] = [
    { due: sale, date: saleDate, open: totalMinor(sale) },
    ...story.edits.map((due) => ({ due, date: dateOf(due), open: totalMinor(due) })),
  ];
  const open = new Set(story.captures);
  const entries: ScheduledEntry[] = [];
  for (const owed of dues) {
    const { due, date } = owed;
    const sameDay = [...open].filter((capture) => dateOf(capture) === date);
    const settledBy = atOnce(due, sameDay) ? sameDay : [];
    for (const capture of settledBy) {
      open.delete(capture);
      owed.open -= totalMinor(capture);
    }
    entries.push({ measured: due, date, settledBy });
  }
  for (const capture of open)
    entries.push({
      measured: capture,
      date: dateOf(capture),
      settledBy: [],
      settles: takeFrom(dues, capture),
    });
  const [first] = story.captures;
  const paidFrom = first ? dateOf(first) : saleDate;
  for (const { refund, payments } of story.refunds) {
    const settledBy = atOnce(refund, payments) ? payments : [];
    entries.push({ measured: refund, date: dateOf(refund), settledBy });
    if (settledBy.length > 0) continue;
    for (const payment of payments) {
      const date = later(dateOf(payment), paidFrom);
      entries.push({ measured: payment, date, settledBy: [], settles: refund.event.key });
    }
  }
  const { cancellation } = story;
  if (cancellation) entries.push({ measured: cancellation, date: dateOf(cancellation), settledBy: [] });
  return entries;
};

/** The sale or an edit, and what is still owed of it. */
interface Due {
  readonly due: MeasuredEvent;
  readonly date: string;
  open: bigint;
}

/** The oldest debt that is not paid yet; what is paid beyond all of them counts for the last. */
const takeFrom = (dues: readonly Due[], capture: MeasuredEvent): string => {
  const owed = dues.find(({ open }) => open > 0n) ?? (dues.at(-1) as Due);
  owed.open -= totalMinor(capture);
  return owed.due.event.key;
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

const notSettled = ({ order }: OrderAmounts): Problem => ({
  severity: 'info',
  code: 'not_settled',
  message: `Order ${order.source.number}: the shop says of no payment that it was paid out; its sale is booked when it does. Where the shop never says, choose another posting trigger.`,
});
