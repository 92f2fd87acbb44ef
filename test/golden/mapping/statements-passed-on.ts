/** D11, D12 and the tax of a marketplace: what is collected for somebody else. */
import type { Statement } from './statement';

export const PASSED_ON: readonly Statement[] = [
  ['d11-tip', 'default', 'clearing:stripe 61.50 | sales 50.00, tax:US-STATE 4.00, tips 7.50'],
  ['d11-tip', 'tip-income', 'clearing:stripe 61.50 | sales 50.00, tax:US-STATE 4.00, tip-income 7.50'],
  ['d11-tip-given-back', 'default', 'clearing:stripe 54.00 | sales 50.00, tax:US-STATE 4.00'],
  ['d11-tip-given-back', 'tip-income', 'clearing:stripe 54.00 | sales 50.00, tax:US-STATE 4.00'],
  // Import tax of 20% on 218.00: a jurisdiction like any other.
  ['d12-duties', 'default', 'clearing:stripe 261.60 | sales 200.00, duties 18.00, tax:GB-IMPORT-VAT 43.60'],
  ['d12-duties', 'duty-income', 'clearing:stripe 261.60 | sales 200.00, duty-income 18.00, tax:GB-IMPORT-VAT 43.60'],
  [
    'd12-duties-recovered',
    'default',
    [
      'sale 2026-03-02: clearing:stripe 261.60 | sales 200.00, duties 18.00, tax:GB-IMPORT-VAT 43.60',
      'refund 2026-03-10: sales-returns 200.00, duties 18.00, tax:GB-IMPORT-VAT 43.60 | clearing:stripe 261.60',
    ],
  ],
  ['d12-duties-recovered', 'duty-income', 'sales-returns 200.00 | sales 200.00'],
  [
    'd12-duties-not-recovered',
    'default',
    'clearing:stripe 61.60, sales-returns 200.00 | sales 200.00, duties 18.00, tax:GB-IMPORT-VAT 43.60',
  ],
  [
    'd12-duties-not-recovered',
    'duty-income',
    'clearing:stripe 61.60, sales-returns 200.00 | sales 200.00, duty-income 18.00, tax:GB-IMPORT-VAT 43.60',
  ],
  ['channel-tax-sale', 'default', ['sale 2026-03-02: clearing:marketplace 100.00 | sales 100.00']],
  // In and out of facilitator-tax, which a sum over accounts does not show; the journal does.
  ['channel-tax-sale', 'zero-sum', ['sale 2026-03-02: clearing:marketplace 100.00 | sales 100.00']],
  [
    'channel-tax-refund',
    'default',
    [
      'sale 2026-03-02: clearing:marketplace 100.00 | sales 100.00',
      'refund 2026-03-10: sales-returns 40.00 | clearing:marketplace 40.00',
    ],
  ],
  ['channel-tax-refund', 'zero-sum', 'clearing:marketplace 60.00, sales-returns 40.00 | sales 100.00'],
  // The buyer paid 108.00 and got 43.20 back; the channel kept 8.00 for its tax, and gave 3.20 of it back itself.
  [
    'channel-tax-kept',
    'default',
    [
      'sale 2026-03-02: clearing:facebook 100.00 | sales 100.00',
      'refund 2026-03-10: sales-returns 40.00 | clearing:facebook 40.00',
    ],
  ],
  [
    'channel-tax-kept',
    'zero-sum',
    [
      'sale 2026-03-02: clearing:facebook 100.00 | sales 100.00',
      'refund 2026-03-10: sales-returns 40.00 | clearing:facebook 40.00',
    ],
  ],
  // The gateway says that it pays out all of it, so the channel kept nothing, and wants 8.00.
  [
    'channel-tax-paid-out',
    'default',
    ['sale 2026-03-02: clearing:facebook 108.00 | sales 100.00, receivable 8.00', 'settlement 2026-03-04: bank 104.57, fees:processing 3.43 | clearing:facebook 108.00'],
  ],
  // 30.00 of 108.00 came first: it settles what is due to the shop, and the channel keeps its tax of the later payment.
  [
    'channel-tax-kept-of-the-rest',
    'creation',
    [
      'sale 2026-03-02: receivable 100.00 | sales 100.00',
      'capture 2026-03-02: clearing:facebook 30.00 | receivable 30.00',
      'capture 2026-03-05: clearing:facebook 70.00 | receivable 70.00',
    ],
  ],
];
