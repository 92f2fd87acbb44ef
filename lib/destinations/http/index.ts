/**
 * An internal ledger service that speaks our published contract (docs/ledgers/http-ledger.openapi.json): documents as JSON
 * with the journal entry that each amounts to, an idempotency key, a look-up, and reading back.
 */
import { createHash } from 'node:crypto';
import type { DestinationContext, DestinationKind } from '../destination-kind';
import { checkedLines } from '../document-amounts';
import type {
  LedgerAbilities,
  LedgerDestination,
  LedgerDocument,
  LedgerRecord,
  SendContext,
  SendOutcome,
} from '../ledger-destination';
import { ledgerUrl } from '../ledger-url';
import { type HttpLedgerClient, httpLedgerClient } from './client';
import {
  accountsAnswerSchema,
  companyAnswerSchema,
  listAnswerSchema,
  lookUpAnswerSchema,
  postAnswerSchema,
  type recordSchema,
  taxCodesAnswerSchema,
} from './wire';
import type { z } from 'zod/v4';

const ABILITIES: LedgerAbilities = {
  documents: ['invoice', 'sales_receipt', 'credit_note', 'refund_receipt', 'payment', 'refund_payment'],
  taxCodes: 'many-a-line',
  dimensions: 'any',
};

const BATCH = 100;
const PAGE = '200';

export const httpLedger: DestinationKind = {
  kind: 'http',
  displayName: 'HTTP Ledger',
  description: 'Your own ledger service, by our published OpenAPI contract',
  credentials: [{ name: 'cartLedgerHttpLedgerApi', displayName: 'Bearer token' }],
  company: 'login',
  abilities: ABILITIES,
  connectionOf: (fields) => ({
    baseUrl: String(fields['url']),
    allowHttp: fields['allowHttp'] === true,
    environment: fields['environment'] === 'sandbox' ? 'sandbox' : 'production',
  }),
  connect: (context) => connect(context),
  preview: (documents, { connection }) => {
    const path = `${prefixOf(connection.baseUrl)}/documents`;
    return chunks(documents, BATCH).map((chunk) => ({
      method: 'POST',
      path,
      body: { documents: chunk.map((document) => written(document, new Map())) },
    }));
  },
};

const prefixOf = (baseUrl: string): string => {
  try {
    return new URL(baseUrl).pathname.replace(/\/+$/, '');
  } catch {
    return '';
  }
};

const connect = (context: DestinationContext): LedgerDestination => {
  const { root, authority } = ledgerUrl(context.connection, 'HTTP ledger');
  const client = httpLedgerClient(context, root);
  const { environment } = context.connection;
  return {
    kind: 'http',
    id: `http:${authority}`,
    abilities: ABILITIES,
    ...(environment === undefined ? {} : { environment }),
    batchSize: BATCH,
    lookupLagMs: 0,
    accepts: () => false,
    listAccounts: async (filter) => {
      const { accounts } = await client.get('/accounts', {}, accountsAnswerSchema);
      return accounts.filter(({ id, name }) => matches(filter, `${id} ${name}`));
    },
    listTaxCodes: async (filter) => {
      const { taxCodes } = await client.get('/tax-codes', {}, taxCodesAnswerSchema);
      return taxCodes
        .filter(({ id, name }) => matches(filter, `${id} ${name}`))
        .map(({ id, name, rate }) => ({ id, name, ...(rate === undefined ? {} : { rate }) }));
    },
    lockDate: async () => (await client.get('/company', {}, companyAnswerSchema)).lockDate,
    send: (documents, sending) => send(client, documents, sending),
    find: async (references) => {
      const found = new Map<string, LedgerRecord>();
      for (const chunk of chunks(references, 500)) {
        const keys = chunk.map(({ key }) => key);
        const { records } = await client.ask('/documents/lookup', { keys }, lookUpAnswerSchema);
        for (const record of records) found.set(record.key, recordOf(record));
      }
      return references.map(({ key }) => found.get(key));
    },
    list: (query) => list(client, query),
  };
};

const matches = (filter: string | undefined, text: string): boolean =>
  text.toLowerCase().includes((filter ?? '').toLowerCase());

const send = async (
  client: HttpLedgerClient,
  documents: readonly LedgerDocument[],
  { recordIds }: SendContext,
): Promise<readonly SendOutcome[]> => {
  const refused = documents.map((document) => {
    const checked = checkedLines(document);
    return typeof checked === 'string' ? checked : undefined;
  });
  const sound = documents.filter((_, index) => refused[index] === undefined);
  const outcomes = (await post(client, sound, recordIds)).values();
  return refused.map((message) =>
    message === undefined
      ? (outcomes.next().value as SendOutcome)
      : { state: 'failed', errorClass: 'validation', message },
  );
};

const post = async (
  client: HttpLedgerClient,
  documents: readonly LedgerDocument[],
  recordIds: SendContext['recordIds'],
): Promise<readonly SendOutcome[]> => {
  if (documents.length === 0) return [];
  const body = { documents: documents.map((document) => written(document, recordIds)) };
  const sent = await client.write('/documents', body, idempotencyKey(documents), postAnswerSchema);
  if ('failed' in sent) return documents.map(() => ({ state: 'failed', ...sent.failed }));
  const { results } = sent.answer;
  if (
    results.length !== documents.length ||
    results.some(({ key }, index) => key !== documents[index]?.key)
  ) {
    const message = 'the ledger answered for other documents than were sent';
    return documents.map(() => ({ state: 'failed', errorClass: 'unknown_outcome', message }));
  }
  return results.map((result): SendOutcome => {
    if (result.state === 'created') return { state: 'created', recordId: result.recordId };
    const { errorClass, message, retryAfterMs } = result;
    return { state: 'failed', errorClass, message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  });
};

/** The same documents again are the same request; any other selection is another. */
const idempotencyKey = (documents: readonly LedgerDocument[]): string => {
  const hash = createHash('sha256');
  for (const { key, contentHash } of documents) hash.update(`${key.length}:${key}${contentHash}\n`);
  return hash.digest('hex');
};

const written = (document: LedgerDocument, recordIds: SendContext['recordIds']): object => {
  const record = document.appliesTo && recordIds.get(document.appliesTo.key);
  return record === undefined ? document : { ...document, appliesToRecord: record };
};

const list = async function* (
  client: HttpLedgerClient,
  query: Parameters<LedgerDestination['list']>[0],
): AsyncIterable<readonly LedgerRecord[]> {
  let cursor: string | undefined;
  const seen = new Set<string>();
  do {
    const page = await client.get(
      '/documents',
      { ...query, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) },
      listAnswerSchema,
    );
    yield page.records.filter((record) => isAsked(record, query)).map(recordOf);
    cursor = page.next;
    // A cursor that comes again would turn for ever.
    if (cursor !== undefined && seen.has(cursor)) return;
    if (cursor !== undefined) seen.add(cursor);
  } while (cursor !== undefined);
};

type WireRecord = z.output<typeof recordSchema>;

/** A service that ignores a filter must not bring foreign records into a reconciliation. */
const isAsked = (
  { storeId, date }: WireRecord,
  query: { readonly storeId?: string; readonly from?: string; readonly to?: string },
): boolean =>
  (query.storeId === undefined || storeId === query.storeId) &&
  (query.from === undefined || date >= query.from) &&
  (query.to === undefined || date <= query.to);

const recordOf = ({ recordId, key, date, currency, total, lines }: WireRecord): LedgerRecord => ({
  recordId,
  key,
  date,
  currency,
  total,
  lines: lines.map(({ ledgerAccount, debit, credit, dimensions }) => ({
    ledgerAccount,
    ...(debit === undefined ? {} : { debit }),
    ...(credit === undefined ? {} : { credit }),
    ...(dimensions === undefined || Object.keys(dimensions).length === 0
      ? {}
      : { dimensions: Object.entries(dimensions).map(([name, value]) => ({ name, value })) }),
  })),
  ...(lines.some(({ dimensions }) => dimensions !== undefined) ? { tellsDimensions: true } : {}),
});

const chunks = <T>(items: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
