/**
 * The source's side of a certificate: worked out from the order's own amounts, without the finance events and without the
 * rules that made the entries. What the source leaves open (a refund without lines, what a delivery earns) cannot be worked
 * out from it: there the events are asked, and what they say is shown apart, as moved from one row to another.
 */
import { cleanText } from '../accounting/clean-text';
import type { TaxLine } from '../commerce/order';
import type { OrderAmounts, PartAmounts, PartKind, PartNature } from '../commerce/order-amounts';
import type { EventPart, FinanceEvent } from '../events/finance-event';
import type { CertificateSums } from './certificate-sums';
import type { Policy } from './policy';

export interface SourceSide {
  readonly amounts: OrderAmounts;
  readonly policy: Policy;
  readonly events: readonly FinanceEvent[];
  /** Lines carry several taxes in one amount, so all taxes are one row. */
  readonly oneTax: boolean;
}

/** What a part is, whatever account the policy sends it to. */
export const componentOfPart = (kind: PartKind, nature: PartNature | undefined): string => nature ?? kind;

export const componentOfTax = (
  { liable, jurisdiction }: Pick<TaxLine, 'liable' | 'jurisdiction'>,
  oneTax: boolean,
): string => {
  if (liable === 'channel') return 'channel_tax';
  return oneTax ? 'tax' : `tax:${cleanText(jurisdiction, 80)}`;
};

/** A gift card is owed at its face value, so its discount stays beside it. */
export const isNetOfDiscounts = (policy: Policy, nature: PartNature | undefined): boolean =>
  policy.discounts === 'net' && nature !== 'gift_card';

/** Goods, delivery and surcharges with their discounts and taxes, and what the claimed total is beyond them. */
export const addSold = (sums: CertificateSums, side: SourceSide): void => {
  const { amounts } = side;
  let parts = 0n;
  for (const sold of amounts.parts) {
    addPart(sums, sold, side);
    parts += sold.amount - sold.discountSum + sold.taxSum;
  }
  sums.add('sold', 'rounding', 'source', amounts.claims.total.amount - parts);
};

const addPart = (sums: CertificateSums, sold: PartAmounts, side: SourceSide): void => {
  const { kind, nature, part, amount, discountSum, taxes } = sold;
  const component = componentOfPart(kind, nature);
  if (isNetOfDiscounts(side.policy, nature)) {
    const note = discountSum === 0n ? undefined : 'net_of_discounts';
    sums.add('sold', component, 'source', amount - discountSum, note);
  } else {
    sums.add('sold', component, 'source', amount);
    sums.add('sold', 'discount', 'source', -discountSum);
  }
  part.taxes.forEach((tax, index) => addTax(sums, 'sold', tax, taxes[index] as bigint, side));
};

export const addTax = (
  sums: CertificateSums,
  flow: 'sold' | 'given_back',
  tax: Pick<TaxLine, 'liable' | 'jurisdiction'>,
  minor: bigint,
  { policy, oneTax }: SourceSide,
): void => {
  const component = componentOfTax(tax, oneTax);
  if (component !== 'channel_tax')
    sums.add(flow, component, 'source', minor, component === 'tax' ? 'one_tax' : undefined);
  else addChannelTax(sums, flow, 'source', minor, policy);
};

/** Booked in and out of one account, it has no sign there: what counts is how much went through. `sign` takes it back. */
export const addChannelTax = (
  sums: CertificateSums,
  flow: 'sold' | 'given_back',
  column: 'source' | 'moved',
  minor: bigint,
  { channelTax }: Policy,
  sign: 1n | -1n = 1n,
): void => {
  const isLeftOut = channelTax === 'left-out';
  const counted = sign * (minor < 0n && !isLeftOut ? -minor : minor);
  sums.add(flow, 'channel_tax', column, counted);
  if (isLeftOut) sums.add(flow, 'channel_tax', 'leftOut', counted, 'owed_by_channel');
};

/** What an event says of a component, as it counts towards the event's total. */
export const countedComponent = (
  part: EventPart,
  { policy, oneTax }: SourceSide,
): readonly [component: string, sign: bigint] => {
  const { component, jurisdiction = '' } = part;
  if (component === 'tax') return [componentOfTax({ liable: 'merchant', jurisdiction }, oneTax), 1n];
  if (component === 'discount')
    return isNetOfDiscounts(policy, part.nature) ? [part.on ?? 'goods', -1n] : ['discount', -1n];
  if (component === 'restocking_fee') return ['restocking_fee', -1n];
  return [part.nature ?? component, 1n];
};
