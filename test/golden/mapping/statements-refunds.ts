/** D5 and D6: refunds of goods with a fee kept, in parts, of shipping, and those that move no money. */
import type { Statement } from './statement';

export const REFUNDS: readonly Statement[] = [
  // The refund's own entry is RET 100, TAX 10 | CLR 95, RSTK 15; here with the sale of 110 before it.
  ['d5-restocking-fee', 'default', 'clearing:stripe 15.00, sales-returns 100.00 | sales 100.00, restocking-fees 15.00'],
  ['d5-restocking-fee', 'creation', 'clearing:stripe 15.00, sales-returns 100.00 | sales 100.00, restocking-fees 15.00'],
  ['d5-restocking-fee', 'returns-sales', 'clearing:stripe 15.00 | restocking-fees 15.00'],
  ['d5-refunded-part-only', 'default', 'clearing:stripe 16.50, sales-returns 85.00 | sales 100.00, tax:US-STATE 1.50'],
  ['d5-refunded-part-only', 'creation', 'clearing:stripe 16.50, sales-returns 85.00 | sales 100.00, tax:US-STATE 1.50'],
  ['d5-several-partial-refunds', 'default', 'sales-returns 29.97 | sales 29.97'],
  ['d5-several-partial-refunds', 'creation', 'sales-returns 29.97 | sales 29.97'],
  ['d5-last-refund-without-lines', 'default', 'sales-returns 29.97 | sales 29.97'],
  ['d5-last-refund-without-lines', 'spread', 'sales-returns 29.97 | sales 29.97'],
  ['d6-shipping-refund', 'default', 'clearing:stripe 55.00 | sales 50.00, tax:VAT 5.00'],
  ['d6-shipping-refund', 'creation', 'clearing:stripe 55.00 | sales 50.00, tax:VAT 5.00'],
  ['d6-shipping-refund', 'inside-sales', 'clearing:stripe 55.00 | sales 50.00, tax:VAT 5.00'],
  ['d6-shipping-refund-jpy', 'default', 'clearing:stripe 5500 | sales 5000, tax:VAT 500'],
  ['d6-shipping-refund-kwd', 'default', 'clearing:stripe 55.138 | sales 50.125, tax:VAT 5.013'],
  ['d5-restocking-fee', 'against-returns', 'clearing:stripe 15.00, sales-returns 85.00 | sales 100.00'],
  ['d5-restocking-fee', 'against-returns-sales', 'clearing:stripe 15.00 | sales 15.00'],
  ['d5-fee-stated-by-source', 'default', 'clearing:stripe 15.00, sales-returns 100.00 | sales 100.00, restocking-fees 15.00'],
  ['d5-fee-stated-by-source', 'against-returns', 'clearing:stripe 15.00, sales-returns 85.00 | sales 100.00'],
  // Noted and not paid back: what the buyer gave is still at the gateway, and owed to the buyer.
  [
    'd5-refund-not-paid-back',
    'default',
    [
      'sale 2026-03-02: clearing:stripe 110.00 | sales 100.00, tax:US-STATE 10.00',
      'refund 2026-03-10: sales-returns 100.00, tax:US-STATE 10.00 | receivable 110.00',
    ],
  ],
  [
    'd5-refund-not-paid-back',
    'creation',
    [
      'sale 2026-03-02: receivable 110.00 | sales 100.00, tax:US-STATE 10.00',
      'capture 2026-03-02: clearing:stripe 110.00 | receivable 110.00',
      'refund 2026-03-10: sales-returns 100.00, tax:US-STATE 10.00 | receivable 110.00',
    ],
  ],
  [
    'd5-refund-not-paid-back',
    'receipt',
    [
      'sale 2026-03-02: clearing:stripe 110.00 | sales 100.00, tax:US-STATE 10.00',
      'refund 2026-03-10: sales-returns 100.00, tax:US-STATE 10.00 | receivable 110.00',
    ],
  ],
];
