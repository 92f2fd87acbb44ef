/** The address of a ledger as a person typed it into a credential. */
import { isMetadataHost } from '../host/metadata-host';
import { LedgerError } from './ledger-destination';

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

export interface LedgerUrl {
  /** Scheme, host, port and path prefix, without a slash at the end. */
  readonly root: string;
  /** Host, port unless it is the default, path prefix if any: what keeps one server apart from another. */
  readonly authority: string;
}

/** @throws LedgerError when it is no web address, carries a login, or would send the login in clear text. */
export const ledgerUrl = (
  { baseUrl, allowHttp }: { readonly baseUrl: string; readonly allowHttp?: boolean | undefined },
  name: string,
): LedgerUrl => {
  const url = parse(baseUrl);
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.hostname === '')
    throw new LedgerError('credential', `The url in the ${name} credential is not a web address. ${EXAMPLE}`);
  if (isMetadataHost(url.hostname))
    throw new LedgerError(
      'credential',
      `The url in the ${name} credential is the address by which a cloud speaks to its own machines. ${EXAMPLE}`,
    );
  if (url.username !== '' || url.password !== '')
    throw new LedgerError(
      'credential',
      `The url in the ${name} credential holds a user name or password. Put them into their own fields.`,
    );
  if (url.protocol === 'http:' && allowHttp !== true && !LOOPBACK.test(url.hostname))
    throw new LedgerError(
      'credential',
      `The url of ${url.host} starts with http://, so the login would travel in clear text. Use https://.`,
    );
  const path = url.pathname.replace(/\/+$/, '');
  return { root: `${url.protocol}//${url.host}${path}`, authority: `${url.host}${path}` };
};

const EXAMPLE = 'Write it like https://books.example';

const parse = (text: string): URL | undefined => {
  try {
    return new URL(text.trim());
  } catch {
    return undefined;
  }
};
