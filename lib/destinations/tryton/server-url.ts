/** The address of a Tryton as a person typed it into the credential. */
import type { LedgerConnection } from '../destination-kind';
import { LedgerError } from '../ledger-destination';

export interface TrytonServer {
  /** Where calls for the database go. */
  readonly url: string;
  /** Path of it. */
  readonly path: string;
  /** Host, port unless it is the default, path prefix if any: `books.example`. */
  readonly authority: string;
  readonly database: string;
  readonly user: string;
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

const parse = (text: string): URL | undefined => {
  try {
    return new URL(text.trim());
  } catch {
    return undefined;
  }
};

const wrong = (sentence: string): LedgerError => new LedgerError('credential', sentence);

/** @throws LedgerError when it is no web address, carries a login, names no database, or would send the password in clear text. */
export const trytonServer = ({ baseUrl, allowHttp, details }: LedgerConnection): TrytonServer => {
  const url = parse(baseUrl);
  const database = (details?.['database'] ?? '').trim();
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.hostname === '')
    throw wrong('The url in the Tryton credential is not a web address. Write it like https://books.example');
  if (url.username !== '' || url.password !== '')
    throw wrong(
      'The url in the Tryton credential holds a login. Put user and password into their own fields.',
    );
  if (url.protocol === 'http:' && allowHttp !== true && !LOOPBACK.test(url.hostname))
    throw wrong(
      `The url of ${url.host} starts with http://, so the password would travel in clear text. Use https://, or allow plain http in the credential if you accept that.`,
    );
  if (database === '') throw wrong('The Tryton credential names no database.');
  // People copy the address of the web client, which ends in #database.
  const prefix = url.pathname.replace(/\/+$/, '');
  const path = `${prefix}/${encodeURIComponent(database)}/`;
  const authority = `${url.host}${prefix}`;
  return {
    url: `${url.protocol}//${url.host}${path}`,
    path,
    authority,
    database,
    user: details?.['user'] ?? '',
  };
};
