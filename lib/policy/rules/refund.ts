/** A refund lowers what was earned, part by part; money goes back through the gateway that took it. */
import type { EventPart } from '../../events/finance-event';
import type { MeasuredEvent } from '../../events/measured-event';
import { type Draft, credit } from '../draft';
import { returnsAccount } from '../logical-accounts';
import { explainPart, partMemo } from './explain';
import { settle } from './money';
import { bookRest } from './rest';
import { bookTaxes } from './taxes';

export const refund = (draft: Draft, measured: MeasuredEvent, settledBy: readonly MeasuredEvent[]): void => {
  settle(draft, measured, settledBy, -1n);
  bookReturnedParts(draft, measured);
  bookTaxes(draft, measured, -1n);
  bookRest(draft, measured, -1n);
};

const bookReturnedParts = (draft: Draft, measured: MeasuredEvent): void => {
  const { parts } = measured.event;
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index] as EventPart;
    const { component } = part;
    if (component !== 'goods' && component !== 'shipping' && component !== 'surcharge') continue;
    const minor = measured.minor[index] as bigint;
    // Giving back a negative surcharge takes the discount back that it was booked as.
    const account =
      component === 'surcharge' && part.nature === undefined && minor < 0n
        ? 'discounts'
        : returnsAccount(component, draft.policy, part.nature);
    const explanation = explainPart(`refund.${component}`, part);
    credit(draft, account, -minor, partMemo(part), explanation, draft.details?.(part));
  }
};
