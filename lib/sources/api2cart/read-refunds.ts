/** Refunds as the cart states them: the list `refunds`, or, where it is empty, the one sum in `status.refund_info`. */
import { formatDigits } from '../../money/decimal';
import { cleanText } from '../clean-text';
import type { MoneyReading } from '../read-amount';
import { asId, field, report } from '../read-json';
import { listAt, objectAt, type OpenedOrder, type Placed, pointerTo, textAt } from './reading';
import { readDate } from './read-date';
import { decimalOf, type Found, type Money, readDecimal, readMoney } from './read-number';
import type { ReadStatus } from './read-status';

export interface StatedItem {
  readonly orderProductId: string | undefined;
  readonly productId: string | undefined;
  readonly quantity: string | undefined;
  readonly amount: Found | undefined;
}

export interface StatedRefund {
  readonly id: string;
  readonly at: string;
  readonly reason: string;
  readonly total: Money;
  readonly shipping: Money | undefined;
  readonly fee: Money | undefined;
  readonly tax: Money | undefined;
  readonly items: readonly StatedItem[];
  readonly path: string;
}

/** Names of one thing in the list and in `refund_info`. */
interface Names {
  readonly total: string;
  readonly time: string;
  readonly items: string;
}
const LISTED: Names = { total: 'total', time: 'modified_time', items: 'items' };
const SUMMED: Names = { total: 'total_refunded', time: 'time', items: 'refunded_items' };

const PIECES = /^[1-9]\d{0,14}$|^\d{1,15}\.\d{1,6}$/;

const readItem = (reading: MoneyReading, placed: Placed): StatedItem => {
  const quantity = field(placed.value, 'qty');
  const text = typeof quantity === 'number' || typeof quantity === 'string' ? String(quantity) : '';
  return {
    orderProductId: asId(field(placed.value, 'order_product_id')),
    productId: asId(field(placed.value, 'product_id')),
    quantity: PIECES.test(text) && typeof decimalOf(text) === 'object' ? text : undefined,
    amount: readDecimal(reading, placed, 'refund'),
  };
};

const readRefund = (
  reading: MoneyReading,
  placed: Placed,
  names: Names,
  fallback: { readonly id: string; readonly at: string | undefined },
): StatedRefund | undefined => {
  const before = reading.problems.length;
  const total = readMoney(reading, placed, names.total);
  const at = readDate(reading, placed, names.time)?.instant ?? fallback.at;
  if (total === undefined || at === undefined) {
    const missing = total === undefined ? names.total : names.time;
    const sentence = `the refund at ${placed.path} has no ${missing}. Look it up in the shop and ask API2Cart support for this cart; it is not taken for 0.`;
    if (!reading.problems.slice(before).some(({ severity }) => severity === 'error'))
      report(
        reading,
        'error',
        total === undefined ? 'missing_amount' : 'missing_date',
        sentence,
        placed.path,
      );
    return undefined;
  }
  const listedId = asId(field(placed.value, 'id'));
  if (listedId === undefined && names === LISTED) {
    const sentence = `the refund at ${placed.path} has no id and is called "${fallback.id}" after its place in the list.`;
    report(reading, 'warning', 'refund_without_id', sentence, placed.path);
  }
  return {
    id: listedId === undefined ? fallback.id : cleanText(listedId, 100),
    at,
    reason: textAt(placed, 'comment'),
    total,
    shipping: readMoney(reading, placed, 'shipping'),
    fee: readMoney(reading, placed, 'fee'),
    tax: readMoney(reading, placed, 'tax'),
    items: listAt(reading, placed, names.items).map((item) => readItem(reading, item)),
    path: placed.path,
  };
};

/** By time, then id: what is left for the next depends on the order. */
const inOrder = (a: StatedRefund, b: StatedRefund): number => {
  if (a.at !== b.at) return a.at < b.at ? -1 : 1;
  if (a.id.length !== b.id.length) return a.id.length - b.id.length;
  return a.id < b.id ? -1 : 1;
};

const checkComplete = (
  reading: MoneyReading,
  refunds: readonly StatedRefund[],
  summed: Money | undefined,
  status: ReadStatus,
): void => {
  const listed = refunds.reduce((all, { total }) => all + total.minor, 0n);
  if (summed !== undefined && summed.minor > listed) {
    const text = (minor: bigint): string => `${formatDigits(minor, reading.decimals)} ${reading.currency}`;
    const sentence = `its status says that ${text(summed.minor)} was refunded, and its refunds come to ${text(listed)}. Compare them in the shop, and ask API2Cart support for this cart.`;
    report(reading, 'error', 'refunds_missing', sentence, summed.pointer);
  } else if (status.refunded && refunds.length === 0) {
    const sentence =
      'its status is refunded, but API2Cart gives no refund of it. Enter the refund in the shop; if it is there, ask API2Cart support whether it reads refunds of this cart.';
    report(reading, 'error', 'refunded_without_refund', sentence, status.pointer || undefined);
  }
};

export const readRefunds = (
  reading: MoneyReading,
  { order }: OpenedOrder,
  status: ReadStatus,
): readonly StatedRefund[] => {
  const before = reading.problems.filter(({ severity }) => severity === 'error').length;
  const holder = objectAt(order, 'status');
  const info = holder && objectAt(holder, 'refund_info');
  const infoTime = info && readDate(reading, info, SUMMED.time)?.instant;
  const summed = readMoney(reading, info, SUMMED.total);
  const entries = listAt(reading, order, 'refunds');
  const refunds = entries.flatMap(
    (entry, index) => readRefund(reading, entry, LISTED, { id: `refund-${index + 1}`, at: infoTime }) ?? [],
  );
  if (entries.length === 0 && info && summed !== undefined && summed.minor !== 0n) {
    const only = readRefund(reading, info, SUMMED, { id: 'refund_info', at: undefined });
    if (only !== undefined) {
      const sentence = `its refunds come as one sum at ${pointerTo(info, SUMMED.total)}; they are stated as one refund.`;
      report(reading, 'warning', 'refunds_summed', sentence, summed.pointer);
      return [only];
    }
  }
  const failed = reading.problems.filter(({ severity }) => severity === 'error').length > before;
  if (!failed) checkComplete(reading, refunds, summed, status);
  return [...refunds].sort(inOrder);
};
