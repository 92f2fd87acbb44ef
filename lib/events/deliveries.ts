/**
 * Deliveries as finance events: what each earns of what was sold, what its pieces cost, and how much of what refunds and a
 * cancellation give back was never earned. Walked once through the life of the order, in the order in which it happened.
 */
import type { Fulfilment } from '../commerce/order';
import { compareByTime } from '../commerce/order-instants';
import { type OrderAmounts, type PartKind, type RefundAmounts, amountText } from '../commerce/order-amounts';
import { hasErrors, type Problem } from '../commerce/problem';
import { makeEvent } from './money-events';
import { checkFulfilments } from './check-fulfilments';
import { type PieceCosts, addReturnedCosts, addSentCosts, openCosts } from './piece-costs';
import { type EventPart, eventKey } from './finance-event';
import {
  type MeasuredEvent,
  type PartList,
  addPart,
  discountsBehind,
  isPriced,
  newPartList,
} from './measured-event';
import {
  type UnearnedShare,
  type Undelivered,
  type Undeliveries,
  WHOLE,
  deliver,
  nothingToCome,
  openUndelivered,
  piecesAt,
  takeUnearned,
  undeliveredKey,
  unearnedShare,
} from './undelivered';

export interface DeliveryOptions {
  /** What is not delivered waits as unearned; else deliveries carry costs alone. */
  readonly defersIncome: boolean;
  readonly defersTax: boolean;
  readonly withCosts: boolean;
}

export interface Deliveries {
  readonly fulfilments: readonly MeasuredEvent[];
  /** Pieces that came back into stock, at cost. */
  readonly restocks: readonly MeasuredEvent[];
  /** Of a sale, refund or cancellation: how much of each part was never earned, parallel to its parts. */
  readonly unearned: ReadonlyMap<MeasuredEvent, readonly bigint[]>;
  readonly problems: readonly Problem[];
}

interface Story {
  readonly sales: readonly MeasuredEvent[];
  readonly refunds: readonly MeasuredEvent[];
  readonly cancellation: MeasuredEvent | undefined;
}

export const deriveDeliveries = (
  amounts: OrderAmounts,
  story: Story,
  options: DeliveryOptions,
): Deliveries => {
  const walk: Walk = {
    amounts,
    options,
    open: openUndelivered(amounts),
    costs: options.withCosts ? openCosts(amounts) : undefined,
    fulfilments: [],
    restocks: [],
    unearned: new Map(),
    problems: [...checkFulfilments(amounts)],
  };
  if (walk.costs) walk.problems.push(...walk.costs.problems);
  if (hasErrors(walk.problems)) return walk;
  if (options.defersIncome)
    for (const sale of story.sales) walk.unearned.set(sale, unearnedOfSale(walk, sale));
  for (const step of steps(amounts, story)) step(walk);
  return walk;
};

interface Walk extends Deliveries {
  readonly amounts: OrderAmounts;
  readonly options: DeliveryOptions;
  readonly open: Undeliveries;
  readonly costs: PieceCosts | undefined;
  readonly fulfilments: MeasuredEvent[];
  readonly restocks: MeasuredEvent[];
  readonly unearned: Map<MeasuredEvent, readonly bigint[]>;
  readonly problems: Problem[];
}

type Step = (walk: Walk) => void;

/** What was delivered at the instant of a refund was delivered before it. A refund of nothing has no event, and may restock. */
const steps = ({ order, refunds }: OrderAmounts, story: Story): readonly Step[] => {
  const byKey = new Map(story.refunds.map((measured) => [measured.event.key, measured]));
  const timed: { at: string; id: string; rank: number; step: Step }[] = [];
  for (const fulfilment of order.fulfilments ?? [])
    timed.push({ at: fulfilment.at, id: fulfilment.id, rank: 0, step: (walk) => fulfil(walk, fulfilment) });
  for (const taken of refunds) {
    const { id, at } = taken.refund;
    const measured = byKey.get(eventKey(order.source, 'refund', id));
    timed.push({ at, id, rank: 1, step: (walk) => refund(walk, taken, measured) });
  }
  const { cancellation } = story;
  if (cancellation)
    timed.push({ at: cancellation.event.at, id: '', rank: 2, step: (walk) => cancel(walk, cancellation) });
  return timed
    .sort((a, b) => byInstant(a, b) || a.rank - b.rank || compareByTime(a, b))
    .map(({ step }) => step);
};

const byInstant = (a: { at: string }, b: { at: string }): number => Date.parse(a.at) - Date.parse(b.at);

/** All that is sold and not simply passed on waits: net of discounts, as it stands in deferred-revenue. */
const unearnedOfSale = ({ open, options }: Walk, { event, minor }: MeasuredEvent): readonly bigint[] => {
  const unearned = minor.map(() => 0n);
  event.parts.forEach((part, index) => {
    const amount = minor[index] as bigint;
    if (isPriced(part)) {
      if (part.nature === undefined) unearned[index] = amount - discountsBehind(event.parts, minor, index);
    } else if (part.component === 'tax' && options.defersTax) {
      const kind = part.on as PartKind;
      if (open.has(undeliveredKey(kind, part.of))) unearned[index] = amount;
    }
  });
  return unearned;
};

const fulfil = (walk: Walk, fulfilment: Fulfilment): void => {
  const list = newPartList(walk.amounts.decimals);
  for (const { of, quantity, pointers } of fulfilment.lines) {
    const item = walk.open.get(undeliveredKey('goods', of));
    // Gift cards are delivered too, and earn nothing.
    if (!item) continue;
    const pieces = piecesAt(quantity, item.scale) ?? 0n;
    if (walk.options.defersIncome) earn(walk, list, item, pieces, pointers);
    else item.delivered += pieces;
    if (walk.costs) addSentCosts(walk.costs, list, item, pieces, pointers);
  }
  if (walk.options.defersIncome)
    for (const item of walk.open.values())
      if (item.part.kind !== 'goods' && !nothingToCome(item)) earn(walk, list, item, 1n, fulfilment.pointers);
  if (list.parts.length === 0) return;
  walk.fulfilments.push(
    makeEvent(walk.amounts, 'fulfilment', fulfilment.id, fulfilment.at, list, fulfilment.pointers),
  );
};

/** Moves what the pieces earn into the event: gross and discounts, which come to the net that waited. */
const earn = (
  walk: Walk,
  list: PartList,
  item: Undelivered,
  pieces: bigint,
  pointers: readonly string[],
): void => {
  const { part, kind } = item.part;
  const earned = deliver(item, pieces);
  const text = (minor: bigint): string => amountText(walk.amounts, minor);
  const gross = earned.net + earned.discounts.reduce((sum, discount) => sum + discount, 0n);
  addPart(list, gross, {
    component: kind,
    of: part.id,
    title: part.title,
    sku: part.sku,
    pointers: [...pointers, ...part.pointers],
    arithmetic: shareText(item, earned.from, earned.to, text(item.part.amount), text(gross)),
  });
  part.discounts.forEach((discount, index) => {
    const minor = earned.discounts[index] as bigint;
    if (minor === 0n) return;
    addPart(list, minor, {
      component: 'discount',
      of: part.id,
      on: kind,
      title: part.title,
      code: discount.code,
      pointers: discount.pointers,
      arithmetic: shareText(
        item,
        earned.from,
        earned.to,
        text(item.part.discounts[index] as bigint),
        text(minor),
      ),
    });
  });
  if (walk.options.defersTax) earnTaxes(walk, list, item, earned.taxes);
};

const earnTaxes = (walk: Walk, list: PartList, item: Undelivered, taxes: readonly bigint[]): void => {
  item.part.part.taxes.forEach((tax, index) => {
    const minor = taxes[index] as bigint;
    if (minor === 0n || tax.liable === 'channel') return;
    addPart(list, minor, {
      component: 'tax',
      of: item.part.part.id,
      on: item.part.kind,
      title: tax.label,
      jurisdiction: tax.jurisdiction,
      pointers: tax.pointers,
      arithmetic: `${amountText(walk.amounts, item.part.taxes[index] as bigint)} of the whole -> ${amountText(walk.amounts, minor)}`,
    });
  });
};

const shareText = (item: Undelivered, from: bigint, to: bigint, whole: string, share: string): string => {
  if (item.quantity === 1n && item.scale === 0) return `${whole} delivered -> ${share}`;
  const unit = 10n ** BigInt(item.scale);
  const count = (pieces: bigint): string =>
    pieces % unit === 0n ? String(pieces / unit) : `${pieces}/${unit}`;
  return `${whole} * pieces ${count(from)} to ${count(to)} of ${count(item.quantity)} -> ${share}`;
};

const refund = (walk: Walk, taken: RefundAmounts, measured: MeasuredEvent | undefined): void => {
  const shares = new Map<Undelivered, UnearnedShare>();
  const restocked = newPartList(walk.amounts.decimals);
  for (const { kind, part } of taken.parts) {
    const item = walk.open.get(undeliveredKey(kind, part.of));
    if (!item) continue;
    const pieces = piecesAt(part.quantity, item.scale);
    shares.set(item, unearnedShare(item, { pieces, restock: part.restock }));
    if (walk.costs && part.restock === 'returned' && pieces !== undefined)
      addReturnedCosts(walk.costs, restocked, item, pieces, part.pointers);
  }
  const { id, at, pointers } = taken.refund;
  if (measured) giveBack(walk, measured, shares, `rest of refund ${id}`);
  if (restocked.parts.length > 0)
    walk.restocks.push(makeEvent(walk.amounts, 'restock', id, at, restocked, pointers));
};

const cancel = (walk: Walk, measured: MeasuredEvent): void => {
  const shares = new Map([...walk.open.values()].map((item) => [item, WHOLE] as const));
  // Nothing of an order that was given up is delivered any more.
  for (const item of walk.open.values())
    if (!nothingToCome(item)) item.cancelled = item.quantity - item.delivered;
  giveBack(walk, measured, shares, 'rest of cancellation');
};

/** How much of what the event gives back was never earned; of what it does not itemise, what waits goes first. */
const giveBack = (
  walk: Walk,
  measured: MeasuredEvent,
  shares: ReadonlyMap<Undelivered, UnearnedShare>,
  restId: string,
): void => {
  if (!walk.options.defersIncome) return;
  const { event, minor } = measured;
  const unearned = minor.map(() => 0n);
  event.parts.forEach((part, index) => {
    const kind =
      part.component === 'tax' ? part.on : isPriced(part) ? (part.component as PartKind) : undefined;
    const item = kind && walk.open.get(undeliveredKey(kind, part.of));
    if (item)
      unearned[index] = takeBack(walk, item, part, minor, event.parts, index, shares.get(item) ?? WHOLE);
  });
  walk.unearned.set(measured, unearned);
  releaseRest(walk, measured, restId);
};

const takeBack = (
  walk: Walk,
  item: Undelivered,
  part: EventPart,
  minor: readonly bigint[],
  parts: readonly EventPart[],
  index: number,
  share: UnearnedShare,
): bigint => {
  const amount = minor[index] as bigint;
  if (part.component === 'tax') {
    if (!walk.options.defersTax) return 0n;
    const at = item.part.part.taxes.findIndex(
      ({ jurisdiction, liable }) => jurisdiction === part.jurisdiction && liable === 'merchant',
    );
    if (at < 0) return 0n;
    const taken = takeUnearned(item.taxesLeft[at] as bigint, amount, share);
    item.taxesLeft[at] = (item.taxesLeft[at] as bigint) - taken;
    return taken;
  }
  const taken = takeUnearned(item.left, amount - discountsBehind(parts, minor, index), share);
  item.left -= taken;
  return taken;
};

/** Nothing more of a line will be delivered, and less was given back than waited: the rest is earned now. */
const releaseRest = (walk: Walk, measured: MeasuredEvent, subId: string): void => {
  const list = newPartList(walk.amounts.decimals);
  for (const item of walk.open.values()) {
    const isOver = nothingToCome(item) && item.quantity > 0n;
    if (!isOver || (item.left === 0n && item.taxesLeft.every((tax) => tax === 0n))) continue;
    earn(walk, list, item, 0n, measured.pointers);
  }
  if (list.parts.length === 0) return;
  const { at } = measured.event;
  walk.fulfilments.push(makeEvent(walk.amounts, 'fulfilment', subId, at, list, measured.pointers));
};
