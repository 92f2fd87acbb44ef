/** Orders whose truth is known, put out as one cart or another would: with or without tax, wrapped, in text. */
import * as fc from 'fast-check';
import type { A2cLegacyTotals, A2cNumber } from '../../../../lib/sources/api2cart/wire';
import { inFlavour, type Json } from '../../../simulators/api2cart/flavour';
import { item, order } from '../../../simulators/api2cart/orders';

/** In minor units, net of tax; discounts are of the whole order. */
export interface Truth {
  readonly goods: number;
  readonly discount: number;
  readonly tax: number;
  readonly shipping: number;
  readonly wrapping: number;
  readonly total: number;
}

const line = fc.record({
  pieces: fc.integer({ min: 1, max: 4 }),
  price: fc.integer({ min: 1, max: 50_000 }),
  taxOfPiece: fc.integer({ min: 0, max: 9_000 }),
});

const cart = fc.record({
  currency: fc.constantFrom('EUR', 'JPY', 'KWD'),
  lines: fc.array(line, { minLength: 1, maxLength: 5 }),
  discountPercent: fc.constantFrom(0, 0, 10, 25),
  shipping: fc.integer({ min: 0, max: 2_000 }),
  shippingTax: fc.integer({ min: 0, max: 400 }),
  wrapping: fc.constantFrom(0, 0, 300),
  pricesHoldTax: fc.boolean(),
  taxStated: fc.constantFrom('of the line', 'of a piece', 'not'),
  totalPrice: fc.constantFrom('not', 'without tax', 'with tax'),
  asText: fc.boolean(),
  wrapped: fc.boolean(),
  legacy: fc.boolean(),
});

type Cart = typeof cart extends fc.Arbitrary<infer T> ? T : never;

/** Where neither lines nor shipping state a tax, nothing tells how much of the whole the shipping has: there it has none. */
const shippingTaxOf = ({ shipping, shippingTax, legacy, taxStated }: Cart): number =>
  shipping === 0 || (legacy && taxStated === 'not') ? 0 : shippingTax;

const DECIMALS: Readonly<Record<string, number>> = { EUR: 2, JPY: 0, KWD: 3 };

const decimal = (minor: number, decimals: number): string => {
  if (decimals === 0) return String(minor);
  const digits = String(Math.abs(minor)).padStart(decimals + 1, '0');
  const at = digits.length - decimals;
  return `${minor < 0 ? '-' : ''}${digits.slice(0, at)}.${digits.slice(at)}`;
};

const truthOf = (from: Cart): Truth => {
  const goods = from.lines.reduce((sum, { pieces, price }) => sum + pieces * price, 0);
  const goodsTax = from.lines.reduce((sum, { pieces, taxOfPiece }) => sum + pieces * taxOfPiece, 0);
  const discount = Math.floor((goods * from.discountPercent) / 100);
  const shippingTax = shippingTaxOf(from);
  const tax = goodsTax + shippingTax;
  const { shipping, wrapping } = from;
  return { goods, discount, tax, shipping, wrapping, total: goods - discount + tax + shipping + wrapping };
};

const payloadOf = (from: Cart, truth: Truth): Json => {
  const decimals = DECIMALS[from.currency] as number;
  const number = (minor: number): A2cNumber => {
    const text = decimal(minor, decimals);
    return from.asText ? text : Number(text);
  };
  const items = from.lines.map(({ pieces, price, taxOfPiece }, index) => {
    const [net, tax] = [pieces * price, pieces * taxOfPiece];
    const stated = { 'of the line': number(tax), 'of a piece': number(taxOfPiece), not: null }[
      from.taxStated
    ];
    const whole = { not: null, 'without tax': number(net), 'with tax': number(net + tax) }[from.totalPrice];
    return item({
      id: `l${index}`,
      price: number(from.pricesHoldTax ? price + taxOfPiece : price),
      quantity: from.asText ? String(pieces) : pieces,
      tax: stated,
      more: { total_price: whole },
    });
  });
  const shippingTax = shippingTaxOf(from);
  const total = {
    subtotal_ex_tax: number(truth.goods),
    shipping_ex_tax: number(truth.shipping),
    wrapping_ex_tax: number(truth.wrapping),
    total_discount: number(truth.discount),
    total_tax: number(truth.tax),
    total: number(truth.total),
  };
  const extra = { shipping_tax: number(shippingTax), wrapping_tax: 0 };
  const legacy: A2cLegacyTotals = {
    total: total.total,
    subtotal: total.subtotal_ex_tax,
    shipping: total.shipping_ex_tax,
    tax: total.total_tax,
    discount: total.total_discount,
  };
  const built = order({
    currency: from.currency,
    items,
    ...(from.legacy && truth.wrapping === 0 ? { total: null } : { total, extra }),
    more: from.legacy ? { totals: legacy } : {},
  });
  return inFlavour(built, from.wrapped ? 'wrapped' : 'plain');
};

export const randomOrder = cart.map((from) => {
  const truth = truthOf(from);
  return { from, truth, payload: payloadOf(from, truth) };
});
