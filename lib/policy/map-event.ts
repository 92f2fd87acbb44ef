/** From a scheduled finance event to its journal entry: one rule for each kind. */
import { cleanText } from '../accounting/clean-text';
import { documentTypeOf } from '../accounting/document';
import { contentHash } from '../accounting/content-hash';
import type { JournalEntry } from '../accounting/journal-entry';
import type { EventKind } from '../events/finance-event';
import type { MeasuredEvent } from '../events/measured-event';
import { exponent } from '../money/minor';
import { type Draft, draftLines, newDraft } from './draft';
import type { DocumentDetails } from './document-details';
import type { PreparedPolicy } from './prepared-policy';
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
};

/** Undefined when the event moves nothing. @throws Error for a kind of event without a rule. */
export const mapEvent = (
  scheduled: ScheduledEntry,
  prepared: PreparedPolicy,
  details?: DocumentDetails,
): JournalEntry | undefined => {
  const { measured, date, settledBy, settles } = scheduled;
  const { event } = measured;
  const rule = RULES[event.kind];
  if (!rule) throw new Error(`no rule maps finance events of kind ${event.kind}`);
  const draft = newDraft(prepared.policy, exponent(event.currency), details);
  rule.book(draft, measured, settledBy);
  const lines = draftLines(draft);
  if (lines.length === 0) return undefined;
  const told = {
    key: event.key,
    kind: event.kind,
    date,
    currency: event.currency,
    description: cleanText(`${rule.title}, order ${event.source.number}`),
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
