/**
 * Requests that a ledger may be sent again, because they change nothing: throttled, a server that stumbled, no answer at
 * all. What writes is never sent through here: whether it was carried out is for posting to find out.
 */
import type { Clock, HttpRequest, HttpResponse, HttpSend, Log } from '../host';
import { LedgerError } from './ledger-destination';

export interface AskContext {
  readonly http: HttpSend;
  readonly clock: Clock;
  readonly log: Log;
}

export interface AskPolicy {
  /** Sends in all, the first included. */
  readonly attempts: number;
  readonly firstWaitMs: number;
  /** A longer wait that the ledger asks for is not waited for: the caller gets the answer and comes back later. */
  readonly longestWaitMs: number;
  /** Wait after a 429 that does not say how long. */
  readonly throttledWaitMs: number;
}

export const DEFAULT_ASK: AskPolicy = {
  attempts: 4,
  firstWaitMs: 1_000,
  longestWaitMs: 60_000,
  throttledWaitMs: 30_000,
};

/** Milliseconds that a Retry-After header asks for: seconds, or an HTTP date. Undefined when it says neither. */
export const retryAfterMs = (header: string | undefined, now: Date): number | undefined => {
  if (header === undefined) return undefined;
  const text = header.trim();
  if (/^\d{1,9}(?:\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000);
  const date = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now.getTime());
};

/** Only names such as ECONNREFUSED: a whole error message may hold the signed request. */
export const causeOf = (error: unknown): string => {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,40}$/.test(code) ? ` (${code})` : '';
};

const mayHelp = (status: number): boolean => status === 429 || (status >= 500 && status !== 501);

type Answer = { readonly response: HttpResponse } | { readonly silence: string };

const askOnce = async (http: HttpSend, request: HttpRequest): Promise<Answer> => {
  try {
    return { response: await http(request) };
  } catch (error) {
    return { silence: causeOf(error) };
  }
};

/**
 * Resolves with the last answer, whatever its status: what it means is for the caller.
 * @throws LedgerError transient when no answer came and no send is left.
 */
export const askLedger = async (
  context: AskContext,
  request: HttpRequest,
  policy: AskPolicy = DEFAULT_ASK,
): Promise<HttpResponse> => {
  const { host } = new URL(request.url);
  for (let attempt = 1; ; attempt++) {
    const answer = await askOnce(context.http, request);
    const last = attempt >= policy.attempts;
    if ('response' in answer && (last || !mayHelp(answer.response.status))) return answer.response;
    if ('silence' in answer && last) {
      const advice = 'Check that the ledger is up and can be reached from here; it is tried again later.';
      throw new LedgerError('transient', `${host} gave no answer${answer.silence}. ${advice}`);
    }
    const wait = waitBefore(answer, attempt, policy, context.clock.now());
    if (wait > policy.longestWaitMs && 'response' in answer) return answer.response;
    const status = 'response' in answer ? answer.response.status : 'no answer';
    context.log.warn('a ledger is asked again', { host, status, attempt, waitMs: wait });
    await context.clock.sleep(wait);
  }
};

const waitBefore = (answer: Answer, attempt: number, policy: AskPolicy, now: Date): number => {
  const backoff = Math.min(policy.firstWaitMs * 2 ** (attempt - 1), policy.longestWaitMs);
  if (!('response' in answer)) return backoff;
  const { status, headers } = answer.response;
  return retryAfterMs(headers['retry-after'], now) ?? (status === 429 ? policy.throttledWaitMs : backoff);
};
