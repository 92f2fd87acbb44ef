/** What an answer of Tryton means. Its own refusals come with HTTP 200; they roll back all that the call did. */
import { cleanText } from '../../accounting/clean-text';
import type { HttpResponse } from '../../host';
import { LedgerError } from '../ledger-destination';

/** Whether a call only reads, or may have changed something even when its answer is lost. */
export type Effect = 'read' | 'write';

/** Tryton took the call and said no: nothing of it was done. */
export class TrytonRefusal extends LedgerError {
  constructor(
    readonly words: string,
    errorClass: 'validation' | 'transient' = 'validation',
  ) {
    super(errorClass, `Tryton refuses it: "${words}"`);
    this.name = 'TrytonRefusal';
  }
}

/** Tryton asks "really?" and would do it for whoever says yes to the warning of this name. */
export class TrytonWarning extends TrytonRefusal {
  constructor(
    readonly warning: string,
    words: string,
  ) {
    super(words);
    this.name = 'TrytonWarning';
  }
}

/** Longest of Tryton's own words that are passed on. */
const WORDS = 300;

/** Calls ask for English, so these are Tryton's words whatever language the user has. */
const NO_ACCESS =
  /^You are not allowed to access |^Calling button .* is not allowed|"Company" that don't exist anymore/;
/** Another call was faster, or the database was busy; the call was rolled back. */
const TRY_AGAIN =
  /database is locked|could not serialize|deadlock|could not obtain lock|lock timeout|too many connections/i;
const NO_DATABASE = /^Database .* doesn't exist|database .* does not exist/i;

const words = (value: unknown): string =>
  typeof value === 'string' ? cleanText(value, WORDS).replace(/<[^>]*>/g, '') : '';

/** The error in an answer with HTTP 200: a name and its arguments, or the words of a Python exception. */
export const refusalOf = (error: unknown, server: { readonly database: string }): LedgerError => {
  const [name, detail] = Array.isArray(error) ? (error as readonly unknown[]) : [];
  const [first, second] = Array.isArray(detail) ? (detail as readonly unknown[]) : [detail];
  if (name === 'UserWarning') return new TrytonWarning(words(first), words(second));
  if (name === 'UserError') {
    const said = words(first);
    return NO_ACCESS.test(said) ? new LedgerError('credential', noAccess(said)) : new TrytonRefusal(said);
  }
  if (name === 'ConcurrencyException') return new TrytonRefusal('changed by somebody else', 'transient');
  if (name === 'RateLimitException') return throttled(undefined);
  const said = words(name);
  if (NO_DATABASE.test(said))
    return new LedgerError('credential', `Tryton has no database "${server.database}".`);
  return new TrytonRefusal(said, TRY_AGAIN.test(said) ? 'transient' : 'validation');
};

const noAccess = (said: string): string =>
  `The Tryton user lacks a permission: "${said}". Give it the group Account, and the company: as its current one, or with Company Filter "All" in its preferences.`;

const throttled = (retryAfterMs: number | undefined): LedgerError =>
  new LedgerError(
    'throttled',
    'Tryton takes no logins for a while, because too many failed. Check user and password, then wait a few minutes.',
    retryAfterMs ?? 300_000,
  );

/** The error that an answer without HTTP 200 stands for. */
export const httpError = (
  response: HttpResponse,
  effect: Effect,
  server: { readonly authority: string; readonly database: string; readonly user: string },
  retryAfterMs: number | undefined,
): LedgerError => {
  const { status } = response;
  const { authority, database, user } = server;
  const said = (errorClass: LedgerError['errorClass'], sentence: string) =>
    new LedgerError(errorClass, sentence);
  if (status === 401)
    return said('credential', `Tryton does not accept the login "${user}" for the database "${database}".`);
  if (status === 403)
    return said(
      'credential',
      `Tryton at ${authority} does not offer what is asked of it. Is the module account_invoice active, and the version 6.0?`,
    );
  if (status === 404) return said('credential', `There is no Tryton at ${authority}. Check the url.`);
  if (status === 413) return said('validation', `${authority} refuses the request as too large.`);
  if (status === 429) return throttled(retryAfterMs);
  if (status >= 500) return unanswered(`failed with status ${status}`, effect, authority);
  if (status >= 300 && status < 400)
    return said('credential', `${authority} redirects elsewhere. Enter the address that it redirects to.`);
  return said('validation', `${authority} refused the request with status ${status}.`);
};

/** Nobody knows what Tryton did, where it may have done something. */
export const unanswered = (what: string, effect: Effect, authority: string): LedgerError =>
  effect === 'read'
    ? new LedgerError('transient', `${authority} ${what}. It is asked again later.`)
    : new LedgerError(
        'unknown_outcome',
        `${authority} ${what}. Whether Tryton did it is not known; it is looked up before anything is sent again.`,
      );

/** A web page instead of data: not Tryton at all, or something in front of it. */
export const unreadable = (effect: Effect, authority: string): LedgerError =>
  effect === 'read'
    ? new LedgerError(
        'credential',
        `${authority} answers, but not as Tryton does. Is something else behind that url?`,
      )
    : unanswered('answered with something that is not JSON', effect, authority);
