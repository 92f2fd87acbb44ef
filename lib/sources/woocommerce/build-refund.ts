/** A canonical refund from a draft whose amounts are whole by now. */
import type { Refund, RefundPart } from '../../commerce/order';
import { formatDigits } from '../../money/decimal';
import { minorOf } from '../read-amount';
import { buildTaxes } from './build-parts';
import type { RefundDraft, RefundPartDraft } from './read-refunds';
import { type Restocks, restockOf } from './read-restock';

export interface RefundContext {
  readonly decimals: number;
  readonly gateway: string;
  readonly paidAt: string | undefined;
  readonly restocks: Restocks;
  /** When the order was completed, 'never' or 'unknown'. */
  readonly completion: string;
}

const buildPart = (draft: RefundPartDraft, decimals: number): RefundPart => {
  const part: RefundPart = {
    id: draft.id,
    of: draft.of,
    amount: formatDigits(minorOf(draft.net), decimals),
    taxes: buildTaxes(draft.taxes, decimals),
    pointers: [`${draft.path}/total`],
  };
  if (draft.quantity !== undefined) part.quantity = draft.quantity;
  if (draft.net.leftover !== undefined) part.leftover = draft.net.leftover;
  return part;
};

/**
 * Money went back only for an order that had been paid, and not before it was: a refund that is older than the payment
 * (an order paid late, or again) counts from the payment on.
 */
const buildPayments = (draft: RefundDraft, amount: string, gateway: string, paidAt: string | undefined) => {
  if (paidAt === undefined || minorOf(draft.amount) === 0n) return [];
  const at = draft.at > paidAt ? draft.at : paidAt;
  return [{ id: draft.id, gateway, amount, at, pointers: [`${draft.path}/amount`] }];
};

/** Only pieces can come back into stock: a line that gives back an amount and no piece says nothing of it. */
const withRestock = (
  part: RefundPart,
  { at }: RefundDraft,
  { restocks, completion }: RefundContext,
): RefundPart => {
  if (part.quantity === undefined) return part;
  const restock = restockOf(restocks.get(part.of), at, completion);
  return restock === undefined ? part : { ...part, restock };
};

export const buildRefund = (draft: RefundDraft, context: RefundContext): Refund => {
  const { decimals, gateway, paidAt } = context;
  const amount = formatDigits(minorOf(draft.amount), decimals);
  const build = (part: RefundPartDraft): RefundPart => buildPart(part, decimals);
  const refund: Refund = {
    id: draft.id,
    at: draft.at,
    amount,
    pointers: [`${draft.path}/amount`],
    lines: draft.lines.map((part) => withRestock(build(part), draft, context)),
    shipping: draft.shipping.map(build),
    surcharges: draft.fees.map(build),
    payments: buildPayments(draft, amount, gateway, paidAt),
  };
  if (draft.reason !== '') refund.reason = draft.reason;
  return refund;
};
