/** One thing, four names: what each cart calls a tax or a gateway, and what it is called in the expected journals. */
import type { Names } from './journal';

/** Nothing else may differ without a reason in `reasons.ts`. */
export const NAMES: Readonly<Record<string, Names>> = {
  woocommerce: {
    'clearing:stripe': 'clearing:card',
    'tax:DE-MWST-1': 'tax:VAT-19',
    'tax:DE-MWST RED-1': 'tax:VAT-7',
    'tax:GB-VAT-1': 'tax:VAT-20',
    'tax:KW-VAT-1': 'tax:VAT-5',
    'tax:JP-CONSUMPTION TAX-1': 'tax:CT-10',
    'tax:US-NY-NY STATE-1': 'tax:NY-STATE',
    'tax:US-NY-NYC-2': 'tax:NY-CITY',
  },
  shopify: {
    'clearing:shopify_payments': 'clearing:card',
    'tax:DE-VAT-19': 'tax:VAT-19',
    'tax:DE-VAT-7': 'tax:VAT-7',
    'tax:GB-VAT-20': 'tax:VAT-20',
    'tax:KW-VAT-5': 'tax:VAT-5',
    'tax:CONSUMPTION-TAX-10': 'tax:CT-10',
    'tax:NEW-YORK-STATE-TAX-4': 'tax:NY-STATE',
    'tax:NEW-YORK-CITY-TAX-4.875': 'tax:NY-CITY',
  },
  // Two places that tax one line come as one rate, so neither has a name here.
  api2cart: {
    'clearing:stripe': 'clearing:card',
    'tax:API2CART-19': 'tax:VAT-19',
    'tax:API2CART-7': 'tax:VAT-7',
    'tax:API2CART-20': 'tax:VAT-20',
    'tax:API2CART-5': 'tax:VAT-5',
    'tax:API2CART-10': 'tax:CT-10',
  },
  medusa: {
    'clearing:stripe': 'clearing:card',
    'tax:DE19-19': 'tax:VAT-19',
    'tax:DE7-7': 'tax:VAT-7',
    'tax:GB20-20': 'tax:VAT-20',
    'tax:KW5-5': 'tax:VAT-5',
    'tax:JP10-10': 'tax:CT-10',
    'tax:US-NY-4': 'tax:NY-STATE',
    'tax:US-NYC-4.875': 'tax:NY-CITY',
  },
};
