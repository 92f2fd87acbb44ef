/** Parts of a record's row that several readers look at. */
import { asObject, asText, type JsonObject, objectsIn, refOf } from './read-answer';

export const SALES_ITEM = 'SalesItemLineDetail';
export const JOURNAL = 'JournalEntryLineDetail';

/** Where a line or a record names its class and its department. */
export const DIMENSION_REFS = [
  ['class', 'ClassRef'],
  ['department', 'DepartmentRef'],
] as const;

export const linesOf = (row: JsonObject): readonly JsonObject[] => objectsIn(row['Line']);

export const detailOf = (line: JsonObject): JsonObject =>
  asObject(line[asText(line['DetailType']) ?? '']) ?? {};

export const taxLinesOf = (row: JsonObject): readonly JsonObject[] =>
  objectsIn(asObject(row['TxnTaxDetail'])?.['TaxLine']);

export const hasTaxLines = (row: JsonObject): boolean => taxLinesOf(row).length > 0;

/** Accounts that the row names. */
export const accountIdsOf = (row: JsonObject): readonly string[] =>
  [
    refOf(row, 'ARAccountRef'),
    refOf(row, 'DepositToAccountRef'),
    ...linesOf(row).flatMap((line) => [
      refOf(detailOf(line), 'AccountRef'),
      refOf(detailOf(line), 'ItemAccountRef'),
    ]),
  ].filter((id) => id !== undefined);

/** Items whose account the row does not tell. */
export const itemIdsOf = (row: JsonObject): readonly string[] =>
  linesOf(row)
    .filter(
      (line) => line['DetailType'] === SALES_ITEM && refOf(detailOf(line), 'ItemAccountRef') === undefined,
    )
    .map((line) => refOf(detailOf(line), 'ItemRef'))
    .filter((id) => id !== undefined);

/** Whether a class or department is named anywhere in the row. */
export const namesDimension = (row: JsonObject, [, field]: (typeof DIMENSION_REFS)[number]): boolean =>
  [row, ...linesOf(row).map(detailOf)].some((carrier) => refOf(carrier, field) !== undefined);
