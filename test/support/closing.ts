/** A ledger whose period closes while a run is under way: nobody hears of it before the first document is refused. */
import type { DocumentType } from '../../lib/accounting/document';
import type { River } from './river';

export const DOCUMENTS: readonly DocumentType[] = [
  'invoice',
  'sales_receipt',
  'credit_note',
  'refund_receipt',
  'payment',
  'refund_payment',
];

export const closeTo = ({ ledger }: River, day: string): void => {
  ledger.locked = day;
  let told = false;
  ledger.lockDate = async () => {
    const known = told;
    told = true;
    return known ? ledger.locked : undefined;
  };
};
