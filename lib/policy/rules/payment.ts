/** Payments with an entry of their own: a capture settles what the buyer owes, a refund payment what we owe. */
import type { MeasuredEvent } from '../../events/measured-event';
import type { Draft } from '../draft';
import { moveMoney, settleReceivable } from './money';

export const capture = (draft: Draft, measured: MeasuredEvent): void => {
  moveMoney(draft, measured, 1n, measured.event.kind);
  settleReceivable(draft, measured, 1n);
};

export const refundPayment = (draft: Draft, measured: MeasuredEvent): void => {
  moveMoney(draft, measured, -1n, measured.event.kind);
  settleReceivable(draft, measured, -1n);
};
