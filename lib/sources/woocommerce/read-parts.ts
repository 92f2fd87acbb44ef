/** What the buyer pays for: lines, shipping lines and fees, read but not yet rounded. */
import { type Amount, type MoneyReading, readAmount } from '../read-amount';
import { field, type JsonObject, preview, readId, report } from '../read-json';
import { readEntry, readLines } from './reading';
import { readTaxes, type TaxDraft } from './read-taxes';
import type { Rates } from './tax-rates';

export interface PartDraft {
  readonly raw: JsonObject;
  readonly path: string;
  readonly id: string;
  /** Before coupons. The same object as `net` where coupons cannot lower the part. */
  readonly before: Amount;
  readonly net: Amount;
  readonly taxes: readonly TaxDraft[];
}

export interface Parts {
  readonly lines: PartDraft[];
  readonly shipping: PartDraft[];
  readonly fees: PartDraft[];
}

/** Lists of parts, in the order object and in a refund object alike. */
export const PART_LISTS = { lines: 'line_items', shipping: 'shipping_lines', fees: 'fee_lines' } as const;

/** A part that cannot be read in full is left out: the error that was reported holds the order. */
const readPart = (
  reading: MoneyReading,
  rates: Rates,
  raw: JsonObject,
  path: string,
  discountable: boolean,
): PartDraft | undefined => {
  const id = readId(reading, raw, 'id', path);
  const net = readAmount(reading, raw, 'total', path);
  const before = discountable ? readAmount(reading, raw, 'subtotal', path) : net;
  const taxes = readTaxes(reading, rates, raw, path, false);
  if (id === undefined || net === undefined || before === undefined || taxes === undefined) return undefined;
  return { raw, path, id, before, net, taxes };
};

const readPartList = (
  reading: MoneyReading,
  rates: Rates,
  order: JsonObject,
  list: string,
  path: string,
): PartDraft[] => {
  const parts: PartDraft[] = [];
  const entries = readLines(reading, order, list, path);
  for (let index = 0; index < entries.length; index++) {
    const at = `${path}/${list}/${index}`;
    const raw = readEntry(reading, entries[index], at);
    const part = raw && readPart(reading, rates, raw, at, list === PART_LISTS.lines);
    if (part !== undefined) parts.push(part);
  }
  return parts;
};

export const readParts = (reading: MoneyReading, rates: Rates, order: JsonObject, path: string): Parts => {
  if (!Object.hasOwn(order, PART_LISTS.lines)) {
    const pointer = `${path}/${PART_LISTS.lines}`;
    report(
      reading,
      'error',
      'malformed_list',
      `there are no line_items at ${pointer}, not even an empty list.`,
      pointer,
    );
  }
  return {
    lines: readPartList(reading, rates, order, PART_LISTS.lines, path),
    shipping: readPartList(reading, rates, order, PART_LISTS.shipping, path),
    fees: readPartList(reading, rates, order, PART_LISTS.fees, path),
  };
};

const PLAIN_QUANTITY = /^-?\d{1,20}(?:\.\d{1,20})?$/;

/** Quantities move no money, but one that is no number says that the line is not what it seems. */
export const readQuantity = (reading: MoneyReading, raw: JsonObject, path: string): string | undefined => {
  const value = field(raw, 'quantity');
  const text = typeof value === 'number' || typeof value === 'string' ? String(value) : '';
  if (PLAIN_QUANTITY.test(text)) return text;
  const pointer = `${path}/quantity`;
  report(reading, 'error', 'malformed_quantity', `the quantity at ${pointer} is ${preview(value)}.`, pointer);
  return undefined;
};
