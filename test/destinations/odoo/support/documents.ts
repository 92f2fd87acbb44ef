/** Documents for the tests of Odoo, on the simulator's ledger accounts. */
import type { DocumentType } from '../../../../lib/accounting/document';
import type { LedgerDocument, LedgerLine } from '../../../../lib/destinations/ledger-destination';
import type { OdooSimulator } from '../../../simulators/odoo/start-odoo';
import { documentOf, keyOf, line } from '../../../contract/destination-samples';

export const receivableLine = (odoo: OdooSimulator, side: 'debit' | 'credit', amount: string): LedgerLine =>
  line(String(odoo.ids.receivable), side, amount, undefined, 'receivable');

export const moneyLine = (odoo: OdooSimulator, side: 'debit' | 'credit', amount: string): LedgerLine =>
  line(String(odoo.ids.clearing), side, amount, undefined, 'clearing:stripe');

export const itemLine = (
  odoo: OdooSimulator,
  side: 'debit' | 'credit',
  amount: string,
  more: Partial<LedgerLine> = {},
): LedgerLine => ({ ...line(String(odoo.ids.sales), side, amount, 'Tea', 'sales'), ...more });

/** Tax that Odoo works out itself. */
export const codedTax = (id: number, side: 'debit' | 'credit', amount: string): LedgerLine =>
  line(`tax-code:${id}`, side, amount, undefined, `tax:${id}`);

export const sale = (
  name: string,
  type: DocumentType,
  lines: readonly LedgerLine[],
  more: Partial<LedgerDocument> = {},
): LedgerDocument => documentOf({ key: keyOf(name), type, lines, ...more });

/** 10.00 and 19 %: 11.90. */
export const smallInvoice = (
  odoo: OdooSimulator,
  name: string,
  more: Partial<LedgerDocument> = {},
): LedgerDocument =>
  sale(
    name,
    'invoice',
    [
      receivableLine(odoo, 'debit', '11.90'),
      itemLine(odoo, 'credit', '10.00', { ledgerTaxCodes: [String(odoo.ids.tax19)] }),
      codedTax(odoo.ids.tax19, 'credit', '1.90'),
    ],
    more,
  );

/**
 * The basket that three systems come to three totals with: 3 × 19.99 at 19 %, 2 × 12.34 at 7 %, ten per cent off, 4.90 of
 * shipping at 19 %. A live WooCommerce 10 with prices without tax: 53.97 + 22.22 + 4.90, tax 11.18 and 1.56, in all 93.83.
 */
export const basket = (
  odoo: OdooSimulator,
  name: string,
  more: Partial<LedgerDocument> = {},
): LedgerDocument => {
  const [tax19, tax7] = [String(odoo.ids.tax19), String(odoo.ids.tax7)];
  return sale(
    name,
    'invoice',
    [
      receivableLine(odoo, 'debit', '93.83'),
      itemLine(odoo, 'credit', '53.97', { memo: 'T-Shirt', quantity: '3', ledgerTaxCodes: [tax19] }),
      itemLine(odoo, 'credit', '22.22', { memo: 'Book', quantity: '2', ledgerTaxCodes: [tax7] }),
      itemLine(odoo, 'credit', '4.90', {
        memo: 'Shipping',
        ledgerAccount: String(odoo.ids.shipping),
        logicalAccount: 'shipping',
        ledgerTaxCodes: [tax19],
      }),
      codedTax(odoo.ids.tax19, 'credit', '11.18'),
      codedTax(odoo.ids.tax7, 'credit', '1.56'),
    ],
    more,
  );
};

/** The same basket as a poster would send it that tells Odoo pieces, prices and discounts. */
export const naiveBasket = ({ ids }: OdooSimulator): Record<string, unknown> => {
  const item = (name: string, quantity: number, price_unit: number, discount: number, tax: number) => [
    0,
    0,
    { name, quantity, price_unit, discount, account_id: ids.sales, tax_ids: [[6, 0, [tax]]] },
  ];
  return {
    move_type: 'out_invoice',
    invoice_date: '2026-11-20',
    invoice_line_ids: [
      item('T-Shirt', 3, 19.99, 10, ids.tax19),
      item('Book', 2, 12.34, 10, ids.tax7),
      item('Shipping', 1, 4.9, 0, ids.tax19),
    ],
  };
};

/** Of a record: ledger account → amount, credits negative. */
export const netsOf = (lines: readonly { ledgerAccount: string; debit?: string; credit?: string }[]) => {
  const nets: Record<string, string> = {};
  for (const { ledgerAccount, debit, credit } of lines) nets[ledgerAccount] = debit ?? `-${credit}`;
  return nets;
};
