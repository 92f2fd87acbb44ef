/** An internal ledger service on loopback that keeps our published contract: state, refusals, and faults on demand. */
import Fastify, { type FastifyReply } from 'fastify';
import type { z } from 'zod/v4';
import {
  type documentSchema,
  lookUpBodySchema,
  postBodySchema,
  type recordSchema,
} from '../../../lib/destinations/http/wire';
import { toMinor } from '../../../lib/money/minor';
import { exponentOf } from '../../../lib/money/currency';

type Document = z.output<typeof documentSchema>;
type Held = z.output<typeof recordSchema> & { readonly contentHash: string };

export type HttpLedgerFault =
  /** Carried out, and the answer never arrives. */
  | 'answer_lost_after'
  /** Never carried out, and no answer arrives. */
  | 'answer_lost_before'
  | 'throttled'
  | 'server_error'
  | 'altered_cent'
  | 'nonsense';

export interface HttpLedgerSimulator {
  readonly url: string;
  readonly token: string;
  readonly held: readonly Held[];
  /** Consumed one a write. */
  readonly faults: HttpLedgerFault[];
  readonly calls: { readonly method: string; readonly path: string }[];
  lockDate: string | undefined;
  stop(): Promise<void>;
}

const ACCOUNTS = [
  { id: '1200', name: 'Trade debtors', type: 'asset' },
  { id: '1100', name: 'Stripe clearing', type: 'asset' },
  { id: '4000', name: 'Sales', type: 'income' },
  { id: '4100', name: 'Shipping income', type: 'income' },
  { id: '4900', name: 'Sales returns', type: 'income' },
  { id: '4910', name: 'Discounts given', type: 'income' },
  { id: '2200', name: 'VAT payable', type: 'liability' },
  { id: '2300', name: 'Gift cards', type: 'liability' },
  { id: '7700', name: 'Rounding', type: 'expense' },
] as const;
const TAX_CODES = [
  { id: 'S19', name: 'Standard', rate: '19' },
  { id: 'S7', name: 'Reduced', rate: '7' },
];

export const startHttpLedger = async (): Promise<HttpLedgerSimulator> => {
  const token = 'secret-of-the-ledger';
  const held: Held[] = [];
  const faults: HttpLedgerFault[] = [];
  const calls: { method: string; path: string }[] = [];
  const state = { lockDate: undefined as string | undefined };
  const replies = new Map<string, { readonly body: string; readonly answer: unknown }>();
  const server = Fastify({ bodyLimit: 10_000_000 });
  server.addHook('onRequest', async (request, reply) => {
    calls.push({ method: request.method, path: request.url.split('?')[0] as string });
    if (request.headers.authorization !== `Bearer ${token}`)
      await reply.status(401).send({ message: 'The token is not valid.' });
  });

  server.get('/ledger/company', () => ({
    name: 'Test company',
    ...(state.lockDate === undefined ? {} : { lockDate: state.lockDate }),
  }));
  server.get('/ledger/accounts', () => ({ accounts: ACCOUNTS }));
  server.get('/ledger/tax-codes', () => ({ taxCodes: TAX_CODES }));
  server.post('/ledger/documents/lookup', (request, reply) => {
    const body = lookUpBodySchema.safeParse(request.body);
    if (!body.success) return reply.status(400).send({ message: body.error.message });
    const wanted = new Set(body.data.keys);
    return { records: held.filter(({ key }) => wanted.has(key)).map(withoutHash) };
  });
  server.get('/ledger/documents', (request) => {
    const { storeId, from, to, limit = '50', cursor = '0' } = request.query as Record<string, string>;
    const all = held.filter(
      (record) =>
        (storeId === undefined || record.storeId === storeId) &&
        (from === undefined || record.date >= from) &&
        (to === undefined || record.date <= to),
    );
    const start = Number(cursor);
    const end = start + Number(limit);
    return {
      records: all.slice(start, end).map(withoutHash),
      ...(end < all.length ? { next: String(end) } : {}),
    };
  });
  server.post('/ledger/documents', async (request, reply) => {
    const fault = faults.shift();
    if (fault === 'answer_lost_before') return cut(reply);
    if (fault === 'throttled')
      return reply.status(429).header('retry-after', '7').send({ message: 'Too many requests.' });
    if (fault === 'server_error') return reply.status(500).send('<html>oops</html>');
    const idempotencyKey = request.headers['idempotency-key'];
    if (typeof idempotencyKey !== 'string' || idempotencyKey === '')
      return reply.status(400).send({ message: 'The header Idempotency-Key is missing.' });
    const body = postBodySchema.safeParse(request.body);
    if (!body.success) return reply.status(400).send({ message: body.error.message });
    const text = JSON.stringify(request.body);
    const known = replies.get(idempotencyKey);
    if (known && known.body !== text)
      return reply.status(409).send({ message: 'The same Idempotency-Key came with another body.' });
    const answer = known?.answer ?? {
      results: body.data.documents.map((document) => take(document, held, state.lockDate, fault)),
    };
    replies.set(idempotencyKey, { body: text, answer });
    if (fault === 'answer_lost_after') return cut(reply);
    return fault === 'nonsense' ? { results: 'all fine' } : answer;
  });

  await server.listen({ host: '127.0.0.1', port: 0 });
  const address = server.server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the simulator has no port');
  return {
    url: `http://127.0.0.1:${address.port}/ledger`,
    token,
    held,
    faults,
    calls,
    get lockDate() {
      return state.lockDate;
    },
    set lockDate(day) {
      state.lockDate = day;
    },
    stop: () => server.close(),
  };
};

const withoutHash = ({ contentHash: _, ...record }: Held) => record;

/** Neither a status nor a body: the line goes dead. */
const cut = (reply: FastifyReply): FastifyReply => {
  reply.raw.socket?.destroy();
  return reply.hijack();
};

const failed = (key: string, errorClass: string, message: string) => ({
  key,
  state: 'failed',
  errorClass,
  message,
});

const take = (
  document: Document,
  held: Held[],
  lockDate: string | undefined,
  fault: HttpLedgerFault | undefined,
) => {
  const { key, date, currency, contentHash, lines, source } = document;
  const before = held.find((record) => record.key === key);
  if (before) return failed(key, 'duplicate', `${before.recordId} holds this key already.`);
  if (exponentOf(currency) === undefined) return failed(key, 'validation', `No currency ${currency}.`);
  if (lockDate !== undefined && date <= lockDate)
    return failed(
      key,
      'period_closed',
      `The books are closed up to ${lockDate}; the document is of ${date}.`,
    );
  const unknown = lines.find(({ ledgerAccount }) => !isKnown(ledgerAccount));
  if (unknown) return failed(key, 'validation', `There is no account "${unknown.ledgerAccount}".`);
  if (document.appliesTo && document.appliesToRecord === undefined)
    return failed(key, 'validation', 'A payment without the record that it pays.');
  const sum = (side: 'debit' | 'credit') =>
    lines.reduce(
      (total, line) => total + (line[side] === undefined ? 0n : toMinor(line[side], currency)),
      0n,
    );
  if (sum('debit') !== sum('credit')) return failed(key, 'validation', 'The lines do not balance.');
  const recordId = `L-${held.length + 1}`;
  held.push({
    recordId,
    key,
    storeId: source.storeId,
    contentHash,
    date,
    currency,
    total: decimal(sum('debit'), currency),
    lines: lines.map(({ ledgerAccount, debit, credit, dimensions = {} }, index) => ({
      ledgerAccount,
      ...(debit === undefined ? {} : { debit: altered(debit, currency, fault, index) }),
      ...(credit === undefined ? {} : { credit }),
      dimensions,
    })),
  });
  return { key, state: 'created', recordId };
};

const isKnown = (ledgerAccount: string): boolean =>
  ACCOUNTS.some(({ id }) => id === ledgerAccount) ||
  TAX_CODES.some(({ id }) => ledgerAccount === `tax-code:${id}`);

const decimal = (minor: bigint, currency: string): string => {
  const decimals = exponentOf(currency) as number;
  const digits = minor.toString().padStart(decimals + 1, '0');
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
};

const altered = (
  amount: string,
  currency: string,
  fault: HttpLedgerFault | undefined,
  index: number,
): string =>
  fault === 'altered_cent' && index === 0 ? decimal(toMinor(amount, currency) + 1n, currency) : amount;
