/** From a scheduled finance event to its journal entry: one rule for each kind. */
import { cleanText } from '../accounting/clean-text';
import { documentTypeOf } from '../accounting/document';
import { contentHash } from '../accounting/content-hash';
import type { JournalEntry } from '../accounting/journal-entry';
import type { Unearned } from '../events/deliveries';
import type { EventKind } from '../events/finance-event';
import type { MeasuredEvent } from '../events/measured-event';
import { exponent, fromMinor } from '../money/minor';
import { type Draft, draftLines, newDraft } from './draft';
import type { DocumentDetails } from './document-details';
import type { PreparedPolicy } from './prepared-policy';
import type { RuleBook } from './rule-book';
import { fulfilment, restock } from './rules/delivery';
import { fee, settlement } from './rules/gateway';
import { capture, refundPayment } from './rules/payment';
import { refund } from './rules/refund';
import { cancellation, sale } from './rules/sale';
import type { ScheduledEntry } from './schedule';

interface Rule {
  readonly title: string;
  readonly book: (draft: Draft, measured: MeasuredEvent, settledBy: readonly MeasuredEvent[]) => void;
}

const RULES: Partial<Readonly<Record<EventKind, Rule>>> = {
  sale: { title: 'Sale', book: sale },
  edit: { title: 'Added to the order', book: sale },
  capture: { title: 'Payment', book: capture },
  refund: { title: 'Refund', book: refund },
  refund_payment: { title: 'Refund payment', book: refundPayment },
  cancellation: { title: 'Cancellation', book: cancellation },
  fulfilment: { title: 'Delivery', book: fulfilment },
  restock: { title: 'Back in stock', book: restock },
  settlement: { title: 'Payout of a payment', book: settlement },
  fee: { title: 'Fee', book: fee },
};

export interface MapOptions {
  /** Only where documents are wanted. */
  readonly details?: DocumentDetails | undefined;
  readonly rules?: RuleBook | undefined;
  /** How much of each part of the event waits to be earned. */
  readonly unearned?: Unearned | undefined;
}

/** Undefined when the event moves nothing. @throws Error for a kind of event without a rule. */
export const mapEvent = (
  scheduled: ScheduledEntry,
  prepared: PreparedPolicy,
  { details, rules, unearned }: MapOptions = {},
): JournalEntry | undefined => {
  const { measured, date, settledBy, settles } = scheduled;
  const { event } = measured;
  const rule = RULES[event.kind];
  if (!rule) throw new Error(`no rule maps finance events of kind ${event.kind}`);
  const draft = newDraft(prepared.policy, exponent(event.currency), details, rules, unearned);
  rule.book(draft, measured, settledBy);
  const lines = draftLines(draft);
  if (lines.length === 0) return undefined;
  const told = {
    key: event.key,
    kind: event.kind,
    date,
    currency: event.currency,
    description: cleanText(`${rule.title}, order ${event.source.number}${leftOut(measured, prepared)}`),
    source: event.source,
    lines,
  };
  return {
    key: told.key,
    kind: told.kind,
    date,
    currency: told.currency,
    description: told.description,
    source: told.source,
    document: details === undefined ? 'journal' : documentTypeOf(lines),
    ...(settles === undefined ? {} : { settles }),
    lines,
    transformationVersion: prepared.transformationVersion,
    contentHash: contentHash(told),
  };
};

/** Tax that the channel owes is none of the order's money, but whoever reads the record should know of it. */
const leftOut = ({ event, minor }: MeasuredEvent, { policy }: PreparedPolicy): string => {
  let sum = 0n;
  event.parts.forEach(({ component }, index) => {
    if (component === 'channel_tax') sum += minor[index] as bigint;
  });
  if (sum === 0n || policy.channelTax !== 'left-out') return '';
  return ` (tax of ${fromMinor(sum, event.currency)} is the channel's)`;
};
