/** An entry with its sides swapped: a posted record is taken back by a new one, from stored data alone. */
import { contentHash } from './content-hash';
import type { JournalEntry, JournalLine } from './journal-entry';

export const reverseLines = (lines: readonly JournalLine[]): readonly JournalLine[] =>
  lines.map((line) => {
    const { debit, credit, explanation, ...rest } = line;
    const amount = debit ?? credit ?? '';
    return {
      ...rest,
      ...(debit === undefined ? { debit: amount } : { credit: amount }),
      explanation: {
        ...explanation,
        rule: 'reversal',
        arithmetic: `0 - ${amount} ${debit === undefined ? 'credited' : 'debited'} by ${explanation.rule} = -${amount}`,
      },
    };
  });

/** The key, date and description are the reversal's own; everything else is the original's. */
export const reverseEntry = (
  entry: JournalEntry,
  reversal: { readonly key: string; readonly date: string; readonly description: string },
): JournalEntry => {
  const reversed = { ...entry, ...reversal, lines: reverseLines(entry.lines) };
  return { ...reversed, contentHash: contentHash(reversed) };
};
