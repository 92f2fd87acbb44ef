/**
 * What the buyer owes, twice: in Medusa's decimals and in whole minor units, as one thing after the other happens. Money
 * is rounded half-up; but where it settles the exact balance, it settles the rounded one too. A rest of less than half a
 * minor unit counts as settled: nobody can pay it.
 */
import { addDecimals, type Decimal, digitsAtScale, powerOfTen } from '../../money/decimal';
import { roundToMinor } from '../../money/minor';
import { minus } from './read-sold';

export interface Balance {
  exact: Decimal;
  rounded: bigint;
}

export const NOTHING: Decimal = { digits: 0n, scale: 0 };

export const newBalance = (): Balance => ({ exact: NOTHING, rounded: 0n });

export const book = (balance: Balance, exact: Decimal, rounded: bigint): void => {
  balance.exact = addDecimals([balance.exact, exact]);
  balance.rounded += rounded;
};

/** Less than half a minor unit on either side of nothing. */
const isNothing = (value: Decimal, decimals: number): boolean => {
  const scale = Math.max(value.scale, decimals);
  const twice = 2n * digitsAtScale(value, scale);
  const unit = powerOfTen(scale - decimals);
  return twice < unit && -twice < unit;
};

/** Rounding never moves an amount by more than this; a larger difference has another cause and must be seen. */
const MOST_UNITS = 5n;

const isClose = (a: bigint, b: bigint): boolean => a - b <= MOST_UNITS && b - a <= MOST_UNITS;

/** Rounding must not turn what is owed into a debt of the other side. */
const flips = (exact: Decimal, rounded: bigint): boolean =>
  exact.digits > 0n ? rounded < 0n : exact.digits < 0n && rounded > 0n;

/** Nobody is given back more than there is: less than a whole unit too much is a matter of rounding. */
export const lower = (balance: Balance, amount: Decimal, decimals: number): bigint => {
  const left = balance.rounded;
  const { minor } = settle(balance, amount, -1n, decimals);
  const tooMuch = minor > left && left >= 0n && isWithinUnit(balance.exact, decimals);
  if (!tooMuch) return minor;
  book(balance, NOTHING, minor - left);
  return left;
};

const isWithinUnit = ({ digits, scale }: Decimal, decimals: number): boolean =>
  -digits < powerOfTen(Math.max(scale, decimals) - decimals);

/**
 * Whole minor units of an amount that lowers (`sign` -1) or raises (+1) the balance, which it then has done. Gives what
 * half-up would have given beside it, for the explanation.
 */
export const settle = (
  balance: Balance,
  amount: Decimal,
  sign: 1n | -1n,
  decimals: number,
): { readonly minor: bigint; readonly halfUp: bigint } => {
  const halfUp = roundToMinor(amount, decimals, 'half-up');
  const change = sign === 1n ? amount : minus(NOTHING, amount);
  const after = addDecimals([balance.exact, change]);
  const clearing = -sign * balance.rounded;
  const settled = isNothing(after, decimals) || flips(after, balance.rounded + sign * halfUp);
  const minor = settled && isClose(clearing, halfUp) ? clearing : halfUp;
  book(balance, change, sign * minor);
  return { minor, halfUp };
};
