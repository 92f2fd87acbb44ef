/**
 * What a refund gives back, line by line. As with prices, arithmetic tells whether its amounts hold tax and what its fee
 * is; where the parts do not say how much of them is tax, the refund is left without lines, and the policy decides.
 */
import type { OrderLine, PricedPart } from '../../commerce/order';
import { addDecimals, type Decimal, formatDigits, parseDecimal } from '../../money/decimal';
import { toMinor } from '../../money/minor';
import type { MoneyReading } from '../read-amount';
import { report } from '../read-json';
import { decimalOfMinor, times } from './read-number';
import type { StatedItem, StatedRefund } from './read-refunds';
import { comesTo } from './settle-taxes';

export interface Sold {
  readonly lines: readonly OrderLine[];
  readonly shipping: readonly PricedPart[];
  readonly surcharges: readonly PricedPart[];
}

/** A part that comes back, and what was sold of it, in minor units net of discounts. */
export interface RefundedPart {
  readonly list: 'lines' | 'shipping' | 'surcharges';
  readonly of: PricedPart;
  readonly quantity: string | undefined;
  readonly amount: Decimal;
  readonly soldNet: bigint;
  readonly soldTax: bigint;
  readonly pointer: string;
}

export interface SettledRefund {
  readonly parts: readonly RefundedPart[];
  /** Whether the amounts of the parts hold the tax. */
  readonly holdsTax: boolean;
  /** Tax of all parts, in minor units. */
  readonly tax: bigint;
}

const soldOf = (part: PricedPart, currency: string) => {
  const sum = (amounts: readonly { readonly amount: string }[]): bigint =>
    amounts.reduce((all, { amount }) => all + toMinor(amount, currency), 0n);
  return { soldNet: toMinor(part.amount, currency) - sum(part.discounts), soldTax: sum(part.taxes) };
};

/** The line that an item is of: by its id on the order, or by its product where only one line has that. */
const lineOf = (item: StatedItem, lines: readonly OrderLine[]): OrderLine | undefined => {
  const byId = lines.find(({ id }) => id === item.orderProductId);
  if (byId !== undefined || item.productId === undefined) return byId;
  const same = lines.filter(({ productId }) => productId === item.productId);
  return same.length === 1 ? same[0] : undefined;
};

/** Undefined when something comes back that was not sold, or that has no amount. */
const partsOf = (
  reading: MoneyReading,
  refund: StatedRefund,
  sold: Sold,
  ofPieces: boolean,
): readonly RefundedPart[] | undefined => {
  const parts: RefundedPart[] = [];
  for (const item of refund.items) {
    const line = lineOf(item, sold.lines);
    const pieces = item.quantity === undefined ? undefined : parseDecimal(item.quantity);
    if (item.amount === undefined || line === undefined || (ofPieces && pieces === undefined))
      return undefined;
    const amount = ofPieces && pieces ? times(item.amount.decimal, pieces) : item.amount.decimal;
    const quantity = item.quantity;
    parts.push({
      list: 'lines',
      of: line,
      quantity,
      amount,
      ...soldOf(line, reading.currency),
      pointer: item.amount.pointer,
    });
  }
  if (refund.shipping !== undefined && refund.shipping.minor !== 0n) {
    const [shipping] = sold.shipping;
    if (shipping === undefined) return undefined;
    const { exact: amount, pointer } = refund.shipping;
    parts.push({
      list: 'shipping',
      of: shipping,
      quantity: undefined,
      amount,
      ...soldOf(shipping, reading.currency),
      pointer,
    });
  }
  return parts;
};

/** A fee that comes back is that of the order's only surcharge; of several, nothing says of which. */
const feePart = (reading: MoneyReading, refund: StatedRefund, sold: Sold): readonly RefundedPart[] => {
  const [fee, ...more] = sold.surcharges;
  if (fee === undefined || more.length > 0 || refund.fee === undefined) return [];
  const { exact: amount, pointer } = refund.fee;
  return [
    { list: 'surcharges', of: fee, quantity: undefined, amount, ...soldOf(fee, reading.currency), pointer },
  ];
};

/** Each understanding of a refund's numbers, the likeliest first. */
const candidates = (reading: MoneyReading, refund: StatedRefund, sold: Sold) => {
  const fee = refund.fee?.minor ?? 0n;
  const tax = refund.tax?.minor ?? 0n;
  return [false, true].flatMap((ofPieces) => {
    const parts = partsOf(reading, refund, sold, ofPieces);
    if (parts === undefined) return [];
    return (tax === 0n ? [false] : [false, true]).flatMap((holdsTax) =>
      (fee === 0n ? [0n] : [-fee, fee]).map((withFee) => ({ parts, holdsTax, withFee, tax })),
    );
  });
};

/** Lines that come back whole, tax and all, need no word on their tax: it is all that was sold. */
const isWhole = (part: RefundedPart, decimals: number): boolean =>
  comesTo([part.amount], part.soldNet + part.soldTax, decimals);

const withoutLines = (
  reading: MoneyReading,
  refund: StatedRefund,
  code: string,
  why: string,
): SettledRefund => {
  const sentence = `the refund ${refund.id} ${why}, so it is stated as a sum without lines; the policy says what becomes of it.`;
  report(reading, 'warning', code, sentence, refund.total.pointer);
  return { parts: [], holdsTax: false, tax: 0n };
};

const taxUnknown = (
  reading: MoneyReading,
  refund: StatedRefund,
  parts: readonly RefundedPart[],
): SettledRefund => {
  if (parts.every((part) => isWhole(part, reading.decimals)))
    return { parts, holdsTax: true, tax: parts.reduce((all, { soldTax }) => all + soldTax, 0n) };
  const why = 'names amounts of taxed lines and not how much of them is tax';
  return withoutLines(reading, refund, 'refund_tax_unknown', why);
};

/** @param orderTotal in minor units: a refund of all of it needs no lines to be exact. */
export const settleRefund = (
  reading: MoneyReading,
  refund: StatedRefund,
  sold: Sold,
  orderTotal: bigint | undefined,
): SettledRefund => {
  const nothing: SettledRefund = { parts: [], holdsTax: false, tax: 0n };
  const isEmpty = refund.items.length === 0 && (refund.shipping?.minor ?? 0n) === 0n;
  if (isEmpty || refund.items.some(({ amount }) => amount === undefined)) return nothing;
  const { decimals, currency } = reading;
  const all = candidates(reading, refund, sold);
  if (all.length === 0)
    return withoutLines(reading, refund, 'refund_of_unknown_line', 'gives back what the order does not list');
  const sumOf = ({ parts, holdsTax, withFee, tax }: (typeof all)[number]): readonly Decimal[] => [
    ...parts.map(({ amount }) => amount),
    decimalOfMinor(withFee + (holdsTax ? 0n : tax), decimals),
  ];
  const fit = all.find((candidate) => comesTo(sumOf(candidate), refund.total.minor, decimals));
  if (fit === undefined) {
    if (refund.total.minor === orderTotal) return nothing;
    const parts = addDecimals(sumOf(all[0] as (typeof all)[number]));
    const sentence = `the parts of refund ${refund.id} come to ${formatDigits(parts.digits, parts.scale)}, but it gives back ${formatDigits(refund.total.minor, decimals)} ${currency}. Compare it in the shop, and ask API2Cart support for this cart.`;
    report(reading, 'error', 'refund_totals_mismatch', sentence, refund.total.pointer);
    return nothing;
  }
  const parts = fit.withFee > 0n ? [...fit.parts, ...feePart(reading, refund, sold)] : fit.parts;
  const soldTax = parts.reduce((sum, part) => sum + part.soldTax, 0n);
  if (fit.tax === 0n && soldTax !== 0n) return taxUnknown(reading, refund, parts);
  if (fit.tax !== 0n && soldTax === 0n)
    return withoutLines(
      reading,
      refund,
      'refund_tax_unknown',
      'gives back tax of parts that were sold without',
    );
  return { parts, holdsTax: fit.holdsTax, tax: fit.tax };
};
