import type { DestinationKind } from '../destination-kind';
import { ABILITIES, BATCH, connectOdoo, listOdooCompanies } from '.';
import { odooConnection } from './connection';
import { previewRequests } from './preview';

export const odoo: DestinationKind = {
  kind: 'odoo',
  displayName: 'Odoo',
  description: 'Invoices, credit notes, payments and journal entries in a company of an Odoo, 16 and later',
  credentials: [
    { name: 'odooApiKeyApi', displayName: 'API key (Odoo 19 and later, JSON-2)' },
    { name: 'odooApi', displayName: 'User and password (up to Odoo 18, JSON-RPC)' },
  ],
  company: 'choice',
  abilities: ABILITIES,
  connectionOf: odooConnection,
  connect: connectOdoo,
  listCompanies: listOdooCompanies,
  preview: (documents, context, known) => previewRequests(documents, context, known, BATCH),
};
