/**
 * A small Xero on loopback: keeps state, checks what it is sent, counts calls, and fails on demand. Its rules are those of
 * Xero's published API description and of what its users report; `docs/ledgers/xero.md` says which are assumptions.
 */
import { createHash } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import { writeExactJson } from '../../../lib/destinations/exact-json';
import type { Ties } from './amounts';
import { callLimits } from './call-limits';
import { type Fault, FaultBox } from './faults';
import { isWritten } from './schema';
import { type SimRecord, createState, type XeroState } from './state';
import { answerRead } from './read-endpoints';
import { writeElements } from './write-elements';

export interface XeroOptions {
  /** Of limits and of what idempotency keys are remembered for. */
  readonly now: () => Date;
  readonly baseCurrency?: string;
  readonly currencies?: readonly string[];
  readonly ties?: Ties;
  readonly minuteLimit?: number;
  readonly dayLimit?: number;
}

export interface SeenRequest {
  readonly method: string;
  /** Without the query, such as `/api.xro/2.0/Invoices`. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
  /** Of the raw query string. */
  readonly queryLength: number;
}

export interface XeroSim {
  readonly url: string;
  readonly token: string;
  readonly tenantId: string;
  readonly state: XeroState;
  readonly requests: SeenRequest[];
  fail(...faults: readonly Fault[]): void;
  stop(): Promise<void>;
}

const TOKEN = 'xero-test-token';
const TENANT = '7e7a7000-0000-4000-8000-000000000001';
const OTHER_TENANT = '7e7a7000-0000-4000-8000-000000000002';
const API = '/api.xro/2.0/';
const KEY_LIFE_MS = 360_000;
/** What Xero's front answers 404 beyond. */
const LONGEST_QUERY = 2_048;

interface Remembered {
  readonly at: number;
  readonly request: string;
  readonly status: number;
  readonly body: string;
}

export const startXero = async (options: XeroOptions): Promise<XeroSim> => {
  const state = createState(
    options.baseCurrency ?? 'EUR',
    options.currencies ?? ['USD', 'JPY', 'KWD', 'GBP'],
    options.ties ?? 'half-even',
  );
  const limits = callLimits(options.now, options.minuteLimit ?? 60, options.dayLimit ?? 5000);
  const faults = new FaultBox();
  const requests: SeenRequest[] = [];
  const remembered = new Map<string, Remembered>();
  const app = fastify({ logger: false, bodyLimit: 4_000_000, forceCloseConnections: true });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_, body, done) => done(null, body));

  app.addHook('onRequest', async (request, reply) => {
    const { headers, queryLength } = seen(request);
    if (queryLength > LONGEST_QUERY) return reply.code(404).send('The resource cannot be found.');
    if (headers['authorization'] !== `Bearer ${TOKEN}`)
      return reply
        .code(401)
        .send(writeExactJson({ Title: 'Unauthorized', Detail: 'TokenExpired', Status: 401 }));
    return undefined;
  });

  app.get('/connections', async (_, reply) =>
    reply.type('application/json').send(
      JSON.stringify([
        { id: 'c1', tenantId: TENANT, tenantType: 'ORGANISATION', tenantName: state.organisation.Name },
        { id: 'c2', tenantId: OTHER_TENANT, tenantType: 'PRACTICE', tenantName: 'Our accountants' },
      ]),
    ),
  );

  app.all(`${API}*`, async (request, reply) => {
    const call = seen(request);
    requests.push(call);
    if (call.headers['xero-tenant-id'] !== TENANT)
      return reply
        .code(403)
        .send(writeExactJson({ Title: 'Forbidden', Detail: 'AuthenticationUnsuccessful' }));
    const { headers, turnedAway } = limits.begin();
    try {
      for (const [name, value] of Object.entries(headers)) reply.header(name, value);
      reply.type('application/json');
      if (turnedAway !== undefined) return reply.code(429).send('');
      return await answer(call, request, reply);
    } finally {
      limits.end();
    }
  });

  const answer = async (call: SeenRequest, request: FastifyRequest, reply: FastifyReply) => {
    const endpoint = call.path.slice(API.length);
    const fault = faults.take(`${call.method} ${endpoint}`);
    if (typeof fault?.what === 'number') {
      if (fault.retryAfter !== undefined) reply.header('retry-after', String(fault.retryAfter));
      return reply.code(fault.what).send(fault.body ?? '');
    }
    if (fault?.what === 'lost_before') return silence(request, reply);
    const { status, body, kept } = carryOut(call, endpoint);
    if (fault?.what === 'altered') alter(kept[0]);
    if (fault?.what === 'lost_after') return silence(request, reply);
    // The caller gives up first; the connection is closed with it.
    if (fault?.what === 'slow') return reply.hijack();
    return reply.code(status).send(body);
  };

  const carryOut = (
    call: SeenRequest,
    endpoint: string,
  ): { readonly status: number; readonly body: string; readonly kept: readonly SimRecord[] } => {
    if (call.method === 'GET') return { ...answerRead(state, endpoint, call.query), kept: [] };
    if (!isWritten(endpoint)) return { status: 404, body: '', kept: [] };
    const key = call.headers['idempotency-key'];
    const same = createHash('sha256').update(`${call.method} ${endpoint} ${call.body}`).digest('hex');
    if (key !== undefined && (typeof key !== 'string' || key === '' || key.length > 128))
      return { status: 400, body: problem('The Idempotency-Key is not valid.'), kept: [] };
    const before = key === undefined ? undefined : remembered.get(key);
    const now = options.now().getTime();
    if (before !== undefined && now - before.at < KEY_LIFE_MS) {
      if (before.request === same) return { ...before, kept: [] };
      return {
        status: 400,
        body: problem('The Idempotency-Key is used with a different request.'),
        kept: [],
      };
    }
    const summarize = (call.query['summarizeErrors'] ?? 'true').toLowerCase() !== 'false';
    const written = writeElements(state, call.method as 'PUT' | 'POST', endpoint, call.body, summarize);
    const body = writeExactJson(written.body);
    if (key !== undefined) remembered.set(key, { at: now, request: same, status: written.status, body });
    return { status: written.status, body, kept: written.kept };
  };

  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    token: TOKEN,
    tenantId: TENANT,
    state,
    requests,
    fail: (...more) => faults.add(...more),
    stop: () => app.close(),
  };
};

const problem = (Message: string): string =>
  writeExactJson({ ErrorNumber: 10, Type: 'ValidationException', Message });

const seen = (request: FastifyRequest): SeenRequest => {
  const [path = '', queryString = ''] = request.url.split('?');
  return {
    method: request.method,
    path: decodeURIComponent(path),
    query: Object.fromEntries(new URLSearchParams(queryString)),
    headers: request.headers,
    body: typeof request.body === 'string' ? request.body : '',
    queryLength: queryString.length,
  };
};

const silence = (request: FastifyRequest, reply: FastifyReply) => {
  reply.hijack();
  request.raw.socket.destroy();
  return reply;
};

/** Somebody, or something, changed a cent. */
const alter = (record: SimRecord | undefined): void => {
  if (record === undefined) return;
  if (record.kind === 'Payments') record.Amount += 1n;
  else if (record.kind === 'ManualJournals') for (const line of record.JournalLines) line.LineAmount += 1n;
  else {
    const [line] = record.LineItems;
    if (line) line.LineAmount += 1n;
    record.SubTotal += 1n;
    record.Total += 1n;
  }
};
