/** From an order to what happened to money, in the words of no platform and no policy of accounts. */
import type { Order } from '../commerce/order';
import { compareByTime } from '../commerce/order-instants';
import { type OrderAmounts, type PartAmounts, amountText, readAmounts } from '../commerce/order-amounts';
import type { Problem } from '../commerce/problem';
import { cancellationParts } from './cancellation-parts';
import { type Deliveries, type DeliveryOptions, deriveDeliveries } from './deliveries';
import { type FinanceEvent, eventKey } from './finance-event';
import type { MeasuredEvent } from './measured-event';
import { captureEvents, feeEvents, makeEvent, refundPaymentEvents, settlementEvents } from './money-events';
import { notePayments, paidBack, settledBy } from './payment-notes';
import { type RefundBalance, openBalance } from './refund-balance';
import { type RefundPolicy, refundParts } from './refund-parts';
import { addedParts, saleParts } from './sale-parts';
import { channelTaxOf } from './withheld';

export interface DeriveOptions extends RefundPolicy {
  /** From checkOrder, in minor units. */
  readonly rounding: bigint;
  /** Only where what was delivered decides what is booked. */
  readonly deliveries?: DeliveryOptions;
  /** Payouts that the source states payment by payment. */
  readonly withSettlements?: boolean;
  /** Fees that the source states with the order. */
  readonly withFees?: boolean;
}

/** The finance events of an order that checkOrder found no error in, and what to say about them. */
export const deriveEvents = (
  order: Order,
  options: DeriveOptions,
): { readonly events: readonly FinanceEvent[]; readonly problems: readonly Problem[] } => {
  const { amounts, problems } = readAmounts(order);
  if (!amounts) return { events: [], problems };
  const story = deriveStory(amounts, options);
  return { events: storyEvents(story).map(({ event }) => event), problems: story.problems };
};

/** The same, with the amounts measured and refunds together with the payments that paid them back. */
export interface OrderStory {
  readonly sale?: MeasuredEvent;
  /** What edits and exchanges added later, in the order in which they happened. */
  readonly edits: readonly MeasuredEvent[];
  /** In the order in which they happened. */
  readonly captures: readonly MeasuredEvent[];
  readonly refunds: readonly {
    readonly refund: MeasuredEvent;
    readonly payments: readonly MeasuredEvent[];
  }[];
  readonly cancellation?: MeasuredEvent;
  readonly deliveries?: Deliveries;
  readonly settlements: readonly MeasuredEvent[];
  /** When the gateway paid a capture out, by the capture's key, where the source says so. */
  readonly paidOutAt: ReadonlyMap<string, string>;
  readonly fees: readonly MeasuredEvent[];
  readonly problems: readonly Problem[];
}

export const storyEvents = (story: OrderStory): readonly MeasuredEvent[] => {
  const events: MeasuredEvent[] = [];
  if (story.sale) events.push(story.sale);
  for (const edit of story.edits) events.push(edit);
  for (const capture of story.captures) events.push(capture);
  for (const { refund, payments } of story.refunds) {
    events.push(refund);
    for (const payment of payments) events.push(payment);
  }
  if (story.cancellation) events.push(story.cancellation);
  if (story.deliveries) events.push(...story.deliveries.fulfilments, ...story.deliveries.restocks);
  for (const settlement of story.settlements) events.push(settlement);
  for (const fee of story.fees) events.push(fee);
  return events;
};

export const deriveStory = (amounts: OrderAmounts, options: DeriveOptions): OrderStory => {
  const { order } = amounts;
  const silent = whyNoSale(amounts);
  if (silent) return { ...NOTHING, problems: [silent] };

  const problems: Problem[] = [];
  const { pointers } = amounts.claims.total;
  const parts = saleParts(amounts, options.rounding);
  const sale = makeEvent(amounts, 'sale', '1', order.placedAt, parts, pointers);
  const edits = editEvents(amounts);
  const tax = channelTaxOf(amounts);
  const captures = captureEvents(amounts, tax ? settledBy([sale, ...edits]) : 0n, tax);
  const over = order.state === 'cancelled' || order.state === 'failed';
  const needsBalance = amounts.refunds.length > 0 || over;
  const balance = needsBalance ? openBalance(amounts, options.rounding) : undefined;
  const refunds = balance
    ? deriveRefunds(amounts, balance, options, { problems, hasTax: tax !== undefined })
    : [];
  const cancellation = over && balance ? cancel(amounts, balance, captures, refunds, problems) : undefined;
  const sold = { sale, edits, captures, refunds, cancellation };
  notePayments(amounts, sold, tax, over, problems);
  const further = deriveFurther(amounts, sold, options, problems);
  noteEmptyRefunds(amounts, refunds, further.deliveries, problems);
  return { ...sold, paidOutAt: payoutInstants(amounts, captures), ...further, problems };
};

const NOTHING: Omit<OrderStory, 'problems'> = {
  edits: [],
  captures: [],
  refunds: [],
  settlements: [],
  paidOutAt: new Map(),
  fees: [],
};

type Sold = Pick<OrderStory, 'edits' | 'captures' | 'refunds' | 'cancellation'> & {
  readonly sale: MeasuredEvent;
};

/** What only some policies book: deliveries, payouts, fees. */
const deriveFurther = (
  amounts: OrderAmounts,
  { sale, edits, captures, refunds, cancellation }: Sold,
  options: DeriveOptions,
  problems: Problem[],
): Pick<OrderStory, 'deliveries' | 'settlements' | 'fees'> => {
  const settled = options.withSettlements ? settlementEvents(amounts, captures) : undefined;
  if (settled) problems.push(...settled.problems);
  const fees = options.withFees ? feeEvents(amounts, settled?.payments ?? NONE) : [];
  if (!options.deliveries) return { settlements: settled?.events ?? [], fees };
  const story = { sales: [sale, ...edits], refunds: refunds.map(({ refund }) => refund), cancellation };
  const deliveries = deriveDeliveries(amounts, story, options.deliveries);
  problems.push(...deliveries.problems);
  return { deliveries, settlements: settled?.events ?? [], fees };
};

const NONE: ReadonlyMap<string, string> = new Map();

const payoutInstants = (
  { captures }: OrderAmounts,
  events: readonly MeasuredEvent[],
): ReadonlyMap<string, string> => {
  const instants = new Map<string, string>();
  captures.forEach(({ payment: { settlement } }, index) => {
    if (settlement) instants.set((events[index] as MeasuredEvent).event.key, settlement.at);
  });
  return instants;
};

/** False for a draft, and for an order given up that was never paid: nothing of those is booked. */
export const makesSale = (amounts: OrderAmounts): boolean => whyNoSale(amounts) === undefined;

const whyNoSale = (amounts: OrderAmounts): Problem | undefined => {
  const { state, source, sourceStatus } = amounts.order;
  if (state === 'draft') {
    return {
      severity: 'info',
      code: 'draft_order',
      message: `Order ${source.number} is a draft ("${sourceStatus.slice(0, 60)}"): there is no sale yet.`,
    };
  }
  if ((state === 'cancelled' || state === 'failed') && amounts.captures.length === 0) {
    return {
      severity: 'info',
      code: 'cancelled_unpaid',
      message: `Order ${source.number} is ${state} and was never paid: nothing of it stays in the books.`,
    };
  }
  return undefined;
};

/** One for each edit or exchange, whatever number of parts it added. */
const editEvents = (amounts: OrderAmounts): readonly MeasuredEvent[] => {
  const byEdit = new Map<string, PartAmounts[]>();
  for (const part of amounts.parts) {
    if (!part.part.added) continue;
    const known = byEdit.get(part.part.added.id);
    if (known) known.push(part);
    else byEdit.set(part.part.added.id, [part]);
  }
  const edits = [...byEdit.values()].map((parts) => ({
    parts,
    added: (parts[0] as PartAmounts).part.added as NonNullable<PartAmounts['part']['added']>,
  }));
  edits.sort((a, b) => compareByTime(a.added, b.added));
  return edits.map(({ parts, added }) =>
    makeEvent(amounts, 'edit', added.id, added.at, addedParts(amounts.decimals, parts), added.pointers),
  );
};

const deriveRefunds = (
  amounts: OrderAmounts,
  balance: RefundBalance,
  options: DeriveOptions,
  { problems, hasTax }: { readonly problems: Problem[]; readonly hasTax: boolean },
): OrderStory['refunds'] => {
  const refunds: { refund: MeasuredEvent; payments: readonly MeasuredEvent[] }[] = [];
  for (const taken of amounts.refunds) {
    const { refund } = taken;
    const split = refundParts(amounts, taken, balance, options);
    problems.push(...split.problems);
    const payments = refundPaymentEvents(amounts, taken, hasTax ? split.list : undefined);
    if (taken.amount === 0n && payments.length === 0 && split.list.parts.length === 0) continue;
    const event = makeEvent(amounts, 'refund', refund.id, refund.at, split.list, refund.pointers);
    refunds.push({ refund: event, payments });
  }
  return refunds;
};

/** A refund without an event gave back nothing, unless pieces came back into stock with it. */
const noteEmptyRefunds = (
  { order, refunds }: OrderAmounts,
  told: OrderStory['refunds'],
  deliveries: Deliveries | undefined,
  problems: Problem[],
): void => {
  if (told.length === refunds.length) return;
  const { source } = order;
  const keys = new Set(told.map(({ refund }) => refund.event.key));
  for (const { refund } of refunds) {
    if (keys.has(eventKey(source, 'refund', refund.id))) continue;
    const restockKey = eventKey(source, 'restock', refund.id);
    const restocks = deliveries?.restocks.some(({ event }) => event.key === restockKey) ?? false;
    problems.push({
      severity: 'info',
      code: 'zero_refund',
      message: `Refund ${refund.id} of order ${source.number} gives back ${restocks ? 'no money: only what came back into stock is booked' : 'nothing, so there is nothing to book'}.`,
      pointer: refund.pointers[0],
    });
  }
};

const cancel = (
  amounts: OrderAmounts,
  balance: RefundBalance,
  captures: OrderStory['captures'],
  refunds: OrderStory['refunds'],
  problems: Problem[],
): MeasuredEvent | undefined => {
  const list = cancellationParts(amounts, balance);
  if (list.parts.length === 0) return undefined;
  const { order } = amounts;
  const owed = settledBy(captures) - paidBack(refunds) - balance.fees;
  if (owed > 0n) {
    problems.push({
      severity: 'warning',
      code: 'cancelled_not_refunded',
      message: `Order ${order.source.number} is ${order.state}, but ${amountText(amounts, owed)} ${amounts.currency} of what was paid has not gone back; it stays on receivable as owed to the buyer. Refund it, or check the status.`,
      pointer: amounts.captures[0]?.payment.pointers[0],
    });
  }
  const at = order.cancelledAt ?? order.source.updatedAt;
  return makeEvent(amounts, 'cancellation', '1', at, list, amounts.claims.total.pointers);
};
