import { parseDecimal } from './decimal';
import { wholeMinor } from './minor';

/** Minor units of a plain decimal such as "-12.30"; undefined for anything that is not exactly an amount. */
export const exactMinor = (text: unknown, decimals: number): bigint | undefined => {
  const value = parseDecimal(text);
  return value && wholeMinor(value, decimals);
};
