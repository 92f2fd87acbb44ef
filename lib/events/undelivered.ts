/**
 * What is sold and not yet delivered, piece by piece: how much of each part a delivery earns, and how much of what a refund
 * gives back was never earned. All shares are cumulative, so that the last piece takes what is left and nothing strands.
 */
import type { OrderAmounts, PartAmounts, PartKind } from '../commerce/order-amounts';
import { type Decimal, digitsAtScale, parseDecimal } from '../money/decimal';
import { ROUNDING_RULES } from '../money/rounding';

export interface Undelivered {
  readonly part: PartAmounts;
  /** Pieces, at one scale; shipping and surcharges are one piece that goes with the first delivery. */
  readonly quantity: bigint;
  readonly scale: number;
  /** False for what needs no delivery: it is earned when it is booked, and of it only costs are followed. */
  readonly waits: boolean;
  delivered: bigint;
  /** Given back without ever having been delivered. */
  cancelled: bigint;
  /** Delivered and come back into stock. */
  returned: bigint;
  /** Minor units of the net amount that wait to be earned. */
  left: bigint;
  /** The same of each tax of the part. */
  readonly taxesLeft: bigint[];
}

export type Undeliveries = ReadonlyMap<string, Undelivered>;

export const undeliveredKey = (kind: PartKind, id: string): string => `${kind} ${id}`;

/**
 * Which parts of an order wait for a delivery. Gift cards, tips, duties and coins are nobody's income, so nothing of them
 * does; nor does what is never sent. Delivery and surcharges wait with the goods, and where nothing of the order is sent,
 * they have nothing to wait for. A gift card without a word about it is sent by mail where delivery was paid.
 */
export const deliveryNeed = ({ order }: Pick<OrderAmounts, 'order'>): ((part: PartAmounts) => boolean) => {
  const isSent = order.lines.some(
    ({ requiresShipping, giftCard }) => requiresShipping ?? (!giftCard || order.shipping.length > 0),
  );
  return ({ nature, kind, part }) =>
    nature === undefined && (kind === 'goods' ? part.requiresShipping !== false : isSent);
};

export const openUndelivered = (amounts: OrderAmounts): Undeliveries => {
  const scale = widestScale(amounts);
  const needsDelivery = deliveryNeed(amounts);
  const open = new Map<string, Undelivered>();
  for (const part of amounts.parts) {
    if (part.nature !== undefined) continue;
    const waits = needsDelivery(part);
    const quantity = part.kind === 'goods' ? (piecesAt(part.part.quantity, scale) ?? 0n) : 1n;
    open.set(undeliveredKey(part.kind, part.part.id), {
      part,
      quantity,
      scale,
      waits,
      delivered: 0n,
      cancelled: 0n,
      returned: 0n,
      left: waits ? part.amount - part.discountSum : 0n,
      taxesLeft: waits ? [...part.taxes] : part.taxes.map(() => 0n),
    });
  }
  return open;
};

/** One scale for all quantities of the order, so that pieces are whole numbers. */
const widestScale = ({ order }: OrderAmounts): number => {
  const texts = [
    ...order.lines.map(({ quantity }) => quantity),
    ...(order.fulfilments ?? []).flatMap(({ lines }) => lines.map(({ quantity }) => quantity)),
    ...order.refunds.flatMap(({ lines }) => lines.flatMap(({ quantity }) => quantity ?? [])),
  ];
  return texts.reduce((widest, text) => {
    const value = parseDecimal(text);
    return value !== undefined && value.scale > widest ? value.scale : widest;
  }, 0);
};

/** Pieces at the scale; undefined for a quantity that is none. */
export const piecesAt = (text: string | undefined, scale: number): bigint | undefined => {
  const value: Decimal | undefined = parseDecimal(text);
  return value === undefined || value.scale > scale ? undefined : digitsAtScale(value, scale);
};

/** Share of an amount that falls on the first `pieces` of `quantity`, ties away from zero. */
export const shareOf = (amount: bigint, pieces: bigint, quantity: bigint): bigint =>
  quantity === 0n ? amount : ROUNDING_RULES['half-up'](amount * pieces, quantity);

/** What `from` to `to` pieces earn; never more than is left. */
const stepOf = (amount: bigint, from: bigint, to: bigint, quantity: bigint): bigint =>
  shareOf(amount, to, quantity) - shareOf(amount, from, quantity);

const atMost = (wanted: bigint, left: bigint): bigint => {
  if (left >= 0n) return wanted > left ? left : wanted < 0n ? 0n : wanted;
  return wanted < left ? left : wanted > 0n ? 0n : wanted;
};

export const nothingToCome = ({ delivered, cancelled, quantity }: Undelivered): boolean =>
  delivered + cancelled >= quantity;

export interface Earned {
  /** Net of discounts. */
  readonly net: bigint;
  /** Parallel to the part's discounts and taxes. */
  readonly discounts: readonly bigint[];
  readonly taxes: readonly bigint[];
  /** Pieces before and after. */
  readonly from: bigint;
  readonly to: bigint;
}

/** Delivers so many pieces and takes what they earn from what is left; the last ones take all of it. */
export const deliver = (item: Undelivered, pieces: bigint): Earned => {
  const { part, quantity } = item;
  const from = item.delivered;
  const to = from + pieces;
  item.delivered = to;
  const isLast = nothingToCome(item);
  const share = (amount: bigint, left: bigint): bigint =>
    isLast ? left : atMost(stepOf(amount, from, to, quantity), left);
  const net = share(part.amount - part.discountSum, item.left);
  const taxes = part.taxes.map((tax, index) => share(tax, item.taxesLeft[index] as bigint));
  item.left -= net;
  taxes.forEach((tax, index) => {
    item.taxesLeft[index] = (item.taxesLeft[index] as bigint) - tax;
  });
  const within = (count: bigint): bigint => (count > quantity ? quantity : count);
  const discounts = part.discounts.map((amount) => stepOf(amount, within(from), within(to), quantity));
  return { net, discounts, taxes, from, to };
};

const least = (a: bigint, b: bigint): bigint => {
  const smaller = a < b ? a : b;
  return smaller < 0n ? 0n : smaller;
};

/** How much of what is given back was never delivered. */
export interface GivenBack {
  readonly pieces: bigint | undefined;
  readonly restock: 'returned' | 'cancelled' | 'kept' | undefined;
}

/**
 * Pieces that were never delivered go first, unless the source says that delivered ones came back. Gives the numerator and
 * denominator of the unearned share: of an amount without pieces, what is left is taken first.
 */
export const unearnedShare = (item: Undelivered, given: GivenBack): UnearnedShare => {
  const { pieces, restock } = given;
  const open = item.quantity - item.delivered - item.cancelled;
  const canReturn = item.delivered - item.returned;
  if (pieces === undefined || pieces <= 0n)
    return restock === 'returned' && canReturn > 0n ? [0n, 1n] : WHOLE;
  const back = restock === 'returned' ? least(pieces, canReturn) : 0n;
  item.returned += back;
  const never = least(pieces - back, open);
  item.cancelled += never;
  return [never, pieces];
};

/** Pieces that were never delivered, of so many. */
export type UnearnedShare = readonly [pieces: bigint, of: bigint];
export const WHOLE: UnearnedShare = [1n, 1n];

/** Takes the unearned part of an amount that is given back from what is left of it, and says how much that is. */
export const takeUnearned = (left: bigint, amount: bigint, [pieces, of]: UnearnedShare): bigint =>
  atMost(shareOf(amount, pieces, of), left);
