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

/** `a + b - c`, with the sign of later terms as the operator: how arithmetic is told. */
export const sumText = (draft: Draft, terms: readonly bigint[]): string => {
  let text = '';
  for (const term of terms) {
    if (text === '') text = formatDigits(term, draft.decimals);
    else
      text +=
        term < 0n ? ` - ${formatDigits(-term, draft.decimals)}` : ` + ${formatDigits(term, draft.decimals)}`;
  }
  return text;
};

/** `a + b - c = total`, or the single number. */
export const totalText = (draft: Draft, terms: readonly bigint[], total: bigint): string =>
  terms.length === 1
    ? sumText(draft, terms)
    : `${sumText(draft, terms)} = ${formatDigits(total, draft.decimals)}`;
