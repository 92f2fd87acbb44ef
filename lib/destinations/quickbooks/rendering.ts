/** What rendering needs beside the document; nothing here asks QuickBooks. */
import { formatDigits, parseDecimal, powerOfTen } from '../../money/decimal';
import { JsonNumber } from '../exact-json';
import { keyMark, noteWithKey } from '../key-note';
import type { LedgerCustomer, LedgerDocument, LedgerLine } from '../ledger-destination';
import { cleanText } from '../../accounting/clean-text';
import type { CompanyFacts, Taxes } from './company';
import type { DimensionIds } from './dimensions';
import { AMOUNT_DECIMALS, NOTE_LIMIT, NUMBER_LIMIT, PRICE_DECIMALS, type Ref } from './wire';

export interface Rendering {
  readonly facts: CompanyFacts;
  /** Outside the US, where a document has tax codes. */
  readonly taxes: Taxes;
  readonly dimensions: DimensionIds;
  /** Whether a ledger account is one of accounts receivable, whose lines need a customer. */
  isReceivable(line: LedgerLine): boolean;
  /** QuickBooks' own account for a receivable line; undefined leaves the choice to QuickBooks; a sentence refuses. */
  receivable(id: string, currency: string): { readonly id: string | undefined } | string;
  /** Ids, or a sentence that says why there is none. */
  customerId(customer: LedgerCustomer, currency: string): { readonly id: string } | string;
  itemId(line: LedgerLine): { readonly id: string } | string;
  /** Id of the record that a payment pays. */
  recordId(key: string): string | undefined;
}

export const ref = (value: string): Ref => ({ value });

/** Amounts are written with the currency's decimals, at most two. */
export const money = (minor: bigint, decimals: number): JsonNumber =>
  new JsonNumber(
    decimals <= AMOUNT_DECIMALS
      ? formatDigits(minor, decimals)
      : formatDigits(minor / powerOfTen(decimals - AMOUNT_DECIMALS), AMOUNT_DECIMALS),
  );

/** A sentence when the document cannot be told to QuickBooks at all, whatever its lines. */
export const unfit = (
  document: LedgerDocument,
  minors: readonly bigint[],
  decimals: number,
): string | undefined => {
  const { shortKey, currency } = document;
  if (shortKey === '' || shortKey.length > NUMBER_LIMIT)
    return `its number "${shortKey}" is not of 1 to ${NUMBER_LIMIT} characters`;
  if (keyMark(marked(document)).length > NOTE_LIMIT) return 'its key is too long for a note of QuickBooks';
  if (decimals <= AMOUNT_DECIMALS) return undefined;
  const unit = powerOfTen(decimals - AMOUNT_DECIMALS);
  const odd = minors.find((minor) => minor % unit !== 0n);
  return odd === undefined
    ? undefined
    : `QuickBooks keeps two decimals, and ${formatDigits(odd, decimals)} ${currency} needs ${decimals}`;
};

const marked = ({ key, source }: LedgerDocument) => ({ key, storeId: source.storeId });

/** What every record says of where it comes from. */
export const head = (document: LedgerDocument, { facts }: Rendering) => ({
  TxnDate: document.date,
  PrivateNote: noteWithKey(
    marked(document),
    [
      `Order ${document.source.number} · ${document.source.storeId}`,
      document.description,
      ...(document.corrects === undefined ? [] : [`Corrects ${document.corrects}`]),
    ].map((line) => cleanText(line, NOTE_LIMIT)),
    NOTE_LIMIT,
  ),
  ...(facts.multiCurrency ? { CurrencyRef: ref(document.currency) } : {}),
});

const DESCRIPTION_LIMIT = 1000;

export const description = ({ memo }: LedgerLine): { readonly Description?: string } => {
  const text = memo === undefined ? '' : cleanText(memo, DESCRIPTION_LIMIT);
  return text === '' ? {} : { Description: text };
};

/**
 * Quantity and unit price, where the one times the other is the amount exactly; QuickBooks refuses any other pair, and the
 * amount is what counts.
 */
export const exactPrice = (
  quantity: string | undefined,
  minor: bigint,
  decimals: number,
): { readonly Qty?: JsonNumber; readonly UnitPrice?: JsonNumber } => {
  const pieces = parseDecimal(quantity);
  if (pieces === undefined || pieces.digits <= 0n || minor <= 0n) return {};
  const digits = minor * powerOfTen(PRICE_DECIMALS - decimals + pieces.scale);
  if (digits % pieces.digits !== 0n) return {};
  const price = formatDigits(digits / pieces.digits, PRICE_DECIMALS).replace(/0{1,5}$/, '');
  return { Qty: new JsonNumber(formatDigits(pieces.digits, pieces.scale)), UnitPrice: new JsonNumber(price) };
};
