/** What Tryton would refuse is refused here, with a sentence, before a byte leaves. */
import { type CheckedLines, checkedLines, documentAmounts, type DocumentAmounts } from '../document-amounts';
import { type LedgerDocument, type LedgerLine, ledgerTaxCodeOf } from '../ledger-destination';
import type { AccountFacts, CompanyFacts, Facts, JournalType, PeriodFacts, TaxFacts } from './facts';
import { periodOf } from './period';
import { type Model, modelOf } from './render';

/** A company as documents are judged by it. */
export interface Books {
  readonly company: CompanyFacts;
  readonly accounts: ReadonlyMap<string, AccountFacts>;
  /** Empty while no document names a tax code. */
  readonly taxes: ReadonlyMap<string, TaxFacts>;
  readonly journals: Readonly<Record<JournalType, number>>;
  readonly periods: readonly PeriodFacts[];
}

/** A document that may be sent. */
export interface Job {
  readonly index: number;
  readonly document: LedgerDocument;
  readonly model: Model;
  readonly lines: CheckedLines;
  /** Of invoices and credit notes. */
  readonly amounts?: DocumentAmounts;
  /** Whether Tryton must know whom it is for. */
  readonly needsParty: boolean;
}

export interface Refusal {
  readonly errorClass: 'validation' | 'period_closed' | 'duplicate';
  readonly message: string;
  readonly code?: string;
}

const isCoded = (line: LedgerLine): boolean =>
  ledgerTaxCodeOf(line) !== undefined || (line.ledgerTaxCodes ?? []).length > 0;

/** @throws LedgerError when the company cannot be read. */
export const readBooks = async (facts: Facts, documents: readonly LedgerDocument[]): Promise<Books> => {
  const periods = await facts.periods();
  const isShut = documents.some(({ date }) => 'refusal' in periodOf(date, periods));
  return {
    company: await facts.company(),
    accounts: await facts.accounts(),
    taxes: documents.some(({ lines }) => lines.some(isCoded)) ? await facts.taxes() : new Map(),
    journals: await facts.journals(),
    // A period may have been opened since it was read: nothing is refused for what we remember.
    periods: isShut ? await facts.periods(true) : periods,
  };
};

export const checkDocument = (
  document: LedgerDocument,
  index: number,
  books: Books,
): { readonly job: Job } | { readonly refusal: Refusal } => {
  const refuse = (message: string) => ({ refusal: { errorClass: 'validation', message } as const });
  const lines = checkedLines(document);
  if (typeof lines === 'string') return refuse(lines);
  const { company, periods } = books;
  if (document.currency !== company.currency)
    return refuse(
      `the company "${company.name}" keeps its books in ${company.currency}, and the document is in ${document.currency}. Post it to a company with books in ${document.currency}, or choose the other currency of the order in the policy.`,
    );
  const period = periodOf(document.date, periods);
  if ('refusal' in period) return period;
  const shown = modelOf(document) === 'account.invoice' ? documentAmounts(document) : undefined;
  if (typeof shown === 'string') return refuse(shown);
  const amounts = shown && fitsAnInvoice(shown, books) ? shown : undefined;
  const model = amounts === undefined ? 'account.move' : 'account.invoice';
  const fault =
    document.lines.map((line) => lineFault(line, books)).find((found) => found !== undefined) ??
    (amounts && invoiceFault(amounts, books));
  if (fault !== undefined) return refuse(fault);
  const byParty = document.lines.find(
    ({ ledgerAccount }) => books.accounts.get(ledgerAccount)?.needsParty === true,
  );
  if (byParty !== undefined && document.customer === undefined)
    return refuse(`${nameOf(byParty, books)} is kept by party in Tryton, and the document names no customer`);
  const needsParty = amounts !== undefined || byParty !== undefined;
  return { job: { index, document, model, lines, ...(amounts ? { amounts } : {}), needsParty } };
};

const nameOf = ({ ledgerAccount }: LedgerLine, { accounts }: Books): string =>
  `the ledger account ${ledgerAccount} "${accounts.get(ledgerAccount)?.name ?? ''}"`;

const lineFault = (line: LedgerLine, { accounts, taxes, company }: Books): string | undefined => {
  const code = ledgerTaxCodeOf(line);
  if (code === undefined && !accounts.has(line.ledgerAccount))
    return `Tryton has no open ledger account "${line.ledgerAccount}" in the company "${company.name}"; map to another`;
  const unknown = [...(code === undefined ? [] : [code]), ...(line.ledgerTaxCodes ?? [])].find(
    (named) => !taxes.has(named),
  );
  if (unknown !== undefined)
    return `Tryton has no sales tax "${unknown}" without parts in the company "${company.name}"; map to another`;
  const tax = code === undefined ? undefined : taxes.get(code);
  if (tax !== undefined && (tax.invoiceAccount === undefined || tax.creditNoteAccount === undefined))
    return `the tax "${tax.name}" of Tryton has no account for invoices and credit notes, so no tax can stand on it`;
  return undefined;
};

/**
 * A line of an invoice in Tryton stands on revenue only. A gift card that pays, a tip, what nobody has allocated yet: such a
 * document becomes a move of the same lines, against the same receivable.
 */
const fitsAnInvoice = ({ items }: DocumentAmounts, { accounts }: Books): boolean =>
  items.every(({ line }) => accounts.get(line.ledgerAccount)?.isRevenue !== false);

const invoiceFault = ({ counterparts }: DocumentAmounts, books: Books): string | undefined => {
  const owed = counterparts.find(({ line }) => books.accounts.get(line.ledgerAccount)?.isReceivable !== true);
  if (owed !== undefined)
    return `${nameOf(owed.line, books)} is no receivable account in Tryton, so no invoice can stand on it; map "receivable" to one that is`;
  return undefined;
};
