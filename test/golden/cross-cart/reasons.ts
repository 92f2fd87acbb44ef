/**
 * Where a cart cannot give the expected journal: why, what comes instead, and in what the two still agree. Each is
 * tested under every policy, both ways: what is said to agree agrees, and all else differs.
 */
import type { Measure } from './journal';

export interface Reason {
  readonly purchase: string;
  /** Name of the bundle: a cart, with what is special behind it. */
  readonly bundle: string;
  readonly why: string;
  /** What the order comes to in all, or the errors that hold it. */
  readonly instead: { readonly nets: string } | { readonly held: readonly string[] };
  readonly warnings: readonly string[];
  readonly agreesIn: readonly Measure[];
}

const ONE_RATE =
  'API2Cart tells no place of a tax and one rate a line, so that what state and city take comes as one tax.';
const NO_GIFT_CARD = 'a line does not say that it is a gift card, so it is sold as goods.';

export const REASONS: readonly Reason[] = [
  {
    purchase: 'state-and-city-tax',
    bundle: 'api2cart',
    why: ONE_RATE,
    instead: { nets: 'clearing:card 62.13 = sales 52.47 + shipping 5.00 + tax:API2CART-8.875 4.66' },
    warnings: ['no_tax_jurisdiction'],
    agreesIn: ['entries with taxes as one', 'nets with taxes as one', 'money'],
  },
  {
    purchase: 'rounded-by-line',
    bundle: 'api2cart',
    why: ONE_RATE,
    instead: { nets: 'clearing:card 19.91 = sales 18.28 + tax:API2CART-8.875 1.63' },
    warnings: ['no_tax_jurisdiction'],
    agreesIn: ['entries with taxes as one', 'nets with taxes as one', 'money'],
  },
  {
    purchase: 'rounded-by-line',
    bundle: 'medusa',
    why: 'Medusa rounds nothing: it takes 19.90235, where the others round each tax of each line and take 19.91. The sum is rounded once, so the buyer pays a cent less, and a cent less is owed to the state.',
    instead: { nets: 'clearing:card 19.90 = sales 18.28 + tax:NY-STATE 0.73 + tax:NY-CITY 0.89' },
    warnings: [],
    agreesIn: [],
  },
  {
    purchase: 'two-rates',
    bundle: 'api2cart-without-payments',
    why: 'Many carts behind API2Cart give no payment records, only how much was paid. The payment then has the day of the order, one too early here, and the gateway the name of the payment method.',
    instead: {
      nets: 'clearing:card 92.97 = sales 76.70 + shipping 4.90 + tax:VAT-19 9.50 + tax:VAT-7 1.87',
    },
    warnings: ['no_tax_jurisdiction', 'payment_details_missing'],
    agreesIn: ['nets', 'nets with taxes as one', 'money'],
  },
  {
    purchase: 'refunded-in-part',
    bundle: 'api2cart-tax-not-stated',
    why: 'Some carts behind API2Cart give the parts of a refund with tax and no tax beside them. How much of it is tax is not guessed.',
    instead: {
      nets: 'clearing:card 69.00 + unallocated-refunds 30.94 = sales 80.00 + shipping 6.00 + tax:VAT-19 12.54 + tax:VAT-7 1.40',
    },
    warnings: ['no_tax_jurisdiction', 'refund_tax_unknown', 'unallocated_refund'],
    agreesIn: ['money'],
  },
  {
    purchase: 'refunded-in-part',
    bundle: 'medusa',
    why: 'Medusa returns goods, not shipping: what is paid back beyond the returned goods is an amount without a purpose. So the refund is two, and the part for the shipping is not allocated.',
    instead: {
      nets: 'clearing:card 69.00 + sales-returns 20.00 + unallocated-refunds 7.14 = sales 80.00 + shipping 6.00 + tax:VAT-19 8.74 + tax:VAT-7 1.40',
    },
    warnings: ['unallocated_refund'],
    agreesIn: ['money'],
  },
  {
    purchase: 'refunded-in-part',
    bundle: 'medusa-not-returned',
    why: 'Money that Medusa pays back without a return names no goods: all of it is an amount without a purpose.',
    instead: {
      nets: 'clearing:card 69.00 + unallocated-refunds 30.94 = sales 80.00 + shipping 6.00 + tax:VAT-19 12.54 + tax:VAT-7 1.40',
    },
    warnings: ['unallocated_refund'],
    agreesIn: ['money'],
  },
  {
    purchase: 'refunded-wholly',
    bundle: 'medusa-returned',
    why: 'Goods that were returned and the shipping that was paid back beside them are two refunds. The second gives back all that is left, so that it is split exactly.',
    instead: { nets: 'sales-returns 60.00 = sales 60.00' },
    warnings: [],
    agreesIn: ['nets', 'nets with taxes as one', 'money'],
  },
  {
    purchase: 'gift-card-sold',
    bundle: 'woocommerce',
    why: `WooCommerce itself has no gift cards; in the orders of its plugins ${NO_GIFT_CARD}`,
    instead: { nets: 'clearing:card 50.00 = sales 50.00' },
    warnings: [],
    agreesIn: ['money'],
  },
  {
    purchase: 'gift-card-sold',
    bundle: 'api2cart',
    why: `API2Cart has no gift cards: ${NO_GIFT_CARD}`,
    instead: { nets: 'clearing:card 50.00 = sales 50.00' },
    warnings: [],
    agreesIn: ['money'],
  },
  {
    purchase: 'gift-card-used',
    bundle: 'woocommerce',
    why: 'Plugins for gift cards lower the total of the order by what the card paid, beside lines that still cost all of it. The parts do not come to the total, so the order is held.',
    instead: { held: ['source_totals_mismatch'] },
    warnings: [],
    agreesIn: [],
  },
  {
    purchase: 'gift-card-used',
    bundle: 'api2cart',
    why: 'API2Cart tells of a gift card as of any gateway. So the money stands at a gateway of that name, until the account mapping sends it to what is owed on gift cards.',
    instead: { nets: 'clearing:card 27.60 + clearing:gift_card 20.00 = sales 40.00 + tax:VAT-19 7.60' },
    warnings: ['no_tax_jurisdiction'],
    agreesIn: [],
  },
];
