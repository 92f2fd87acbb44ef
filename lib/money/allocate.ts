/**
 * Splitting one amount so that the parts add up: largest remainder (Hamilton's method), ties broken by index.
 */
import { type Decimal, digitsAtScale, powerOfTen } from './decimal';
import { floorDivide } from './rounding';

/** Gives one unit each to the `units` largest remainders among the eligible, ties to the lower index. */
const hand = (
  shares: bigint[],
  remainders: readonly bigint[],
  units: bigint,
  eligible: readonly number[],
): void => {
  // Sorting keeps the order of equals.
  const order = [...eligible].sort((a, b) => Number((remainders[b] as bigint) - (remainders[a] as bigint)));
  for (let given = 0n; given < units; given++) {
    const index = order[Number(given)] as number;
    shares[index] = (shares[index] as bigint) + 1n;
  }
};

/**
 * Splits `total` minor units in proportion to non-negative weights. The shares always add up to the total.
 * @throws RangeError when there are no weights, one is negative, or all are zero while the total is not.
 */
export const allocate = (total: bigint, weights: readonly bigint[]): bigint[] => {
  if (weights.some((weight) => weight < 0n)) throw new RangeError('a weight is negative');
  const sum = weights.reduce((a, b) => a + b, 0n);
  if (sum === 0n) {
    if (total !== 0n) throw new RangeError('nothing to allocate to: all weights are zero');
    return weights.map(() => 0n);
  }
  const shares = weights.map((weight) => floorDivide(total * weight, sum));
  const remainders = weights.map((weight, index) => total * weight - (shares[index] as bigint) * sum);
  const left = total - shares.reduce((a, b) => a + b, 0n);
  // More have a remainder than there are units left, so a weight of zero, which has none, gets none.
  hand(shares, remainders, left, [...weights.keys()]);
  return shares;
};

export interface RoundedTogether {
  readonly shares: readonly bigint[];
  /** Indexes that got a unit more than their whole part, largest remainder first. */
  readonly leftoverTo: readonly number[];
}

/**
 * Rounds exact decimals to minor units so that they add up to `target`. Numbers that are already whole keep their
 * value; only those with a fraction may get the unit above. Undefined when the target cannot be reached that way:
 * then the difference is not one of rounding.
 */
export const roundTogether = (
  values: readonly Decimal[],
  decimals: number,
  target: bigint,
): RoundedTogether | undefined => {
  const scale = Math.max(decimals, ...values.map((value) => value.scale));
  const unit = powerOfTen(scale - decimals);
  const exact = values.map((value) => digitsAtScale(value, scale));
  const shares = exact.map((digits) => floorDivide(digits, unit));
  const remainders = exact.map((digits, index) => digits - (shares[index] as bigint) * unit);
  const fractional = remainders.flatMap((remainder, index) => (remainder > 0n ? [index] : []));
  const left = target - shares.reduce((a, b) => a + b, 0n);
  if (left < 0n || left > BigInt(fractional.length)) return undefined;
  const before = [...shares];
  hand(shares, remainders, left, fractional);
  return { shares, leftoverTo: fractional.filter((index) => shares[index] !== before[index]) };
};
