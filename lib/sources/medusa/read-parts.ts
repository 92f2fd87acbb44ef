/** What the buyer pays for, as it was sold: items and shipping methods, read but not yet rounded. */
import { addDecimals, type Decimal } from '../../money/decimal';
import type { Amount, MoneyReading } from '../read-amount';
import { readId, report } from '../read-json';
import type { Added } from './read-changes';
import { asAmount, isSame } from './read-decimal';
import { readReturnable } from './read-returned-item';
import { type DiscountDraft, minus, readStanding, type Sold } from './read-sold';
import type { TaxRate } from './read-taxes';
import { compare, type Entry, readEntries } from './reading';

export interface TaxDraft {
  readonly rate: TaxRate;
  readonly amount: Amount;
  readonly pointers: readonly string[];
}

export interface PartDraft {
  readonly kind: 'goods' | 'shipping';
  readonly entry: Entry;
  readonly id: string;
  /** Before discounts, without tax, for the quantity that was ordered. */
  readonly gross: Amount;
  readonly grossPointers: readonly string[];
  /** After discounts. The same object as `gross` where there is none. */
  readonly net: Amount;
  readonly discounts: readonly DiscountDraft[];
  readonly taxes: readonly TaxDraft[];
  /** Of items; the rest is undefined for shipping. */
  readonly quantity: Decimal | undefined;
  readonly returned: Decimal | undefined;
  readonly added: Added | undefined;
}

interface PartsContext {
  readonly reading: MoneyReading;
  readonly country: string;
  readonly addedOf: (id: string, entry: Entry) => Added | undefined;
}

type Priced = Omit<PartDraft, 'id' | 'quantity' | 'returned' | 'added'>;

const asPart = (reading: MoneyReading, kind: PartDraft['kind'], entry: Entry, sold: Sold): Priced => {
  const { decimals } = reading;
  const { grossPointers, discounts } = sold;
  const exactNet = minus(sold.gross, addDecimals(discounts.map(({ value }) => value)));
  const gross = asAmount(sold.gross, decimals);
  const net = discounts.length === 0 ? gross : asAmount(exactNet, decimals);
  const taxes = sold.taxes.map(({ rate, value, pointers }) => ({
    rate,
    amount: asAmount(value, decimals),
    pointers,
  }));
  const sum = addDecimals([exactNet, ...sold.taxes.map(({ value }) => value)]);
  if (!isSame(sum, sold.total, decimals)) {
    const sentence = `the price, discounts and taxes of ${entry.path} do not come to its total. Recalculate the order's taxes in Medusa.`;
    report(reading, 'error', 'part_totals_mismatch', sentence, entry.path);
  }
  if ([gross, net, ...taxes.map(({ amount }) => amount)].some(({ minor }) => minor === undefined))
    reading.fractional = true;
  return { kind, entry, gross, grossPointers, net, discounts, taxes };
};

const readItem = ({ reading, country, addedOf }: PartsContext, entry: Entry): PartDraft | undefined => {
  const id = readId(reading, entry.raw, 'id', entry.path);
  const item = readReturnable(reading, entry, country);
  if (id === undefined || item === undefined) return undefined;
  const { quantity, returned, sold } = item;
  const added = addedOf(id, entry);
  return { ...asPart(reading, 'goods', entry, sold), id, quantity, returned, added };
};

const readMethod = ({ reading, country, addedOf }: PartsContext, entry: Entry): PartDraft | undefined => {
  const id = readId(reading, entry.raw, 'id', entry.path);
  const sold = readStanding(reading, entry, country);
  if (id === undefined || sold === undefined) return undefined;
  const added = addedOf(id, entry);
  const none = { quantity: undefined, returned: undefined };
  return { ...asPart(reading, 'shipping', entry, sold), id, added, ...none };
};

/** Medusa lists the rows of an order in no order that stays, and leftover units must. */
const byId = (a: PartDraft, b: PartDraft): number => compare(a.id, b.id);

/** Items, then shipping. A part that cannot be read in full is left out: the error that was reported holds the order. */
export const readParts = (context: PartsContext, order: Entry): PartDraft[] => {
  const { reading } = context;
  if (!Object.hasOwn(order.raw, 'items')) {
    const pointer = `${order.path}/items`;
    const sentence = `there are no items at ${pointer}, not even an empty list. Read the order with the Order Fetcher.`;
    report(reading, 'error', 'malformed_list', sentence, pointer);
  }
  const items = readEntries(reading, order.raw, 'items', order.path);
  const methods = readEntries(reading, order.raw, 'shipping_methods', order.path);
  return [
    ...items.flatMap((entry) => readItem(context, entry) ?? []).sort(byId),
    ...methods.flatMap((entry) => readMethod(context, entry) ?? []).sort(byId),
  ];
};
