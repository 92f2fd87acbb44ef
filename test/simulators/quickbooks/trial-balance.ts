/** What every account comes to, worked out from the transactions alone. */
import type { JsonNumber } from '../../../lib/destinations/exact-json';
import { amountOf, cents } from './amounts';
import { type Company, refValue, type Row } from './company';
import { ACCOUNTS } from './seed';

const number = (value: unknown): bigint => cents((value as JsonNumber).text);

/** Cents by account, debits positive. Currencies are not converted: a report of one currency at a time. */
export const balances = (
  company: Company,
  currency: string = company.settings.currency,
): ReadonlyMap<string, bigint> => {
  const sums = new Map<string, bigint>();
  const book = (account: string, amount: bigint): void =>
    void sums.set(account, (sums.get(account) ?? 0n) + amount);
  for (const { entity, row } of company.transactions) {
    if (company.currencyOf(row) !== currency) continue;
    if (entity === 'JournalEntry') {
      for (const line of row['Line'] as readonly Row[]) {
        const detail = line['JournalEntryLineDetail'] as Row;
        const amount = number(line['Amount']);
        book(refValue(detail['AccountRef']) as string, detail['PostingType'] === 'Debit' ? amount : -amount);
      }
      continue;
    }
    const sign = entity === 'CreditMemo' || entity === 'RefundReceipt' ? -1n : 1n;
    const [deposit, receivable] = [refValue(row['DepositToAccountRef']), refValue(row['ARAccountRef'])];
    const total = sign * number(row['TotalAmt']);
    book((deposit ?? receivable) as string, total);
    if (entity === 'Payment') {
      book(receivable as string, -total);
      continue;
    }
    for (const line of row['Line'] as readonly Row[]) {
      if (line['DetailType'] !== 'SalesItemLineDetail') continue;
      const account = refValue((line['SalesItemLineDetail'] as Row)['ItemAccountRef']) as string;
      book(account, -sign * number(line['Amount']));
    }
    book(ACCOUNTS.taxAgency, -sign * number((row['TxnTaxDetail'] as Row)['TotalTax']));
  }
  for (const [account, amount] of sums) if (amount === 0n) sums.delete(account);
  return sums;
};

export const trialBalance = (company: Company): Row => ({
  Header: { ReportName: 'TrialBalance', Currency: company.settings.currency },
  Columns: { Column: [{ ColTitle: '' }, { ColTitle: 'Debit' }, { ColTitle: 'Credit' }] },
  Rows: {
    Row: [...balances(company)].map(([id, amount]) => ({
      ColData: [
        { id, value: company.find('Account', id)?.['Name'] },
        { value: amount > 0n ? amountOf(amount).text : '' },
        { value: amount < 0n ? amountOf(-amount).text : '' },
      ],
    })),
  },
});
