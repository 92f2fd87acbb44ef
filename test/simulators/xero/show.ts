/** Records as Xero shows them: `/Date(…)/`, numbers with their decimals, lines only where a page was asked for. */
import { JsonNumber } from '../../../lib/destinations/exact-json';
import { money } from './amounts';
import { recordsOf, type SimContact, type SimRecord, type SimSale, type XeroState } from './state';

export type Shown = Readonly<Record<string, unknown>>;

export const shownDay = (day: string): string => `/Date(${Date.parse(`${day}T00:00:00Z`)}+0000)/`;

const head = ({ Date: day, Status, updated }: SimRecord): Shown => ({
  Date: shownDay(day),
  Status,
  UpdatedDateUTC: `/Date(${1_700_000_000_000 + updated}+0000)/`,
});

export const showContact = ({
  ContactID,
  ContactNumber,
  Name,
  EmailAddress,
  ContactStatus,
}: SimContact): Shown => ({
  ContactID,
  ...(ContactNumber === undefined ? {} : { ContactNumber }),
  Name,
  ...(EmailAddress === undefined ? {} : { EmailAddress }),
  ContactStatus,
});

export const showRecord = (state: XeroState, record: SimRecord, withLines: boolean): Shown => {
  if (record.kind === 'Payments') return showPayment(state, record);
  if (record.kind === 'ManualJournals')
    return {
      ManualJournalID: record.id,
      ...head(record),
      Narration: record.Narration,
      LineAmountTypes: 'NoTax',
      JournalLines: withLines
        ? record.JournalLines.map(({ LineAmount, ...line }) => ({
            ...line,
            LineAmount: money(LineAmount),
            TaxType: 'NONE',
            TaxAmount: money(0n),
            IsBlank: false,
          }))
        : [],
    };
  return showSale(state, record, withLines);
};

const showSale = (state: XeroState, sale: SimSale, withLines: boolean): Shown => {
  const contact = state.contacts.find(({ ContactID }) => ContactID === sale.ContactID);
  const bank = state.accounts.find(({ AccountID }) => AccountID === sale.BankAccountID);
  return {
    Type: sale.Type,
    ...IDS[sale.kind](sale),
    ...(sale.Reference === undefined ? {} : { Reference: sale.Reference }),
    Contact: contact ? showContact(contact) : { ContactID: sale.ContactID },
    DateString: `${sale.Date}T00:00:00`,
    ...head(sale),
    ...(bank === undefined
      ? {}
      : {
          BankAccount: {
            AccountID: bank.AccountID,
            ...(bank.Code === undefined ? {} : { Code: bank.Code }),
            Name: bank.Name,
          },
        }),
    LineAmountTypes: sale.LineAmountTypes,
    LineItems: withLines
      ? sale.LineItems.map(({ Quantity, UnitAmount, LineAmount, TaxAmount, ...line }) => ({
          ...line,
          Quantity: new JsonNumber(Quantity),
          UnitAmount: new JsonNumber(UnitAmount),
          LineAmount: money(LineAmount),
          TaxAmount: money(TaxAmount),
          AccountID: state.accounts.find(({ Code }) => Code === line.AccountCode)?.AccountID,
        }))
      : [],
    SubTotal: money(sale.SubTotal),
    TotalTax: money(sale.TotalTax),
    Total: money(sale.Total),
    CurrencyCode: sale.CurrencyCode,
  };
};

const IDS: Readonly<Record<SimSale['kind'], (sale: SimSale) => Shown>> = {
  Invoices: (sale) => ({
    InvoiceID: sale.id,
    InvoiceNumber: sale.Number,
    AmountDue: money(sale.Total - sale.Settled),
    AmountPaid: money(sale.Settled),
  }),
  CreditNotes: (sale) => ({
    CreditNoteID: sale.id,
    CreditNoteNumber: sale.Number,
    RemainingCredit: money(sale.Total - sale.Settled),
  }),
  BankTransactions: (sale) => ({ BankTransactionID: sale.id, IsReconciled: false }),
};

const showPayment = (state: XeroState, payment: Extract<SimRecord, { kind: 'Payments' }>): Shown => {
  const account = state.accounts.find(({ AccountID }) => AccountID === payment.AccountID);
  const paid = [...recordsOf(state, 'Invoices'), ...recordsOf(state, 'CreditNotes')].find(
    ({ id }) => id === payment.Of,
  );
  return {
    PaymentID: payment.id,
    ...head(payment),
    Amount: money(payment.Amount),
    BankAmount: money(payment.Amount),
    CurrencyRate: new JsonNumber('1.0'),
    ...(payment.Reference === undefined ? {} : { Reference: payment.Reference }),
    PaymentType: payment.PaymentType,
    Account: {
      AccountID: payment.AccountID,
      ...(account?.Code === undefined ? {} : { Code: account.Code }),
    },
    // Xero shows a credit note here too, as if it were an invoice.
    Invoice: {
      Type: paid?.Type,
      InvoiceID: payment.Of,
      InvoiceNumber: paid?.Number,
      CurrencyCode: payment.CurrencyCode,
      LineItems: [],
    },
    HasAccount: true,
    HasValidationErrors: false,
  };
};
