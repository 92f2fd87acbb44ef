/** The REST API v3 over HTTP: what a client of a WooCommerce shop can ask for. */
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { fieldsOf } from './fields';
import {
  dpOf,
  firstOf,
  orderQueryOf,
  pagingOf,
  textOf,
  type Page,
  type Paging,
  type RawQuery,
} from './order-query';
import { refundJson } from './refund-json';
import { invalidOrderId, noRoute, RestError } from './rest-error';
import { authorize, type ApiKey } from './shop-auth';
import type { Fault, FaultBox } from './shop-faults';
import { newestFirst, type OrderShelf } from './shop-shelf';
import type { WebhookRegistry } from './webhook-registry';
import { webhookJson, type Webhook } from './webhook-registry';
import { orderJson, type Site } from './woocommerce-json';

export interface ShopParts {
  readonly shelf: OrderShelf;
  readonly keys: readonly ApiKey[];
  readonly faults: FaultBox;
  /** Filled in once the server listens. */
  readonly site: Site;
  readonly webhooks?: { readonly registry: WebhookRegistry; ping(webhook: Webhook): Promise<void> };
  /** Told after a list was served, when a page-shift fault hit it. */
  shiftPage?(firstId: number): void;
  /** Told of each request, before anything else. */
  counted?(method: string, path: string): void;
}

const API = '/wp-json/wc/v3';
const LOGIN_PAGE =
  '<!DOCTYPE html><html><head><title>Log in</title></head><body><h1>Maintenance</h1></body></html>';

const queryOf = (request: FastifyRequest): RawQuery => request.query as RawQuery;
const idOf = (request: FastifyRequest, name = 'id'): number =>
  Number((request.params as Record<string, string>)[name]);

const wait = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Answers in place of the shop; false when the request goes on (late, perhaps). */
const strike = async (fault: Fault, reply: FastifyReply): Promise<boolean> => {
  switch (fault.kind) {
    case 'throttled':
    case 'unavailable': {
      const throttled = fault.kind === 'throttled';
      if (fault.retryAfter !== undefined) void reply.header('retry-after', String(fault.retryAfter));
      const error = throttled
        ? new RestError(429, 'too_many_requests', 'Too many requests.')
        : new RestError(503, 'service_unavailable', 'Briefly unavailable for scheduled maintenance.');
      await reply.code(error.status).send(error.toJSON());
      return true;
    }
    case 'html':
      await reply.type('text/html; charset=UTF-8').send(LOGIN_PAGE);
      return true;
    case 'reset':
      reply.hijack();
      reply.raw.socket?.destroy();
      return true;
    case 'slow':
      await wait(fault.milliseconds);
      return false;
    case 'truncated':
    case 'page-shift':
      return false;
  }
};

/** WordPress' paging headers: totals, and links to the pages before and after. */
const sendPage = (
  request: FastifyRequest,
  reply: FastifyReply,
  site: Site,
  page: Page<object>,
  paging: Paging,
): FastifyReply => {
  const pages = Math.ceil(page.total / paging.perPage);
  void reply.header('x-wp-total', String(page.total)).header('x-wp-totalpages', String(pages));
  const link = (to: number, rel: string): string => {
    const url = new URL(request.url, site.url);
    url.searchParams.set('page', String(to));
    return `<${url.toString()}>; rel="${rel}"`;
  };
  const links = [
    ...(paging.page > 1 ? [link(Math.min(paging.page - 1, Math.max(pages, 1)), 'prev')] : []),
    ...(paging.page < pages ? [link(paging.page + 1, 'next')] : []),
  ];
  if (links.length > 0) void reply.header('link', links.join(', '));
  return reply.send(page.items);
};

const orderRoutes = (
  app: FastifyInstance,
  { shelf, site, shiftPage }: ShopParts,
  faultOf: WeakMap<object, Fault>,
): void => {
  const orderOf = (id: number) => {
    const order = shelf.order(id);
    if (order === undefined) throw invalidOrderId();
    return order;
  };
  app.get(`${API}/orders`, (request, reply) => {
    const query = orderQueryOf(queryOf(request), site);
    const dp = dpOf(queryOf(request));
    const fields = fieldsOf(queryOf(request));
    const page = shelf.find(query);
    const first = page.items[0];
    if (first !== undefined && faultOf.get(request)?.kind === 'page-shift') {
      void reply.raw.once('finish', () => shiftPage?.(first.id));
    }
    const items = page.items.map((order) => fields(orderJson(site, order, dp)));
    return sendPage(request, reply, site, { total: page.total, items }, query);
  });
  app.get(`${API}/orders/:id(^\\d+$)`, (request, reply) => {
    const query = queryOf(request);
    return reply.send(fieldsOf(query)(orderJson(site, orderOf(idOf(request)), dpOf(query))));
  });
  app.get(`${API}/orders/:id(^\\d+$)/refunds`, (request, reply) => {
    const query = queryOf(request);
    const order = orderOf(idOf(request));
    const paging = pagingOf(query);
    const refunds = newestFirst(order);
    const items = refunds.slice(firstOf(paging), firstOf(paging) + paging.perPage);
    const json = items.map((refund) => fieldsOf(query)(refundJson(site, order, refund, dpOf(query))));
    return sendPage(request, reply, site, { total: refunds.length, items: json }, paging);
  });
  app.get(`${API}/orders/:id(^\\d+$)/refunds/:rid(^\\d+$)`, (request, reply) => {
    const query = queryOf(request);
    const order = orderOf(idOf(request));
    const refund = order.refunds.find((candidate) => candidate.id === idOf(request, 'rid'));
    if (refund === undefined)
      throw new RestError(404, 'woocommerce_rest_invalid_order_refund_id', 'Invalid order refund ID.');
    return reply.send(fieldsOf(query)(refundJson(site, order, refund, dpOf(query))));
  });
  app.get(`${API}/refunds`, (request, reply) => {
    const query = queryOf(request);
    const paging = pagingOf(query);
    const page = shelf.refunds(paging);
    const items = page.items.map(({ order, refund }) => {
      const { id, ...rest } = refundJson(site, order, refund, dpOf(query));
      return fieldsOf(query)({ id, parent_id: order.id, ...rest });
    });
    return sendPage(request, reply, site, { total: page.total, items }, paging);
  });
};

const webhookRoutes = (app: FastifyInstance, { site, webhooks }: ShopParts): void => {
  if (webhooks === undefined) return;
  const { registry, ping } = webhooks;
  app.get(`${API}/webhooks`, (request, reply) => {
    const page = registry.list(queryOf(request));
    const items = page.items.map((webhook) => webhookJson(site, webhook));
    return sendPage(request, reply, site, { total: page.total, items }, pagingOf(queryOf(request)));
  });
  app.post(`${API}/webhooks`, async (request, reply) => {
    const webhook = registry.create(request.body);
    // As in WooCommerce the answer comes after the ping, and a ping that nobody takes does no harm.
    await ping(webhook);
    return reply.code(201).send(webhookJson(site, webhook));
  });
  app.get(`${API}/webhooks/:id(^\\d+$)`, (request) => webhookJson(site, registry.get(idOf(request))));
  for (const method of ['PUT', 'POST', 'PATCH'] as const) {
    app.route({
      method,
      url: `${API}/webhooks/:id(^\\d+$)`,
      handler: (request) => webhookJson(site, registry.update(idOf(request), request.body)),
    });
  }
  app.delete(`${API}/webhooks/:id(^\\d+$)`, (request) => {
    const webhook = registry.get(idOf(request));
    if (!['true', '1'].includes(textOf(queryOf(request), 'force') ?? '')) {
      throw new RestError(501, 'woocommerce_rest_trash_not_supported', 'Webhooks do not support trashing.');
    }
    registry.remove(webhook.id);
    return webhookJson(site, webhook);
  });
};

const setting = (id: string, label: string, value: string): object => ({
  id,
  label,
  type: 'text',
  default: '',
  value,
});

const siteRoutes = (app: FastifyInstance, { site }: ShopParts): void => {
  const namespaces = ['oembed/1.0', 'wc/v1', 'wc/v2', 'wc/v3', 'wc/store', 'wp/v2'];
  app.get('/', (_request, reply) => reply.type('text/html; charset=UTF-8').send(LOGIN_PAGE));
  app.get('/wp-json/', () => ({
    name: 'Demo shop',
    description: '',
    url: site.url,
    home: site.url,
    namespaces,
  }));
  app.get(API, () => ({
    namespace: 'wc/v3',
    routes: { '/wc/v3/orders': { namespace: 'wc/v3', methods: ['GET'] } },
  }));
  app.get(`${API}/settings/general`, () => [
    setting('woocommerce_default_country', 'Country / State', 'DE:DE-BE'),
    setting('woocommerce_currency', 'Currency', 'EUR'),
    setting('woocommerce_price_num_decimals', 'Number of decimals', '2'),
  ]);
  app.get(`${API}/system_status`, () => ({
    environment: { home_url: site.url, site_url: site.url, version: '10.0.2', wp_version: '6.8.3' },
    settings: { api_enabled: false, force_ssl: false, currency: 'EUR', number_of_decimals: 2 },
  }));
};

/** Half of the answer, with the headers of the whole one gone. */
const cut = (payload: unknown): unknown =>
  typeof payload === 'string' ? payload.slice(0, Math.floor(payload.length / 2)) : payload;

export const createShopApp = (parts: ShopParts): FastifyInstance => {
  const app = fastify({ forceCloseConnections: true, routerOptions: { ignoreTrailingSlash: true } });
  const faultOf = new WeakMap<object, Fault>();
  app.addHook('onRequest', async (request, reply) => {
    const path = request.url.split('?')[0] as string;
    parts.counted?.(request.method, path);
    const fault = parts.faults.take(request.url);
    if (fault !== undefined) {
      faultOf.set(request, fault);
      if (await strike(fault, reply)) return reply;
    }
    const open = !path.startsWith(`${API}/`) || path === `${API}/`;
    if (!open) authorize(request.method, request.headers.authorization, queryOf(request), parts.keys);
    return undefined;
  });
  app.addHook('onSend', async (request, _reply, payload: unknown) =>
    faultOf.get(request)?.kind === 'truncated' ? cut(payload) : payload,
  );
  app.setErrorHandler((error, _request, reply) => {
    if (error instanceof RestError) return reply.code(error.status).send(error.toJSON());
    const status = (error as { statusCode?: number }).statusCode ?? 500;
    return reply
      .code(status)
      .send(new RestError(status, 'rest_error', 'There has been a critical error.').toJSON());
  });
  app.setNotFoundHandler((request, reply) => {
    if (!request.url.startsWith('/wp-json')) return reply.code(404).type('text/html').send(LOGIN_PAGE);
    return reply.code(404).send(noRoute().toJSON());
  });
  siteRoutes(app, parts);
  orderRoutes(app, parts, faultOf);
  webhookRoutes(app, parts);
  return app;
};
