/** Whether an organisation can hold a document: what Xero would refuse, or worse, silently change, is refused here in words. */
import { checkedLines, documentAmounts } from '../document-amounts';
import { ledgerTaxCodeOf, type LedgerDocument, type LedgerLine } from '../ledger-destination';
import { BANK, type Chart, type ChartAccount, type Organisation, RECEIVABLE, type TaxRate } from './books';
import { type Failure, failure } from './refusal';
import { hundredths, tooFine } from './sale-lines';

export interface KnownBooks {
  readonly chart: Chart;
  readonly organisation: Organisation;
  readonly taxRates: ReadonlyMap<string, TaxRate>;
}

export const isSale = ({ type }: LedgerDocument): boolean => type !== 'journal' && !isPayment({ type });

const isPayment = ({ type }: Pick<LedgerDocument, 'type'>): boolean =>
  type === 'payment' || type === 'refund_payment';

/** Undefined when nothing speaks against it. */
export const refusalByBooks = (document: LedgerDocument, books: KnownBooks): Failure | undefined => {
  const unsound = unsoundness(document);
  if (unsound !== undefined) return failure('validation', unsound);
  const { lockDate } = books.organisation;
  if (lockDate !== undefined && document.date <= lockDate)
    return failure(
      'period_closed',
      `Xero is locked up to ${lockDate}; the ${document.type.replace('_', ' ')} is dated ${document.date}`,
    );
  const problem =
    document.lines.map((line) => lineProblem(line, document, books)).find((text) => text !== undefined) ??
    (document.type === 'journal' ? journalProblem(document, books) : undefined);
  return problem === undefined ? undefined : failure('validation', problem);
};

/** In hundredths. */
const LARGEST_AMOUNT = 999_999_999_999n;

const unsoundness = (document: LedgerDocument): string | undefined => {
  const checked = document.type === 'journal' ? checkedLines(document) : documentAmounts(document);
  if (typeof checked === 'string') return checked;
  const total = hundredths(checked.total, checked.decimals);
  if (total === undefined) return tooFine(document.currency);
  return total > LARGEST_AMOUNT ? 'Xero keeps no amount of more than 9,999,999,999.99' : undefined;
};

const lineProblem = (line: LedgerLine, document: LedgerDocument, books: KnownBooks): string | undefined => {
  const code = ledgerTaxCodeOf(line);
  const unknownCode = [...(code === undefined ? [] : [code]), ...(line.ledgerTaxCodes ?? [])].find(
    (wanted) => books.taxRates.size > 0 && !books.taxRates.has(wanted),
  );
  if (unknownCode !== undefined) return `Xero has no tax code "${unknownCode}" in use; map to another`;
  if (code !== undefined) return undefined;
  const account = books.chart.accounts.get(line.ledgerAccount);
  if (account === undefined)
    return `Xero has no ledger account "${line.ledgerAccount}"; add it, or map to another`;
  if (!account.active)
    return `the ledger account "${account.id}" is archived in Xero; restore it, or map to another`;
  if (document.type === 'journal') return undefined;
  if (line.role === 'receivable') return receivableProblem(account, books.chart);
  if (line.role === 'money') return moneyProblem(account, document);
  return account.xeroType === BANK || account.systemAccount === RECEIVABLE
    ? `the ledger account "${account.id}" (${account.name}) is a bank account or accounts receivable, which Xero takes on no line; map "${line.logicalAccount}" to another`
    : undefined;
};

const receivableProblem = (account: ChartAccount, { receivable }: Chart): string | undefined =>
  account.id === receivable
    ? undefined
    : `Xero books what customers owe on its own accounts receivable (${receivable ?? 'which its chart does not show'}); map "receivable" to it`;

const moneyProblem = (account: ChartAccount, document: LedgerDocument): string | undefined => {
  if (isPayment(document))
    return account.takesPayments
      ? undefined
      : `Xero takes no payments on "${account.id}" (${account.name}); switch on "Enable payments to this account", or map to a bank account`;
  if (account.xeroType !== BANK)
    return `"${account.id}" (${account.name}) is no bank account of Xero, and money received or spent needs one; add a bank account for this gateway and map to it`;
  return account.currency === undefined || account.currency === document.currency
    ? undefined
    : `the bank account "${account.id}" (${account.name}) is in ${account.currency}, and Xero would book ${document.currency} as if it were that; map a bank account in ${document.currency}`;
};

const CONTROL = new Set([RECEIVABLE, 'CREDITORS', 'RETAINEDEARNINGS']);

/** A manual journal has no currency, no tax of the source's, and no control accounts. */
const journalProblem = (
  { currency, lines }: LedgerDocument,
  { chart, organisation }: KnownBooks,
): string | undefined => {
  if (currency !== organisation.baseCurrency)
    return `Xero's manual journals are in ${organisation.baseCurrency}, this one is in ${currency}; post invoices with payments, which have a currency`;
  if (lines.some((line) => ledgerTaxCodeOf(line) !== undefined))
    return 'Xero works out the tax of a manual journal by itself; map this tax to an account';
  const account = lines
    .map(({ ledgerAccount }) => chart.accounts.get(ledgerAccount))
    .find((found) => found && (found.xeroType === BANK || CONTROL.has(found.systemAccount)));
  if (account === undefined) return undefined;
  const what =
    account.xeroType === BANK ? 'bank accounts' : 'accounts receivable, payable and retained earnings';
  return `Xero takes no ${what} in a manual journal ("${account.id}", ${account.name}); post invoices with payments instead of journals`;
};
