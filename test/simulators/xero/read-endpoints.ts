/** GET of the simulated Xero. */
import { writeExactJson } from '../../../lib/destinations/exact-json';
import { JsonNumber } from '../../../lib/destinations/exact-json';
import { shown } from './amounts';
import { balances } from './balances';
import { type Listed, listRows } from './list-rows';
import { showContact, showRecord, shownDay } from './show';
import { recordsOf, type RecordKind, type SimRecord, type XeroState } from './state';
import { type Row, WhereError } from './where-clause';

type Query = Readonly<Record<string, string>>;
interface ReadAnswer {
  readonly status: number;
  readonly body: string;
}

export const answerRead = (state: XeroState, endpoint: string, query: Query): ReadAnswer => {
  try {
    const body = READERS[endpoint]?.(state, query);
    return body === undefined ? { status: 404, body: '' } : { status: 200, body: writeExactJson(body) };
  } catch (error) {
    if (!(error instanceof WhereError)) throw error;
    const refusal = { ErrorNumber: 16, Type: 'QueryParseException', Message: error.message };
    return { status: 400, body: writeExactJson(refusal) };
  }
};

type Reader = (state: XeroState, query: Query) => Row;

const RECORD_IDS: Readonly<Record<RecordKind, string>> = {
  Invoices: 'InvoiceID',
  CreditNotes: 'CreditNoteID',
  BankTransactions: 'BankTransactionID',
  Payments: 'PaymentID',
  ManualJournals: 'ManualJournalID',
};

/** What filters and orders see of a record. */
const factsOf = (record: SimRecord): Row => ({
  [RECORD_IDS[record.kind]]: record.id,
  Date: record.Date,
  Status: record.Status,
  UpdatedDateUTC: record.updated,
  ...('Type' in record ? { Type: record.Type } : {}),
  ...('PaymentType' in record ? { PaymentType: record.PaymentType } : {}),
  ...('Reference' in record ? { Reference: record.Reference } : {}),
  ...('Narration' in record ? { Narration: record.Narration } : {}),
  ...(record.kind === 'Invoices' ? { InvoiceNumber: record.Number } : {}),
  ...(record.kind === 'CreditNotes' ? { CreditNoteNumber: record.Number } : {}),
});

const page = (pagination: Listed<unknown>['pagination']) => (pagination === undefined ? {} : { pagination });

const recordReader =
  (kind: RecordKind): Reader =>
  (state, query) => {
    const numbers = query['InvoiceNumbers']?.split(',').map((number) => number.toLowerCase());
    const all = recordsOf(state, kind).filter(
      (record) =>
        numbers === undefined ||
        ('Number' in record && numbers.includes((record.Number ?? '').toLowerCase())),
    );
    const { rows, pagination } = listRows<SimRecord>(all, factsOf, query);
    // Without a page Xero leaves the lines out.
    const withLines = query['page'] !== undefined;
    return { ...page(pagination), [kind]: rows.map((record) => showRecord(state, record, withLines)) };
  };

const READERS: Readonly<Record<string, Reader>> = {
  Organisation: ({ organisation }) => ({
    Organisations: [
      {
        Name: organisation.Name,
        BaseCurrency: organisation.BaseCurrency,
        IsDemoCompany: organisation.IsDemoCompany,
        ...dateField('PeriodLockDate', organisation.PeriodLockDate),
        ...dateField('EndOfYearLockDate', organisation.EndOfYearLockDate),
      },
    ],
  }),
  Accounts: ({ accounts }) => ({ Accounts: accounts }),
  TaxRates: ({ taxRates }) => ({
    TaxRates: taxRates.map(({ EffectiveRate, ...rate }) => ({
      ...rate,
      EffectiveRate: new JsonNumber(EffectiveRate),
    })),
  }),
  TrackingCategories: ({ tracking }) => ({
    TrackingCategories: [...tracking].map(([Name, options]) => ({
      Name,
      Status: 'ACTIVE',
      Options: [
        ...options.map((option) => ({ Name: option, Status: 'ACTIVE' })),
        { Name: 'Long ago', Status: 'ARCHIVED' },
      ],
    })),
  }),
  Contacts: ({ contacts }, query) => {
    const visible = contacts.filter(
      ({ ContactStatus }) => ContactStatus === 'ACTIVE' || query['includeArchived'] === 'true',
    );
    const { rows, pagination } = listRows(visible, (contact) => ({ ...contact }), query);
    return { ...page(pagination), Contacts: rows.map(showContact) };
  },
  'Reports/TrialBalance': (state, query) => ({
    Reports: [
      {
        ReportName: 'Trial Balance',
        Rows: [...balances(state, query['date'])].map(([name, net]) => ({
          RowType: 'Row',
          Cells: [
            { Value: name },
            { Value: net > 0n ? shown(net) : '' },
            { Value: net < 0n ? shown(-net) : '' },
          ],
        })),
      },
    ],
  }),
  Invoices: recordReader('Invoices'),
  CreditNotes: recordReader('CreditNotes'),
  BankTransactions: recordReader('BankTransactions'),
  Payments: recordReader('Payments'),
  ManualJournals: recordReader('ManualJournals'),
};

const dateField = (name: string, day: string | undefined): Row =>
  day === undefined ? {} : { [name]: shownDay(day) };
