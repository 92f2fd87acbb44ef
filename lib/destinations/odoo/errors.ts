/**
 * What an exception of Odoo means for posting. Odoo rolls its database transaction back for every exception that it
 * reports, so a named one says for sure that nothing was written. The `debug` field holds tracebacks with settings and
 * data in them: it is never read.
 */
import { cleanText } from '../../accounting/clean-text';
import { type ErrorClass, LedgerError } from '../ledger-destination';

/** read: may be asked again. write: whether it was carried out matters. */
export type Effect = 'read' | 'write';

export class OdooError extends LedgerError {
  constructor(
    errorClass: ErrorClass,
    message: string,
    /** Odoo's own words, cleaned; empty when there are none that may be shown. */
    readonly words = '',
    retryAfterMs?: number,
  ) {
    super(errorClass, message, retryAfterMs);
    this.name = 'OdooError';
  }
}

const WORDS_LIMIT = 300;

/** Exceptions whose message is written for the person who uses Odoo. */
const FOR_PEOPLE = new Set([
  'UserError',
  'ValidationError',
  'RedirectWarning',
  'MissingError',
  'AccessError',
  'ValueError',
]);

/** `you cannot add/modify entries prior to and inclusive of the lock date`, and the tax statement's own sentence. */
const CLOSED = /lock date|already issued tax statement/i;
/** Two sequences met: the next try gets the next number. */
const NUMBER_TAKEN = /same name already exists/i;
/** Somebody else posted it in the meantime. */
const POSTED_MEANWHILE = /must be in draft/i;
const TRY_AGAIN = /(?:SerializationFailure|DeadlockDetected|LockNotAvailable|TransactionRollbackError)$/;
/** The database went away, perhaps while it committed. */
const CUT_OFF = /(?:OperationalError|InterfaceError|PoolError)$/;

/** `name` is the class of the exception, such as odoo.exceptions.UserError. */
export const exceptionOf = (name: string, message: unknown, effect: Effect): OdooError => {
  const kind = name.slice(name.lastIndexOf('.') + 1);
  const words = FOR_PEOPLE.has(kind) && typeof message === 'string' ? cleanText(message, WORDS_LIMIT) : '';
  if (kind === 'AccessDenied' || kind === 'SessionExpiredException') return loginRefused();
  if (kind === 'AccessError')
    return new OdooError(
      'credential',
      `Odoo's user may not do this: ${words || 'no reason was given'}. Give it the right to make and post journal entries in this company, then retry.`,
      words,
    );
  if (TRY_AGAIN.test(kind) || NUMBER_TAKEN.test(words))
    return new OdooError(
      'transient',
      'Odoo was busy with the same records and wrote nothing. It is tried again later.',
      words,
    );
  if (CUT_OFF.test(kind)) return noAnswer(effect, 'Odoo lost its database');
  if (CLOSED.test(words)) return new OdooError('period_closed', `Odoo refuses the date: ${words}`, words);
  if (POSTED_MEANWHILE.test(words))
    return new OdooError('duplicate', `Odoo has posted it already: ${words}`, words);
  const said = words === '' ? `${cleanText(kind, 60)} (Odoo's log has the details)` : words;
  return new OdooError('validation', `Odoo refuses it: ${said}`, words);
};

export const loginRefused = (): OdooError =>
  new OdooError(
    'credential',
    'Odoo refuses the login. Check database, user and password or API key in the credential (an API key lasts three months at most), then retry.',
  );

/** Nobody knows what Odoo did. */
export const noAnswer = (effect: Effect, what: string): OdooError =>
  effect === 'read'
    ? new OdooError('transient', `${what}. It is asked again later.`)
    : new OdooError('unknown_outcome', `${what}. Whether Odoo carried it out is not known yet.`);
