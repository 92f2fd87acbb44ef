/** Refunds of the REST order. What they gave back stands in four lists, and shipping in one or two of them. */
import { cleanText } from '../clean-text';
import type { MoneyReading } from '../read-amount';
import { field, isObject, type JsonObject, report } from '../read-json';
import type { MovementDraft, RefundDraft } from './drafts';
import { type ListedParts, readQuantity } from './listed-parts';
import type { ListedRefund, ListedReturn } from './listed-sales';
import { readRestMovement } from './movements';
import { type Money, negatedMoney, readRestMoney, readRestMoneyIfAny, zeroAt } from './read-money';
import { type Entry, readEntries, readInstant, readRestId, restIdOf } from './reading';
import { readRestRestock } from './restock';

export interface RestRefunds {
  readonly refunds: readonly RefundDraft[];
  readonly listed: readonly ListedRefund[];
  readonly movements: readonly MovementDraft[];
}

/** Id of what a line of a refund refers to: of the object itself where it is there, as it carries the undamaged id. */
const refOf = (
  reading: MoneyReading,
  { raw, path }: Entry,
  object: string,
  key: string,
): string | undefined => {
  const inner = field(raw, object);
  return (isObject(inner) ? restIdOf(inner) : undefined) ?? readRestId(reading, raw, path, key);
};

const readLine = (reading: MoneyReading, entry: Entry): readonly ListedReturn[] => {
  const { raw, path } = entry;
  const of = refOf(reading, entry, 'line_item', 'line_item_id');
  const amount = readRestMoney(reading, raw, 'subtotal', path);
  const tax = readRestMoney(reading, raw, 'total_tax', path);
  const quantity = readQuantity(reading, raw, path);
  if (of === undefined || amount === undefined || tax === undefined || quantity === undefined) return [];
  return [{ id: restIdOf(raw) ?? of, of, kind: 'goods', quantity, amount, tax, holdsTax: 'as-priced' }];
};

const isShipping = (raw: JsonObject): boolean => field(raw, 'kind') === 'shipping_refund';

interface Adjustment {
  readonly entry: Entry;
  /** Positive: given back. */
  readonly amount: Money;
  readonly tax: Money;
}

const readAdjustments = (reading: MoneyReading, refund: Entry): readonly Adjustment[] =>
  readEntries(reading, refund.raw, 'order_adjustments', refund.path).flatMap((entry) => {
    const amount = readRestMoney(reading, entry.raw, 'amount', entry.path);
    const tax = readRestMoneyIfAny(reading, entry.raw, 'tax_amount', entry.path);
    if (amount === undefined) return [];
    const given = tax === undefined ? zeroAt(reading, amount.pointer) : negatedMoney(tax);
    return [{ entry, amount: negatedMoney(amount), tax: given }];
  });

/** The line says how much, and since 2024-10 it may leave the tax out; then only a line without tax can be told. */
const readShippingLine = (
  reading: MoneyReading,
  entry: Entry,
  parts: ListedParts,
): readonly ListedReturn[] => {
  const { raw, path } = entry;
  const of = refOf(reading, entry, 'shipping_line', 'shipping_line_id');
  const amount = readRestMoney(reading, raw, 'subtotal_amount', path);
  if (of === undefined || amount === undefined) return [];
  const tax = readRestMoneyIfAny(reading, raw, 'tax_amount', path);
  const untaxed = parts.shipping.get(of)?.taxes.every(({ amount: { digits } }) => digits === 0n);
  if (tax === undefined && untaxed !== true) {
    const sentence = `${path} gives shipping back without saying how much of it is tax. Fetch the order with the Order Fetcher.`;
    report(reading, 'error', 'refund_tax_missing', sentence, path);
  }
  const given = tax ?? zeroAt(reading, amount.pointer);
  return [{ id: restIdOf(raw) ?? of, of, kind: 'shipping', amount, tax: given, holdsTax: 'as-priced' }];
};

/**
 * Before version 2024-10 refunded shipping is an order adjustment, afterwards a refund shipping line; payloads with both
 * say the same twice. The adjustment goes first because it always names its tax, the line says which shipping it was.
 */
const readShipping = (
  reading: MoneyReading,
  refund: Entry,
  adjustments: readonly Adjustment[],
  parts: ListedParts,
): readonly ListedReturn[] => {
  const entries = readEntries(reading, refund.raw, 'refund_shipping_lines', refund.path);
  const adjusted = adjustments.filter(({ entry }) => isShipping(entry.raw));
  if (adjusted.length === 0) return entries.flatMap((entry) => readShippingLine(reading, entry, parts));
  const [only] = entries;
  const named =
    only !== undefined && entries.length === 1
      ? refOf(reading, only, 'shipping_line', 'shipping_line_id')
      : undefined;
  const [line] = parts.shipping.size === 1 ? parts.shipping.keys() : [];
  return adjusted.map(({ entry, amount, tax }) => ({
    id: restIdOf(entry.raw) ?? entry.path,
    of: named ?? line,
    kind: 'shipping',
    amount,
    tax,
    holdsTax: 'never',
  }));
};

const readDuties = (reading: MoneyReading, refund: Entry): readonly ListedReturn[] =>
  readEntries(reading, refund.raw, 'duties', refund.path).flatMap((entry): ListedReturn[] => {
    const of = readRestId(reading, entry.raw, entry.path, 'duty_id');
    const amount = readRestMoney(reading, entry.raw, 'amount', entry.path);
    if (of === undefined || amount === undefined) return [];
    const tax = zeroAt(reading, amount.pointer);
    return [{ id: `duty-${of}`, of, kind: 'surcharge', purpose: 'duty', amount, tax, holdsTax: 'never' }];
  });

const readReturns = (reading: MoneyReading, refund: Entry, parts: ListedParts): readonly ListedReturn[] => {
  const adjustments = readAdjustments(reading, refund);
  const others = adjustments.filter(({ entry }) => !isShipping(entry.raw));
  return [
    ...readEntries(reading, refund.raw, 'refund_line_items', refund.path).flatMap((entry) =>
      readLine(reading, entry),
    ),
    ...readShipping(reading, refund, adjustments, parts),
    ...readDuties(reading, refund),
    ...others.map(({ entry, amount, tax }): ListedReturn => {
      const id = restIdOf(entry.raw) ?? entry.path;
      return { id, of: undefined, kind: 'adjustment', amount, tax, holdsTax: 'never' };
    }),
  ];
};

export const readRestRefunds = (
  reading: MoneyReading,
  order: JsonObject,
  path: string,
  parts: ListedParts,
): RestRefunds => {
  const all: { refund: RefundDraft; listed: ListedRefund; movements: readonly MovementDraft[] }[] = [];
  for (const entry of readEntries(reading, order, 'refunds', path)) {
    const id = readRestId(reading, entry.raw, entry.path);
    const at = readInstant(reading, entry.raw, ['created_at', 'processed_at'], entry.path);
    const returns = readReturns(reading, entry, parts);
    const movements = readEntries(reading, entry.raw, 'transactions', entry.path).flatMap((movement) =>
      readRestMovement(reading, movement),
    );
    if (id === undefined || at === undefined) continue;
    const known = { id, at, pointer: entry.path };
    const restocks = readEntries(reading, entry.raw, 'refund_line_items', entry.path).flatMap(
      readRestRestock,
    );
    const reason = cleanText(field(entry.raw, 'note'), 200).trim() || undefined;
    all.push({
      refund: { ...known, reason, movements: movements.map(({ id }) => id), shippingLines: [], restocks },
      listed: { ...known, returns },
      movements,
    });
  }
  return {
    refunds: all.map(({ refund }) => refund),
    listed: all.map(({ listed }) => listed),
    movements: all.flatMap(({ movements }) => movements),
  };
};
