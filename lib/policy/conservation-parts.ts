/** Where amounts of parts should stand by the policy, for the second working-out of the balances. */
import type { OrderAmounts, PartKind, PartNature } from '../commerce/order-amounts';
import type { OrderStory } from '../events/derive-events';
import type { MeasuredEvent } from '../events/measured-event';
import type { Tally } from './conservation-tally';
import { incomeAccount, returnsAccount, taxAccount } from './logical-accounts';
import type { Policy } from './policy';
import type { About, RuleBook } from './rule-book';

export interface Conserving {
  readonly amounts: OrderAmounts;
  readonly story: OrderStory;
  readonly policy: Policy;
  /** From checkOrder, in minor units. */
  readonly rounding: bigint;
  readonly rules: RuleBook | undefined;
}

export type Side = 'income' | 'returns';

/** Where an amount of goods, shipping or a surcharge stands. */
export const placePart = (
  expected: Tally,
  { policy }: Conserving,
  about: About & { readonly component: PartKind },
  nature: PartNature | undefined,
  booked: bigint,
  side: Side,
  amount: bigint,
): void => {
  const kind = about.component;
  if (kind === 'surcharge' && nature === undefined && booked < 0n)
    return expected.place('discount', 'discounts', about, amount);
  const usual = (side === 'returns' ? returnsAccount : incomeAccount)(kind, policy, nature);
  if (nature !== undefined) return expected.add(usual, amount);
  const isReturn = side === 'returns' && kind === 'goods' && policy.returns === 'contra';
  return expected.place(isReturn ? 'returns' : kind, usual, about, amount);
};

export const ANY: Readonly<Record<PartKind, About & { readonly component: PartKind }>> = {
  goods: { component: 'goods', of: '' },
  shipping: { component: 'shipping', of: '' },
  surcharge: { component: 'surcharge', of: '' },
};

export const placeTax = (expected: Tally, { policy }: Conserving, about: About, amount: bigint): void =>
  expected.place('tax', taxAccount(about.jurisdiction ?? '', policy), about, amount);

/** Of a part of an event: how much was never earned; undefined for one that does not wait. */
export const unearnedOf = (
  { story }: Conserving,
  measured: MeasuredEvent,
  index: number,
): bigint | undefined => story.deliveries?.unearned.get(measured)?.[index];

/** A gift card is owed at its face value. */
export const isNetted = (nature: PartNature | undefined, policy: Policy): boolean =>
  policy.discounts === 'net' && nature !== 'gift_card';
