/**
 * Sales as the lines and refunds of an order tell them, for payloads without sales agreements: REST orders, and GraphQL
 * orders that were asked for without. All lines count as sold when the order was placed.
 */
import { addDecimals } from '../../money/decimal';
import { type Amount, amountOf, type MoneyReading, negated } from '../read-amount';
import type { AgreementDraft, ListedDuty, ListedPart, SaleDraft } from './drafts';
import type { ListedParts } from './listed-parts';
import { type Money, zeroAt } from './read-money';
import { openTaxShares, type TaxShares } from './refund-taxes';

/** Something that a refund gives back, positive. */
export interface ListedReturn {
  readonly id: string;
  readonly of: string | undefined;
  readonly kind: SaleDraft['kind'];
  readonly purpose?: SaleDraft['purpose'];
  readonly quantity?: number;
  readonly amount: Money;
  readonly tax: Money;
  /** Whether the amount holds the tax; `as-priced`: it may, where the order's prices do. */
  readonly holdsTax: 'never' | 'as-priced';
}

export interface ListedRefund {
  readonly id: string;
  readonly at: string;
  readonly pointer: string;
  readonly returns: readonly ListedReturn[];
}

export interface ListedOrder extends ListedParts {
  readonly path: string;
  readonly placedAt: string;
  /** Tips, fees and such that belong to no line. */
  readonly extras?: readonly SaleDraft[];
}

export const sumOfAmounts = (reading: MoneyReading, amounts: readonly Amount[]): Amount => {
  const sum = amountOf(addDecimals(amounts), reading.decimals);
  if (sum.minor === undefined) reading.fractional = true;
  return sum;
};

const timesQuantity = (reading: MoneyReading, { amount }: Money, quantity: number): Amount =>
  sumOfAmounts(reading, [{ ...amount, digits: amount.digits * BigInt(quantity) }]);

const saleKindOf = (part: ListedPart, kind: 'goods' | 'shipping'): Pick<SaleDraft, 'kind' | 'purpose'> =>
  part.tip ? { kind: 'surcharge', purpose: 'tip' } : { kind };

const saleOfPart = (
  reading: MoneyReading,
  taxesIncluded: boolean,
  part: ListedPart,
  kind: 'goods' | 'shipping',
): readonly SaleDraft[] => {
  const { price, allocations, taxes, path } = part;
  if (price === undefined) return [];
  const discounts = allocations.map(({ money }) => money.amount);
  const tax = sumOfAmounts(
    reading,
    taxes.map(({ amount }) => amount),
  );
  const before = timesQuantity(reading, price, part.quantity);
  const total = sumOfAmounts(reading, [before, ...discounts.map(negated), ...(taxesIncluded ? [] : [tax])]);
  return [
    {
      id: part.id,
      ...saleKindOf(part, kind),
      action: 'order',
      of: part.id,
      partId: part.id,
      title: part.title,
      quantity: part.quantity,
      total: { amount: total, pointer: price.pointer },
      tax: { amount: tax, pointer: taxes[0]?.pointer ?? `${path}/tax_lines` },
      taxes: [...taxes],
      discount: { amount: sumOfAmounts(reading, discounts), pointer: allocations[0]?.money.pointer ?? path },
      pointers: [price.pointer, ...(taxesIncluded ? taxes.map(({ pointer }) => pointer) : [])],
      listed: part,
    },
  ];
};

/** Import duties are charged beside the line that they are for; their own tax comes on top. */
const saleOfDuty = (reading: MoneyReading, { id, price, taxes }: ListedDuty): SaleDraft => {
  const tax = sumOfAmounts(
    reading,
    taxes.map(({ amount }) => amount),
  );
  return {
    id,
    kind: 'surcharge',
    purpose: 'duty',
    action: 'order',
    of: id,
    partId: id,
    title: 'Import duty',
    quantity: undefined,
    total: { amount: sumOfAmounts(reading, [price.amount, tax]), pointer: price.pointer },
    tax: { amount: tax, pointer: taxes[0]?.pointer ?? price.pointer },
    taxes: [...taxes],
    discount: zeroAt(reading, price.pointer),
    pointers: [price.pointer],
    listed: undefined,
  };
};

/** What so many units of a part cost after discounts, at its listed price; undefined when that is not known. */
const listedPrice = (part: ListedPart | undefined, quantity: number): Amount | undefined => {
  if (part?.price === undefined || part.quantity === 0) return undefined;
  const scaled = [
    { ...part.price.amount, digits: part.price.amount.digits * BigInt(part.quantity) },
    ...part.allocations.map(({ money }) => negated(money.amount)),
  ];
  const whole = addDecimals(scaled);
  return {
    ...amountOf({ digits: whole.digits * BigInt(quantity), scale: whole.scale }, whole.scale),
    minor: undefined,
  };
};

const distance = (a: Amount, b: Amount, times: number): bigint => {
  const { digits, scale } = addDecimals([{ ...a, digits: a.digits * BigInt(times) }, negated(b)]);
  const size = digits < 0n ? -digits : digits;
  return size * 10n ** BigInt(12 - (scale > 12 ? 12 : scale));
};

/**
 * Whether the subtotal of a refunded part holds its tax. Shopify does not say; where prices include tax, the subtotal is
 * compared with what the units were sold for, and holds the tax when it is no farther from that than it would be with
 * the tax on top.
 */
const holdsTax = (
  reading: MoneyReading,
  taxesIncluded: boolean,
  returned: ListedReturn,
  part: ListedPart | undefined,
): boolean => {
  if (returned.holdsTax === 'never' || !taxesIncluded) return false;
  const units = part?.quantity ?? 1;
  const sold = listedPrice(part, returned.quantity ?? units);
  if (sold === undefined) return true;
  const withTax = sumOfAmounts(reading, [returned.amount.amount, returned.tax.amount]);
  return distance(returned.amount.amount, sold, units) <= distance(withTax, sold, units);
};

const partOf = (order: ListedOrder, { kind, of }: ListedReturn): ListedPart | undefined => {
  if (of === undefined) return undefined;
  return kind === 'shipping' ? order.shipping.get(of) : order.lines.get(of);
};

const saleOfReturn = (
  reading: MoneyReading,
  taxesIncluded: boolean,
  order: ListedOrder,
  returned: ListedReturn,
  shares: TaxShares,
): SaleDraft => {
  const { amount, tax } = returned;
  const part = partOf(order, returned);
  const inside = holdsTax(reading, taxesIncluded, returned, part);
  const total = inside ? amount.amount : sumOfAmounts(reading, [amount.amount, tax.amount]);
  const kind = part?.tip
    ? ({ kind: 'surcharge', purpose: 'tip' } as const)
    : { kind: returned.kind, purpose: returned.purpose };
  return {
    id: returned.id,
    ...kind,
    action: 'return',
    of: returned.of,
    partId: returned.id,
    title: part?.title ?? '',
    quantity: returned.quantity === undefined ? undefined : -returned.quantity,
    total: { amount: negated(total), pointer: amount.pointer },
    tax: { amount: negated(tax.amount), pointer: tax.pointer },
    taxes: shares.of(returned.kind, part, tax).map((share) => ({ ...share, amount: negated(share.amount) })),
    discount: zeroAt(reading, amount.pointer),
    pointers: inside && tax.amount.digits !== 0n ? [amount.pointer, tax.pointer] : [amount.pointer],
    listed: part,
  };
};

/** @param refunds in any order. */
export const salesFromParts = (
  reading: MoneyReading,
  taxesIncluded: boolean,
  order: ListedOrder,
  refunds: readonly ListedRefund[],
): readonly AgreementDraft[] => {
  const lines = [...order.lines.values()];
  const sales = [
    ...lines.flatMap((part) => saleOfPart(reading, taxesIncluded, part, 'goods')),
    ...[...order.shipping.values()].flatMap((part) => saleOfPart(reading, taxesIncluded, part, 'shipping')),
    ...lines.flatMap(({ duties }) => duties.map((duty) => saleOfDuty(reading, duty))),
    ...(order.extras ?? []),
  ];
  const placed: AgreementDraft = {
    id: 'order',
    at: order.placedAt,
    pointer: order.path,
    initial: true,
    refundId: undefined,
    sales,
  };
  const shares = openTaxShares(reading);
  const sorted = [...refunds].sort((a, b) => Date.parse(a.at) - Date.parse(b.at) || (a.id < b.id ? -1 : 1));
  return [
    placed,
    ...sorted.map(({ id, at, pointer, returns }) => ({
      id,
      at,
      pointer,
      initial: false,
      refundId: id,
      sales: returns.map((returned) => saleOfReturn(reading, taxesIncluded, order, returned, shares)),
    })),
  ];
};
