/** A finance event together with its amounts as exact integers, so that rules do not read the strings again. */
import { formatDigits } from '../money/decimal';
import type { EventPart, FinanceEvent } from './finance-event';

export interface MeasuredEvent {
  readonly event: FinanceEvent;
  /** Minor units, parallel to `event.parts`. */
  readonly minor: readonly bigint[];
  /** Source fields that state the whole amount of the event. */
  readonly pointers: readonly string[];
}

/** Parts under construction; the two arrays stay parallel because `addPart` alone writes them. */
export interface PartList {
  readonly decimals: number;
  readonly parts: EventPart[];
  readonly minor: bigint[];
}

export const newPartList = (decimals: number): PartList => ({ decimals, parts: [], minor: [] });

/** Adds a part whose amount text is to be written from `minor`. */
export const addPart = (list: PartList, minor: bigint, part: Omit<EventPart, 'amount'>): void => {
  list.parts.push({
    component: part.component,
    amount: formatDigits(minor, list.decimals),
    of: part.of,
    nature: part.nature,
    on: part.on,
    title: part.title,
    sku: part.sku,
    quantity: part.quantity,
    code: part.code,
    jurisdiction: part.jurisdiction,
    gateway: part.gateway,
    tender: part.tender,
    pointers: part.pointers,
    arithmetic: part.arithmetic,
    leftover: part.leftover,
  });
  list.minor.push(minor);
};

/**
 * What a part does to what the buyer owes (sale), gets back (refund) or settles (payment): a discount or a kept fee lowers
 * it, an exchange difference and what the channel keeps are no part of it, and tax that the channel owes never was.
 */
export const signedMinor = (measured: MeasuredEvent | PartList, index: number): bigint => {
  const parts = 'event' in measured ? measured.event.parts : measured.parts;
  const minor = measured.minor[index] as bigint;
  const component = (parts[index] as EventPart).component;
  if (component === 'channel_tax') return 0n;
  return LOWERING.has(component) ? -minor : minor;
};

const LOWERING: ReadonlySet<EventPart['component']> = new Set([
  'discount',
  'restocking_fee',
  'fx',
  'withheld',
]);

export const isPriced = ({ component }: EventPart): boolean =>
  component === 'goods' || component === 'shipping' || component === 'surcharge';

/** Sum of the discounts of a priced part, which stand right behind it. */
export const discountsBehind = (
  parts: readonly EventPart[],
  minor: readonly bigint[],
  index: number,
): bigint => {
  let sum = 0n;
  for (let at = index + 1; parts[at]?.component === 'discount'; at++) sum += minor[at] as bigint;
  return sum;
};

/** What the buyer owes by a sale, gets back by a refund, is released from by a cancellation, or pays. */
export const totalMinor = (measured: MeasuredEvent | PartList): bigint => {
  let total = 0n;
  for (let index = 0; index < measured.minor.length; index++) total += signedMinor(measured, index);
  return total;
};

/** Of a payment: what the channel keeps of it, which stands right behind it. */
export const keptBehind = (
  { event, minor }: Pick<MeasuredEvent, 'minor'> & { readonly event: Pick<FinanceEvent, 'parts'> },
  index: number,
): bigint => (event.parts[index + 1]?.component === 'withheld' ? (minor[index + 1] as bigint) : 0n);

/** Tax that the channel owes to the authority is not the merchant's liability. */
export const taxComponent = ({
  liable,
}: {
  readonly liable: 'merchant' | 'channel';
}): 'tax' | 'channel_tax' => (liable === 'channel' ? 'channel_tax' : 'tax');
