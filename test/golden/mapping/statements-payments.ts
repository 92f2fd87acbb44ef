/** D13, D14, D19 and D20: other currencies, several tenders, coins, and fees of gateways. */
import { NOTHING, type Statement } from './statement';

export const PAYMENTS: readonly Statement[] = [
  ['d13-paid-out-at-another-rate', 'default', 'clearing:stripe 108.00 | sales 90.00, tax:DE-VAT 18.00'],
  [
    'd13-paid-out-at-another-rate',
    'settled',
    [
      'sale 2026-03-02: clearing:stripe 108.00 | sales 90.00, tax:DE-VAT 18.00',
      'settlement 2026-03-08: bank 104.08, fees:processing 3.42, fx 0.50 | clearing:stripe 108.00',
    ],
  ],
  [
    'd13-paid-out-at-another-rate',
    'settled-rounding',
    'bank 104.08, fees:processing 3.42, rounding 0.50 | sales 90.00, tax:DE-VAT 18.00',
  ],
  [
    'd13-paid-out-at-another-rate',
    'settlement-booked',
    [
      'sale 2026-03-08: clearing:stripe 108.00 | sales 90.00, tax:DE-VAT 18.00',
      'settlement 2026-03-08: bank 104.08, fees:processing 3.42, fx 0.50 | clearing:stripe 108.00',
    ],
  ],
  // In the buyer's currency no rate comes in.
  ['d13-paid-out-at-another-rate', 'presentment', 'clearing:stripe 100.00 | sales 83.33, tax:DE-VAT 16.67'],
  [
    'd13-refund-at-another-rate',
    'default',
    [
      'sale 2026-03-02: clearing:stripe 108.00 | sales 90.00, tax:DE-VAT 18.00',
      'refund 2026-03-10: sales-returns 90.00, tax:DE-VAT 18.00, fx 2.00 | clearing:stripe 110.00',
    ],
  ],
  ['d13-refund-at-another-rate', 'rounding', 'sales-returns 90.00, rounding 2.00 | sales 90.00, clearing:stripe 2.00'],
  [
    'd13-refund-at-another-rate',
    'creation',
    [
      'sale 2026-03-02: receivable 108.00 | sales 90.00, tax:DE-VAT 18.00',
      'capture 2026-03-02: clearing:stripe 108.00 | receivable 108.00',
      'refund 2026-03-10: sales-returns 90.00, tax:DE-VAT 18.00 | receivable 108.00',
      'refund_payment 2026-03-10: receivable 108.00, fx 2.00 | clearing:stripe 110.00',
    ],
  ],
  ['d13-refund-at-another-rate', 'presentment', 'sales-returns 83.33 | sales 83.33'],
  // EUR 50.00 were sold at 1.08 and go back at 1.06: a gain.
  [
    'd13-half-refunded-at-another-rate',
    'default',
    [
      'sale 2026-03-02: clearing:stripe 108.00 | sales 90.00, tax:DE-VAT 18.00',
      'refund 2026-03-10: sales-returns 45.00, tax:DE-VAT 9.00 | clearing:stripe 53.00, fx 1.00',
    ],
  ],
  ['d13-shop-rounds-twice', 'default', 'clearing:stripe 409.48, fx 0.05 | sales 341.27, tax:DE-VAT 68.26'],
  ['d13-shop-rounds-twice', 'rounding', 'clearing:stripe 409.48, rounding 0.05 | sales 341.27, tax:DE-VAT 68.26'],
  [
    'd13-shop-rounds-twice',
    'creation',
    [
      'sale 2026-03-02: receivable 409.53 | sales 341.27, tax:DE-VAT 68.26',
      'capture 2026-03-02: clearing:stripe 409.48, fx 0.05 | receivable 409.53',
    ],
  ],
  ['d14-two-tenders', 'default', 'clearing:paypal 60.00, gift-card-liability 40.00 | sales 90.91, tax:AU-GST 9.09'],
  ['d14-two-tenders', 'creation', 'clearing:paypal 60.00, gift-card-liability 40.00 | sales 90.91, tax:AU-GST 9.09'],
  ['d14-two-tenders', 'receipt', 'clearing:paypal 60.00, gift-card-liability 40.00 | sales 90.91, tax:AU-GST 9.09'],
  ['d14-unpaid', 'default', NOTHING],
  ['d14-unpaid', 'creation', ['sale 2026-03-02: receivable 100.00 | sales 90.91, tax:AU-GST 9.09']],
  ['d14-paid-on-delivery', 'default', ['sale 2026-03-09: clearing:manual 100.00 | sales 90.91, tax:AU-GST 9.09']],
  ['d14-paid-on-delivery', 'creation', ['capture 2026-03-09: clearing:manual 100.00 | receivable 100.00']],
  ['d19-cash-rounded-down', 'default', 'clearing:cash 10.00, rounding 0.02 | sales 9.28, tax:AU-GST 0.74'],
  ['d19-cash-rounded-down', 'creation', 'clearing:cash 10.00, rounding 0.02 | sales 9.28, tax:AU-GST 0.74'],
  ['d19-cash-rounded-up', 'default', 'clearing:cash 10.05 | sales 9.29, tax:AU-GST 0.74, rounding 0.02'],
  [
    'd19-cash-given-back',
    'default',
    [
      'sale 2026-03-02: clearing:cash 10.00, rounding 0.02 | sales 9.28, tax:AU-GST 0.74',
      'refund 2026-03-10: sales-returns 9.28, tax:AU-GST 0.74 | clearing:cash 10.00, rounding 0.02',
    ],
  ],
  ['d19-cash-given-back', 'returns-sales', NOTHING],
  ['d20-late-fee', 'default', 'clearing:stripe 110.00 | sales 100.00, tax:US-STATE 10.00'],
  // March is closed when the second fee is found in May: it stands on the day on which it was found.
  [
    'd20-late-fee',
    'fees',
    [
      'sale 2026-03-02: clearing:stripe 110.00 | sales 100.00, tax:US-STATE 10.00',
      'fee 2026-03-02: fees:processing 3.49 | clearing:stripe 3.49',
      'fee 2026-05-04: fees:late 1.25 | clearing:stripe 1.25',
    ],
  ],
  // Accrued: with the order that it was for.
  [
    'd20-late-fee',
    'fees-placed',
    [
      'sale 2026-03-02: clearing:stripe 110.00 | sales 100.00, tax:US-STATE 10.00',
      'fee 2026-03-02: fees:processing 3.49 | clearing:stripe 3.49',
      'fee 2026-03-02: fees:late 1.25 | clearing:stripe 1.25',
    ],
  ],
  [
    'd20-fee-given-back',
    'fees',
    [
      'sale 2026-03-02: clearing:stripe 110.00 | sales 100.00, tax:US-STATE 10.00',
      'fee 2026-03-02: fees:processing 3.49 | clearing:stripe 3.49',
      'fee 2026-03-12: clearing:stripe 3.49 | fees:processing 3.49',
    ],
  ],
  ['d20-fee-told-twice', 'settled', 'bank 106.51, fees:processing 3.49 | sales 100.00, tax:US-STATE 10.00'],
  // The payout contains the first fee already; the late one is not in it.
  [
    'd20-fee-told-twice',
    'fees',
    [
      'sale 2026-03-02: clearing:stripe 110.00 | sales 100.00, tax:US-STATE 10.00',
      'settlement 2026-03-08: bank 106.51, fees:processing 3.49 | clearing:stripe 110.00',
      'fee 2026-05-04: fees:late 1.25 | clearing:stripe 1.25',
    ],
  ],
];
