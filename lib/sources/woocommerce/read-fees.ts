/**
 * What the gateway kept, where its plugin writes it into the order: WooCommerce Stripe Gateway, WooPayments and PayPal
 * Payments. Other plugins write no currency with it, or another meaning under the same name, and are not read.
 */
import type { Fee } from '../../commerce/order';
import { formatDigits } from '../../money/decimal';
import { cleanText } from '../clean-text';
import { amountOf, type MoneyReading } from '../read-amount';
import { field, isObject, type JsonObject, preview, report } from '../read-json';
import type { OpenedOrder } from './reading';
import { decimalOf, findMeta } from './read-meta';

interface FoundFee {
  readonly id: string;
  readonly amount: unknown;
  readonly currency: unknown;
  readonly pointer: string;
}

/** The fee and its currency under two keys. Stripe adds what a refund costs to the same sum. */
const PAIRS = [
  { id: 'stripe', amount: '_stripe_fee', currency: '_stripe_currency' },
  { id: 'woopayments', amount: '_wcpay_transaction_fee', currency: '_wcpay_intent_currency' },
] as const;

/** PayPal's own breakdown of what the seller receives. */
const PAYPAL = '_ppcp_paypal_fees';

const pairedFees = (order: JsonObject, path: string): FoundFee[] =>
  PAIRS.flatMap(({ id, amount, currency }) => {
    const found = findMeta(order, path, amount);
    if (found === undefined || found.value === '' || found.value === null) return [];
    return [
      { id, amount: found.value, currency: findMeta(order, path, currency)?.value, pointer: found.pointer },
    ];
  });

const paypalFees = (order: JsonObject, path: string): FoundFee[] => {
  const found = findMeta(order, path, PAYPAL);
  const fee = found !== undefined && isObject(found.value) ? field(found.value, 'paypal_fee') : undefined;
  if (found === undefined || !isObject(fee)) return [];
  const pointer = `${found.pointer}/paypal_fee/value`;
  return [{ id: 'paypal', amount: field(fee, 'value'), currency: field(fee, 'currency_code'), pointer }];
};

/** When and by whom the money was taken that the fee was taken from. */
export interface FeeOrigin {
  readonly gateway: string;
  readonly at: string;
  /** Id of the payment, if there is one. */
  readonly payment: string | undefined;
}

const readFee = (reading: MoneyReading, found: FoundFee, origin: FeeOrigin): Fee[] => {
  const { id, pointer } = found;
  const currency = cleanText(found.currency, 20).toUpperCase();
  if (currency !== reading.currency) {
    const named = currency === '' ? 'in a currency that is not named' : `in ${currency}`;
    const sentence = `the fee at ${pointer} is ${named}, the order is in ${reading.currency}; it is left out. Book it with the payout.`;
    report(reading, 'info', 'fee_in_other_currency', sentence, pointer);
    return [];
  }
  const decimal = decimalOf(found.amount);
  const minor = decimal && amountOf(decimal, reading.decimals).minor;
  if (minor === undefined) {
    const sentence = `the fee at ${pointer} is ${preview(found.amount)}, no amount in ${currency}; it is left out. Book it with the payout.`;
    report(reading, 'info', 'malformed_fee', sentence, pointer);
    return [];
  }
  if (minor === 0n) return [];
  const { gateway, at, payment } = origin;
  const amount = formatDigits(minor, reading.decimals);
  const fee: Fee = { id, kind: 'processing', gateway, amount, at, pointers: [pointer] };
  if (payment !== undefined) fee.of = payment;
  return [fee];
};

/** Undefined where no plugin says anything. Infos: fee_in_other_currency, malformed_fee. */
export const readFees = (
  reading: MoneyReading,
  { order, path }: OpenedOrder,
  origin: FeeOrigin,
): Fee[] | undefined => {
  const found = [...pairedFees(order, path), ...paypalFees(order, path)];
  const fees = found.flatMap((fee) => readFee(reading, fee, origin));
  return fees.length === 0 ? undefined : fees;
};
