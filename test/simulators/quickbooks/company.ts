/** A company of QuickBooks: its settings, its lists and its transactions. All of it can be looked at by tests. */
import { JsonNumber } from '../../../lib/destinations/exact-json';
import { inactive, invalidReference } from './fault';

export type Row = Record<string, unknown>;

export const LIST_ENTITIES = [
  'Account',
  'Class',
  'Customer',
  'Department',
  'Item',
  'TaxCode',
  'TaxRate',
] as const;
export const TRANSACTION_ENTITIES = [
  'SalesReceipt',
  'Invoice',
  'CreditMemo',
  'RefundReceipt',
  'Payment',
  'JournalEntry',
] as const;
export type ListEntity = (typeof LIST_ENTITIES)[number];
export type TransactionEntity = (typeof TRANSACTION_ENTITIES)[number];
export type StoredEntity = ListEntity | TransactionEntity;

export interface CompanySettings {
  readonly country: string;
  readonly currency: string;
  multiCurrency: boolean;
  customTxnNumbers: boolean;
  usingSalesTax: boolean;
  /** US: QuickBooks works out sales tax itself and takes no other amount. */
  automatedSalesTax: boolean;
  closeDate: string | undefined;
  /** One class to each line; off, classes of lines are lost without a word. */
  classTracking: boolean;
  /** The same for departments, which QuickBooks shows as locations. */
  departmentTracking: boolean;
  /** Whether sales lines of answers tell the account of their item. */
  itemAccountRefs: boolean;
  /** Whether invoices, credit memos and payments of answers tell their receivable account. */
  receivableRefs: boolean;
}

export const RECEIVABLE = 'Accounts Receivable';

export class Company {
  readonly rows: Record<StoredEntity, Row[]> = {
    Account: [],
    Class: [],
    Customer: [],
    Department: [],
    Item: [],
    TaxCode: [],
    TaxRate: [],
    SalesReceipt: [],
    Invoice: [],
    CreditMemo: [],
    RefundReceipt: [],
    Payment: [],
    JournalEntry: [],
  };
  private lastId = 1000;

  constructor(readonly settings: CompanySettings) {}

  add(entity: StoredEntity, row: Row, id: string = String(++this.lastId)): Row {
    const stored = { ...row, Id: id, SyncToken: '0', domain: 'QBO', sparse: false };
    this.rows[entity].push(stored);
    return stored;
  }

  get transactions(): readonly { readonly entity: TransactionEntity; readonly row: Row }[] {
    return TRANSACTION_ENTITIES.flatMap((entity) => this.rows[entity].map((row) => ({ entity, row })));
  }

  find(entity: StoredEntity, id: string): Row | undefined {
    return this.rows[entity].find((row) => row['Id'] === id);
  }

  /** What a reference points to; refuses what is not there or inactive. */
  referred(entity: ListEntity, reference: unknown, what: string): Row {
    const id = refValue(reference) ?? '';
    const row = this.find(entity, id) ?? invalidReference(what, id);
    if (row['Active'] === false) inactive(what);
    return row;
  }

  deactivate(entity: ListEntity, id: string): void {
    const row = this.find(entity, id);
    if (row === undefined) throw new Error(`there is no ${entity} ${id}`);
    row['Active'] = false;
    for (const field of ['DisplayName', 'Name'])
      if (typeof row[field] === 'string') row[field] = `${row[field]} (deleted)`;
  }

  currencyOf(row: Row): string {
    return refValue(row['CurrencyRef']) ?? this.settings.currency;
  }

  /** The receivable account of a currency, which QuickBooks opens by itself. */
  receivableOf(currency: string): Row {
    const found = this.rows.Account.find(
      (row) => row['AccountType'] === RECEIVABLE && this.currencyOf(row) === currency,
    );
    return (
      found ??
      this.add(
        'Account',
        accountRow(`Accounts Receivable (A/R) - ${currency}`, RECEIVABLE, 'Asset', currency),
      )
    );
  }

  preferences(): Row {
    const { multiCurrency, currency, customTxnNumbers, usingSalesTax, automatedSalesTax, closeDate } =
      this.settings;
    const { classTracking, departmentTracking } = this.settings;
    return {
      Id: '1',
      AccountingInfoPrefs: {
        UseAccountNumbers: false,
        ClassTrackingPerTxn: false,
        ClassTrackingPerTxnLine: classTracking,
        TrackDepartments: departmentTracking,
        ...(closeDate === undefined ? {} : { BookCloseDate: closeDate }),
      },
      SalesFormsPrefs: { CustomTxnNumbers: customTxnNumbers },
      CurrencyPrefs: { MultiCurrencyEnabled: multiCurrency, HomeCurrency: { value: currency } },
      TaxPrefs: { UsingSalesTax: usingSalesTax, ...(automatedSalesTax ? { PartnerTaxEnabled: true } : {}) },
    };
  }

  info(): Row {
    return { Id: '1', CompanyName: 'Simulated Company', Country: this.settings.country };
  }
}

export const refValue = (reference: unknown): string | undefined => {
  const value = (reference as { readonly value?: unknown } | undefined)?.value;
  return typeof value === 'string' ? value : undefined;
};

export const accountRow = (name: string, type: string, classification: string, currency?: string): Row => ({
  Name: name,
  FullyQualifiedName: name,
  Active: true,
  AccountType: type,
  Classification: classification,
  CurrentBalance: new JsonNumber('0'),
  ...(currency === undefined ? {} : { CurrencyRef: { value: currency } }),
});
