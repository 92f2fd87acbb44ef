/** Numbers as Medusa calculates and prints them: twenty significant digits, as text beside the JSON number. */
import Decimal from 'decimal.js';

/** Divisions of Medusa's keep twenty decimals. */
export const Big = Decimal.clone({ precision: 40, toExpNeg: -7, toExpPos: 30 });
export type Big = Decimal;

export const big = (value: Decimal.Value): Big => new Big(value);
export const divide = (a: Big, b: Decimal.Value): Big => a.div(b).toDecimalPlaces(20, Decimal.ROUND_HALF_UP);
export const sum = (values: readonly Big[]): Big =>
  values.reduce((total, value) => total.plus(value), big(0));

/** Both fields of one amount: `name` and `raw_name`. */
export const printed = (name: string, value: Big): Record<string, unknown> => {
  const text = new Big(value.toPrecision(20)).toString();
  return { [name]: Number(text), [`raw_${name}`]: { value: text, precision: 20 } };
};

export const printedAll = (values: Readonly<Record<string, Big>>): Record<string, unknown> =>
  Object.assign({}, ...Object.entries(values).map(([name, value]) => printed(name, value))) as Record<
    string,
    unknown
  >;
