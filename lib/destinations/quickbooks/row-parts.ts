/** Parts of a record's row that several readers look at. */
import { asObject, asText, type JsonObject, objectsIn, refOf } from './read-answer';

export const SALES_ITEM = 'SalesItemLineDetail';
export const JOURNAL = 'JournalEntryLineDetail';

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
