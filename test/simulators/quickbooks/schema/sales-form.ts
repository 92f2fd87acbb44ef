import { amount, closed, day, docNumber, head, listOf, ref, type Schema, text } from './shared';

const salesLine = closed(
  {
    Id: text(20),
    LineNum: { type: 'integer' },
    Amount: amount,
    Description: text(4000),
    DetailType: { const: 'SalesItemLineDetail' },
    SalesItemLineDetail: closed(
      { ItemRef: ref, Qty: amount, UnitPrice: amount, TaxCodeRef: ref, ServiceDate: day, ClassRef: ref },
      ['ItemRef'],
    ),
  },
  ['Amount', 'DetailType', 'SalesItemLineDetail'],
);

const taxLine = closed(
  {
    Amount: amount,
    DetailType: { const: 'TaxLineDetail' },
    TaxLineDetail: closed(
      { TaxRateRef: ref, PercentBased: { type: 'boolean' }, TaxPercent: amount, NetAmountTaxable: amount },
      ['TaxRateRef'],
    ),
  },
  ['Amount', 'DetailType', 'TaxLineDetail'],
);

const fields = {
  ...head,
  DocNumber: docNumber,
  CustomerRef: ref,
  DepartmentRef: ref,
  GlobalTaxCalculation: { enum: ['TaxExcluded', 'TaxInclusive', 'NotApplicable'] },
  Line: listOf(salesLine),
  TxnTaxDetail: closed({ TxnTaxCodeRef: ref, TotalTax: amount, TaxLine: listOf(taxLine, 0) }, []),
  PaymentRefNum: text(21),
} as const;

const onCredit: Schema = closed({ ...fields, ARAccountRef: ref, DueDate: day }, ['CustomerRef', 'Line']);
const atOnce: Schema = closed({ ...fields, DepositToAccountRef: ref }, ['Line']);

export const salesReceipt = atOnce;
export const refundReceipt: Schema = { ...atOnce, required: ['Line', 'DepositToAccountRef'] };
export const invoice = onCredit;
export const creditMemo = onCredit;
