import {
  amountsByTaxCode,
  checkedLines,
  type DocumentAmounts,
  documentAmounts,
  sumOf,
} from '../../lib/destinations/document-amounts';
import type { DocumentType, LedgerDocument, LedgerLine } from '../../lib/destinations/ledger-destination';
import { documentOf, line } from '../contract/destination-samples';

const document = (type: DocumentType, lines: readonly LedgerLine[], more: Partial<LedgerDocument> = {}) =>
  documentOf({ key: 'k', type, lines, ...more });

const paid = (side: 'debit' | 'credit', amount: string) =>
  line('1100', side, amount, undefined, 'clearing:x');
const owed = (side: 'debit' | 'credit', amount: string) =>
  line('1200', side, amount, undefined, 'receivable');
const item = (side: 'debit' | 'credit', amount: string, codes?: readonly string[]): LedgerLine => ({
  ...line('4000', side, amount, 'Tea', 'sales'),
  ...(codes === undefined ? {} : { ledgerTaxCodes: codes }),
});
const tax = (account: string, side: 'debit' | 'credit', amount: string) =>
  line(account, side, amount, undefined, 'tax:DE');

const amounts = (
  type: DocumentType,
  lines: readonly LedgerLine[],
  more?: Partial<LedgerDocument>,
): DocumentAmounts => {
  const read = documentAmounts(document(type, lines, more));
  if (typeof read === 'string') throw new Error(read);
  return read;
};

describe('the amounts of a document', () => {
  const sold = [
    item('credit', '30.00', ['A']),
    item('debit', '3.00', ['A']),
    item('credit', '5.00'),
    tax('tax-code:A', 'credit', '2.23'),
    tax('2200', 'credit', '1.00'),
  ];
  const given = sold.map(({ debit, credit, ...rest }): LedgerLine => ({
    ...rest,
    ...(debit === undefined ? { debit: credit as string } : { credit: debit }),
  }));

  it.each<[DocumentType, readonly LedgerLine[]]>([
    ['sales_receipt', [paid('debit', '35.23'), ...sold]],
    ['invoice', [owed('debit', '35.23'), ...sold]],
    ['credit_note', [owed('credit', '35.23'), ...given]],
    ['refund_receipt', [paid('credit', '35.23'), ...given]],
  ])('are positive in its direction: %s', (type, lines) => {
    const read = amounts(type, lines);
    expect(read.items.map(({ minor }) => minor)).toEqual([3000n, -300n, 500n]);
    expect(read.codedTaxes).toMatchObject([{ code: 'A', minor: 223n }]);
    expect(read.accountTaxes).toMatchObject([{ minor: 100n }]);
    expect(read.counterparts).toMatchObject([{ minor: 3523n }]);
    expect([read.net, read.tax, read.total, read.decimals]).toEqual([3300n, 223n, 3523n, 2]);
    expect(amountsByTaxCode(read)).toEqual([{ code: 'A', base: 2700n, tax: 223n }]);
    expect(sumOf(read.items)).toBe(3200n);
  });

  it.each<[DocumentType, readonly LedgerLine[]]>([
    ['payment', [owed('credit', '10.00'), paid('debit', '10.00')]],
    ['refund_payment', [owed('debit', '10.00'), paid('credit', '10.00')]],
  ])('of a %s are the money and what it takes from the receivable', (type, lines) => {
    const read = amounts(type, lines);
    expect(read.counterparts.map(({ line: { ledgerAccount }, minor }) => [ledgerAccount, minor])).toEqual([
      ['1100', 1000n],
      ['1200', -1000n],
    ]);
    expect(read.total).toBe(1000n);
  });

  it('follow the decimals of the currency', () => {
    expect(
      amounts('invoice', [owed('debit', '1190'), item('credit', '1190')], { currency: 'JPY' }).total,
    ).toBe(1190n);
    expect(
      amounts('invoice', [owed('debit', '1.191'), item('credit', '1.191')], { currency: 'KWD' }).total,
    ).toBe(1191n);
  });

  it('sum several taxes under one code', () => {
    const lines = [
      owed('debit', '13.00'),
      item('credit', '10.00', ['A']),
      tax('tax-code:A', 'credit', '1.00'),
      tax('tax-code:A', 'credit', '2.00'),
    ];
    expect(amountsByTaxCode(amounts('invoice', lines))).toEqual([{ code: 'A', base: 1000n, tax: 300n }]);
  });
});

describe('a document is refused in words', () => {
  const good = [owed('debit', '10.00'), item('credit', '10.00')];

  it.each<[string, Partial<LedgerDocument>, string]>([
    ['no key', { key: '' }, 'has no key'],
    ['half a character in its key', { key: 'a\ud800' }, 'half a character'],
    ['a day that there is not', { date: '2026-02-30' }, '2026-02-30'],
    ['no currency', { currency: 'XXX' }, '"XXX" is not a currency'],
    ['no lines', { lines: [] }, 'no lines'],
    [
      'lines that do not balance',
      { lines: [owed('debit', '10.00'), item('credit', '9.99')] },
      'debits exceed credits by 0.01 EUR',
    ],
    [
      'a line without an amount',
      { lines: [{ ...item('credit', '1.00'), credit: undefined } as LedgerLine] },
      'neither debit nor credit',
    ],
    [
      'a line with two amounts',
      { lines: [{ ...item('credit', '1.00'), debit: '1.00' }] },
      'both debit and credit',
    ],
    ['too many decimals', { lines: [item('credit', '1.005')] }, '"1.005"'],
    ['nothing', { lines: [item('credit', '0.00')] }, 'not a positive amount'],
    ['less than nothing', { lines: [item('credit', '-1.00')] }, 'not a positive amount'],
  ])('with %s', (_, more, words) => {
    expect(checkedLines(document('journal', good, more))).toEqual(expect.stringContaining(words));
    expect(documentAmounts(document('invoice', good, more))).toEqual(expect.stringContaining(words));
  });

  it.each<[string, DocumentType, readonly LedgerLine[]]>([
    [
      'an invoice that is paid too',
      'invoice',
      [owed('debit', '5.00'), paid('debit', '5.00'), item('credit', '10.00')],
    ],
    ['an invoice without a receivable', 'invoice', [item('debit', '10.00'), item('credit', '10.00')]],
    [
      'a payment with an item',
      'payment',
      [paid('debit', '9.00'), item('debit', '1.00'), owed('credit', '10.00')],
    ],
    ['a payment between two gateways', 'payment', [paid('debit', '9.00'), paid('credit', '9.00')]],
  ])('as %s', (_, type, lines) => {
    expect(documentAmounts(document(type, lines))).toContain('its lines are not those of');
  });

  it('when it comes to less than nothing in its direction', () => {
    const lines = [owed('credit', '10.00'), item('debit', '10.00')];
    expect(documentAmounts(document('invoice', lines))).toContain('more than 0');
  });

  it('is no question for a journal, which has no direction', () => {
    expect(() => documentAmounts(document('journal', good))).toThrow('no direction');
    expect(checkedLines(document('journal', good))).toMatchObject({ total: 1000n, decimals: 2 });
  });
});
