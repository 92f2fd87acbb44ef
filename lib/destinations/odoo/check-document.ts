/** Whether Odoo could hold a document at all: refused here, with a sentence, before anything is sent. */
import { formatDigits, powerOfTen } from '../../money/decimal';
import { checkedLines, documentAmounts } from '../document-amounts';
import { type LedgerDocument, ledgerTaxCodeOf } from '../ledger-destination';
import type { CompanyState, Currency, Tax } from './directory';
import { ID } from './read-row';
import { MOST_DIGITS } from './wire';

const INVOICE_TYPES = new Map([
  ['invoice', 'out_invoice'],
  ['credit_note', 'out_refund'],
]);

/** Odoo's kind of record for an invoice or credit note; undefined for all that becomes a plain journal entry. */
export const invoiceType = ({ type }: Pick<LedgerDocument, 'type'>): string | undefined =>
  INVOICE_TYPES.get(type);

/** What the document itself says; undefined when nothing speaks against it. */
export const formProblem = (document: LedgerDocument): string | undefined => {
  const isInvoice = invoiceType(document) !== undefined;
  const checked = isInvoice ? documentAmounts(document) : checkedLines(document);
  if (typeof checked === 'string') return checked;
  if (isInvoice && document.customer === undefined) return 'an invoice of Odoo needs a customer';
  const coded = document.lines.find((line) => ledgerTaxCodeOf(line) !== undefined);
  if (coded !== undefined && !isInvoice)
    return `the tax "${coded.logicalAccount}" stands on a tax code, and a journal entry takes tax on ledger accounts only: map it to one`;
  const { accounts, taxes } = ledgerIds(document);
  const odd = [...accounts, ...taxes].find((id) => !ID.test(id));
  if (odd !== undefined)
    return `"${odd.slice(0, 60)}" is no id of Odoo: choose the ledger account or tax from the list`;
  const most = powerOfTen(MOST_DIGITS);
  if (checked.total >= most)
    return `${formatDigits(checked.total, checked.decimals)} ${document.currency} has more than ${MOST_DIGITS} digits: Odoo counts in floating point and would not keep them all`;
  return undefined;
};

export interface DirectoryFacts {
  readonly company: CompanyState;
  readonly currencies: ReadonlyMap<string, Currency>;
  readonly ledgerAccounts: ReadonlySet<string>;
  readonly taxes: ReadonlyMap<string, Tax>;
}

/** What this company of Odoo has to say to it; undefined when nothing. */
export const directoryProblem = (document: LedgerDocument, facts: DirectoryFacts): string | undefined => {
  const { accounts, taxes } = ledgerIds(document);
  return (
    currencyProblem(document.currency, facts.currencies.get(document.currency)) ??
    taxes.map((id) => taxProblem(id, facts.taxes.get(id))).find((problem) => problem !== undefined) ??
    missingAccount(accounts, facts.ledgerAccounts)
  );
};

/** Ledger accounts and taxes that the document names, each once. */
export const ledgerIds = ({
  lines,
  rounding,
}: LedgerDocument): { readonly accounts: readonly string[]; readonly taxes: readonly string[] } => {
  const accounts = new Set<string>(rounding === undefined ? [] : [rounding.ledgerAccount]);
  const taxes = new Set<string>();
  for (const line of lines) {
    const code = ledgerTaxCodeOf(line);
    if (code === undefined) accounts.add(line.ledgerAccount);
    else taxes.add(code);
    for (const item of line.ledgerTaxCodes ?? []) taxes.add(item);
  }
  return { accounts: [...accounts], taxes: [...taxes] };
};

const currencyProblem = (code: string, currency: Currency | undefined): string | undefined => {
  if (currency === undefined) return `Odoo has no currency ${code}`;
  if (!currency.active) return `the currency ${code} is not active in Odoo: activate it under Currencies`;
  return undefined;
};

const taxProblem = (id: string, tax: Tax | undefined): string | undefined => {
  if (tax === undefined) return `Odoo has no tax ${id} any more: map its tax code to another`;
  const called = `the tax "${tax.name}" (${id})`;
  if (tax.priceInclude)
    return `${called} is included in prices, and the prices that are sent have no tax in them: map to a tax that comes on top`;
  if (tax.isGroup) return `${called} is a group of taxes: map to the taxes in it`;
  return undefined;
};

const missingAccount = (ids: readonly string[], known: ReadonlySet<string>): string | undefined => {
  const missing = ids.find((id) => !known.has(id));
  return missing === undefined
    ? undefined
    : `this company of Odoo has no ledger account ${missing} (any more): map to another`;
};
