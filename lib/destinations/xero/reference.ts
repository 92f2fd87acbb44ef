/**
 * Our keys in Xero's texts. Every record's reference (a manual journal's narration) begins with the short key, by which it
 * is looked up, and ends in the mark with the whole key, by which it is known: `CL-… 1042 [cart-ledger <key> <store>]`.
 */
import { cleanText } from '../../accounting/clean-text';
import { keyMark } from '../key-note';
import type { LedgerDocument } from '../ledger-destination';

/** What could end a quoted text of a `where` filter, or part a list of numbers. */
const UNSAFE = /["\\,\p{Cc}\p{Cs}]/u;

/** A sentence when the keys cannot be looked up again; then the record must not be made. */
export const referenceProblem = (document: LedgerDocument, limit: number): string | undefined => {
  const { shortKey } = document;
  if (shortKey === '' || UNSAFE.test(shortKey))
    return `the short key "${cleanText(shortKey, 40)}" cannot be looked up`;
  const length = frame(document, '').length;
  return length > limit
    ? `the key takes ${length} of the ${limit} characters that Xero has for it`
    : undefined;
};

/** The text with as many of the words as have room. Only for a document without a `referenceProblem`. */
export const referenceText = (document: LedgerDocument, words: string, limit: number): string => {
  const room = limit - frame(document, '').length - 1;
  return frame(document, room > 1 ? cleanText(words, room) : '');
};

const frame = ({ shortKey, key, source }: LedgerDocument, words: string): string =>
  [shortKey, words, keyMark({ key, storeId: source.storeId })].filter((part) => part !== '').join(' ');
