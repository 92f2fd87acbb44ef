/**
 * Tax of a sales form: the source's amounts, told so that QuickBooks takes them instead of working out its own. In the US
 * one code and one total for the record, elsewhere a code on each line and an amount for each rate.
 */
import { allocate } from '../../money/allocate';
import { digitsAtScale, parseDecimal } from '../../money/decimal';
import { amountsByTaxCode, type DirectedLine, type DocumentAmounts, sumOf } from '../document-amounts';
import type { CompanyFacts, TaxCode, Taxes } from './company';
import { JsonNumber } from '../exact-json';
import { money, ref } from './rendering';
import type { SalesForm, TaxLine } from './wire';

export interface RenderedTax {
  /** Code of a sales line. */
  codeOf(line: DirectedLine['line']): string | undefined;
  readonly fields: Pick<SalesForm, 'GlobalTaxCalculation' | 'TxnTaxDetail'>;
}

/** QuickBooks' own two codes for lines in the US. */
export const US_TAXED = 'TAX';
export const US_UNTAXED = 'NON';

/** A sentence when QuickBooks could not hold the taxes as they are. */
export const renderTax = (
  amounts: DocumentAmounts,
  facts: CompanyFacts,
  taxes: Taxes,
): RenderedTax | string => {
  const byCode = amountsByTaxCode(amounts);
  const alone = byCode.find(({ code }) => !amounts.items.some(({ line }) => isTaxedBy(line, code)));
  if (alone !== undefined)
    return `it has tax under the code ${alone.code} and no item that is taxed by it; QuickBooks holds no tax by itself. Map this tax to an account instead`;
  return facts.isUs ? usTax(amounts, byCode) : lineTax(amounts, facts, taxes);
};

const isTaxedBy = (line: DirectedLine['line'], code: string): boolean =>
  line.ledgerTaxCodes?.includes(code) === true;

const usTax = (
  { decimals, tax }: DocumentAmounts,
  byCode: ReturnType<typeof amountsByTaxCode>,
): RenderedTax | string => {
  if (byCode.length > 1)
    return `it has taxes under the codes ${byCode.map(({ code }) => code).join(' and ')}, and QuickBooks takes one for a record in the US. Map both to one combined code, or to accounts`;
  const code = byCode[0]?.code;
  return {
    codeOf: (line) => (code !== undefined && isTaxedBy(line, code) ? US_TAXED : US_UNTAXED),
    fields:
      code === undefined
        ? {}
        : { TxnTaxDetail: { TxnTaxCodeRef: ref(code), TotalTax: money(tax, decimals) } },
  };
};

const lineTax = (amounts: DocumentAmounts, facts: CompanyFacts, taxes: Taxes): RenderedTax | string => {
  const coded = amounts.items.filter(({ line }) => (line.ledgerTaxCodes ?? []).length > 0);
  if (coded.length === 0)
    return {
      codeOf: () => undefined,
      fields: facts.usesTax ? { GlobalTaxCalculation: 'NotApplicable' } : {},
    };
  const untaxed = untaxedCode(amounts, taxes);
  if (untaxed === undefined && coded.length < amounts.items.length + amounts.accountTaxes.length)
    return 'some of its lines have a tax code and some have none. Map the tax code "none" to the code that QuickBooks is to show on untaxed lines';
  const used = [...new Set([...coded.map(({ line }) => codeOn(line) as string)])];
  const lines = taxLines(used, amounts, taxes);
  if (typeof lines === 'string') return lines;
  return {
    codeOf: (line) => codeOn(line) ?? untaxed,
    fields: {
      GlobalTaxCalculation: 'TaxExcluded',
      TxnTaxDetail: { TotalTax: money(amounts.tax, amounts.decimals), TaxLine: lines },
    },
  };
};

const codeOn = (line: DirectedLine['line']): string | undefined => line.ledgerTaxCodes?.[0];

/** What the document itself puts on an untaxed item, else the company's only code that is not taxable. */
const untaxedCode = ({ items }: DocumentAmounts, { codes }: Taxes): string | undefined => {
  const told = items.find(({ line }) => (line.taxedBy ?? []).length === 0 && codeOn(line) !== undefined);
  if (told !== undefined) return codeOn(told.line);
  const free = [...codes.values()].filter(({ taxable }) => !taxable);
  return free.length === 1 ? free[0]?.id : undefined;
};

const taxLines = (
  used: readonly string[],
  amounts: DocumentAmounts,
  taxes: Taxes,
): readonly TaxLine[] | string => {
  const owner = new Map<string, string>();
  const lines: TaxLine[] = [];
  for (const id of used) {
    const code = taxes.codes.get(id);
    if (code === undefined) return `QuickBooks has no active tax code with the id "${id}"`;
    const shared = code.rateIds.find((rate) => owner.has(rate));
    if (shared !== undefined)
      return `its tax codes ${owner.get(shared)} and ${id} share a rate, so that QuickBooks could not tell their amounts apart. Map them to one code, or to accounts`;
    for (const rate of code.rateIds) owner.set(rate, id);
    const split = splitOverRates(code, amounts, taxes);
    if (typeof split === 'string') return split;
    lines.push(...split);
  }
  return lines;
};

/** The code's tax over its rates in proportion to them: the parts add up to what the source says. */
const splitOverRates = (
  code: TaxCode,
  amounts: DocumentAmounts,
  taxes: Taxes,
): readonly TaxLine[] | string => {
  const { decimals } = amounts;
  const tax = sumOf(amounts.codedTaxes.filter((line) => line.code === code.id));
  const base = sumOf(amounts.items.filter(({ line }) => codeOn(line) === code.id));
  const percents = code.rateIds.map((id) => parseDecimal(taxes.rates.get(id)?.percent));
  if (percents.includes(undefined))
    return `QuickBooks does not tell the rates of tax code ${code.id} "${code.name}"`;
  const weights = percents.map((percent) => (percent === undefined ? 0n : digitsAtScale(percent, 20)));
  if (tax !== 0n && !weights.some((weight) => weight > 0n))
    return `tax code ${code.id} "${code.name}" has no rate above 0, and there is tax under it`;
  const shares = tax === 0n ? weights.map(() => 0n) : allocate(tax < 0n ? -tax : tax, weights);
  return code.rateIds.map((id, index) => ({
    Amount: money(tax < 0n ? -(shares[index] as bigint) : (shares[index] as bigint), decimals),
    DetailType: 'TaxLineDetail',
    TaxLineDetail: {
      TaxRateRef: ref(id),
      PercentBased: true,
      TaxPercent: new JsonNumber(taxes.rates.get(id)?.percent as string),
      NetAmountTaxable: money(base, decimals),
    },
  }));
};
