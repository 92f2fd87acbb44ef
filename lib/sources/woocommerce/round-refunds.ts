/** Refunded taxes and nets in whole minor units, where the shop gives more decimals than its currency has. */
import { addDecimals, type Decimal } from '../../money/decimal';
import { roundToMinor } from '../../money/minor';
import { roundTogether } from '../../money/allocate';
import { type Amount, minorOf, type MoneyReading, roundAmounts, sumOf } from '../read-amount';
import type { RefundDraft, RefundPartDraft } from './read-refunds';
import type { TaxDraft } from './read-taxes';

/** What went back so far of one tax of one part. */
interface Returned {
  exact: Decimal;
  rounded: bigint;
}

/** -1, 0 or 1 as the first is smaller than, equal to or larger than the second. */
const compare = (a: Decimal, b: Decimal): number => {
  const { digits } = addDecimals([a, { digits: -b.digits, scale: b.scale }]);
  return digits === 0n ? 0 : digits < 0n ? -1 : 1;
};

/**
 * The share of one refund is the rounded sum so far less what went back before, so that three thirds of 2.47 are 0.82,
 * 0.83, 0.82 and nothing is stranded. Once all of a tax is refunded, exactly what the order booked has gone back, and
 * never more than that before.
 */
const shareOf = (part: RefundPartDraft, tax: TaxDraft, before: Returned, decimals: number): bigint => {
  const exact = addDecimals([before.exact, tax.amount]);
  const rounded = roundToMinor(exact, decimals, 'half-up');
  const charged = part.original?.taxes.filter(({ rate }) => rate === tax.rate) ?? [];
  const [only] = charged;
  if (charged.length !== 1 || only === undefined) return rounded - before.rounded;
  const booked = minorOf(only.amount);
  const left = compare(only.amount, exact) * (booked < 0n ? -1 : 1);
  const isAll = left === 0;
  const isTooMuch = left > 0 && (booked < 0n ? rounded < booked : rounded > booked);
  return (isAll || isTooMuch ? booked : rounded) - before.rounded;
};

const NOTHING: Returned = { exact: { digits: 0n, scale: 0 }, rounded: 0n };

const roundTaxes = (
  parts: readonly RefundPartDraft[],
  returned: Map<string, Returned>,
  decimals: number,
): void => {
  for (const part of parts) {
    for (const tax of part.taxes) {
      if (tax.amount.minor !== undefined) continue;
      tax.amount.minor = shareOf(part, tax, returned.get(keyOf(part, tax)) ?? NOTHING, decimals);
    }
  }
};

const keyOf = (part: RefundPartDraft, tax: TaxDraft): string =>
  JSON.stringify([part.of || part.path, tax.rate.id]);

const remember = (parts: readonly RefundPartDraft[], returned: Map<string, Returned>): void => {
  for (const part of parts) {
    for (const tax of part.taxes) {
      const key = keyOf(part, tax);
      const before = returned.get(key) ?? NOTHING;
      const exact = addDecimals([before.exact, tax.amount]);
      returned.set(key, { exact, rounded: before.rounded + minorOf(tax.amount) });
    }
  }
};

/**
 * The money that went back is a fact. Where the cumulative shares of the taxes do not come to it but another rounding
 * of the same fractions does, that one is taken, as long as no net amount has a fraction that could give way.
 */
const fitTaxes = (
  fractions: readonly Amount[],
  parts: readonly RefundPartDraft[],
  refund: RefundDraft,
  decimals: number,
): void => {
  const rest = refundTotal(parts) - sumOf(fractions);
  const together = roundTogether(fractions, decimals, minorOf(refund.amount) - rest);
  fractions.forEach((amount, index) => {
    amount.minor = together?.shares[index] ?? amount.minor;
  });
};

const refundTotal = (parts: readonly RefundPartDraft[]): bigint =>
  parts.reduce((sum, part) => sum + minorOf(part.net) + sumOf(part.taxes.map(({ amount }) => amount)), 0n);

/** @param refunds by date: the earlier ones decide what is left for the later. */
export const roundRefunds = (reading: MoneyReading, refunds: readonly RefundDraft[]): void => {
  const { decimals } = reading;
  const returned = new Map<string, Returned>();
  for (const refund of refunds) {
    refund.amount.minor ??= roundToMinor(refund.amount, decimals, 'half-up');
    const parts = [...refund.lines, ...refund.shipping, ...refund.fees];
    const taxes = parts.flatMap((part) => part.taxes.map(({ amount }) => amount));
    const fractions = taxes.filter(({ minor }) => minor === undefined);
    roundTaxes(parts, returned, decimals);
    const nets = parts.map(({ net }) => net);
    const netsAreWhole = nets.every(({ minor }) => minor !== undefined);
    roundAmounts(nets, reading, minorOf(refund.amount) - sumOf(taxes), `refund ${refund.id}`);
    if (netsAreWhole && fractions.length > 0 && refundTotal(parts) !== minorOf(refund.amount)) {
      fitTaxes(fractions, parts, refund, decimals);
    }
    remember(parts, returned);
  }
};
