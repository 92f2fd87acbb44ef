/** Meta data: what plugins and newer versions of WooCommerce write beside the fields of an order or of a line. */
import { type Decimal, parseDecimal } from '../../money/decimal';
import { field, isObject, type JsonObject } from '../read-json';

export interface MetaValue {
  readonly value: unknown;
  /** JSON pointer of the value. */
  readonly pointer: string;
}

/** The first entry with that key. Whatever else stands in meta data is other plugins' business, and never a problem. */
export const findMeta = (object: JsonObject, path: string, key: string): MetaValue | undefined => {
  const entries = field(object, 'meta_data');
  if (!Array.isArray(entries)) return undefined;
  const index = entries.findIndex((entry) => isObject(entry) && field(entry, 'key') === key);
  const found: unknown = entries[index];
  if (!isObject(found)) return undefined;
  return { value: field(found, 'value'), pointer: `${path}/meta_data/${index}/value` };
};

/**
 * The decimal that a value writes out: PHP stores it as text, or prints a float with the fewest digits that name it, and
 * a JSON number then gives these very digits back. Undefined for anything else, such as 1e-7.
 */
export const decimalOf = (value: unknown): Decimal | undefined =>
  parseDecimal(typeof value === 'number' ? String(value) : value);
