/** A document as a move: receipts, payments and journals. Every line is said; Tryton works nothing out. */
import { cleanText } from '../../accounting/clean-text';
import type { CheckedLines, SidedLine } from '../document-amounts';
import { type LedgerDocument, ledgerTaxCodeOf } from '../ledger-destination';
import { amountOf, created, type Id, markedText, type RenderIds } from './render';
import { referenceText } from './reference';
import { type WireDecimal, wireDate } from './wire';

/** Values of one `account.move` for `create`. */
export const renderMove = (document: LedgerDocument, { lines }: CheckedLines, ids: RenderIds): unknown => {
  const sells = lines.some(({ line: { role } }) => role === 'item' || role === 'tax');
  return {
    company: ids.company,
    journal: ids.journal(sells ? 'revenue' : 'cash'),
    period: ids.period(document.date),
    date: wireDate(document.date),
    description: referenceText(document),
    lines: created(lines.map((line, index) => renderLine(document, line, index === 0, ids))),
  };
};

const renderLine = (
  document: LedgerDocument,
  sided: SidedLine,
  isFirst: boolean,
  ids: RenderIds,
): unknown => {
  const { line, side, minor } = sided;
  const code = ledgerTaxCodeOf(line);
  const words = line.memo ?? document.description;
  const taxLines = code === undefined ? basesOf(sided, ids) : [taxLine('tax', code, sided, ids)];
  return {
    account: code === undefined ? ids.account(line.ledgerAccount) : taxAccount(code, side, ids),
    debit: amountOf(side === 'debit' ? minor : 0n, ids),
    credit: amountOf(side === 'credit' ? minor : 0n, ids),
    description: isFirst ? markedText(words, document) : cleanText(words),
    ...(document.customer !== undefined && ids.needsParty(line)
      ? { party: ids.party(document.customer.key) }
      : {}),
    ...(taxLines.length === 0 ? {} : { tax_lines: created(taxLines) }),
  };
};

/** Checked before: a tax that comes to an amount has both accounts. */
const taxAccount = (code: string, side: SidedLine['side'], ids: RenderIds): Id =>
  ids.tax(code).accountFor(side === 'credit' ? 'invoice' : 'credit_note') as Id;

/** The VAT return is made of tax lines: what was taxed, and the tax itself. */
const basesOf = (sided: SidedLine, ids: RenderIds): readonly unknown[] =>
  sided.line.role === 'item'
    ? (sided.line.ledgerTaxCodes ?? []).map((code) => taxLine('base', code, sided, ids))
    : [];

const taxLine = (
  type: 'base' | 'tax',
  code: string,
  { side, minor }: SidedLine,
  ids: RenderIds,
): { readonly tax: Id; readonly type: string; readonly amount: WireDecimal } => ({
  tax: ids.tax(code).id,
  type,
  // As on Tryton's own invoices: positive when sold, negative when given back.
  amount: amountOf(side === 'credit' ? minor : -minor, ids),
});
