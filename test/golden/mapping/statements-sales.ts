/** D1 to D4: tax, prices that include it, discounts, shipping. */
import type { Statement } from './statement';

export const SALES: readonly Statement[] = [
  ['d1-tax-exclusive', 'default', 'clearing:stripe 86.60 | sales 80.00, tax:US-STATE 5.00, tax:US-CITY 1.60'],
  ['d1-tax-exclusive', 'tax-line', 'clearing:stripe 86.60 | sales 80.00, tax:US-STATE 5.00, tax:US-CITY 1.60'],
  ['d1-tax-exclusive', 'tax-order', 'clearing:stripe 86.60 | sales 80.00, tax:all 6.60'],
  ['d1-tax-exclusive', 'creation', 'clearing:stripe 86.60 | sales 80.00, tax:US-STATE 5.00, tax:US-CITY 1.60'],
  ['d1-rounding-trap', 'default', 'clearing:stripe 3.22 | sales 2.97, tax:US-STATE 0.25'],
  ['d1-rounding-trap', 'tax-line', 'clearing:stripe 3.22 | sales 2.97, tax:US-STATE 0.25'],
  ['d2-tax-inclusive', 'default', 'clearing:stripe 120.00 | sales 100.00, tax:GB-VAT 20.00'],
  ['d2-line-rounding', 'default', 'clearing:stripe 29.97 | sales 24.96, tax:GB-VAT 5.01'],
  ['d2-order-rounding', 'default', 'clearing:stripe 29.97 | sales 24.97, tax:GB-VAT 5.00'],
  ['d3-order-discount', 'contra', 'clearing:stripe 22.00, discounts 10.00 | sales 30.00, tax:US-STATE 2.00'],
  ['d3-order-discount', 'net', 'clearing:stripe 22.00 | sales 20.00, tax:US-STATE 2.00'],
  ['d3-order-discount', 'negative-line', 'clearing:stripe 22.00, discounts 10.00 | sales 30.00, tax:US-STATE 2.00'],
  ['d3-mixed-rates', 'contra', 'clearing:stripe 100.80, discounts 10.00 | sales 100.00, tax:GB-VAT-20 10.80'],
  ['d3-mixed-rates', 'net', 'clearing:stripe 100.80 | sales 90.00, tax:GB-VAT-20 10.80'],
  ['d3-mixed-rates', 'negative-line', 'clearing:stripe 100.80, discounts 10.00 | sales 100.00, tax:GB-VAT-20 10.80'],
  ['d4-shipping-with-tax', 'default', 'clearing:stripe 66.00 | sales 50.00, shipping 10.00, tax:US-STATE 6.00'],
  ['d4-shipping-with-tax', 'tax-line', 'clearing:stripe 66.00 | sales 50.00, shipping 10.00, tax:US-STATE 6.00'],
  ['d4-shipping-with-tax', 'inside-sales', 'clearing:stripe 66.00 | sales 60.00, tax:US-STATE 6.00'],
  ['d1-compound-tax', 'default', 'clearing:stripe 112.35 | sales 100.00, tax:CA-GST 5.00, tax:CA-PST 7.35'],
  ['d1-compound-tax', 'tax-line', 'clearing:stripe 112.35 | sales 100.00, tax:CA-GST 5.00, tax:CA-PST 7.35'],
  ['d1-compound-tax', 'tax-order', 'clearing:stripe 112.35 | sales 100.00, tax:all 12.35'],
  // 60.00, 21.00 and 30.00 with tax in them: the net is what is left of each price.
  ['d2-mixed-rates-inclusive', 'default', 'clearing:stripe 111.00 | sales 100.00, tax:GB-VAT-20 10.00, tax:GB-VAT-5 1.00'],
  ['d2-mixed-rates-inclusive', 'tax-line', 'clearing:stripe 111.00 | sales 100.00, tax:GB-VAT-20 10.00, tax:GB-VAT-5 1.00'],
  ['d2-mixed-rates-inclusive', 'tax-order', 'clearing:stripe 111.00 | sales 100.00, tax:all 11.00'],
  ['d2-mixed-rates-inclusive', 'creation', 'clearing:stripe 111.00 | sales 100.00, tax:GB-VAT-20 10.00, tax:GB-VAT-5 1.00'],
  ['d4-shipping-untaxed', 'default', 'clearing:stripe 65.00 | sales 50.00, shipping 10.00, tax:US-STATE 5.00'],
  ['d4-shipping-untaxed', 'tax-line', 'clearing:stripe 65.00 | sales 50.00, shipping 10.00, tax:US-STATE 5.00'],
  ['d4-shipping-untaxed', 'inside-sales', 'clearing:stripe 65.00 | sales 60.00, tax:US-STATE 5.00'],
];
