/** How this Odoo behaves where real ones differ from one another. */
export interface OdooSettings {
  /** Taxes rounded on each line, or once for the document: a setting of the company. */
  roundTax: 'per-line' | 'globally';
  /** What posting does with a date in a closed period. Odoo itself moves the date; some localizations refuse. */
  closedPeriod: 'move' | 'refuse';
  /** Whether a changed tax line is kept, refused in words, or worked out again as if nothing had been said. */
  taxEdits: 'kept' | 'refused' | 'ignored';
  /** Decimals of unit prices ("Product Price" of the decimal accuracy); Odoo comes with two. */
  priceDecimals: number;
  /** Posting opens a window instead, as some localizations do. */
  confirmPosting: boolean;
  /** Stock valuation puts its lines into invoices when they are posted. */
  stockLines: boolean;
}

export const defaultSettings = (): OdooSettings => ({
  roundTax: 'per-line',
  closedPeriod: 'move',
  taxEdits: 'kept',
  priceDecimals: 2,
  confirmPosting: false,
  stockLines: false,
});
