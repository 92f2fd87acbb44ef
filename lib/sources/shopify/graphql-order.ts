/** Reads the GraphQL order. Where it holds no agreements, its lines and refunds stand in for them, with a warning. */
import type { MoneyReading } from '../read-amount';
import { cleanText } from '../clean-text';
import { field, isObject, type JsonObject, report } from '../read-json';
import { readAgreements } from './agreements';
import type { MovementDraft, OrderDraft, RefundDraft, Totals } from './drafts';
import { readFulfilments } from './fulfilments';
import { readListedRefund } from './graphql-refunds';
import { readListedParts } from './listed-parts';
import { type ListedRefund, salesFromParts } from './listed-sales';
import { readMovement, reportUnknownPayments } from './movements';
import { readMoney, readMoneyIfAny } from './read-money';
import {
  type Entry,
  type OpenedOrder,
  readEntries,
  readGlobalId,
  readInstant,
  reportIncomplete,
  tailOf,
} from './reading';
import { readRestock } from './restock';

const idsOf = (entries: readonly Entry[], key?: string): string[] =>
  entries.flatMap(({ raw }) => {
    const object = key === undefined ? raw : field(raw, key);
    const id = isObject(object) ? tailOf(field(object, 'id')) : undefined;
    return id === undefined ? [] : [id];
  });

const reasonOf = (note: unknown, adjustments: readonly Entry[]): string | undefined => {
  const words = cleanText(note, 200).trim();
  const reasons = adjustments
    .map(({ raw }) => cleanText(field(raw, 'reason'), 60))
    .filter((text) => text !== '');
  return words || [...new Set(reasons)].join(', ').toLowerCase() || undefined;
};

const readRefund = (reading: MoneyReading, { raw, path }: Entry): RefundDraft | undefined => {
  const id = readGlobalId(reading, raw, path);
  const at = readInstant(reading, raw, ['createdAt', 'processedAt'], path);
  const movements = idsOf(readEntries(reading, raw, 'transactions', path));
  const shippingLines = idsOf(readEntries(reading, raw, 'refundShippingLines', path), 'shippingLine');
  const reason = reasonOf(field(raw, 'note'), readEntries(reading, raw, 'orderAdjustments', path));
  const restocks = readEntries(reading, raw, 'refundLineItems', path).flatMap(readRestock);
  if (id === undefined || at === undefined) return undefined;
  const origin = field(raw, 'return');
  const returnId = isObject(origin) ? tailOf(field(origin, 'id')) : undefined;
  return { id, at, pointer: path, reason, ...(returnId && { returnId }), movements, shippingLines, restocks };
};

const readMovements = (reading: MoneyReading, order: JsonObject, path: string): readonly MovementDraft[] => {
  if (!Object.hasOwn(order, 'transactions')) reportUnknownPayments(reading, path);
  const entries = readEntries(reading, order, 'transactions', path);
  const count = field(order, 'transactionsCount');
  const expected = isObject(count) ? field(count, 'count') : undefined;
  if (typeof expected === 'number' && expected > entries.length) {
    const what = `the order has ${expected} transactions and the payload holds ${entries.length}`;
    reportIncomplete(reading, what, `${path}/transactions`);
  }
  return entries.flatMap((entry) => readMovement(reading, entry));
};

const readTotals = (reading: MoneyReading, order: JsonObject, path: string): Totals => {
  const rounding = field(order, 'totalCashRoundingAdjustment');
  const roundingPath = `${path}/totalCashRoundingAdjustment`;
  const ofRounding = (key: string) =>
    isObject(rounding) ? readMoneyIfAny(reading, rounding, key, roundingPath) : undefined;
  const found = {
    original: readMoneyIfAny(reading, order, 'originalTotalPriceSet', path),
    current: readMoneyIfAny(reading, order, 'currentTotalPriceSet', path),
    tax: readMoneyIfAny(reading, order, 'totalTaxSet', path),
    currentTax: readMoneyIfAny(reading, order, 'currentTotalTaxSet', path),
    netPayment: readMoneyIfAny(reading, order, 'netPaymentSet', path),
    discrepancy: readMoneyIfAny(reading, order, 'refundDiscrepancySet', path),
    paymentRounding: ofRounding('paymentSet'),
    refundRounding: ofRounding('refundSet'),
  };
  return { total: readMoney(reading, order, 'totalPriceSet', path), ...found };
};

const reportNoAgreements = (reading: MoneyReading, path: string): void => {
  const what = 'the payload holds no sales agreements, so its lines and refunds are read instead';
  const loss = 'All lines count as sold when the order was placed, also those that an edit added';
  const advice = 'Fetch the order with the Order Fetcher.';
  report(reading, 'warning', 'no_agreements', `${what}. ${loss}. ${advice}`, `${path}/agreements`);
};

/** A refund that an agreement speaks of and that the list lacks was cut off with the list. */
const checkRefundsKnown = (reading: MoneyReading, draft: OrderDraft): void => {
  const known = new Set(draft.refunds.map(({ id }) => id));
  for (const { refundId, pointer } of draft.agreements) {
    if (refundId === undefined || known.has(refundId)) continue;
    reportIncomplete(reading, `refund ${refundId} is not among the refunds`, `${pointer}/refund/id`);
  }
};

export const readGraphqlOrder = (
  reading: MoneyReading,
  { order, path }: OpenedOrder,
  placedAt: string,
): OrderDraft => {
  const parts = readListedParts(reading, order, path);
  const agreements = readAgreements(reading, order, path, parts);
  const refundEntries = readEntries(reading, order, 'refunds', path);
  const refunds = refundEntries.flatMap((entry) => readRefund(reading, entry) ?? []);
  const draft: OrderDraft = {
    taxesIncluded: field(order, 'taxesIncluded') === true,
    agreements,
    refunds,
    movements: readMovements(reading, order, path),
    fulfilments: readFulfilments(reading, order, path),
    totals: readTotals(reading, order, path),
  };
  if (agreements.length > 0) {
    checkRefundsKnown(reading, draft);
    return draft;
  }
  reportNoAgreements(reading, path);
  const listed = refundEntries.flatMap((entry): readonly ListedRefund[] => readListedRefund(reading, entry));
  return {
    ...draft,
    agreements: salesFromParts(reading, draft.taxesIncluded, { ...parts, path, placedAt }, listed),
  };
};
