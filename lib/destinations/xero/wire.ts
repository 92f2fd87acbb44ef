/**
 * Shapes of Xero's Accounting API 2.0: what is sent, and what is read of an answer. Numbers are `JsonNumber` on the way out
 * and strings of their digits on the way in. What an answer holds beside these fields is not looked at.
 */
import * as z from 'zod/v4';
import type { JsonNumber } from '../exact-json';

export const HOST = 'https://api.xero.com';
export const API_PATH = '/api.xro/2.0';

/** Most elements of one write, as Xero advises. */
export const BATCH_LIMIT = 50;
/** Most bytes of one write; Xero takes 3.5 MB. */
export const BODY_LIMIT = 3_000_000;
/** IIS in front of Xero answers 404 to a query string of more than 2,048 characters; the rest is for paging and the like. */
export const WHERE_LIMIT = 1_800;
export const REFERENCE_LIMIT = 255;
export const NARRATION_LIMIT = 2_000;
export const DESCRIPTION_LIMIT = 4_000;
export const NAME_LIMIT = 255;
/** Xero keeps amounts with two decimals, whatever the currency, and unit prices with four. */
export const AMOUNT_DECIMALS = 2;
export const PRICE_DECIMALS = 4;
/** Tax type of a line without tax, where the books have no other. */
export const NO_TAX_TYPE = 'NONE';

/** Where the records of a document live. */
export const ENDPOINTS = [
  'Invoices',
  'CreditNotes',
  'BankTransactions',
  'ManualJournals',
  'Payments',
] as const;
export type Endpoint = (typeof ENDPOINTS)[number];

/** Name of each endpoint's id, and of the field that begins with our short key. */
export const RECORD_FIELDS = {
  Invoices: { id: 'InvoiceID', mark: 'InvoiceNumber' },
  CreditNotes: { id: 'CreditNoteID', mark: 'CreditNoteNumber' },
  BankTransactions: { id: 'BankTransactionID', mark: 'Reference' },
  ManualJournals: { id: 'ManualJournalID', mark: 'Narration' },
  Payments: { id: 'PaymentID', mark: 'Reference' },
} as const satisfies Record<Endpoint, { readonly id: string; readonly mark: string }>;

export interface Tracking {
  readonly Name: string;
  readonly Option: string;
}

export interface LineItem {
  readonly Description: string;
  readonly Quantity: JsonNumber;
  readonly UnitAmount: JsonNumber;
  readonly LineAmount: JsonNumber;
  readonly AccountCode: string;
  readonly TaxType: string;
  readonly TaxAmount: JsonNumber;
  readonly Tracking?: readonly Tracking[];
}

/** Bank accounts need not have a code. */
export type AccountRef = { readonly Code: string } | { readonly AccountID: string };

interface SalesForm {
  readonly Contact: { readonly ContactID: string };
  readonly Date: string;
  readonly Reference: string;
  readonly LineAmountTypes: 'Exclusive' | 'Inclusive';
  readonly Status: 'AUTHORISED';
  readonly LineItems: readonly LineItem[];
}

export interface NewInvoice extends SalesForm {
  readonly Type: 'ACCREC';
  readonly InvoiceNumber: string;
  readonly DueDate: string;
  readonly CurrencyCode: string;
}

export interface NewCreditNote extends SalesForm {
  readonly Type: 'ACCRECCREDIT';
  readonly CreditNoteNumber: string;
  readonly CurrencyCode: string;
}

/** Its currency is that of the bank account. */
export interface NewBankTransaction extends SalesForm {
  readonly Type: 'RECEIVE' | 'SPEND';
  readonly BankAccount: AccountRef;
}

export interface NewPayment {
  readonly Invoice?: { readonly InvoiceID: string };
  readonly CreditNote?: { readonly CreditNoteID: string };
  readonly Account: AccountRef;
  readonly Date: string;
  readonly Amount: JsonNumber;
  readonly Reference: string;
}

/** Always in the base currency. */
export interface NewManualJournal {
  readonly Narration: string;
  readonly Date: string;
  readonly LineAmountTypes: 'NoTax';
  readonly Status: 'POSTED';
  readonly JournalLines: readonly {
    /** Debits are positive. */
    readonly LineAmount: JsonNumber;
    readonly AccountCode: string;
    readonly Description: string;
    readonly Tracking?: readonly Tracking[];
  }[];
}

export interface NewContact {
  readonly Name: string;
  readonly ContactNumber: string;
  readonly EmailAddress?: string;
}

export type NewElement = NewInvoice | NewCreditNote | NewBankTransaction | NewPayment | NewManualJournal;

const optionalText = z.string().nullish();
const validationErrors = z.array(z.object({ Message: optionalText })).nullish();

export const connectionsAnswer = z.array(
  z.object({ tenantId: z.string(), tenantName: optionalText, tenantType: optionalText }),
);

export const organisationsAnswer = z.object({
  Organisations: z
    .array(
      z.object({
        BaseCurrency: z.string(),
        PeriodLockDate: optionalText,
        EndOfYearLockDate: optionalText,
      }),
    )
    .min(1),
});

export const accountsAnswer = z.object({
  Accounts: z.array(
    z.object({
      AccountID: z.string(),
      Code: optionalText,
      Name: z.string(),
      Type: z.string(),
      Class: optionalText,
      Status: optionalText,
      SystemAccount: optionalText,
      CurrencyCode: optionalText,
      EnablePaymentsToAccount: z.boolean().nullish(),
    }),
  ),
});

export const taxRatesAnswer = z.object({
  TaxRates: z.array(
    z.object({
      TaxType: z.string(),
      Name: z.string(),
      Status: optionalText,
      EffectiveRate: optionalText,
    }),
  ),
});

const active = { Name: z.string(), Status: optionalText };

export const trackingCategoriesAnswer = z.object({
  TrackingCategories: z.array(z.object({ ...active, Options: z.array(z.object(active)).nullish() })),
});

/** Of one element of a write: did Xero take it, and if not, why. */
export const elementAnswer = z.object({
  StatusAttributeString: optionalText,
  HasErrors: z.boolean().nullish(),
  HasValidationErrors: z.boolean().nullish(),
  ValidationErrors: validationErrors,
});

/** What a refused request as a whole looks like. */
export const errorAnswer = z.object({
  Message: optionalText,
  Detail: optionalText,
  Title: optionalText,
  Elements: z.array(z.object({ ValidationErrors: validationErrors })).nullish(),
});

const pagination = z.object({ page: z.string(), pageCount: z.string() }).nullish();

const lineAnswer = z.object({
  LineAmount: optionalText,
  AccountCode: optionalText,
  AccountID: optionalText,
  TaxType: optionalText,
  TaxAmount: optionalText,
  Tracking: z.array(z.object({ Name: optionalText, Option: optionalText })).nullish(),
});

const accountAnswer = z.object({ Code: optionalText, AccountID: optionalText });

const saleFields = {
  Type: z.string(),
  Status: z.string(),
  Date: optionalText,
  DateString: optionalText,
  Reference: optionalText,
  LineAmountTypes: z.string(),
  CurrencyCode: z.string(),
  Total: z.string(),
  LineItems: z.array(lineAnswer),
};

export const invoiceAnswer = z.object({ ...saleFields, InvoiceID: z.string(), InvoiceNumber: optionalText });
export const creditNoteAnswer = z.object({
  ...saleFields,
  CreditNoteID: z.string(),
  CreditNoteNumber: optionalText,
});
export const bankTransactionAnswer = z.object({
  ...saleFields,
  BankTransactionID: z.string(),
  BankAccount: accountAnswer,
});

const paidAnswer = z.object({ CurrencyCode: optionalText }).nullish();
export const paymentAnswer = z.object({
  PaymentID: z.string(),
  PaymentType: z.string(),
  Status: z.string(),
  Date: optionalText,
  Reference: optionalText,
  Amount: z.string(),
  CurrencyRate: optionalText,
  Account: accountAnswer.nullish(),
  Invoice: paidAnswer,
  CreditNote: paidAnswer,
});

export const manualJournalAnswer = z.object({
  ManualJournalID: z.string(),
  Narration: optionalText,
  Date: optionalText,
  DateString: optionalText,
  Status: z.string(),
  LineAmountTypes: z.string(),
  JournalLines: z.array(lineAnswer),
});

export const contactAnswer = z.object({
  ContactID: z.string(),
  ContactNumber: optionalText,
  ContactStatus: optionalText,
});

/** A page of records, each still unread: what is wrong with somebody else's record is no concern of ours. */
export const pageAnswer = (name: string) =>
  z.object({ [name]: z.array(z.unknown()), pagination }) as unknown as z.ZodType<
    Readonly<Record<string, readonly unknown[]>> & {
      readonly pagination?: { readonly page: string; readonly pageCount: string } | null;
    }
  >;

export type SaleAnswer = Pick<
  z.infer<typeof invoiceAnswer>,
  | 'Type'
  | 'Status'
  | 'Date'
  | 'DateString'
  | 'Reference'
  | 'LineAmountTypes'
  | 'CurrencyCode'
  | 'Total'
  | 'LineItems'
>;
export type LineAnswer = z.infer<typeof lineAnswer>;
export type ElementAnswer = z.infer<typeof elementAnswer>;
