import { amount, closed, docNumber, head, listOf, ref, type Schema, text } from './shared';

const entity = closed({ Type: { enum: ['Customer', 'Vendor', 'Employee'] }, EntityRef: ref }, [
  'Type',
  'EntityRef',
]);

const line = closed(
  {
    Amount: amount,
    Description: text(4000),
    DetailType: { const: 'JournalEntryLineDetail' },
    JournalEntryLineDetail: closed(
      {
        PostingType: { enum: ['Debit', 'Credit'] },
        AccountRef: ref,
        Entity: entity,
        ClassRef: ref,
        DepartmentRef: ref,
      },
      ['PostingType', 'AccountRef'],
    ),
  },
  ['Amount', 'DetailType', 'JournalEntryLineDetail'],
);

export const journalEntry: Schema = closed(
  { ...head, DocNumber: docNumber, Adjustment: { type: 'boolean' }, Line: listOf(line) },
  ['Line'],
);
