/**
 * Deliveries as finance events: what each earns of what was sold, what its pieces cost, and how much of what refunds and a
 * cancellation give back was never earned. Walked once through the life of the order, in the order in which it happened.
 */
import type { Fulfilment } from '../commerce/order';
import { compareByTime } from '../commerce/order-instants';
import type { OrderAmounts, PartKind, RefundAmounts } from '../commerce/order-amounts';
import { hasErrors, type Problem } from '../commerce/problem';
import { makeEvent } from './money-events';
import { checkFulfilments } from './check-fulfilments';
import { earn } from './earn';
import { type PieceCosts, addReturnedCosts, addSentCosts, openCosts } from './piece-costs';
import { type EventPart, eventKey } from './finance-event';
import { type MeasuredEvent, discountsBehind, isPriced, newPartList } from './measured-event';
import {
  type UnearnedShare,
  type Undelivered,
  type Undeliveries,
  WHOLE,
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

/** Of a sale, refund or cancellation: how much of each part was never earned; undefined for a part that does not wait. */
export type Unearned = readonly (bigint | undefined)[];

export interface Deliveries {
  readonly fulfilments: readonly MeasuredEvent[];
  /** Pieces that came back into stock, at cost. */
  readonly restocks: readonly MeasuredEvent[];
  readonly unearned: ReadonlyMap<MeasuredEvent, Unearned>;
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
  readonly unearned: Map<MeasuredEvent, Unearned>;
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

/** What needs a delivery waits: net of discounts, as it stands in deferred-revenue. */
const unearnedOfSale = ({ open, options }: Walk, { event, minor }: MeasuredEvent): Unearned =>
  event.parts.map((part, index) => {
    const kind = kindOf(part);
    if (kind === undefined || open.get(undeliveredKey(kind, part.of))?.waits !== true) return undefined;
    const amount = minor[index] as bigint;
    if (part.component !== 'tax') return amount - discountsBehind(event.parts, minor, index);
    return options.defersTax ? amount : undefined;
  });

/** Of what a part is, or what it taxes. */
const kindOf = (part: EventPart): PartKind | undefined => {
  if (part.component === 'tax') return part.on;
  return isPriced(part) ? (part.component as PartKind) : undefined;
};

const fulfil = (walk: Walk, fulfilment: Fulfilment): void => {
  const list = newPartList(walk.amounts.decimals);
  for (const { of, quantity, pointers } of fulfilment.lines) {
    const item = walk.open.get(undeliveredKey('goods', of));
    // Gift cards are delivered too, and earn nothing.
    if (!item) continue;
    const pieces = piecesAt(quantity, item.scale) ?? 0n;
    if (walk.options.defersIncome && item.waits) earn(walk, list, item, pieces, pointers);
    else item.delivered += pieces;
    if (walk.costs) addSentCosts(walk.costs, list, item, pieces, pointers);
  }
  if (walk.options.defersIncome)
    for (const item of walk.open.values())
      if (goesAlong(item)) earn(walk, list, item, 1n, fulfilment.pointers);
  if (list.parts.length === 0) return;
  walk.fulfilments.push(
    makeEvent(walk.amounts, 'fulfilment', fulfilment.id, fulfilment.at, list, fulfilment.pointers),
  );
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
  const unearned = event.parts.map((part, index) => {
    const kind = kindOf(part);
    const item = kind && walk.open.get(undeliveredKey(kind, part.of));
    return item?.waits
      ? takeBack(walk, item, part, minor, event.parts, index, shares.get(item) ?? WHOLE)
      : undefined;
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

/**
 * Nothing more of a line will be delivered, and less was given back than waited: the rest is earned now. When that is so
 * of all goods, no delivery will come that shipping and surcharges could go with.
 */
const releaseRest = (walk: Walk, measured: MeasuredEvent, subId: string): void => {
  const list = newPartList(walk.amounts.decimals);
  const items = [...walk.open.values()];
  const goods = items.filter(({ part, waits }) => waits && part.kind === 'goods');
  const noneToCome = goods.length > 0 && goods.every(nothingToCome);
  for (const item of items) {
    const isAlong = noneToCome && goesAlong(item);
    const isOver = nothingToCome(item) && item.quantity > 0n;
    if (!isAlong && !isOver) continue;
    const taxWaits = walk.options.defersTax && item.taxesLeft.some((tax) => tax !== 0n);
    if (item.left === 0n && !taxWaits) continue;
    earn(walk, list, item, isAlong ? 1n : 0n, measured.pointers);
  }
  if (list.parts.length === 0) return;
  const { at } = measured.event;
  walk.fulfilments.push(makeEvent(walk.amounts, 'fulfilment', subId, at, list, measured.pointers));
};

/** Shipping and surcharges are earned with the first delivery. */
const goesAlong = (item: Undelivered): boolean =>
  item.part.kind !== 'goods' && item.waits && !nothingToCome(item);
