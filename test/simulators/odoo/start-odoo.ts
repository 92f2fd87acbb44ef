/**
 * An Odoo on loopback that keeps its books: JSON-RPC in every version, JSON-2 from 19 on, answers and errors as live ones
 * give them. It can be told to behave like other set-ups, and to fail.
 */
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { OdooEngine } from './odoo-engine';
import { accessDenied, OdooException } from './odoo-exception';
import { type Fault, FaultBox } from './odoo-faults';
import type { SeededIds } from './odoo-seed';
import { defaultSettings, type OdooSettings } from './odoo-settings';
import type { Row } from './odoo-store';
import { pythonJson } from './python-json';

export const DATABASE = 'books';
export const USER = 'bot@books.example';
export const PASSWORD = 'correct horse battery "staple"';
export const API_KEY = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b';

export interface OdooSimulator {
  readonly url: string;
  readonly version: number;
  readonly ids: SeededIds;
  readonly settings: OdooSettings;
  /** Calls by `model.method`, the login as `common.authenticate`. */
  readonly calls: ReadonlyMap<string, number>;
  readonly callCount: number;
  /** Bodies as they came in, newest last. */
  readonly bodies: readonly string[];
  rows(model: string): readonly Row[];
  linesOf(moveId: number): readonly Row[];
  change(model: string, id: number, fields: Readonly<Record<string, unknown>>): void;
  insert(model: string, fields: Readonly<Record<string, unknown>>): number;
  remove(model: string, id: number): void;
  fail(fault: Fault): void;
  forgetCalls(): void;
  stop(): Promise<void>;
}

interface Call {
  readonly model: string;
  readonly method: string;
  readonly ids: readonly number[];
  readonly args: Readonly<Record<string, unknown>>;
  readonly context: Readonly<Record<string, unknown>>;
}

type Carried = (call: string, work: () => unknown) => Promise<unknown>;

class LineWentDead extends Error {}

const PAGE = '<!DOCTYPE html><html><head><title>Odoo</title></head><body>Log in</body></html>';
const POSITIONS: Readonly<Record<string, string>> = { create: 'vals_list', write: 'vals' };

export const startOdoo = async ({ version }: { readonly version: number }): Promise<OdooSimulator> => {
  const settings = defaultSettings();
  const engine = new OdooEngine(version, settings);
  const faults = new FaultBox();
  const calls = new Map<string, number>();
  const bodies: string[] = [];
  const app = fastify({ bodyLimit: 50_000_000, forceCloseConnections: true });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(/^application\/json/, { parseAs: 'string' }, (_request, body, done) => {
    bodies.push(body as string);
    done(null, JSON.parse(body as string));
  });
  const carried = carrier(faults, calls, engine);
  jsonRpc(app, engine, carried);
  if (version >= 19) json2(app, engine, carried);
  app.setNotFoundHandler((_request, reply) => reply.code(404).type('text/html').send(PAGE));
  const url = (await app.listen({ host: '127.0.0.1', port: 0 })).replace(/\/$/, '');
  return {
    url,
    version,
    ids: engine.ids,
    settings,
    calls,
    get callCount() {
      return [...calls.values()].reduce((sum, count) => sum + count, 0);
    },
    bodies,
    rows: (model) => engine.store.rows(model),
    linesOf: (moveId) => engine.linesOf(moveId),
    change: (model, id, fields) => engine.store.update(engine.store.get(model, id) as Row, fields),
    insert: (model, fields) => engine.store.insert(model, fields).id,
    remove: (model, id) => engine.store.delete(model, id),
    fail: (fault) => faults.set(fault),
    forgetCalls: () => {
      calls.clear();
      bodies.length = 0;
    },
    stop: () => app.close(),
  };
};

class Answered extends Error {
  constructor(readonly send: (reply: FastifyReply) => void) {
    super('answered');
  }
}

/** Counts a call and lets a fault that waits for it strike. */
const carrier =
  (faults: FaultBox, calls: Map<string, number>, engine: OdooEngine): Carried =>
  async (call, work) => {
    calls.set(call, (calls.get(call) ?? 0) + 1);
    const fault = faults.take(call);
    switch (fault?.kind) {
      case 'status':
        throw new Answered((reply) => {
          if (fault.retryAfter !== undefined) void reply.header('retry-after', fault.retryAfter);
          void reply.code(fault.status).type('text/html').send('<h1>Busy</h1>');
        });
      case 'html':
        throw new Answered((reply) => void reply.code(200).type('text/html').send(PAGE));
      case 'exception':
        throw new OdooException(fault.name, fault.message);
      case 'lost': {
        if (fault.when === 'after') work();
        throw new LineWentDead();
      }
      case 'altered-cent': {
        const ids = work() as readonly number[];
        for (const id of ids) alterCent(engine, id);
        return ids;
      }
      case undefined:
        return work();
    }
  };

const alterCent = (engine: OdooEngine, moveId: number): void => {
  const [first, second] = engine.linesOf(moveId);
  for (const [line, cent] of [
    [first, 0.01],
    [second, -0.01],
  ] as const)
    if (line)
      engine.store.update(line, {
        amount_currency: Number(((line['amount_currency'] as number) + cent).toFixed(2)),
      });
};

const strike = async (
  reply: FastifyReply,
  error: unknown,
  refuse: (error: OdooException) => unknown,
): Promise<unknown> => {
  if (error instanceof LineWentDead) {
    reply.hijack();
    reply.raw.socket?.destroy();
    return undefined;
  }
  if (error instanceof Answered) {
    error.send(reply);
    return reply;
  }
  if (error instanceof OdooException) return refuse(error);
  throw error;
};

const send = (reply: FastifyReply, body: unknown): FastifyReply =>
  reply.type('application/json; charset=utf-8').send(pythonJson(body));

const jsonRpc = (app: FastifyInstance, engine: OdooEngine, carried: Carried): void => {
  app.post('/jsonrpc', async (request: FastifyRequest, reply: FastifyReply) => {
    const { id, params } = request.body as { readonly id: unknown; readonly params: RpcParams };
    try {
      return await send(reply, { jsonrpc: '2.0', id, result: await rpcResult(params, engine, carried) });
    } catch (error) {
      return strike(reply, error, (exception) =>
        send(reply, {
          jsonrpc: '2.0',
          id,
          error: { code: 200, message: 'Odoo Server Error', data: exception.toJSON() },
        }),
      );
    }
  });
};

interface RpcParams {
  readonly service: string;
  readonly method: string;
  readonly args: readonly unknown[];
}

const rpcResult = (
  { service, method, args }: RpcParams,
  engine: OdooEngine,
  carried: Carried,
): Promise<unknown> => {
  const [database] = args;
  if (database !== DATABASE)
    throw new OdooException('psycopg2.OperationalError', `database "${String(database)}" does not exist`);
  if (service === 'common' && method === 'authenticate')
    return carried('common.authenticate', () => (args[1] === USER && args[2] === PASSWORD ? 2 : false));
  const [, userId, password, model, name, positional = [], named = {}] = args as readonly [
    string,
    number,
    string,
    string,
    string,
    (readonly unknown[])?,
    Record<string, unknown>?,
  ];
  if (userId !== 2 || password !== PASSWORD) throw accessDenied();
  const { context = {}, ...kwargs } = named as { readonly context?: Record<string, unknown> };
  const position = POSITIONS[name];
  const onModel = ['create', 'search_read', 'fields_get'].includes(name);
  const [first, second] = positional;
  return carried(`${model}.${name}`, () =>
    engine.call({
      model,
      method: name,
      ids: onModel ? [] : (first as readonly number[]),
      args: { ...kwargs, ...(position === undefined ? {} : { [position]: onModel ? first : second }) },
      context,
    }),
  );
};

const json2 = (app: FastifyInstance, engine: OdooEngine, carried: Carried): void => {
  app.post('/json/2/:model/:method', async (request: FastifyRequest, reply: FastifyReply) => {
    const { model, method } = request.params as { readonly model: string; readonly method: string };
    const { headers, body } = request;
    if (headers.authorization !== `bearer ${API_KEY}` || headers['x-odoo-database'] !== DATABASE)
      return send(
        reply.code(401),
        new OdooException('werkzeug.exceptions.Unauthorized', 'Invalid apikey').toJSON(),
      );
    const { ids = [], context = {}, ...args } = body as Partial<Call> & Record<string, unknown>;
    try {
      return await send(
        reply,
        await carried(`${model}.${method}`, () => engine.call({ model, method, ids, args, context })),
      );
    } catch (error) {
      return strike(reply, error, (exception) => send(reply.code(exception.status), exception.toJSON()));
    }
  });
};
