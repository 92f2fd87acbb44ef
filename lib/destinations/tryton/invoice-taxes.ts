/**
 * Tax of an invoice. The source's amounts are carried: Tryton works tax out from the lines, but leaves a tax line's amount
 * alone whose tax, account, sign and base are those that it would make itself. So each line is given exactly that base.
 */
import type { DirectedLine, DocumentAmounts } from '../document-amounts';
import { sumOf } from '../document-amounts';
import { roundToMinor } from '../../money/minor';
import { type RenderedTax, type RenderIds } from './render';

export interface InvoiceTax {
  readonly tax: RenderedTax;
  /** Signed: negative on a credit note. */
  readonly base: bigint;
  readonly amount: bigint;
  /** A manual line is not compared with what Tryton works out: nothing on the invoice is taxed by it. */
  readonly isManual: boolean;
}

type Amounts = Pick<DocumentAmounts, 'items' | 'codedTaxes' | 'decimals'>;

/** @param sign 1 for an invoice, -1 for a credit note */
export const invoiceTaxes = (amounts: Amounts, sign: bigint, ids: RenderIds): readonly InvoiceTax[] =>
  codesOf(amounts).flatMap((code) => {
    const taxed = amounts.items.filter(({ line }) => line.ledgerTaxCodes?.includes(code) === true);
    const amount = sign * sumOf(amounts.codedTaxes.filter((line) => line.code === code));
    return taxLines(ids.tax(code), taxed, amount, sign, amounts.decimals);
  });

const codesOf = ({ items, codedTaxes }: Amounts): readonly string[] => [
  ...new Set([
    ...items.flatMap(({ line }) => line.ledgerTaxCodes ?? []),
    ...codedTaxes.map(({ code }) => code),
  ]),
];

const taxLines = (
  tax: RenderedTax,
  taxed: readonly DirectedLine[],
  amount: bigint,
  sign: bigint,
  decimals: number,
): readonly InvoiceTax[] => {
  if (tax.accountFor('invoice') === undefined) return [];
  if (taxed.length === 0) return [{ tax, base: 0n, amount, isManual: true }];
  const signed = taxed.map(({ minor }) => sign * minor);
  const above = sum(signed.filter((minor) => minor >= 0n));
  const below = sum(signed.filter((minor) => minor < 0n));
  const line = (base: bigint, share: bigint): InvoiceTax => ({ tax, base, amount: share, isManual: false });
  if (signed.every((minor) => minor >= 0n)) return [line(above, amount)];
  if (signed.every((minor) => minor < 0n)) return [line(below, amount)];
  // Tryton parts what is sold from what is taken off. The document has one amount for both.
  const lower = tax.fraction === undefined ? 0n : taxOn(below, tax.fraction, decimals);
  return [line(above, amount - lower), line(below, lower)];
};

const sum = (minors: readonly bigint[]): bigint => minors.reduce((total, minor) => total + minor, 0n);

const taxOn = (
  base: bigint,
  { digits, scale }: NonNullable<RenderedTax['fraction']>,
  decimals: number,
): bigint => roundToMinor({ digits: base * digits, scale: scale + decimals }, decimals, 'half-up');
