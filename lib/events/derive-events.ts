/** From an order to what happened to money, in the words of no platform and no policy of accounts. */
import type { Order, Payment } from '../commerce/order';
import { compareByTime } from '../commerce/order-instants';
import { type OrderAmounts, type PartAmounts, amountText, readAmounts } from '../commerce/order-amounts';
import type { Problem } from '../commerce/problem';
import { cancellationParts } from './cancellation-parts';
import { type EventKind, type FinanceEvent, eventKey } from './finance-event';
import { type MeasuredEvent, type PartList, addPart, newPartList } from './measured-event';
import { type RefundBalance, openBalance } from './refund-balance';
import { type RefundPolicy, refundParts } from './refund-parts';
import { addedParts, saleParts } from './sale-parts';

export interface DeriveOptions extends RefundPolicy {
  /** From checkOrder, in minor units. */
  readonly rounding: bigint;
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
  return events;
};

export const deriveStory = (amounts: OrderAmounts, options: DeriveOptions): OrderStory => {
  const { order } = amounts;
  const silent = whyNoSale(amounts);
  if (silent) return { edits: [], captures: [], refunds: [], problems: [silent] };

  const problems: Problem[] = [];
  const { pointers } = amounts.claims.total;
  const sale = makeEvent(
    amounts,
    'sale',
    '1',
    order.placedAt,
    saleParts(amounts, options.rounding),
    pointers,
  );
  const edits = editEvents(amounts);
  const captures = amounts.captures.map((capture) => captureEvent(amounts, capture));
  const over = order.state === 'cancelled' || order.state === 'failed';
  if (!over) noteOverpayment(amounts, problems);
  if (amounts.refunds.length === 0 && !over) {
    return { sale, edits, captures, refunds: [], problems: noteChannelTax(amounts, problems) };
  }

  const balance = openBalance(amounts, options.rounding);
  const refunds = deriveRefunds(amounts, balance, options, problems);
  const cancellation = over ? cancel(amounts, balance, problems) : undefined;
  return { sale, edits, captures, refunds, cancellation, problems: noteChannelTax(amounts, problems) };
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

const makeEvent = (
  amounts: OrderAmounts,
  kind: EventKind,
  subId: string,
  at: string,
  list: PartList,
  pointers: readonly string[],
): MeasuredEvent => {
  const { source } = amounts.order;
  const event: FinanceEvent = {
    key: eventKey(source, kind, subId),
    kind,
    at,
    currency: amounts.currency,
    source,
    parts: list.parts,
  };
  return { event, minor: list.minor, pointers };
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

const paymentParts = (
  amounts: OrderAmounts,
  minor: bigint,
  payment: Pick<Payment, 'id' | 'gateway' | 'tender' | 'pointers'>,
): PartList => {
  const list = newPartList(amounts.decimals);
  addPart(list, minor, {
    component: 'payment',
    of: payment.id,
    gateway: payment.gateway,
    tender: payment.tender,
    pointers: payment.pointers,
  });
  return list;
};

const captureEvent = (
  amounts: OrderAmounts,
  { payment, amount }: OrderAmounts['captures'][number],
): MeasuredEvent =>
  makeEvent(
    amounts,
    'capture',
    payment.id,
    payment.at,
    paymentParts(amounts, amount, payment),
    payment.pointers,
  );

const deriveRefunds = (
  amounts: OrderAmounts,
  balance: RefundBalance,
  options: DeriveOptions,
  problems: Problem[],
): OrderStory['refunds'] => {
  const refunds: { refund: MeasuredEvent; payments: readonly MeasuredEvent[] }[] = [];
  for (const taken of amounts.refunds) {
    const { refund } = taken;
    const split = refundParts(amounts, taken, balance, options);
    problems.push(...split.problems);
    const payments = refund.payments.flatMap((payment, index) => {
      const minor = taken.payments[index] as bigint;
      if (minor === 0n) return [];
      // The dot parts the two ids, so one inside the first is encoded.
      const subId = `${refund.id.replace(/\./g, '%2E')}.${payment.id}`;
      return [
        makeEvent(
          amounts,
          'refund_payment',
          subId,
          payment.at,
          paymentParts(amounts, minor, payment),
          payment.pointers,
        ),
      ];
    });
    if (taken.amount === 0n && payments.length === 0 && split.list.parts.length === 0) {
      problems.push({
        severity: 'info',
        code: 'zero_refund',
        message: `Refund ${refund.id} of order ${amounts.order.source.number} gives back nothing, so there is nothing to book.`,
        pointer: refund.pointers[0],
      });
      continue;
    }
    const event = makeEvent(amounts, 'refund', refund.id, refund.at, split.list, refund.pointers);
    refunds.push({ refund: event, payments });
  }
  return refunds;
};

const cancel = (
  amounts: OrderAmounts,
  balance: RefundBalance,
  problems: Problem[],
): MeasuredEvent | undefined => {
  const list = cancellationParts(amounts, balance);
  if (list.parts.length === 0) return undefined;
  const { order } = amounts;
  let owed = -balance.fees;
  for (const capture of amounts.captures) owed += capture.amount;
  for (const refund of amounts.refunds) for (const payment of refund.payments) owed -= payment;
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

/** An edit may lower an order below what was paid, a refund may be noted and not paid back: the buyer has a claim. */
const noteOverpayment = (amounts: OrderAmounts, problems: Problem[]): void => {
  const [first] = amounts.captures;
  if (!first) return;
  let owed = -amounts.claims.total.amount;
  for (const capture of amounts.captures) owed += capture.amount;
  for (const refund of amounts.refunds) {
    owed += refund.amount;
    for (const payment of refund.payments) owed -= payment;
  }
  if (owed <= 0n) return;
  problems.push({
    severity: 'warning',
    code: 'owed_to_buyer',
    message: `The buyer of order ${amounts.order.source.number} has paid ${amountText(amounts, owed)} ${amounts.currency} more than is due and not got it back; it stays on receivable. Pay it back, or correct the payments in the shop.`,
    pointer: first.payment.pointers[0],
  });
};

const noteChannelTax = (amounts: OrderAmounts, problems: Problem[]): Problem[] => {
  const taxed = amounts.parts.find(({ part }) => part.taxes.some((tax) => tax.liable === 'channel'));
  if (taxed) {
    problems.push({
      severity: 'info',
      code: 'channel_tax_skipped',
      message: `Order ${amounts.order.source.number} carries tax that the sales channel owes to the authority; it is not booked as a liability of the merchant.`,
      pointer: taxed.part.taxes.find((tax) => tax.liable === 'channel')?.pointers[0],
    });
  }
  return problems;
};
