/**
 * Reads the REST order, as webhooks and n8n's own Shopify node put it out. It tells neither payments nor when an edit
 * added what; both are said in problems, and nothing is made up in their place.
 */
import type { MoneyReading } from '../read-amount';
import { field, type JsonObject } from '../read-json';
import type { MovementDraft, OrderDraft, SaleDraft, Totals } from './drafts';
import { readRestFulfilments } from './fulfilments';
import type { ListedParts } from './listed-parts';
import { salesFromParts } from './listed-sales';
import { readRestMovement, reportUnknownPayments } from './movements';
import { type Money, readRestMoney, readRestMoneyIfAny, zeroAt } from './read-money';
import { type OpenedOrder, readEntries, reportIncomplete } from './reading';
import { readRestParts } from './rest-lines';
import { readRestRefunds } from './rest-refunds';

const readTotals = (reading: MoneyReading, order: JsonObject, path: string): Totals => ({
  total: readRestMoney(reading, order, 'total_price', path),
  current: readRestMoneyIfAny(reading, order, 'current_total_price', path),
  tax: readRestMoneyIfAny(reading, order, 'total_tax', path),
  currentTax: readRestMoneyIfAny(reading, order, 'current_total_tax', path),
  paymentRounding: readRestMoneyIfAny(reading, order, 'total_cash_rounding_payment_adjustment', path),
  refundRounding: readRestMoneyIfAny(reading, order, 'total_cash_rounding_refund_adjustment', path),
});

const extra = (
  reading: MoneyReading,
  id: string,
  purpose: 'tip' | 'fee',
  title: string,
  total: Money | undefined,
): readonly SaleDraft[] => {
  if (total === undefined || total.amount.digits === 0n) return [];
  const none = zeroAt(reading, total.pointer);
  return [
    {
      id,
      kind: 'surcharge',
      purpose,
      action: 'order',
      of: id,
      partId: id,
      title,
      quantity: undefined,
      total,
      tax: none,
      taxes: [],
      discount: none,
      pointers: [total.pointer],
      listed: undefined,
    },
  ];
};

/** A tip is a line of its own where Shopify lists it, else only a sum of the order. Fees are only ever a sum. */
const readExtras = (
  reading: MoneyReading,
  order: JsonObject,
  path: string,
  parts: ListedParts,
): readonly SaleDraft[] => {
  const tipIsLine = [...parts.lines.values()].some(({ tip }) => tip);
  const tip = tipIsLine ? undefined : readRestMoneyIfAny(reading, order, 'total_tip_received', path);
  const fees = readRestMoneyIfAny(reading, order, 'original_total_additional_fees', path);
  return [
    ...extra(reading, 'tip', 'tip', 'Tip', tip),
    ...extra(reading, 'additional-fees', 'fee', 'Additional fees', fees),
  ];
};

/** Shopify sends a list of refunds with every order, if an empty one; without it somebody has cut the order down. */
const checkWhole = (reading: MoneyReading, order: JsonObject, path: string): void => {
  if (!Array.isArray(field(order, 'refunds'))) {
    reportIncomplete(reading, 'the payload holds no list of refunds', `${path}/refunds`);
  }
  if (!Array.isArray(field(order, 'transactions'))) reportUnknownPayments(reading, path);
};

const readMovements = (
  reading: MoneyReading,
  order: JsonObject,
  path: string,
  paidBack: readonly MovementDraft[],
): readonly MovementDraft[] => {
  const movements = readEntries(reading, order, 'transactions', path).flatMap((entry) =>
    readRestMovement(reading, entry),
  );
  const known = new Set(movements.map(({ id }) => id));
  return [...movements, ...paidBack.filter(({ id }) => !known.has(id))];
};

export const readRestOrder = (
  reading: MoneyReading,
  { order, path }: OpenedOrder,
  placedAt: string,
): OrderDraft => {
  const taxesIncluded = field(order, 'taxes_included') === true;
  const parts = readRestParts(reading, order, path);
  const { refunds, listed, movements: paidBack } = readRestRefunds(reading, order, path, parts);
  checkWhole(reading, order, path);
  const extras = readExtras(reading, order, path, parts);
  return {
    taxesIncluded,
    agreements: salesFromParts(reading, taxesIncluded, { ...parts, path, placedAt, extras }, listed),
    refunds,
    movements: readMovements(reading, order, path, paidBack),
    fulfilments: readRestFulfilments(reading, order, path),
    totals: readTotals(reading, order, path),
  };
};
