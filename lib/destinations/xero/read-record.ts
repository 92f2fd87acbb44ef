/** From what Xero holds to our record of it: the lines that it amounts to in the books. */
import { exponentOf } from '../../money/currency';
import { addDecimals, type Decimal, formatDecimal, formatDigits, parseDecimal } from '../../money/decimal';
import { wholeMinor } from '../../money/minor';
import { keyInNote, type MarkedKey } from '../key-note';
import { type HeldDimension, LedgerError, type LedgerRecord, TAX_CODE_PREFIX } from '../ledger-destination';
import {
  bankTransactionAnswer,
  creditNoteAnswer,
  type Endpoint,
  invoiceAnswer,
  type LineAnswer,
  manualJournalAnswer,
  paymentAnswer,
  type SaleAnswer,
} from './wire';
import { dayOf } from './xero-day';

/** What reading needs to know of the organisation. */
export interface ReadingBooks {
  /** Ledger account of accounts receivable. */
  readonly receivable: string;
  readonly baseCurrency: string;
  /** False where some of what was to be sent may have been left out by choice. */
  readonly tellsDimensions: boolean;
}

export interface HeldRecord extends MarkedKey {
  readonly record: LedgerRecord;
}

/** Where our key stands in a record of each endpoint; undefined for one that is not ours. */
export const keyOfRecord = (raw: unknown, endpoint: Endpoint): MarkedKey | undefined =>
  keyInNote(field(raw, endpoint === 'ManualJournals' ? 'Narration' : 'Reference'));

const field = (raw: unknown, name: string): unknown =>
  typeof raw === 'object' && raw !== null && Object.hasOwn(raw, name)
    ? (raw as Readonly<Record<string, unknown>>)[name]
    : undefined;

/** What has these states is in the books; a draft, and what was voided or deleted, is not. */
const STATES: Readonly<Record<Endpoint, ReadonlySet<string>>> = {
  Invoices: new Set(['AUTHORISED', 'PAID']),
  CreditNotes: new Set(['AUTHORISED', 'PAID']),
  BankTransactions: new Set(['AUTHORISED']),
  ManualJournals: new Set(['POSTED', 'ARCHIVED']),
  Payments: new Set(['AUTHORISED']),
};

/** A bill may have the number of an invoice. */
const TYPES: Partial<Readonly<Record<Endpoint, string>>> = {
  Invoices: 'ACCREC',
  CreditNotes: 'ACCRECCREDIT',
};

export const isInTheBooks = (raw: unknown, endpoint: Endpoint): boolean =>
  STATES[endpoint].has(String(field(raw, 'Status'))) &&
  (TYPES[endpoint] === undefined || field(raw, 'Type') === TYPES[endpoint]);

/** @throws LedgerError when a record of ours cannot be read: to leave it out would say that it is not there. */
export const readRecord = (
  raw: unknown,
  endpoint: Endpoint,
  key: string,
  books: ReadingBooks,
): LedgerRecord => {
  const read = READERS[endpoint](raw, books);
  if (read === undefined)
    throw new LedgerError('validation', `Xero's record of ${key} cannot be read. Look at it in Xero.`);
  const { recordId, date, currency, lines } = read;
  const sides = lines.flatMap((line) => sideOf(line, currency));
  const total = addDecimals(sides.flatMap(({ debit }) => parseDecimal(debit) ?? []));
  return {
    recordId,
    key,
    date,
    currency,
    total: shown(total, currency),
    lines: sides,
    ...(books.tellsDimensions ? { tellsDimensions: true } : {}),
  };
};

interface Read {
  readonly recordId: string;
  readonly date: string;
  readonly currency: string;
  /** Debits positive. */
  readonly lines: readonly ReadLine[];
}

interface ReadLine {
  readonly account: string;
  readonly amount: Decimal;
  readonly dimensions?: readonly HeldDimension[];
}

type Reader = (raw: unknown, books: ReadingBooks) => Read | undefined;

const READERS: Readonly<Record<Endpoint, Reader>> = {
  Invoices: (raw, { receivable }) => {
    const { data } = invoiceAnswer.safeParse(raw);
    return data && saleOf(data, data.InvoiceID, receivable, 1n);
  },
  CreditNotes: (raw, { receivable }) => {
    const { data } = creditNoteAnswer.safeParse(raw);
    return data && saleOf(data, data.CreditNoteID, receivable, -1n);
  },
  BankTransactions: (raw) => {
    const { data } = bankTransactionAnswer.safeParse(raw);
    const account = data && accountOf(data.BankAccount.Code, data.BankAccount.AccountID);
    if (data === undefined || account === undefined) return undefined;
    return saleOf(data, data.BankTransactionID, account, data.Type.startsWith('RECEIVE') ? 1n : -1n);
  },
  ManualJournals: (raw, { baseCurrency }) => {
    const { data } = manualJournalAnswer.safeParse(raw);
    const date = dayOf(data?.DateString) ?? dayOf(data?.Date);
    const lines = data && itemsOf(data.JournalLines, data.LineAmountTypes, 1n);
    if (data === undefined || date === undefined || lines === undefined) return undefined;
    return { recordId: data.ManualJournalID, date, currency: baseCurrency, lines };
  },
  Payments: (raw, books) => paymentOf(raw, books),
};

/** `direction` is 1 where the counterpart is debited. */
const saleOf = (
  sale: SaleAnswer,
  recordId: string,
  counterpart: string,
  direction: bigint,
): Read | undefined => {
  const date = dayOf(sale.DateString) ?? dayOf(sale.Date);
  const total = parseDecimal(sale.Total);
  const items = itemsOf(sale.LineItems, sale.LineAmountTypes, -direction);
  if (date === undefined || total === undefined || items === undefined) return undefined;
  const lines = [{ account: counterpart, amount: times(total, direction) }, ...items];
  return { recordId, date, currency: sale.CurrencyCode, lines };
};

/** The lines without their tax, then the tax of each code. */
const itemsOf = (
  answers: readonly LineAnswer[],
  lineAmountTypes: string,
  direction: bigint,
): Read['lines'] | undefined => {
  const lines: ReadLine[] = [];
  const taxes = new Map<string, Decimal>();
  for (const answer of answers) {
    const { LineAmount, AccountCode, AccountID, TaxType, TaxAmount } = answer;
    const account = accountOf(AccountCode, AccountID);
    // A line of text only has neither.
    if (account === undefined && isNothing(LineAmount)) continue;
    const amount = parseDecimal(LineAmount);
    const tax = isNothing(TaxAmount) ? ZERO : parseDecimal(TaxAmount);
    if (account === undefined || amount === undefined || tax === undefined) return undefined;
    const taxed = lineAmountTypes !== 'NoTax';
    const net = taxed && lineAmountTypes === 'Inclusive' ? addDecimals([amount, times(tax, -1n)]) : amount;
    lines.push({ account, amount: times(net, direction), dimensions: trackingIn(answer) });
    const code = `${TAX_CODE_PREFIX}${TaxType ?? ''}`;
    if (taxed && tax.digits !== 0n)
      taxes.set(code, addDecimals([taxes.get(code) ?? ZERO, times(tax, direction)]));
  }
  return [...lines, ...[...taxes].map(([account, amount]) => ({ account, amount }))];
};

const trackingIn = ({ Tracking }: LineAnswer): readonly HeldDimension[] =>
  (Tracking ?? []).map(({ Name, Option }) => ({ name: Name ?? '', value: Option ?? '' }));

const paymentOf = (raw: unknown, { receivable, baseCurrency }: ReadingBooks): Read | undefined => {
  const { data } = paymentAnswer.safeParse(raw);
  const account = accountOf(data?.Account?.Code, data?.Account?.AccountID);
  const date = dayOf(data?.Date);
  const amount = parseDecimal(data?.Amount);
  if (data === undefined || account === undefined || date === undefined || amount === undefined)
    return undefined;
  const atPar = /^1(?:\.0*)?$/.test(data.CurrencyRate ?? '1');
  const currency =
    data.Invoice?.CurrencyCode ?? data.CreditNote?.CurrencyCode ?? (atPar ? baseCurrency : undefined);
  const direction = DIRECTIONS.get(data.PaymentType);
  if (currency === undefined || direction === undefined) return undefined;
  return {
    recordId: data.PaymentID,
    date,
    currency,
    lines: [
      { account, amount: times(amount, direction) },
      { account: receivable, amount: times(amount, -direction) },
    ],
  };
};

/** Money comes in for an invoice, and goes out for a credit note. */
const DIRECTIONS: ReadonlyMap<string, bigint> = new Map([
  ['ACCRECPAYMENT', 1n],
  ['ARCREDITPAYMENT', -1n],
]);

const ZERO: Decimal = { digits: 0n, scale: 0 };

const times = ({ digits, scale }: Decimal, sign: bigint): Decimal => ({ digits: digits * sign, scale });

const isNothing = (text: string | null | undefined): boolean =>
  text === undefined || text === null || text === '';

const accountOf = (code: string | null | undefined, id: string | null | undefined): string | undefined =>
  [code, id].find((text): text is string => !isNothing(text));

const sideOf = ({ account, amount, dimensions = [] }: ReadLine, currency: string): LedgerRecord['lines'] => {
  if (amount.digits === 0n) return [];
  const positive = times(amount, amount.digits < 0n ? -1n : 1n);
  const text = shown(positive, currency);
  const told = dimensions.length === 0 ? {} : { dimensions };
  return [{ ledgerAccount: account, [amount.digits > 0n ? 'debit' : 'credit']: text, ...told }];
};

/** With the currency's decimals; an amount that has more of them is shown as it is, so that comparing says so. */
const shown = (amount: Decimal, currency: string): string => {
  const decimals = exponentOf(currency);
  const minor = decimals === undefined ? undefined : wholeMinor(amount, decimals);
  return decimals === undefined || minor === undefined
    ? formatDecimal(amount)
    : formatDigits(minor, decimals);
};
