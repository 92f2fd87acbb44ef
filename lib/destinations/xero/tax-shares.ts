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

/** How the lines are written so that Xero's own tax is the source's. */
export interface TaxForm {
  readonly lines: readonly SaleLine[];
  /** Whether the lines' amounts include their tax. */
  readonly inclusive: boolean;
  readonly taxes: Shares;
  /** Evened out on the rounding account, positive in the document's direction. */
  readonly rounding: bigint;
}

/** Percent of each tax code in use. */
export type Rates = ReadonlyMap<string, Decimal>;

/**
 * Tried in this order: each line without its tax; with it; the lines of one account and code as one, in both ways; at last
 * the first way with the difference on the rounding account, within the limit. A sentence when none of them agrees.
 */
export const agreedForm = (
  sale: SaleLines,
  rates: Rates,
  roundingLimit: bigint | undefined,
): TaxForm | string => {
  const merged = { lines: mergedLines(sale.lines), taxes: sale.taxes };
  for (const form of [sale, merged]) {
    const agreed = exclusiveForm(form, rates) ?? inclusiveForm(form, rates);
    if (agreed !== undefined) return agreed;
  }
  const taxes = sale.lines.map(({ net, taxType }) => taxOn(net, rates.get(taxType)));
  const [own, wanted] = [sumOf(taxes), sumOf([...sale.taxes.values()])];
  const rounding = wanted - own;
  if (roundingLimit !== undefined && abs(rounding) <= roundingLimit)
    return { lines: sale.lines, inclusive: false, taxes, rounding };
  const show = (value: bigint) => formatDigits(value, AMOUNT_DECIMALS);
  return `Xero works out ${show(own)} of tax where the order has ${show(wanted)}, and takes no other on money received or spent. Allow a tax rounding, post invoices with payments, or map this tax to an account`;
};

const sumOf = (values: readonly bigint[]): bigint => values.reduce((sum, value) => sum + value, 0n);

const percentOf = ({ scale }: Decimal): bigint => 100n * powerOfTen(scale);

/** Xero rounds each line's tax, ties to the even neighbour. */
const taxOn = (net: bigint, rate: Decimal | undefined): bigint =>
  rate === undefined ? 0n : ROUNDING_RULES['half-even'](net * rate.digits, percentOf(rate));

const taxWithin = (gross: bigint, rate: Decimal | undefined): bigint =>
  rate === undefined ? 0n : ROUNDING_RULES['half-even'](gross * rate.digits, percentOf(rate) + rate.digits);

const exclusiveForm = (sale: SaleLines, rates: Rates): TaxForm | undefined => {
  const own = sale.lines.map(({ net, taxType }) => taxOn(net, rates.get(taxType)));
  return addsUp(sale, own) ? { lines: sale.lines, inclusive: false, taxes: own, rounding: 0n } : undefined;
};

const addsUp = ({ lines, taxes }: SaleLines, shares: Shares): boolean => {
  const sums = new Map([...taxes.keys()].map((code) => [code, 0n]));
  lines.forEach(({ taxType }, index) =>
    sums.set(taxType, (sums.get(taxType) ?? 0n) + (shares[index] as bigint)),
  );
  return [...sums].every(([code, sum]) => sum === (taxes.get(code) ?? 0n));
};

const inclusiveForm = (sale: SaleLines, rates: Rates): TaxForm | undefined => {
  const shares = taxShares(sale);
  const agrees = sale.lines.every(
    ({ net, taxType }, index) =>
      taxWithin(net + (shares[index] as bigint), rates.get(taxType)) === (shares[index] as bigint),
  );
  return agrees && addsUp(sale, shares)
    ? { lines: sale.lines, inclusive: true, taxes: shares, rounding: 0n }
    : undefined;
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
