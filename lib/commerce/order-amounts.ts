/**
 * All amounts of an order as exact integers of minor units, read once. Everything behind this point calculates with
 * them and never looks at the strings again.
 */
import { exponentOf } from '../money/currency';
import { formatDigits } from '../money/decimal';
import { exactMinor } from '../money/exact-minor';
import { checkInstants, compareByTime } from './order-instants';
import type { Claim, Fee, Order, Payment, PricedPart, Refund, RefundPart, Surcharge } from './order';
import type { Problem } from './problem';

export type PartKind = 'goods' | 'shipping' | 'surcharge';

/** What a part is where it is not simply sold: it then has an account of its own, whatever the policy says. */
export type PartNature = 'gift_card' | 'tip' | 'duty' | 'cash_rounding';

/** A line, shipping line or surcharge with its amounts; arrays run parallel to those of `part`. */
export interface PartAmounts {
  readonly kind: PartKind;
  readonly part: PricedPart & {
    readonly quantity?: string;
    readonly sku?: string;
    readonly giftCard?: boolean;
    readonly requiresShipping?: boolean | undefined;
    readonly purpose?: Surcharge['purpose'];
  };
  readonly nature?: PartNature;
  readonly amount: bigint;
  readonly discounts: readonly bigint[];
  readonly discountSum: bigint;
  readonly taxes: readonly bigint[];
  readonly taxSum: bigint;
}

export interface RefundPartAmounts {
  readonly kind: PartKind;
  readonly part: RefundPart;
  readonly amount: bigint;
  readonly taxes: readonly bigint[];
}

export interface RefundAmounts {
  readonly refund: Refund;
  readonly amount: bigint;
  readonly parts: readonly RefundPartAmounts[];
  /** Parallel to `refund.payments`. */
  readonly payments: readonly bigint[];
}

export interface PaymentAmount {
  readonly payment: Payment;
  readonly amount: bigint;
}

export interface FeeAmount {
  readonly fee: Fee;
  readonly amount: bigint;
}

export interface ClaimedAmount {
  readonly amount: bigint;
  readonly pointers: readonly string[];
}

export interface OrderAmounts {
  readonly order: Order;
  readonly currency: string;
  readonly decimals: number;
  /** Goods, then shipping, then surcharges. */
  readonly parts: readonly PartAmounts[];
  /** Money that was taken: successful captures and sales with an amount, in the order in which it happened. */
  readonly captures: readonly PaymentAmount[];
  /** In the order in which they happened (time, then id): what is left for the next depends on it. */
  readonly refunds: readonly RefundAmounts[];
  readonly fees: readonly FeeAmount[];
  readonly claims: {
    readonly total: ClaimedAmount;
    readonly tax?: ClaimedAmount;
    readonly shipping?: ClaimedAmount;
    readonly discount?: ClaimedAmount;
    readonly taxByJurisdiction?: ReadonlyMap<string, ClaimedAmount>;
    readonly current?: ClaimedAmount;
  };
}

/** Gives the amounts, or the problems (`unknown_currency`, `malformed_amount`, `malformed_instant`) that forbid it. */
export const readAmounts = (
  order: Order,
):
  | { readonly amounts: OrderAmounts; readonly problems?: undefined }
  | { readonly amounts?: undefined; readonly problems: readonly Problem[] } => {
  const decimals = exponentOf(order.currency);
  if (decimals === undefined) return { problems: [unknownCurrency(order)] };
  const problems: Problem[] = [];
  const reading: Reading = { currency: order.currency, decimals, problems };
  const amounts: OrderAmounts = {
    order,
    currency: order.currency,
    decimals,
    parts: readParts(order, reading),
    captures: readCaptures(order, reading),
    refunds: readRefunds(order, reading),
    fees: readFees(order, reading),
    claims: readClaims(order, reading),
  };
  checkInstants(order, problems);
  // A placeholder stands where an amount could not be read, so the whole is withheld: nothing may be counted as zero.
  return problems.length > 0 ? { problems } : { amounts };
};

/** Writes minor units with the decimals of the order's currency. */
export const amountText = (amounts: { readonly decimals: number }, minor: bigint): string =>
  formatDigits(minor, amounts.decimals);

interface Reading {
  readonly currency: string;
  readonly decimals: number;
  readonly problems: Problem[];
}

const unknownCurrency = (order: Order): Problem => ({
  severity: 'error',
  code: 'unknown_currency',
  message: `Order ${order.source.number}: ${quote(order.currency)} is not a currency in circulation (ISO 4217). Correct the currency of the shop.`,
});

const quote = (value: unknown): string => (JSON.stringify(value) ?? 'nothing').slice(0, 60);

const read = (reading: Reading, text: string, pointers: readonly string[]): bigint => {
  const minor = exactMinor(text, reading.decimals);
  if (minor !== undefined) return minor;
  reading.problems.push({
    severity: 'error',
    code: 'malformed_amount',
    message: `${quote(text)} is not an exact amount of ${reading.currency}. Correct it in the shop.`,
    pointer: pointers[0],
  });
  return 0n;
};

const NONE: readonly bigint[] = [];

const readEach = (
  reading: Reading,
  items: readonly { readonly amount: string; readonly pointers: readonly string[] }[],
): readonly bigint[] => {
  if (items.length === 0) return NONE;
  const amounts: bigint[] = [];
  for (const item of items) amounts.push(read(reading, item.amount, item.pointers));
  return amounts;
};

const sum = (amounts: readonly bigint[]): bigint => {
  let total = 0n;
  for (const amount of amounts) total += amount;
  return total;
};

const readParts = (order: Order, reading: Reading): readonly PartAmounts[] => {
  const parts: PartAmounts[] = [];
  for (const line of order.lines) parts.push(readPart('goods', line, reading));
  for (const line of order.shipping) parts.push(readPart('shipping', line, reading));
  for (const surcharge of order.surcharges) parts.push(readPart('surcharge', surcharge, reading));
  return parts;
};

const readPart = (kind: PartKind, part: PartAmounts['part'], reading: Reading): PartAmounts => {
  const discounts = readEach(reading, part.discounts);
  const taxes = readEach(reading, part.taxes);
  return {
    kind,
    part,
    nature: natureOf(part),
    amount: read(reading, part.amount, part.pointers),
    discounts,
    discountSum: sum(discounts),
    taxes,
    taxSum: sum(taxes),
  };
};

const natureOf = ({ giftCard, purpose }: PartAmounts['part']): PartNature | undefined => {
  if (giftCard === true) return 'gift_card';
  return purpose === undefined || purpose === 'fee' ? undefined : purpose;
};

const isTaken = (payment: Payment): boolean =>
  payment.status === 'success' && (payment.kind === 'capture' || payment.kind === 'sale');

const readCaptures = (order: Order, reading: Reading): readonly PaymentAmount[] => {
  const captures: PaymentAmount[] = [];
  for (const payment of order.payments) {
    const amount = read(reading, payment.amount, payment.pointers);
    if (amount !== 0n && isTaken(payment)) captures.push({ payment, amount });
  }
  return captures.length > 1 ? captures.sort((a, b) => compareByTime(a.payment, b.payment)) : captures;
};

const readRefunds = (order: Order, reading: Reading): readonly RefundAmounts[] => {
  const refunds = order.refunds.map((refund): RefundAmounts => {
    const parts: RefundPartAmounts[] = [];
    for (const part of refund.lines) parts.push(readRefundPart('goods', part, reading));
    for (const part of refund.shipping) parts.push(readRefundPart('shipping', part, reading));
    for (const part of refund.surcharges) parts.push(readRefundPart('surcharge', part, reading));
    const amount = read(reading, refund.amount, refund.pointers);
    return { refund, amount, parts, payments: readEach(reading, refund.payments) };
  });
  return refunds.length > 1 ? refunds.sort((a, b) => compareByTime(a.refund, b.refund)) : refunds;
};

const readRefundPart = (kind: PartKind, part: RefundPart, reading: Reading): RefundPartAmounts => ({
  kind,
  part,
  amount: read(reading, part.amount, part.pointers),
  taxes: readEach(reading, part.taxes),
});

const NO_FEES: readonly FeeAmount[] = [];

const readFees = ({ fees }: Order, reading: Reading): readonly FeeAmount[] => {
  if (fees === undefined || fees.length === 0) return NO_FEES;
  const amounts = fees.map((fee) => ({ fee, amount: read(reading, fee.amount, fee.pointers) }));
  return amounts.sort((a, b) => compareByTime(a.fee, b.fee));
};

const readClaim = (reading: Reading, claim: Claim): ClaimedAmount => ({
  amount: read(reading, claim.amount, claim.pointers),
  pointers: claim.pointers,
});

const readClaims = (order: Order, reading: Reading): OrderAmounts['claims'] => {
  const { total, tax, shipping, discount, taxByJurisdiction, current } = order.claims;
  return {
    total: readClaim(reading, total),
    tax: tax && readClaim(reading, tax),
    shipping: shipping && readClaim(reading, shipping),
    discount: discount && readClaim(reading, discount),
    taxByJurisdiction: taxByJurisdiction && readNamedClaims(taxByJurisdiction, reading),
    current: current && readClaim(reading, current),
  };
};

const readNamedClaims = (
  claims: Readonly<Record<string, Claim>>,
  reading: Reading,
): ReadonlyMap<string, ClaimedAmount> => {
  const amounts = new Map<string, ClaimedAmount>();
  for (const name of Object.keys(claims)) amounts.set(name, readClaim(reading, claims[name] as Claim));
  return amounts;
};
