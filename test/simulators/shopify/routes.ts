/** The three doors of the server: tokens, GraphQL, and the files of bulk operations. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { API_VERSION } from '../../../lib/sources/shopify/order-fields';
import type { Bulk } from './bulk';
import type { Answered, GraphqlRequest } from './execute';
import type { Fault, Faults } from './faults';
import type { App } from './oauth';

export interface RequestRecord {
  /** Name of the operation, such as `Orders`. */
  readonly operation: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly status: number;
  readonly requestedCost: number;
  readonly actualCost: number | null;
  /** Codes of the errors in the answer, such as THROTTLED; INVALID for what the schema does not allow. */
  readonly codes: readonly string[];
}

export interface RouteParts {
  readonly app: App;
  readonly bulk: Bulk;
  readonly faults: Faults;
  readonly requests: RequestRecord[];
  readonly run: (request: GraphqlRequest) => Answered;
  readonly answersVersion: string | undefined;
}

const operationOf = (query: string): string => /^\s*(?:query|mutation)\s+(\w+)/.exec(query)?.[1] ?? '';

const wait = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

const PAGE = '<!DOCTYPE html><html><body>Enter the password of this store</body></html>';

/** An answer that a fault gives in the place of the shop; undefined when it only disturbs the way. */
const faultyAnswer = (fault: Fault, reply: FastifyReply): FastifyReply | undefined => {
  if (fault.kind === 'html') return reply.type('text/html').send(PAGE);
  if (fault.kind === 'throttled')
    return reply.send({ errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }] });
  if (fault.kind === 'internal') {
    const message = 'Internal error. Looks like something went wrong on our end. Request ID: 1';
    return reply.send({ errors: [{ message, extensions: { code: 'INTERNAL_SERVER_ERROR' } }] });
  }
  if (fault.kind !== 'status') return undefined;
  if (fault.retryAfter !== undefined) reply.header('retry-after', String(fault.retryAfter));
  return reply.code(fault.status).send(fault.body ?? { errors: `Status ${fault.status}` });
};

/** Without a word; what is left of the connection is nobody's. */
const hangUp = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
  reply.hijack();
  request.raw.socket.destroy();
  return reply;
};

const graphql = async (
  parts: RouteParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> => {
  const asked = (request.body ?? {}) as GraphqlRequest;
  const operation = operationOf(asked.query ?? '');
  const log = (status: number, answered?: Answered): void => {
    const { requestedCost = 0, actualCost = null, codes = [] } = answered ?? {};
    parts.requests.push({
      operation,
      variables: asked.variables ?? {},
      status,
      requestedCost,
      actualCost,
      codes,
    });
  };
  const { version } = request.params as { version: string };
  if (!/^\d{4}-\d\d$/.test(version)) return reply.code(404).send({ errors: 'Not Found' });
  reply.header('x-shopify-api-version', parts.answersVersion ?? version);
  const fault = parts.faults.take(operation);
  if (fault?.kind === 'slow') await wait(fault.milliseconds);
  if (fault?.kind === 'drop') {
    log(0);
    return hangUp(request, reply);
  }
  const faulty = fault && faultyAnswer(fault, reply);
  if (faulty) {
    log(reply.statusCode);
    return faulty;
  }
  if (!parts.app.accepts(request.headers['x-shopify-access-token'])) {
    log(401);
    const errors = '[API] Invalid API key or access token (unrecognized login or wrong password)';
    return reply.code(401).send({ errors });
  }
  if (version !== API_VERSION && parts.answersVersion === undefined)
    throw new Error(`the simulator knows ${API_VERSION} only`);
  const answered = parts.run(asked);
  log(200, answered);
  return fault?.kind === 'lost-answer' ? hangUp(request, reply) : reply.send(answered.body);
};

export const addRoutes = (server: FastifyInstance, parts: RouteParts): void => {
  server.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => {
      done(null, Object.fromEntries(new URLSearchParams(String(body))));
    },
  );
  server.post('/admin/oauth/access_token', (request, reply) => {
    const { status, body } = parts.app.grant((request.body ?? {}) as Record<string, unknown>);
    return reply.code(status).send(body);
  });
  server.post('/admin/api/:version/graphql.json', (request, reply) => graphql(parts, request, reply));
  // The address is the permission. A token beside it is refused, as by the storage that Shopify's links lead to.
  server.get('/bulk/:name', (request, reply) => {
    if (request.headers['x-shopify-access-token'] !== undefined)
      return reply.code(400).send('one authorization only');
    const text = parts.bulk.file((request.params as { name: string }).name);
    return text === undefined ? reply.code(404).send('') : reply.type('application/jsonl').send(text);
  });
};
