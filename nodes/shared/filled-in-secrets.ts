import type { CredentialType } from '../../lib';
import { ODOO_PASSWORD_PLACEHOLDER } from '../../lib';
import type { HttpContext } from './n8n-host';

/**
 * n8n's own types that do not sign requests by themselves, because the secret belongs into the body: the library writes a
 * placeholder, and it is filled in here, on the last metre.
 */
const IN_BODY: Readonly<Record<string, { readonly placeholder: string; readonly field: string }>> = {
  odooApi: { placeholder: ODOO_PASSWORD_PLACEHOLDER, field: 'password' },
};

export async function fillIn(
  context: Pick<HttpContext, 'getCredentials'>,
  credential: CredentialType,
  body: string,
): Promise<string> {
  const secret = IN_BODY[credential.name];
  if (secret === undefined) return body;
  const fields = await context.getCredentials(credential.name);
  // As JSON strings: a password with a quote in it must not change the request.
  return body.split(JSON.stringify(secret.placeholder)).join(JSON.stringify(String(fields[secret.field])));
}
