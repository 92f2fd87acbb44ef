/** Whether the book takes a document: what a bookkeeper would refuse is refused here, with a sentence that says why. */
import { exponentOf } from '../../money/currency';
import { formatDigits, parseDecimal } from '../../money/decimal';
import { wholeMinor } from '../../money/minor';
import type { LedgerAccount, LedgerDocument, LedgerLine } from '../ledger-destination';
import type { BookLine, BookState, NewBookEntry } from './book-storage';
import { chartAccount } from './chart-account';
import { isDay } from '../day';
import { recordIdOf } from './record-id';

export interface Refusal {
  readonly errorClass: 'validation' | 'period_closed' | 'duplicate';
  readonly message: string;
}

export type Checked =
  { readonly entry: NewBookEntry; readonly opens: readonly LedgerAccount[] } | { readonly refusal: Refusal };

/** Amounts above this do not fit the 64 bits that every database has; no shop sells for that much. */
const LARGEST_MINOR = 2n ** 63n - 1n;

const HALF_CHARACTER = /\p{Cs}/u;

/** `state.posted` holds what is there under the document's key; `state.accounts` every ledger account that is open. */
export const checkDocument = (document: LedgerDocument, state: BookState): Checked => {
  const refuse = (errorClass: Refusal['errorClass'], message: string): Checked => ({
    refusal: { errorClass, message },
  });
  const posted = state.posted.get(document.key);
  if (posted) return refuse('duplicate', duplicateMessage(document, posted.number, posted.contentHash));
  if (document.key === '') return refuse('validation', 'the document has no key');
  if (HALF_CHARACTER.test(document.key))
    return refuse('validation', 'the key holds half a character: it could not be found again');
  if (!isDay(document.date))
    return refuse('validation', `"${document.date}" is not a date such as 2026-01-31`);
  const decimals = exponentOf(document.currency);
  if (decimals === undefined) return refuse('validation', `"${document.currency}" is not a currency`);
  if (document.lines.length === 0) return refuse('validation', 'the document has no lines');
  const lines: BookLine[] = [];
  const opens = new Map<string, LedgerAccount>();
  for (const line of document.lines) {
    const read = readLine(line, decimals, document.currency);
    if (typeof read === 'string') return refuse('validation', read);
    lines.push(read);
    if (state.accounts.has(line.ledgerAccount)) continue;
    const account = chartAccount(line.ledgerAccount);
    if (!account)
      return refuse(
        'validation',
        `the book has no ledger account "${line.ledgerAccount}"; open it, or map to another`,
      );
    opens.set(account.id, account);
  }
  const difference = balanceOf(lines);
  if (difference !== 0n)
    return refuse('validation', unbalancedMessage(difference, decimals, document.currency));
  if (state.lockDate !== undefined && document.date <= state.lockDate) {
    return refuse(
      'period_closed',
      `the book is closed up to ${state.lockDate}; the entry is dated ${document.date}`,
    );
  }
  return { entry: entryOf(document, lines), opens: [...opens.values()] };
};

const duplicateMessage = ({ key, contentHash }: LedgerDocument, number: number, heldHash: string): string =>
  heldHash === contentHash
    ? `${recordIdOf(number)} holds ${key} already, with the same content`
    : `${recordIdOf(number)} holds ${key} already, with OTHER content: the two must be compared, nothing was changed`;

const unbalancedMessage = (difference: bigint, decimals: number, currency: string): string => {
  const side = difference > 0n ? 'debits exceed credits' : 'credits exceed debits';
  return `the lines do not balance: ${side} by ${formatDigits(difference > 0n ? difference : -difference, decimals)} ${currency}`;
};

const balanceOf = (lines: readonly BookLine[]): bigint => {
  let balance = 0n;
  for (const { debitMinor, creditMinor } of lines) {
    if (debitMinor !== undefined) balance += debitMinor;
    if (creditMinor !== undefined) balance -= creditMinor;
  }
  return balance;
};

/** The line with its amount in minor units, or a sentence that says what is wrong with it. */
const readLine = (line: LedgerLine, decimals: number, currency: string): BookLine | string => {
  const { ledgerAccount, logicalAccount, debit, credit, memo, dimensions } = line;
  const amount = debit ?? credit;
  if (amount === undefined) return `the line of "${ledgerAccount}" has neither debit nor credit`;
  if (debit !== undefined && credit !== undefined)
    return `the line of "${ledgerAccount}" has both debit and credit`;
  const value = parseDecimal(amount);
  const minor = value && wholeMinor(value, decimals);
  if (minor === undefined || minor <= 0n || minor > LARGEST_MINOR) {
    return `"${String(amount).slice(0, 60)}" on "${ledgerAccount}" is not a positive amount of ${currency} with at most ${decimals} decimals`;
  }
  return {
    ledgerAccount,
    logicalAccount,
    ...(debit === undefined ? { creditMinor: minor } : { debitMinor: minor }),
    ...(memo === undefined ? {} : { memo }),
    ...(dimensions === undefined || Object.keys(dimensions).length === 0 ? {} : { dimensions }),
  };
};

const entryOf = (document: LedgerDocument, lines: readonly BookLine[]): NewBookEntry => ({
  key: document.key,
  contentHash: document.contentHash,
  kind: document.kind,
  date: document.date,
  currency: document.currency,
  description: document.description,
  ...(document.corrects === undefined ? {} : { corrects: document.corrects }),
  platform: document.source.platform,
  storeId: document.source.storeId,
  orderId: document.source.orderId,
  orderNumber: document.source.number,
  lines,
});
