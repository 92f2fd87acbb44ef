/** What the simulated Xero keeps. Amounts are hundredths, debits and credits as Xero's own fields have them. */
import type { Ties } from './amounts';

export interface SimAccount {
  readonly AccountID: string;
  /** Bank accounts may have none. */
  readonly Code?: string;
  readonly Name: string;
  readonly Type: string;
  readonly Class: 'ASSET' | 'LIABILITY' | 'EQUITY' | 'REVENUE' | 'EXPENSE';
  readonly SystemAccount?: string;
  readonly CurrencyCode?: string;
  readonly EnablePaymentsToAccount?: boolean;
  Status: 'ACTIVE' | 'ARCHIVED';
}

export interface SimTaxRate {
  readonly TaxType: string;
  readonly Name: string;
  /** Percent with four decimals. */
  readonly EffectiveRate: string;
  readonly Status: 'ACTIVE' | 'DELETED';
}

export interface SimContact {
  readonly ContactID: string;
  ContactNumber?: string;
  Name: string;
  EmailAddress?: string;
  ContactStatus: 'ACTIVE' | 'ARCHIVED';
}

export interface SimLine {
  readonly Description: string;
  /** Decimal text. */
  readonly Quantity: string;
  readonly UnitAmount: string;
  LineAmount: bigint;
  readonly AccountCode: string;
  readonly TaxType: string;
  readonly TaxAmount: bigint;
  readonly Tracking: readonly { readonly Name: string; readonly Option: string }[];
}

interface Kept {
  readonly id: string;
  /** Of the last change; grows by one with each. */
  updated: number;
  Date: string;
  Status: string;
}

export interface SimSale extends Kept {
  readonly kind: 'Invoices' | 'CreditNotes' | 'BankTransactions';
  readonly Type: string;
  readonly Number?: string;
  Reference?: string;
  readonly ContactID: string;
  readonly DueDate?: string;
  readonly CurrencyCode: string;
  readonly LineAmountTypes: 'Exclusive' | 'Inclusive' | 'NoTax';
  readonly BankAccountID?: string;
  readonly LineItems: readonly SimLine[];
  SubTotal: bigint;
  TotalTax: bigint;
  Total: bigint;
  /** Of an invoice or credit note: what payments settled. */
  Settled: bigint;
}

export interface SimPayment extends Kept {
  readonly kind: 'Payments';
  readonly PaymentType: 'ACCRECPAYMENT' | 'ARCREDITPAYMENT';
  readonly Of: string;
  readonly AccountID: string;
  Amount: bigint;
  readonly Reference?: string;
  readonly CurrencyCode: string;
}

export interface SimJournal extends Kept {
  readonly kind: 'ManualJournals';
  readonly Narration: string;
  readonly JournalLines: readonly {
    readonly AccountCode: string;
    readonly Description?: string;
    LineAmount: bigint;
    readonly Tracking: SimLine['Tracking'];
  }[];
}

export type SimRecord = SimSale | SimPayment | SimJournal;
export type RecordKind = SimRecord['kind'];

export interface XeroState {
  readonly organisation: {
    readonly Name: string;
    readonly BaseCurrency: string;
    readonly IsDemoCompany: boolean;
    PeriodLockDate?: string;
    EndOfYearLockDate?: string;
  };
  readonly currencies: Set<string>;
  /** How half a cent of tax is rounded: Xero does not say. */
  readonly ties: Ties;
  readonly accounts: SimAccount[];
  readonly taxRates: SimTaxRate[];
  /** Options of each tracking category. */
  readonly tracking: Map<string, readonly string[]>;
  readonly contacts: SimContact[];
  readonly records: SimRecord[];
  nextId(): string;
  tick(): number;
}

const account = (
  Code: string | undefined,
  Name: string,
  Type: string,
  Class: SimAccount['Class'],
  more: Partial<SimAccount> = {},
): Omit<SimAccount, 'AccountID' | 'Status'> => ({
  ...(Code === undefined ? {} : { Code }),
  Name,
  Type,
  Class,
  ...more,
});

/** A small chart with what Xero's own has: bank accounts with and without a code, and its system accounts. */
const CHART = [
  account('090', 'Business Bank', 'BANK', 'ASSET', { CurrencyCode: 'EUR' }),
  account('091', 'Stripe', 'BANK', 'ASSET', { CurrencyCode: 'EUR' }),
  account('092', 'Stripe USD', 'BANK', 'ASSET', { CurrencyCode: 'USD' }),
  account('093', 'Stripe JPY', 'BANK', 'ASSET', { CurrencyCode: 'JPY' }),
  account(undefined, 'PayPal', 'BANK', 'ASSET', { CurrencyCode: 'EUR' }),
  account('200', 'Sales', 'REVENUE', 'REVENUE'),
  account('210', 'Shipping Income', 'REVENUE', 'REVENUE'),
  account('220', 'Discounts', 'REVENUE', 'REVENUE'),
  account('404', 'Bank Fees', 'EXPENSE', 'EXPENSE'),
  account('610', 'Accounts Receivable', 'CURRENT', 'ASSET', { SystemAccount: 'DEBTORS' }),
  account('611', 'Gateway Clearing', 'CURRENT', 'ASSET', { EnablePaymentsToAccount: true }),
  account('612', 'Prepayments', 'CURRENT', 'ASSET'),
  account('800', 'Accounts Payable', 'CURRLIAB', 'LIABILITY', { SystemAccount: 'CREDITORS' }),
  account('820', 'VAT', 'CURRLIAB', 'LIABILITY', { SystemAccount: 'GST' }),
  account('825', 'Sales Tax by Hand', 'CURRLIAB', 'LIABILITY'),
  account('850', 'Gift Cards', 'CURRLIAB', 'LIABILITY'),
  account('860', 'Rounding', 'EXPENSE', 'EXPENSE', { SystemAccount: 'ROUNDING' }),
  account('960', 'Retained Earnings', 'EQUITY', 'EQUITY', { SystemAccount: 'RETAINEDEARNINGS' }),
];

const TAX_RATES: readonly SimTaxRate[] = [
  { TaxType: 'NONE', Name: 'No VAT', EffectiveRate: '0.0000', Status: 'ACTIVE' },
  { TaxType: 'OUTPUT2', Name: '20% (VAT on Income)', EffectiveRate: '20.0000', Status: 'ACTIVE' },
  { TaxType: 'TAX001', Name: '19% MwSt', EffectiveRate: '19.0000', Status: 'ACTIVE' },
  { TaxType: 'TAX002', Name: '8.25% sales tax', EffectiveRate: '8.2500', Status: 'ACTIVE' },
  { TaxType: 'ZERORATEDOUTPUT', Name: 'Zero Rated Income', EffectiveRate: '0.0000', Status: 'ACTIVE' },
  { TaxType: 'TAX009', Name: 'Old rate', EffectiveRate: '17.5000', Status: 'DELETED' },
];

/** Ids are counted, so that a run can be repeated. */
const idFrom = (prefix: string, number: number): string =>
  `${prefix}-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;

export const createState = (baseCurrency: string, currencies: readonly string[], ties: Ties): XeroState => {
  let [ids, ticks] = [0, 0];
  return {
    organisation: { Name: 'Demo Shop Ltd', BaseCurrency: baseCurrency, IsDemoCompany: true },
    currencies: new Set([baseCurrency, ...currencies]),
    ties,
    accounts: CHART.map((entry, index) => ({
      AccountID: idFrom('acc00000', index + 1),
      Status: 'ACTIVE' as const,
      ...entry,
    })),
    taxRates: [...TAX_RATES],
    tracking: new Map([
      ['Region', ['North', 'South']],
      ['Channel', ['Web', 'Retail']],
    ]),
    contacts: [],
    records: [],
    nextId: () => idFrom('5e000000', ++ids),
    tick: () => ++ticks,
  };
};

type RecordOfKind<K extends RecordKind> = K extends SimSale['kind']
  ? SimSale
  : Extract<SimRecord, { kind: K }>;

export const recordsOf = <K extends RecordKind>(state: XeroState, kind: K): readonly RecordOfKind<K>[] =>
  state.records.filter((record) => record.kind === kind) as unknown as readonly RecordOfKind<K>[];

export const accountBy = (
  state: XeroState,
  ref: { readonly Code?: string; readonly AccountID?: string },
): SimAccount | undefined =>
  state.accounts.find((known) =>
    ref.AccountID === undefined ? known.Code === ref.Code : known.AccountID === ref.AccountID,
  );
