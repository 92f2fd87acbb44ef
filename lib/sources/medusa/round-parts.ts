/**
 * From Medusa's decimals to whole minor units. Medusa rounds nothing, so the rule is ours: what was ordered together is
 * rounded half-up in one sum, that sum is divided between tax and the rest, these between the taxes of each place and
 * between goods and shipping, and those between the parts, each time by largest remainder. So every sum on the way is
 * within a minor unit of its exact value, all add up, and whoever got a leftover unit is noted.
 *
 * What an edit or a return added later is a sum of its own: the sale that was booked before does not change by it.
 */
import { allocate, roundTogether } from '../../money/allocate';
import { addDecimals, type Decimal, formatDigits } from '../../money/decimal';
import { roundToMinor } from '../../money/minor';
import { type Amount, amountOf, minorOf, type MoneyReading, roundAmounts, sumOf } from '../read-amount';
import { report } from '../read-json';
import { plainText } from './read-decimal';
import type { PartDraft } from './read-parts';
import { minus } from './read-sold';

/** Parts that were ordered together. */
export interface PartGroup {
  readonly parts: readonly PartDraft[];
  /** Undefined for what was ordered at first. */
  readonly addedAt: string | undefined;
  /** What the parts cost with tax. */
  readonly exact: Decimal;
  readonly total: bigint;
}

export const groupParts = (parts: readonly PartDraft[]): (readonly PartDraft[])[] => {
  const groups = new Map<string, PartDraft[]>([['', []]]);
  for (const part of parts) {
    const key = part.added?.id ?? '';
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [part]);
    else group.push(part);
  }
  return [...groups.values()];
};

const amountsOf = (parts: readonly PartDraft[]): readonly Amount[] =>
  parts.flatMap(({ net, taxes }) => [net, ...taxes.map(({ amount }) => amount)]);

/** Rounds the amounts of the parts in place. */
export const roundGroup = (reading: MoneyReading, parts: readonly PartDraft[]): PartGroup => {
  const exact = addDecimals(amountsOf(parts));
  const total = roundToMinor(exact, reading.decimals, 'half-up');
  if (reading.fractional) {
    reportRounded(reading, parts, exact, total);
    roundTo(reading, parts, total);
  }
  return { parts, addedAt: parts[0]?.added?.at, exact, total };
};

const reportRounded = (
  reading: MoneyReading,
  parts: readonly PartDraft[],
  exact: Decimal,
  total: bigint,
): void => {
  const { decimals, currency } = reading;
  if (amountOf(exact, decimals).minor !== undefined) return;
  const [first] = parts;
  const what = first?.added === undefined ? 'what was ordered comes' : `what ${first.added.id} added comes`;
  const sentence = `${what} to ${plainText(exact)}, which ${currency} cannot hold; it is read as ${formatDigits(total, decimals)} (half-up).`;
  report(reading, 'info', 'source_total_rounded', sentence, first?.entry.path);
};

/** A sum that is still to be rounded, as an amount of its own. */
const sumAmount = (amounts: readonly Amount[], decimals: number): Amount =>
  amountOf(addDecimals(amounts), decimals);

const roundTo = (reading: MoneyReading, parts: readonly PartDraft[], total: bigint): void => {
  const { decimals } = reading;
  const taxes = parts.flatMap((part) => part.taxes);
  const netsOf = (kind: PartDraft['kind']): Amount[] =>
    parts.filter((part) => part.kind === kind).map(({ net }) => net);
  const byPlace = new Map<string, Amount[]>();
  for (const { rate, amount } of taxes)
    byPlace.set(rate.jurisdiction, [...(byPlace.get(rate.jurisdiction) ?? []), amount]);

  const tax = sumAmount(
    taxes.map(({ amount }) => amount),
    decimals,
  );
  const rest = sumAmount(
    parts.map(({ net }) => net),
    decimals,
  );
  roundAmounts([tax, rest], reading, total, 'the order');
  const places = [...byPlace].map(([name, amounts]) => ({
    name,
    amounts,
    sum: sumAmount(amounts, decimals),
  }));
  roundAmounts(
    places.map(({ sum }) => sum),
    reading,
    minorOf(tax),
    "the order's tax",
  );
  for (const { name, amounts, sum } of places)
    roundAmounts(amounts, reading, minorOf(sum), `the order's tax ${name}`);
  const [goods, shipping] = [netsOf('goods'), netsOf('shipping')];
  const sums = [sumAmount(goods, decimals), sumAmount(shipping, decimals)] as const;
  roundAmounts(sums, reading, minorOf(rest), 'goods and shipping');
  roundAmounts(goods, reading, minorOf(sums[0]), 'goods without tax');
  roundAmounts(shipping, reading, minorOf(sums[1]), 'shipping without tax');
  roundGross(reading, parts);
};

/**
 * Prices before discounts, once those after are rounded. They are whole as a rule, and the discount is what lies between;
 * where a price has a fraction itself (tax was taken out of it) they are rounded so that the discounts come to their sum.
 */
const roundGross = (reading: MoneyReading, parts: readonly PartDraft[]): void => {
  const { decimals } = reading;
  const discounted = parts.filter(({ gross, net }) => gross !== net);
  const exact = addDecimals(discounted.map(({ gross, net }) => minus(gross, net)));
  const discount = roundToMinor(exact, decimals, 'half-up');
  const gross = discounted.map((part) => part.gross);
  const target = sumOf(discounted.map(({ net }) => net)) + discount;
  const reachable = roundTogether(gross, decimals, target) === undefined ? undefined : target;
  roundAmounts(gross, reading, reachable, 'prices less discounts');
  // A discount of less than half a minor unit must not come out as a raise.
  for (const part of discounted)
    if (minorOf(part.gross) < minorOf(part.net)) part.gross.minor = part.net.minor;
};

/** The discount of a part, divided between those that gave it in proportion to what each gave. */
export const roundDiscounts = (part: PartDraft, decimals: number): readonly bigint[] => {
  const whole = minorOf(part.gross) - minorOf(part.net);
  const scale = part.discounts.reduce((widest, { value }) => Math.max(widest, value.scale), decimals);
  const weights = part.discounts.map(({ value }) => addDecimals([value, { digits: 0n, scale }]).digits);
  if (weights.every((weight) => weight === 0n)) return weights.map((_, index) => (index === 0 ? whole : 0n));
  return weights.some((weight) => weight < 0n)
    ? weights.map((_, index) => (index === 0 ? whole : 0n))
    : allocate(whole, weights);
};
