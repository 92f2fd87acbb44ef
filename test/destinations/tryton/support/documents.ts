/** Documents of a small shop, on the accounts and under the taxes of a test company. */
import type { LedgerDocument, LedgerLine } from '../../../../lib/destinations/ledger-destination';
import { TAX_CODE_PREFIX } from '../../../../lib/destinations/ledger-destination';
import { documentOf, keyOf, line, referenceTo } from '../../../contract/destination-samples';
import type { TestDatabase } from '../../../simulators/tryton';

type More = Partial<LedgerDocument>;

export const BUYER = {
  key: 'woocommerce:shop.example:customer:5',
  name: 'Ann Ex',
  email: 'ann@buyer.example',
};

export const shopOn = ({ accounts, taxes }: TestDatabase) => {
  const account = (name: string): string => String(accounts.get(name));
  const tax = (rate: 19 | 7 | 0): string => String(taxes.get(`VAT ${rate} %`));
  const code = (rate: 19 | 7 | 0): string => TAX_CODE_PREFIX + tax(rate);
  const item = (
    amount: string,
    rate: 19 | 7 | 0 | undefined,
    more: Partial<LedgerLine> & { readonly side?: 'debit' | 'credit'; readonly on?: string } = {},
  ): LedgerLine => {
    const { side = 'credit', on = 'Main Revenue', ...rest } = more;
    return {
      ...line(account(on), side, amount, 'Tea', 'sales'),
      ...(rate === undefined ? {} : { ledgerTaxCodes: [tax(rate)] }),
      ...rest,
    };
  };
  const taxLine = (amount: string, rate: 19 | 7 | 0, side: 'debit' | 'credit' = 'credit'): LedgerLine =>
    line(code(rate), side, amount, `VAT ${rate} %`, `tax:DE-${rate}`);
  const owed = (amount: string, side: 'debit' | 'credit' = 'debit'): LedgerLine =>
    line(account('Main Receivable'), side, amount, undefined, 'receivable');
  const money = (amount: string, side: 'debit' | 'credit' = 'debit'): LedgerLine =>
    line(account('Stripe Clearing'), side, amount, 'Stripe', 'clearing:stripe');
  const document = (
    name: string,
    type: LedgerDocument['type'],
    lines: readonly LedgerLine[],
    more: More = {},
  ): LedgerDocument => documentOf({ key: keyOf(name), type, customer: BUYER, lines, ...more });

  return {
    account,
    tax,
    code,
    item,
    taxLine,
    owed,
    money,
    document,
    /** 10.00 and 19 % on it, on credit. */
    invoice: (name: string, more: More = {}) =>
      document(name, 'invoice', [owed('11.90'), item('10.00', 19), taxLine('1.90', 19)], more),
    /** Paid at once: what an order is in Tryton that was paid in the shop. */
    receipt: (name: string, more: More = {}) =>
      document(name, 'sales_receipt', [money('11.90'), item('10.00', 19), taxLine('1.90', 19)], more),
    payment: (name: string, paid: string, amount = '11.90', more: More = {}) =>
      document(name, 'payment', [money(amount), owed(amount, 'credit')], {
        appliesTo: referenceTo(keyOf(paid), 'invoice'),
        ...more,
      }),
    /**
     * 3 × 19.99 and 2 × 12.34 less 10 %, shipping 4.90, at 19 % and 7 %: the shop charges 93.83, and Tryton would work out
     * 93.82.
     */
    basket: (name: string, more: More = {}) =>
      document(
        name,
        'invoice',
        [
          owed('93.83'),
          item('53.97', 19, { quantity: '3', memo: 'T-Shirt' }),
          item('22.21', 7, { quantity: '2', memo: 'Book' }),
          item('4.90', 19, { on: 'Shipping Revenue', memo: 'Shipping' }),
          taxLine('11.19', 19),
          taxLine('1.56', 7),
        ],
        more,
      ),
  };
};

export type Shop = ReturnType<typeof shopOn>;
