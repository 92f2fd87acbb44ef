/**
 * Worked accounting treatments (D1 to D8): a canonical order and a policy give exactly this journal. The journals are
 * plain text, so that a bookkeeper can review them; hledger reads each. `UPDATE_GOLDEN=1` writes them anew, and the
 * statements below, which are not written by a program, must still hold.
 *
 * A folder with a `before.json` is an order that changed: then the journal is what has to be posted after that.
 */
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { difference } from '../../../lib/accounting/difference';
import type { ExportEntry } from '../../../lib/accounting/export/export-entry';
import { toHledger } from '../../../lib/accounting/export/hledger';
import type { JournalEntry } from '../../../lib/accounting/journal-entry';
import { type Order, orderSchema } from '../../../lib/commerce/order';
import { fromMinor, toMinor } from '../../../lib/money/minor';
import { mapOrder } from '../../../lib/policy/map-order';
import { parsePolicy } from '../../../lib/policy/parse-policy';
import { requireDebianPackage } from '../../../scripts/support/debian';
import { hledger } from '../../support/plain-text-tools';

const ROOT = __dirname;
const NOTHING = '';

/** Case, policy: debits | credits, summed over the whole journal. From the worked numbers, not from a run. */
const STATEMENTS: readonly (readonly [name: string, policy: string, statement: string])[] = [
  ['d1-tax-exclusive', 'default', 'clearing:stripe 86.60 | sales 80.00, tax:US-STATE 5.00, tax:US-CITY 1.60'],
  ['d1-tax-exclusive', 'tax-line', 'clearing:stripe 86.60 | sales 80.00, tax:US-STATE 5.00, tax:US-CITY 1.60'],
  ['d1-tax-exclusive', 'tax-order', 'clearing:stripe 86.60 | sales 80.00, tax:all 6.60'],
  ['d1-tax-exclusive', 'creation', 'clearing:stripe 86.60 | sales 80.00, tax:US-STATE 5.00, tax:US-CITY 1.60'],
  ['d1-rounding-trap', 'default', 'clearing:stripe 3.22 | sales 2.97, tax:US-STATE 0.25'],
  ['d1-rounding-trap', 'tax-line', 'clearing:stripe 3.22 | sales 2.97, tax:US-STATE 0.25'],
  ['d2-tax-inclusive', 'default', 'clearing:stripe 120.00 | sales 100.00, tax:GB-VAT 20.00'],
  ['d2-line-rounding', 'default', 'clearing:stripe 29.97 | sales 24.96, tax:GB-VAT 5.01'],
  ['d2-order-rounding', 'default', 'clearing:stripe 29.97 | sales 24.97, tax:GB-VAT 5.00'],
  ['d3-order-discount', 'contra', 'clearing:stripe 22.00, discounts 10.00 | sales 30.00, tax:US-STATE 2.00'],
  ['d3-order-discount', 'net', 'clearing:stripe 22.00 | sales 20.00, tax:US-STATE 2.00'],
  ['d3-order-discount', 'negative-line', 'clearing:stripe 22.00, discounts 10.00 | sales 30.00, tax:US-STATE 2.00'],
  ['d3-mixed-rates', 'contra', 'clearing:stripe 100.80, discounts 10.00 | sales 100.00, tax:GB-VAT-20 10.80'],
  ['d3-mixed-rates', 'net', 'clearing:stripe 100.80 | sales 90.00, tax:GB-VAT-20 10.80'],
  ['d3-mixed-rates', 'negative-line', 'clearing:stripe 100.80, discounts 10.00 | sales 100.00, tax:GB-VAT-20 10.80'],
  ['d4-shipping-with-tax', 'default', 'clearing:stripe 66.00 | sales 50.00, shipping 10.00, tax:US-STATE 6.00'],
  ['d4-shipping-with-tax', 'tax-line', 'clearing:stripe 66.00 | sales 50.00, shipping 10.00, tax:US-STATE 6.00'],
  ['d4-shipping-with-tax', 'inside-sales', 'clearing:stripe 66.00 | sales 60.00, tax:US-STATE 6.00'],
  // The refund's own entry is RET 100, TAX 10 | CLR 95, RSTK 15; here with the sale of 110 before it.
  ['d5-restocking-fee', 'default', 'clearing:stripe 15.00, sales-returns 100.00 | sales 100.00, restocking-fees 15.00'],
  ['d5-restocking-fee', 'creation', 'clearing:stripe 15.00, sales-returns 100.00 | sales 100.00, restocking-fees 15.00'],
  ['d5-restocking-fee', 'returns-sales', 'clearing:stripe 15.00 | restocking-fees 15.00'],
  ['d5-refunded-part-only', 'default', 'clearing:stripe 16.50, sales-returns 85.00 | sales 100.00, tax:US-STATE 1.50'],
  ['d5-refunded-part-only', 'creation', 'clearing:stripe 16.50, sales-returns 85.00 | sales 100.00, tax:US-STATE 1.50'],
  ['d5-several-partial-refunds', 'default', 'sales-returns 29.97 | sales 29.97'],
  ['d5-several-partial-refunds', 'creation', 'sales-returns 29.97 | sales 29.97'],
  ['d5-last-refund-without-lines', 'default', 'sales-returns 29.97 | sales 29.97'],
  ['d5-last-refund-without-lines', 'spread', 'sales-returns 29.97 | sales 29.97'],
  ['d6-shipping-refund', 'default', 'clearing:stripe 55.00 | sales 50.00, tax:VAT 5.00'],
  ['d6-shipping-refund', 'creation', 'clearing:stripe 55.00 | sales 50.00, tax:VAT 5.00'],
  ['d6-shipping-refund', 'inside-sales', 'clearing:stripe 55.00 | sales 50.00, tax:VAT 5.00'],
  ['d6-shipping-refund-jpy', 'default', 'clearing:stripe 5500 | sales 5000, tax:VAT 500'],
  ['d6-shipping-refund-kwd', 'default', 'clearing:stripe 55.138 | sales 50.125, tax:VAT 5.013'],
  ['d7-line-added-paid', 'default', 'clearing:stripe 22.00 | sales 20.00, tax:US-STATE 2.00'],
  ['d7-line-added-paid', 'creation', 'clearing:stripe 22.00 | sales 20.00, tax:US-STATE 2.00'],
  ['d7-line-added-unpaid', 'default', 'receivable 22.00 | sales 20.00, tax:US-STATE 2.00'],
  ['d7-line-added-unpaid', 'creation', 'receivable 22.00 | sales 20.00, tax:US-STATE 2.00'],
  ['d7-line-removed-refunded', 'returns-sales', 'sales 50.00, tax:US-STATE 5.00 | clearing:stripe 55.00'],
  ['d7-line-removed-refunded', 'default', 'sales-returns 50.00, tax:US-STATE 5.00 | clearing:stripe 55.00'],
  ['d7-line-removed-credit', 'default', 'sales 50.00, tax:US-STATE 5.00 | receivable 55.00'],
  ['d7-line-removed-credit', 'creation', 'sales 50.00, tax:US-STATE 5.00 | receivable 55.00'],
  ['d7-exchange', 'default', 'sales-returns 100.00, clearing:stripe 150.00 | sales 250.00'],
  ['d7-exchange', 'creation', 'sales-returns 100.00, clearing:stripe 150.00 | sales 250.00'],
  ['d7-quantity-reduced', 'contra', 'sales 48.00 | discounts 9.60, receivable 38.40'],
  ['d7-quantity-reduced', 'net', 'sales 38.40 | receivable 38.40'],
  ['d7-quantity-reduced', 'negative-line', 'sales 48.00 | discounts 9.60, receivable 38.40'],
  ['d7-zero-refund', 'default', 'clearing:stripe 110.00 | sales 100.00, tax:US-STATE 10.00'],
  ['d7-zero-refund', 'creation', 'clearing:stripe 110.00 | sales 100.00, tax:US-STATE 10.00'],
  ['d8-authorization-voided', 'default', NOTHING],
  ['d8-authorization-voided', 'creation', 'sales 100.00, tax:US-STATE 10.00 | receivable 110.00'],
  ['d8-partial-capture', 'default', 'clearing:stripe 66.00 | sales 60.00, tax:US-STATE 6.00'],
  ['d8-partial-capture', 'creation', 'sales 40.00, tax:US-STATE 4.00, clearing:stripe 66.00 | receivable 110.00'],
  // Taken back whole; what was paid is owed to the buyer.
  ['d8-paid-then-cancelled', 'default', 'clearing:stripe 104.00 | receivable 104.00'],
  ['d8-paid-then-cancelled', 'net', 'clearing:stripe 104.00 | receivable 104.00'],
  ['d8-paid-then-cancelled', 'creation', 'clearing:stripe 104.00 | receivable 104.00'],
];

const read = (...path: string[]): unknown => JSON.parse(readFileSync(join(ROOT, ...path), 'utf8'));
const readOrder = (...path: string[]): Order => orderSchema.parse(read(...path));

const entriesOf = (order: Order, policyInput: unknown): { entries: readonly JournalEntry[]; changeDate: string } => {
  const { policy, problems } = parsePolicy(policyInput);
  if (!policy) throw new Error(JSON.stringify(problems));
  const target = mapOrder(order, policy);
  expect(target.held).toBe(false);
  return target;
};

/** What the posted entries of the order as it was lack of those of the order as it is. */
const correctionsOf = (name: string, policyInput: unknown): readonly ExportEntry[] => {
  const before = entriesOf(readOrder(name, 'before.json'), policyInput).entries;
  const { entries: after, changeDate } = entriesOf(readOrder(name, 'order.json'), policyInput);
  const keys = new Set([...before, ...after].map((entry) => entry.key));
  return [...keys].flatMap((key) => {
    const was = before.find((entry) => entry.key === key);
    const is = after.find((entry) => entry.key === key);
    if (!was && is) return [is];
    const entry = (is ?? was) as JournalEntry;
    const lines = difference(is, was?.lines ?? [], entry.currency);
    return lines.length === 0
      ? []
      : [{ ...entry, key: `${key}#2`, date: changeDate, description: `Correction: ${entry.description}`, lines }];
  });
};

const journalOf = (name: string, policyInput: unknown): readonly ExportEntry[] =>
  existsSync(join(ROOT, name, 'before.json'))
    ? correctionsOf(name, policyInput)
    : entriesOf(readOrder(name, 'order.json'), policyInput).entries;

/** `a 1.00 | b 1.00`, accounts in the order of the statement that it is compared with. */
const netted = (entries: readonly ExportEntry[]): ReadonlyMap<string, string> => {
  const sums = new Map<string, bigint>();
  const currency = entries[0]?.currency ?? 'USD';
  for (const line of entries.flatMap((entry) => entry.lines)) {
    const minor = toMinor(line.debit ?? line.credit ?? '', currency);
    sums.set(line.account, (sums.get(line.account) ?? 0n) + (line.debit === undefined ? -minor : minor));
  }
  return new Map([...sums].filter(([, sum]) => sum !== 0n).map(([account, sum]) => [account, fromMinor(sum, currency)]));
};

const parseStatement = (statement: string): ReadonlyMap<string, string> => {
  const [debits = '', credits = ''] = statement.split(' | ');
  const terms = (side: string, sign: string): [string, string][] =>
    side === ''
      ? []
      : side.split(', ').map((term) => {
          const [account = '', amount = ''] = term.split(' ');
          return [account, sign + amount];
        });
  return new Map([...terms(debits, ''), ...terms(credits, '-')]);
};

const cases = readdirSync(ROOT, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) =>
    readdirSync(join(ROOT, name))
      .flatMap((file) => /^policy-(.+)\.json$/.exec(file)?.[1] ?? [])
      .map((policy) => [name, policy] as const),
  );

describe('the worked treatments', () => {
  beforeAll(() => requireDebianPackage('hledger', 'hledger'), 300_000);

  it('have a statement for each case and policy', () => {
    expect(cases.map(([name, policy]) => `${name} ${policy}`).sort()).toEqual(
      STATEMENTS.map(([name, policy]) => `${name} ${policy}`).sort(),
    );
  });

  it.each(STATEMENTS)('%s under %s comes to: %s', (name, policy, statement) => {
    const entries = journalOf(name, read(name, `policy-${policy}.json`));
    const sorted = (map: ReadonlyMap<string, string>): unknown => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
    expect(sorted(netted(entries))).toEqual(sorted(parseStatement(statement)));
  });

  it.each(cases)('%s under %s gives its journal, byte for byte', (name, policy) => {
    const journal = toHledger(journalOf(name, read(name, `policy-${policy}.json`)));
    const file = join(ROOT, name, `entries-${policy}.journal`);
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, journal);
    expect(journal).toBe(readFileSync(file, 'utf8'));
    expect(hledger(journal, 'check', '--strict')).toEqual({ status: 0, output: '' });
  });
});
