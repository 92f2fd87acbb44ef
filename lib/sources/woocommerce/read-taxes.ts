/** The taxes of one line, shipping line, fee or refunded part. */
import { addDecimals, type Decimal, digitsAtScale, formatDecimal, powerOfTen } from '../../money/decimal';
import { type Amount, type MoneyReading, negated, readAmount } from '../read-amount';
import { field, type JsonObject, preview, readId, report } from '../read-json';
import { readEntry, readLines } from './reading';
import { type Rate, rateOf, rateOfUndivided, type Rates } from './tax-rates';

export interface TaxDraft {
  readonly rate: Rate;
  readonly amount: Amount;
  readonly pointer: string;
}

interface TaxEntries {
  readonly taxes: TaxDraft[];
  /** Pointers of entries whose total is "". */
  readonly blanks: string[];
  readonly broken: boolean;
}

const readEntries = (
  reading: MoneyReading,
  rates: Rates,
  part: JsonObject,
  path: string,
  refunded: boolean,
): TaxEntries => {
  const entries = readLines(reading, part, 'taxes', path);
  const taxes: TaxDraft[] = [];
  const blanks: string[] = [];
  let broken = false;
  for (let index = 0; index < entries.length; index++) {
    const at = `${path}/taxes/${index}`;
    const entry = readEntry(reading, entries[index], at);
    if (entry !== undefined && field(entry, 'total') === '') {
      blanks.push(`${at}/total`);
      continue;
    }
    const amount = entry && readAmount(reading, entry, 'total', at);
    const id = entry && readId(reading, entry, 'id', at);
    if (amount === undefined || id === undefined) broken = true;
    // A rate that tax_lines does not know and that charged nothing says nothing.
    else if (amount.digits !== 0n || rates.byId.has(id)) {
      const rate = rateOf(reading, rates, id, at);
      taxes.push({ rate, amount: refunded ? negated(amount) : amount, pointer: `${at}/total` });
    }
  }
  return { taxes, blanks, broken };
};

/**
 * Whether the entries come to the part's total_tax. Whole entries must do so exactly. With fractions the shop may have
 * rounded each of them, and the sum once more: half a minor unit for every rounding.
 */
const agrees = (taxes: readonly TaxDraft[], total: Amount, decimals: number): boolean => {
  if (total.minor !== undefined && taxes.every(({ amount }) => amount.minor !== undefined)) {
    return taxes.reduce((sum, { amount }) => sum + (amount.minor as bigint), 0n) === total.minor;
  }
  const fractions = taxes.filter(({ amount }) => amount.minor === undefined).length;
  const minus: Decimal = { digits: -total.digits, scale: total.scale };
  const difference = addDecimals([...taxes.map(({ amount }) => amount), minus]);
  const scale = difference.scale > decimals ? difference.scale : decimals;
  const digits = digitsAtScale(difference, scale);
  return 2n * (digits < 0n ? -digits : digits) <= BigInt(fractions + 1) * powerOfTen(scale - decimals);
};

const sumText = (taxes: readonly TaxDraft[]): string =>
  formatDecimal(addDecimals(taxes.map(({ amount }) => amount)));

/**
 * Reads `taxes` and holds them against `total_tax`. A "" counts as absent only when the other entries come to
 * total_tax without it. Undefined, with a problem, when one of them cannot be read.
 * @param refunded refunds carry negative amounts; they come out positive.
 */
export const readTaxes = (
  reading: MoneyReading,
  rates: Rates,
  part: JsonObject,
  path: string,
  refunded: boolean,
): TaxDraft[] | undefined => {
  const stated = readAmount(reading, part, 'total_tax', path);
  const { taxes, blanks, broken } = readEntries(reading, rates, part, path, refunded);
  if (stated === undefined || broken) return undefined;
  const total = refunded ? negated(stated) : stated;
  if (taxes.length === 0 && blanks.length === 0) {
    if (total.digits === 0n) return taxes;
    const pointer = `${path}/total_tax`;
    return [{ rate: rateOfUndivided(reading, rates, pointer), amount: total, pointer }];
  }
  if (agrees(taxes, total, reading.decimals)) return taxes;
  const [blank] = blanks;
  if (blank !== undefined) {
    const sentence = `the amount at ${blank} is "" although ${path}/total_tax is ${preview(field(part, 'total_tax'))}.`;
    report(reading, 'error', 'malformed_amount', sentence, blank);
    return undefined;
  }
  const sentence = `the taxes of ${path} come to ${sumText(taxes)}, but its total_tax is ${formatDecimal(total)}. Recalculate the order in the shop.`;
  report(reading, 'error', 'tax_parts_mismatch', sentence, `${path}/total_tax`);
  return taxes;
};
