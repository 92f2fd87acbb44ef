/** Canonical refunds: what was taken back and what it is worth. The money that followed is in `refund-payments.ts`. */
import type { Refund } from '../../commerce/order';
import { formatDigits } from '../../money/decimal';
import { minorOf, type MoneyReading } from '../read-amount';
import { report } from '../read-json';
import type { MovementDraft, OrderDraft, SaleDraft } from './drafts';
import { isPaidBack } from './movements';
import type { RefundGroup } from './refund-groups';
import { restockOfSale } from './restock';
import type { SoldParts } from './sold-parts';

/** While money is on its way back Shopify takes the value of the refund out again; it is booked when it arrives. */
const isPending = (group: RefundGroup, movements: readonly MovementDraft[]): boolean => {
  if (group.total !== 0n || !group.sales.some(({ kind }) => kind === 'adjustment')) return false;
  const own = movements.filter(({ id }) => group.refund?.movements.includes(id));
  return own.some(({ status }) => status === 'pending') && !own.some(isPaidBack);
};

/** An adjustment has no tax line to belong to, so that its tax could only be guessed at. */
const checkAdjustment = (reading: MoneyReading, { tax }: SaleDraft): void => {
  if (minorOf(tax.amount) === 0n) return;
  const what = `the adjustment at ${tax.pointer} carries tax that belongs to no line`;
  report(reading, 'error', 'adjustment_with_tax', `${what}. Book the order by hand.`, tax.pointer);
};

const buildRefund = (reading: MoneyReading, group: RefundGroup, sold: SoldParts): Refund => {
  const { decimals } = reading;
  const refund: Refund = {
    id: group.id,
    at: group.at,
    amount: formatDigits(-group.total, decimals),
    pointers: group.sales.map(({ total }) => total.pointer),
    lines: [],
    shipping: [],
    surcharges: [],
    payments: [],
  };
  const adjustments = group.sales.filter(({ kind }) => kind === 'adjustment');
  if (adjustments.length > 0) {
    refund.adjustment = {
      amount: formatDigits(
        -adjustments.reduce((sum, { total }) => sum + minorOf(total.amount), 0n),
        decimals,
      ),
      pointers: adjustments.map(({ total }) => total.pointer),
    };
  }
  if (group.refund?.reason !== undefined) refund.reason = group.refund.reason;
  for (const sale of group.sales) {
    if (sale.kind === 'adjustment') {
      checkAdjustment(reading, sale);
      continue;
    }
    const parts = sold.takeBack(sale, group.refund?.shippingLines ?? [], decimals);
    if (sale.kind === 'goods') {
      const restock = restockOfSale(group.refund, sale);
      refund.lines.push(...parts.map((part) => (restock === undefined ? part : { ...part, restock })));
    } else if (sale.kind === 'shipping') refund.shipping.push(...parts);
    else refund.surcharges.push(...parts);
  }
  return refund;
};

export const buildRefunds = (
  reading: MoneyReading,
  draft: OrderDraft,
  groups: readonly RefundGroup[],
  sold: SoldParts,
): Refund[] => {
  const refunds: Refund[] = [];
  for (const group of groups) {
    if (isPending(group, draft.movements)) {
      const sentence = `the money of refund ${group.id} is on its way back; it is booked when Shopify says that it arrived.`;
      report(reading, 'warning', 'refund_pending', sentence, group.pointer);
    } else refunds.push(buildRefund(reading, group, sold));
  }
  return refunds;
};
