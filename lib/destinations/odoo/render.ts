/** From a document to the values of one account.move, exactly as it is created. */
import { cleanText } from '../../accounting/clean-text';
import type { LedgerDocument, LedgerLine } from '../ledger-destination';
import { analyticIds } from './analytics';
import { type Json, jsonNumber } from './json';
import type { LineLinks } from './line-links';
import { moveOrigin } from './move-origin';

/** What only Odoo can know of a document: ids, or in a preview what stands for them. */
export interface RenderContext {
  readonly company: Json;
  readonly currency: Json;
  readonly partner?: Json;
  readonly links: LineLinks;
}

const NAME_LIMIT = 200;

/** Fields that a journal entry and an invoice share. */
export const moveHead = (document: LedgerDocument, moveType: string, context: RenderContext) => ({
  move_type: moveType,
  company_id: context.company,
  ref: document.key,
  invoice_origin: moveOrigin(document.source),
  date: document.date,
  currency_id: context.currency,
  ...(context.partner === undefined ? {} : { partner_id: context.partner }),
});

export const lineName = ({ memo }: LedgerLine, { description }: LedgerDocument): string =>
  cleanText(memo ?? description, NAME_LIMIT) || '-';

/** Each analytic account gets the whole line. */
export const analyticDistribution = (
  line: LedgerLine,
  { analytics }: LineLinks,
): { analytic_distribution?: Json } => {
  const ids = analyticIds(line, analytics);
  if (ids.length === 0) return {};
  return { analytic_distribution: Object.fromEntries(ids.map((id) => [id, jsonNumber('100')])) };
};
