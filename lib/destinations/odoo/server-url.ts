/** The address of an Odoo as a person typed it into a credential. */
import { isMetadataHost } from '../../host/metadata-host';
import { LedgerError } from '../ledger-destination';

export interface OdooServer {
  /** Scheme, host, port and path prefix, without a slash at the end. */
  readonly root: string;
  /** Host, port unless it is the default, path prefix if any. */
  readonly authority: string;
}

/** What people copy along from the address bar. */
const COPIED_ALONG = /\/(?:odoo|web|jsonrpc|json)(?:\/.*)?$/;
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;
const ADDRESS = /^(?:localhost|[\d.]+|\[.*\])$/;

const parse = (text: string): URL | undefined => {
  try {
    return new URL(text.trim());
  } catch {
    return undefined;
  }
};

/** @throws LedgerError when it is no web address, carries a login, or would send the login in clear text. */
export const odooServer = (baseUrl: string, allowHttp: boolean | undefined): OdooServer => {
  const url = parse(baseUrl);
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.hostname === '')
    throw new LedgerError(
      'credential',
      'The url in the Odoo credential is not a web address. Write it like https://books.example',
    );
  if (isMetadataHost(url.hostname))
    throw new LedgerError(
      'credential',
      'The url in the Odoo credential is the address by which a cloud speaks to its own machines. Write it like https://books.example',
    );
  if (url.username !== '' || url.password !== '')
    throw new LedgerError(
      'credential',
      'The url in the Odoo credential holds a user name or password. Put them into their own fields.',
    );
  if (url.protocol === 'http:' && allowHttp !== true && !LOOPBACK.test(url.hostname))
    throw new LedgerError(
      'credential',
      `The url of ${url.host} starts with http://, so the password would travel in clear text. Use https://.`,
    );
  const path = url.pathname.replace(COPIED_ALONG, '').replace(/\/+$/, '');
  return { root: `${url.protocol}//${url.host}${path}`, authority: `${url.host}${path}` };
};

/** Odoo's own hosting names the database after the first part of the host; elsewhere it has to be said. */
export const databaseOf = (database: unknown, baseUrl: string): string => {
  if (typeof database === 'string' && database.trim() !== '') return database.trim();
  const host = parse(baseUrl)?.hostname ?? '';
  return ADDRESS.test(host) ? '' : (host.split('.')[0] ?? '');
};
