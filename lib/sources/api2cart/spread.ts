/** Splits a sum that the cart states once over the parts that it belongs to, and notes who got a leftover unit. */
import { allocate } from '../../money/allocate';
import { floorDivide } from '../../money/rounding';

export interface Share {
  readonly minor: bigint;
  /** True where rounding down would have given one unit less. */
  readonly leftover: boolean;
}

/**
 * Largest remainder, ties to the first. Undefined when there is nothing to spread over.
 * @param weights not below zero
 */
export const spread = (sum: bigint, weights: readonly bigint[]): readonly Share[] | undefined => {
  const all = weights.reduce((total, weight) => total + weight, 0n);
  if (all === 0n) return sum === 0n ? weights.map(() => ({ minor: 0n, leftover: false })) : undefined;
  return allocate(sum, weights).map((minor, index) => ({
    minor,
    leftover: minor > floorDivide(sum * (weights[index] as bigint), all),
  }));
};
