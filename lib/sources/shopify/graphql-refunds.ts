/** Refunds of a GraphQL order by their own lines, for payloads that hold no sales agreements. */
import type { MoneyReading } from '../read-amount';
import { field, isObject } from '../read-json';
import { readQuantity } from './listed-parts';
import type { ListedRefund, ListedReturn } from './listed-sales';
import { negatedMoney, readMoney, readMoneyIfAny, zeroAt } from './read-money';
import { type Entry, readEntries, readGlobalId, readInstant, reportIncomplete, tailOf } from './reading';

const refIn = (entry: Entry, key: string): string | undefined => {
  const ref = field(entry.raw, key);
  return isObject(ref) ? tailOf(field(ref, 'id')) : undefined;
};

const readLine = (reading: MoneyReading, entry: Entry): readonly ListedReturn[] => {
  const amount = readMoney(reading, entry.raw, 'subtotalSet', entry.path);
  const tax = readMoney(reading, entry.raw, 'totalTaxSet', entry.path);
  const quantity = readQuantity(reading, entry.raw, entry.path);
  if (amount === undefined || tax === undefined || quantity === undefined) return [];
  const of = refIn(entry, 'lineItem');
  return [
    {
      id: tailOf(field(entry.raw, 'id')) ?? `${of}`,
      of,
      kind: 'goods',
      quantity,
      amount,
      tax,
      holdsTax: 'as-priced',
    },
  ];
};

const readShipping = (reading: MoneyReading, entry: Entry): readonly ListedReturn[] => {
  const amount = readMoney(reading, entry.raw, 'subtotalAmountSet', entry.path);
  const tax = readMoney(reading, entry.raw, 'taxAmountSet', entry.path);
  if (amount === undefined || tax === undefined) return [];
  const of = refIn(entry, 'shippingLine');
  return [
    {
      id: tailOf(field(entry.raw, 'id')) ?? `${of}`,
      of,
      kind: 'shipping',
      amount,
      tax,
      holdsTax: 'as-priced',
    },
  ];
};

const readDuty = (reading: MoneyReading, entry: Entry): readonly ListedReturn[] => {
  const amount = readMoney(reading, entry.raw, 'amountSet', entry.path);
  const of = refIn(entry, 'originalDuty');
  if (amount === undefined) return [];
  return [
    {
      id: `duty-${of}`,
      of,
      kind: 'surcharge',
      purpose: 'duty',
      amount,
      tax: zeroAt(reading, amount.pointer),
      holdsTax: 'never',
    },
  ];
};

/** Above zero: kept of what the lines are worth. Below: given back beyond them. */
const readAdjustment = (reading: MoneyReading, entry: Entry): readonly ListedReturn[] => {
  const amount = readMoney(reading, entry.raw, 'amountSet', entry.path);
  const tax = readMoneyIfAny(reading, entry.raw, 'taxAmountSet', entry.path);
  const id = readGlobalId(reading, entry.raw, entry.path);
  if (amount === undefined || id === undefined) return [];
  const given = tax === undefined ? zeroAt(reading, amount.pointer) : negatedMoney(tax);
  return [
    { id, of: undefined, kind: 'adjustment', amount: negatedMoney(amount), tax: given, holdsTax: 'never' },
  ];
};

/** Where each list of a refund holds its worth. */
const AMOUNTS = {
  refundLineItems: 'subtotalSet',
  refundShippingLines: 'subtotalAmountSet',
  orderAdjustments: 'amountSet',
  duties: 'amountSet',
} as const;

/** What the Order Fetcher asks of a refund has no amounts: those stand in the sales agreements. */
const tellsWorth = (reading: MoneyReading, { raw, path }: Entry): boolean => {
  const quiet: MoneyReading = { ...reading, problems: [] };
  const entries = Object.entries(AMOUNTS).flatMap(([list, amount]) =>
    readEntries(quiet, raw, list, path).map((entry) => Object.hasOwn(entry.raw, amount)),
  );
  return entries.length > 0 && entries.every(Boolean);
};

/** Empty, with an error, when the refund cannot be told. */
export const readListedRefund = (reading: MoneyReading, refund: Entry): readonly ListedRefund[] => {
  const { raw, path } = refund;
  const id = tailOf(field(raw, 'id'));
  const at = readInstant(reading, raw, ['createdAt', 'processedAt'], path);
  if (!tellsWorth(reading, refund)) {
    const what = 'the payload holds neither sales agreements nor the lines of its refunds';
    reportIncomplete(reading, what, path);
    return [];
  }
  if (id === undefined || at === undefined) return [];
  const list = (key: string, read: typeof readLine): readonly ListedReturn[] =>
    readEntries(reading, raw, key, path).flatMap((item) => read(reading, item));
  const returns = [
    ...list('refundLineItems', readLine),
    ...list('refundShippingLines', readShipping),
    ...list('duties', readDuty),
    ...list('orderAdjustments', readAdjustment),
  ];
  return [{ id, at, pointer: path, returns }];
};
