/** A shop made of answers: stands at HttpSend, remembers what it was asked, and knows when it was asked too much. */
import { noDownload } from '../../../support/no-download';
import type { HttpRequest, HttpResponse } from '../../../../lib/host';
import { TestClock } from '../../../support/test-clock';
import type { SourceContext } from '../../../../lib/sources/cart-source';

export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, unless it is a string. */
  readonly body?: unknown;
}

export const NO_ANSWER = Symbol('no answer');
type Handler = (
  query: Readonly<Record<string, string>>,
  request: HttpRequest,
) => Reply | typeof NO_ANSWER | undefined;

const BASE = 'https://shop.example/wp-json/wc/v3';

export class ScriptedShop {
  readonly requests: HttpRequest[] = [];
  readonly unmatched: string[] = [];
  readonly waits: number[] = [];
  readonly warnings: unknown[] = [];
  readonly clock = new TestClock();
  private readonly handlers: { readonly method: string; readonly path: RegExp; readonly handle: Handler }[] =
    [];

  /** The latest handler that answers wins; one that gives undefined passes the request on. */
  on(method: HttpRequest['method'], path: string | RegExp, handle: Handler | Reply): this {
    const pattern = typeof path === 'string' ? new RegExp(`^${path}$`) : path;
    this.handlers.unshift({
      method,
      path: pattern,
      handle: typeof handle === 'function' ? handle : () => handle,
    });
    return this;
  }

  /** One reply after the other; the last one stays. */
  sequence(
    method: HttpRequest['method'],
    path: string,
    ...replies: readonly (Reply | typeof NO_ANSWER)[]
  ): this {
    let next = 0;
    return this.on(method, path, () => replies[Math.min(next++, replies.length - 1)]);
  }

  get paths(): string[] {
    return this.requests.map(({ method, url }) => `${method} ${url.replace(BASE, '')}`);
  }

  private answer(request: HttpRequest): HttpResponse {
    const path = request.url.replace(BASE, '');
    for (const { method, path: pattern, handle } of this.handlers) {
      if (method !== request.method || !pattern.test(path)) continue;
      const reply = handle(request.query ?? {}, request);
      if (reply === NO_ANSWER)
        throw Object.assign(new Error('socket hang up with ck_secret'), { code: 'ECONNRESET' });
      if (reply === undefined) continue;
      const { status = 200, headers = {}, body = [] } = reply;
      return { status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) };
    }
    this.unmatched.push(`${request.method} ${request.url} ${JSON.stringify(request.query)}`);
    return {
      status: 418,
      headers: {},
      body: '{"code":"unmatched","message":"the test has no answer for this"}',
    };
  }

  get context(): SourceContext {
    return {
      download: noDownload,
      http: async (request) => {
        this.requests.push(request);
        return this.answer(request);
      },
      clock: {
        now: () => this.clock.now(),
        sleep: (milliseconds) => {
          this.waits.push(milliseconds);
          return this.clock.sleep(milliseconds);
        },
      },
      log: {
        info: () => {},
        warn: (message, fields) => this.warnings.push({ message, ...fields }),
        error: () => {},
      },
    };
  }
}
