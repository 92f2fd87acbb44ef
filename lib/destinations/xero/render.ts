/** From a document to the element that Xero is sent. Pure: what only Xero can give comes in as `RenderingIds`. */
import { parseDecimal } from '../../money/decimal';
import { roundToMinor } from '../../money/minor';
import { checkedLines, type DirectedLine, documentAmounts, type DocumentAmounts } from '../document-amounts';
import type { LedgerDocument, LineRole } from '../ledger-destination';
import { referenceProblem, referenceText } from './reference';
import {
  amountOf,
  hundredths,
  lineItem,
  lineTracking,
  type SaleChoices,
  type SaleLine,
  saleLines,
  textOf,
  tooFine,
} from './sale-lines';
import { agreedForms, type Rates, type TaxForm, taxShares, type Ties } from './tax-shares';
import {
  AMOUNT_DECIMALS,
  type AccountRef,
  type Endpoint,
  type LineItem,
  NARRATION_LIMIT,
  type NewBankTransaction,
  type NewCreditNote,
  type NewElement,
  type NewInvoice,
  type NewManualJournal,
  type NewPayment,
  REFERENCE_LIMIT,
} from './wire';

export interface RenderingIds extends SaleChoices {
  /** Xero's contact of a customer key. */
  contact(key: string): string | undefined;
  /** Xero's id of the record that a plan became. */
  record(key: string): string | undefined;
  /** Of the tax codes in use; where they are not known, receipts are written as invoices are. */
  readonly rates?: Rates;
  /** How Xero seems to round. */
  readonly ties: Ties;
}

export interface Rendered {
  readonly endpoint: Endpoint;
  readonly element: NewElement;
  /** Of a receipt: how to write it should Xero work out its tax the other way. */
  readonly otherwise?: readonly { readonly element: NewElement; readonly ties: Ties }[];
}

/** A sentence when Xero cannot hold the document. */
export const renderDocument = (document: LedgerDocument, ids: RenderingIds): Rendered | string => {
  const limit = document.type === 'journal' ? NARRATION_LIMIT : REFERENCE_LIMIT;
  const unfindable = referenceProblem(document, limit);
  if (unfindable !== undefined) return unfindable;
  switch (document.type) {
    case 'invoice':
    case 'credit_note':
      return renderSale(document, ids);
    case 'sales_receipt':
    case 'refund_receipt':
      return renderReceipt(document, ids);
    case 'payment':
    case 'refund_payment':
      return renderPayment(document, ids);
    case 'journal':
      return renderJournal(document, ids);
  }
};

const referenceOf = (document: LedgerDocument): string =>
  referenceText(document, document.source.number, REFERENCE_LIMIT);

const contactOf = (
  { customer }: LedgerDocument,
  ids: RenderingIds,
): { readonly ContactID: string } | string => {
  if (customer === undefined) return 'the document names no customer, and Xero wants a contact on it';
  const ContactID = ids.contact(customer.key);
  return ContactID === undefined ? `Xero has no contact for "${customer.key}" yet` : { ContactID };
};

/** The amounts of a sale against what it must stand against: else Xero would book it there all the same. */
const amountsAgainst = (document: LedgerDocument, role: LineRole): DocumentAmounts | string => {
  const amounts = documentAmounts(document);
  if (typeof amounts === 'string') return amounts;
  return amounts.counterparts[0]?.line.role === role
    ? amounts
    : `documents of type "${document.type.replace('_', ' ')}" stand against ${role}, and this one does not`;
};

const renderSale = (document: LedgerDocument, ids: RenderingIds): Rendered | string => {
  const amounts = amountsAgainst(document, 'receivable');
  if (typeof amounts === 'string') return amounts;
  const sale = saleLines(document, amounts, ids);
  if (typeof sale === 'string') return sale;
  const Contact = contactOf(document, ids);
  if (typeof Contact === 'string') return Contact;
  const taxes = taxShares(sale);
  const shared = {
    Contact,
    Date: document.date,
    Reference: referenceOf(document),
    LineAmountTypes: 'Exclusive',
    CurrencyCode: document.currency,
    Status: 'AUTHORISED',
    LineItems: sale.lines.map((line, index) => lineItem(line, line.net, taxes[index] as bigint)),
  } as const;
  if (document.type === 'credit_note') {
    const element: NewCreditNote = { Type: 'ACCRECCREDIT', CreditNoteNumber: document.shortKey, ...shared };
    return { endpoint: 'CreditNotes', element };
  }
  const element: NewInvoice = {
    Type: 'ACCREC',
    InvoiceNumber: document.shortKey,
    DueDate: document.date,
    ...shared,
  };
  return { endpoint: 'Invoices', element };
};

const renderReceipt = (document: LedgerDocument, ids: RenderingIds): Rendered | string => {
  const amounts = amountsAgainst(document, 'money');
  if (typeof amounts === 'string') return amounts;
  const sale = saleLines(document, amounts, ids);
  if (typeof sale === 'string') return sale;
  const Contact = contactOf(document, ids);
  if (typeof Contact === 'string') return Contact;
  const { rounding } = document;
  const forms = ids.rates
    ? agreedForms(sale, ids.rates, roundingLimit(rounding?.limit), ids.ties)
    : [{ lines: sale.lines, inclusive: false, taxes: taxShares(sale), rounding: 0n, ties: ids.ties }];
  if (typeof forms === 'string') return forms;
  const [first, ...others] = forms.map((form) => ({
    ties: form.ties,
    element: {
      Type: document.type === 'sales_receipt' ? 'RECEIVE' : 'SPEND',
      Contact,
      BankAccount: moneyAccount(amounts),
      Date: document.date,
      Reference: referenceOf(document),
      LineAmountTypes: form.inclusive ? 'Inclusive' : 'Exclusive',
      Status: 'AUTHORISED',
      LineItems: [...itemsOf(form), ...roundingItem(form, rounding?.ledgerAccount, ids.noTaxType)],
    } as const satisfies NewBankTransaction,
  }));
  if (first === undefined) throw new Error('a receipt without a form');
  return { endpoint: 'BankTransactions', element: first.element, otherwise: others };
};

/** In whole hundredths: what is finer allows no more. */
const roundingLimit = (text: string | undefined): bigint | undefined => {
  const limit = parseDecimal(text);
  return limit && roundToMinor(limit, AMOUNT_DECIMALS, 'down');
};

const itemsOf = ({ lines, inclusive, taxes }: TaxForm): readonly LineItem[] =>
  lines.map((line, index) => {
    const tax = taxes[index] as bigint;
    return lineItem(line, inclusive ? line.net + tax : line.net, tax);
  });

const roundingItem = (
  { rounding }: TaxForm,
  account: string | undefined,
  taxType: string,
): readonly LineItem[] => {
  if (rounding === 0n || account === undefined) return [];
  const line: SaleLine = { account, text: 'Tax rounding', net: rounding, taxType, tracking: [] };
  return [lineItem(line, rounding, 0n)];
};

const renderPayment = (document: LedgerDocument, ids: RenderingIds): Rendered | string => {
  const amounts = documentAmounts(document);
  if (typeof amounts === 'string') return amounts;
  const amount = hundredths(amounts.total, amounts.decimals);
  if (amount === undefined) return tooFine(document.currency);
  const { appliesTo, date, type } = document;
  if (appliesTo === undefined) return 'it does not say what it pays';
  const record = ids.record(appliesTo.key);
  if (record === undefined) return `Xero's record of ${appliesTo.key}, which it pays, is not known`;
  const element: NewPayment = {
    ...(type === 'payment' ? { Invoice: { InvoiceID: record } } : { CreditNote: { CreditNoteID: record } }),
    Account: moneyAccount(amounts),
    Date: date,
    Amount: amountOf(amount),
    Reference: referenceOf(document),
  };
  return { endpoint: 'Payments', element };
};

const renderJournal = (document: LedgerDocument, ids: RenderingIds): Rendered | string => {
  const checked = checkedLines(document);
  if (typeof checked === 'string') return checked;
  const lines: NewManualJournal['JournalLines'][number][] = [];
  for (const { line, side, minor } of checked.lines) {
    const amount = hundredths(minor, checked.decimals);
    if (amount === undefined) return tooFine(document.currency);
    const tracking = lineTracking(line, ids.tracking);
    if (typeof tracking === 'string') return tracking;
    lines.push({
      LineAmount: amountOf(side === 'debit' ? amount : -amount),
      AccountCode: line.ledgerAccount,
      Description: textOf(line, document),
      ...(tracking.length === 0 ? {} : { Tracking: tracking }),
    });
  }
  const element: NewManualJournal = {
    Narration: referenceText(document, document.description, NARRATION_LIMIT),
    Date: document.date,
    LineAmountTypes: 'NoTax',
    Status: 'POSTED',
    JournalLines: lines,
  };
  return { endpoint: 'ManualJournals', element };
};

/** Money comes first among the counterparts of what is paid. */
const moneyAccount = ({ counterparts }: DocumentAmounts): AccountRef =>
  accountRef((counterparts[0] as DirectedLine).line.ledgerAccount);

const XERO_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Mappings name an account by its code, or by Xero's id where it has none. */
const accountRef = (ledgerAccount: string): AccountRef =>
  XERO_ID.test(ledgerAccount) ? { AccountID: ledgerAccount } : { Code: ledgerAccount };
