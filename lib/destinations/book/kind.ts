import type { DestinationKind } from '../destination-kind';
import { ABILITIES, createBook } from '.';

export const book: DestinationKind = {
  kind: 'book',
  displayName: 'Built-in Book',
  description: 'A double-entry book inside the trace store',
  credentials: [],
  company: 'book',
  abilities: ABILITIES,
  connectionOf: () => ({ baseUrl: '' }),
  connect: ({ storage, company, clock }) => createBook({ storage, bookId: company, clock }),
  /** It has no wire: what it would be asked to hold is the document itself. */
  preview: (documents) => documents.map((document) => ({ method: 'POST', path: '/entries', body: document })),
};
