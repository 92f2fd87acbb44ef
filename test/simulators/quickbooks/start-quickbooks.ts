/**
 * QuickBooks Online on loopback: one company that keeps what it is sent, refuses what QuickBooks refuses, and can fail on
 * demand. Batches, queries, single creates, updates with a SyncToken, and the trial balance.
 */
import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import { parseExactJson, writeExactJson } from '../../../lib/destinations/exact-json';
import type { Clock } from '../../../lib/host';
import { TestClock } from '../../support/test-clock';
import { queryResponse, runBatch } from './batch';
import { Company, type CompanySettings, type Row } from './company';
import { create, isTransaction } from './create';
import { faultJson, Refusal, refuse, throttleRefusal } from './fault';
import { type Fault, Faults } from './faults';
import { type Entity, ENTITY_NAMES } from './schema';
import { seed } from './seed';
import { shown } from './shown';
import { trialBalance } from './trial-balance';

export interface SimulatorOptions extends Partial<CompanySettings> {
  readonly realm?: string;
  readonly token?: string;
  readonly clock?: Clock;
  /** What QuickBooks allows a company in a minute, of all requests and of batches. */
  readonly requestsPerMinute?: number;
  readonly batchesPerMinute?: number;
}

export interface Asked {
  readonly kind: 'batch' | 'query' | 'single' | 'report';
  /** Statement of a query, body of a batch or a single request. */
  readonly text: string;
  readonly requestId: string | undefined;
}

export interface SimulatedQuickBooks {
  readonly url: string;
  readonly realm: string;
  readonly token: string;
  readonly company: Company;
  readonly faults: Faults;
  /** All that was asked, also what was refused or lost. */
  readonly asked: Asked[];
  close(): Promise<void>;
}

const DEFAULTS: CompanySettings = {
  country: 'US',
  currency: 'USD',
  multiCurrency: false,
  customTxnNumbers: true,
  usingSalesTax: true,
  automatedSalesTax: false,
  closeDate: undefined,
  classTracking: true,
  departmentTracking: true,
  itemAccountRefs: true,
  receivableRefs: true,
};

type Params = { readonly realm: string; readonly what: string };

export const startQuickBooks = async (options: SimulatorOptions = {}): Promise<SimulatedQuickBooks> => {
  const { realm = '4620816365', token = 'test-token', clock = new TestClock() } = options;
  const { requestsPerMinute = 500, batchesPerMinute = 40, ...settings } = options;
  const company = new Company({ ...DEFAULTS, ...settings });
  seed(company);
  const faults = new Faults();
  const asked: Asked[] = [];
  const limits = [rateLimit(clock, requestsPerMinute), rateLimit(clock, batchesPerMinute)] as const;
  const answers = new Map<string, string>();

  const app = Fastify({ bodyLimit: 10_000_000 });
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_, body, done) => done(null, body));

  const answer = async (
    request: FastifyRequest,
    reply: FastifyReply,
    kind: Asked['kind'],
  ): Promise<unknown> => {
    const query = request.query as Readonly<Record<string, string | undefined>>;
    const text =
      kind === 'query' ? (query['query'] ?? '') : typeof request.body === 'string' ? request.body : '';
    asked.push({ kind, text, requestId: query['requestid'] });
    const send = (
      status: number,
      body: unknown,
      headers: Readonly<Record<string, string>> = {},
    ): FastifyReply =>
      reply.status(status).headers(headers).type('application/json;charset=UTF-8').send(writeExactJson(body));
    const drop = (): FastifyReply => {
      reply.hijack();
      request.raw.socket.destroy();
      return reply;
    };
    try {
      admit(request, realm, token);
      if (!limits[0]() || (kind === 'batch' && !limits[1]()))
        return send(429, faultJson(throttleRefusal), { 'retry-after': '60' });
      const fault = faults.take(text);
      const early = earlyAnswer(fault);
      if (early === 'drop') return drop();
      if (early !== undefined) return send(early.status, early.body, early.headers);
      if (fault?.kind === 'html') return reply.status(200).type('text/html').send('<html>Maintenance</html>');
      const done = answered(answers, query['requestid'], () =>
        writeExactJson(carryOut(company, kind, request, text, fault)),
      );
      if (fault?.kind === 'slow') await fault.until;
      if (fault?.kind === 'answer_lost_after') return drop();
      return reply.status(200).type('application/json;charset=UTF-8').send(done);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return send(STATUS[error.type], faultJson(error));
    }
  };
  app.post('/v3/company/:realm/batch', (request, reply) => answer(request, reply, 'batch'));
  app.get('/v3/company/:realm/query', (request, reply) => answer(request, reply, 'query'));
  app.get('/v3/company/:realm/reports/:what', (request, reply) => answer(request, reply, 'report'));
  app.post('/v3/company/:realm/:what', (request, reply) => answer(request, reply, 'single'));
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return { url, realm, token, company, faults, asked, close: () => app.close() };
};

const STATUS = {
  ValidationFault: 400,
  AuthenticationFault: 401,
  AuthorizationFault: 403,
  SystemFault: 500,
  SERVICE: 429,
} as const;

const admit = (request: FastifyRequest, realm: string, token: string): void => {
  if (request.headers.authorization !== `Bearer ${token}`) {
    const detail = 'message=AuthenticationFailed; errorCode=003200; statusCode=401';
    throw new Refusal('3200', detail, 'Token expired or invalid', 'AuthenticationFault');
  }
  if ((request.params as Params).realm !== realm) {
    const detail = 'message=ApplicationAuthorizationFailed; errorCode=003100; statusCode=403';
    throw new Refusal('3100', detail, 'The login is for another company', 'AuthorizationFault');
  }
  if ((request.query as Readonly<Record<string, string>>)['minorversion'] === undefined)
    refuse('2020', 'Required parameter missing', 'Required parameter minorversion is missing in the request');
};

/** True while there is room in the last minute. */
const rateLimit = (clock: Clock, most: number): (() => boolean) => {
  let times: number[] = [];
  return () => {
    const now = clock.now().getTime();
    times = times.filter((time) => now - time < 60_000);
    if (times.length >= most) return false;
    times.push(now);
    return true;
  };
};

interface Early {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const earlyAnswer = (fault: Fault | undefined): Early | 'drop' | undefined => {
  if (fault?.kind === 'answer_lost_before') return 'drop';
  if (fault?.kind === 'throttled')
    return {
      status: 429,
      body: faultJson(throttleRefusal),
      ...(fault.retryAfter === undefined ? {} : { headers: { 'retry-after': String(fault.retryAfter) } }),
    };
  if (fault?.kind === 'server_error')
    return {
      status: fault.status ?? 500,
      body: faultJson(
        new Refusal('10000', 'An application error has occurred', 'Internal error', 'SystemFault'),
      ),
    };
  if (fault?.kind === 'fault_in_200') {
    const { code, message, type } = fault;
    return { status: 200, body: { Fault: { Error: [{ Message: message, Detail: message, code }], type } } };
  }
  return undefined;
};

/** What was asked under a request id before is answered as it was then, and not done again. */
const answered = (
  answers: Map<string, string>,
  requestId: string | undefined,
  work: () => string,
): string => {
  const before = requestId === undefined ? undefined : answers.get(requestId);
  if (before !== undefined) return before;
  const done = work();
  if (requestId !== undefined) answers.set(requestId, done);
  return done;
};

const carryOut = (
  company: Company,
  kind: Asked['kind'],
  request: FastifyRequest,
  text: string,
  fault: Fault | undefined,
): Row => {
  const query = request.query as Readonly<Record<string, string | undefined>>;
  if (kind === 'query') return { QueryResponse: queryResponse(company, text) };
  if (kind === 'report') return trialBalance(company);
  const [body, plain] = [parseExactJson(text) as Row, JSON.parse(text) as Row];
  if (kind === 'batch') return runBatch(company, body, plain, query['requestid'], fault);
  const { what } = request.params as Params;
  const entity = ENTITY_NAMES.find((name) => name.toLowerCase() === what.toLowerCase());
  if (entity === undefined)
    return refuse('500', 'Unsupported Operation', `Operation ${what} is not supported.`);
  const operation = query['operation'];
  if (operation !== undefined || body['Id'] !== undefined) return change(company, entity, body, operation);
  return { [entity]: shown(company, create(company, entity, body, plain)) };
};

/** A change by a person's app: it must know the latest version of the row. */
const change = (company: Company, entity: Entity, body: Row, operation: string | undefined): Row => {
  const row =
    company.find(entity, String(body['Id'])) ?? refuse('610', 'Object Not Found', 'Object Not Found');
  if (body['SyncToken'] !== row['SyncToken'])
    refuse(
      '5010',
      'Stale Object Error',
      'Stale Object Error : You and another user were working on this at the same time.',
    );
  if (operation === 'delete' && isTransaction(entity)) {
    company.rows[entity] = company.rows[entity].filter((other) => other !== row);
    return { [entity]: { Id: row['Id'], status: 'Deleted' } };
  }
  Object.assign(row, body, { SyncToken: String(Number(row['SyncToken']) + 1) });
  return { [entity]: shown(company, row) };
};
