/** Line items and shipping lines of the GraphQL order: what they are, what they cost, and which coupons lowered them. */
import { cleanText } from '../clean-text';
import { parseDecimal } from '../../money/decimal';
import type { MoneyReading } from '../read-amount';
import { asBoolean, field, isObject, type JsonObject, preview, report } from '../read-json';
import type { Allocation, ListedDuty, ListedPart } from './drafts';
import { readMoney, type SidedReading } from './read-money';
import { type Entry, readEntries, readGlobalId, tailOf } from './reading';
import { type TaxDraft, taxNameOf } from './taxes';

/** Units are counts, never money; undefined, with an error, when it is no whole number. */
export const readQuantity = (reading: MoneyReading, object: JsonObject, path: string): number | undefined => {
  const value = field(object, 'quantity');
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  const sentence = `the quantity at ${path}/quantity is ${preview(value)}.`;
  report(reading, 'error', 'malformed_quantity', sentence, `${path}/quantity`);
  return undefined;
};

const readAllocations = (reading: MoneyReading, { raw, path }: Entry): readonly Allocation[] =>
  readEntries(reading, raw, 'discountAllocations', path).flatMap((entry) => {
    const money = readMoney(reading, entry.raw, 'allocatedAmountSet', entry.path);
    const application = field(entry.raw, 'discountApplication');
    const text = (key: string): string =>
      isObject(application) ? cleanText(field(application, key), 100) : '';
    return money === undefined ? [] : [{ money, code: text('code') || text('title') || undefined }];
  });

const readTaxLines = (reading: MoneyReading, { raw, path }: Entry): readonly TaxDraft[] =>
  readEntries(reading, raw, 'taxLines', path).flatMap((entry) => {
    const money = readMoney(reading, entry.raw, 'priceSet', entry.path);
    return money === undefined ? [] : [{ ...taxNameOf(entry.raw), ...money }];
  });

const readDuties = (reading: MoneyReading, { raw, path }: Entry): readonly ListedDuty[] =>
  readEntries(reading, raw, 'duties', path).flatMap((entry) => {
    const id = readGlobalId(reading, entry.raw, entry.path);
    const price = readMoney(reading, entry.raw, 'price', entry.path);
    if (id === undefined || price === undefined) return [];
    return [{ id, price, taxes: readTaxLines(reading, entry) }];
  });

/** `Shirt - Blue / M`, as Shopify prints it. */
export const titleOf = (title: unknown, variant: unknown): string => {
  const [name, kind] = [cleanText(title), cleanText(variant, 100)];
  return kind === '' ? name : cleanText(`${name} - ${kind}`);
};

/**
 * Today's cost of a piece, in the currency that the shop has today; null where nobody entered one. It stands in the
 * currency of the shop alone, so that a line in the buyer's currency has none.
 */
const readUnitCost = (reading: SidedReading, { raw, path }: Entry): ListedPart['unitCost'] => {
  const variant = field(raw, 'variant');
  const item = isObject(variant) ? field(variant, 'inventoryItem') : undefined;
  const cost = isObject(item) ? field(item, 'unitCost') : undefined;
  if (!isObject(cost) || reading.side !== undefined) return undefined;
  const at = `${path}/variant/inventoryItem/unitCost`;
  const [amount, code] = [field(cost, 'amount'), field(cost, 'currencyCode')];
  if (code !== reading.currency) {
    const what = `the cost at ${at} is in ${preview(code)}, not in ${reading.currency}, and is left out`;
    report(reading, 'info', 'cost_in_other_currency', `${what}.`, at);
    return undefined;
  }
  const decimal = parseDecimal(amount);
  if (decimal !== undefined && decimal.digits >= 0n)
    return { amount: amount as string, pointers: [`${at}/amount`] };
  const sentence = `the cost at ${at} is ${preview(amount)}, not a decimal in a string. Correct it in the shop.`;
  report(reading, 'error', 'malformed_amount', sentence, `${at}/amount`);
  return undefined;
};

const readLineItem = (reading: MoneyReading, entry: Entry): ListedPart | undefined => {
  const { raw, path } = entry;
  const id = readGlobalId(reading, raw, path);
  const quantity = readQuantity(reading, raw, path);
  const price = readMoney(reading, raw, 'originalUnitPriceSet', path);
  if (id === undefined || quantity === undefined) return undefined;
  const product = field(raw, 'product');
  const ofProduct = (key: string): unknown => (isObject(product) ? field(product, key) : undefined);
  return {
    id,
    path,
    title: titleOf(field(raw, 'title'), field(raw, 'variantTitle')),
    quantity,
    price,
    allocations: readAllocations(reading, entry),
    taxes: readTaxLines(reading, entry),
    giftCard: field(raw, 'isGiftCard') === true,
    tip: false,
    requiresShipping: asBoolean(field(raw, 'requiresShipping')),
    sku: cleanText(field(raw, 'sku')) || undefined,
    vendor: cleanText(field(raw, 'vendor')) || undefined,
    productId: tailOf(ofProduct('id')),
    productType: cleanText(ofProduct('productType')) || undefined,
    unitCost: readUnitCost(reading, entry),
    duties: readDuties(reading, entry),
  };
};

/** A shipping line that a draft order made by hand may have no id; its place in the list then names it. */
const readShippingLine = (reading: MoneyReading, entry: Entry, index: number): ListedPart => ({
  id: tailOf(field(entry.raw, 'id')) ?? `shipping-${index + 1}`,
  path: entry.path,
  title: cleanText(field(entry.raw, 'title')),
  quantity: 1,
  price: readMoney(reading, entry.raw, 'originalPriceSet', entry.path),
  allocations: readAllocations(reading, entry),
  taxes: readTaxLines(reading, entry),
  giftCard: false,
  tip: false,
  duties: [],
});

export interface ListedParts {
  readonly lines: ReadonlyMap<string, ListedPart>;
  readonly shipping: ReadonlyMap<string, ListedPart>;
}

export const readListedParts = (reading: MoneyReading, order: JsonObject, path: string): ListedParts => {
  const lines = readEntries(reading, order, 'lineItems', path).flatMap((entry) => {
    const line = readLineItem(reading, entry);
    return line === undefined ? [] : [line];
  });
  const shipping = readEntries(reading, order, 'shippingLines', path).map((entry, index) =>
    readShippingLine(reading, entry, index),
  );
  return {
    lines: new Map(lines.map((line) => [line.id, line])),
    shipping: new Map(shipping.map((line) => [line.id, line])),
  };
};
