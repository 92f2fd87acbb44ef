/** A document as a customer invoice; a credit note is one with negative quantities, as Tryton has it. */
import { cleanText } from '../../accounting/clean-text';
import { type Decimal, parseDecimal, powerOfTen } from '../../money/decimal';
import { formatDigits } from '../../money/decimal';
import type { DirectedLine, DocumentAmounts } from '../document-amounts';
import type { LedgerDocument } from '../ledger-destination';
import { type InvoiceTax, invoiceTaxes } from './invoice-taxes';
import { referenceText } from './reference';
import { amountOf, created, type Id, markedText, type RenderIds } from './render';
import { type WireDecimal, wireDate, wireDecimal } from './wire';

/** Values of one `account.invoice` for `create`. */
export const renderInvoice = (
  document: LedgerDocument,
  amounts: DocumentAmounts,
  ids: RenderIds,
): unknown => {
  const sign = document.type === 'credit_note' ? -1n : 1n;
  const [receivable] = amounts.counterparts as readonly [DirectedLine];
  const customer = document.customer?.key ?? '';
  return {
    type: 'out',
    company: ids.company,
    currency: ids.currency,
    journal: ids.journal('revenue'),
    party: ids.party(customer),
    invoice_address: ids.address(customer),
    account: ids.account(receivable.line.ledgerAccount),
    invoice_date: wireDate(document.date),
    // Due on its own day; without it Tryton takes the day of posting.
    payment_term_date: wireDate(document.date),
    reference: referenceText(document),
    description: markedText(document.description, document),
    lines: created(amounts.items.map((item) => renderItem(document, item, sign, ids))),
    taxes: created([
      ...invoiceTaxes(amounts, sign, ids).map((tax) => renderTax(tax, ids)),
      ...amounts.accountTaxes.map(({ line, minor }) =>
        manualLine(ids.account(line.ledgerAccount), line.memo ?? 'Tax', sign * minor, ids),
      ),
    ]),
  };
};

const renderItem = (document: LedgerDocument, item: DirectedLine, sign: bigint, ids: RenderIds): unknown => {
  const { line, minor } = item;
  const words = cleanText(line.memo ?? document.description);
  const split = pieces(line.quantity, minor < 0n ? -minor : minor, ids.decimals);
  const unsaid = line.quantity === undefined || split.quantity !== 1 || line.quantity === '1';
  const quantity = sign * minor < 0n ? -split.quantity : split.quantity;
  return {
    type: 'line',
    company: ids.company,
    currency: ids.currency,
    account: ids.account(line.ledgerAccount),
    description: unsaid ? words : `${line.quantity} × ${words}`,
    quantity,
    unit_price: split.price,
    taxes: [['add', (line.ledgerTaxCodes ?? []).map((code) => ids.tax(code).id)]],
  };
};

/** Tryton's own limits: a unit price has 4 decimals, a quantity without a unit 2. */
const PRICE_DECIMALS = 4;
const QUANTITY_DECIMALS = 2;

/** Quantity × price is the amount exactly, or the line is one piece at its amount. Both are positive. */
const pieces = (
  quantity: string | undefined,
  minor: bigint,
  decimals: number,
): { readonly quantity: number; readonly price: WireDecimal } => {
  const whole = { quantity: 1, price: wireDecimal(formatDigits(minor, decimals)) };
  const count = parseDecimal(quantity);
  if (quantity === undefined || count === undefined || !isSmall(count)) return whole;
  const numerator = minor * powerOfTen(count.scale + PRICE_DECIMALS);
  const denominator = count.digits * powerOfTen(decimals);
  if (numerator % denominator !== 0n) return whole;
  return { quantity: Number(quantity), price: wireDecimal(shortened(numerator / denominator, decimals)) };
};

const isSmall = ({ digits, scale }: Decimal): boolean =>
  digits > 0n && scale <= QUANTITY_DECIMALS && digits < 10n ** 9n;

/** 17.9900 is written 17.99, and 17.9910 as it is. */
const shortened = (digits: bigint, decimals: number): string => {
  const extra = powerOfTen(Math.max(PRICE_DECIMALS - decimals, 0));
  return digits % extra === 0n
    ? formatDigits(digits / extra, Math.min(decimals, PRICE_DECIMALS))
    : formatDigits(digits, PRICE_DECIMALS);
};

const renderTax = ({ tax, base, amount, isManual }: InvoiceTax, ids: RenderIds): unknown => ({
  manual: isManual,
  tax: tax.id,
  account: tax.accountFor((isManual ? amount : base) < 0n ? 'credit_note' : 'invoice') as Id,
  description: tax.description,
  base: amountOf(base, ids),
  amount: amountOf(amount, ids),
});

/** Written on a draft, it changes nothing, but makes Tryton work tax out as it would do while it posts. */
export const LET_WORK_OUT = { type: 'out' } as const;

/** An amount on an account of its own that Tryton leaves as it is: tax without a tax code, and rounding. */
export const manualLine = (
  account: Id,
  words: string,
  minor: bigint,
  ids: Pick<RenderIds, 'decimals'>,
): unknown => ({
  manual: true,
  account,
  description: cleanText(words) || 'Tax',
  base: amountOf(0n, ids),
  amount: amountOf(minor, ids),
});
