/** Invoices, credit notes and bank transactions as Xero takes them, or says why not. */
import { hundredthsOf, lineTotal, shown, taxOf } from './amounts';
import { accountBy, recordsOf, type SimLine, type SimSale, type XeroState } from './state';
import { type Errors, isCalendarDay, lockProblem, trackingProblems } from './validation';

/** The body's element with numbers as text. */
export interface SaleElement {
  readonly Type: string;
  readonly InvoiceNumber?: string;
  readonly CreditNoteNumber?: string;
  readonly Reference?: string;
  readonly Contact: { readonly ContactID: string };
  readonly Date: string;
  readonly DueDate?: string;
  readonly CurrencyCode?: string;
  readonly LineAmountTypes?: SimSale['LineAmountTypes'];
  readonly Status?: string;
  readonly BankAccount?: { readonly Code?: string; readonly AccountID?: string };
  readonly LineItems: readonly {
    readonly Description: string;
    readonly Quantity: string;
    readonly UnitAmount: string;
    readonly LineAmount: string;
    readonly AccountCode: string;
    readonly TaxType: string;
    readonly TaxAmount: string;
    readonly Tracking?: SimLine['Tracking'];
  }[];
}

const LARGEST = 999_999_999_999n;

/** The record as it would be kept, and what speaks against it. */
export const acceptSale = (
  state: XeroState,
  kind: SimSale['kind'],
  element: SaleElement,
  replaces?: SimSale,
): { readonly record: SimSale; readonly errors: Errors } => {
  const errors: Errors = [];
  const Number = element.InvoiceNumber ?? element.CreditNoteNumber;
  const bank = element.BankAccount && accountBy(state, element.BankAccount);
  checkHead(state, kind, element, errors, replaces);
  const defaultTypes = kind === 'BankTransactions' ? 'Inclusive' : 'Exclusive';
  const LineAmountTypes = element.LineAmountTypes ?? defaultTypes;
  const LineItems = element.LineItems.map((line) => acceptLine(state, kind, line, LineAmountTypes, errors));
  const sum = LineItems.reduce((total, { LineAmount }) => total + LineAmount, 0n);
  const TotalTax = LineItems.reduce((total, { TaxAmount }) => total + TaxAmount, 0n);
  const SubTotal = LineAmountTypes === 'Inclusive' ? sum - TotalTax : sum;
  const Total = SubTotal + TotalTax;
  if (Total < 0n || (kind === 'BankTransactions' && Total === 0n))
    errors.push('The document total must be greater than zero.');
  const record: SimSale = {
    kind,
    id: replaces?.id ?? state.nextId(),
    updated: state.tick(),
    Type: element.Type,
    ...(Number === undefined ? {} : { Number }),
    ...(element.Reference === undefined ? {} : { Reference: element.Reference }),
    ContactID: element.Contact.ContactID,
    Date: element.Date,
    ...(element.DueDate === undefined ? {} : { DueDate: element.DueDate }),
    // What a bank transaction says of its currency is not looked at: it is that of the bank account.
    CurrencyCode: bank?.CurrencyCode ?? element.CurrencyCode ?? state.organisation.BaseCurrency,
    LineAmountTypes,
    ...(bank === undefined ? {} : { BankAccountID: bank.AccountID }),
    Status: element.Status ?? (kind === 'BankTransactions' ? 'AUTHORISED' : 'DRAFT'),
    LineItems,
    SubTotal,
    TotalTax,
    Total,
    Settled: 0n,
  };
  return { record, errors };
};

const checkHead = (
  state: XeroState,
  kind: SimSale['kind'],
  element: SaleElement,
  errors: Errors,
  replaces: SimSale | undefined,
): void => {
  const contact = state.contacts.find(({ ContactID }) => ContactID === element.Contact.ContactID);
  if (contact === undefined) errors.push('The Contact could not be found.');
  else if (contact.ContactStatus !== 'ACTIVE')
    errors.push(`The contact ${contact.Name} is archived and cannot be used.`);
  if (!isCalendarDay(element.Date)) errors.push('The document date is not valid.');
  const locked = lockProblem(element.Date, state.organisation);
  if (locked !== undefined) errors.push(locked);
  const { CurrencyCode } = element;
  if (CurrencyCode !== undefined && !state.currencies.has(CurrencyCode))
    errors.push(`Organisation is not subscribed to currency ${CurrencyCode}`);
  const isTaken = (number: string | undefined) =>
    number !== undefined &&
    recordsOf(state, kind).some(
      (known) => known !== replaces && known.Number === number && known.Type === element.Type,
    );
  if (element.Type === 'ACCREC' && isTaken(element.InvoiceNumber)) errors.push('Invoice # must be unique.');
  if (element.Type === 'ACCRECCREDIT' && isTaken(element.CreditNoteNumber))
    errors.push('Credit Note # must be unique.');
  if (kind !== 'BankTransactions') return;
  const bank = element.BankAccount && accountBy(state, element.BankAccount);
  if (bank?.Type !== 'BANK') errors.push('Invalid Bank Account: only accounts of type BANK are accepted.');
};

const acceptLine = (
  state: XeroState,
  kind: SimSale['kind'],
  line: SaleElement['LineItems'][number],
  types: SimSale['LineAmountTypes'],
  errors: Errors,
): SimLine => {
  const amount = hundredthsOf(line.LineAmount);
  const expected = lineTotal(line.Quantity, line.UnitAmount);
  if (amount === undefined) errors.push('The invoice total does not equal the sum of the lines.');
  else if (amount !== expected)
    errors.push(`The line total ${shown(amount)} does not match the expected line total ${shown(expected)}`);
  if (amount !== undefined && (amount > LARGEST || amount < -LARGEST))
    errors.push('The LineAmount must not exceed 9,999,999,999.99.');
  if (!/^-?\d+(\.\d{1,4})?$/.test(line.UnitAmount))
    errors.push('The UnitAmount has more than four decimals.');
  if (line.Quantity.startsWith('-') || Number(line.Quantity) === 0)
    errors.push('Quantity must be greater than 0.');
  if (kind === 'BankTransactions' && amount === 0n)
    errors.push(
      `The UnitAmount value '${line.UnitAmount}' is invalid. UnitAmount must not be equal to zero.`,
    );
  const account = accountBy(state, { Code: line.AccountCode });
  const isControl =
    account?.Type === 'BANK' || ['DEBTORS', 'CREDITORS'].includes(account?.SystemAccount ?? '');
  if (account === undefined || account.Status !== 'ACTIVE' || isControl)
    errors.push(`Account code '${line.AccountCode}' is not a valid code for this document.`);
  errors.push(...trackingProblems(state, line.Tracking));
  return {
    Description: line.Description,
    Quantity: line.Quantity,
    UnitAmount: line.UnitAmount,
    LineAmount: amount ?? 0n,
    AccountCode: line.AccountCode,
    TaxType: line.TaxType,
    TaxAmount: acceptTax(state, kind, line, amount ?? 0n, types, errors),
    Tracking: line.Tracking ?? [],
  };
};

/** On invoices and credit notes the tax may be another than Xero's own; on bank transactions it must be that. */
const acceptTax = (
  state: XeroState,
  kind: SimSale['kind'],
  { TaxType, TaxAmount }: SaleElement['LineItems'][number],
  amount: bigint,
  types: SimSale['LineAmountTypes'],
  errors: Errors,
): bigint => {
  const rate = state.taxRates.find((known) => known.TaxType === TaxType && known.Status === 'ACTIVE');
  if (rate === undefined) {
    errors.push(`The TaxType code ${TaxType} does not exist or cannot be used for this type of transaction.`);
    return 0n;
  }
  if (types === 'NoTax') return 0n;
  const own = taxOf(amount, rate.EffectiveRate, types === 'Inclusive', state.ties);
  const told = hundredthsOf(TaxAmount);
  if (told === undefined) errors.push('The TaxAmount has more than two decimals.');
  else if (kind === 'BankTransactions' && told !== own)
    errors.push(`Tax amount ${shown(told)} is incorrect for ${TaxType} tax type, should be ${shown(own)}`);
  else if (told * told > amount * amount) errors.push('The tax amount cannot exceed the line amount.');
  return told ?? own;
};
