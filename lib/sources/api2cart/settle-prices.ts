/**
 * Which of its prices hold tax, an order of API2Cart does not say. So the arithmetic decides: its parts are added up under
 * each understanding that carts are known to have, and the one that comes to the claimed total is taken. Where none
 * does, or two that differ do, the order is held.
 */
import { addDecimals, type Decimal, formatDecimal, formatDigits } from '../../money/decimal';
import type { MoneyReading } from '../read-amount';
import { report } from '../read-json';
import type { StatedLine } from './read-lines';
import { decimalOfMinor, negative } from './read-number';
import type { Totals } from './read-totals';
import { type Discounts, discountsOf } from './settle-discounts';
import { comesTo, isWhole, type OrderTaxes } from './settle-taxes';

/** All that the cart states of what an order costs. */
export interface Stated {
  readonly reading: MoneyReading;
  readonly totals: Totals;
  readonly lines: readonly StatedLine[];
  readonly taxes: OrderTaxes;
}

export interface Understanding {
  readonly discounts: Discounts;
  readonly shippingHoldsTax: boolean;
  readonly withCharges: boolean;
  readonly pricesHoldTax: boolean;
  /** Whether a line is its price × quantity, or its total_price. */
  readonly base: 'price' | 'total_price';
}

const understandingsOf = ({ reading, totals, lines, taxes }: Stated): readonly Understanding[] => {
  const hasTotals = lines.length > 0 && lines.every(({ byTotal }) => byTotal !== undefined);
  const bases = hasTotals ? (['price', 'total_price'] as const) : (['price'] as const);
  const mayHoldTax = taxes.shipping > 0n && (totals.shipping?.minor ?? 0n) >= taxes.shipping;
  const shippings = mayHoldTax ? [false, true] : [false];
  const charges = totals.charges.length === 0 ? [true] : [true, false];
  const prices = taxes.goods === 0n ? [false] : [false, true];
  return discountsOf(totals, lines, reading.decimals).flatMap((discounts) =>
    shippings.flatMap((shippingHoldsTax) =>
      charges.flatMap((withCharges) =>
        prices.flatMap((pricesHoldTax) =>
          bases.map((base) => ({ discounts, shippingHoldsTax, withCharges, pricesHoldTax, base })),
        ),
      ),
    ),
  );
};

/** The lines as the cart states them: with tax or without, before discount or after. */
export const statedAmounts = (
  lines: readonly StatedLine[],
  base: Understanding['base'],
): readonly Decimal[] =>
  lines.map(({ byPrice, byTotal }) => (base === 'total_price' && byTotal ? byTotal.decimal : byPrice));

/** What stands beside the goods, in minor units without tax. What is not stated counts as nothing: the total proves it. */
export const sidesOf = ({ totals, taxes }: Stated, how: Understanding) => {
  const stated = totals.shipping?.minor ?? 0n;
  const shipping = how.shippingHoldsTax ? stated - taxes.shipping : stated;
  const wrapping = totals.wrapping?.minor ?? 0n;
  const charges = how.withCharges ? totals.charges : [];
  const sum = charges.reduce((all, { money }) => all + money.minor, shipping + wrapping);
  return { shipping, wrapping, charges, sum: sum - how.discounts.shipping };
};

const addUp = (stated: Stated, how: Understanding): readonly Decimal[] => {
  const { reading, lines, taxes } = stated;
  const besides = sidesOf(stated, how).sum - how.discounts.goods + taxes.all;
  const minor = how.pricesHoldTax ? besides - taxes.goods : besides;
  return [...statedAmounts(lines, how.base), decimalOfMinor(minor, reading.decimals)];
};

/** How many of the totals had to be rounded: each of them may put the sum off by half a unit. */
const roundedTotals = ({ reading, totals }: Stated): number =>
  [totals.total, totals.tax, totals.shipping, totals.wrapping, totals.discount, totals.shippingTax]
    .concat(totals.charges.map(({ money }) => money))
    .filter((money) => money !== undefined && !isWhole(money.exact, reading.decimals)).length;

/** Whether the subtotal that the cart states is one that this understanding has. */
const agreesWithSubtotal = ({ reading, totals, lines, taxes }: Stated, how: Understanding): boolean => {
  const { subtotal } = totals;
  if (subtotal === undefined) return true;
  const amounts = statedAmounts(lines, how.base);
  const off = decimalOfMinor(-how.discounts.goods, reading.decimals);
  const held = how.pricesHoldTax ? taxes.goods : 0n;
  const withoutTax = [...amounts, decimalOfMinor(-held, reading.decimals)];
  const sums = [withoutTax, [...withoutTax, off]];
  if (how.pricesHoldTax && taxes.lines?.before) sums.push([...amounts, ...taxes.lines.before.map(negative)]);
  // The older `subtotal` does not say that it is without tax.
  if (!subtotal.pointer.endsWith('subtotal_ex_tax')) sums.push([...amounts], [...amounts, off]);
  return sums.some((sum) => comesTo(sum, subtotal.minor, reading.decimals));
};

const reportMismatch = (stated: Stated, tried: readonly Understanding[]): void => {
  const { reading, totals } = stated;
  const sumOf = (holdsTax: boolean): string | undefined => {
    const how = tried.find(({ pricesHoldTax }) => pricesHoldTax === holdsTax);
    return how && formatDecimal(addDecimals(addUp(stated, how)));
  };
  const [without, within] = [sumOf(false), sumOf(true)];
  const sums =
    within === undefined
      ? without
      : `${without} if its prices are without tax and to ${within} if they hold it`;
  const claimed = totals.total && formatDigits(totals.total.minor, reading.decimals);
  const sentence =
    `its parts come to ${sums}, but the cart claims a total of ${claimed} ${reading.currency}, and no other ` +
    "understanding of its discounts and shipping comes to it. Compare it with the order in the shop's own pages; " +
    'correct the order there, or ask API2Cart support about this cart.';
  report(reading, 'error', 'source_totals_mismatch', sentence, totals.total?.pointer);
};

const reportAmbiguous = ({ reading, totals }: Stated, one: Understanding, other: Understanding): void => {
  const text = ({ discounts }: Understanding): string => formatDigits(discounts.goods, reading.decimals);
  const sentence =
    `its total can be read with a discount of ${text(one)} and with one of ${text(other)}, depending on whether its ` +
    'prices hold tax, and nothing in it says which. Ask API2Cart support whether the prices of this cart hold tax.';
  report(reading, 'error', 'ambiguous_totals', sentence, totals.total?.pointer);
};

interface Fit {
  readonly stated: Stated;
  readonly fits: readonly Understanding[];
}

const fitOf = (stated: Stated, total: bigint): Fit => {
  const rounded = roundedTotals(stated);
  const fits = understandingsOf(stated).filter((how) =>
    comesTo(addUp(stated, how), total, stated.reading.decimals, rounded),
  );
  return { stated, fits };
};

/**
 * Where the tax may part in several ways, the one whose prices come to the total. Where several do, nothing tells whose the
 * tax is, and all of it counts as the goods'.
 */
const chooseTaxes = (
  stated: Omit<Stated, 'taxes'>,
  taxes: readonly [OrderTaxes, ...OrderTaxes[]],
  total: bigint,
): Fit => {
  const all = taxes.map((part) => fitOf({ ...stated, taxes: part }, total));
  const inferred = all.filter(
    ({ stated: { taxes: part }, fits }) => part.shippingInferred && fits.length > 0,
  );
  const [only, ...more] = inferred;
  return only !== undefined && more.length === 0 ? only : (all.at(-1) as Fit);
};

export interface Settled {
  readonly stated: Stated;
  /** What to read the order by; with a problem of severity error where nothing is certain. */
  readonly how: Understanding;
}

export const settlePrices = (
  partly: Omit<Stated, 'taxes'>,
  taxes: readonly [OrderTaxes, ...OrderTaxes[]],
): Settled => {
  const { reading, totals } = partly;
  const { total, subtotal } = totals;
  if (total === undefined) {
    const stated = { ...partly, taxes: taxes[0] };
    return { stated, how: understandingsOf(stated)[0] as Understanding };
  }
  const { stated, fits } = chooseTaxes(partly, taxes, total.minor);
  const [best] = fits;
  if (best === undefined) {
    const all = understandingsOf(stated);
    reportMismatch(stated, all);
    return { stated, how: all[0] as Understanding };
  }
  // The same prices, once reduced already and once not: both come to the total, and only one is what happened.
  const other = fits.find(
    ({ base, discounts }) => base === best.base && discounts.goods !== best.discounts.goods,
  );
  const agreeing = [best, ...(other ? [other] : [])].filter((how) => agreesWithSubtotal(stated, how));
  if (other !== undefined && agreeing.length !== 1) reportAmbiguous(stated, best, other);
  if (agreeing.length === 0) {
    const sentence = `${subtotal?.pointer} states another sum than its lines have, though its total is right; the lines are taken.`;
    report(reading, 'warning', 'subtotal_differs', sentence, subtotal?.pointer);
  }
  return { stated, how: agreeing[0] ?? best };
};
