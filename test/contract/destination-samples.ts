/** Documents for the contract of ledgers. */
import { type DocumentType, roleOf } from '../../lib/accounting/document';
import type {
  LedgerDocument,
  LedgerLine,
  LedgerReference,
  SendContext,
} from '../../lib/destinations/ledger-destination';

export const line = (
  account: string,
  side: 'debit' | 'credit',
  amount: string,
  memo?: string,
  logicalAccount = account,
): LedgerLine => ({
  ledgerAccount: account,
  logicalAccount,
  role: roleOf(logicalAccount),
  [side]: amount,
  ...(memo === undefined ? {} : { memo }),
});

/** Ids of three ledger accounts of the ledger under test. */
export interface SampleAccounts {
  readonly receivable: string;
  readonly sales: string;
  readonly tax: string;
}

export const LOGICAL: SampleAccounts = { receivable: 'receivable', sales: 'sales', tax: 'tax:DE-19' };

/** The lines of a sale against receivable; without tax where none is given. */
export const saleLines = (
  accounts: SampleAccounts,
  amounts: { readonly total: string; readonly net: string; readonly tax?: string } = {
    total: '11.90',
    net: '10.00',
    tax: '1.90',
  },
): readonly LedgerLine[] => [
  line(accounts.receivable, 'debit', amounts.total, undefined, LOGICAL.receivable),
  line(accounts.sales, 'credit', amounts.net, 'Tea', LOGICAL.sales),
  ...(amounts.tax === undefined ? [] : [line(accounts.tax, 'credit', amounts.tax, 'VAT', LOGICAL.tax)]),
];

/** Short name → a key of the shape that plans have. */
export const keyOf = (name: string, storeId = 'shop.example'): string =>
  `woocommerce:${storeId}:7:sale:${encodeURIComponent(name)}#1`;

export const referenceTo = (
  key: string,
  type: DocumentType,
  more: Partial<LedgerReference> = {},
): LedgerReference => ({
  key,
  shortKey: shortOf(key),
  type,
  date: '2026-03-01',
  currency: 'EUR',
  ...more,
});

/** Differs for different keys; at most 21 characters, as the real one. */
const shortOf = (key: string): string => {
  let hash = 0;
  for (const character of key) hash = (hash * 31 + (character.codePointAt(0) as number)) % 1_000_000_007;
  return `CL-${hash}-${key.replace(/[^A-Za-z0-9]/g, '').slice(-6)}`;
};

export const documentOf = (more: Partial<LedgerDocument> & { readonly key: string }): LedgerDocument => ({
  shortKey: shortOf(more.key),
  type: 'journal',
  contentHash: `hash of ${more.key}`,
  kind: 'entry',
  date: '2026-03-01',
  currency: 'EUR',
  description: 'Order 7',
  source: { platform: 'woocommerce', storeId: 'shop.example', orderId: '7', number: 'N7' },
  customer: { key: 'woocommerce:shop.example', name: 'shop.example buyers' },
  lines: saleLines(LOGICAL),
  ...more,
});

/** Documents that apply to nothing. */
export const NO_CONTEXT: SendContext = { recordIds: new Map() };
