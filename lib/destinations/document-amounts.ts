/**
 * A document's lines as exact minor units, checked once for every ledger: what a bookkeeper would refuse (no balance, no
 * such day or currency, an amount that is none) is refused here, with a sentence, before a byte leaves.
 */
import { exponentOf } from '../money/currency';
import { formatDigits } from '../money/decimal';
import { exactMinor } from '../money/exact-minor';
import { isDay } from './day';
import {
  type DocumentType,
  ledgerTaxCodeOf,
  type LedgerDocument,
  type LedgerLine,
} from './ledger-destination';

export interface SidedLine {
  readonly line: LedgerLine;
  readonly side: 'debit' | 'credit';
  /** Positive. */
  readonly minor: bigint;
}

export interface CheckedLines {
  /** Of the currency. */
  readonly decimals: number;
  /** In the document's order. */
  readonly lines: readonly SidedLine[];
  /** Sum of the debits, which is that of the credits. */
  readonly total: bigint;
}

export interface DirectedLine {
  readonly line: LedgerLine;
  /** Positive in the document's direction: an item of an invoice that is credited, one of a credit note that is debited. */
  readonly minor: bigint;
}

export interface DocumentAmounts {
  readonly decimals: number;
  readonly items: readonly DirectedLine[];
  /** Under a tax code of the ledger. */
  readonly codedTaxes: readonly (DirectedLine & { readonly code: string })[];
  /** On an account of the ledger: for the ledger an item like any other, without tax on it. */
  readonly accountTaxes: readonly DirectedLine[];
  /** The one line of money or receivable that the document stands against. For a payment the money, then the receivable (negative). */
  readonly counterparts: readonly DirectedLine[];
  /** Items and taxes on accounts. */
  readonly net: bigint;
  /** Tax under tax codes. */
  readonly tax: bigint;
  /** net + tax, which is what the counterpart amounts to; for a payment what it pays. */
  readonly total: bigint;
}

const HALF_CHARACTER = /\p{Cs}/u;

/** The document's lines in minor units, or a sentence that says why it cannot be posted. */
export const checkedLines = (document: LedgerDocument): CheckedLines | string => {
  const { key, currency, date } = document;
  if (key === '') return 'the document has no key';
  if (HALF_CHARACTER.test(key)) return 'the key holds half a character: it could not be found again';
  if (!isDay(date)) return `"${date}" is not a date such as 2026-01-31`;
  const decimals = exponentOf(currency);
  if (decimals === undefined) return `"${currency}" is not a currency`;
  if (document.lines.length === 0) return 'the document has no lines';
  const lines: SidedLine[] = [];
  const sums = { debit: 0n, credit: 0n };
  for (const line of document.lines) {
    const read = sidedLine(line, decimals, currency);
    if (typeof read === 'string') return read;
    lines.push(read);
    sums[read.side] += read.minor;
  }
  if (sums.debit !== sums.credit) return unbalanced(sums.debit - sums.credit, decimals, currency);
  return { decimals, lines, total: sums.debit };
};

const sidedLine = (line: LedgerLine, decimals: number, currency: string): SidedLine | string => {
  const { ledgerAccount, debit, credit } = line;
  const amount = debit ?? credit;
  if (amount === undefined) return `the line of "${ledgerAccount}" has neither debit nor credit`;
  if (debit !== undefined && credit !== undefined)
    return `the line of "${ledgerAccount}" has both debit and credit`;
  const minor = exactMinor(amount, decimals);
  if (minor === undefined || minor <= 0n)
    return `"${String(amount).slice(0, 60)}" on "${ledgerAccount}" is not a positive amount of ${currency} with at most ${decimals} decimals`;
  return { line, side: debit === undefined ? 'credit' : 'debit', minor };
};

const unbalanced = (difference: bigint, decimals: number, currency: string): string => {
  const side = difference > 0n ? 'debits exceed credits' : 'credits exceed debits';
  return `the lines do not balance: ${side} by ${formatDigits(difference > 0n ? difference : -difference, decimals)} ${currency}`;
};

/** Side on which the counterpart of each type stands: what the buyer owes or pays. A journal has none. */
const COUNTERPART_SIDE: Readonly<Record<Exclude<DocumentType, 'journal'>, 'debit' | 'credit'>> = {
  invoice: 'debit',
  sales_receipt: 'debit',
  payment: 'debit',
  credit_note: 'credit',
  refund_receipt: 'credit',
  refund_payment: 'credit',
};

/**
 * The amounts of a document that is no journal, sorted by what they are in it. A sentence when its lines are not those of
 * its type: then planning and the document disagree, and nobody can say which record it should become.
 */
export const documentAmounts = (document: LedgerDocument): DocumentAmounts | string => {
  const { type } = document;
  if (type === 'journal') throw new Error('a journal has no direction');
  const checked = checkedLines(document);
  if (typeof checked === 'string') return checked;
  const sorted = sortLines(checked.lines, COUNTERPART_SIDE[type]);
  const { items, codedTaxes, accountTaxes, money, receivable } = sorted;
  const counterparts = [...money, ...receivable];
  const isPayment = type === 'payment' || type === 'refund_payment';
  const wanted = isPayment ? 2 : 1;
  const sold = items.length + codedTaxes.length + accountTaxes.length;
  if (counterparts.length !== wanted || isPayment !== (sold === 0) || (isPayment && money.length !== 1))
    return `its lines are not those of a ${type}`;
  const net = sumOf(items) + sumOf(accountTaxes);
  const tax = sumOf(codedTaxes);
  const total = (counterparts[0] as DirectedLine).minor;
  if (total <= 0n) return `a ${type} must come to more than 0`;
  return { decimals: checked.decimals, items, codedTaxes, accountTaxes, counterparts, net, tax, total };
};

interface SortedLines extends Pick<DocumentAmounts, 'items' | 'codedTaxes' | 'accountTaxes'> {
  readonly money: readonly DirectedLine[];
  readonly receivable: readonly DirectedLine[];
}

const sortLines = (lines: readonly SidedLine[], counterpartSide: 'debit' | 'credit'): SortedLines => {
  const items: DirectedLine[] = [];
  const codedTaxes: (DirectedLine & { readonly code: string })[] = [];
  const accountTaxes: DirectedLine[] = [];
  const money: DirectedLine[] = [];
  const receivable: DirectedLine[] = [];
  for (const { line, side, minor } of lines) {
    const onCounterpartSide = side === counterpartSide ? minor : -minor;
    const code = ledgerTaxCodeOf(line);
    if (line.role === 'money') money.push({ line, minor: onCounterpartSide });
    else if (line.role === 'receivable') receivable.push({ line, minor: onCounterpartSide });
    else if (code !== undefined) codedTaxes.push({ line, code, minor: -onCounterpartSide });
    else if (line.role === 'tax') accountTaxes.push({ line, minor: -onCounterpartSide });
    else items.push({ line, minor: -onCounterpartSide });
  }
  return { items, codedTaxes, accountTaxes, money, receivable };
};

export const sumOf = (lines: readonly { readonly minor: bigint }[]): bigint =>
  lines.reduce((sum, { minor }) => sum + minor, 0n);

/** What each tax code of the ledger is charged on, and the tax under it, both in the document's direction. */
export interface CodeAmounts {
  readonly code: string;
  readonly base: bigint;
  readonly tax: bigint;
}

/**
 * One for each tax code that has a tax line, in the order of the tax lines. The base is the sum of the items that say that
 * they are taxed by it.
 */
export const amountsByTaxCode = ({
  items,
  codedTaxes,
}: Pick<DocumentAmounts, 'items' | 'codedTaxes'>): readonly CodeAmounts[] => {
  const taxes = new Map<string, bigint>();
  for (const { code, minor } of codedTaxes) taxes.set(code, (taxes.get(code) ?? 0n) + minor);
  return [...taxes].map(([code, tax]) => ({
    code,
    base: sumOf(items.filter(({ line }) => line.ledgerTaxCodes?.includes(code) === true)),
    tax,
  }));
};
