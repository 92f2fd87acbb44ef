/** Documents for the tests of Xero, with real keys. */
import type { DocumentType } from '../../../../lib/accounting/document';
import { roleOf } from '../../../../lib/accounting/document';
import {
  type LedgerDocument,
  type LedgerLine,
  TAX_CODE_PREFIX,
} from '../../../../lib/destinations/ledger-destination';
import { shortKey } from '../../../../lib/posting/idempotency-key';

type Side = 'debit' | 'credit';

const line = (
  ledgerAccount: string,
  logicalAccount: string,
  side: Side,
  amount: string,
  more: Partial<LedgerLine> = {},
): LedgerLine => ({ ledgerAccount, logicalAccount, role: roleOf(logicalAccount), [side]: amount, ...more });

/** Items are credited on sales; a discount is the other side. */
export const item = (amount: string, more: Partial<LedgerLine> = {}, side: Side = 'credit'): LedgerLine =>
  line('200', 'sales', side, amount, { memo: 'Tea', ...more });

export const coded = (code: string): Partial<LedgerLine> => ({ taxedBy: ['VAT'], ledgerTaxCodes: [code] });

export const codedTax = (code: string, amount: string, side: Side = 'credit'): LedgerLine =>
  line(`${TAX_CODE_PREFIX}${code}`, 'tax:VAT', side, amount, { memo: 'VAT', taxCode: 'VAT' });

export const accountTax = (amount: string, side: Side = 'credit'): LedgerLine =>
  line('825', 'tax:VAT', side, amount, { memo: 'VAT' });

export const owed = (amount: string, side: Side = 'debit'): LedgerLine =>
  line('610', 'receivable', side, amount);

export const money = (amount: string, side: Side = 'debit', account = '091'): LedgerLine =>
  line(account, 'clearing:stripe', side, amount);

export const plain = (
  ledgerAccount: string,
  logicalAccount: string,
  side: Side,
  amount: string,
): LedgerLine => line(ledgerAccount, logicalAccount, side, amount, { memo: 'By hand' });

export const keyOf = (name: string, kind = 'sale'): string =>
  `woocommerce:shop.example:1042:${kind}:${encodeURIComponent(name)}#1`;

export const documentOf = (
  type: DocumentType,
  name: string,
  lines: readonly LedgerLine[],
  more: Partial<LedgerDocument> = {},
): LedgerDocument => {
  const key = more.key ?? keyOf(name);
  return {
    key,
    shortKey: shortKey(key),
    type,
    contentHash: `hash of ${name}`,
    kind: 'entry',
    date: '2026-03-01',
    currency: 'EUR',
    description: 'Order 1042',
    source: { platform: 'woocommerce', storeId: 'shop.example', orderId: '1042', number: '1042' },
    customer: { key: 'woocommerce:shop.example', name: 'shop.example buyers' },
    lines,
    ...more,
  };
};

/** 119.00 on credit: two items and shipping under 19 percent. */
export const invoice = (name = 'i', more: Partial<LedgerDocument> = {}): LedgerDocument =>
  documentOf(
    'invoice',
    name,
    [
      owed('119.00'),
      item('60.00', { ...coded('TAX001'), quantity: '3', sku: 'TEA-1' }),
      item('30.00', { ...coded('TAX001'), memo: 'Cup' }),
      line('210', 'shipping', 'credit', '10.00', { memo: 'Shipping', ...coded('TAX001') }),
      codedTax('TAX001', '19.00'),
    ],
    more,
  );

export const creditNote = (name = 'c', more: Partial<LedgerDocument> = {}): LedgerDocument =>
  documentOf(
    'credit_note',
    name,
    [item('10.00', coded('TAX001'), 'debit'), codedTax('TAX001', '1.90', 'debit'), owed('11.90', 'credit')],
    more,
  );

export const receipt = (name = 'r', more: Partial<LedgerDocument> = {}): LedgerDocument =>
  documentOf(
    'sales_receipt',
    name,
    [money('11.90'), item('10.00', coded('TAX001')), codedTax('TAX001', '1.90')],
    more,
  );

export const refundReceipt = (name = 'rr', more: Partial<LedgerDocument> = {}): LedgerDocument =>
  documentOf(
    'refund_receipt',
    name,
    [item('10.00', coded('TAX001'), 'debit'), codedTax('TAX001', '1.90', 'debit'), money('11.90', 'credit')],
    more,
  );

export const payment = (of: LedgerDocument, amount: string, name = 'p'): LedgerDocument =>
  documentOf('payment', name, [money(amount), owed(amount, 'credit')], {
    key: keyOf(name, 'capture'),
    appliesTo: of,
  });

export const refundPayment = (of: LedgerDocument, amount: string, name = 'rp'): LedgerDocument =>
  documentOf('refund_payment', name, [money(amount, 'credit'), owed(amount)], {
    key: keyOf(name, 'refund_payment'),
    appliesTo: of,
  });

export const journal = (name = 'j', more: Partial<LedgerDocument> = {}): LedgerDocument =>
  documentOf(
    'journal',
    name,
    [plain('850', 'gift-card-liability', 'debit', '25.00'), plain('200', 'sales', 'credit', '25.00')],
    { description: 'Gift card breakage of order 1042', ...more },
  );
