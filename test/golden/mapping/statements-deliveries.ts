/** D17, D18 and the posting triggers: what deliveries earn, what they cost, and when a sale enters the books. */
import type { Statement } from './statement';

export const DELIVERIES: readonly Statement[] = [
  ['d17-shipped', 'default', 'clearing:stripe 60.00 | sales 60.00'],
  [
    'd17-shipped',
    'perpetual',
    ['sale 2026-03-02: clearing:stripe 60.00 | sales 60.00', 'fulfilment 2026-03-04: cost-of-goods 36.00 | inventory 36.00'],
  ],
  [
    'd17-shipped',
    'perpetual-fulfilment',
    [
      'sale 2026-03-02: clearing:stripe 60.00 | deferred-revenue 60.00',
      'fulfilment 2026-03-04: deferred-revenue 60.00, cost-of-goods 36.00 | sales 60.00, inventory 36.00',
    ],
  ],
  ['d17-one-restocked', 'default', 'clearing:stripe 40.00, sales-returns 20.00 | sales 60.00'],
  [
    'd17-one-restocked',
    'perpetual',
    [
      'sale 2026-03-02: clearing:stripe 60.00 | sales 60.00',
      'refund 2026-03-10: sales-returns 20.00 | clearing:stripe 20.00',
      'fulfilment 2026-03-04: cost-of-goods 36.00 | inventory 36.00',
      'restock 2026-03-10: inventory 12.00 | cost-of-goods 12.00',
    ],
  ],
  [
    'd17-one-restocked',
    'perpetual-fulfilment',
    'clearing:stripe 40.00, sales-returns 20.00, cost-of-goods 24.00 | sales 60.00, inventory 24.00',
  ],
  ['d17-one-not-restocked', 'default', 'clearing:stripe 40.00, sales-returns 20.00 | sales 60.00'],
  [
    'd17-one-not-restocked',
    'perpetual',
    'clearing:stripe 40.00, sales-returns 20.00, cost-of-goods 36.00 | sales 60.00, inventory 36.00',
  ],
  [
    'd17-one-not-restocked',
    'perpetual-fulfilment',
    'clearing:stripe 40.00, sales-returns 20.00, cost-of-goods 36.00 | sales 60.00, inventory 36.00',
  ],
  // 0.335, 0.67 and 1.005 rounded half up are 0.34, 0.67 and 1.01: each delivery moves what the sum grew by.
  [
    'd17-odd-cost-in-parts',
    'perpetual',
    [
      'sale 2026-03-02: clearing:stripe 3.00 | sales 3.00',
      'fulfilment 2026-03-04: cost-of-goods 0.34 | inventory 0.34',
      'fulfilment 2026-03-05: cost-of-goods 0.33 | inventory 0.33',
      'fulfilment 2026-03-06: cost-of-goods 0.34 | inventory 0.34',
    ],
  ],
  ['d18-rest-refunded', 'default', 'clearing:stripe 55.00, sales-returns 50.00 | sales 100.00, tax:US-STATE 5.00'],
  ['d18-rest-refunded', 'creation', 'clearing:stripe 55.00, sales-returns 50.00 | sales 100.00, tax:US-STATE 5.00'],
  [
    'd18-rest-refunded',
    'fulfilment',
    [
      'sale 2026-03-02: clearing:stripe 110.00 | deferred-revenue 100.00, tax:US-STATE 10.00',
      'refund 2026-03-10: deferred-revenue 50.00, tax:US-STATE 5.00 | clearing:stripe 55.00',
      'fulfilment 2026-03-04: deferred-revenue 50.00 | sales 50.00',
    ],
  ],
  [
    'd18-rest-refunded',
    'fulfilment-tax',
    [
      'sale 2026-03-02: clearing:stripe 110.00 | deferred-revenue 100.00, deferred-tax:US-STATE 10.00',
      'refund 2026-03-10: deferred-revenue 50.00, deferred-tax:US-STATE 5.00 | clearing:stripe 55.00',
      'fulfilment 2026-03-04: deferred-revenue 50.00, deferred-tax:US-STATE 5.00 | sales 50.00, tax:US-STATE 5.00',
    ],
  ],
  ['d18-delivered-piece-returned', 'default', 'clearing:stripe 55.00, sales-returns 50.00 | sales 100.00, tax:US-STATE 5.00'],
  ['d18-delivered-piece-returned', 'creation', 'clearing:stripe 55.00, sales-returns 50.00 | sales 100.00, tax:US-STATE 5.00'],
  [
    'd18-delivered-piece-returned',
    'fulfilment',
    [
      'sale 2026-03-02: clearing:stripe 110.00 | deferred-revenue 100.00, tax:US-STATE 10.00',
      'refund 2026-03-10: sales-returns 50.00, tax:US-STATE 5.00 | clearing:stripe 55.00',
      'fulfilment 2026-03-04: deferred-revenue 100.00 | sales 100.00',
    ],
  ],
  [
    'd18-delivered-piece-returned',
    'fulfilment-tax',
    [
      'sale 2026-03-02: clearing:stripe 110.00 | deferred-revenue 100.00, deferred-tax:US-STATE 10.00',
      'refund 2026-03-10: sales-returns 50.00, tax:US-STATE 5.00 | clearing:stripe 55.00',
      'fulfilment 2026-03-04: deferred-revenue 100.00, deferred-tax:US-STATE 10.00 | sales 100.00, tax:US-STATE 10.00',
    ],
  ],
  // Net 9.50 after one, two, three pieces: 3.17, 6.33, 9.50. The discount of 0.50: 0.17, 0.33, 0.50. Tax of 0.95: 0.32, 0.63, 0.95.
  [
    'd18-odd-amount-in-parts',
    'fulfilment',
    [
      'sale 2026-03-02: clearing:stripe 10.45 | deferred-revenue 9.50, tax:US-STATE 0.95',
      'fulfilment 2026-03-04: deferred-revenue 3.17, discounts 0.17 | sales 3.34',
      'fulfilment 2026-03-05: deferred-revenue 3.16, discounts 0.16 | sales 3.32',
      'fulfilment 2026-03-06: deferred-revenue 3.17, discounts 0.17 | sales 3.34',
    ],
  ],
  [
    'd18-odd-amount-in-parts',
    'fulfilment-net',
    [
      'sale 2026-03-02: clearing:stripe 10.45 | deferred-revenue 9.50, tax:US-STATE 0.95',
      'fulfilment 2026-03-04: deferred-revenue 3.17 | sales 3.17',
      'fulfilment 2026-03-05: deferred-revenue 3.16 | sales 3.16',
      'fulfilment 2026-03-06: deferred-revenue 3.17 | sales 3.17',
    ],
  ],
  [
    'd18-odd-amount-in-parts',
    'fulfilment-tax',
    [
      'sale 2026-03-02: clearing:stripe 10.45 | deferred-revenue 9.50, deferred-tax:US-STATE 0.95',
      'fulfilment 2026-03-04: deferred-revenue 3.17, discounts 0.17, deferred-tax:US-STATE 0.32 | sales 3.34, tax:US-STATE 0.32',
      'fulfilment 2026-03-05: deferred-revenue 3.16, discounts 0.16, deferred-tax:US-STATE 0.31 | sales 3.32, tax:US-STATE 0.31',
      'fulfilment 2026-03-06: deferred-revenue 3.17, discounts 0.17, deferred-tax:US-STATE 0.32 | sales 3.34, tax:US-STATE 0.32',
    ],
  ],
  [
    'd18-shipping-with-first-delivery',
    'fulfilment',
    [
      'sale 2026-03-02: clearing:stripe 118.80 | deferred-revenue 108.00, tax:US-STATE 10.80',
      'fulfilment 2026-03-04: deferred-revenue 58.00 | sales 50.00, shipping 8.00',
      'fulfilment 2026-03-06: deferred-revenue 50.00 | sales 50.00',
    ],
  ],
  [
    'd18-shipping-with-first-delivery',
    'fulfilment-tax',
    [
      'sale 2026-03-02: clearing:stripe 118.80 | deferred-revenue 108.00, deferred-tax:US-STATE 10.80',
      'fulfilment 2026-03-04: deferred-revenue 58.00, deferred-tax:US-STATE 5.80 | sales 50.00, shipping 8.00, tax:US-STATE 5.80',
      'fulfilment 2026-03-06: deferred-revenue 50.00, deferred-tax:US-STATE 5.00 | sales 50.00, tax:US-STATE 5.00',
    ],
  ],
  // A download is never sent, so no delivery will come for it: earned when it is booked.
  ['d18-download', 'fulfilment', ['sale 2026-03-02: clearing:stripe 22.00 | sales 20.00, tax:US-STATE 2.00']],
  ['d18-download', 'fulfilment-tax', ['sale 2026-03-02: clearing:stripe 22.00 | sales 20.00, tax:US-STATE 2.00']],
  [
    'd18-download-beside-goods',
    'fulfilment-tax',
    [
      'sale 2026-03-02: clearing:stripe 140.80 | sales 20.00, tax:US-STATE 2.00, deferred-revenue 108.00, deferred-tax:US-STATE 10.80',
      'fulfilment 2026-03-04: deferred-revenue 108.00, deferred-tax:US-STATE 10.80 | sales 100.00, shipping 8.00, tax:US-STATE 10.80',
    ],
  ],
  // Delivery charged by itself has nothing to go with.
  ['d18-shipping-alone', 'fulfilment', ['sale 2026-03-02: clearing:stripe 8.80 | shipping 8.00, tax:US-STATE 0.80']],
  ['d18-delivered-before-payment', 'default', ['sale 2026-03-12: clearing:stripe 110.00 | sales 100.00, tax:US-STATE 10.00']],
  [
    'd18-delivered-before-payment',
    'creation',
    [
      'sale 2026-03-02: receivable 110.00 | sales 100.00, tax:US-STATE 10.00',
      'capture 2026-03-12: clearing:stripe 110.00 | receivable 110.00',
    ],
  ],
  [
    'd18-delivered-before-payment',
    'fulfilment',
    [
      'sale 2026-03-04: receivable 110.00 | deferred-revenue 100.00, tax:US-STATE 10.00',
      'capture 2026-03-12: clearing:stripe 110.00 | receivable 110.00',
      'fulfilment 2026-03-04: deferred-revenue 50.00 | sales 50.00',
      'fulfilment 2026-03-06: deferred-revenue 50.00 | sales 50.00',
    ],
  ],
  [
    'd18-delivered-before-payment',
    'fulfilment-tax',
    [
      'sale 2026-03-04: receivable 110.00 | deferred-revenue 100.00, deferred-tax:US-STATE 10.00',
      'capture 2026-03-12: clearing:stripe 110.00 | receivable 110.00',
      'fulfilment 2026-03-04: deferred-revenue 50.00, deferred-tax:US-STATE 5.00 | sales 50.00, tax:US-STATE 5.00',
      'fulfilment 2026-03-06: deferred-revenue 50.00, deferred-tax:US-STATE 5.00 | sales 50.00, tax:US-STATE 5.00',
    ],
  ],
  // One of two was delivered: half of what is refunded was earned, the other half never.
  ['d18-cancelled-after-part', 'default', 'sales-returns 100.00 | sales 100.00'],
  ['d18-cancelled-after-part', 'creation', 'sales-returns 100.00 | sales 100.00'],
  [
    'd18-cancelled-after-part',
    'fulfilment',
    [
      'sale 2026-03-02: clearing:stripe 110.00 | deferred-revenue 100.00, tax:US-STATE 10.00',
      'refund 2026-03-10: deferred-revenue 50.00, sales-returns 50.00, tax:US-STATE 10.00 | clearing:stripe 110.00',
      'fulfilment 2026-03-04: deferred-revenue 50.00 | sales 50.00',
    ],
  ],
  [
    'd18-cancelled-after-part',
    'fulfilment-tax',
    [
      'sale 2026-03-02: clearing:stripe 110.00 | deferred-revenue 100.00, deferred-tax:US-STATE 10.00',
      'refund 2026-03-10: deferred-revenue 50.00, sales-returns 50.00, deferred-tax:US-STATE 5.00, tax:US-STATE 5.00 | clearing:stripe 110.00',
      'fulfilment 2026-03-04: deferred-revenue 50.00, deferred-tax:US-STATE 5.00 | sales 50.00, tax:US-STATE 5.00',
    ],
  ],
  // Nothing of a cancelled order stays income; what was paid is owed to the buyer.
  ['d18-cancelled-nothing-refunded', 'default', 'clearing:stripe 110.00 | receivable 110.00'],
  ['d18-cancelled-nothing-refunded', 'creation', 'clearing:stripe 110.00 | receivable 110.00'],
  [
    'd18-cancelled-nothing-refunded',
    'fulfilment',
    [
      'sale 2026-03-02: clearing:stripe 110.00 | deferred-revenue 100.00, tax:US-STATE 10.00',
      'cancellation 2026-03-10: deferred-revenue 50.00, sales 50.00, tax:US-STATE 10.00 | receivable 110.00',
      'fulfilment 2026-03-04: deferred-revenue 50.00 | sales 50.00',
    ],
  ],
  [
    'd18-cancelled-nothing-refunded',
    'fulfilment-tax',
    [
      'sale 2026-03-02: clearing:stripe 110.00 | deferred-revenue 100.00, deferred-tax:US-STATE 10.00',
      'cancellation 2026-03-10: deferred-revenue 50.00, sales 50.00, deferred-tax:US-STATE 5.00, tax:US-STATE 5.00 | receivable 110.00',
      'fulfilment 2026-03-04: deferred-revenue 50.00, deferred-tax:US-STATE 5.00 | sales 50.00, tax:US-STATE 5.00',
    ],
  ],
  // One second before midnight of Berlin, at midnight, the day after, and in the next month.
  [
    'triggers-month-end',
    'creation-berlin',
    [
      'sale 2026-03-31: receivable 110.00 | sales 100.00, tax:US-STATE 10.00',
      'capture 2026-04-01: clearing:stripe 110.00 | receivable 110.00',
      'refund 2026-05-01: sales-returns 100.00, tax:US-STATE 10.00 | receivable 110.00',
      'refund_payment 2026-05-01: receivable 110.00 | clearing:stripe 110.00',
    ],
  ],
  [
    'triggers-month-end',
    'capture-berlin',
    [
      'sale 2026-04-01: clearing:stripe 110.00 | sales 100.00, tax:US-STATE 10.00',
      'refund 2026-05-01: sales-returns 100.00, tax:US-STATE 10.00 | clearing:stripe 110.00',
    ],
  ],
  [
    'triggers-month-end',
    'fulfilment-berlin',
    [
      'sale 2026-04-01: clearing:stripe 110.00 | deferred-revenue 100.00, tax:US-STATE 10.00',
      'refund 2026-05-01: sales-returns 100.00, tax:US-STATE 10.00 | clearing:stripe 110.00',
      'fulfilment 2026-04-02: deferred-revenue 100.00 | sales 100.00',
    ],
  ],
  [
    'triggers-month-end',
    'settlement-berlin',
    [
      'sale 2026-04-03: clearing:stripe 110.00 | sales 100.00, tax:US-STATE 10.00',
      'refund 2026-05-01: sales-returns 100.00, tax:US-STATE 10.00 | clearing:stripe 110.00',
      'settlement 2026-04-03: bank 106.51, fees:processing 3.49 | clearing:stripe 110.00',
    ],
  ],
];
