/** The source's side of a certificate: payments both ways, what gateways kept and paid out, what exchange rates made of it. */
import { cleanText } from '../accounting/clean-text';
import type { Payment } from '../commerce/order';
import type { OrderAmounts } from '../commerce/order-amounts';
import { exactMinor } from '../money/exact-minor';
import { type BookedPayment, bookedCaptures, bookedRefundPayments } from './certificate-kept';
import type { SourceSide } from './certificate-source';
import type { CertificateSums } from './certificate-sums';
import type { Policy } from './policy';

const componentOfPayment = ({ tender, gateway }: Pick<Payment, 'tender' | 'gateway'>): string =>
  `payment:${cleanText(tender ?? gateway, 80)}`;

/** Payments both ways, what gateways kept, what they paid out, and what exchange rates made of it. */
export const addMoney = (sums: CertificateSums, side: SourceSide): void => {
  const { amounts, policy } = side;
  const settled = new Map<string, string>();
  const booked = bookedCaptures(amounts);
  for (const [index, { payment }] of amounts.captures.entries()) {
    const component = componentOfPayment(payment);
    const { amount, kept, loss } = booked[index] as BookedPayment;
    sums.add('taken', component, 'source', amount);
    sums.add('taken', component, 'leftOut', kept, 'kept_by_channel');
    sums.add('exchange', 'fx', 'source', loss);
    if (policy.postingTrigger === 'settlement' && !payment.tender && !payment.settlement) {
      sums.add('taken', component, 'leftOut', amount - kept, 'not_paid_out');
      sums.add('exchange', 'fx', 'leftOut', loss, 'not_paid_out');
    } else if (addPaidOut(sums, amounts, payment, amount - kept, policy) && payment.settlement)
      settled.set(payment.id, payment.settlement.at);
  }
  addPaidBack(sums, side);
  for (const { fee, amount } of amounts.fees) {
    // A payout that is booked says itself what was kept for processing until then.
    const paidOutAt = fee.of === undefined ? undefined : settled.get(fee.of);
    const isInPayout = paidOutAt !== undefined && Date.parse(fee.at) <= Date.parse(paidOutAt);
    if (isInPayout && fee.kind === 'processing') continue;
    const rows = [`fee:${fee.kind}`, `payment:${cleanText(fee.gateway, 80)}`];
    for (const component of rows) {
      sums.add('charged', component, 'source', amount);
      if (policy.gatewayFees === 'leave-out')
        sums.add('charged', component, 'leftOut', amount, 'fees_left_out');
    }
  }
};

const addPaidBack = (sums: CertificateSums, { amounts, events }: SourceSide): void => {
  for (const taken of amounts.refunds)
    bookedRefundPayments(amounts, taken, events).forEach(({ amount, kept, loss }, index) => {
      const { payments } = taken.refund;
      const component = componentOfPayment(payments[index] as (typeof payments)[number]);
      sums.add('paid_back', component, 'source', amount);
      sums.add('paid_back', component, 'leftOut', kept, 'kept_by_channel');
      sums.add('exchange', 'fx', 'source', -loss);
    });
};

/** `amount`: what clearing holds of the payment. True when the payout is booked. */
const addPaidOut = (
  sums: CertificateSums,
  { currency, decimals }: OrderAmounts,
  payment: Payment,
  amount: bigint,
  policy: Policy,
): boolean => {
  const { settlement } = payment;
  if (settlement === undefined) return false;
  if (settlement.currency !== currency) {
    const component = componentOfPayment(payment);
    sums.add('paid_out', component, 'source', amount);
    sums.add('paid_out', component, 'leftOut', amount, 'paid_out_in_other_currency');
    return false;
  }
  const [gross, fee, net] = [settlement.gross, settlement.fee, settlement.net].map((text) =>
    exactMinor(text, decimals),
  );
  if (gross === undefined || fee === undefined || net === undefined) return false;
  const isBooked = policy.settlements === 'book';
  const rows = [
    ['paid_out', componentOfPayment(payment), amount],
    ['paid_out', 'bank', net],
    ['paid_out', 'fee:processing', fee],
    ['paid_out', 'fx', amount - gross],
  ] as const;
  for (const [flow, component, minor] of rows) {
    sums.add(flow, component, 'source', minor);
    if (!isBooked) sums.add(flow, component, 'leftOut', minor, 'payouts_left_out');
  }
  return isBooked;
};
