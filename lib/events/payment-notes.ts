/** What is said of payments that do not come to what is due: a claim of the buyer, or tax of the channel that nobody kept. */
import { type OrderAmounts, amountText } from '../commerce/order-amounts';
import type { Problem } from '../commerce/problem';
import type { OrderStory } from './derive-events';
import { type MeasuredEvent, keptBehind, totalMinor } from './measured-event';
import { worthOfCaptures, worthOfRefundPayments } from './payment-worth';
import type { ChannelTax } from './withheld';

type Told = Required<Pick<OrderStory, 'sale' | 'edits' | 'captures' | 'refunds'>>;

/** Codes: owed_to_buyer, channel_tax_paid, channel_tax_withheld, channel_tax_skipped. */
export const notePayments = (
  amounts: OrderAmounts,
  story: Told,
  tax: ChannelTax | undefined,
  isOver: boolean,
  problems: Problem[],
): void => {
  if (!isOver && !noteOverpayment(amounts, story, tax, problems) && tax)
    noteTaxPaid(amounts, story, problems);
  if (!tax) return;
  noteTaxKept(amounts, story, tax, problems);
  problems.push({
    severity: 'info',
    code: 'channel_tax_skipped',
    message: `Order ${amounts.order.source.number} carries tax that the sales channel owes to the authority; it is not booked as a liability of the merchant.`,
    pointer: tax.pointers[0],
  });
};

/** An edit may lower an order below what was paid, a refund may be noted and not paid back: the buyer has a claim. */
const noteOverpayment = (
  amounts: OrderAmounts,
  { captures, refunds }: Told,
  tax: ChannelTax | undefined,
  problems: Problem[],
): boolean => {
  const [first] = amounts.captures;
  if (!first) return false;
  let owed =
    (tax ? settledInAll(amounts) : settledBy(captures) - paidBack(refunds)) - amounts.claims.total.amount;
  for (const refund of amounts.refunds) owed += refund.amount;
  if (owed <= 0n) return false;
  problems.push({
    severity: 'warning',
    code: 'owed_to_buyer',
    message: `The buyer of order ${amounts.order.source.number} has paid ${amountText(amounts, owed)} ${amounts.currency} more than is due and not got it back; it stays on receivable. Pay it back, or correct the payments in the shop.`,
    pointer: first.payment.pointers[0],
  });
  return true;
};

/** What the buyer paid and was paid back, tax of the channel included. */
const settledInAll = (amounts: OrderAmounts): bigint => {
  const worth = worthOfCaptures(amounts);
  let sum = 0n;
  amounts.captures.forEach(({ amount }, index) => (sum += worth?.[index]?.worth ?? amount));
  for (const taken of amounts.refunds) {
    const back = worthOfRefundPayments(amounts, taken);
    taken.payments.forEach((amount, index) => (sum -= back?.[index]?.worth ?? amount));
  }
  return sum;
};

/** A gift card paid it, or the gateway paid it out: then the channel did not keep it, and wants it. */
const noteTaxPaid = (
  amounts: OrderAmounts,
  { sale, edits, captures, refunds }: Told,
  problems: Problem[],
): void => {
  const [first] = amounts.captures;
  if (!first) return;
  const given = settledBy(refunds.map(({ refund }) => refund));
  const owed = settledBy(captures) - paidBack(refunds) - settledBy([sale, ...edits]) + given;
  if (owed <= 0n) return;
  problems.push({
    severity: 'warning',
    code: 'channel_tax_paid',
    message: `The payments of order ${amounts.order.source.number} hold ${amountText(amounts, owed)} ${amounts.currency} of tax that the sales channel owes and did not keep: they were paid out whole, or paid with what the shop itself owed. It stands on receivable: book there what you pass on to the channel.`,
    pointer: first.payment.pointers[0],
  });
};

const noteTaxKept = (
  amounts: OrderAmounts,
  { captures, refunds }: Told,
  tax: ChannelTax,
  problems: Problem[],
): void => {
  let kept = 0n;
  for (const capture of captures) kept += keptBehind(capture, 0);
  for (const { payments } of refunds) for (const payment of payments) kept -= keptBehind(payment, 0);
  if (kept <= 0n) return;
  problems.push({
    severity: 'info',
    code: 'channel_tax_withheld',
    message: `The payments of order ${amounts.order.source.number} hold ${amountText(amounts, kept)} ${amounts.currency} of tax that the sales channel owes itself and keeps; clearing holds the rest.`,
    pointer: tax.pointers[0],
  });
};

/** What payments settle of what is due to the shop, exchange differences and what the channel keeps left out. */
export const settledBy = (payments: readonly MeasuredEvent[]): bigint => {
  let sum = 0n;
  for (const payment of payments) sum += totalMinor(payment);
  return sum;
};

export const paidBack = (refunds: OrderStory['refunds']): bigint => {
  let sum = 0n;
  for (const { payments } of refunds) sum += settledBy(payments);
  return sum;
};
