/**
 * What a basket costs, as WooCommerce works it out (WC_Cart_Totals and WC_Abstract_Order::calculate_totals): tax per
 * line, rounded per line unless the shop rounds at subtotal; ties go down when prices include tax, else up.
 */
import { ratesFor } from './shop-catalog';
import { spreadCoupons } from './shop-discount';
import { micro, round, sum, type Micro, type Tie } from './shop-money';
import {
  TAX_CLASS_OF_FEES,
  type Basket,
  type Lie,
  type LineInput,
  type PricedBasket,
  type PricedCoupon,
  type PricedItem,
  type PricedLine,
  type Pricing,
  type TaxAmount,
  type TaxSummary,
  type Totals,
} from './shop-order';
import { taxesOnTop, taxesWithin, type TaxRate } from './shop-tax';

export const taxTie = (pricing: Pricing): Tie => (pricing.pricesIncludeTax ? 'down' : 'up');

/** Tax of an item that can be paid; with rounding at subtotal the six decimals stay. */
export const keptTax = (pricing: Pricing, amount: Micro): Micro =>
  pricing.roundAtSubtotal ? amount : round(amount, pricing.decimals, taxTie(pricing));

const keptNet = (pricing: Pricing, amount: Micro): Micro =>
  pricing.roundAtSubtotal ? amount : round(amount, pricing.decimals);

const itemTax = (pricing: Pricing, taxes: readonly Micro[]): Micro =>
  sum(taxes, (tax) => keptTax(pricing, tax));

/** Splits a price as entered into what it is without tax and its taxes. */
const split = (
  pricing: Pricing,
  entered: Micro,
  rates: readonly TaxRate[],
): { net: Micro; taxes: Micro[] } => {
  if (!pricing.pricesIncludeTax) return { net: entered, taxes: taxesOnTop(entered, rates) };
  const taxes = taxesWithin(entered, rates);
  return { net: entered - sum(taxes, (tax) => tax), taxes };
};

const enteredPrice = (line: LineInput): Micro => micro(line.price) * BigInt(line.quantity);

const priceLine = (pricing: Pricing, line: LineInput, discount: Micro): PricedLine => {
  const rates = ratesFor(pricing.place, line.product.taxClass);
  const before = split(pricing, enteredPrice(line), rates);
  const after = split(pricing, enteredPrice(line) - discount, rates);
  return {
    id: line.id,
    input: line,
    subtotal: before.net,
    subtotalTax: itemTax(pricing, before.taxes),
    total: after.net,
    totalTax: itemTax(pricing, after.taxes),
    taxes: rates.map((rate, index) => ({
      rate,
      amount: after.taxes[index] as Micro,
      before: before.taxes[index] as Micro,
    })),
  };
};

const priceExtra = <T extends { readonly id: number; readonly taxable: boolean }>(
  pricing: Pricing,
  input: T,
  cost: string,
  rates: readonly TaxRate[],
): PricedItem & { readonly input: T } => {
  const total = micro(cost);
  const used = input.taxable ? rates : [];
  const amounts = taxesOnTop(total, used);
  const taxes: TaxAmount[] = used.map((rate, index) => ({ rate, amount: amounts[index] as Micro }));
  return { id: input.id, input, total, totalTax: itemTax(pricing, amounts), taxes };
};

const priceCoupons = (pricing: Pricing, basket: Basket, spread: readonly Micro[][]): PricedCoupon[] =>
  basket.coupons.map((input, index) => {
    const parts = basket.lines.map((line, at) =>
      split(pricing, spread[index]?.[at] as Micro, ratesFor(pricing.place, line.product.taxClass)),
    );
    return {
      input,
      discount: sum(parts, (part) => part.net),
      discountTax: sum(parts, (part) => sum(part.taxes, (tax) => tax)),
    };
  });

const summarizeTaxes = (
  pricing: Pricing,
  goodsAndFees: readonly PricedItem[],
  shipping: readonly PricedItem[],
): TaxSummary[] => {
  const rates = new Map<number, TaxRate>();
  for (const item of [...goodsAndFees, ...shipping])
    for (const tax of item.taxes) rates.set(tax.rate.id, tax.rate);
  const total = (items: readonly PricedItem[], rate: TaxRate): Micro =>
    sum(items, (item) =>
      sum(item.taxes, (tax) => (tax.rate.id === rate.id ? keptTax(pricing, tax.amount) : 0n)),
    );
  return [...rates.values()].map((rate) => ({
    rate,
    goodsAndFees: total(goodsAndFees, rate),
    shipping: total(shipping, rate),
  }));
};

const totalsOf = (pricing: Pricing, priced: Omit<PricedBasket, 'totals' | 'taxes' | 'coupons'>): Totals => {
  const { lines, shipping, fees } = priced;
  const goods = sum(lines, (line) => keptNet(pricing, line.total));
  const goodsBefore = sum(lines, (line) => keptNet(pricing, line.subtotal));
  const taxBefore = sum(lines, (line) => sum(line.taxes, (tax) => tax.before as Micro));
  const taxAfter = sum(lines, (line) => sum(line.taxes, (tax) => tax.amount));
  const cartTax = sum([...lines, ...fees], (item) => item.totalTax);
  const shippingTax = sum(shipping, (item) => item.totalTax);
  const shippingTotal = sum(shipping, (item) => item.total);
  const feeTotal = sum(fees, (item) => item.total);
  return {
    discount: round(goodsBefore - goods, pricing.decimals),
    discountTax: round(taxBefore - taxAfter, pricing.decimals, taxTie(pricing)),
    shipping: shippingTotal,
    shippingTax,
    cartTax,
    tax: round(cartTax + shippingTax, pricing.decimals),
    total: round(goods + feeTotal + shippingTotal + cartTax + shippingTax, pricing.decimals),
  };
};

const withLie = (priced: PricedBasket, lie: Lie): PricedBasket => {
  if (lie.kind === 'gift-card') {
    return { ...priced, totals: { ...priced.totals, total: priced.totals.total - lie.amount } };
  }
  const [first, ...rest] = priced.taxes;
  if (first === undefined) throw new Error('an order without tax cannot lie about its tax lines');
  return { ...priced, taxes: [{ ...first, goodsAndFees: first.goodsAndFees + lie.amount }, ...rest] };
};

export const priceBasket = (pricing: Pricing, basket: Basket, lie?: Lie): PricedBasket => {
  const items = basket.lines.map((line) => ({ price: enteredPrice(line), quantity: line.quantity }));
  const spread = spreadCoupons(
    basket.coupons.map((input) => input.coupon),
    items,
    pricing.decimals,
  );
  const lines = basket.lines.map((line, index) =>
    priceLine(
      pricing,
      line,
      sum(spread, (taken) => taken[index] as Micro),
    ),
  );
  const feeRates = ratesFor(pricing.place, TAX_CLASS_OF_FEES);
  const shippingRates = feeRates.filter((rate) => rate.onShipping);
  const shipping = basket.shipping.map((input) => priceExtra(pricing, input, input.cost, shippingRates));
  const fees = basket.fees.map((input) => priceExtra(pricing, input, input.amount, feeRates));
  const priced: PricedBasket = {
    lines,
    shipping,
    fees,
    coupons: priceCoupons(pricing, basket, spread),
    taxes: summarizeTaxes(pricing, [...lines, ...fees], shipping),
    totals: totalsOf(pricing, { lines, shipping, fees }),
  };
  return lie === undefined ? priced : withLie(priced, lie);
};
