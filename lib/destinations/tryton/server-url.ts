/** The address of a Tryton as a person typed it into the credential. */
import type { LedgerConnection } from '../destination-kind';
import { LedgerError } from '../ledger-destination';
import { ledgerUrl } from '../ledger-url';

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

/** @throws LedgerError when it is no web address, carries a login, names no database, or would send the password in clear text. */
export const trytonServer = ({ baseUrl, allowHttp, details }: LedgerConnection): TrytonServer => {
  const { root, authority } = ledgerUrl({ baseUrl, allowHttp }, 'Tryton');
  const database = (details?.['database'] ?? '').trim();
  if (database === '') throw new LedgerError('credential', 'The Tryton credential names no database.');
  const path = `/${encodeURIComponent(database)}/`;
  return {
    url: root + path,
    path: new URL(root + path).pathname,
    authority,
    database,
    user: details?.['user'] ?? '',
  };
};
