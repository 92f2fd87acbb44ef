/** Line items and shipping lines of the REST order. */
import { cleanText } from '../clean-text';
import type { MoneyReading } from '../read-amount';
import { asBoolean, asId, field, type JsonObject } from '../read-json';
import type { Allocation, ListedDuty, ListedPart } from './drafts';
import { type ListedParts, readQuantity, titleOf } from './listed-parts';
import { readRestMoney } from './read-money';
import { type Entry, readEntries, readRestId } from './reading';
import { type TaxDraft, taxNameOf } from './taxes';

/** Code of the coupon, else the name of the discount, by its place in `discount_applications`. */
const discountCodes = (
  reading: MoneyReading,
  order: JsonObject,
  path: string,
): readonly (string | undefined)[] =>
  readEntries(reading, order, 'discount_applications', path).map(({ raw }) => {
    const text = (key: string): string => cleanText(field(raw, key), 100);
    return text('code') || text('title') || text('description') || undefined;
  });

type Codes = readonly (string | undefined)[];

const readAllocations = (reading: MoneyReading, { raw, path }: Entry, codes: Codes): readonly Allocation[] =>
  readEntries(reading, raw, 'discount_allocations', path).flatMap((entry) => {
    const money = readRestMoney(reading, entry.raw, 'amount', entry.path);
    const index = field(entry.raw, 'discount_application_index');
    return money === undefined ? [] : [{ money, code: typeof index === 'number' ? codes[index] : undefined }];
  });

const readTaxLines = (reading: MoneyReading, { raw, path }: Entry): readonly TaxDraft[] =>
  readEntries(reading, raw, 'tax_lines', path).flatMap((entry) => {
    const money = readRestMoney(reading, entry.raw, 'price', entry.path);
    return money === undefined ? [] : [{ ...taxNameOf(entry.raw), ...money }];
  });

const readDuties = (reading: MoneyReading, { raw, path }: Entry): readonly ListedDuty[] =>
  readEntries(reading, raw, 'duties', path).flatMap((entry) => {
    const id = readRestId(reading, entry.raw, entry.path);
    const price = readRestMoney(reading, entry.raw, 'price', entry.path);
    if (id === undefined || price === undefined) return [];
    return [{ id, price, taxes: readTaxLines(reading, entry) }];
  });

const readLineItem = (reading: MoneyReading, entry: Entry, codes: Codes): readonly ListedPart[] => {
  const { raw, path } = entry;
  const id = readRestId(reading, raw, path);
  const quantity = readQuantity(reading, raw, path);
  const price = readRestMoney(reading, raw, 'price', path);
  if (id === undefined || quantity === undefined) return [];
  return [
    {
      id,
      path,
      title: titleOf(field(raw, 'title'), field(raw, 'variant_title')),
      quantity,
      price,
      allocations: readAllocations(reading, entry, codes),
      taxes: readTaxLines(reading, entry),
      giftCard: field(raw, 'gift_card') === true,
      tip: Object.hasOwn(raw, 'tip_payment_gateway'),
      requiresShipping: asBoolean(field(raw, 'requires_shipping')),
      sku: cleanText(field(raw, 'sku')) || undefined,
      vendor: cleanText(field(raw, 'vendor')) || undefined,
      productId: asId(field(raw, 'product_id')),
      duties: readDuties(reading, entry),
    },
  ];
};

const readShippingLine = (reading: MoneyReading, entry: Entry, codes: Codes): readonly ListedPart[] => {
  const { raw, path } = entry;
  const id = readRestId(reading, raw, path);
  if (id === undefined) return [];
  return [
    {
      id,
      path,
      title: cleanText(field(raw, 'title')),
      quantity: 1,
      price: readRestMoney(reading, raw, 'price', path),
      allocations: readAllocations(reading, entry, codes),
      taxes: readTaxLines(reading, entry),
      giftCard: false,
      tip: false,
      duties: [],
    },
  ];
};

export const readRestParts = (reading: MoneyReading, order: JsonObject, path: string): ListedParts => {
  const codes = discountCodes(reading, order, path);
  const lines = readEntries(reading, order, 'line_items', path).flatMap((entry) =>
    readLineItem(reading, entry, codes),
  );
  const shipping = readEntries(reading, order, 'shipping_lines', path).flatMap((entry) =>
    readShippingLine(reading, entry, codes),
  );
  return {
    lines: new Map(lines.map((line) => [line.id, line])),
    shipping: new Map(shipping.map((line) => [line.id, line])),
  };
};
