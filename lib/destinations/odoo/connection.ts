/** What n8n's own Odoo credentials say of the ledger, without their secrets. */
import type { CredentialFields, LedgerConnection } from '../destination-kind';
import { databaseOf } from './server-url';

/** `odooApi` names a user and goes with JSON-RPC; `odooApiKeyApi` has only a key, and goes with JSON-2. */
export const odooConnection = (fields: CredentialFields): LedgerConnection => {
  const { url, db, username } = fields;
  const baseUrl = String(url ?? '').trim();
  const user = typeof username === 'string' ? username.trim() : '';
  return {
    baseUrl,
    ...(fields['allowHttp'] === true ? { allowHttp: true } : {}),
    details: {
      protocol: user === '' ? 'json-2' : 'json-rpc',
      database: databaseOf(db, baseUrl),
      user,
    },
  };
};
