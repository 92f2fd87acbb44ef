/**
 * Names for taxes whose place API2Cart does not tell: after the rate where the cart states one, else one name for all.
 * They become `tax:API2CART-19` and `tax:API2CART-UNSPECIFIED`, and never change.
 */
import type { TaxLine } from '../../commerce/order';
import { formatDigits, parseDecimal } from '../../money/decimal';
import { roundToMinor } from '../../money/minor';
import type { StatedLine } from './read-lines';

const UNSPECIFIED = 'API2CART-UNSPECIFIED';

export interface TaxDraft {
  readonly minor: bigint;
  readonly rate: string | undefined;
  readonly pointers: readonly string[];
  readonly leftover?: string | undefined;
}

/** One tax line, or none where nothing is due. Who owes it to the authority is not told either. */
export const taxLinesOf = ({ minor, rate, pointers, leftover }: TaxDraft, decimals: number): TaxLine[] => {
  if (minor === 0n) return [];
  const line: TaxLine = {
    jurisdiction: rate === undefined ? UNSPECIFIED : `API2CART-${rate}`,
    label: rate === undefined ? 'Tax' : `Tax ${rate} %`,
    compound: false,
    liable: 'merchant',
    amount: formatDigits(minor, decimals),
    pointers: [...pointers],
  };
  if (rate !== undefined) line.rate = rate;
  if (leftover !== undefined) line.leftover = leftover;
  return [line];
};

/**
 * The rate among those of the lines that gives this tax on this amount, to the unit: only its name is taken from it.
 * Undefined where none or several do.
 */
export const rateBehind = (
  tax: bigint,
  on: bigint,
  lines: readonly StatedLine[],
  decimals: number,
): string | undefined => {
  const rates = new Set(lines.flatMap(({ rate }) => rate ?? []));
  const fitting = [...rates].filter((rate) => {
    const percent = parseDecimal(rate);
    if (percent === undefined) return false;
    const exact = { digits: on * percent.digits, scale: decimals + percent.scale + 2 };
    const difference = roundToMinor(exact, decimals, 'half-up') - tax;
    return difference >= -1n && difference <= 1n;
  });
  return fitting.length === 1 ? fitting[0] : undefined;
};
