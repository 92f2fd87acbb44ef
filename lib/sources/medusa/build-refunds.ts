/**
 * Refunds: Medusa's own know an amount and nothing else, its returns know goods and no money. The money that it owed goes
 * with the return that it was owed for; what went beyond that is a refund without lines. Money for an order that an edit
 * lowered gives nothing back of the order as it now is: a refund of nothing, with a payment.
 */
import type { Refund, RefundPart } from '../../commerce/order';
import { formatDigits } from '../../money/decimal';
import { buildTax } from './build-parts';
import type { TenderDraft } from './read-credit-lines';
import type { ReturnDraft } from './read-returns';
import { compare } from './reading';
import type { RoundedMoney, RoundedRefund } from './round-money';
import type { ReturnedPart, ReturnedValue } from './value-returns';

type RefundPayment = Refund['payments'][number];

interface Valued {
  readonly draft: ReturnDraft;
  readonly value: ReturnedValue;
}

export const buildRefunds = (
  returns: readonly Valued[],
  money: RoundedMoney,
  payouts: readonly TenderDraft[],
  decimals: number,
): Refund[] => {
  const text = (minor: bigint): string => formatDigits(minor, decimals);
  const byReturn = new Map<ReturnDraft, RefundPayment[]>();
  const others: Refund[] = [];
  const attach = (draft: ReturnDraft, payment: RefundPayment): void =>
    void byReturn.set(draft, [...(byReturn.get(draft) ?? []), payment]);
  for (const refund of money.refunds) {
    const home = refund.owed > 0n ? returnFor(refund.money.at, returns) : undefined;
    if (home !== undefined) attach(home, paymentOf(refund, refund.owed, decimals));
    const rest = home === undefined ? refund.owed + refund.goodwill : refund.goodwill;
    if (home === undefined || refund.goodwill > 0n) others.push(amountOnly(refund, rest, decimals));
  }
  for (const payout of payouts) {
    const amount = text(money.payouts.get(payout.id) ?? 0n);
    const payment = creditOf(payout, amount);
    const home = returnFor(payout.at, returns);
    if (home !== undefined) attach(home, payment);
    else
      others.push({ ...emptyRefund(payout.id, payout.at, text(0n), [payout.pointer]), payments: [payment] });
  }
  const built = returns.flatMap((valued) => buildReturn(valued, byReturn.get(valued.draft) ?? [], decimals));
  return [...built, ...others].sort((a, b) => compare(a.at, b.at) || compare(a.id, b.id));
};

/** The latest return that had been announced by then; of its deliveries the latest that had arrived. */
const returnFor = (at: string, returns: readonly Valued[]): ReturnDraft | undefined => {
  const announced = returns.map(({ draft }) => draft).filter(({ announcedAt }) => announcedAt <= at);
  const arrived = (draft: ReturnDraft): string =>
    draft.receivedAt !== undefined && draft.receivedAt <= at ? draft.receivedAt : '';
  return announced
    .sort(
      (a, b) =>
        compare(a.announcedAt, b.announcedAt) || compare(arrived(a), arrived(b)) || compare(b.id, a.id),
    )
    .at(-1);
};

const emptyRefund = (id: string, at: string, amount: string, pointers: readonly string[]): Refund => ({
  id,
  at,
  amount,
  pointers: [...pointers],
  lines: [],
  shipping: [],
  surcharges: [],
  payments: [],
});

const paymentOf = ({ money }: RoundedRefund, minor: bigint, decimals: number): RefundPayment => ({
  id: money.id,
  gateway: money.gateway,
  amount: formatDigits(minor, decimals),
  at: money.at,
  pointers: [money.pointer],
});

const creditOf = ({ id, gateway, tender, at, pointer }: TenderDraft, amount: string): RefundPayment => ({
  id,
  gateway,
  tender,
  amount,
  at,
  pointers: [pointer],
});

const amountOnly = (refund: RoundedRefund, paid: bigint, decimals: number): Refund => {
  const { money, goodwill } = refund;
  const built = emptyRefund(money.id, money.at, formatDigits(goodwill, decimals), [money.pointer]);
  built.payments.push(paymentOf(refund, paid, decimals));
  if (money.reason !== '') built.reason = money.reason;
  return built;
};

/** A return of which nothing has arrived, and for which nothing was paid, is no refund yet. */
const buildReturn = ({ draft, value }: Valued, payments: RefundPayment[], decimals: number): Refund[] => {
  const [first] = payments;
  const at = draft.receivedAt ?? first?.at;
  if (at === undefined) return [];
  const arrived = draft.receivedAt !== undefined;
  const pointers = draft.items.map(({ pointer }) => pointer);
  const amount = formatDigits(arrived ? value.rounded : 0n, decimals);
  return [
    {
      ...emptyRefund(draft.id, at, amount, pointers.length > 0 ? pointers : [`${draft.path}/id`]),
      lines: (arrived ? value.parts : []).map((part, index) =>
        buildPart(part, `${draft.id}.${index + 1}`, decimals),
      ),
      payments,
    },
  ];
};

const buildPart = (
  { item, part, quantity, net, taxes }: ReturnedPart,
  id: string,
  decimals: number,
): RefundPart => ({
  id,
  of: item.of,
  quantity,
  amount: formatDigits(net, decimals),
  ...(item.restock === undefined ? {} : { restock: item.restock }),
  taxes: (part?.taxes ?? []).map((tax, index) => ({
    ...buildTax(tax, taxes[index] ?? 0n, decimals),
    pointers: [...tax.pointers, item.pointer],
  })),
  pointers: [
    item.pointer,
    ...(part?.grossPointers ?? []),
    ...(part?.discounts.map(({ pointer }) => pointer) ?? []),
  ],
});
