import { amount, closed, head, listOf, ref, type Schema, text } from './shared';

const linked = closed({ TxnId: text(20), TxnType: { enum: ['Invoice', 'CreditMemo', 'JournalEntry'] } }, [
  'TxnId',
  'TxnType',
]);

export const payment: Schema = closed(
  {
    ...head,
    CustomerRef: ref,
    TotalAmt: amount,
    DepositToAccountRef: ref,
    ARAccountRef: ref,
    PaymentRefNum: text(21),
    Line: listOf(closed({ Amount: amount, LinkedTxn: listOf(linked) }, ['Amount', 'LinkedTxn'])),
  },
  ['CustomerRef', 'TotalAmt'],
);
