/** Captures and refunds in whole minor units, in the order in which they happened: each rounding counts on those before. */
import { addDecimals, type Decimal, formatDigits } from '../../money/decimal';
import { amountOf, type MoneyReading } from '../read-amount';
import { report } from '../read-json';
import { type Balance, book, lower, newBalance, NOTHING, settle } from './balance';
import type { CreditLines } from './read-credit-lines';
import { plainText } from './read-decimal';
import type { MoneyDraft, PaymentDraft, RefundMoney } from './read-payments';
import type { ReturnDraft } from './read-returns';
import { compare } from './reading';
import { minus } from './read-sold';
import type { PartGroup } from './round-parts';
import type { ReturnedValue } from './value-returns';

/** A payment out, divided: what Medusa owed for returned goods or a lowered order, and what was given beyond that. */
export interface RoundedRefund {
  readonly money: RefundMoney;
  readonly owed: bigint;
  readonly goodwill: bigint;
  /** The same, exactly. */
  readonly exactGoodwill: Decimal;
}

export interface RoundedMoney {
  /** By id of a capture or tender. */
  readonly taken: ReadonlyMap<string, bigint>;
  readonly refunds: readonly RoundedRefund[];
  /** By id of a payout in store credit. */
  readonly payouts: ReadonlyMap<string, bigint>;
  /** What all refunds together took off the order. */
  readonly given: { readonly exact: Decimal; readonly rounded: bigint };
  /** What a cancellation took off in Medusa's books beyond what was left. */
  readonly excess: Decimal;
}

interface Step {
  readonly at: string;
  /** What happens first within one instant. */
  readonly rank: number;
  readonly id: string;
  run(): void;
}

interface MoneyInput {
  readonly placedAt: string;
  readonly groups: readonly PartGroup[];
  readonly returns: readonly { readonly draft: ReturnDraft; readonly value: ReturnedValue }[];
  readonly payments: readonly PaymentDraft[];
  readonly credits: CreditLines;
  readonly cancelled: boolean;
}

interface Rounding {
  readonly reading: MoneyReading;
  /** What the buyer owes. */
  readonly owed: Balance;
  /** What is left of the order to be given back. */
  readonly order: Balance;
  readonly taken: Map<string, bigint>;
  readonly payouts: Map<string, bigint>;
  readonly refunds: RoundedRefund[];
}

export const roundMoney = (reading: MoneyReading, input: MoneyInput): RoundedMoney => {
  const state: Rounding = {
    reading,
    owed: newBalance(),
    order: newBalance(),
    taken: new Map(),
    payouts: new Map(),
    refunds: [],
  };
  const steps = [...orderSteps(state, input), ...moneySteps(state, input)];
  steps.sort((a, b) => compare(a.at, b.at) || a.rank - b.rank || compare(a.id, b.id));
  for (const step of steps) step.run();
  const { taken, refunds, payouts } = state;
  const lowered = addDecimals(refunds.map(({ exactGoodwill }) => exactGoodwill));
  const excess = minus(addDecimals([...input.credits.goodwill.values()]), lowered);
  return { taken, refunds, payouts, given: givenIn(input, refunds), excess };
};

/** What the order came to, and what of it came back. */
const orderSteps = ({ owed, order }: Rounding, { placedAt, groups, returns }: MoneyInput): Step[] => {
  const both = (exact: Decimal, minor: bigint): void => {
    book(owed, exact, minor);
    book(order, exact, minor);
  };
  return [
    ...groups.map(({ exact, total, addedAt }) => {
      const run = (): void => both(exact, total);
      return { at: addedAt ?? placedAt, rank: 0, id: '', run };
    }),
    // Medusa counts goods as returned from their announcement on, and money may be paid back for them from then on.
    ...returns.map(({ draft, value }) => {
      const run = (): void => both(minus(NOTHING, value.exact), -value.rounded);
      return { at: draft.announcedAt, rank: 1, id: draft.id, run };
    }),
  ];
};

const moneySteps = (state: Rounding, { payments, credits, cancelled }: MoneyInput): Step[] => {
  const captures = payments.flatMap((payment) => payment.captures);
  const refunds = payments.flatMap((payment) => payment.refunds);
  return [
    ...[...credits.tenders, ...captures].map((money) => {
      const run = (): void => void state.taken.set(money.id, move(state, money, -1n));
      return { at: money.at, rank: 2, id: money.id, run };
    }),
    ...refunds.map((money) => {
      const goodwill = credits.goodwill.get(money.id);
      const run = (): void => void state.refunds.push(payBack(state, money, goodwill, cancelled));
      return { at: money.at, rank: 3, id: money.id, run };
    }),
    ...credits.payouts.map((money) => {
      const run = (): void => void state.payouts.set(money.id, move(state, money, 1n));
      return { at: money.at, rank: 3, id: money.id, run };
    }),
  ];
};

const givenIn = ({ returns }: MoneyInput, refunds: readonly RoundedRefund[]): RoundedMoney['given'] => {
  const arrived = returns.filter(({ draft }) => draft.receivedAt !== undefined).map(({ value }) => value);
  const parts = [...arrived.map(({ rounded }) => rounded), ...refunds.map(({ goodwill }) => goodwill)];
  return {
    exact: addDecimals([
      ...arrived.map(({ exact }) => exact),
      ...refunds.map(({ exactGoodwill }) => exactGoodwill),
    ]),
    rounded: parts.reduce((sum, minor) => sum + minor, 0n),
  };
};

/** Money from the buyer (-1) or to the buyer (+1). */
const move = (
  { reading, owed }: Pick<Rounding, 'reading' | 'owed'>,
  money: MoneyDraft,
  sign: 1n | -1n,
): bigint => {
  const { minor, halfUp } = settle(owed, money.amount, sign, reading.decimals);
  explain(reading, money, minor, halfUp);
  return minor;
};

/**
 * What was given beyond what was owed lowers the order first; then the money leaves. A cancellation gives back whatever
 * was taken, and Medusa counts all of it as given beyond, also what it owed for an order that had been lowered: no more
 * than what is left of the order can be.
 */
const payBack = (
  { reading, owed, order }: Rounding,
  money: RefundMoney,
  stated: Decimal | undefined,
  cancelled: boolean,
): RoundedRefund => {
  const { decimals } = reading;
  const goodwill = stated && cancelled ? smaller(stated, order.exact) : stated;
  if (goodwill === undefined)
    return { money, owed: move({ reading, owed }, money, 1n), goodwill: 0n, exactGoodwill: NOTHING };
  const lowered = lower(order, goodwill, decimals);
  book(owed, minus(NOTHING, goodwill), -lowered);
  if (minus(money.amount, goodwill).digits === 0n) {
    book(owed, goodwill, lowered);
    explain(reading, money, lowered, lowered);
    return { money, owed: 0n, goodwill: lowered, exactGoodwill: goodwill };
  }
  const { minor, halfUp } = settle(owed, money.amount, 1n, decimals);
  const out = minor < lowered ? lowered : minor;
  book(owed, NOTHING, out - minor);
  explain(reading, money, out, halfUp);
  return { money, owed: out - lowered, goodwill: lowered, exactGoodwill: goodwill };
};

const smaller = (a: Decimal, b: Decimal): Decimal => (minus(a, b).digits > 0n ? b : a);

const explain = (reading: MoneyReading, money: MoneyDraft, minor: bigint, halfUp: bigint): void => {
  const { decimals, currency } = reading;
  if (amountOf(money.amount, decimals).minor !== undefined && minor === halfUp) return;
  const rule =
    minor === halfUp ? 'half-up' : 'so that what is settled to the last digit is settled to the last unit';
  const sentence = `${money.pointer} moves ${plainText(money.amount)}, read as ${formatDigits(minor, decimals)} ${currency} (${rule}).`;
  report(reading, 'info', 'source_money_rounded', sentence, money.pointer);
};
