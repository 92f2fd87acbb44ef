/** JSON Schemas of what may be sent to QuickBooks. Objects are closed: a field that is misspelt fails. */

export type Schema = Readonly<Record<string, unknown>>;

export const closed = (
  properties: Readonly<Record<string, Schema>>,
  required: readonly string[],
): Schema => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});

export const text = (maxLength: number): Schema => ({ type: 'string', minLength: 1, maxLength });
export const name = (maxLength = 100): Schema => ({ ...text(maxLength), pattern: '^[^:\\t\\n]+$' });
export const amount: Schema = { type: 'number' };
export const day: Schema = { type: 'string', format: 'date' };
export const listOf = (items: Schema, minItems = 1): Schema => ({ type: 'array', items, minItems });

export const ref: Schema = closed({ value: text(50), name: text(500) }, ['value']);

/** Fields that every transaction has. */
export const head = {
  TxnDate: day,
  PrivateNote: text(4000),
  CurrencyRef: ref,
  ExchangeRate: amount,
} as const;

export const docNumber = text(21);
