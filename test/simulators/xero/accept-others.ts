/** Payments, manual journals and contacts as Xero takes them, or says why not. */
import { hundredthsOf, shown } from './amounts';
import {
  accountBy,
  recordsOf,
  type SimContact,
  type SimJournal,
  type SimPayment,
  type XeroState,
} from './state';
import { type Errors, lockProblem, trackingProblems } from './validation';

export interface PaymentElement {
  readonly Invoice?: { readonly InvoiceID: string };
  readonly CreditNote?: { readonly CreditNoteID: string };
  readonly Account: { readonly Code?: string; readonly AccountID?: string };
  readonly Date: string;
  readonly Amount: string;
  readonly Reference?: string;
}

export const acceptPayment = (
  state: XeroState,
  element: PaymentElement,
): { readonly record: SimPayment; readonly errors: Errors; readonly commit: () => void } => {
  const errors: Errors = [];
  const { Invoice, CreditNote } = element;
  const paid = Invoice
    ? recordsOf(state, 'Invoices').find(({ id }) => id === Invoice.InvoiceID)
    : recordsOf(state, 'CreditNotes').find(({ id }) => id === CreditNote?.CreditNoteID);
  const amount = hundredthsOf(element.Amount) ?? 0n;
  if (paid === undefined || paid.Status !== 'AUTHORISED')
    errors.push('Payment can only be made against Authorised documents.');
  else if (amount > paid.Total - paid.Settled)
    errors.push('Payment amount exceeds the amount outstanding on this document');
  if (amount <= 0n) errors.push('The payment amount must be greater than zero.');
  const account = accountBy(state, element.Account);
  if (account?.Status !== 'ACTIVE' || !(account.Type === 'BANK' || account.EnablePaymentsToAccount === true))
    errors.push('Account type is invalid for payments.');
  const locked = lockProblem(element.Date, state.organisation);
  if (locked !== undefined) errors.push(locked);
  const record: SimPayment = {
    kind: 'Payments',
    id: state.nextId(),
    updated: state.tick(),
    PaymentType: Invoice ? 'ACCRECPAYMENT' : 'ARCREDITPAYMENT',
    Of: paid?.id ?? '',
    AccountID: account?.AccountID ?? '',
    Date: element.Date,
    Amount: amount,
    ...(element.Reference === undefined ? {} : { Reference: element.Reference }),
    CurrencyCode: paid?.CurrencyCode ?? state.organisation.BaseCurrency,
    Status: 'AUTHORISED',
  };
  const commit = () => {
    if (paid === undefined) return;
    paid.Settled += amount;
    paid.updated = state.tick();
    if (paid.Settled === paid.Total) paid.Status = 'PAID';
  };
  return { record, errors, commit };
};

export interface JournalElement {
  readonly Narration: string;
  readonly Date: string;
  readonly Status?: string;
  readonly JournalLines: readonly {
    readonly LineAmount: string;
    readonly AccountCode: string;
    readonly Description?: string;
    readonly Tracking?: SimJournal['JournalLines'][number]['Tracking'];
  }[];
}

const RESERVED = ['DEBTORS', 'CREDITORS', 'RETAINEDEARNINGS'];

export const acceptJournal = (
  state: XeroState,
  element: JournalElement,
): { readonly record: SimJournal; readonly errors: Errors } => {
  const errors: Errors = [];
  const locked = lockProblem(element.Date, state.organisation);
  if (locked !== undefined) errors.push(locked);
  const JournalLines = element.JournalLines.map(({ LineAmount, AccountCode, Description, Tracking = [] }) => {
    const account = accountBy(state, { Code: AccountCode });
    if (account === undefined) errors.push(`Account code '${AccountCode}' is not a valid code.`);
    else if (account.Type === 'BANK' || RESERVED.includes(account.SystemAccount ?? ''))
      errors.push(
        `Account '${AccountCode}' is a system or bank account and cannot be used in a manual journal.`,
      );
    errors.push(...trackingProblems(state, Tracking));
    const amount = hundredthsOf(LineAmount);
    if (amount === undefined) errors.push('The LineAmount has more than two decimals.');
    return {
      AccountCode,
      ...(Description === undefined ? {} : { Description }),
      LineAmount: amount ?? 0n,
      Tracking,
    };
  });
  const sum = (sign: 1 | -1) =>
    JournalLines.reduce(
      (total, { LineAmount }) => (LineAmount * BigInt(sign) > 0n ? total + LineAmount : total),
      0n,
    );
  if (sum(1) + sum(-1) !== 0n)
    errors.push(`The total debits (${shown(sum(1))}) must equal total credits (${shown(sum(-1))})`);
  const record: SimJournal = {
    kind: 'ManualJournals',
    id: state.nextId(),
    updated: state.tick(),
    Narration: element.Narration,
    Date: element.Date,
    Status: element.Status ?? 'DRAFT',
    JournalLines,
  };
  return { record, errors };
};

export interface ContactElement {
  readonly Name: string;
  readonly ContactNumber?: string;
  readonly EmailAddress?: string;
}

export const acceptContact = (
  state: XeroState,
  element: ContactElement,
): { readonly contact: SimContact; readonly errors: Errors } => {
  const errors: Errors = [];
  const same = (a: string | undefined, b: string | undefined) => a?.toLowerCase() === b?.toLowerCase();
  if (
    state.contacts.some(({ Name, ContactStatus }) => ContactStatus === 'ACTIVE' && same(Name, element.Name))
  )
    errors.push(
      `The contact name ${element.Name} is already assigned to another contact. The contact name must be unique across all active contacts.`,
    );
  if (
    element.ContactNumber !== undefined &&
    state.contacts.some(({ ContactNumber }) => same(ContactNumber, element.ContactNumber))
  )
    errors.push(`The Contact Number ${element.ContactNumber} already exists.`);
  return { contact: { ContactID: state.nextId(), ...element, ContactStatus: 'ACTIVE' }, errors };
};
