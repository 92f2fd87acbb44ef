/** Which invoice a payment goes to when a sale has several. */
import type { DocumentType } from '../../lib/accounting/document';
import type { LedgerDocument } from '../../lib/destinations/ledger-destination';
import { documentPaid } from '../../lib/posting/document-paid';
import { shortKey } from '../../lib/posting/idempotency-key';
import type { Plan } from '../../lib/store/trace-store';

const owed = (amount: string): LedgerDocument['lines'] => [
  { ledgerAccount: '1200', logicalAccount: 'receivable', role: 'receivable', debit: amount },
  { ledgerAccount: '4000', logicalAccount: 'sales', role: 'item', credit: amount },
];

let sequence = 0;
beforeEach(() => {
  sequence = 0;
});

/** The next plan of an entry. */
const plan = (
  entryKey: string,
  type: DocumentType,
  amount: string,
  { state = 'posted', pays }: { readonly state?: Plan['state']; readonly pays?: Plan } = {},
): Plan => {
  const key = `${entryKey}#${++sequence}`;
  const [date, currency] = ['2026-03-01', 'EUR'];
  const appliesTo =
    pays === undefined ? {} : { appliesTo: { key: pays.key, shortKey: '', type: 'invoice', date, currency } };
  const document = { key, shortKey: shortKey(key), type, date, currency, lines: owed(amount), ...appliesTo };
  return { key, entryKey, sequence, state, document: JSON.stringify(document) } as Plan;
};

const paidBy = (type: DocumentType, amount: string, plans: readonly Plan[]): string | undefined =>
  documentPaid({ type, lines: owed(amount), currency: 'EUR' }, 'sale', plans)?.key;

test('the oldest that is open for the whole amount is paid', () => {
  const plans = [plan('sale', 'invoice', '10.00'), plan('sale', 'invoice', '10.00')];
  expect(paidBy('payment', '10.00', plans)).toBe('sale#1');
});

test('what is paid already is not paid again', () => {
  const first = plan('sale', 'invoice', '10.00');
  const plans = [
    first,
    plan('capture', 'payment', '10.00', { pays: first }),
    plan('sale', 'invoice', '5.00'),
  ];
  expect(paidBy('payment', '5.00', plans)).toBe('sale#3');
});

test('several payments share one invoice until nothing of it is open', () => {
  const first = plan('sale', 'invoice', '10.00');
  const plans = [first, plan('capture', 'payment', '4.00', { pays: first }), plan('sale', 'invoice', '9.00')];
  expect(paidBy('payment', '6.00', plans)).toBe('sale#1');
  expect(paidBy('payment', '6.01', plans)).toBe('sale#3');
});

test('where none is open for all of it, the ledger judges the one with most open', () => {
  const plans = [plan('sale', 'invoice', '10.00'), plan('sale', 'invoice', '12.00')];
  expect(paidBy('payment', '22.00', plans)).toBe('sale#2');
});

test('money that goes back pays out a credit note, never an invoice', () => {
  const plans = [plan('sale', 'invoice', '10.00'), plan('sale', 'credit_note', '3.00')];
  expect(paidBy('refund_payment', '3.00', plans)).toBe('sale#2');
  expect(paidBy('refund_payment', '3.00', plans.slice(0, 1))).toBeUndefined();
});

test('a refused invoice is paid only while nothing stands in its place', () => {
  const refused = plan('sale', 'invoice', '10.00', { state: 'rejected' });
  expect(paidBy('payment', '10.00', [refused])).toBe('sale#1');
  expect(paidBy('payment', '10.00', [refused, plan('sale', 'invoice', '10.00')])).toBe('sale#2');
});

test('a refused payment leaves its invoice open', () => {
  const first = plan('sale', 'invoice', '10.00');
  const refused = plan('capture', 'payment', '10.00', { pays: first, state: 'rejected' });
  expect(paidBy('payment', '10.00', [first, refused, plan('sale', 'invoice', '10.00')])).toBe('sale#1');
});

test('journals and sales of other entries are paid by nobody', () => {
  expect(paidBy('journal', '10.00', [plan('sale', 'invoice', '10.00')])).toBeUndefined();
  expect(paidBy('payment', '10.00', [plan('edit', 'invoice', '10.00')])).toBeUndefined();
});
