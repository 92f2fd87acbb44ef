/** The amounts of one item or shipping method, exact and not yet rounded. */
import { addDecimals, type Decimal } from '../../money/decimal';
import { cleanText } from '../clean-text';
import type { MoneyReading } from '../read-amount';
import { field } from '../read-json';
import { readExactly } from './read-decimal';
import { type ExactTax, readTaxes } from './read-taxes';
import { compare, type Entry, readEntries } from './reading';

export interface DiscountDraft {
  readonly code: string | undefined;
  /** Without tax, for the whole quantity. */
  readonly value: Decimal;
  readonly pointer: string;
}

/** What a part was sold for: the whole quantity of it. */
export interface Sold {
  /** Before discounts, without tax. */
  readonly gross: Decimal;
  readonly grossPointers: readonly string[];
  readonly discounts: readonly DiscountDraft[];
  readonly taxes: readonly ExactTax[];
  /** What Medusa says that it costs, tax included. */
  readonly total: Decimal;
}

export const minus = (a: Decimal, b: Decimal): Decimal =>
  addDecimals([a, { digits: -b.digits, scale: b.scale }]);

/** Medusa lists the rows of an order in no order that stays. */
const byAmount = (a: Decimal, b: Decimal): number => {
  const { digits } = minus(a, b);
  return digits < 0n ? -1 : digits > 0n ? 1 : 0;
};

/** Adjustments without tax. One of shipping says nothing about tax, and then has none in it. */
export const readDiscounts = (reading: MoneyReading, { raw, path }: Entry): DiscountDraft[] | undefined => {
  const entries = readEntries(reading, raw, 'adjustments', path);
  const discounts = entries.flatMap((entry): DiscountDraft[] => {
    const derived = Object.hasOwn(entry.raw, 'raw_subtotal') || Object.hasOwn(entry.raw, 'subtotal');
    const plain = !derived && field(entry.raw, 'is_tax_inclusive') !== true;
    const amount = readExactly(reading, entry.raw, plain ? 'amount' : 'subtotal', entry.path);
    if (amount === undefined) return [];
    const code = cleanText(field(entry.raw, 'code'), 60);
    return [{ code: code === '' ? undefined : code, value: amount.value, pointer: amount.pointer }];
  });
  if (discounts.length !== entries.length) return undefined;
  return discounts.sort((a, b) => compare(a.code ?? '', b.code ?? '') || byAmount(a.value, b.value));
};

/** The amounts as they stand: those of the whole part as long as nothing came back. */
export const readStanding = (reading: MoneyReading, entry: Entry, country: string): Sold | undefined => {
  const { raw, path } = entry;
  const gross = readExactly(reading, raw, 'subtotal', path);
  const total = readExactly(reading, raw, 'total', path);
  const discounts = readDiscounts(reading, entry);
  const taxes = readTaxes(reading, entry, country);
  if (!gross || !total || !discounts || !taxes) return undefined;
  return { gross: gross.value, grossPointers: [gross.pointer], discounts, taxes, total: total.value };
};
