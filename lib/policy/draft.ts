/** Journal lines under construction. */
import type { Explanation, JournalLine } from '../accounting/journal-entry';
import { formatDigits } from '../money/decimal';
import type { Policy } from './policy';

export interface Draft {
  readonly policy: Policy;
  readonly decimals: number;
  readonly debits: JournalLine[];
  readonly credits: JournalLine[];
}

export const newDraft = (policy: Policy, decimals: number): Draft => ({
  policy,
  decimals,
  debits: [],
  credits: [],
});

/** Debits first, as a bookkeeper writes them. */
export const draftLines = (draft: Draft): readonly JournalLine[] => {
  for (const line of draft.credits) draft.debits.push(line);
  return draft.debits;
};

/** Adds a line of `credit` minor units: a negative amount is a debit, and zero is no line. */
export const credit = (
  draft: Draft,
  account: string,
  minor: bigint,
  memo: string,
  explanation: Explanation,
  taxCode?: string,
): void => {
  if (minor > 0n) {
    const amount = formatDigits(minor, draft.decimals);
    draft.credits.push(
      taxCode === undefined
        ? { account, credit: amount, memo, explanation }
        : { account, credit: amount, memo, taxCode, explanation },
    );
  } else if (minor < 0n) {
    const amount = formatDigits(-minor, draft.decimals);
    draft.debits.push(
      taxCode === undefined
        ? { account, debit: amount, memo, explanation }
        : { account, debit: amount, memo, taxCode, explanation },
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
