/**
 * The source's tax on the lines that it is on. On invoices and credit notes Xero takes the tax that it is told; on money
 * received and spent it takes only the tax that it works out itself, so that a form is looked for in which the two agree.
 */
import { cleanText } from '../../accounting/clean-text';
import { allocate } from '../../money/allocate';
import { type Decimal, formatDigits, powerOfTen } from '../../money/decimal';
import { floorDivide, ROUNDING_RULES } from '../../money/rounding';
import type { SaleLine, SaleLines } from './sale-lines';
import { AMOUNT_DECIMALS, DESCRIPTION_LIMIT } from './wire';

/** A line's tax, in the order of the lines. */
type Shares = readonly bigint[];

/** Each code's tax on its lines in proportion to them (largest remainder): the shares add up to it exactly. */
export const taxShares = ({ lines, taxes }: SaleLines): Shares => {
  const shares = lines.map(() => 0n);
  for (const [code, tax] of taxes) {
    const at = lines.flatMap(({ taxType }, index) => (taxType === code ? [index] : []));
    const parts = shareOut(
      tax,
      at.map((index) => (lines[index] as SaleLine).net),
    );
    at.forEach((index, part) => {
      shares[index] = parts[part] as bigint;
    });
  }
  return shares;
};

const abs = (value: bigint): bigint => (value < 0n ? -value : value);

/** A discount's line takes its part of the tax away from the others'. */
const shareOut = (tax: bigint, nets: readonly bigint[]): readonly bigint[] => {
  if (tax < 0n)
    return shareOut(
      -tax,
      nets.map((net) => -net),
    ).map((share) => -share);
  const over = nets.map((net) => (net > 0n ? net : 0n));
  const under = nets.map((net) => (net < 0n ? -net : 0n));
  const [sumOver, sumUnder] = [over, under].map((part) => part.reduce((sum, net) => sum + net, 0n)) as [
    bigint,
    bigint,
  ];
  if (sumOver > sumUnder) {
    const taken = floorDivide(tax * sumUnder, sumOver - sumUnder);
    const added = allocate(tax + taken, over);
    const removed = allocate(taken, sumUnder === 0n ? over : under);
    return nets.map((_, index) => (added[index] as bigint) - (removed[index] as bigint));
  }
  // A tax that goes against its lines is in no proportion to them: the largest line takes all of it.
  const largest = nets.reduce((best, net, index) => (abs(net) > abs(nets[best] as bigint) ? index : best), 0);
  return nets.map((_, index) => (index === largest ? tax : 0n));
};

/** Which way Xero rounds a line's tax that ends in half a cent. It does not say, so that both are reckoned with. */
export type Ties = 'half-even' | 'half-up';
export const LIKELY_TIES: Ties = 'half-even';

/** A way to write the lines in which Xero's own tax is the source's. */
export interface TaxForm {
  readonly lines: readonly SaleLine[];
  /** Whether the lines' amounts include their tax. */
  readonly inclusive: boolean;
  readonly taxes: Shares;
  /** Evened out on the rounding account, positive in the document's direction. */
  readonly rounding: bigint;
  readonly ties: Ties;
}

/** Percent of each tax code in use. */
export type Rates = ReadonlyMap<string, Decimal>;

/**
 * Forms in the order in which to try them. First those that keep everything: each line without its tax; with it; the lines
 * of one account and code as one, in both ways. Then each line without its tax and the difference on the rounding account,
 * where it is within the limit. A sentence when there is none.
 */
export const agreedForms = (
  sale: SaleLines,
  rates: Rates,
  roundingLimit: bigint | undefined,
  likely: Ties,
): readonly TaxForm[] | string => {
  const both = [likely, likely === 'half-even' ? 'half-up' : 'half-even'] as const;
  const exact = both.flatMap((ties) => exactForm(sale, rates, ties) ?? []);
  const rounded = both.flatMap((ties) => roundedForm(sale, rates, ties, roundingLimit) ?? []);
  const forms = [...exact, ...rounded].filter(
    (form, index, all) => all.findIndex((other) => isSameForm(other, form)) === index,
  );
  if (forms.length > 0) return forms;
  const own = sumOf(ownTaxes(sale, rates, likely));
  const show = (value: bigint) => formatDigits(value, AMOUNT_DECIMALS);
  return `Xero works out ${show(own)} of tax where the order has ${show(wantedOf(sale))}, and takes no other on money received or spent. Allow a tax rounding, post invoices with payments, or map this tax to an account`;
};

const sumOf = (values: readonly bigint[]): bigint => values.reduce((sum, value) => sum + value, 0n);

const wantedOf = ({ taxes }: SaleLines): bigint => sumOf([...taxes.values()]);

const isSameForm = (a: TaxForm, b: TaxForm): boolean =>
  a.inclusive === b.inclusive &&
  a.rounding === b.rounding &&
  a.taxes.length === b.taxes.length &&
  a.taxes.every((tax, index) => tax === b.taxes[index]);

const exactForm = (sale: SaleLines, rates: Rates, ties: Ties): TaxForm | undefined => {
  const merged = { lines: mergedLines(sale.lines), taxes: sale.taxes };
  return (
    exclusiveForm(sale, rates, ties) ??
    inclusiveForm(sale, rates, ties) ??
    exclusiveForm(merged, rates, ties) ??
    inclusiveForm(merged, rates, ties)
  );
};

const percentOf = ({ scale }: Decimal): bigint => 100n * powerOfTen(scale);

/** Xero works out tax line by line, in hundredths. */
const ownTaxes = ({ lines }: SaleLines, rates: Rates, ties: Ties): Shares =>
  lines.map(({ net, taxType }) => {
    const rate = rates.get(taxType);
    return rate === undefined ? 0n : ROUNDING_RULES[ties](net * rate.digits, percentOf(rate));
  });

const taxWithin = (gross: bigint, rate: Decimal | undefined, ties: Ties): bigint =>
  rate === undefined ? 0n : ROUNDING_RULES[ties](gross * rate.digits, percentOf(rate) + rate.digits);

const exclusiveForm = (sale: SaleLines, rates: Rates, ties: Ties): TaxForm | undefined => {
  const taxes = ownTaxes(sale, rates, ties);
  return addsUp(sale, taxes) ? { lines: sale.lines, inclusive: false, taxes, rounding: 0n, ties } : undefined;
};

const inclusiveForm = (sale: SaleLines, rates: Rates, ties: Ties): TaxForm | undefined => {
  const taxes = taxShares(sale);
  const agrees = sale.lines.every(
    ({ net, taxType }, index) =>
      taxWithin(net + (taxes[index] as bigint), rates.get(taxType), ties) === taxes[index],
  );
  return agrees && addsUp(sale, taxes)
    ? { lines: sale.lines, inclusive: true, taxes, rounding: 0n, ties }
    : undefined;
};

const addsUp = ({ lines, taxes }: SaleLines, shares: Shares): boolean => {
  const sums = new Map([...taxes.keys()].map((code) => [code, 0n]));
  lines.forEach(({ taxType }, index) =>
    sums.set(taxType, (sums.get(taxType) ?? 0n) + (shares[index] as bigint)),
  );
  return [...sums].every(([code, sum]) => sum === (taxes.get(code) ?? 0n));
};

const roundedForm = (
  sale: SaleLines,
  rates: Rates,
  ties: Ties,
  limit: bigint | undefined,
): TaxForm | undefined => {
  const taxes = ownTaxes(sale, rates, ties);
  const rounding = wantedOf(sale) - sumOf(taxes);
  // No difference in sum, but between two codes, is no rounding.
  if (limit === undefined || rounding === 0n || abs(rounding) > limit) return undefined;
  return { lines: sale.lines, inclusive: false, taxes, rounding, ties };
};

/** Lines that differ only in what they say become one, where the first of them stood. */
const mergedLines = (lines: readonly SaleLine[]): readonly SaleLine[] => {
  const merged = new Map<string, SaleLine>();
  for (const line of lines) {
    const key = JSON.stringify([line.account, line.taxType, line.tracking]);
    const before = merged.get(key);
    const { quantity: _, ...whole } = line;
    merged.set(
      key,
      before === undefined
        ? line
        : {
            ...whole,
            net: before.net + line.net,
            text: cleanText(`${before.text}, ${line.text}`, DESCRIPTION_LIMIT),
          },
    );
  }
  return [...merged.values()].filter(({ net }) => net !== 0n);
};
