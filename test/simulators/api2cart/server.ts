/**
 * A store behind API2Cart, on loopback: keeps orders and webhooks, answers everything with HTTP 200 and a return code,
 * takes only what the contract names, has the habits of several carts, and fails when told to.
 */
import fastify, { type FastifyReply } from 'fastify';
import { METHODS, refusalOfParameters } from './contract';
import { chosen, inFlavour, type Json, jsonText } from './flavour';
import { answerOf, isRefusal, type Quirks } from './routes';
import { StoreState } from './state';

export const API_KEY = 'api-key-of-the-test';
export const STORE_KEY = 'store-key-of-the-test';

/** A return code, as API2Cart fails. */
interface Saying {
  readonly code: number;
  readonly message?: string;
}
/** What something in between answers. */
interface Page {
  readonly status: number;
  readonly body: string;
}

export interface Fault {
  /** Such as order.list; without it any. */
  readonly method?: string;
  /** Answered in place of the method; 'drop' closes the connection, 'late-drop' after the work is done. */
  readonly answer: Saying | Page | 'drop' | 'late-drop';
  times: number;
}

export interface Asked {
  readonly method: string;
  readonly given: Readonly<Record<string, unknown>>;
}

export interface Delivered {
  readonly topic: string;
  readonly id: string;
  readonly status: number;
}

export interface Api2CartServer {
  readonly url: string;
  readonly state: StoreState;
  readonly asked: readonly Asked[];
  readonly faults: Fault[];
  /** Runs before each answer of this method: for changes that happen between two pages. */
  before: ((method: string, count: number) => void) | undefined;
  quirk(quirks: Partial<Quirks>): void;
  /** Sends what is in the queue. */
  flush(): Promise<readonly Delivered[]>;
  /** Tells every active webhook that the connection to the shop is lost. */
  loseConnection(): Promise<readonly Delivered[]>;
  stop(): Promise<void>;
}

const USUAL: Quirks = {
  flavour: 'plain',
  newestFirst: false,
  windowDays: undefined,
  dates: 'any',
  without: [],
  unlisted: [],
  refusesPrecision: false,
  shopUrl: 'https://shop.example/',
  pageSize: 250,
};
const WEBHOOK_FAILURES = 5;

const post = async (
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<number> => {
  try {
    return (
      await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body })
    ).status;
  } catch {
    return 0;
  }
};

export const startApi2Cart = async (): Promise<Api2CartServer> => {
  let quirks = USUAL;
  const queue: { readonly action: string; readonly id: string }[] = [];
  const asked: Asked[] = [];
  const faults: Fault[] = [];
  const state = new StoreState((action, id) => queue.push({ action, id }));
  const app = fastify({ logger: false });
  const say = (reply: FastifyReply, code: number, message: string, result: unknown, next?: string) =>
    reply
      .code(200)
      .type('application/json')
      .send(
        jsonText({
          return_code: code,
          return_message: message,
          ...(code === 0 ? { pagination: { previous: null, next: next ?? null } } : {}),
          result,
        }),
      );

  app.all('/v1.1/:file', async (request, reply) => {
    const name = (request.params as { file: string }).file.replace(/\.json$/, '');
    const body = (request.body ?? {}) as Json;
    const given: Json = { ...(request.query as Json), ...body };
    asked.push({ method: name, given });
    server.before?.(name, asked.filter(({ method }) => method === name).length);
    const fault = faults.find(({ method, times }) => times > 0 && (method === undefined || method === name));
    if (fault) fault.times -= 1;
    if (fault?.answer === 'drop') return reply.hijack().raw.destroy();
    if (typeof fault?.answer === 'object') {
      const { answer } = fault;
      return 'code' in answer
        ? say(reply, answer.code, answer.message ?? 'told to fail', [])
        : reply.code(answer.status).type('text/html').send(answer.body);
    }
    if (request.headers['x-api-key'] !== API_KEY) return say(reply, 2, 'Incorrect API Key', {});
    if (request.headers['x-store-key'] !== STORE_KEY) return say(reply, 101, 'Store not found', {});
    const method = METHODS[name];
    if (method === undefined || method.verb !== request.method)
      return say(reply, 3, 'Method is not specified', {});
    const refused = refusalOfParameters(name, method, given);
    if (refused !== undefined) return say(reply, refused.code, refused.message, []);
    const answer = answerOf(name, state, given, quirks, Object.keys(METHODS));
    if (fault?.answer === 'late-drop') return reply.hijack().raw.destroy();
    return isRefusal(answer)
      ? say(reply, answer.code, answer.message, [])
      : say(reply, 0, '', answer.result, answer.next);
  });

  const send = async (
    webhook: {
      readonly id: number;
      entity: string;
      action: string;
      callback: string;
      active: boolean;
      failures: number;
    },
    id: string,
    headers: Readonly<Record<string, string>>,
    body: string,
  ): Promise<Delivered> => {
    const own = {
      'x-webhook-store-id': '1',
      'x-webhook-entity': webhook.entity,
      'x-webhook-action': webhook.action,
    };
    const status = await post(webhook.callback, { ...own, ...headers }, body);
    webhook.failures = status >= 200 && status < 300 ? 0 : webhook.failures + 1;
    if (webhook.failures >= WEBHOOK_FAILURES) webhook.active = false;
    return { topic: `${webhook.entity}.${webhook.action}`, id, status };
  };
  const active = () => [...state.webhooks.values()].filter((webhook) => webhook.active);

  const server: Api2CartServer = {
    url: '',
    state,
    asked,
    faults,
    before: undefined,
    quirk: (some) => {
      quirks = { ...quirks, ...some };
    },
    flush: async () => {
      const delivered: Delivered[] = [];
      for (const { action, id } of queue.splice(0)) {
        const order = state.orders.get(id)?.order ?? { id, order_id: id };
        const fields = ['id', 'order_id', 'create_at', 'modified_at', 'status', 'total', 'refunds'];
        const body = jsonText(inFlavour(chosen(order, fields), quirks.flavour));
        for (const webhook of active().filter((one) => one.action === action))
          delivered.push(await send(webhook, id, {}, body));
      }
      return delivered;
    },
    loseConnection: async () => {
      const delivered: Delivered[] = [];
      for (const webhook of active()) {
        const headers = {
          'x-webhook-error-code': '101',
          'x-webhook-error-reason': 'incorrect store key',
          'x-webhook-error-message': 'Reconnect the store.',
          'x-webhook-error-try-count': String(WEBHOOK_FAILURES - webhook.failures - 1),
        };
        delivered.push(await send(webhook, '', headers, ''));
      }
      return delivered;
    },
    stop: () => app.close(),
  };
  const url = (await app.listen({ host: '127.0.0.1', port: 0 })).replace(/\/$/, '');
  return Object.assign(server, { url });
};
