/** What may go wrong between us and PostgreSQL, sorted by what can be done about it. */

export type FaultKind =
  /** The server is away, starting, or full of connections; what was not committed was not written. Worth waiting for. */
  | 'away'
  /** It went away while it committed. */
  | 'commit_unknown'
  /** Two writers crossed, and this one was sent back. Worth another try at once. */
  | 'crossed'
  /** A lock or a statement took longer than the server allows. */
  | 'slow'
  /** User, password, certificate, database or address are not right. */
  | 'login'
  /** Anything else that the server says no to. */
  | 'refused';

export class PostgresFault extends Error {
  constructor(
    readonly kind: FaultKind,
    /** SQLSTATE, or Node's code of a broken connection. */
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'PostgresFault';
  }
}

const KIND_OF_CODE: Readonly<Record<string, FaultKind>> = {
  ECONNREFUSED: 'away',
  ECONNRESET: 'away',
  EPIPE: 'away',
  ETIMEDOUT: 'away',
  EHOSTUNREACH: 'away',
  ENETUNREACH: 'away',
  EAI_AGAIN: 'away',
  // Ended by an administrator, by a crash, starting up, asleep inside a dbTransaction, no connection left.
  '57P01': 'away',
  '57P02': 'away',
  '57P03': 'away',
  '25P03': 'away',
  '53300': 'away',
  // Serialization, deadlock, and a row that another writer put in between our look and our write.
  '40001': 'crossed',
  '40P01': 'crossed',
  '23505': 'crossed',
  '57014': 'slow',
  '55P03': 'slow',
  ENOTFOUND: 'login',
  '28P01': 'login',
  '28000': 'login',
  '3D000': 'login',
};

/** What `pg` says without a code when a connection is gone. */
const GONE =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying|Query read timeout)/;
const TLS = /^(ERR_(TLS|SSL)|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_OSSL)|HOSTNAME_MISMATCH/;
const NO_TLS = 'The server does not support SSL connections';

const kindOf = (code: string, message: string): FaultKind => {
  const known = KIND_OF_CODE[code];
  if (known) return known;
  if (code.startsWith('08') || GONE.test(message)) return 'away';
  return TLS.test(code) || message === NO_TLS ? 'login' : 'refused';
};

/** Longest text of the server that goes on: it may quote what was sent to it. */
const MESSAGE_LIMIT = 300;

/** The error's own details (a row that was in the way) stay behind: they may be personal data. */
export const faultOf = (error: unknown): PostgresFault => {
  if (error instanceof PostgresFault) return error;
  // Several addresses of one name were tried: each failed in its own way.
  const [first] = error instanceof AggregateError ? (error.errors as unknown[]) : [];
  const { code, message } = Object(first ?? error) as { code?: unknown; message?: unknown };
  const text = typeof message === 'string' ? message.slice(0, MESSAGE_LIMIT) : 'no answer';
  const known = typeof code === 'string' ? code : '';
  return new PostgresFault(kindOf(known, text), known, text);
};

/** The connection is of no use any more. */
export const endsConnection = ({ kind }: PostgresFault): boolean =>
  kind === 'away' || kind === 'commit_unknown' || kind === 'login';
