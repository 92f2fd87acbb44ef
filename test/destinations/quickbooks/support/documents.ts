/** Documents as posting sends them, on the accounts of the simulated company. */
import { createHash } from 'node:crypto';
import { roleOf } from '../../../../lib/accounting/document';
import type {
  LedgerDocument,
  LedgerLine,
  LedgerReference,
} from '../../../../lib/destinations/ledger-destination';
import { shortKey } from '../../../../lib/posting/idempotency-key';
import { ACCOUNTS } from '../../../simulators/quickbooks/seed';

const { receivable, clearing, sales, shipping, discounts, tax } = ACCOUNTS;

export const line = (
  logicalAccount: string,
  ledgerAccount: string,
  side: 'debit' | 'credit',
  amount: string,
  more: Partial<LedgerLine> = {},
): LedgerLine => ({ logicalAccount, ledgerAccount, role: roleOf(logicalAccount), [side]: amount, ...more });

export const keyOf = (name: string): string => `woocommerce:shop.example:1042:${name}#0`;

export const referenceOf = ({
  key,
  shortKey: short,
  type,
  date,
  currency,
}: LedgerDocument): LedgerReference => ({
  key,
  shortKey: short,
  type,
  date,
  currency,
});

export const documentOf = (
  name: string,
  more: Partial<LedgerDocument> & Pick<LedgerDocument, 'type' | 'lines'>,
): LedgerDocument => {
  const key = keyOf(name);
  return {
    key,
    shortKey: shortKey(key),
    date: '2026-03-01',
    currency: 'USD',
    contentHash: createHash('sha256').update(name).digest('hex'),
    kind: 'sale',
    description: 'Order 1042: sale',
    source: { platform: 'woocommerce', storeId: 'shop.example', orderId: '1042', number: '1042' },
    customer: { key: 'woocommerce:shop.example:customer:7', name: 'Jane Doe', email: 'jane@doe.example' },
    ...more,
  };
};

const TAXED = { taxedBy: ['US-MA'], ledgerTaxCodes: ['2'] } as const;

/** Three teas, one discount, shipping; 8.25 % on goods less discount. 27.00 + 5.00 + 2.23. */
const usItems = (side: 'debit' | 'credit'): readonly LedgerLine[] => {
  const other = side === 'credit' ? 'debit' : 'credit';
  return [
    line('sales', sales, side, '30.00', { memo: 'Tea', sku: 'TEA', quantity: '3', ...TAXED }),
    line('discounts', discounts, other, '3.00', { memo: 'WELCOME', ...TAXED }),
    line('shipping', shipping, side, '5.00', { memo: 'Standard', ledgerTaxCodes: ['NON'] }),
    line('tax:US-MA', 'tax-code:2', side, '2.23', { taxCode: 'US-MA' }),
  ];
};

export const usSalesReceipt = (name = 'sale', more: Partial<LedgerDocument> = {}): LedgerDocument =>
  documentOf(name, {
    type: 'sales_receipt',
    lines: [line('clearing:stripe', clearing, 'debit', '34.23'), ...usItems('credit')],
    ...more,
  });

export const usInvoice = (name = 'invoice', more: Partial<LedgerDocument> = {}): LedgerDocument =>
  documentOf(name, {
    type: 'invoice',
    lines: [line('receivable', receivable, 'debit', '34.23'), ...usItems('credit')],
    ...more,
  });

export const usCreditNote = (name = 'credit', more: Partial<LedgerDocument> = {}): LedgerDocument =>
  documentOf(name, {
    type: 'credit_note',
    kind: 'refund',
    description: 'Order 1042: refund',
    corrects: keyOf('invoice'),
    lines: [line('receivable', receivable, 'credit', '34.23'), ...usItems('debit')],
    ...more,
  });

export const usRefundReceipt = (name = 'refund', more: Partial<LedgerDocument> = {}): LedgerDocument =>
  documentOf(name, {
    type: 'refund_receipt',
    kind: 'refund',
    description: 'Order 1042: refund',
    lines: [line('clearing:stripe', clearing, 'credit', '34.23'), ...usItems('debit')],
    ...more,
  });

export const payment = (
  paid: LedgerDocument,
  name = 'payment',
  more: Partial<LedgerDocument> = {},
): LedgerDocument =>
  documentOf(name, {
    type: 'payment',
    kind: 'capture',
    description: 'Order 1042: payment',
    appliesTo: referenceOf(paid),
    lines: [
      line('clearing:stripe', clearing, 'debit', '34.23'),
      line('receivable', receivable, 'credit', '34.23'),
    ],
    ...more,
  });

export const refundPayment = (paid: LedgerDocument, name = 'refund-payment'): LedgerDocument =>
  documentOf(name, {
    type: 'refund_payment',
    kind: 'refund_payment',
    description: 'Order 1042: money given back',
    appliesTo: referenceOf(paid),
    lines: [
      line('receivable', receivable, 'debit', '34.23'),
      line('clearing:stripe', clearing, 'credit', '34.23'),
    ],
  });

/** Two gateways, so that it is a journal; the tax is not mapped to a code. */
export const journal = (name = 'journal', more: Partial<LedgerDocument> = {}): LedgerDocument =>
  documentOf(name, {
    type: 'journal',
    lines: [
      line('clearing:stripe', clearing, 'debit', '20.00'),
      line('receivable', receivable, 'debit', '14.23'),
      line('sales', sales, 'credit', '32.00', { memo: 'Tea' }),
      line('tax:US-MA', tax, 'credit', '2.23', { taxCode: 'US-MA' }),
    ],
    ...more,
  });

/** 19 %, 7 % and no tax in one sale; the source's 19 % is a cent off what QuickBooks would work out. */
export const globalSalesReceipt = (
  name = 'global-sale',
  more: Partial<LedgerDocument> = {},
): LedgerDocument =>
  documentOf(name, {
    type: 'sales_receipt',
    currency: 'EUR',
    lines: [
      line('clearing:stripe', clearing, 'debit', '41.31'),
      line('sales', sales, 'credit', '24.96', {
        memo: 'Cup',
        quantity: '3',
        taxedBy: ['DE-19'],
        ledgerTaxCodes: ['20'],
      }),
      line('sales', sales, 'credit', '10.00', {
        memo: 'Tea',
        quantity: '4',
        taxedBy: ['DE-7'],
        ledgerTaxCodes: ['21'],
      }),
      line('gift-card-liability', ACCOUNTS.giftCards, 'credit', '0.90', {
        memo: 'Gift card',
        ledgerTaxCodes: ['25'],
      }),
      line('tax:DE-19', 'tax-code:20', 'credit', '4.75', { taxCode: 'DE-19' }),
      line('tax:DE-7', 'tax-code:21', 'credit', '0.70', { taxCode: 'DE-7' }),
    ],
    ...more,
  });

/** Tax on an account, in a company that wants a code on every line. */
export const globalCreditNote = (
  name = 'global-credit',
  more: Partial<LedgerDocument> = {},
): LedgerDocument =>
  documentOf(name, {
    type: 'credit_note',
    kind: 'refund',
    currency: 'EUR',
    lines: [
      line('receivable', receivable, 'credit', '12.90'),
      line('sales', sales, 'debit', '10.00', { memo: 'Cup', taxedBy: ['DE-19'], ledgerTaxCodes: ['20'] }),
      line('tax:DE-19', 'tax-code:20', 'debit', '1.90', { taxCode: 'DE-19' }),
      line('tax:FR-20', tax, 'debit', '1.00', { taxCode: 'FR-20' }),
    ],
    ...more,
  });

/** A code of two rates, in a foreign currency. */
export const globalInvoice = (name = 'global-invoice', more: Partial<LedgerDocument> = {}): LedgerDocument =>
  documentOf(name, {
    type: 'invoice',
    currency: 'GBP',
    lines: [
      line('receivable', receivable, 'debit', '112.01'),
      line('sales', sales, 'credit', '100.00', {
        memo: 'Lamp',
        quantity: '1',
        taxedBy: ['CA-BC'],
        ledgerTaxCodes: ['23'],
      }),
      line('tax:CA-BC', 'tax-code:23', 'credit', '12.01', { taxCode: 'CA-BC' }),
    ],
    ...more,
  });
