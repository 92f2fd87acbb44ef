/**
 * Invoices and credit notes: Odoo works out their tax and what is due from lines without tax. Lines carry the shop's net
 * amounts, so that only tax can come out different.
 */
import { formatDigits, parseDecimal, powerOfTen } from '../../money/decimal';
import { type DirectedLine, type DocumentAmounts, documentAmounts } from '../document-amounts';
import type { LedgerDocument } from '../ledger-destination';
import { createLine, onlyThese } from './commands';
import { idJson, type Json, jsonNumber } from './json';
import { analyticDistribution, lineName, moveHead, type RenderContext } from './render';

export const invoiceValues = (document: LedgerDocument, moveType: string, context: RenderContext): Json => {
  const { items, accountTaxes, decimals } = documentAmounts(document) as DocumentAmounts;
  return {
    ...moveHead(document, moveType, context),
    invoice_date: document.date,
    // One instalment, due at once: terms of the contact would split what is due.
    invoice_payment_term_id: false,
    invoice_date_due: document.date,
    invoice_line_ids: [...items, ...accountTaxes].map((one) =>
      createLine(itemValues(one, document, decimals, context)),
    ),
  };
};

const itemValues = (
  { line, minor }: DirectedLine,
  document: LedgerDocument,
  decimals: number,
  context: RenderContext,
): Json => {
  const product = line.sku === undefined ? undefined : context.links.products.get(line.sku);
  return {
    name: lineName(line, document),
    ...(product === undefined ? {} : { product_id: idJson(product) }),
    account_id: idJson(line.ledgerAccount),
    ...priced(line.quantity, minor, decimals),
    tax_ids: onlyThese((line.ledgerTaxCodes ?? []).map(idJson)),
    ...analyticDistribution(line, context.links),
  };
};

/** Odoo keeps two decimals of a quantity, unless told otherwise. */
const QUANTITY_DECIMALS = 2;

/** Pieces and their price where one is the other's exact share; else one piece at the whole amount: money before pieces. */
const priced = (
  quantity: string | undefined,
  minor: bigint,
  decimals: number,
): { quantity: Json; price_unit: Json } => {
  const pieces = parseDecimal(quantity);
  if (
    quantity !== undefined &&
    pieces !== undefined &&
    pieces.digits > 0n &&
    pieces.scale <= QUANTITY_DECIMALS
  ) {
    const scaled = minor * powerOfTen(pieces.scale);
    if (scaled % pieces.digits === 0n)
      return {
        quantity: jsonNumber(formatDigits(pieces.digits, pieces.scale)),
        price_unit: jsonNumber(formatDigits(scaled / pieces.digits, decimals)),
      };
  }
  return { quantity: jsonNumber('1'), price_unit: jsonNumber(formatDigits(minor, decimals)) };
};

/** A line that evens out what Odoo's tax and the shop's differ by; `amount` as the customer is charged it. */
export const roundingLine = (ledgerAccount: string, amount: string): Json =>
  createLine({
    name: 'Rounding',
    account_id: jsonNumber(ledgerAccount),
    quantity: jsonNumber('1'),
    price_unit: jsonNumber(amount),
    tax_ids: onlyThese([]),
  });
