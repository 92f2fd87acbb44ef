/** Which record a document becomes. */
import type { DocumentType } from '../ledger-destination';
import type { RecordEntity } from './wire';

/** A refund payment is a journal: QuickBooks has no record for money that goes out against a credit memo. */
export const ENTITY_OF: Readonly<Record<DocumentType, RecordEntity>> = {
  journal: 'JournalEntry',
  invoice: 'Invoice',
  sales_receipt: 'SalesReceipt',
  credit_note: 'CreditMemo',
  refund_receipt: 'RefundReceipt',
  payment: 'Payment',
  refund_payment: 'JournalEntry',
};
