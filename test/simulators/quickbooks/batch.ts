/** A batch: its pieces one after the other, each judged on its own, none seeing what the others created. */
import { type JsonNumber } from '../../../lib/destinations/exact-json';
import { amountOf, cents } from './amounts';
import type { Company, Row } from './company';
import { create, isTransaction } from './create';
import { faultJson, Refusal, refuse } from './fault';
import type { Fault } from './faults';
import { runQuery } from './query';
import { shown } from './shown';
import { type Entity, ENTITY_NAMES, wrongWith } from './schema';

const MOST_PIECES = 30;
const LONGEST_REQUEST_ID = 36;

export const runBatch = (
  company: Company,
  body: Row,
  plain: Row,
  requestId: string | undefined,
  fault: Fault | undefined,
): Row => {
  if (requestId !== undefined && requestId.length > LONGEST_REQUEST_ID)
    refuse('2130', 'Invalid requestid', `requestid of a batch has at most ${LONGEST_REQUEST_ID} characters.`);
  const wrong = wrongWith('batch', plain);
  if (wrong !== undefined) refuse('2010', 'Request has invalid or unsupported property', wrong);
  const pieces = body['BatchItemRequest'] as readonly Row[];
  const plainPieces = plain['BatchItemRequest'] as readonly Row[];
  if (pieces.length > MOST_PIECES)
    refuse(
      '2010',
      'Batch size exceeded',
      `A batch has at most ${MOST_PIECES} payloads, this one ${pieces.length}.`,
    );
  if (new Set(pieces.map((piece) => piece['bId'])).size < pieces.length)
    refuse('2010', 'Duplicate bId', 'Each bId stands once in a batch.');
  const known = idsOf(company);
  return {
    BatchItemResponse: pieces.map((piece, index) => {
      try {
        if (fault?.kind === 'piece_fault' && fault.piece === index)
          refuse(fault.code, fault.message, fault.message);
        return { bId: piece['bId'], ...runPiece(company, piece, plainPieces[index] as Row, known, fault) };
      } catch (error) {
        if (error instanceof Refusal) return { bId: piece['bId'], ...faultJson(error) };
        throw error;
      }
    }),
    time: '2026-03-01T12:00:00.000-08:00',
  };
};

/** Customers and items that were there when the batch began. */
const idsOf = (company: Company): ReadonlySet<unknown> =>
  new Set([...company.rows.Customer, ...company.rows.Item].map((row) => row['Id']));

const runPiece = (
  company: Company,
  piece: Row,
  plain: Row,
  known: ReadonlySet<unknown>,
  fault: Fault | undefined,
): Row => {
  const statement = piece['Query'];
  if (typeof statement === 'string') return { QueryResponse: queryResponse(company, statement) };
  const entity = ENTITY_NAMES.find((name) => piece[name] !== undefined) as Entity;
  const fresh = [
    ...JSON.stringify(piece[entity]).matchAll(/"(?:ItemRef|CustomerRef)":\{"value":"(\d+)"/g),
  ].find(
    ([, id]) =>
      !known.has(id) && [...company.rows.Customer, ...company.rows.Item].some((row) => row['Id'] === id),
  );
  if (fresh !== undefined) refuse('2500', 'Invalid Reference Id', `element id ${fresh[1]} not found`);
  const row = create(company, entity, piece[entity] as Row, plain[entity]);
  if (fault?.kind === 'altered' && isTransaction(entity)) alter(row);
  return { [entity]: shown(company, row) };
};

export const queryResponse = (company: Company, statement: string): Row => {
  const { entity, rows, start } = runQuery(company, statement);
  return rows.length === 0
    ? {}
    : { [entity]: rows.map((row) => shown(company, row)), startPosition: start, maxResults: rows.length };
};

const plusOne = (value: unknown): JsonNumber => amountOf(cents((value as JsonNumber).text) + 1n);

/** As if QuickBooks had worked out another cent of tax, or of the first line where there is no tax. */
const alter = (row: Row): void => {
  const tax = row['TxnTaxDetail'] as Row | undefined;
  const [first] = row['Line'] as readonly Row[];
  if (row['TotalAmt'] !== undefined) row['TotalAmt'] = plusOne(row['TotalAmt']);
  if (tax?.['TxnTaxCodeRef'] !== undefined) tax['TotalTax'] = plusOne(tax['TotalTax']);
  else if (first !== undefined) first['Amount'] = plusOne(first['Amount']);
};
