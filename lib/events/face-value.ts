/**
 * A gift card is owed at its face value, whatever was paid for it. So what comes back of one that was sold below it takes
 * back as much of the discount, in proportion to what was paid and cumulatively, so that a card that comes back whole
 * leaves nothing owed and nothing discounted.
 */
import type { PartAmounts } from '../commerce/order-amounts';
import { digitsAtScale, formatDigits, parseDecimal } from '../money/decimal';
import { ROUNDING_RULES } from '../money/rounding';
import type { EventPart } from './finance-event';
import { type PartList, addPart } from './measured-event';
import type { Leaf } from './refund-balance';

/** The discounts of a gift card, and what of them came back with it so far. */
export interface Face {
  readonly sold: PartAmounts;
  back: bigint;
  /** Of a card that was given away: so many pieces came back, at the scale. */
  pieces: bigint;
}

/** Undefined for all but gift cards with a discount. */
export const faceOf = (sold: PartAmounts): Face | undefined =>
  sold.nature === 'gift_card' && sold.discountSum !== 0n ? { sold, back: 0n, pieces: 0n } : undefined;

/** What comes back of a leaf, before it is taken out of the balance. False where that is nothing. */
export const addReturned = (
  list: PartList,
  leaf: Leaf,
  minor: bigint,
  part: Omit<EventPart, 'amount'>,
): boolean => {
  const { face } = leaf;
  if (face === undefined) {
    if (minor === 0n) return false;
    addPart(list, minor, part);
    return true;
  }
  const before = face.back;
  const [after, share] = discountBack(list, leaf, face, minor, part.quantity);
  face.back = after;
  const text = (amount: bigint): string => formatDigits(amount, list.decimals);
  const step = after - before;
  if (minor === 0n && step === 0n) return false;
  const own = part.arithmetic === undefined ? '' : `${part.arithmetic}; `;
  const gross = `${own}${text(minor)} given back + ${text(step)} of the discount = ${text(minor + step)}`;
  addPart(list, minor + step, step === 0n ? part : { ...part, arithmetic: gross });
  discountShares(face, after).forEach((now, index) => {
    const earlier = discountShares(face, before)[index] as bigint;
    addDiscount(list, face, index, part.pointers, now - earlier, {
      arithmetic: `${text(face.sold.discounts[index] as bigint)} of discount, ${share} -> ${text(now)}; ${text(now)} - ${text(earlier)} before = ${text(now - earlier)}`,
    });
  });
  return true;
};

/** Of each discount, what did not come back with refunds. */
export const discountsLeft = (face: Face): readonly bigint[] => {
  const back = discountShares(face, face.back);
  return face.sold.discounts.map((discount, index) => discount - (back[index] as bigint));
};

/** Of all discounts together: what is back after this, and which share that is. */
const discountBack = (
  { decimals }: PartList,
  leaf: Leaf,
  face: Face,
  minor: bigint,
  quantity: string | undefined,
): readonly [bigint, string] => {
  const { discountSum, part } = face.sold;
  const text = (amount: bigint): string => formatDigits(amount, decimals);
  if (leaf.sold > 0n) {
    const given = leaf.sold - leaf.left + minor;
    return [share(discountSum, given, leaf.sold), `${text(given)} of ${text(leaf.sold)} given back`];
  }
  // Given away: there is no price to go by.
  const sold = piecesOf(part.quantity);
  face.pieces += piecesOf(quantity);
  if (sold <= 0n) return [face.back, 'no pieces'];
  return [share(discountSum, face.pieces, sold), 'by the pieces that came back'];
};

const share = (whole: bigint, part: bigint, of: bigint): bigint => {
  if (part <= 0n) return 0n;
  return part >= of ? whole : ROUNDING_RULES['half-up'](whole * part, of);
};

const PIECE_DECIMALS = 20;

const piecesOf = (quantity: string | undefined): bigint => {
  const value = parseDecimal(quantity);
  return value === undefined || value.scale > PIECE_DECIMALS ? 0n : digitsAtScale(value, PIECE_DECIMALS);
};

/** The leftover of a share goes to the discount in which the sum of the first ones passes it. */
const discountShares = ({ sold }: Face, back: bigint): readonly bigint[] => {
  let sum = 0n;
  let before = 0n;
  return sold.discounts.map((discount) => {
    sum += discount;
    const until = share(back, sum, sold.discountSum);
    const own = until - before;
    before = until;
    return own;
  });
};

const addDiscount = (
  list: PartList,
  { sold: { part, kind } }: Face,
  index: number,
  pointers: readonly string[],
  minor: bigint,
  told: { readonly arithmetic: string },
): void => {
  if (minor === 0n) return;
  const discount = part.discounts[index] as (typeof part.discounts)[number];
  addPart(list, minor, {
    component: 'discount',
    of: part.id,
    nature: 'gift_card',
    on: kind,
    title: part.title,
    code: discount.code,
    pointers: [...pointers, ...discount.pointers],
    ...told,
  });
};
