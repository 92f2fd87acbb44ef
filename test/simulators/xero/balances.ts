/** What the records amount to in the general ledger, for the trial balance and for tests. */
import { recordsOf, type SimSale, type XeroState } from './state';

/** Net of each account (its code, or its id where it has none) and `tax:<type>`, per currency, debits positive, in hundredths. */
export const balances = (state: XeroState, upTo?: string): ReadonlyMap<string, bigint> => {
  const nets = new Map<string, bigint>();
  const add = (name: string, currency: string, amount: bigint) => {
    const key = `${name} ${currency}`;
    nets.set(key, (nets.get(key) ?? 0n) + amount);
  };
  const nameOf = (id: string | undefined) => {
    const account = state.accounts.find(({ AccountID }) => AccountID === id);
    return account?.Code ?? account?.AccountID ?? '';
  };
  const receivable = state.accounts.find(({ SystemAccount }) => SystemAccount === 'DEBTORS')?.Code ?? '';
  const within = (day: string) => upTo === undefined || day <= upTo;
  const addSale = (sale: SimSale, counterpart: string, sign: bigint) => {
    add(counterpart, sale.CurrencyCode, sign * sale.Total);
    for (const { AccountCode, LineAmount, TaxAmount, TaxType } of sale.LineItems) {
      const net = sale.LineAmountTypes === 'Inclusive' ? LineAmount - TaxAmount : LineAmount;
      add(AccountCode, sale.CurrencyCode, -sign * net);
      if (TaxAmount !== 0n) add(`tax:${TaxType}`, sale.CurrencyCode, -sign * TaxAmount);
    }
  };
  const counts = ({ Status, Date: day }: { readonly Status: string; readonly Date: string }) =>
    ['AUTHORISED', 'PAID', 'POSTED'].includes(Status) && within(day);
  for (const sale of recordsOf(state, 'Invoices').filter(counts)) addSale(sale, receivable, 1n);
  for (const sale of recordsOf(state, 'CreditNotes').filter(counts)) addSale(sale, receivable, -1n);
  for (const sale of recordsOf(state, 'BankTransactions').filter(counts))
    addSale(sale, nameOf(sale.BankAccountID), sale.Type === 'RECEIVE' ? 1n : -1n);
  for (const payment of recordsOf(state, 'Payments').filter(counts)) {
    const sign = payment.PaymentType === 'ACCRECPAYMENT' ? 1n : -1n;
    add(nameOf(payment.AccountID), payment.CurrencyCode, sign * payment.Amount);
    add(receivable, payment.CurrencyCode, -sign * payment.Amount);
  }
  for (const { JournalLines } of recordsOf(state, 'ManualJournals').filter(counts))
    for (const { AccountCode, LineAmount } of JournalLines)
      add(AccountCode, state.organisation.BaseCurrency, LineAmount);
  for (const [name, net] of nets) if (net === 0n) nets.delete(name);
  return nets;
};
