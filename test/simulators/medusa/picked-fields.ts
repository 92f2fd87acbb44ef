/** Which fields an answer holds. One bare name replaces all defaults, and those lack the currency. */
type Json = Record<string, unknown>;

const DEFAULTS = [
  'id',
  'display_id',
  'status',
  'version',
  'summary',
  'total',
  'created_at',
  'updated_at',
  'items',
  'shipping_methods',
  'credit_lines',
  'payment_collections',
  'payment_status',
];
/** These come whatever is asked for. */
const ALWAYS = ['id', 'status', 'version', 'payment_status', 'payment_collections', 'items'];

/** Totals are worked out only when the total of the order is among what is asked for. */
const withoutTotals = (row: unknown): unknown => {
  const json = { ...(row as Json) };
  for (const key of ['subtotal', 'total', 'tax_total', 'discount_subtotal', 'return_received_total']) {
    delete json[key];
    delete json[`raw_${key}`];
  }
  return json;
};

export const picked = (order: Json, fields: string | undefined): Json => {
  const named = (fields ?? '').split(',').filter((name) => name !== '');
  const isBare = named.some((name) => !/^[+*-]/.test(name));
  const wanted = named.map((name) => name.replace(/^[+*]/, '').split('.')[0] as string);
  const names = new Set([...ALWAYS, ...(isBare ? [] : DEFAULTS), ...wanted]);
  const rest = Object.fromEntries(Object.entries(order).filter(([name]) => names.has(name)));
  if (names.has('total')) return rest;
  for (const key of ['items', 'shipping_methods'])
    if (Array.isArray(rest[key])) rest[key] = (rest[key] as unknown[]).map(withoutTotals);
  return rest;
};
