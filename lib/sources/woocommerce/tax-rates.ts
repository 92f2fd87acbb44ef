/** The tax rates of an order, from its own `tax_lines`: the shop's rate table may have changed since. */
import { cleanText, jurisdictionName } from '../clean-text';
import { type Amount, type MoneyReading, readAmount } from '../read-amount';
import { field, type JsonObject, preview, readId, report } from '../read-json';
import { readEntry, readLines } from './reading';

export interface Rate {
  readonly id: string;
  /** Unique within the order; becomes tax:<jurisdiction>. */
  jurisdiction: string;
  readonly label: string;
  readonly percent: string | undefined;
  readonly compound: boolean;
  /** What `tax_lines` claims for goods, fees and shipping; empty for a rate that only a line knows. */
  readonly claims: Amount[];
  readonly claimPointers: string[];
}

export interface Rates {
  readonly byId: Map<string, Rate>;
  /** Names in use, each with the number to try next should it be wanted again. */
  readonly names: Map<string, number>;
  /** Tax that the order does not break down by rate. */
  unspecified: Rate | undefined;
}

const newRate = (id: string, jurisdiction: string, line?: JsonObject): Rate => {
  const percent = line && field(line, 'rate_percent');
  return {
    id,
    jurisdiction,
    label: (line && cleanText(field(line, 'label'))) || jurisdiction,
    percent: typeof percent === 'number' || typeof percent === 'string' ? cleanText(percent, 20) : undefined,
    compound: line !== undefined && field(line, 'compound') === true,
    claims: [],
    claimPointers: [],
  };
};

const claimName = (names: Map<string, number>, wanted: string): string => {
  let next = names.get(wanted);
  if (next === undefined) {
    names.set(wanted, 2);
    return wanted;
  }
  while (names.has(`${wanted}-${next}`)) next++;
  names.set(wanted, next + 1);
  return claimName(names, `${wanted}-${next}`);
};

/**
 * Two rates may share a code (a shop that made the same rate twice). Then each gets its id appended, all of them, so
 * that a name does not depend on which came first.
 */
const nameRates = (rates: readonly Rate[]): Map<string, number> => {
  const shared = new Map<string, number>();
  for (const { jurisdiction } of rates) shared.set(jurisdiction, (shared.get(jurisdiction) ?? 0) + 1);
  const names = new Map<string, number>();
  for (const rate of rates) {
    const alone = shared.get(rate.jurisdiction) === 1;
    const wanted = alone ? rate.jurisdiction : `${rate.jurisdiction}-${jurisdictionName(rate.id)}`;
    rate.jurisdiction = claimName(names, wanted);
  }
  return names;
};

export const readRates = (reading: MoneyReading, order: JsonObject, path: string): Rates => {
  const byId = new Map<string, Rate>();
  readLines(reading, order, 'tax_lines', path).forEach((entry, index) => {
    const at = `${path}/tax_lines/${index}`;
    const line = readEntry(reading, entry, at);
    const id = line && readId(reading, line, 'rate_id', at);
    if (line === undefined || id === undefined) return;
    let rate = byId.get(id);
    if (rate === undefined) {
      const name = jurisdictionName(field(line, 'rate_code')) || jurisdictionName(field(line, 'label'));
      rate = newRate(id, name || `rate-${jurisdictionName(id)}`, line);
      byId.set(id, rate);
    }
    const goods = readAmount(reading, line, 'tax_total', at);
    const shipping = readAmount(reading, line, 'shipping_tax_total', at);
    if (goods === undefined || shipping === undefined) return;
    rate.claims.push(goods, shipping);
    rate.claimPointers.push(`${at}/tax_total`, `${at}/shipping_tax_total`);
  });
  return { byId, names: nameRates([...byId.values()]), unspecified: undefined };
};

/** The rate of a line's tax entry. One that `tax_lines` does not know is kept under its id, with a warning. */
export const rateOf = (reading: MoneyReading, rates: Rates, id: string, pointer: string): Rate => {
  const known = rates.byId.get(id);
  if (known !== undefined) return known;
  const rate = newRate(id, claimName(rates.names, `rate-${jurisdictionName(id)}`));
  rates.byId.set(id, rate);
  const sentence = `tax_lines has no rate ${preview(id)}; its tax is kept as tax:${rate.jurisdiction}.`;
  report(reading, 'warning', 'unknown_tax_rate', sentence, pointer);
  return rate;
};

/** Where tax goes that its line does not break down: the order's only rate, else `unspecified` with a warning. */
export const rateOfUndivided = (reading: MoneyReading, rates: Rates, pointer: string): Rate => {
  const [only, second] = rates.byId.values();
  if (only !== undefined && second === undefined) return only;
  if (rates.unspecified === undefined) {
    rates.unspecified = newRate('', claimName(rates.names, 'unspecified'));
    const name = rates.unspecified.jurisdiction;
    const sentence = `the tax at ${pointer} is not broken down by rate and cannot be told apart; it goes to tax:${name}.`;
    report(reading, 'warning', 'unspecified_tax', sentence, pointer);
  }
  return rates.unspecified;
};
