/**
 * From the shop's decimals to whole minor units, where it calculates with more decimals than its currency has.
 * The shop's own totals decide: parts are rounded together so that they come to what the shop claims, and who got a
 * leftover unit is noted. Nothing here runs for an order whose amounts are all whole.
 */
import { digitsAtScale, formatDecimal, formatDigits } from '../../money/decimal';
import { roundToMinor } from '../../money/minor';
import { type Amount, minorOf, type MoneyReading, roundAmounts, sumOf } from '../read-amount';
import { report } from '../read-json';
import type { Claims } from './read-claims';
import type { PartDraft, Parts } from './read-parts';
import type { TaxDraft } from './read-taxes';
import type { Rate, Rates } from './tax-rates';

const roundClaim = (reading: MoneyReading, amount: Amount | undefined, pointer: string): void => {
  if (amount === undefined || amount.minor !== undefined) return;
  amount.minor = roundToMinor(amount, reading.decimals, 'half-up');
  reportRounded(reading, amount, pointer);
};

const reportRounded = (reading: MoneyReading, amount: Amount, pointer: string): void => {
  const rounded = formatDigits(minorOf(amount), reading.decimals);
  const sentence = `${pointer} claims ${formatDecimal(amount)}, which ${reading.currency} cannot hold; it is read as ${rounded}.`;
  report(reading, 'info', 'source_total_rounded', sentence, pointer);
};

/** The claims of all rates are rounded together to total_tax: a shop that rounds at the subtotal has rounded that one. */
const roundTaxClaims = (reading: MoneyReading, rates: Rates, totalTax: Amount | undefined): void => {
  const claims = [...rates.byId.values()].flatMap((rate) =>
    rate.claims.map((amount, index) => ({ amount, pointer: rate.claimPointers[index] as string })),
  );
  const fractional = claims.filter(({ amount }) => amount.minor === undefined);
  const amounts = claims.map(({ amount }) => amount);
  roundAmounts(amounts, reading, totalTax && minorOf(totalTax), 'the sum of tax_lines');
  for (const { amount, pointer } of fractional) reportRounded(reading, amount, pointer);
};

/** What a rate's taxes have to add up to; undefined when `tax_lines` does not say. */
const claimOf = (rate: Rate): bigint | undefined =>
  rate.claims.length === 0 ? undefined : sumOf(rate.claims);

const roundTaxes = (reading: MoneyReading, parts: Parts): void => {
  const byRate = new Map<Rate, Amount[]>();
  const add = ({ rate, amount }: TaxDraft): void => {
    const amounts = byRate.get(rate);
    if (amounts === undefined) byRate.set(rate, [amount]);
    else amounts.push(amount);
  };
  for (const list of [parts.lines, parts.shipping, parts.fees])
    for (const part of list) part.taxes.forEach(add);
  for (const [rate, amounts] of byRate) {
    roundAmounts(amounts, reading, claimOf(rate), `the order's tax ${rate.jurisdiction}`);
  }
};

/** Of two decimals, whether the first is larger. */
export const isLarger = (a: Amount, b: Amount): boolean => {
  const scale = a.scale > b.scale ? a.scale : b.scale;
  return digitsAtScale(a, scale) > digitsAtScale(b, scale);
};

/**
 * Subtotals, once totals are rounded. A line without discount must not get one from rounding, so its subtotal follows
 * its total; the others are rounded together to what discount_total leaves.
 */
const roundSubtotals = (
  reading: MoneyReading,
  lines: readonly PartDraft[],
  discount: Amount | undefined,
): void => {
  const discounted = lines.filter(({ before, net }) => isLarger(before, net));
  const nets = sumOf(discounted.map(({ net }) => net));
  const target = discount && nets + minorOf(discount);
  roundAmounts(
    discounted.map(({ before }) => before),
    reading,
    target,
    'the sum of subtotals less discount_total',
  );
  for (const { before, net } of lines) {
    if (before.minor === undefined || (before.minor < minorOf(net) && isLarger(before, net)))
      before.minor = net.minor;
  }
};

export const roundOrder = (
  reading: MoneyReading,
  parts: Parts,
  rates: Rates,
  claims: Claims,
  path: string,
): void => {
  const { total, totalTax, shippingTotal, discountTotal } = claims;
  roundClaim(reading, total, `${path}/total`);
  roundClaim(reading, totalTax, `${path}/total_tax`);
  roundClaim(reading, shippingTotal, `${path}/shipping_total`);
  roundClaim(reading, discountTotal, `${path}/discount_total`);
  roundTaxClaims(reading, rates, totalTax);
  roundTaxes(reading, parts);
  const shipping = shippingTotal && minorOf(shippingTotal);
  roundAmounts(
    parts.shipping.map(({ net }) => net),
    reading,
    shipping,
    'shipping_total',
  );
  const rest =
    total && totalTax && shipping !== undefined ? minorOf(total) - minorOf(totalTax) - shipping : undefined;
  const nets = [...parts.lines, ...parts.fees].map(({ net }) => net);
  roundAmounts(nets, reading, rest, 'total less tax and shipping');
  roundSubtotals(reading, parts.lines, discountTotal);
};
