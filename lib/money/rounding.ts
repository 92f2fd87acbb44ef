/** Named rounding rules. There is no default: whoever rounds says how. Each takes a quotient as a fraction. */

/** Largest integer not above numerator / denominator; the denominator is positive. */
export const floorDivide = (numerator: bigint, denominator: bigint): bigint => {
  const quotient = numerator / denominator;
  return numerator % denominator < 0n ? quotient - 1n : quotient;
};

const roundTies = (
  numerator: bigint,
  denominator: bigint,
  tie: (floor: bigint, negative: boolean) => bigint,
): bigint => {
  const floor = floorDivide(numerator, denominator);
  const twiceRest = 2n * (numerator - floor * denominator);
  if (twiceRest < denominator) return floor;
  if (twiceRest > denominator) return floor + 1n;
  return tie(floor, numerator < 0n);
};

export const ROUNDING_RULES = {
  /** Ties away from zero: 0.5 → 1, -0.5 → -1. */
  'half-up': (numerator: bigint, denominator: bigint) =>
    roundTies(numerator, denominator, (floor, negative) => (negative ? floor : floor + 1n)),
  /** Ties to the even neighbour: 0.5 → 0, 1.5 → 2. */
  'half-even': (numerator: bigint, denominator: bigint) =>
    roundTies(numerator, denominator, (floor) => (floor % 2n === 0n ? floor : floor + 1n)),
  /** Towards zero. */
  down: (numerator: bigint, denominator: bigint) => numerator / denominator,
  /** Away from zero. */
  up: (numerator: bigint, denominator: bigint) =>
    numerator < 0n ? floorDivide(numerator, denominator) : -floorDivide(-numerator, denominator),
} as const;

export type RoundingRule = keyof typeof ROUNDING_RULES;
