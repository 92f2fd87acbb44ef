/** The two shapes in which API2Cart puts out one order, and the choice of its fields. */

export type Json = Record<string, unknown>;
export type Flavour = 'plain' | 'wrapped';

const DEFAULT_FIELDS = 'order_id,customer,totals,address,items,bundles,status';
/** Names of `params` that stand for others. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  address: ['shipping_address', 'billing_address'],
  items: ['order_products'],
};

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Names of the fields of an order in `{result{order{id,create_at}}}`; undefined for `{*}`. */
const namedIn = (selection: string): readonly string[] | undefined => {
  if (selection.includes('*')) return undefined;
  const named = /order\{([^{}]*)\}/.exec(selection) ?? /result\{([^{}]*)\}/.exec(selection);
  return (named?.[1] ?? '').split(',').filter((name) => name !== '');
};

/** Which fields of an order were asked for; undefined for all. */
export const fieldsAsked = (query: Readonly<Record<string, unknown>>): readonly string[] | undefined => {
  if (typeof query['response_fields'] === 'string') return namedIn(query['response_fields']);
  const params = typeof query['params'] === 'string' ? query['params'] : DEFAULT_FIELDS;
  if (params === 'force_all') return undefined;
  return params.split(',').flatMap((name) => GROUPS[name] ?? [name]);
};

export const chosen = (order: Json, fields: readonly string[] | undefined): Json =>
  fields === undefined
    ? order
    : Object.fromEntries(Object.entries(order).filter(([key]) => fields.includes(key)));

const ENTRY_NAMES: Readonly<Record<string, string>> = {
  order_products: 'product',
  refunds: 'refund',
  items: 'item',
  history: 'status',
  discounts: 'discount',
};

const wrap = (value: unknown, key = ''): unknown => {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (Array.isArray(value)) {
    if (value.length === 0) return value;
    const name = ENTRY_NAMES[key];
    const entries = value.map((entry) => (isObject(entry) ? wrapFields(entry) : wrap(entry)));
    return name === undefined ? entries : [{ [name]: entries }];
  }
  if (!isObject(value)) return value;
  if (typeof value['value'] === 'string' && typeof value['format'] === 'string')
    return new Date(value['value']).toISOString().slice(0, 19).replace('T', ' ');
  return [wrapFields(value)];
};

const wrapFields = (object: Json): Json =>
  Object.fromEntries(
    Object.entries(object).flatMap(([key, value]) =>
      key === 'additional_fields' && isObject(value)
        ? [['additional_attributes', wrap(value, key)] as const]
        : [[key, wrap(value, key)] as const],
    ),
  );

/** An order as some carts put it out: objects in lists of one, dates without a zone, "True" and "False". */
export const inFlavour = (order: Json, flavour: Flavour): Json =>
  flavour === 'plain' ? order : wrapFields(order);

/** A number with exactly this text, as a program that is no JavaScript writes it: 10.50, 1.0e-5. */
export const exactly = (text: string): string => `#number#${text}#`;

export const jsonText = (value: unknown): string =>
  JSON.stringify(value).replace(/"#number#([^#"]*)#"/g, '$1');
