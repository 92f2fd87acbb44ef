/** Records by our key. QuickBooks is asked for the number, and the note of what it shows tells the whole key. */
import { keyInNote } from '../key-note';
import { LedgerError, type LedgerRecord, type LedgerReference } from '../ledger-destination';
import { chunksOf } from './chunks';
import { quotedList } from './client';
import type { Connected } from './connected';
import { ENTITY_OF } from './entity-of';
import { asText, byId, type JsonObject } from './read-answer';
import { readRecords } from './read-records';
import { PAGE, RECORD_ENTITIES, type RecordEntity } from './wire';

/** Numbers asked for at once: a query travels in the address, which stays below 2,000 characters so. */
const CHUNK = 60;

/** Throws LedgerError. */
export const findRecords = async (
  connected: Connected,
  references: readonly LedgerReference[],
): Promise<readonly (LedgerRecord | undefined)[]> => {
  const found = new Map<string, LedgerRecord>();
  for (const entity of RECORD_ENTITIES) {
    const rows = [...(await rowsByKey(connected, entity, references)).values()];
    for (const { record, isExact } of await readRecords(connected, entity, rows)) {
      if (!isExact) throw inexact(record);
      found.set(nameOf(entity, record.key), record);
    }
  }
  return references.map(({ type, key }) => found.get(nameOf(ENTITY_OF[type], key)));
};

const nameOf = (entity: RecordEntity, key: string): string => `${entity} ${key}`;

const inexact = ({ recordId, key, currency }: LedgerRecord): LedgerError =>
  new LedgerError(
    'validation',
    `record ${recordId} of QuickBooks (${key}) holds an amount that ${currency} does not have; mend it in QuickBooks`,
  );

/** Ids of those records that are there, by key. Throws LedgerError. */
export const heldKeys = async (
  connected: Connected,
  references: readonly LedgerReference[],
): Promise<ReadonlyMap<string, string>> => {
  const held = new Map<string, string>();
  for (const entity of RECORD_ENTITIES)
    for (const [key, row] of await rowsByKey(connected, entity, references))
      held.set(key, asText(row['Id']) ?? '');
  return held;
};

const rowsByKey = async (
  { quickBooks }: Connected,
  entity: RecordEntity,
  references: readonly LedgerReference[],
): Promise<ReadonlyMap<string, JsonObject>> => {
  const wanted = references.filter(({ type }) => ENTITY_OF[type] === entity);
  const keys = new Set(wanted.map(({ key }) => key));
  const found = new Map<string, JsonObject>();
  const field = entity === 'Payment' ? 'PaymentRefNum' : 'DocNumber';
  for (const chunk of chunksOf([...new Set(wanted.map(({ shortKey }) => shortKey))], CHUNK)) {
    const rows = await quickBooks.query(entity, `where ${field} in ${quotedList(chunk)} maxresults ${PAGE}`);
    // The oldest of those that carry the key is the one; a copy that a person made keeps the note.
    for (const { row } of [...rows].map((row) => ({ row, id: asText(row['Id']) ?? '' })).sort(byId)) {
      const key = keyInNote(row['PrivateNote'])?.key;
      if (key !== undefined && keys.has(key) && !found.has(key)) found.set(key, row);
    }
  }
  return found;
};
