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

/** What a part does to what the buyer owes (sale) or gets back (refund): a discount or a kept fee lowers it. */
export const signedMinor = (measured: MeasuredEvent | PartList, index: number): bigint => {
  const parts = 'event' in measured ? measured.event.parts : measured.parts;
  const minor = measured.minor[index] as bigint;
  const component = (parts[index] as EventPart).component;
  return component === 'discount' || component === 'restocking_fee' ? -minor : minor;
};

/** What the buyer owes by a sale, gets back by a refund, is released from by a cancellation, or pays. */
export const totalMinor = (measured: MeasuredEvent | PartList): bigint => {
  let total = 0n;
  for (let index = 0; index < measured.minor.length; index++) total += signedMinor(measured, index);
  return total;
};
