/**
 * Queries to a shop's Admin API. The access token is added by whoever gave us `http`, never here. Decimals and ids are
 * strings on this wire, so that an ordinary JSON parser loses nothing.
 */
import type { HttpRequest, HttpResponse } from '../../host';
import { type Connection, type SourceContext, SourceError } from '../cart-source';
import { cleanText } from '../clean-text';
import { sendWithRetry } from '../http-retry';
import { field, isObject, type JsonObject } from '../read-json';
import { demandSecure } from '../shop-url';
import { failureOf, type GraphqlError, isStumble, isThrottled, readBody, readErrors } from './answers';
import { CostBudget, type QueryCost, readCost } from './cost-budget';
import { API_VERSION } from './order-fields';
import { shopOf } from './shop-domain';

const TIMEOUT_MS = 60_000;
/** Sends of one query while the bucket is empty, or while Shopify stumbles. */
const MOST_THROTTLED = 8;
const MOST_STUMBLES = 3;
const LEAST_WAIT_MS = 1_000;

export type Variables = Readonly<Record<string, unknown>>;

export interface Answer {
  /** Empty when the query failed as a whole. */
  readonly data: JsonObject;
  /** What is missing in `data`, and why. Only `partly` gives any. */
  readonly errors: readonly GraphqlError[];
  readonly cost: QueryCost | undefined;
}

export interface Admin {
  readonly storeId: string;
  readonly context: SourceContext;
  /**
   * A query that changes nothing: sent again after silence and failures.
   * @param expectedCost points that it will need, when the caller knows better than the last time it was sent.
   * @throws SourceError for any error in the answer.
   */
  query(document: string, variables?: Variables, expectedCost?: number): Promise<JsonObject>;
  /** The same, but what could be read is given beside the errors. Throws only when nothing came at all. */
  queryPartly(document: string, variables?: Variables, expectedCost?: number): Promise<Answer>;
  /** A mutation: sent again only where Shopify says that nothing was done. Its userErrors are for the caller. */
  mutate(document: string, variables?: Variables): Promise<JsonObject>;
}

type Kind = 'query' | 'mutation';

class AdminApi {
  readonly storeId: string;
  private readonly url: string;
  private readonly budget = new CostBudget();
  /** What each document was charged the last time. */
  private readonly charged = new Map<string, number>();
  private hasWarned = false;

  constructor(
    connection: Connection,
    readonly context: SourceContext,
  ) {
    const shop = shopOf(connection);
    demandSecure(shop, connection.allowHttp);
    this.storeId = shop.storeId;
    this.url = `${shop.root}/admin/api/${API_VERSION}/graphql.json`;
  }

  async query(document: string, variables: Variables = {}, expectedCost?: number): Promise<JsonObject> {
    const { data, errors } = await this.exchange('query', document, variables, expectedCost);
    if (errors.length > 0) throw failureOf(this.storeId, errors);
    return data;
  }

  async queryPartly(document: string, variables: Variables = {}, expectedCost?: number): Promise<Answer> {
    const answer = await this.exchange('query', document, variables, expectedCost);
    const isWhole = answer.errors.some(({ path }) => path.length === 0);
    if (isWhole) throw failureOf(this.storeId, answer.errors);
    return answer;
  }

  async mutate(document: string, variables: Variables = {}): Promise<JsonObject> {
    const { data, errors } = await this.exchange('mutation', document, variables);
    if (errors.length > 0) throw failureOf(this.storeId, errors);
    return data;
  }

  /** Bounded: each round either gives an answer or uses up a try. */
  private async exchange(
    kind: Kind,
    document: string,
    variables: Variables,
    expectedCost = this.charged.get(document) ?? 0,
  ): Promise<Answer> {
    const { clock, log } = this.context;
    let stumbles = 0;
    for (let sends = 1; ; sends++) {
      const pause = this.budget.waitFor(expectedCost, clock.now());
      if (pause > 0) await clock.sleep(pause);
      const body = readBody(this.storeId, await this.send(kind, document, variables));
      const cost = readCost(body);
      const errors = readErrors(body);
      if (cost !== undefined) {
        this.budget.learn(cost, clock.now());
        this.charged.set(document, cost.requested);
      }
      if (isThrottled(errors)) {
        if (sends >= MOST_THROTTLED) throw this.throttled();
        const waitMs = Math.max(
          LEAST_WAIT_MS,
          this.budget.waitFor(cost?.requested ?? expectedCost, clock.now()),
        );
        log.warn('Shopify throttles a query', { store: this.storeId, attempt: sends, waitMs });
        await clock.sleep(waitMs);
        continue;
      }
      // A mutation that stumbled may have been carried out.
      if (kind === 'query' && errors.some(isStumble) && ++stumbles < MOST_STUMBLES) {
        await clock.sleep(LEAST_WAIT_MS * stumbles);
        continue;
      }
      const data = field(body, 'data');
      if (isObject(data)) return { data, errors, cost };
      if (errors.length > 0) return { data: {}, errors: errors.map(withoutPath), cost };
      throw new SourceError('unreadable_answer', `${this.storeId} answered without data and without errors.`);
    }
  }

  /** GraphQL reads by POST too. Whether a request may be repeated is a matter of what it does, so a read goes as a GET here. */
  private async send(kind: Kind, query: string, variables: Variables): Promise<HttpResponse> {
    const { http, clock, log } = this.context;
    const request: HttpRequest = {
      method: kind === 'query' ? 'GET' : 'POST',
      url: this.url,
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
      timeoutMs: TIMEOUT_MS,
    };
    const post = (asked: HttpRequest): Promise<HttpResponse> => http({ ...asked, method: 'POST' });
    const response = await sendWithRetry({ http: post, clock, log }, request);
    this.noteVersion(response);
    return response;
  }

  /** A version that is no longer supported is answered by the oldest one that is, without an error. */
  private noteVersion({ headers }: HttpResponse): void {
    const answered = cleanText(headers['x-shopify-api-version'], 20);
    if (answered === '' || answered === API_VERSION || this.hasWarned) return;
    this.hasWarned = true;
    const message = `Shopify answers in API version ${answered} instead of ${API_VERSION}: update Cart Ledger, and check the latest entries until then.`;
    this.context.log.warn(message, { store: this.storeId });
  }

  private throttled(): SourceError {
    return new SourceError(
      'throttled',
      `${this.storeId} keeps throttling: other programs use up the limit of this app. Try again later, or take fewer orders in one run.`,
    );
  }
}

const withoutPath = (error: GraphqlError): GraphqlError => ({ ...error, path: [] });

/** @throws SourceError insecure_url, not_this_cart for the url itself; nothing is sent yet. */
export const openAdmin = (connection: Connection, context: SourceContext): Admin =>
  new AdminApi(connection, context);
