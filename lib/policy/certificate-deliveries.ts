/** What waits to be earned, under the trigger "fulfilment", and what delivered pieces cost. */
import type { OrderAmounts } from '../commerce/order-amounts';
import { type Unearned, deriveDeliveries } from '../events/deliveries';
import type { EventKind } from '../events/finance-event';
import { type MeasuredEvent, discountsBehind, isPriced } from '../events/measured-event';
import { parseDecimal, powerOfTen } from '../money/decimal';
import { ROUNDING_RULES } from '../money/rounding';
import { minorOf } from './certificate-given-back';
import { type SourceSide, countedComponent, isNetOfDiscounts } from './certificate-source';
import type { CertificateSums } from './certificate-sums';

/**
 * What was sold stands as earned and as waiting: what a sale has wait is moved out of its rows, what a delivery earns is
 * moved in. How much of a refund was never earned depends on what was delivered before it, so the deliveries are asked.
 */
export const moveDeferred = (sums: CertificateSums, side: SourceSide): void => {
  const { amounts, policy, events } = side;
  if (policy.postingTrigger !== 'fulfilment') return;
  const measured = events.map((event): MeasuredEvent => ({
    event,
    minor: event.parts.map((part) => minorOf(part, amounts)),
    pointers: [],
  }));
  const of = (...kinds: EventKind[]): readonly MeasuredEvent[] =>
    measured.filter(({ event }) => kinds.includes(event.kind));
  const sales = of('sale', 'edit');
  const refunds = of('refund');
  const [cancellation] = of('cancellation');
  const { unearned } = deriveDeliveries(
    amounts,
    { sales, refunds, cancellation },
    { defersIncome: true, defersTax: policy.deferredTax === 'at-fulfilment', withCosts: false },
  );
  for (const event of sales) moveUnearned(sums, side, 'sold', event, unearned.get(event));
  for (const event of refunds) moveUnearned(sums, side, 'given_back', event, unearned.get(event));
  if (cancellation) moveUnearned(sums, side, 'given_back', cancellation, unearned.get(cancellation));
  for (const { event, minor } of of('fulfilment'))
    event.parts.forEach((part, index) => {
      if (part.component === 'cost') return;
      const [component, sign] = countedComponent(part, side);
      sums.move('balance', 'deferred', ['sold', component], sign * (minor[index] as bigint), 'waiting');
    });
};

const moveUnearned = (
  sums: CertificateSums,
  side: SourceSide,
  flow: 'sold' | 'given_back',
  { event, minor }: MeasuredEvent,
  unearned: Unearned = [],
): void => {
  const sign = flow === 'sold' ? 1n : -1n;
  event.parts.forEach((part, index) => {
    const [component] = countedComponent(part, side);
    const waits = unearned[index] ?? 0n;
    sums.add(flow, component, 'moved', -waits, 'waiting');
    sums.add('balance', 'deferred', 'moved', sign * waits, 'waiting');
    // What waits is net of its discounts, and so is what comes back of it; they show with the delivery.
    if (isPriced(part) && unearned[index] !== undefined && !isNetOfDiscounts(side.policy, part.nature))
      sums.move(
        flow,
        component,
        [flow, 'discount'],
        discountsBehind(event.parts, minor, index),
        'net_waiting',
      );
  });
};

/** Cost of the pieces that were sent, and of those that came back into stock: cumulative by line, so that cents do not drift. */
export const addCosts = (sums: CertificateSums, { amounts, policy }: SourceSide): void => {
  if (policy.costOfGoods !== 'perpetual') return;
  for (const { id, giftCard, unitCost } of amounts.order.lines) {
    const unit = parseDecimal(unitCost?.amount);
    if (giftCard || !unit) continue;
    const { sent, back, scale } = movedPieces(amounts, id);
    const costOf = (pieces: bigint): bigint => {
      const exact = unit.digits * pieces * powerOfTen(amounts.decimals);
      return ROUNDING_RULES['half-up'](exact, powerOfTen(unit.scale + scale));
    };
    for (const component of ['cost', 'stock']) {
      sums.add('sent', component, 'source', costOf(sent));
      sums.add('restocked', component, 'source', costOf(back));
    }
  }
};

/** Pieces at one scale; no more comes back than was sent until then. */
const movedPieces = (
  { order }: OrderAmounts,
  line: string,
): { readonly sent: bigint; readonly back: bigint; readonly scale: number } => {
  const scale = 20;
  const pieces = (text: string | undefined): bigint => {
    const read = parseDecimal(text);
    return read ? read.digits * powerOfTen(scale - read.scale) : 0n;
  };
  const moves: { readonly at: number; readonly sent: bigint; readonly back: bigint }[] = [];
  for (const { at, lines } of order.fulfilments ?? [])
    for (const { of, quantity } of lines)
      if (of === line) moves.push({ at: Date.parse(at), sent: pieces(quantity), back: 0n });
  for (const { at, lines } of order.refunds)
    for (const { of, quantity, restock } of lines)
      if (of === line && restock === 'returned')
        moves.push({ at: Date.parse(at), sent: 0n, back: pieces(quantity) });
  let [sent, back] = [0n, 0n];
  // What was delivered at the instant of a refund was delivered before it; sorting keeps that order.
  for (const move of moves.sort((a, b) => a.at - b.at)) {
    sent += move.sent;
    const room = sent - back;
    back += move.back < room ? move.back : room;
  }
  return { sent, back, scale };
};
