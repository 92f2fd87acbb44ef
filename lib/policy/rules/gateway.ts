/** What gateways keep and pay out: fees on their own day, and payouts that the cart states payment by payment. */
import type { EventPart } from '../../events/finance-event';
import type { MeasuredEvent } from '../../events/measured-event';
import { cleanText } from '../../accounting/clean-text';
import { type Draft, creditAt, placeOf } from '../draft';
import { clearingAccount, feeAccount } from '../logical-accounts';
import { explainPart } from './explain';
import { placeOfMoney } from './money';

/** A fee lowers what the gateway holds for us; one that is given back raises it. */
export const fee = (draft: Draft, measured: MeasuredEvent): void => {
  measured.event.parts.forEach((part, index) => {
    const minor = measured.minor[index] as bigint;
    bookFee(draft, part, minor, 'fee.fee');
    const clearing = placeOf(draft, 'payment', clearingAccount(part.gateway ?? ''), part);
    const explanation = {
      ...explainPart('fee.clearing', part),
      component: `payment:${cleanText(part.gateway ?? '', 80)}`,
    };
    creditAt(draft, clearing, minor, memoOf(part), explanation);
  });
};

/** Expects the parts that `settlementEvents` gives: bank, fee, exchange difference, and the payment that they clear. */
export const settlement = (draft: Draft, measured: MeasuredEvent): void => {
  measured.event.parts.forEach((part, index) => {
    const minor = measured.minor[index] as bigint;
    if (part.component === 'fee') bookFee(draft, part, minor, 'settlement.fee');
    else if (part.component === 'payment') {
      const place = placeOfMoney(draft, part);
      creditAt(draft, place, minor, memoOf(part), explainPart('settlement.payment', part));
    } else {
      const account = part.component === 'bank' ? 'bank' : draft.policy.paymentDifference;
      creditAt(draft, { account }, -minor, memoOf(part), explainPart(`settlement.${part.component}`, part));
    }
  });
};

const bookFee = (draft: Draft, part: EventPart, minor: bigint, rule: string): void =>
  creditAt(
    draft,
    placeOf(draft, 'fee', feeAccount(part.title ?? ''), part),
    -minor,
    memoOf(part),
    explainPart(rule, part),
  );

const memoOf = ({ component, title, of }: EventPart): string =>
  component === 'fee' ? `Fee (${cleanText(title ?? '', 60)})` : `Payment ${cleanText(of, 100)}`;
