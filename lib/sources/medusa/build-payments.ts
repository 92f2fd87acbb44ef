/** Canonical payments: what was promised and is still open, what was given up, and what was taken. */
import type { Payment } from '../../commerce/order';
import { addDecimals, formatDigits } from '../../money/decimal';
import { roundToMinor } from '../../money/minor';
import type { TenderDraft } from './read-credit-lines';
import type { MoneyDraft, PaymentDraft } from './read-payments';
import { minus } from './read-sold';

const asPayment = (
  draft: MoneyDraft,
  kind: Payment['kind'],
  minor: bigint,
  decimals: number,
  at = draft.at,
): Payment => {
  const { id, gateway, reference, pointer } = draft;
  const amount = formatDigits(minor, decimals);
  const payment: Payment = { id, kind, status: 'success', gateway, amount, at, pointers: [pointer] };
  if (reference !== undefined) payment.reference = reference;
  return payment;
};

/** A promise moves no money, so it is rounded on its own. */
const promised = (draft: PaymentDraft, decimals: number): Payment[] => {
  const minor = roundToMinor(draft.amount, decimals, 'half-up');
  if (draft.canceledAt !== undefined) return [asPayment(draft, 'void', minor, decimals, draft.canceledAt)];
  const taken = addDecimals(draft.captures.map(({ amount }) => amount));
  return minus(draft.amount, taken).digits > 0n ? [asPayment(draft, 'authorization', minor, decimals)] : [];
};

export const buildPayments = (
  payments: readonly PaymentDraft[],
  tenders: readonly TenderDraft[],
  taken: ReadonlyMap<string, bigint>,
  decimals: number,
): Payment[] => {
  const minorOf = (draft: MoneyDraft): bigint => {
    const minor = taken.get(draft.id);
    if (minor === undefined) throw new Error('money was taken that nobody rounded');
    return minor;
  };
  return [
    ...tenders.map((draft) => ({
      ...asPayment(draft, 'sale', minorOf(draft), decimals),
      tender: draft.tender,
    })),
    ...payments.flatMap((payment) => [
      ...promised(payment, decimals),
      ...payment.captures.map((capture) => asPayment(capture, 'capture', minorOf(capture), decimals)),
    ]),
  ];
};
