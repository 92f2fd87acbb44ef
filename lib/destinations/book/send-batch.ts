/** One batch of documents, each judged on its own, all that pass written in one dbTransaction. */
import type { Clock } from '../../host';
import type { LedgerAccount, LedgerDocument, SendOutcome } from '../ledger-destination';
import type { BookAddition, BookState, BookStorage, NewBookEntry } from './book-storage';
import { type Checked, checkDocument } from './check-document';
import { recordIdOf } from './record-id';

export const sendBatch = async (
  storage: BookStorage,
  bookId: string,
  clock: Clock,
  documents: readonly LedgerDocument[],
): Promise<readonly SendOutcome[]> => {
  if (documents.length === 0) return [];
  let checked: readonly Checked[] = [];
  try {
    const keys = documents.map(({ key }) => key);
    const numbers = await storage.appendBookEntries(bookId, keys, clock.now().toISOString(), (state) => {
      checked = checkAll(documents, state);
      return additionOf(checked);
    });
    return outcomesOf(checked, numbers);
  } catch (error) {
    // Whether the commit went through is not known for sure: posting looks the keys up before it sends again.
    const message = `the book could not be written: ${error instanceof Error ? error.message : String(error)}`;
    return documents.map(() => ({ state: 'failed', errorClass: 'unknown_outcome', message }));
  }
};

const checkAll = (documents: readonly LedgerDocument[], state: BookState): readonly Checked[] => {
  // A key that stands twice in one batch is a duplicate like any other; its number is not known yet.
  const inBatch = new Set<string>();
  return documents.map((document) => {
    if (inBatch.has(document.key)) {
      return { refusal: { errorClass: 'duplicate', message: `${document.key} stands twice in this batch` } };
    }
    const result = checkDocument(document, state);
    if ('entry' in result) inBatch.add(document.key);
    return result;
  });
};

const additionOf = (checked: readonly Checked[]): BookAddition => {
  const accounts = new Map<string, LedgerAccount>();
  const entries: NewBookEntry[] = [];
  for (const result of checked) {
    if (!('entry' in result)) continue;
    entries.push(result.entry);
    for (const account of result.opens) accounts.set(account.id, account);
  }
  return { accounts: [...accounts.values()], entries };
};

const outcomesOf = (checked: readonly Checked[], numbers: readonly number[]): readonly SendOutcome[] => {
  const written = numbers.values();
  return checked.map((result): SendOutcome => {
    if ('refusal' in result) return { state: 'failed', ...result.refusal };
    return { state: 'created', recordId: recordIdOf(written.next().value as number) };
  });
};
