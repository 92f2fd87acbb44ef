import { describe, expect, it } from '@jest/globals';
import { expectedBook, lyingOrders } from './expected-book';
import { decimalsOf, format, micro, round, sum, type Micro } from './shop-money';
import type { ShopOrder } from './shop-order';
import { scenario, stories } from './scenario';
import { steppedClock } from './shop-clock';
import { createShopState, type ShopState } from './shop-state';
import { createTrade } from './trade';
import { orderJson } from './woocommerce-json';

const SITE = { url: 'http://shop.test', utcOffsetMinutes: 60 };

const played = (seed: number): { state: ShopState; orders: ShopOrder[] } => {
  const clock = steppedClock(new Date('2026-10-20T08:00:00Z'));
  const state = createShopState(clock);
  const trade = createTrade(state, clock);
  scenario(seed).forEach((step) => trade.step(step));
  return { state, orders: [...state.orders.values()] };
};

interface MoneyJson {
  readonly total: string;
  readonly total_tax: string;
  readonly subtotal: string;
  readonly tax_total: string;
  readonly shipping_tax_total: string;
  readonly taxes: readonly { readonly id: number; readonly total: string }[];
}
interface OrderMoneyJson extends MoneyJson {
  readonly discount_total: string;
  readonly line_items: readonly MoneyJson[];
  readonly shipping_lines: readonly MoneyJson[];
  readonly fee_lines: readonly MoneyJson[];
  readonly tax_lines: readonly (MoneyJson & { readonly rate_id: number })[];
}

const jsonOf = (order: ShopOrder, dp: number): OrderMoneyJson =>
  orderJson(SITE, order, dp) as unknown as OrderMoneyJson;

const itemsOf = (json: OrderMoneyJson): MoneyJson[] => [
  ...json.line_items,
  ...json.shipping_lines,
  ...json.fee_lines,
];

/** What a reader of the API finds when he adds up the parts with so many decimals. */
const sumOfParts = (order: ShopOrder, dp: number): Micro =>
  sum(itemsOf(jsonOf(order, dp)), (item) => micro(item.total) + micro(item.total_tax));

const addsUp = (order: ShopOrder): boolean => {
  const { decimals, roundAtSubtotal } = order.pricing;
  const json = jsonOf(order, 6);
  const parts = roundAtSubtotal ? round(sumOfParts(order, 6), decimals) : sumOfParts(order, decimals);
  const taxes = round(
    sum(json.tax_lines, (line) => micro(line.tax_total) + micro(line.shipping_tax_total)),
    decimals,
  );
  return parts === micro(json.total) && taxes === micro(json.total_tax);
};

describe('scenario', () => {
  it('is the same trade with the same book for the same seed, and another for another', () => {
    expect(scenario(7)).toEqual(scenario(7));
    const books = [7, 7, 8].map((seed) => JSON.stringify(expectedBook(played(seed).orders, 'capture')));
    expect(books[0]).toBe(books[1]);
    expect(books[0]).not.toBe(books[2]);
  });

  it('has a name of its own for each story, and places about sixty orders', () => {
    const names = stories(1).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThanOrEqual(60);
    expect(names.length).toBeLessThanOrEqual(72);
    expect(played(1).orders.length + played(1).state.gone.size).toBe(names.length);
  });

  it('mixes the stories but keeps the order within each', () => {
    const steps = scenario(3);
    for (const story of stories(3)) {
      const deeds = steps.filter((step) => step.story === story.name).map((step) => step.deed.do);
      expect(deeds).toEqual(story.deeds.map((deed) => deed.do));
    }
    const changesOfStory = steps.filter(
      (step, index) => index > 0 && steps[index - 1]?.story !== step.story,
    ).length;
    expect(changesOfStory).toBeGreaterThan(steps.length / 2);
  });

  it('holds the invariant that the parts are the total for all orders but the two that lie, whatever the seed', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const { orders } = played(seed);
      const wrong = orders.filter((order) => !addsUp(order)).map((order) => String(order.id));
      expect({ seed, wrong }).toEqual({ seed, wrong: lyingOrders(orders) });
      expect(wrong).toHaveLength(2);
    }
  });

  it('has no order in which honest ways of rounding part: tax by jurisdiction, and discount by line, are the totals', () => {
    for (let seed = 1; seed <= 60; seed++) {
      for (const order of played(seed).orders.filter(({ lie }) => lie === undefined)) {
        const { decimals, roundAtSubtotal } = order.pricing;
        const cents = (text: string): Micro => round(micro(text), decimals);
        const json = jsonOf(order, 6);
        const byJurisdiction = sum(json.tax_lines, (line) =>
          cents(format(micro(line.tax_total) + micro(line.shipping_tax_total), 6)),
        );
        expect([seed, order.id, byJurisdiction]).toEqual([seed, order.id, micro(json.total_tax)]);
        if (roundAtSubtotal) continue;
        const discount = sum(json.line_items, (line) => cents(line.subtotal) - cents(line.total));
        expect([seed, order.id, discount]).toEqual([seed, order.id, micro(json.discount_total)]);
      }
    }
  });

  it('never lets more go back than was sold', () => {
    for (const order of played(1).orders) {
      const refunded = sum(order.refunds, (refund) => refund.amount);
      expect(refunded <= order.priced.totals.total).toBe(true);
    }
  });
});

const isPaid = (order: ShopOrder): boolean => order.paid !== undefined;
const itemsBack = (order: ShopOrder): number =>
  order.refunds.filter(({ lines, shipping, fees }) => lines.length + shipping.length + fees.length > 0)
    .length;
const amountsBack = (order: ShopOrder): number => order.refunds.length - itemsBack(order);
const types = (order: ShopOrder): string[] => order.basket.coupons.map(({ coupon }) => coupon.type);
const couponed = (order: ShopOrder, inclusive: boolean): boolean =>
  order.basket.coupons.length > 0 && order.pricing.pricesIncludeTax === inclusive;
const hasSubCent = (amount: Micro, order: ShopOrder): boolean =>
  round(amount, order.pricing.decimals) !== amount;
const textOf = (order: ShopOrder): string => JSON.stringify(orderJson(SITE, order));

/** Each case that the shop must show, and how to tell from the orders alone that it is there. */
const CASES: Readonly<Record<string, (order: ShopOrder) => boolean>> = {
  'prices without tax': (order) => !order.pricing.pricesIncludeTax && order.priced.totals.tax > 0n,
  'prices with tax': (order) => order.pricing.pricesIncludeTax,
  'several taxes a line': (order) => order.priced.lines.some((line) => line.taxes.length > 1),
  'several tax rates an order': (order) => order.priced.taxes.length > 1,
  'compound tax': (order) => order.priced.taxes.some(({ rate }) => rate.compound),
  'compound tax inside the price': (order) =>
    order.pricing.pricesIncludeTax && order.priced.taxes.some(({ rate }) => rate.compound),
  'a tax line of nothing': (order) => order.priced.taxes.some(({ goodsAndFees }) => goodsAndFees === 0n),
  'no tax at all': (order) => order.priced.taxes.length === 0,
  'rate code to be cleaned': (order) => order.priced.taxes.some(({ rate }) => /:|\s{2}/.test(rate.code)),
  'percent coupon': (order) => types(order).includes('percent') && couponed(order, false),
  'percent coupon on prices with tax': (order) => types(order).includes('percent') && couponed(order, true),
  'fixed coupon': (order) => types(order).includes('fixed_cart') && couponed(order, false),
  'fixed coupon on prices with tax': (order) => types(order).includes('fixed_cart') && couponed(order, true),
  'coupon for each piece': (order) => types(order).includes('fixed_product'),
  'several coupons': (order) => types(order).length > 1,
  'taxed shipping': (order) => order.priced.totals.shippingTax > 0n,
  'untaxed shipping in a taxed order': (order) =>
    order.priced.totals.tax > 0n &&
    order.priced.shipping.some((line) => line.total > 0n && line.totalTax === 0n),
  'several shipping lines': (order) => order.priced.shipping.length > 1,
  'free shipping': (order) => order.priced.shipping.some((line) => line.total === 0n),
  'positive fee, taxed': (order) => order.priced.fees.some((fee) => fee.total > 0n && fee.totalTax > 0n),
  'positive fee, untaxed': (order) => order.priced.fees.some((fee) => fee.total > 0n && fee.totalTax === 0n),
  'negative fee, taxed': (order) => order.priced.fees.some((fee) => fee.total < 0n && fee.totalTax < 0n),
  'negative fee, untaxed': (order) => order.priced.fees.some((fee) => fee.total < 0n && fee.totalTax === 0n),
  'line refund': (order) => isPaid(order) && order.refunds.some(({ lines }) => lines.length > 0),
  'refund of a part of a price': (order) =>
    order.refunds.some(({ lines }) => lines.some((line) => line.quantity === 0)),
  'shipping refund': (order) =>
    order.refunds.some(({ lines, shipping }) => lines.length === 0 && shipping.length > 0),
  'fee refund': (order) => order.refunds.some(({ fees }) => fees.length > 0),
  'full refund with lines': (order) =>
    order.status === 'refunded' && order.refunds.length === 1 && itemsBack(order) === 1,
  'full refund without lines': (order) =>
    isPaid(order) && order.status === 'refunded' && order.refunds.length === 1 && amountsBack(order) === 1,
  'amount without a line, not all': (order) => order.status !== 'refunded' && amountsBack(order) > 0,
  'amounts without a line until nothing is left': (order) =>
    order.status === 'refunded' && amountsBack(order) > 1,
  'line refund, then the rest by amount': (order) =>
    order.status === 'refunded' && itemsBack(order) > 0 && amountsBack(order) > 0,
  'several partial refunds of one line': (order) => itemsBack(order) > 2,
  'refund of a discounted line': (order) => order.basket.coupons.length > 0 && itemsBack(order) > 0,
  'refund tax below a cent': (order) =>
    order.refunds.some(({ lines }) => lines.some((line) => hasSubCent(line.totalTax, order))),
  'restocking fee': (order) =>
    order.refunds.some(
      ({ lines, amount }) =>
        lines.length > 0 && sum(lines, (line) => line.total + line.totalTax) > amount + 10n ** 6n,
    ),
  'refund of an order that was never paid': (order) => !isPaid(order) && order.refunds.length > 0,
  'cancelled, never paid': (order) => order.status === 'cancelled' && !isPaid(order),
  'cancelled after payment': (order) =>
    order.status === 'cancelled' && isPaid(order) && order.refunds.length === 0,
  'cancelled after a partial refund': (order) => order.status === 'cancelled' && order.refunds.length > 0,
  'failed, never paid': (order) => order.status === 'failed' && !isPaid(order),
  'failed after payment': (order) => order.status === 'failed' && isPaid(order),
  'on hold, unpaid': (order) => order.status === 'on-hold' && order.paymentMethod === 'bacs',
  'bank transfer, paid later': (order) => order.paymentMethod === 'bacs' && isPaid(order),
  pending: (order) => order.status === 'pending',
  completed: (order) => order.status === 'completed' && order.completed !== order.paid,
  'cash on delivery, unpaid': (order) =>
    order.paymentMethod === 'cod' && !isPaid(order) && order.status === 'processing',
  'cash on delivery, paid': (order) => order.paymentMethod === 'cod' && isPaid(order),
  'total of zero, paid': (order) => order.priced.totals.total === 0n && isPaid(order),
  'total of zero, never paid': (order) => order.priced.totals.total === 0n && !isPaid(order),
  'no payment method': (order) => order.paymentMethod === '',
  'no decimals': (order) => decimalsOf(order.pricing.currency) === 0,
  'three decimals': (order) =>
    order.priced.totals.total % 10_000n !== 0n && decimalsOf(order.pricing.currency) === 3,
  dollars: (order) => order.pricing.currency === 'USD',
  pounds: (order) => order.pricing.currency === 'GBP',
  'refund without decimals': (order) => order.pricing.currency === 'JPY' && order.refunds.length > 0,
  'refund with three decimals': (order) => order.pricing.currency === 'KWD' && order.refunds.length > 0,
  'parts below a cent that do not add up with two decimals': (order) =>
    order.lie === undefined &&
    order.pricing.decimals === 2 &&
    sumOfParts(order, 2) !== order.priced.totals.total,
  'HTML in a name': (order) => order.basket.lines.some(({ name }) => name.includes('<script>')),
  'SQL in a name': (order) => order.basket.lines.some(({ name }) => name.includes('DROP TABLE')),
  'a formula in a name': (order) => order.basket.lines.some(({ name }) => name.startsWith('=1+1')),
  'emoji in a name': (order) =>
    order.basket.lines.some(({ name }) => /\p{Extended_Pictographic}/u.test(name)),
  'a line break in a name': (order) => order.basket.lines.some(({ name }) => name.includes('\n')),
  '__proto__ in meta data': (order) =>
    textOf(order).includes('"key":"__proto__"') && textOf(order).includes('{"__proto__":{'),
  'many lines': (order) => order.basket.lines.length >= 40,
  'nothing to ship': (order) => order.basket.lines.every((line) => line.product.virtual),
  draft: (order) => order.status === 'checkout-draft',
  'in the bin': (order) => order.status === 'trash',
  'a gift card that lowered the total': (order) => order.lie?.kind === 'gift-card',
  'tax lines that are not the total tax': (order) => order.lie?.kind === 'tax-lines',
};

describe('the cases of the scenario', () => {
  const { orders, state } = played(1);

  it.each(Object.keys(CASES))('there is an order with: %s', (name) => {
    expect(orders.filter(CASES[name] as (order: ShopOrder) => boolean).length).toBeGreaterThanOrEqual(1);
  });

  it('has them for other seeds too', () => {
    for (const seed of [2, 3, 20]) {
      const others = played(seed).orders;
      const missing = Object.keys(CASES).filter(
        (name) => !others.some(CASES[name] as (order: ShopOrder) => boolean),
      );
      expect({ seed, missing }).toEqual({ seed, missing: [] });
    }
  });

  it('deletes one order for good after it was announced, and edits orders after payment', () => {
    expect(state.gone.size).toBe(1);
    const deeds = stories(1).filter((story) => {
      const kinds = story.deeds.map((deed) => deed.do);
      const paid = kinds.indexOf('pay');
      return paid >= 0 && kinds.slice(paid).some((kind) => kind === 'add-line' || kind === 'set-quantity');
    });
    expect(deeds.length).toBeGreaterThanOrEqual(3);
  });

  it('crosses the end of a month', () => {
    const months = new Set(orders.map(({ created }) => new Date(created * 1000).toISOString().slice(0, 7)));
    expect(months.size).toBeGreaterThan(1);
  });
});
