/** Batches as they go over the wire: pieces numbered from 1, and one answer for each number. */
import { writeExactJson } from '../exact-json';
import { type Fault, faultOf } from './faults';
import { asObject, asText, type JsonObject, objectsIn } from './read-answer';
import type { BatchPiece } from './wire';

export const batchPath = (company: string): string => `/v3/company/${encodeURIComponent(company)}/batch`;

/** The body of a batch, word for word. */
export const batchBody = (pieces: readonly BatchPiece[]): string =>
  writeExactJson({
    BatchItemRequest: pieces.map((piece, index) =>
      'query' in piece
        ? { bId: bIdOf(index), Query: piece.query }
        : { bId: bIdOf(index), operation: 'create', [piece.entity]: piece.body },
    ),
  });

const bIdOf = (index: number): string => String(index + 1);

export type PieceAnswer =
  | { readonly created: JsonObject }
  | { readonly rows: readonly JsonObject[] }
  | { readonly fault: Fault }
  /** The answer does not speak of this piece. */
  | { readonly silent: true };

/** Rows of the answer to a query. */
export const rowsOf = (answer: JsonObject, entity: string): readonly JsonObject[] =>
  objectsIn(asObject(answer['QueryResponse'])?.[entity]);

export const pieceAnswers = (answer: JsonObject, pieces: readonly BatchPiece[]): readonly PieceAnswer[] => {
  const byBId = new Map(objectsIn(answer['BatchItemResponse']).map((item) => [asText(item['bId']), item]));
  return pieces.map((piece, index): PieceAnswer => {
    const item = byBId.get(bIdOf(index));
    const fault = faultOf(item);
    if (fault !== undefined) return { fault };
    if (item !== undefined && 'query' in piece) {
      const [, entity = ''] = /^select \* from (\w+)/.exec(piece.query) ?? [];
      return item['QueryResponse'] === undefined ? { silent: true } : { rows: rowsOf(item, entity) };
    }
    const created = 'query' in piece ? undefined : asObject(item?.[piece.entity]);
    return created === undefined ? { silent: true } : { created };
  });
};
