/** Shipping and what else the buyer pays beside the goods, and the claims that check-order compares the parts with. */
import type { Claim, Order, ShippingLine, Surcharge } from '../../commerce/order';
import { formatDigits } from '../../money/decimal';
import { report } from '../read-json';
import { buildLines } from './build-lines';
import { objectAt, type Placed, textAt } from './reading';
import type { Money } from './read-number';
import { type Settled, sidesOf, type Stated, type Understanding } from './settle-prices';
import { rateBehind, taxLinesOf } from './tax-names';

const pointerOf = (...found: readonly (Money | undefined)[]): string[] =>
  found.flatMap((money) => money?.pointer ?? []);

const buildShipping = (stated: Stated, how: Understanding, order: Placed): ShippingLine[] => {
  const { reading, totals, taxes, lines } = stated;
  const { decimals } = reading;
  const { shipping } = sidesOf(stated, how);
  if (shipping === 0n && taxes.shipping === 0n) return [];
  const off = how.discounts.shipping;
  const rate = rateBehind(taxes.shipping, shipping - off, lines, decimals);
  const tax = { minor: taxes.shipping, rate, pointers: pointerOf(totals.shippingTax ?? totals.tax) };
  return [
    {
      id: 'shipping',
      title: textAt(objectAt(order, 'shipping_method'), 'name') || 'Shipping',
      amount: formatDigits(shipping, decimals),
      pointers: pointerOf(totals.shipping, ...(how.shippingHoldsTax ? [totals.shippingTax] : [])),
      discounts:
        off === 0n
          ? []
          : [{ amount: formatDigits(off, decimals), pointers: pointerOf(totals.shippingDiscount) }],
      taxes: taxLinesOf(tax, decimals),
    },
  ];
};

const purposeOf = (key: string): Surcharge['purpose'] => {
  if (/tips?$/.test(key)) return 'tip';
  return /dut(?:y|ies)$/.test(key) ? 'duty' : 'fee';
};

const buildSurcharges = (stated: Stated, how: Understanding): Surcharge[] => {
  const { reading, totals, taxes, lines } = stated;
  const { decimals } = reading;
  const { wrapping, charges } = sidesOf(stated, how);
  const built = charges.map(({ key, money }): Surcharge => ({
    id: key,
    title: key.replace(/_/g, ' '),
    amount: formatDigits(money.minor, decimals),
    pointers: [money.pointer],
    discounts: [],
    taxes: [],
    purpose: purposeOf(key),
  }));
  if (wrapping === 0n && taxes.wrapping === 0n) return built;
  const rate = rateBehind(taxes.wrapping, wrapping, lines, decimals);
  const tax = { minor: taxes.wrapping, rate, pointers: pointerOf(totals.wrappingTax) };
  const wrapped: Surcharge = {
    id: 'wrapping',
    title: 'Gift wrapping',
    amount: formatDigits(wrapping, decimals),
    pointers: pointerOf(totals.wrapping),
    discounts: [],
    taxes: taxLinesOf(tax, decimals),
    purpose: 'fee',
  };
  return [wrapped, ...built];
};

/**
 * A total that could not be read stands as 0 without a pointer, because the shape demands one; the error that was
 * reported holds the order, so nothing is made of it.
 */
const buildClaims = ({ reading, totals }: Stated, how: Understanding): Order['claims'] => {
  const claim = ({ minor, pointer }: Money): Claim => ({
    amount: formatDigits(minor < 0n && pointer.endsWith('discount') ? -minor : minor, reading.decimals),
    pointers: [pointer],
  });
  const claims: Order['claims'] = {
    total: totals.total ? claim(totals.total) : { amount: formatDigits(0n, reading.decimals), pointers: [] },
  };
  if (totals.tax) claims.tax = claim(totals.tax);
  if (totals.shipping && !how.shippingHoldsTax) claims.shipping = claim(totals.shipping);
  // A discount in prices that hold tax holds tax too; the parts have it without.
  const isWhole = totals.discount && how.discounts.from === 'claimed' && !how.pricesHoldTax;
  const claimed = how.discounts.goods + how.discounts.shipping;
  if (totals.discount && isWhole && (totals.discount.minor === claimed || totals.discount.minor === -claimed))
    claims.discount = claim(totals.discount);
  return claims;
};

const noteTaxes = ({ reading, totals, taxes }: Stated): void => {
  if (taxes.all === 0n) return;
  const pointer = (totals.tax ?? totals.shippingTax)?.pointer;
  const sentence =
    'API2Cart tells neither the place of its tax nor who owes it. It is booked as API2CART-<rate> or API2CART-UNSPECIFIED, owed by ' +
    'the merchant: marketplaces (Amazon, eBay, Etsy, Walmart, TikTok) often owe it themselves, so map those accounts with care.';
  report(reading, 'warning', 'no_tax_jurisdiction', sentence, pointer);
  if (!taxes.shippingInferred) return;
  const inferred = formatDigits(taxes.shipping, reading.decimals);
  const tells = `its lines state ${inferred} less tax than the order, and no tax of the shipping is stated; the rest is taken for the shipping's.`;
  report(reading, 'warning', 'shipping_tax_inferred', tells, pointer);
};

const noteDiscount = ({ reading, totals }: Stated, { discounts }: Understanding): void => {
  const { discount } = totals;
  if (discounts.from !== 'in_prices' || !discount || discount.minor === 0n) return;
  const sentence = `a discount of ${formatDigits(discount.minor, reading.decimals)} is stated, but the total shows that its prices are reduced already; it is not taken off again.`;
  report(reading, 'warning', 'discount_in_prices', sentence, discount.pointer);
};

export const buildParts = ({ stated, how }: Settled, order: Placed) => {
  noteTaxes(stated);
  noteDiscount(stated, how);
  return {
    lines: buildLines(stated, how, order),
    shipping: buildShipping(stated, how, order),
    surcharges: buildSurcharges(stated, how),
    claims: buildClaims(stated, how),
    pricesIncludeTax: how.pricesHoldTax,
  };
};
