/** Journal lines under construction. */
import type { Explanation, JournalLine } from '../accounting/journal-entry';
import { formatDigits } from '../money/decimal';
import type { DocumentDetails, ItemDetails } from './document-details';
import type { Policy } from './policy';

export interface Draft {
  readonly policy: Policy;
  readonly decimals: number;
  /** Only where documents are wanted. */
  readonly details: DocumentDetails | undefined;
  readonly debits: JournalLine[];
  readonly credits: JournalLine[];
}

export const newDraft = (policy: Policy, decimals: number, details?: DocumentDetails): Draft => ({
  policy,
  decimals,
  details,
  debits: [],
  credits: [],
});

/** Debits first, as a bookkeeper writes them. */
export const draftLines = (draft: Draft): readonly JournalLine[] => {
  for (const line of draft.credits) draft.debits.push(line);
  return draft.debits;
};

/** What a line says beside its amount. */
export interface LineDetails extends ItemDetails {
  readonly taxCode?: string;
}

/** Adds a line of `credit` minor units: a negative amount is a debit, and zero is no line. */
export const credit = (
  draft: Draft,
  account: string,
  minor: bigint,
  memo: string,
  explanation: Explanation,
  details?: LineDetails,
): void => {
  if (minor > 0n) {
    const amount = formatDigits(minor, draft.decimals);
    draft.credits.push(
      details === undefined
        ? { account, credit: amount, memo, explanation }
        : { account, credit: amount, memo, ...details, explanation },
    );
  } else if (minor < 0n) {
    const amount = formatDigits(-minor, draft.decimals);
    draft.debits.push(
      details === undefined
        ? { account, debit: amount, memo, explanation }
        : { account, debit: amount, memo, ...details, explanation },
    );
  }
};

/** `a + b - c = total`, or the single number: how arithmetic is told. Terms are amounts as they are written. */
export const totalText = (draft: Draft, terms: readonly string[], total: bigint): string => {
  let text = '';
  for (const term of terms) {
    if (text === '') text = term;
    else text += term.startsWith('-') ? ` - ${term.slice(1)}` : ` + ${term}`;
  }
  return terms.length === 1 ? text : `${text} = ${formatDigits(total, draft.decimals)}`;
};

/** The same amount with the other sign. */
export const negated = (term: string): string => (term.startsWith('-') ? term.slice(1) : `-${term}`);
