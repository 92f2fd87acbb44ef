/**
 * Shapes of QuickBooks Online's accounting API, version 3: what is sent, and what is read of an answer. Numbers are
 * `JsonNumber` on the way out and strings of their digits on the way in.
 */
import type { JsonNumber } from '../exact-json';

/** The version of the API's fields that this code was written for; sent with every request. */
export const MINOR_VERSION = '75';

export const HOSTS = {
  production: 'https://quickbooks.api.intuit.com',
  sandbox: 'https://sandbox-quickbooks.api.intuit.com',
} as const;

/** Most payloads of one batch. */
export const BATCH_LIMIT = 30;
/** Most rows of one answer to a query. */
export const PAGE = 1000;
/** Longest DocNumber and PaymentRefNum. */
export const NUMBER_LIMIT = 21;
export const NOTE_LIMIT = 4000;
export const NAME_LIMIT = 100;
/** QuickBooks keeps amounts with two decimals, whatever the currency. */
export const AMOUNT_DECIMALS = 2;
/** Most decimals of a unit price. */
export const PRICE_DECIMALS = 7;

/** Records that documents become. */
export const RECORD_ENTITIES = [
  'SalesReceipt',
  'Invoice',
  'CreditMemo',
  'RefundReceipt',
  'Payment',
  'JournalEntry',
] as const;
export type RecordEntity = (typeof RECORD_ENTITIES)[number];

export type QueriedEntity =
  | RecordEntity
  | 'Account'
  | 'Class'
  | 'CompanyInfo'
  | 'Customer'
  | 'Department'
  | 'Item'
  | 'Preferences'
  | 'TaxCode'
  | 'TaxRate';

export interface Ref {
  readonly value: string;
}

export interface SalesLine {
  readonly Amount: JsonNumber;
  readonly Description?: string;
  readonly DetailType: 'SalesItemLineDetail';
  readonly SalesItemLineDetail: {
    readonly ItemRef: Ref;
    readonly Qty?: JsonNumber;
    readonly UnitPrice?: JsonNumber;
    readonly TaxCodeRef?: Ref;
    readonly ClassRef?: Ref;
  };
}

export interface TaxLine {
  readonly Amount: JsonNumber;
  readonly DetailType: 'TaxLineDetail';
  readonly TaxLineDetail: {
    readonly TaxRateRef: Ref;
    readonly PercentBased: boolean;
    readonly TaxPercent: JsonNumber;
    readonly NetAmountTaxable: JsonNumber;
  };
}

export interface TxnTaxDetail {
  /** US only: one code for the whole record. */
  readonly TxnTaxCodeRef?: Ref;
  readonly TotalTax: JsonNumber;
  /** Outside the US: one line for each rate. */
  readonly TaxLine?: readonly TaxLine[];
}

interface RecordHead {
  readonly TxnDate: string;
  readonly PrivateNote: string;
  readonly CurrencyRef?: Ref;
}

/** SalesReceipt, Invoice, CreditMemo and RefundReceipt. */
export interface SalesForm extends RecordHead {
  readonly DocNumber: string;
  readonly CustomerRef: Ref;
  /** Of the whole record: its lines have none. */
  readonly DepartmentRef?: Ref;
  /** Invoice and CreditMemo. */
  readonly ARAccountRef?: Ref;
  /** SalesReceipt and RefundReceipt. */
  readonly DepositToAccountRef?: Ref;
  readonly GlobalTaxCalculation?: 'TaxExcluded' | 'NotApplicable';
  readonly Line: readonly SalesLine[];
  readonly TxnTaxDetail?: TxnTaxDetail;
}

export interface Payment extends RecordHead {
  readonly PaymentRefNum: string;
  readonly CustomerRef: Ref;
  readonly TotalAmt: JsonNumber;
  readonly DepositToAccountRef: Ref;
  readonly ARAccountRef?: Ref;
  /** Absent where the money is for no invoice. */
  readonly Line?: readonly {
    readonly Amount: JsonNumber;
    readonly LinkedTxn: readonly { readonly TxnId: string; readonly TxnType: 'Invoice' }[];
  }[];
}

export interface JournalEntry extends RecordHead {
  readonly DocNumber: string;
  readonly Line: readonly {
    readonly Amount: JsonNumber;
    readonly Description?: string;
    readonly DetailType: 'JournalEntryLineDetail';
    readonly JournalEntryLineDetail: {
      readonly PostingType: 'Debit' | 'Credit';
      readonly AccountRef: Ref;
      readonly Entity?: { readonly Type: 'Customer'; readonly EntityRef: Ref };
      readonly ClassRef?: Ref;
      readonly DepartmentRef?: Ref;
    };
  }[];
}

export interface NewCustomer {
  readonly DisplayName: string;
  readonly PrintOnCheckName: string;
  readonly CompanyName?: string;
  readonly PrimaryEmailAddr?: { readonly Address: string };
  readonly CurrencyRef?: Ref;
  readonly Notes: string;
}

export interface NewItem {
  readonly Name: string;
  readonly Type: 'Service';
  readonly IncomeAccountRef: Ref;
}

export type CreatedEntity = RecordEntity | 'Customer' | 'Item';
export type CreatedBody = SalesForm | Payment | JournalEntry | NewCustomer | NewItem;

/** One piece of a batch: something to create, or a question. */
export type BatchPiece =
  { readonly entity: CreatedEntity; readonly body: CreatedBody } | { readonly query: string };
