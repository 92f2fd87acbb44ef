/** D7 and D8: orders that change after they were placed, and orders that are given up. */
import { NOTHING, type Statement } from './statement';

export const EDITS: readonly Statement[] = [
  ['d7-line-added-paid', 'default', 'clearing:stripe 22.00 | sales 20.00, tax:US-STATE 2.00'],
  ['d7-line-added-paid', 'creation', 'clearing:stripe 22.00 | sales 20.00, tax:US-STATE 2.00'],
  ['d7-line-added-unpaid', 'default', 'receivable 22.00 | sales 20.00, tax:US-STATE 2.00'],
  ['d7-line-added-unpaid', 'creation', 'receivable 22.00 | sales 20.00, tax:US-STATE 2.00'],
  ['d7-line-removed-refunded', 'returns-sales', 'sales 50.00, tax:US-STATE 5.00 | clearing:stripe 55.00'],
  ['d7-line-removed-refunded', 'default', 'sales-returns 50.00, tax:US-STATE 5.00 | clearing:stripe 55.00'],
  ['d7-line-removed-credit', 'default', 'sales 50.00, tax:US-STATE 5.00 | receivable 55.00'],
  ['d7-line-removed-credit', 'creation', 'sales 50.00, tax:US-STATE 5.00 | receivable 55.00'],
  ['d7-exchange', 'default', 'sales-returns 100.00, clearing:stripe 150.00 | sales 250.00'],
  ['d7-exchange', 'creation', 'sales-returns 100.00, clearing:stripe 150.00 | sales 250.00'],
  ['d7-quantity-reduced', 'contra', 'sales 48.00 | discounts 9.60, receivable 38.40'],
  ['d7-quantity-reduced', 'net', 'sales 38.40 | receivable 38.40'],
  ['d7-quantity-reduced', 'negative-line', 'sales 48.00 | discounts 9.60, receivable 38.40'],
  ['d7-zero-refund', 'default', 'clearing:stripe 110.00 | sales 100.00, tax:US-STATE 10.00'],
  ['d7-zero-refund', 'creation', 'clearing:stripe 110.00 | sales 100.00, tax:US-STATE 10.00'],
  ['d8-authorization-voided', 'default', NOTHING],
  ['d8-authorization-voided', 'creation', 'sales 100.00, tax:US-STATE 10.00 | receivable 110.00'],
  ['d8-partial-capture', 'default', 'clearing:stripe 66.00 | sales 60.00, tax:US-STATE 6.00'],
  ['d8-partial-capture', 'creation', 'sales 40.00, tax:US-STATE 4.00, clearing:stripe 66.00 | receivable 110.00'],
  // Taken back whole; what was paid is owed to the buyer.
  ['d8-paid-then-cancelled', 'default', 'clearing:stripe 104.00 | receivable 104.00'],
  ['d8-paid-then-cancelled', 'net', 'clearing:stripe 104.00 | receivable 104.00'],
  ['d8-paid-then-cancelled', 'creation', 'clearing:stripe 104.00 | receivable 104.00'],
  // Bought more before anything was paid: one payment for both.
  ['d7-edit-before-payment', 'default', 'clearing:stripe 132.00 | sales 120.00, tax:US-STATE 12.00'],
  [
    'd7-edit-before-payment',
    'creation',
    [
      'edit 2026-03-03: receivable 22.00 | sales 20.00, tax:US-STATE 2.00',
      'capture 2026-03-05: clearing:stripe 132.00 | receivable 132.00',
    ],
  ],
  ['d7-edit-before-payment', 'fulfilment', 'clearing:stripe 132.00 | deferred-revenue 120.00, tax:US-STATE 12.00'],
  ['d7-edit-after-delivery', 'default', ['edit 2026-03-10: clearing:stripe 22.00 | sales 20.00, tax:US-STATE 2.00']],
  [
    'd7-edit-after-delivery',
    'creation',
    [
      'edit 2026-03-10: receivable 22.00 | sales 20.00, tax:US-STATE 2.00',
      'capture 2026-03-10: clearing:stripe 22.00 | receivable 22.00',
    ],
  ],
  [
    'd7-edit-after-delivery',
    'fulfilment',
    [
      'edit 2026-03-10: clearing:stripe 22.00 | deferred-revenue 20.00, tax:US-STATE 2.00',
      'fulfilment 2026-03-12: deferred-revenue 20.00 | sales 20.00',
    ],
  ],
  // What came back pays 100 of the new 250; no line makes up for what nobody can explain.
  [
    'd7-exchange-after-delivery',
    'default',
    [
      'edit 2026-03-09: clearing:stripe 150.00, receivable 100.00 | sales 250.00',
      'refund 2026-03-09: sales-returns 100.00 | receivable 100.00',
    ],
  ],
  ['d7-exchange-after-delivery', 'returns-sales', 'clearing:stripe 150.00 | sales 150.00'],
  [
    'd7-exchange-after-delivery',
    'creation',
    [
      'edit 2026-03-09: receivable 250.00 | sales 250.00',
      'capture 2026-03-09: clearing:stripe 150.00 | receivable 150.00',
      'refund 2026-03-09: sales-returns 100.00 | receivable 100.00',
    ],
  ],
  [
    'd7-exchange-after-delivery',
    'fulfilment',
    [
      'edit 2026-03-09: clearing:stripe 150.00, receivable 100.00 | deferred-revenue 250.00',
      'refund 2026-03-09: sales-returns 100.00 | receivable 100.00',
      'fulfilment 2026-03-11: deferred-revenue 250.00 | sales 250.00',
    ],
  ],
  ['d7-exchange-before-delivery', 'default', 'sales-returns 100.00, clearing:stripe 150.00 | sales 250.00'],
  ['d7-exchange-before-delivery', 'creation', 'sales-returns 100.00, clearing:stripe 150.00 | sales 250.00'],
  // Nothing was earned by what never left the house.
  [
    'd7-exchange-before-delivery',
    'fulfilment',
    [
      'edit 2026-03-09: clearing:stripe 150.00, receivable 100.00 | deferred-revenue 250.00',
      'refund 2026-03-09: deferred-revenue 100.00 | receivable 100.00',
    ],
  ],
  ['d7-line-removed-undelivered', 'default', 'sales-returns 50.00, tax:US-STATE 5.00 | clearing:stripe 55.00'],
  ['d7-line-removed-undelivered', 'returns-sales', 'sales 50.00, tax:US-STATE 5.00 | clearing:stripe 55.00'],
  ['d7-line-removed-undelivered', 'creation', 'sales-returns 50.00, tax:US-STATE 5.00 | clearing:stripe 55.00'],
  ['d7-line-removed-undelivered', 'fulfilment', 'deferred-revenue 50.00, tax:US-STATE 5.00 | clearing:stripe 55.00'],
  [
    'd7-line-removed-undelivered',
    'fulfilment-tax',
    'deferred-revenue 50.00, deferred-tax:US-STATE 5.00 | clearing:stripe 55.00',
  ],
  ['d8-voided-under-each-trigger', 'default', NOTHING],
  ['d8-voided-under-each-trigger', 'creation', ['sale 2026-03-06: sales 100.00, tax:US-STATE 10.00 | receivable 110.00']],
  ['d8-voided-under-each-trigger', 'fulfilment', NOTHING],
  ['d8-voided-under-each-trigger', 'settlement', NOTHING],
  [
    'd8-partial-capture-under-each-trigger',
    'default',
    ['sale 2026-03-04: clearing:stripe 66.00 | sales 60.00, tax:US-STATE 6.00'],
  ],
  [
    'd8-partial-capture-under-each-trigger',
    'creation',
    [
      'sale 2026-03-08: sales 40.00, tax:US-STATE 4.00 | receivable 44.00',
      'capture 2026-03-04: clearing:stripe 66.00 | receivable 66.00',
    ],
  ],
  [
    'd8-partial-capture-under-each-trigger',
    'fulfilment',
    ['sale 2026-03-04: clearing:stripe 66.00 | deferred-revenue 60.00, tax:US-STATE 6.00'],
  ],
  [
    'd8-partial-capture-under-each-trigger',
    'settlement',
    ['sale 2026-03-08: clearing:stripe 66.00 | sales 60.00, tax:US-STATE 6.00'],
  ],
  ['d8-cancelled-and-refunded', 'default', 'sales-returns 100.00 | sales 100.00'],
  ['d8-cancelled-and-refunded', 'returns-sales', NOTHING],
  ['d8-cancelled-and-refunded', 'creation', 'sales-returns 100.00 | sales 100.00'],
  ['d8-cancelled-and-refunded', 'fulfilment', NOTHING],
  [
    'd8-cancelled-and-refunded',
    'settlement',
    [
      'sale 2026-03-08: clearing:stripe 110.00 | sales 100.00, tax:US-STATE 10.00',
      'refund 2026-03-10: sales-returns 100.00, tax:US-STATE 10.00 | clearing:stripe 110.00',
    ],
  ],
];
