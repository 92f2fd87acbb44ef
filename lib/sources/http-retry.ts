/** Sends a request again when that is safe and may help: throttled, a server that stumbled, no answer at all. */
import type { Clock, HttpRequest, HttpResponse, HttpSend, Log } from '../host';
import { SourceError } from './cart-source';

export interface RetryContext {
  readonly http: HttpSend;
  readonly clock: Clock;
  readonly log: Log;
}

export interface RetryPolicy {
  /** Sends in all, the first included. */
  readonly attempts: number;
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
}

export const DEFAULT_RETRY: RetryPolicy = { attempts: 5, firstWaitMs: 500, longestWaitMs: 60_000 };

/**
 * Which methods may be repeated when nobody knows whether the first one arrived. A POST may not: the shop could then
 * hold two webhooks, and only a 429 promises that nothing was done.
 */
const isRepeatable = (request: HttpRequest): boolean =>
  request.method !== 'POST' && request.method !== 'PATCH';

const mayHelp = (status: number, request: HttpRequest): boolean =>
  status === 429 || (status >= 500 && status !== 501 && isRepeatable(request));

/** Milliseconds that a Retry-After header asks for: seconds, or an HTTP date. Undefined when it says neither. */
export const retryAfterMs = (header: string | undefined, now: Date): number | undefined => {
  if (header === undefined) return undefined;
  const text = header.trim();
  if (/^\d{1,9}(?:\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000);
  const date = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now.getTime());
};

/** Only names such as ECONNREFUSED: a whole error message may hold the signed request. */
const causeOf = (error: unknown): string => {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,40}$/.test(code) ? ` (${code})` : '';
};

type Answer = { readonly response: HttpResponse } | { readonly silence: string };

const sendOnce = async (http: HttpSend, request: HttpRequest): Promise<Answer> => {
  try {
    return { response: await http(request) };
  } catch (error) {
    return { silence: causeOf(error) };
  }
};

const unanswered = (request: HttpRequest, silence: string): SourceError => {
  const host = new URL(request.url).host;
  const unknown = isRepeatable(request) ? '' : ' Whether it was carried out is not known.';
  const advice = 'Check that the shop is up and can be reached from here.';
  return new SourceError('unavailable', `${host} gave no answer${silence}.${unknown} ${advice}`);
};

/**
 * Resolves with the last answer, whatever its status: what it means is for the caller. A Retry-After is obeyed up to
 * the policy's longest wait; a longer one is not waited for, the caller gets the answer and comes back later.
 * @throws SourceError unavailable when no answer came and no send is left.
 */
export const sendWithRetry = async (
  context: RetryContext,
  request: HttpRequest,
  policy: RetryPolicy = DEFAULT_RETRY,
): Promise<HttpResponse> => {
  for (let attempt = 1; ; attempt++) {
    const answer = await sendOnce(context.http, request);
    const last = attempt >= policy.attempts;
    if ('response' in answer && (last || !mayHelp(answer.response.status, request))) return answer.response;
    if ('silence' in answer && (last || !isRepeatable(request))) throw unanswered(request, answer.silence);
    const backoff = Math.min(policy.firstWaitMs * 2 ** (attempt - 1), policy.longestWaitMs);
    const asked =
      'response' in answer
        ? retryAfterMs(answer.response.headers['retry-after'], context.clock.now())
        : undefined;
    if (asked !== undefined && asked > policy.longestWaitMs && 'response' in answer) return answer.response;
    const wait = asked ?? backoff;
    const status = 'response' in answer ? answer.response.status : 'no answer';
    context.log.warn('a shop is asked again', {
      host: new URL(request.url).host,
      status,
      attempt,
      waitMs: wait,
    });
    await context.clock.sleep(wait);
  }
};
