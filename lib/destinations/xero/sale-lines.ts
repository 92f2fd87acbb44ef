/** The lines of what was sold or given back, as Xero's line items: in hundredths, each with at most one tax code. */
import { cleanText } from '../../accounting/clean-text';
import { type Decimal, formatDecimal, formatDigits, parseDecimal, powerOfTen } from '../../money/decimal';
import type { DirectedLine, DocumentAmounts } from '../document-amounts';
import { JsonNumber } from '../exact-json';
import type { LedgerDocument, LedgerLine } from '../ledger-destination';
import { type TrackingCategories, trackingOf } from './tracking';
import { AMOUNT_DECIMALS, DESCRIPTION_LIMIT, type LineItem, PRICE_DECIMALS, type Tracking } from './wire';

export interface SaleLine {
  readonly account: string;
  readonly text: string;
  /** Without tax, positive in the document's direction. */
  readonly net: bigint;
  readonly taxType: string;
  readonly quantity?: Decimal;
  readonly tracking: readonly Tracking[];
}

export interface SaleLines {
  readonly lines: readonly SaleLine[];
  /** What each tax code amounts to in the document. */
  readonly taxes: ReadonlyMap<string, bigint>;
}

/** An amount in hundredths, which is all that Xero keeps; undefined when it has more decimals. */
export const hundredths = (minor: bigint, decimals: number): bigint | undefined => {
  if (decimals <= AMOUNT_DECIMALS) return minor * powerOfTen(AMOUNT_DECIMALS - decimals);
  const unit = powerOfTen(decimals - AMOUNT_DECIMALS);
  return minor % unit === 0n ? minor / unit : undefined;
};

export const tooFine = (currency: string): string =>
  `Xero keeps amounts with ${AMOUNT_DECIMALS} decimals, and one of these in ${currency} has more; book it by hand, or post this currency to another ledger`;

export const amountOf = (value: bigint): JsonNumber => new JsonNumber(formatDigits(value, AMOUNT_DECIMALS));

/** What of the organisation its lines need. */
export interface SaleChoices {
  /** Tax type of a line without tax. */
  readonly noTaxType: string;
  readonly tracking: TrackingCategories;
}

/** The document's lines, or a sentence that says why Xero cannot hold them. */
export const saleLines = (
  document: LedgerDocument,
  amounts: DocumentAmounts,
  { noTaxType, tracking }: SaleChoices,
): SaleLines | string => {
  const taxes = new Map<string, bigint>();
  for (const { code, minor } of amounts.codedTaxes) {
    const tax = hundredths(minor, amounts.decimals);
    if (tax === undefined) return tooFine(document.currency);
    taxes.set(code, (taxes.get(code) ?? 0n) + tax);
  }
  const untaxed = untaxedType(amounts, noTaxType);
  const lines: SaleLine[] = [];
  const directed = [...amounts.items, ...amounts.accountTaxes];
  for (const { line, minor } of directed) {
    const read = saleLine(
      { line, minor },
      document,
      amounts.decimals,
      line.role === 'tax' ? untaxed : noTaxType,
      tracking,
    );
    if (typeof read === 'string') return read;
    lines.push(read);
  }
  const bare = [...taxes.keys()].find((code) => !lines.some(({ taxType }) => taxType === code));
  return bare === undefined
    ? { lines, taxes }
    : `the tax under "${bare}" is on none of the document's lines, and Xero keeps tax only on lines; book it by hand, or map this tax to an account`;
};

/** Tax that stands on an account is a line without tax: under the code for that, where the document's items name one. */
const untaxedType = ({ items, codedTaxes }: DocumentAmounts, noTaxType: string): string => {
  const codes = new Set(items.flatMap(({ line }) => line.ledgerTaxCodes ?? []));
  const [only] = codes;
  return codedTaxes.length === 0 && codes.size === 1 && only !== undefined ? only : noTaxType;
};

const saleLine = (
  { line, minor }: DirectedLine,
  document: LedgerDocument,
  decimals: number,
  uncoded: string,
  categories: TrackingCategories,
): SaleLine | string => {
  const net = hundredths(minor, decimals);
  if (net === undefined) return tooFine(document.currency);
  const codes = line.ledgerTaxCodes ?? [];
  if (codes.length > 1)
    return `the line of "${line.ledgerAccount}" is under ${codes.join(' and ')}, and Xero takes one tax code a line`;
  const tracking = lineTracking(line, categories);
  if (typeof tracking === 'string') return tracking;
  const quantity = quantityOf(line);
  return {
    account: line.ledgerAccount,
    text: textOf(line, document),
    net,
    taxType: codes[0] ?? uncoded,
    ...(quantity === undefined ? {} : { quantity }),
    tracking,
  };
};

export const textOf = (line: LedgerLine, document: LedgerDocument): string =>
  cleanText(line.memo ?? '', DESCRIPTION_LIMIT) ||
  cleanText(document.description, DESCRIPTION_LIMIT) ||
  `Order ${cleanText(document.source.number, 100)}`.trim();

const MOST_TRACKING = 2;
const TRACKING_LIMIT = 100;

/** Xero's tracking of a line, or a sentence that says why it cannot have it. */
export const lineTracking = (
  line: LedgerLine,
  categories: TrackingCategories,
): readonly Tracking[] | string => {
  const tracking = trackingOf(line, categories);
  if (tracking.length > MOST_TRACKING)
    return `the line of "${line.ledgerAccount}" has ${tracking.length} dimensions, and Xero takes ${MOST_TRACKING} tracking categories a line`;
  const long = tracking.find(
    ({ Name, Option }) => Name.length > TRACKING_LIMIT || Option.length > TRACKING_LIMIT,
  );
  return long === undefined
    ? tracking
    : `the tracking category "${cleanText(long.Name, 40)}" is longer than ${TRACKING_LIMIT} characters`;
};

/** Pieces, where they are a number that Xero can show. */
const quantityOf = ({ quantity }: LedgerLine): Decimal | undefined => {
  const read = parseDecimal(quantity);
  return read !== undefined && read.digits > 0n && read.scale <= PRICE_DECIMALS ? read : undefined;
};

/** `amount` is what Xero shows as the line's: without its tax, or with it where the document's lines include tax. */
export const lineItem = (line: SaleLine, amount: bigint, tax: bigint): LineItem => {
  const { text, account, taxType, tracking } = line;
  const { quantity, price, counted } = piecesOf(line, amount);
  return {
    Description: counted === '' ? text : cleanText(`${counted} × ${text}`, DESCRIPTION_LIMIT),
    Quantity: quantity,
    UnitAmount: price,
    LineAmount: amountOf(amount),
    AccountCode: account,
    TaxType: taxType,
    TaxAmount: amountOf(tax),
    ...(tracking.length === 0 ? {} : { Tracking: tracking }),
  };
};

const ONE = new JsonNumber('1');

/** Pieces at a price, when that gives the amount exactly; else one at the whole amount, and the text says how many. */
const piecesOf = (
  { quantity }: SaleLine,
  amount: bigint,
): { readonly quantity: JsonNumber; readonly price: JsonNumber; readonly counted: string } => {
  const whole = { quantity: ONE, price: amountOf(amount), counted: '' };
  if (quantity === undefined) return whole;
  const shown = formatDecimal(quantity);
  const scaled = amount * powerOfTen(PRICE_DECIMALS - AMOUNT_DECIMALS) * powerOfTen(quantity.scale);
  if (scaled % quantity.digits !== 0n) return { ...whole, counted: shown };
  const price = formatDigits(scaled / quantity.digits, PRICE_DECIMALS).replace(/0{1,2}$/, '');
  return { quantity: new JsonNumber(shown), price: new JsonNumber(price), counted: '' };
};
