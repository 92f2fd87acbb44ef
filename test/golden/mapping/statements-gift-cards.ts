/** D9 and D10: gift cards and store credit, which are owed until they are used. */
import { NOTHING, type Statement } from './statement';

export const GIFT_CARDS: readonly Statement[] = [
  ['d9-card-sold', 'default', 'clearing:stripe 100.00 | gift-card-liability 100.00'],
  ['d9-card-sold', 'creation', 'clearing:stripe 100.00 | gift-card-liability 100.00'],
  // A card is not delivered into income: it is owed from the first day.
  ['d9-card-sold', 'fulfilment', 'clearing:stripe 100.00 | gift-card-liability 100.00'],
  ['d9-card-sold', 'net', 'clearing:stripe 100.00 | gift-card-liability 100.00'],
  // A tender, not a discount: the sale is whole.
  ['d9-card-redeemed', 'default', 'gift-card-liability 50.00, clearing:stripe 36.60 | sales 80.00, tax:US-STATE 6.60'],
  ['d9-card-redeemed', 'creation', 'gift-card-liability 50.00, clearing:stripe 36.60 | sales 80.00, tax:US-STATE 6.60'],
  ['d9-card-redeemed', 'receipt', 'gift-card-liability 50.00, clearing:stripe 36.60 | sales 80.00, tax:US-STATE 6.60'],
  ['d9-card-redeemed', 'net', 'gift-card-liability 50.00, clearing:stripe 36.60 | sales 80.00, tax:US-STATE 6.60'],
  // The face value is owed, whatever was paid and however discounts are shown.
  ['d9-card-sold-below-face', 'contra', 'clearing:stripe 90.00, discounts 10.00 | gift-card-liability 100.00'],
  ['d9-card-sold-below-face', 'net', 'clearing:stripe 90.00, discounts 10.00 | gift-card-liability 100.00'],
  ['d9-card-sold-below-face', 'negative-line', 'clearing:stripe 90.00, discounts 10.00 | gift-card-liability 100.00'],
  [
    'd9-card-below-face-refunded',
    'contra',
    [
      'sale 2026-03-02: clearing:stripe 90.00, discounts 10.00 | gift-card-liability 100.00',
      'refund 2026-03-10: gift-card-liability 100.00 | clearing:stripe 90.00, discounts 10.00',
    ],
  ],
  [
    'd9-card-below-face-refunded',
    'net',
    [
      'sale 2026-03-02: clearing:stripe 90.00, discounts 10.00 | gift-card-liability 100.00',
      'refund 2026-03-10: gift-card-liability 100.00 | clearing:stripe 90.00, discounts 10.00',
    ],
  ],
  // 10.00 of discount on 90.00 paid: 3.33, then 6.67 - 3.33, then the rest.
  [
    'd9-card-below-face-refunded-in-parts',
    'contra',
    [
      'sale 2026-03-02: clearing:stripe 90.00, discounts 10.00 | gift-card-liability 100.00',
      'refund 2026-03-10: gift-card-liability 33.33 | clearing:stripe 30.00, discounts 3.33',
      'refund 2026-03-11: gift-card-liability 33.34 | clearing:stripe 30.00, discounts 3.34',
      'refund 2026-03-12: gift-card-liability 33.33 | clearing:stripe 30.00, discounts 3.33',
    ],
  ],
  // Nobody can use it any more: what was booked of it is taken back.
  ['d9-card-given-free-cancelled', 'creation', 'gift-card-liability 100.00 | discounts 100.00'],
  ['d9-card-given-free', 'contra', 'discounts 100.00 | gift-card-liability 100.00'],
  ['d9-card-given-free', 'net', 'discounts 100.00 | gift-card-liability 100.00'],
  ['d9-card-given-free', 'creation', 'discounts 100.00 | gift-card-liability 100.00'],
  // Its total is zero, and it is owed all the same.
  ['d9-card-given-free', 'zero-skip', 'discounts 100.00 | gift-card-liability 100.00'],
  [
    'd9-return-paid-in-a-card',
    'default',
    [
      'sale 2026-03-02: clearing:stripe 110.00 | sales 100.00, tax:US-STATE 10.00',
      'refund 2026-03-10: sales-returns 100.00, tax:US-STATE 10.00 | gift-card-liability 110.00',
    ],
  ],
  ['d9-return-paid-in-a-card', 'creation', 'clearing:stripe 110.00, sales-returns 100.00 | sales 100.00, gift-card-liability 110.00'],
  ['d9-return-paid-in-a-card', 'returns-sales', 'clearing:stripe 110.00 | gift-card-liability 110.00'],
  [
    'd9-redeemed-then-returned',
    'default',
    [
      'sale 2026-03-02: gift-card-liability 50.00, clearing:stripe 36.60 | sales 80.00, tax:US-STATE 6.60',
      'refund 2026-03-10: sales-returns 80.00, tax:US-STATE 6.60 | gift-card-liability 50.00, clearing:stripe 36.60',
    ],
  ],
  ['d9-redeemed-then-returned', 'creation', 'sales-returns 80.00 | sales 80.00'],
  // A card was never a sale, so its refund is no return.
  [
    'd9-unused-card-refunded',
    'default',
    [
      'sale 2026-03-02: clearing:stripe 100.00 | gift-card-liability 100.00',
      'refund 2026-03-10: gift-card-liability 100.00 | clearing:stripe 100.00',
    ],
  ],
  ['d9-unused-card-refunded', 'returns-sales', NOTHING],
  // A card of EUR 50.00 settles EUR 50.00 of the order, sold at 1.08, and lowers what is owed at the 1.085 of its day.
  ['d9-redeemed-at-the-days-rate', 'default', 'gift-card-liability 54.25 | sales 45.00, tax:DE-VAT 9.00, fx 0.25'],
  ['d9-redeemed-at-the-days-rate', 'rounding', 'gift-card-liability 54.25 | sales 45.00, tax:DE-VAT 9.00, rounding 0.25'],
  [
    'd10-refund-to-credit',
    'default',
    [
      'sale 2026-03-02: clearing:stripe 110.00 | sales 100.00, tax:US-STATE 10.00',
      'refund 2026-03-10: sales-returns 100.00, tax:US-STATE 10.00 | store-credit 110.00',
    ],
  ],
  ['d10-refund-to-credit', 'creation', 'clearing:stripe 110.00, sales-returns 100.00 | sales 100.00, store-credit 110.00'],
  ['d10-credit-used', 'default', 'store-credit 66.00 | sales 60.00, tax:US-STATE 6.00'],
  ['d10-credit-used', 'creation', 'store-credit 66.00 | sales 60.00, tax:US-STATE 6.00'],
  ['d10-credit-and-card', 'default', 'store-credit 40.00, clearing:stripe 26.00 | sales 60.00, tax:US-STATE 6.00'],
  ['d10-credit-and-card', 'creation', 'store-credit 40.00, clearing:stripe 26.00 | sales 60.00, tax:US-STATE 6.00'],
];
