/** The tax lines of one item or shipping method. */
import { addDecimals, type Decimal } from '../../money/decimal';
import { cleanText, jurisdictionName } from '../clean-text';
import type { MoneyReading } from '../read-amount';
import { field, type JsonObject } from '../read-json';
import { atMost, plainText, readExactly, readNumber, scaled } from './read-decimal';
import { compare, type Entry, readEntries } from './reading';

export interface TaxRate {
  /** Becomes tax:<jurisdiction>: the code with its percentage, for a code stays when the rate changes. */
  readonly jurisdiction: string;
  readonly label: string;
  readonly percent: Decimal;
  readonly pointer: string;
  readonly percentText: string;
}

export interface ExactTax {
  readonly rate: TaxRate;
  readonly value: Decimal;
  readonly pointers: readonly string[];
}

/** Codes are optional in Medusa; the country of the buyer then says whose tax it is. */
const nameOf = (line: JsonObject, country: string, percent: string): string => {
  const code = jurisdictionName(field(line, 'code')) || jurisdictionName(field(line, 'description'));
  return `${code || country || 'tax'}-${percent}`;
};

const readRate = (reading: MoneyReading, { raw, path }: Entry, country: string): TaxRate | undefined => {
  const percent = readNumber(reading, raw, 'rate', path);
  if (percent === undefined) return undefined;
  const percentText = plainText(atMost(percent.value, 6));
  const label = cleanText(field(raw, 'description'), 100) || cleanText(field(raw, 'code'), 100);
  const jurisdiction = nameOf(raw, country, percentText);
  const { value, pointer } = percent;
  return { jurisdiction, label: label || jurisdiction, percent: value, pointer, percentText };
};

/** Medusa lists the rows of an order in no order that stays. */
const byName = (a: TaxRate, b: TaxRate): number => compare(a.jurisdiction, b.jurisdiction);

/** The rates alone, where the amounts have to be divided anew. Undefined when one of them cannot be read. */
export const readRates = (reading: MoneyReading, part: Entry, country: string): TaxRate[] | undefined => {
  const lines = readEntries(reading, part.raw, 'tax_lines', part.path);
  const rates = lines.flatMap((line) => readRate(reading, line, country) ?? []);
  return rates.length === lines.length ? rates.sort(byName) : undefined;
};

/** The taxes as they stand. Undefined, with a problem, when one of them cannot be read. */
export const readTaxes = (reading: MoneyReading, part: Entry, country: string): ExactTax[] | undefined => {
  const lines = readEntries(reading, part.raw, 'tax_lines', part.path);
  const taxes = lines.flatMap((line): ExactTax[] => {
    const rate = readRate(reading, line, country);
    const amount = readExactly(reading, line.raw, 'total', line.path);
    return rate && amount ? [{ rate, value: amount.value, pointers: [amount.pointer] }] : [];
  });
  return taxes.length === lines.length ? taxes.sort((a, b) => byName(a.rate, b.rate)) : undefined;
};

export const sumPercent = (rates: readonly TaxRate[]): Decimal =>
  addDecimals(rates.map(({ percent }) => percent));

/** Divides a tax by the rates that it is of, alike for all of them: none takes what the last digits leave. */
export const divideTax = (
  tax: Decimal,
  rates: readonly TaxRate[],
  pointers: readonly string[],
): ExactTax[] => {
  const all = sumPercent(rates);
  return rates.map((rate) => ({
    rate,
    value: all.digits === 0n ? all : scaled(tax, rate.percent, all),
    pointers: [...pointers, rate.pointer],
  }));
};
