import { askLedger } from '../ask-ledger';
import type { DestinationKind } from '../destination-kind';
import { ledgerUrl } from '../ledger-url';
import { ABILITIES, createXero } from '.';
import { readAnswer } from './client';
import { previewRequests } from './preview';
import { connectionsAnswer, HOST } from './wire';

export const xero: DestinationKind = {
  kind: 'xero',
  displayName: 'Xero',
  description: 'Invoices, credit notes, payments and bank transactions in a Xero organisation',
  credentials: [{ name: 'xeroOAuth2Api', displayName: 'Xero OAuth2', refreshes: true }],
  company: 'choice',
  abilities: ABILITIES,
  // 60 a minute of one tenant: developer.xero.com/documentation/guides/oauth2/limits.
  rateLimit: { requests: 55, seconds: 60 },
  connectionOf: () => ({ baseUrl: HOST }),
  connect: createXero,
  listCompanies: async ({ http, clock, log, connection }) => {
    const url = `${ledgerUrl(connection, 'Xero').root}/connections`;
    const request = { method: 'GET', url, headers: { accept: 'application/json' } } as const;
    const answer = await askLedger({ http, clock, log }, request);
    return readAnswer(answer, 'connections', connectionsAnswer, clock)
      .filter(({ tenantType }) => (tenantType ?? 'ORGANISATION') === 'ORGANISATION')
      .map(({ tenantId, tenantName }) => ({ id: tenantId, name: tenantName ?? tenantId }));
  },
  preview: previewRequests,
};
