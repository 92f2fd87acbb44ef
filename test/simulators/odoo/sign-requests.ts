/** What the host does for the library: it alone knows password and key, and puts them where they belong. */
import { PASSWORD_PLACEHOLDER } from '../../../lib/destinations/odoo/json-rpc';
import type { HttpSend } from '../../../lib/host';
import { API_KEY, PASSWORD } from './start-odoo';

export interface Secrets {
  readonly password?: string;
  readonly apiKey?: string;
}

const TOKEN = JSON.stringify(PASSWORD_PLACEHOLDER);

export const signingHttp =
  ({ password = PASSWORD, apiKey = API_KEY }: Secrets = {}): HttpSend =>
  async ({ method, url, headers, body = '' }) => {
    const isRpc = url.endsWith('/jsonrpc');
    const signed = isRpc ? body.replaceAll(TOKEN, () => JSON.stringify(password)) : body;
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      headers: { ...headers, ...(isRpc ? {} : { authorization: `bearer ${apiKey}` }) },
      body: signed,
    });
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: await response.text(),
    };
  };
