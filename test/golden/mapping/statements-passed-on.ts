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
];
