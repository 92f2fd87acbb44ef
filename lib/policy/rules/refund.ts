/** A refund lowers what was earned, part by part; money goes back through the gateway that took it. */
import type { EventPart } from '../../events/finance-event';
import type { PartKind } from '../../commerce/order-amounts';
import { type MeasuredEvent, isPriced } from '../../events/measured-event';
import { formatDigits } from '../../money/decimal';
import { type Draft, type Place, credit, creditAt, placeOf } from '../draft';
import { returnsAccount } from '../logical-accounts';
import { explainPart, partMemo } from './explain';
import { settle } from './money';
import { bookReturnedDiscounts } from './priced-parts';
import { bookRest } from './rest';
import { bookTaxes } from './taxes';

export const refund = (draft: Draft, measured: MeasuredEvent, settledBy: readonly MeasuredEvent[]): void => {
  settle(draft, measured, settledBy, -1n);
  bookReturnedParts(draft, measured);
  bookReturnedDiscounts(draft, measured);
  bookTaxes(draft, measured, -1n);
  bookRest(draft, measured, -1n);
};

const bookReturnedParts = (draft: Draft, measured: MeasuredEvent): void => {
  const { parts } = measured.event;
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index] as EventPart;
    if (!isPriced(part)) continue;
    const minor = measured.minor[index] as bigint;
    const unearned = draft.unearned?.[index] ?? 0n;
    if (unearned !== 0n) bookUnearned(draft, part, unearned);
    const earned = minor - unearned;
    if (earned === 0n) continue;
    const explanation = explainPart(
      `refund.${part.component}`,
      unearned === 0n ? part : lessened(draft, part, unearned, earned),
    );
    creditAt(
      draft,
      placeOfReturn(draft, part, minor),
      -earned,
      partMemo(part),
      explanation,
      draft.details?.(part),
    );
  }
};

const placeOfReturn = (draft: Draft, part: EventPart, minor: bigint): Place => {
  const component = part.component as PartKind;
  // Giving back a negative surcharge takes the discount back that it was booked as.
  if (component === 'surcharge' && part.nature === undefined && minor < 0n)
    return placeOf(draft, 'discount', 'discounts', part);
  const usual = returnsAccount(component, draft.policy, part.nature);
  if (part.nature !== undefined) return { account: usual };
  if (component !== 'goods') return placeOf(draft, component, usual, part);
  return placeOf(draft, draft.policy.returns === 'contra' ? 'returns' : 'goods', usual, part);
};

/** What was never delivered was never earned. */
const bookUnearned = (draft: Draft, part: EventPart, unearned: bigint): void => {
  const amount = formatDigits(unearned, draft.decimals);
  const waiting = amount === part.amount ? part : { ...part, amount, arithmetic: amount };
  const explanation = { ...explainPart(`refund.${part.component}.deferred`, waiting), component: 'deferred' };
  credit(draft, 'deferred-revenue', -unearned, partMemo(part), explanation, draft.details?.(part));
};

const lessened = (draft: Draft, part: EventPart, unearned: bigint, earned: bigint): EventPart => {
  const text = (minor: bigint): string => formatDigits(minor, draft.decimals);
  return { ...part, arithmetic: `${part.amount} - ${text(unearned)} never delivered = ${text(earned)}` };
};
