/**
 * Tax that the sales channel owes itself is in what the buyer pays, and the channel keeps it: what it will pay out is the
 * rest. Carts state the payment with it or without it and do not say which. So payments settle first what is due to the
 * shop, and what they hold beyond that is the channel's, up to its tax: right for both, and a later payment never changes
 * an earlier one.
 */
import { type OrderAmounts, type PaymentAmount, amountText } from '../commerce/order-amounts';
import { exactMinor } from '../money/exact-minor';
import type { PartList } from './measured-event';

/** Tax of the channel in an order or a refund. */
export interface ChannelTax {
  readonly minor: bigint;
  readonly pointers: readonly string[];
}

/** Undefined for an order without any: most orders. */
export const channelTaxOf = ({ parts }: OrderAmounts): ChannelTax | undefined => {
  let minor = 0n;
  let pointers: string[] | undefined;
  for (const { part, taxes } of parts)
    for (let index = 0; index < taxes.length; index++) {
      const tax = part.taxes[index] as (typeof part.taxes)[number];
      if (tax.liable !== 'channel') continue;
      minor += taxes[index] as bigint;
      pointers ??= [];
      pointers.push(...tax.pointers);
    }
  return pointers && { minor, pointers };
};

/** The same of a refund, from its parts. */
export const channelTaxIn = ({ parts, minor }: PartList): ChannelTax | undefined => {
  let sum = 0n;
  let pointers: string[] | undefined;
  parts.forEach((part, index) => {
    if (part.component !== 'channel_tax') return;
    sum += minor[index] as bigint;
    pointers ??= [];
    pointers.push(...part.pointers);
  });
  return pointers && { minor: sum, pointers };
};

/** What a payment settles, at the rate of the order, and whether a channel can have kept some of it. */
export interface Settling {
  readonly settles: bigint;
  readonly canBeKept: boolean;
}

/** How much of one payment the channel keeps, at the rate of the order. */
export interface Kept {
  readonly minor: bigint;
  readonly pointers: readonly string[];
  readonly arithmetic: string;
}

/**
 * Parallel to the payments; undefined for one that the channel keeps nothing of. `due`: what the shop gets of them in all.
 * What the channel cannot have kept settles first, whenever it came.
 */
export const keptOf = (
  amounts: Pick<OrderAmounts, 'decimals'>,
  payments: readonly Settling[],
  due: bigint,
  tax: ChannelTax,
): readonly (Kept | undefined)[] => {
  const text = (minor: bigint): string => amountText(amounts, minor);
  let open = due;
  for (const { settles, canBeKept } of payments) if (!canBeKept) open -= settles;
  if (open < 0n) open = 0n;
  let paid = 0n;
  let before = 0n;
  return payments.map(({ settles, canBeKept }) => {
    if (!canBeKept) return undefined;
    paid += settles;
    const over = paid - open;
    const after = over < tax.minor ? over : tax.minor;
    if (after <= before) return undefined;
    const minor = after - before;
    const beyond = `${text(paid)} paid - ${text(open)} due to the shop`;
    const arithmetic =
      minor === over
        ? `${beyond} = ${text(minor)} of the channel's tax`
        : `${beyond} = ${text(over)}, at most the ${text(tax.minor)} of the channel's tax, ${text(before)} of it kept before -> ${text(minor)}`;
    before = after;
    return { minor, pointers: tax.pointers, arithmetic };
  });
};

/** What the shop itself owes, such as a gift card, no channel holds; nor what was paid out whole. */
export const canBeKept = (
  { payment, amount }: PaymentAmount,
  { currency, decimals }: OrderAmounts,
  tax: ChannelTax,
): boolean => {
  const { tender, settlement } = payment;
  if (tender !== undefined) return false;
  if (settlement === undefined || settlement.currency !== currency) return true;
  const gross = exactMinor(settlement.gross, decimals);
  if (gross === undefined) return true;
  // A rate or a rounding may lie between: it is what the payout is nearer to.
  return distance(gross, amount - tax.minor) <= distance(gross, amount);
};

const distance = (a: bigint, b: bigint): bigint => (a > b ? a - b : b - a);
