/**
 * A buyer who pays in another currency. Shopify keeps every amount twice, and each of the two books adds up on its own;
 * so does this shop: beside the order in its own currency it keeps a twin in the buyer's, to which the same things happen,
 * and shows the two side by side.
 */
import { exponent } from '../../../lib/money/minor';
import { bagOf, decimalOf, divide, minorOf, rateOf } from './money';
import type { RefundInput, EditInput } from './change-order';
import type { Kept, LineInput, OrderInput, SimTransaction } from './order-shape';

/** `1.08`: what one unit of the buyer's currency was worth to the shop. */
export interface Seen {
  readonly currency: string;
  readonly rate: string;
}

export type Convert = (amount: string) => string;

/** From the shop's currency to the buyer's, rounded to its smallest unit. */
export const converter = (currency: string, { currency: seen, rate }: Seen): Convert => {
  const { numerator, denominator } = rateOf(rate);
  return (amount) => {
    const minor = minorOf(amount, currency) * 10n ** BigInt(exponent(seen)) * denominator;
    const converted = divide(minor, 10n ** BigInt(exponent(currency)) * numerator);
    return decimalOf(converted, seen).replace(/\.0$/, '');
  };
};

const lineIn = (line: LineInput, convert: Convert): LineInput => ({
  ...line,
  price: line.seenPrice ?? convert(line.price),
  ...(line.discount === undefined ? {} : { discount: convert(line.discount) }),
});

export const orderIn = (input: OrderInput, seen: Seen, convert: Convert): OrderInput => ({
  ...input,
  currency: seen.currency,
  presentment: undefined,
  lines: input.lines.map((line) => lineIn(line, convert)),
  ...(input.shipping && { shipping: { ...input.shipping, price: convert(input.shipping.price) } }),
  ...(input.tip !== undefined && { tip: convert(input.tip) }),
  ...(input.payments && {
    payments: input.payments.map(({ fee: _, ...payment }) => ({
      ...payment,
      amount: convert(payment.amount),
    })),
  }),
});

export const refundIn = ({ rate: _, ...input }: RefundInput, convert: Convert): RefundInput => ({
  ...input,
  ...(input.keep !== undefined && { keep: convert(input.keep) }),
  ...(input.extra !== undefined && { extra: convert(input.extra) }),
});

export const editIn = (input: EditInput, convert: Convert): EditInput => ({
  ...input,
  ...(input.add && { add: input.add.map((line) => lineIn(line, convert)) }),
});

/** Shop money of payments is worth what the day says on which they were made. */
export const payAtRate = (
  moved: readonly SimTransaction[],
  twins: Kept,
  currency: string,
  rate: string,
): void => {
  const { numerator, denominator } = rateOf(rate);
  moved.forEach((transaction, index) => {
    const twin = twins.order.transactions.at(index - moved.length);
    const seen = twin?.amountSet.shopMoney;
    if (seen === undefined) throw new Error('the twin has other payments');
    const minor = minorOf(seen.amount.replace(/\.0$/, ''), seen.currencyCode) * numerator;
    const unit = 10n ** BigInt(exponent(currency));
    const worth = divide(minor * unit, denominator * 10n ** BigInt(exponent(seen.currencyCode)));
    Object.assign(transaction, { amountSet: bagOf(worth, currency) });
  });
};

type Fields = Record<string, unknown>;

const isBag = (value: Fields): boolean => 'shopMoney' in value;

/** Puts the amounts of the twin beside those of the order, wherever there is one. */
const show = (own: unknown, twin: unknown, path: string): void => {
  if (typeof own !== 'object' || own === null || typeof twin !== 'object' || twin === null) return;
  if (isBag(own as Fields)) {
    (own as Fields).presentmentMoney = (twin as Fields).shopMoney;
    return;
  }
  if (Array.isArray(own) && own.length !== (twin as readonly unknown[]).length)
    throw new Error(`the twin has another number of ${path}`);
  // What a gateway kept has one currency, which is neither's.
  for (const [key, value] of Object.entries(own))
    if (key !== 'fees') show(value, (twin as Fields)[key], `${path}/${key}`);
};

export const showBoth = (kept: Kept, twin: Kept): void => {
  show(kept.order, twin.order, '');
  kept.order.presentmentCurrencyCode = twin.order.currencyCode;
};
