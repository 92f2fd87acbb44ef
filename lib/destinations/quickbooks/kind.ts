import type { CredentialFields, DestinationKind, LedgerConnection } from '../destination-kind';
import { ABILITIES, createQuickBooks } from '.';
import { previewRequests } from './preview';
import { asObject, asText } from './read-answer';
import { HOSTS } from './wire';

export const quickbooks: DestinationKind = {
  kind: 'quickbooks',
  displayName: 'QuickBooks Online',
  description:
    'Sales receipts, invoices, credit memos, payments and journals in a company of QuickBooks Online',
  credentials: [{ name: 'quickBooksOAuth2Api', displayName: 'QuickBooks Online OAuth2', refreshes: true }],
  company: 'login',
  abilities: ABILITIES,
  // 500 a minute and 10 a second of one realm: developer.intuit.com/app/developer/qbo/docs/learn/limits-and-throttles.
  rateLimit: { requests: 8, seconds: 1 },
  connectionOf: (fields) => connectionOf(fields),
  connect: (context) => createQuickBooks(context),
  preview: previewRequests,
};

/** n8n keeps what Intuit sent along when the login was made; the company's id is in there. */
const connectionOf = (fields: CredentialFields): LedgerConnection => {
  const environment = fields['environment'] === 'sandbox' ? 'sandbox' : 'production';
  const callback = asObject(asObject(fields['oauthTokenData'])?.['callbackQueryString']);
  const company = asText(callback?.['realmId']);
  return { baseUrl: HOSTS[environment], environment, ...(company === undefined ? {} : { company }) };
};
