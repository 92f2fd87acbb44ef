/** A sale: what was agreed becomes income and tax, against payments and receivable. A cancellation is its mirror. */
import type { MeasuredEvent } from '../../events/measured-event';
import type { Draft } from '../draft';
import { type Direction, settle } from './money';
import { bookPricedParts } from './priced-parts';
import { bookRest } from './rest';
import { bookTaxes } from './taxes';

export const sale = (draft: Draft, measured: MeasuredEvent, settledBy: readonly MeasuredEvent[]): void =>
  book(draft, measured, settledBy, 1n);

/** What is owed to the buyer stands on receivable until a refund pays it back. */
export const cancellation = (draft: Draft, measured: MeasuredEvent): void => book(draft, measured, [], -1n);

const book = (
  draft: Draft,
  measured: MeasuredEvent,
  settledBy: readonly MeasuredEvent[],
  direction: Direction,
): void => {
  settle(draft, measured, settledBy, direction);
  bookPricedParts(draft, measured, direction);
  bookTaxes(draft, measured, direction);
  bookRest(draft, measured, direction);
};
