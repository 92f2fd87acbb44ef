/** Documents for the contract of ledgers. */
import type { LedgerDocument, LedgerLine } from '../../lib/destinations/ledger-destination';

export const line = (
  account: string,
  side: 'debit' | 'credit',
  amount: string,
  memo?: string,
): LedgerLine => ({
  ledgerAccount: account,
  logicalAccount: account,
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

export const saleLines = (accounts: SampleAccounts): readonly LedgerLine[] => [
  line(accounts.receivable, 'debit', '11.90'),
  line(accounts.sales, 'credit', '10.00', 'Tea'),
  line(accounts.tax, 'credit', '1.90'),
];

export const documentOf = (more: Partial<LedgerDocument> & { readonly key: string }): LedgerDocument => ({
  shortKey: `s-${more.key.slice(-15)}`,
  contentHash: `hash of ${more.key}`,
  kind: 'entry',
  date: '2026-03-01',
  currency: 'EUR',
  description: 'Order 7',
  source: { platform: 'woocommerce', storeId: 'shop.example', orderId: '7', number: 'N7' },
  lines: saleLines(LOGICAL),
  ...more,
});
