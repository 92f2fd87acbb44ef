/** Journal lines under construction. */
import type { Explanation, JournalLine } from '../accounting/journal-entry';
import type { Unearned } from '../events/deliveries';
import { formatDigits } from '../money/decimal';
import type { DocumentDetails, ItemDetails } from './document-details';
import type { Policy } from './policy';
import type { About, RuleBook } from './rule-book';
import type { RuleSubject } from './rule-schemas';

export interface Draft {
  readonly policy: Policy;
  readonly decimals: number;
  /** Only where documents are wanted. */
  readonly details: DocumentDetails | undefined;
  /** Only where the policy has rules for accounts or dimensions. */
  readonly rules: RuleBook | undefined;
  /** Of the event being booked, parallel to its parts; undefined where nothing waits for deliveries. */
  readonly unearned: Unearned | undefined;
  readonly debits: JournalLine[];
  readonly credits: JournalLine[];
}

export const newDraft = (
  policy: Policy,
  decimals: number,
  details?: DocumentDetails,
  rules?: RuleBook,
  unearned?: Unearned,
): Draft => ({ policy, decimals, details, rules, unearned, debits: [], credits: [] });

/** Debits first, as a bookkeeper writes them. */
export const draftLines = (draft: Draft): readonly JournalLine[] => {
  for (const line of draft.credits) draft.debits.push(line);
  return draft.debits;
};

/** What a line says beside its amount. */
export interface LineDetails extends ItemDetails {
  readonly taxCode?: string;
  readonly dimensions?: Readonly<Record<string, string>>;
}

/** Where a line goes by the rules of the policy: its account, its dimensions, and which rule said so. */
export interface Place {
  readonly account: string;
  readonly dimensions?: Readonly<Record<string, string>>;
  readonly rule?: string;
}

export const placeOf = (draft: Draft, subject: RuleSubject, usual: string, about?: About): Place => {
  const { rules } = draft;
  if (rules === undefined) return plainPlace(usual);
  const chosen = rules.account(subject, about);
  const dimensions = rules.dimensions(subject, about);
  return {
    account: chosen?.account ?? usual,
    ...(dimensions === undefined ? {} : { dimensions }),
    ...(chosen === undefined ? {} : { rule: chosen.rule }),
  };
};

/** A shop has few accounts and its orders thousands of lines; those of one account share one place. */
const PLAIN = new Map<string, Place>();
const plainPlace = (account: string): Place => {
  let place = PLAIN.get(account);
  if (place === undefined) {
    if (PLAIN.size >= 1000) PLAIN.clear();
    PLAIN.set(account, (place = { account }));
  }
  return place;
};

/** As `credit`, on the account that the rules choose. */
export const creditAt = (
  draft: Draft,
  { account, dimensions, rule }: Place,
  minor: bigint,
  memo: string,
  explanation: Explanation,
  details?: LineDetails,
): void => {
  const why = rule === undefined ? explanation : { ...explanation, chosenBy: rule };
  credit(draft, account, minor, memo, why, dimensions === undefined ? details : { ...details, dimensions });
};

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
