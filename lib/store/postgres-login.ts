/** How to reach the PostgreSQL that keeps the trace store, as a person enters it, and what is wrong with it. */
import type { ConnectionOptions } from 'node:tls';
import type { CredentialFields } from '../host';
import { StoreError } from './store-error';

export interface PostgresLogin {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  /** Holds our tables and nothing else; made when it is not there. */
  readonly schema: string;
  /**
   * `verify`: TLS, to the very host that the certificate names. `verify-ca`: TLS, to any host that the given CA vouches
   * for. `off`: in clear text.
   */
  readonly ssl: 'verify' | 'verify-ca' | 'off';
  /** Certificates (PEM) to trust in the place of the well-known ones. */
  readonly ca?: string;
  /** Clear text also to another machine. */
  readonly allowPlain?: boolean;
  /** Most connections of this process. */
  readonly maxConnections: number;
}

/** What the credential offers before anything is entered. */
export const POSTGRES_DEFAULTS = {
  host: 'localhost',
  port: 5432,
  database: 'postgres',
  schema: 'cart_ledger',
  ssl: 'verify',
  maxConnections: 10,
} as const satisfies Partial<PostgresLogin>;

/** What PostgreSQL takes without quotes, so that it reads the same in `psql`, in grants and in dumps. */
const SCHEMA = /^(?!pg_)[a-z_][a-z0-9_]{0,62}$/;
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|::1|\[::1\])$/;
const MOST_CONNECTIONS = 100;

const refuse = (message: string): never => {
  throw new StoreError('cannot_open', message);
};

/** @throws StoreError that names the field. */
export const checkPostgresLogin = (login: PostgresLogin): void => {
  for (const field of ['host', 'database', 'user'] as const) {
    if (login[field] === '') refuse(`The credential of the trace store has no ${field}. Fill it in.`);
  }
  if (login.host.startsWith('/')) {
    refuse('The host of the trace store is a socket. Enter the name or address of the PostgreSQL server.');
  }
  if (!isWhole(login.port, 65_535)) refuse('The port of the trace store is not one; PostgreSQL has 5432.');
  if (!isWhole(login.maxConnections, MOST_CONNECTIONS)) {
    refuse(`Max Connections of the trace store must be between 1 and ${MOST_CONNECTIONS}.`);
  }
  if (!SCHEMA.test(login.schema)) {
    refuse(
      'The schema of the trace store must be of lower-case letters, digits and "_", at most 63, and not begin with ' +
        `"pg_". Enter a name such as ${POSTGRES_DEFAULTS.schema}.`,
    );
  }
  checkTls(login);
};

const checkTls = ({ host, ssl, ca, allowPlain }: PostgresLogin): void => {
  if (ssl === 'verify-ca' && !ca) {
    refuse('To trust a CA without looking at the host, the trace store needs its certificate. Paste it.');
  }
  if (ca && !ca.includes('-----BEGIN CERTIFICATE-----')) {
    refuse('The CA certificate of the trace store is not one. Paste the PEM text, from BEGIN to END.');
  }
  if (ssl === 'off' && !LOOPBACK.test(host) && allowPlain !== true) {
    refuse(
      `Without TLS the password and every order would travel to ${host} in clear text. Choose to verify the ` +
        'certificate, or allow a plain connection if the server is in a private network of yours.',
    );
  }
};

const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

/** Fields of the credential as n8n gives them; `checkPostgresLogin` says what is wrong with them. */
export const postgresLoginOf = (fields: CredentialFields): PostgresLogin => {
  const { ssl, password } = fields;
  return {
    host: textOf(fields['host']),
    port: Number(fields['port']),
    database: textOf(fields['database']),
    user: textOf(fields['user']),
    password: typeof password === 'string' ? password : '',
    schema: textOf(fields['schema']) || POSTGRES_DEFAULTS.schema,
    // What is no choice must not open the connection to others.
    ssl: ssl === 'off' || ssl === 'verify-ca' ? ssl : 'verify',
    ca: textOf(fields['ca']),
    allowPlain: fields['allowPlain'] === true,
    maxConnections: Number(fields['maxConnections'] ?? POSTGRES_DEFAULTS.maxConnections),
  };
};

const isWhole = (value: number, most: number): boolean =>
  Number.isSafeInteger(value) && value >= 1 && value <= most;

export const tlsOf = ({ host, ssl, ca }: PostgresLogin): ConnectionOptions | false => {
  if (ssl === 'off') return false;
  return {
    // `pg` names the host only where it is a name: an address would be compared with "localhost".
    host,
    rejectUnauthorized: true,
    ...(ca ? { ca } : {}),
    ...(ssl === 'verify-ca' ? { checkServerIdentity: () => undefined } : {}),
  };
};

/** For messages. */
export const placeOf = ({ host, port, database, schema }: PostgresLogin): string =>
  `PostgreSQL at ${host}:${port}, database ${database}, schema ${schema}`;
