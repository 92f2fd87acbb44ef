/** All steps of the schema, in order. A new one is a file and a line here. */
import type { Migration } from './migration';
import { init } from './0001-init';
import { ledgerLookups } from './0002-ledger-lookups';
import { policies } from './0003-policies';
import { summaries } from './0004-summaries';
import { bookDimensions } from './0005-book-dimensions';
import { desk } from './0006-desk';
import { erasure } from './0007-erasure';
import { rateBudgets } from './0008-rate-budgets';

export const MIGRATIONS: readonly Migration[] = [
  init,
  ledgerLookups,
  policies,
  summaries,
  bookDimensions,
  desk,
  erasure,
  rateBudgets,
];
