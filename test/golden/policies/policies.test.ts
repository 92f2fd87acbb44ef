/**
 * The ready-made policies at work: realistic orders of a country give exactly this journal. The orders of a folder are
 * booked together. `UPDATE_GOLDEN=1` writes the journals anew; the statements below are not written by a program.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { toHledger } from '../../../lib/accounting/export/hledger';
import type { JournalEntry } from '../../../lib/accounting/journal-entry';
import { orderSchema } from '../../../lib/commerce/order';
import { fromMinor, toMinor } from '../../../lib/money/minor';
import { mapOrder } from '../../../lib/policy/map-order';
import { parsePolicy } from '../../../lib/policy/parse-policy';
import { PRESETS } from '../../../lib/policy/presets';
import type { Target } from '../../../lib/policy/target';
import { requireDebianPackage } from '../../../scripts/support/debian';
import { hledger } from '../../support/plain-text-tools';

interface Statement {
  /** Debits | credits over all orders of the folder, worked out by hand from prices and rates. */
  readonly comesTo: string;
  /** Days of the sales, in the order of the files. */
  readonly sold: readonly string[];
  /** Codes of what is reported; nothing else may be. */
  readonly reported?: readonly string[];
}

const STATEMENTS: Readonly<Record<string, Statement>> = {
  // 2 × 40.00 taxed at 6.25 + 1 + 1, 20.00 not taxed, 10% off, delivery 10.00 taxed, tip 5.00; one shirt back: 36.00.
  // Through Amazon 40.00 and delivery 6.00, whose tax of 3.30 Amazon owes: in and out of facilitator-tax.
  'us-sales-tax': {
    comesTo:
      'clearing:stripe 72.80, clearing:amazon 46.00, discounts:taxed 8.00, discounts:not-taxed 2.00, sales-returns:taxed 36.00' +
      ' | sales:taxed 80.00, sales:not-taxed 20.00, sales:marketplace 40.00, shipping:taxed 10.00, shipping:marketplace 6.00, tips 5.00,' +
      ' tax:US-TX-STATE 2.88, tax:US-TX-AUSTIN-CITY 0.46, tax:US-TX-AUSTIN-MTA 0.46',
    sold: ['2026-03-03', '2026-03-02'],
    reported: ['channel_tax_skipped'],
  },
  // 49.99 at 20% less 5.00, 2 × 80.00 at 5% less 16.00, 12.99 at 0% less 1.30, delivery 4.16 at 20%; one seat back: 72.00.
  'uk-vat': {
    comesTo:
      'clearing:stripe 146.27, discounts:GB-20 5.00, discounts:GB-5 16.00, discounts:GB-0 1.30, sales-returns:GB-5 72.00' +
      ' | sales:GB-20 49.99, sales:GB-5 160.00, sales:GB-0 12.99, shipping:GB-20 4.16, tax:GB-20 9.83, tax:GB-5 3.60',
    sold: ['2026-04-01'],
  },
  // To Germany 90.00 and delivery 5.00 at 19%, 2 × 18.00 at 7%, one of them back.
  // To France 50.00 and delivery 6.00 at 20%, 20.00 at 5.5%, 30.00 at a rate that is not listed, 7.00 without VAT.
  'eu-oss': {
    comesTo:
      'clearing:mollie 260.16' +
      ' | sales:DE-19 95.00, sales:DE-7 18.00, tax:DE-19 18.05, tax:DE-7 1.26,' +
      ' sales:FR-20 56.00, sales:FR-5.5 20.00, sales:FR-other 30.00, sales:no-vat 7.00, tax:FR-20 11.20, tax:FR-5.5 1.10, tax:FR-other 2.55',
    sold: ['2026-03-31', '2026-03-30'],
  },
  // Québec: 2 × 100.00 less 20.00 and delivery 15.00 at 5 + 9.975, 12.00 zero-rated; one jacket back: 90.00.
  // British Columbia: 40.00 at 5 + 7, 30.00 at 5. Ontario: 100.00 at 13.
  'canada-gst-hst-pst': {
    comesTo:
      'clearing:shopify_payments 322.03, discounts 20.00, sales-returns 90.00' +
      ' | sales 382.00, shipping 15.00, tax:CA-GST 8.75, tax:CA-QST 10.48, tax:CA-PST-BC 2.80, tax:CA-HST-ON 13.00',
    sold: ['2026-03-03', '2026-03-04', '2026-03-02'],
  },
  // 2 × 50.00 less 10.00 and delivery 9.05 with GST, 30.00 less 3.00 without; one kettle back in the next month: 45.00.
  'australia-gst': {
    comesTo:
      'clearing:stripe 86.45, discounts:gst 10.00, discounts:gst-free 3.00, sales-returns:gst 45.00' +
      ' | sales:gst 100.00, sales:gst-free 30.00, shipping:gst 9.05, tax:AU-GST 5.40',
    sold: ['2026-03-02'],
  },
  // 2 × 1980 less 300 and delivery 600 at 10%: 426. 1296 and 648 at 8%: 155.52, rounded once, is 155. One bowl back: 1830.
  japan: {
    comesTo:
      'clearing:konbini 4772, discounts:JP-10 300, sales-returns:JP-10 1830' +
      ' | sales:JP-10 3960, sales:JP-8 1944, shipping:JP-10 600, tax:JP-10 243, tax:JP-8 155',
    sold: ['2026-04-01'],
  },
};

const ordersOf = (name: string): readonly string[] =>
  readdirSync(join(__dirname, name))
    .filter((file) => /^order(-[a-z-]+)?\.json$/.test(file))
    .sort();

const targetsOf = (name: string): readonly Target[] => {
  const { policy, problems } = parsePolicy({ extends: name });
  if (!policy) throw new Error(JSON.stringify(problems));
  return ordersOf(name).map((file) => {
    const order = orderSchema.parse(JSON.parse(readFileSync(join(__dirname, name, file), 'utf8')));
    const target = mapOrder(order, policy);
    expect(target.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    return target;
  });
};

const entriesOf = (name: string): readonly JournalEntry[] =>
  targetsOf(name)
    .flatMap(({ entries }) => entries)
    .sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));

const netted = (entries: readonly JournalEntry[]): Readonly<Record<string, string>> => {
  const sums = new Map<string, bigint>();
  const currency = entries[0]?.currency ?? '';
  for (const line of entries.flatMap(({ lines }) => lines)) {
    const minor = toMinor(line.debit ?? line.credit ?? '', currency);
    sums.set(line.account, (sums.get(line.account) ?? 0n) + (line.debit === undefined ? -minor : minor));
  }
  return Object.fromEntries(
    [...sums].filter(([, sum]) => sum !== 0n).map(([account, sum]) => [account, fromMinor(sum, currency)]),
  );
};

const stated = (statement: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    statement.split(' | ').flatMap((side, index) =>
      side.split(', ').map((term) => {
        const [account = '', amount = ''] = term.split(' ');
        return [account, index === 0 ? amount : `-${amount}`];
      }),
    ),
  );

describe('the ready-made policies', () => {
  beforeAll(() => requireDebianPackage('hledger', 'hledger'), 300_000);

  it('have a statement and orders each', () => {
    const names = PRESETS.map(({ name }) => name).sort();
    expect(Object.keys(STATEMENTS).sort()).toEqual(names);
    for (const name of names) expect(ordersOf(name)).toContain('order.json');
  });

  it.each(Object.entries(STATEMENTS))('%s comes to what was worked out by hand', (name, { comesTo }) => {
    expect(netted(entriesOf(name))).toEqual(stated(comesTo));
  });

  it.each(Object.entries(STATEMENTS))('%s books each sale on its day', (name, { sold }) => {
    const days = targetsOf(name).map(({ entries }) => entries.find(({ kind }) => kind === 'sale')?.date);
    expect(days).toEqual(sold);
  });

  it.each(Object.entries(STATEMENTS))('%s reports nothing that it should not', (name, { reported = [] }) => {
    const codes = targetsOf(name).flatMap(({ problems }) => problems.map(({ code }) => code));
    expect(codes).toEqual(reported);
  });

  it.each(PRESETS.map(({ name }) => name))('%s gives its journal, byte for byte', (name) => {
    const journal = toHledger(entriesOf(name));
    const file = join(__dirname, name, 'entries.journal');
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, journal);
    expect(journal).toBe(readFileSync(file, 'utf8'));
    expect(hledger(journal, 'check', '--strict')).toEqual({ status: 0, output: '' });
  });

  it('us-sales-tax shows the tax that the marketplace owes, and owes nothing of it', () => {
    const lines = entriesOf('us-sales-tax')
      .flatMap((entry) => entry.lines)
      .filter(({ account }) => account === 'facilitator-tax');
    expect(lines.flatMap(({ debit }) => debit ?? [])).toEqual(['2.50', '0.40', '0.40']);
    expect(lines.flatMap(({ credit }) => credit ?? [])).toEqual(['2.50', '0.40', '0.40']);
  });
});
