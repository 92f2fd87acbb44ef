/** What a piece cost the shop: WooCommerce's own cost of goods, fixed on the line when the order is made. */
import type { OrderLine } from '../../commerce/order';
import { formatDigits, parseDecimal, powerOfTen } from '../../money/decimal';
import { ROUNDING_RULES } from '../../money/rounding';
import { field, isObject } from '../read-json';
import type { PartDraft } from './read-parts';
import { decimalOf } from './read-meta';

/** Decimals beyond those of the line's cost, so that the cost of a million pieces comes back to the unit. */
const MORE_DECIMALS = 10;

const withoutZeros = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);

/**
 * `cost_of_goods_sold.value` of a line is what all its pieces cost. It is there from WooCommerce 9.5 on, once the shop
 * has switched the feature on. Undefined where there is none, or it is no positive decimal.
 */
export const readUnitCost = ({ raw, path }: PartDraft, quantity: string): OrderLine['unitCost'] => {
  const cost = field(raw, 'cost_of_goods_sold');
  const whole = isObject(cost) ? decimalOf(field(cost, 'value')) : undefined;
  if (whole === undefined || whole.digits < 0n) return undefined;
  const pieces = parseDecimal(quantity);
  if (pieces === undefined || pieces.digits <= 0n) return undefined;
  const numerator = whole.digits * powerOfTen(pieces.scale + MORE_DECIMALS);
  const digits = ROUNDING_RULES['half-up'](numerator, pieces.digits);
  const amount = withoutZeros(formatDigits(digits, whole.scale + MORE_DECIMALS));
  return { amount, pointers: [`${path}/cost_of_goods_sold/value`, `${path}/quantity`] };
};
