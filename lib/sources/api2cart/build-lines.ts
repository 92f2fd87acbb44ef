/** Canonical order lines: amounts before discount and without tax, rounded together to what the total leaves for them. */
import type { OrderLine } from '../../commerce/order';
import { addDecimals, formatDigits } from '../../money/decimal';
import { type Amount, amountOf, minorOf, roundAmounts } from '../read-amount';
import { report } from '../read-json';
import { discountsOfPart, type LineDiscount, readLineDiscounts } from './build-discounts';
import { type Placed, pointerTo } from './reading';
import { describeLine, type StatedLine } from './read-lines';
import { decimalOfMinor, negative } from './read-number';
import { sidesOf, type Stated, statedAmounts, type Understanding } from './settle-prices';
import { spread } from './spread';
import { type TaxDraft, taxLinesOf } from './tax-names';

const sumOf = (numbers: readonly bigint[]): bigint => numbers.reduce((all, number) => all + number, 0n);

/** Nothing, with more decimals than a price × quantity can have: added to weights, it gives them all the same scale. */
const ONE_SCALE = { digits: 0n, scale: 40 };

/** In proportion to the taxes that the lines state, or else to what the lines cost. */
const spreadTaxes = (
  stated: Stated,
  how: Understanding,
  discounts: readonly LineDiscount[][],
): readonly TaxDraft[] => {
  const { reading, lines, taxes, totals } = stated;
  const { decimals, currency } = reading;
  const stating = lines.map(({ tax }) => {
    const minor = tax === undefined ? 0n : (amountOf(tax.decimal, decimals).minor ?? 0n);
    return minor > 0n ? minor : 0n;
  });
  const costs = statedAmounts(lines, how.base).map((amount, index) => {
    const off = decimalOfMinor(-sumOf((discounts[index] ?? []).map(({ minor }) => minor)), decimals);
    const { digits } = addDecimals([amount, off, ONE_SCALE]);
    return digits > 0n ? digits : 0n;
  });
  const shares = spread(taxes.goods, sumOf(stating) > 0n ? stating : costs);
  const pointers = totals.tax ? [totals.tax.pointer] : lines.flatMap(({ tax }) => tax?.pointer ?? []);
  const amount = `${formatDigits(taxes.goods, decimals)} ${currency}`;
  if (shares === undefined) {
    const sentence = `a tax of ${amount} has no line that it could be on.`;
    report(reading, 'error', 'tax_without_lines', sentence, pointers[0]);
  } else if (lines.length > 1 || (totals.shipping?.minor !== 0n && totals.shippingTax === undefined)) {
    const sentence = `how the tax of ${amount} parts among its lines and its shipping is not stated; it is put on the lines, in proportion. The sum is as claimed.`;
    report(reading, 'warning', 'tax_split_unknown', sentence, pointers[0]);
  }
  const why = `leftover ${formatDigits(1n, decimals)} ${currency} of splitting the tax over the lines (largest remainder)`;
  return lines.map(({ rate }, index) => {
    const share = shares?.[index];
    return { minor: share?.minor ?? 0n, rate, pointers, leftover: share?.leftover ? why : undefined };
  });
};

const readTaxes = (
  stated: Stated,
  how: Understanding,
  discounts: readonly LineDiscount[][],
): readonly TaxDraft[] => {
  const { reading, lines, taxes } = stated;
  if (taxes.goods === 0n) return lines.map(() => ({ minor: 0n, rate: undefined, pointers: [] }));
  if (taxes.lines === undefined) return spreadTaxes(stated, how, discounts);
  const { field, amounts: exact } = taxes.lines;
  const amounts = exact.map((amount) => amountOf(amount, reading.decimals));
  roundAmounts(amounts, reading, taxes.goods, "the tax of the order's goods");
  return amounts.map((amount, index) => {
    const { rate, placed } = lines[index] as StatedLine;
    return { minor: minorOf(amount), rate, pointers: [pointerTo(placed, field)], leftover: amount.leftover };
  });
};

/**
 * Taxes that the stated prices hold. Before a discount they hold more of it than is due in the end; where the cart states
 * both, the discount is freed of the tax in it.
 */
const taxesInPrices = (
  { reading, taxes, totals }: Stated,
  how: Understanding,
  due: readonly TaxDraft[],
  discounts: readonly LineDiscount[][],
): readonly bigint[] => {
  if (!how.pricesHoldTax) return due.map(() => 0n);
  if (how.discounts.goods !== 0n && taxes.lines?.before === undefined) {
    const sentence =
      'its prices hold tax, and so may its discount: what of the discount is tax is not stated, so it is taken off before tax as it stands.';
    report(reading, 'warning', 'discount_holds_tax', sentence, totals.discount?.pointer);
  }
  const before = taxes.lines?.before?.map((tax) => amountOf(tax, reading.decimals).minor);
  return due.map(({ minor }, index) => {
    const held = before?.[index];
    const [first, ...more] = discounts[index] ?? [];
    const inDiscount = held === undefined ? 0n : held - minor;
    if (
      held === undefined ||
      first === undefined ||
      more.length > 0 ||
      inDiscount < 0n ||
      inDiscount > first.minor
    )
      return minor;
    first.minor -= inDiscount;
    return held;
  });
};

const buildLine = (
  stated: Stated,
  how: Understanding,
  line: StatedLine,
  amount: Amount,
  discounts: readonly LineDiscount[],
  tax: TaxDraft,
): OrderLine => {
  const { decimals } = stated.reading;
  const { title, sku, productId } = describeLine(line);
  const byTotal = how.base === 'total_price' ? line.byTotal : undefined;
  const built: OrderLine = {
    id: line.id,
    title,
    amount: formatDigits(minorOf(amount), decimals),
    pointers: byTotal ? [byTotal.pointer] : [line.pricePointer, pointerTo(line.placed, 'quantity')],
    discounts: discountsOfPart(discounts, decimals),
    taxes: taxLinesOf(tax, decimals),
    quantity: line.quantity,
    giftCard: false,
  };
  if (how.pricesHoldTax) built.pointers.push(...tax.pointers);
  if (amount.leftover !== undefined) built.leftover = amount.leftover;
  if (sku !== '') built.sku = sku;
  if (productId !== undefined) built.productId = productId;
  return built;
};

export const buildLines = (stated: Stated, how: Understanding, order: Placed): OrderLine[] => {
  const { reading, totals, taxes, lines } = stated;
  const discounts = readLineDiscounts(stated, how, order);
  const due = readTaxes(stated, how, discounts);
  const held = taxesInPrices(stated, how, due, discounts);
  const amounts = statedAmounts(lines, how.base).map((amount, index) =>
    amountOf(
      addDecimals([amount, negative(decimalOfMinor(held[index] ?? 0n, reading.decimals))]),
      reading.decimals,
    ),
  );
  const off = sumOf(discounts.flat().map(({ minor }) => minor));
  const target = totals.total && totals.total.minor - taxes.all - sidesOf(stated, how).sum + off;
  roundAmounts(amounts, reading, target, 'the total less tax, shipping and charges');
  return lines.map((line, index) =>
    buildLine(stated, how, line, amounts[index] as Amount, discounts[index] ?? [], due[index] as TaxDraft),
  );
};
