/** Requests to Xero and what their answers mean. The login is added by whoever gave us `http`, never here. */
import { createHash } from 'node:crypto';
import type * as z from 'zod/v4';
import type { Clock, HttpResponse, HttpSend, Log } from '../../host';
import { askLedger, causeOf, DEFAULT_ASK, retryAfterMs } from '../ask-ledger';
import type { LookupCache } from '../destination-kind';
import { parseExactJson } from '../exact-json';
import { LedgerError } from '../ledger-destination';
import { callBudget, type CallBudget } from './call-budget';
import { type Failure, failure, wordsOfAnswer } from './refusal';
import { API_PATH } from './wire';

export interface ClientOptions {
  readonly http: HttpSend;
  readonly clock: Clock;
  readonly log: Log;
  /** Such as https://api.xero.com, without a slash at the end. */
  readonly baseUrl: string;
  readonly tenantId: string;
  readonly lookups: LookupCache;
}

export type Query = Readonly<Record<string, string>>;

/** answered: 200, the elements tell the rest. refused: 400, nothing was done. failed: see the class. */
type Answer =
  | { readonly state: 'answered'; readonly json: unknown }
  | { readonly state: 'refused'; readonly words: string }
  | Failure;

export type Written = Answer & {
  /** Names the request for `renew`. */
  readonly request: string;
};

const READ_TIMEOUT_MS = 60_000;
/** Fifty documents take Xero a while. */
const WRITE_TIMEOUT_MS = 120_000;
const MOST_THROTTLED_SENDS = 3;
/** Kind under which the trace store keeps how often a request was answered with a refusal. */
const REFUSED_REQUEST = 'refused request';

export class XeroClient {
  private readonly budget: CallBudget;

  constructor(private readonly options: ClientOptions) {
    this.budget = callBudget(options.http, options.clock);
  }

  /** @throws LedgerError when Xero does not give what was asked. */
  async get<T>(path: string, query: Query, shape: z.ZodType<T>): Promise<T> {
    const { clock, log, baseUrl } = this.options;
    const response = await askLedger(
      { http: this.budget.http, clock, log },
      {
        method: 'GET',
        url: `${baseUrl}${API_PATH}/${path}`,
        query,
        headers: this.headers(),
        timeoutMs: READ_TIMEOUT_MS,
      },
    );
    return readAnswer(response, path, shape, clock);
  }

  /** Creates; never POST, which would overwrite a record of the same number. */
  async put(path: string, query: Query, body: string): Promise<Written> {
    const request = createHash('sha256').update(`${this.options.tenantId}\n${path}\n${body}`).digest('hex');
    const rest = this.budget.restMs();
    if (rest !== undefined)
      return { request, ...failure('throttled', "Xero's calls of today are nearly used up", rest) };
    const response = await this.sendOnce(path, query, body, await this.idempotencyKey(request));
    if ('state' in response) return { request, ...response };
    const answer = written(response, this.options.clock);
    // What Xero answered to this key, a 500 too, it would answer again although its cause has been mended. A 502 to 504 comes
    // from its front, and the request may still be at work: only the same key keeps the next one from being a second.
    if (answer.state === 'refused' || response.status === 500) await this.renew(request);
    return { request, ...answer };
  }

  /** The next send of this request is a new one to Xero: its answer was a refusal. */
  async renew(request: string): Promise<void> {
    const { lookups } = this.options;
    const refusals = await this.refusals(request);
    await lookups.put(REFUSED_REQUEST, new Map([[request, String(refusals + 1)]]));
  }

  private async sendOnce(
    path: string,
    query: Query,
    body: string,
    idempotencyKey: string,
  ): Promise<HttpResponse | Failure> {
    const { clock, log, baseUrl } = this.options;
    const { host } = new URL(baseUrl);
    for (let send = 1; ; send++) {
      let response: HttpResponse;
      try {
        response = await this.budget.http({
          method: 'PUT',
          url: `${baseUrl}${API_PATH}/${path}`,
          query,
          headers: {
            ...this.headers(),
            'content-type': 'application/json',
            'idempotency-key': idempotencyKey,
          },
          body,
          timeoutMs: WRITE_TIMEOUT_MS,
        });
      } catch (error) {
        return failure(
          'unknown_outcome',
          `${host} gave no answer${causeOf(error)}; whether it took the documents is not known`,
        );
      }
      const wait = response.status === 429 ? throttledMs(response, clock) : undefined;
      // Xero counts calls before it looks at them: one that it turned away was not carried out.
      if (wait === undefined || wait > DEFAULT_ASK.longestWaitMs || send >= MOST_THROTTLED_SENDS)
        return response;
      log.warn('Xero is asked again', { host, status: 429, waitMs: wait });
      await clock.sleep(wait);
    }
  }

  /** Equal requests get an equal key, so that Xero carries out one of them; it remembers a key for six minutes. */
  private async idempotencyKey(request: string): Promise<string> {
    return `cart-ledger-${await this.refusals(request)}-${request}`;
  }

  private async refusals(request: string): Promise<number> {
    const known = (await this.options.lookups.get(REFUSED_REQUEST, [request])).get(request);
    return known === undefined ? 0 : Number.parseInt(known, 10);
  }

  private headers(): Readonly<Record<string, string>> {
    return { accept: 'application/json', 'xero-tenant-id': this.options.tenantId };
  }
}

/**
 * The body of a successful answer.
 * @throws LedgerError
 */
export const readAnswer = <T>(response: HttpResponse, path: string, shape: z.ZodType<T>, clock: Clock): T => {
  const json = jsonOf(response.body);
  if (response.status === 200) {
    const read = shape.safeParse(json);
    if (read.success) return read.data;
    const where = read.error.issues[0]?.path.join('.') ?? '';
    throw new LedgerError(
      'transient',
      `Xero's answer to ${path} cannot be read${where === '' ? '' : ` at ${where}`}.`,
    );
  }
  const words = wordsOfAnswer(json);
  const said = words === '' ? '' : ` Xero says: ${words}`;
  const { status } = response;
  if (status === 401 || status === 403) throw new LedgerError('credential', `${loginHelp(status)}${said}`);
  if (status === 429)
    throw new LedgerError(
      'throttled',
      `Xero's limit of calls is reached.${said}`,
      throttledMs(response, clock),
    );
  if (status >= 500) throw new LedgerError('transient', `Xero stumbles (HTTP ${status}).${said}`);
  throw new LedgerError('validation', `Xero does not answer ${path} (HTTP ${status}).${said}`);
};

const written = (response: HttpResponse, clock: Clock): Answer => {
  const { status } = response;
  const json = jsonOf(response.body);
  if (status === 200) {
    if (json !== undefined) return { state: 'answered', json };
    return failure(
      'unknown_outcome',
      "Xero's answer cannot be read; whether it took the documents is not known",
    );
  }
  const words = wordsOfAnswer(json);
  const said = words === '' ? '' : `. Xero says: ${words}`;
  if (status === 401 || status === 403) return failure('credential', `${loginHelp(status)}${said}`);
  if (status === 429)
    return failure('throttled', `Xero's limit of calls is reached${said}`, throttledMs(response, clock));
  if (status >= 400 && status < 500 && status !== 408)
    return { state: 'refused', words: words === '' ? `HTTP ${status}` : words };
  const message = `Xero stumbled (HTTP ${status}); whether it took the documents is not known${said}`;
  return failure('unknown_outcome', message);
};

const loginHelp = (status: number): string =>
  status === 401
    ? 'Xero does not accept the login. Connect the Xero credential in n8n again'
    : 'Xero refuses: the login is not connected to this organisation, or lacks a permission. Connect the Xero credential in n8n again and allow the organisation';

/** What Xero asks to wait after a 429. Only the limit of five calls at once comes without a time: that is over in moments. */
const throttledMs = ({ headers }: HttpResponse, clock: Clock): number => {
  const asked = retryAfterMs(headers['retry-after'], clock.now());
  if (asked !== undefined) return asked;
  return /day/i.test(headers['x-rate-limit-problem'] ?? '') ? DAY_WAIT_MS : CONCURRENT_WAIT_MS;
};

const CONCURRENT_WAIT_MS = 5_000;
const DAY_WAIT_MS = 3_600_000;

const jsonOf = (body: string): unknown => {
  try {
    return parseExactJson(body);
  } catch {
    return undefined;
  }
};
