/** Canonical refunds. The tax of a refund is one sum in API2Cart; it is parted as the sale's taxes were. */
import type { Payment, Refund, RefundPart } from '../../commerce/order';
import { addDecimals, formatDigits } from '../../money/decimal';
import { roundToMinor } from '../../money/minor';
import { amountOf, minorOf, type MoneyReading, roundAmounts } from '../read-amount';
import { report } from '../read-json';
import { decimalOfMinor } from './read-number';
import type { PaymentRecord } from './read-payment-records';
import type { StatedRefund } from './read-refunds';
import { type RefundedPart, type SettledRefund, settleRefund, type Sold } from './settle-refund';
import { spread } from './spread';

export interface RefundContext {
  readonly reading: MoneyReading;
  readonly sold: Sold;
  /** In minor units; undefined when the order has no readable total. */
  readonly orderTotal: bigint | undefined;
  readonly payments: readonly Payment[];
  readonly returned: readonly PaymentRecord[];
}

const FINE = 10n ** 12n;

/** The tax that each part holds if it comes back in the proportion in which it was sold. */
const weightOf = (
  { amount, soldNet, soldTax }: RefundedPart,
  holdsTax: boolean,
  decimals: number,
): bigint => {
  const base = holdsTax ? soldNet + soldTax : soldNet;
  const minor = roundToMinor(amount, decimals, 'half-up');
  return base <= 0n || minor <= 0n || soldTax <= 0n ? 0n : (soldTax * minor * FINE) / base;
};

const partTaxes = (reading: MoneyReading, refund: StatedRefund, { parts, holdsTax, tax }: SettledRefund) => {
  const weights = parts.map((part) => weightOf(part, holdsTax, reading.decimals));
  const shares = spread(tax, weights);
  if (tax !== 0n && weights.filter((weight) => weight > 0n).length > 1) {
    const sentence = `the tax of refund ${refund.id} is one sum; it is parted among its ${parts.length} parts as their taxes were when they were sold.`;
    report(reading, 'info', 'refund_tax_split', sentence, refund.tax?.pointer ?? refund.total.pointer);
  }
  return parts.map((_part, index) => shares?.[index]?.minor ?? 0n);
};

const buildPart = (
  part: RefundedPart,
  index: number,
  net: bigint,
  tax: bigint,
  refund: StatedRefund,
  decimals: number,
): RefundPart => {
  const [sold] = part.of.taxes;
  const pointers = refund.tax ? [refund.tax.pointer] : [part.pointer];
  const built: RefundPart = {
    id: String(index + 1),
    of: part.of.id,
    amount: formatDigits(net, decimals),
    taxes:
      tax === 0n || !sold
        ? []
        : [{ ...withoutLeftover(sold), amount: formatDigits(tax, decimals), pointers }],
    pointers: [part.pointer],
  };
  if (part.quantity !== undefined) built.quantity = part.quantity;
  return built;
};

const withoutLeftover = ({ leftover: _leftover, ...tax }: Refund['lines'][number]['taxes'][number]) => tax;

/** The money that followed: the gateway's own record of it, else the refund itself, if the order had been paid. */
const buildPayments = (
  refund: StatedRefund,
  { reading, payments, returned }: RefundContext,
  used: Set<string>,
): Refund['payments'] => {
  const record = returned.find(({ id, minor }) => !used.has(id) && minor === refund.total.minor);
  const amount = formatDigits(refund.total.minor, reading.decimals);
  if (record !== undefined) {
    used.add(record.id);
    const { id, gateway, pointer } = record;
    return [{ id, gateway, amount, at: record.at ?? refund.at, pointers: [pointer] }];
  }
  const paid = payments.find(
    ({ kind, status }) => status === 'success' && (kind === 'sale' || kind === 'capture'),
  );
  if (paid === undefined || refund.total.minor === 0n) return [];
  const at = refund.at > paid.at ? refund.at : paid.at;
  return [{ id: refund.id, gateway: paid.gateway, amount, at, pointers: [refund.total.pointer] }];
};

const buildRefund = (refund: StatedRefund, context: RefundContext, used: Set<string>): Refund => {
  const { reading, sold, orderTotal } = context;
  const { decimals } = reading;
  const settled = settleRefund(reading, refund, sold, orderTotal);
  const taxes = partTaxes(reading, refund, settled);
  const nets = settled.parts.map(({ amount }, index) =>
    amountOf(
      settled.holdsTax ? addDecimals([amount, decimalOfMinor(-(taxes[index] ?? 0n), decimals)]) : amount,
      decimals,
    ),
  );
  const kept = refund.total.minor - settled.tax;
  roundAmounts(nets, reading, kept, `refund ${refund.id}`);
  const list = (name: RefundedPart['list']): RefundPart[] =>
    settled.parts.flatMap((part, index) => {
      const [net, tax] = [nets[index], taxes[index] ?? 0n];
      if (part.list !== name || net === undefined) return [];
      return [buildPart(part, index, minorOf(net), tax, refund, decimals)];
    });
  const built: Refund = {
    id: refund.id,
    at: refund.at,
    amount: formatDigits(refund.total.minor, decimals),
    pointers: [refund.total.pointer],
    lines: list('lines'),
    shipping: list('shipping'),
    surcharges: list('surcharges'),
    payments: buildPayments(refund, context, used),
  };
  if (refund.reason !== '') built.reason = refund.reason;
  return built;
};

/** @param refunds by date */
export const buildRefunds = (refunds: readonly StatedRefund[], context: RefundContext): Refund[] => {
  const used = new Set<string>();
  return refunds.map((refund) => buildRefund(refund, context, used));
};
