import type { DestinationKind } from '../destination-kind';
import { ABILITIES, createTryton, listTrytonCompanies } from '.';
import { previewCalls } from './preview';

const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

export const tryton: DestinationKind = {
  kind: 'tryton',
  displayName: 'Tryton',
  description: 'A company in Tryton 6.0: invoices, credit notes, payments and moves',
  credentials: [{ name: 'cartLedgerTrytonApi', displayName: 'Tryton (Cart Ledger)' }],
  company: 'choice',
  abilities: ABILITIES,
  connectionOf: (fields) => ({
    baseUrl: text(fields['url']),
    allowHttp: fields['allowHttp'] === true,
    environment: fields['environment'] === 'sandbox' ? 'sandbox' : 'production',
    details: { database: text(fields['database']), user: text(fields['user']) },
  }),
  connect: createTryton,
  listCompanies: listTrytonCompanies,
  preview: previewCalls,
};
