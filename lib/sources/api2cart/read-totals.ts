/** The totals as the cart states them: `total`, and for what it leaves out the older `totals`. */
import { field, report } from '../read-json';
import type { MoneyReading } from '../read-amount';
import { bagsOf, objectAt, type OpenedOrder, type Placed } from './reading';
import { decimalOf, type Money, readMoney } from './read-number';

/** Fee, tip or duty that the cart states beside the parts that every order has. */
export interface ExtraCharge {
  readonly key: string;
  readonly money: Money;
}

/** A sum that is undefined is not stated; none of them is taken for 0 without arithmetic that proves it. */
export interface Totals {
  readonly total: Money | undefined;
  readonly tax: Money | undefined;
  readonly subtotal: Money | undefined;
  readonly shipping: Money | undefined;
  readonly wrapping: Money | undefined;
  /** As stated: some carts write it below zero. */
  readonly discount: Money | undefined;
  readonly paid: Money | undefined;
  readonly goodsTax: Money | undefined;
  readonly shippingTax: Money | undefined;
  readonly wrappingTax: Money | undefined;
  readonly shippingDiscount: Money | undefined;
  readonly goodsDiscount: Money | undefined;
  readonly charges: readonly ExtraCharge[];
}

const CHARGE = /(?:^|_)(?:fee|tip|tips|duty|duties|surcharge|handling)$/;
const MOST_CHARGES = 20;

/** Of the cart's own fields in `total`, those whose name says that the buyer pays them. */
const readCharges = (reading: MoneyReading, bags: readonly Placed[]): readonly ExtraCharge[] =>
  bags.flatMap((bag) =>
    Object.keys(bag.value)
      .filter((key) => CHARGE.test(key) && decimalOf(field(bag.value, key)) !== undefined)
      .slice(0, MOST_CHARGES)
      .flatMap((key) => {
        const money = readMoney(reading, bag, key);
        return money === undefined || money.minor === 0n ? [] : [{ key, money }];
      }),
  );

const noteSources = (
  reading: MoneyReading,
  order: Placed,
  total: Money | undefined,
  legacy: Money | undefined,
): void => {
  if (total === undefined && legacy === undefined) {
    const sentence =
      'API2Cart gives no total for it (neither "total" nor "totals"). Read it with params=force_all; if the total stays empty, ask API2Cart support for this cart.';
    report(reading, 'error', 'missing_total', sentence, order.path || undefined);
  } else if (total === undefined && legacy !== undefined) {
    const sentence = `"total" is empty, so the older "totals" are read.`;
    report(reading, 'info', 'legacy_totals', sentence, legacy.pointer);
  } else if (total !== undefined && legacy !== undefined && total.minor !== legacy.minor) {
    const sentence = `${total.pointer} and ${legacy.pointer} state different totals; the first is taken.`;
    report(reading, 'warning', 'two_totals', sentence, total.pointer);
  }
};

export const readTotals = (reading: MoneyReading, { order }: OpenedOrder): Totals => {
  const total = objectAt(order, 'total');
  const legacy = objectAt(order, 'totals');
  const bags = total === undefined ? [] : bagsOf(total);
  const extra = (key: string): Money | undefined => {
    const holder = [...bags, ...(total ? [total] : [])].find(({ value }) => Object.hasOwn(value, key));
    return readMoney(reading, holder, key);
  };
  const [now, before] = [readMoney(reading, total, 'total'), readMoney(reading, legacy, 'total')];
  noteSources(reading, order, now, before);
  const either = (key: string, legacyKey: string): Money | undefined =>
    readMoney(reading, total, key) ?? readMoney(reading, legacy, legacyKey);
  return {
    total: now ?? before,
    tax: either('total_tax', 'tax'),
    subtotal: either('subtotal_ex_tax', 'subtotal'),
    shipping: either('shipping_ex_tax', 'shipping'),
    wrapping: readMoney(reading, total, 'wrapping_ex_tax'),
    discount: either('total_discount', 'discount'),
    paid: readMoney(reading, total, 'total_paid'),
    goodsTax: extra('subtotal_tax'),
    shippingTax: extra('shipping_tax'),
    wrappingTax: extra('wrapping_tax'),
    shippingDiscount: extra('shipping_discount_ex_tax'),
    goodsDiscount: extra('subtotal_discount_ex_tax'),
    charges: readCharges(reading, bags),
  };
};
