/** Hashes by which a record is known again. */
import { hash } from 'node:crypto';
import { canonicalJson } from './canonical-json';
import type { JournalEntry, JournalLine } from './journal-entry';

/** SHA-256 in hex of a text in UTF-8. */
export const sha256 = (text: string): string => hash('sha256', text, 'hex');

type HashedLine = Pick<
  JournalLine,
  'account' | 'debit' | 'credit' | 'memo' | 'taxCode' | 'taxedBy' | 'dimensions'
>;
type HashedEntry = Pick<JournalEntry, 'key' | 'kind' | 'date' | 'currency' | 'description'> & {
  readonly lines: readonly HashedLine[];
};

/**
 * SHA-256 (hex) over what a ledger would be told, and only that: explanations, the policy's version and the time of
 * the source's last change may differ between equal records. The text is each of key, kind, date, currency,
 * description and, for each line, account, debit, credit, memo, tax code and dimensions (canonical JSON), written as
 * `<length in UTF-16 units>:<text>`, or `-` when absent; then, where there are any, the codes of the taxes on an item. Lengths keep two fields from running into one another.
 */
export const contentHash = (entry: HashedEntry): string => {
  let text =
    field(entry.key) +
    field(entry.kind) +
    field(entry.date) +
    field(entry.currency) +
    field(entry.description);
  for (const line of entry.lines) {
    const dimensions = line.dimensions && canonicalJson(line.dimensions);
    text +=
      field(line.account) +
      field(line.debit) +
      field(line.credit) +
      field(line.memo) +
      field(line.taxCode) +
      field(dimensions);
    // Only documents have it: hashes of journals stay what they were.
    if (line.taxedBy !== undefined) text += field(line.taxedBy.join(' '));
  }
  return sha256(text);
};

const field = (text: string | undefined): string => (text === undefined ? '-' : `${text.length}:${text}`);
