/**
 * Journals, receipts, payments and corrections: an account.move of type `entry` with every line told. Nothing of it is
 * worked out by Odoo, so that it holds exactly what the document says.
 */
import { formatDigits } from '../../money/decimal';
import { type CheckedLines, checkedLines, type SidedLine } from '../document-amounts';
import type { LedgerDocument } from '../ledger-destination';
import { createLine, onlyThese } from './commands';
import type { CompanyAmounts } from './company-amounts';
import { idJson, type Json, jsonNumber } from './json';
import { analyticDistribution, lineName, moveHead, type RenderContext } from './render';

/** `amounts`: what each line is in the company's currency, where the document has another. */
export const entryValues = (
  document: LedgerDocument,
  context: RenderContext,
  amounts: CompanyAmounts | undefined,
): Json => {
  const { lines, decimals } = checkedLines(document) as CheckedLines;
  return {
    ...moveHead(document, 'entry', context),
    line_ids: lines.map((one, index) => {
      const amount = formatDigits(one.minor, decimals);
      return createLine({
        ...lineHead(document, one, context),
        amount_currency: jsonNumber(one.side === 'debit' ? amount : `-${amount}`),
        [one.side]: amounts === undefined ? jsonNumber(amount) : amountJson(amounts[index] as string),
      });
    }),
  };
};

const lineHead = (document: LedgerDocument, { line }: SidedLine, context: RenderContext) => ({
  name: lineName(line, document),
  account_id: idJson(line.ledgerAccount),
  currency_id: context.currency,
  ...(context.partner === undefined ? {} : { partner_id: context.partner }),
  ...(line.role === 'receivable' ? { date_maturity: document.date } : {}),
  // Accounts may have default taxes, which must not come on top.
  tax_ids: onlyThese([]),
  ...analyticDistribution(line, context.links),
});

/** In a preview a text may stand for an amount. */
const amountJson = (amount: string): Json => (/^\d/.test(amount) ? jsonNumber(amount) : amount);
