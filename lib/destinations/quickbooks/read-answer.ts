/** Careful reading of JSON that QuickBooks wrote: what is not of the expected kind is undefined, never a guess. */

export type JsonObject = Readonly<Record<string, unknown>>;

export const asObject = (value: unknown): JsonObject | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;

const NOTHING: readonly never[] = [];

export const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : NOTHING);

/** The objects of a list. */
export const objectsIn = (value: unknown): readonly JsonObject[] =>
  asList(value)
    .map(asObject)
    .filter((item) => item !== undefined);

/** Text, and numbers, which arrive as the text of their digits. */
export const asText = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** The `value` of a reference such as `{ "value": "84", "name": "Accounts Receivable" }`. */
export const refOf = (object: JsonObject | undefined, field: string): string | undefined =>
  asText(asObject(object?.[field])?.['value']);

/** Ids are whole numbers in text; the smallest is the oldest. */
export const byId = (a: { readonly id: string }, b: { readonly id: string }): number =>
  a.id.length - b.id.length || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
