/** Order lines as the cart states them; which of their prices hold tax is decided later, by arithmetic. */
import type { Decimal } from '../../money/decimal';
import { cleanText } from '../clean-text';
import { asId, field, preview, report } from '../read-json';
import type { MoneyReading } from '../read-amount';
import { listAt, type OpenedOrder, type Placed, pointerTo, textAt } from './reading';
import { decimalOf, type Found, isAbsent, readDecimal, times } from './read-number';

export interface StatedLine {
  readonly id: string;
  readonly placed: Placed;
  readonly quantity: string;
  readonly pieces: Decimal;
  /** Price of a piece × pieces, exact. */
  readonly byPrice: Decimal;
  readonly pricePointer: string;
  readonly byTotal: Found | undefined;
  readonly discount: Found | undefined;
  readonly tax: Found | undefined;
  readonly taxAfterDiscount: Found | undefined;
  /** Percent such as "19", where the cart states one that is a rate. */
  readonly rate: string | undefined;
}

const PLAIN = /^\d{1,15}(?:\.\d{1,6})?$/;

const readQuantity = (
  reading: MoneyReading,
  placed: Placed,
): { readonly text: string; readonly decimal: Decimal } | undefined => {
  const value = field(placed.value, 'quantity');
  const text = typeof value === 'number' || typeof value === 'string' ? String(value).trim() : '';
  const decimal = PLAIN.test(text) ? decimalOf(text) : undefined;
  if (typeof decimal === 'object') return { text, decimal };
  const pointer = Object.hasOwn(placed.value, 'quantity') ? pointerTo(placed, 'quantity') : placed.path;
  report(reading, 'error', 'malformed_quantity', `the quantity at ${pointer} is ${preview(value)}.`, pointer);
  return undefined;
};

/**
 * A rate has at most three decimals (8.875). One with more, such as 5.9441, is what API2Cart divided out of two amounts:
 * naming an account for each such number would give every order its own.
 */
const rateOf = (found: Found | undefined): string | undefined => {
  if (found === undefined || found.decimal.digits <= 0n) return undefined;
  const { digits, scale } = found.decimal;
  const text = digits.toString().padStart(scale + 1, '0');
  const whole = text.slice(0, text.length - scale);
  const fraction = text.slice(text.length - scale).replace(/0+$/, '');
  if (fraction.length > 3 || whole.length > 3) return undefined;
  return fraction === '' ? whole : `${whole}.${fraction}`;
};

const readLine = (reading: MoneyReading, placed: Placed, index: number): StatedLine | undefined => {
  const quantity = readQuantity(reading, placed);
  const price = readDecimal(reading, placed, 'price');
  if (isAbsent(field(placed.value, 'price'))) {
    report(reading, 'error', 'missing_amount', `the line at ${placed.path} has no price.`, placed.path);
  }
  if (quantity === undefined || price === undefined) return undefined;
  const id = asId(field(placed.value, 'order_product_id'));
  return {
    id: id === undefined ? `line-${index + 1}` : cleanText(id, 100),
    placed,
    quantity: quantity.text,
    pieces: quantity.decimal,
    byPrice: times(price.decimal, quantity.decimal),
    pricePointer: price.pointer,
    byTotal: readDecimal(reading, placed, 'total_price'),
    discount: readDecimal(reading, placed, 'discount_amount'),
    tax: readDecimal(reading, placed, 'tax_value'),
    taxAfterDiscount: readDecimal(reading, placed, 'tax_value_after_discount'),
    rate: rateOf(readDecimal(reading, placed, 'tax_percent')),
  };
};

/** Undefined as soon as one line cannot be read: sums without it would mean nothing. */
export const readLines = (
  reading: MoneyReading,
  { order }: OpenedOrder,
): readonly StatedLine[] | undefined => {
  if (!Object.hasOwn(order.value, 'order_products')) {
    const sentence =
      'API2Cart gave no "order_products". Ask for params=force_all, as the Order Fetcher does.';
    report(reading, 'error', 'missing_lines', sentence, order.path || undefined);
    return undefined;
  }
  const entries = listAt(reading, order, 'order_products');
  const lines = entries.flatMap((entry, index) => readLine(reading, entry, index) ?? []);
  return lines.length === entries.length ? lines : undefined;
};

/** Text about the line that ends up in the canonical order. */
export const describeLine = ({ placed }: StatedLine) => ({
  title: textAt(placed, 'name'),
  sku: textAt(placed, 'model'),
  productId: asId(field(placed.value, 'product_id')),
});
