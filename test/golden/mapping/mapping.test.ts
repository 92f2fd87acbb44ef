/**
 * Worked accounting treatments (D1 to D20): a canonical order and a policy give exactly this journal. The journals are
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
import { FEWER_RUNS } from '../../support/runs';
import { NOTHING, type Statement } from './statement';
import { DELIVERIES } from './statements-deliveries';
import { EDITS } from './statements-edits';
import { GIFT_CARDS } from './statements-gift-cards';
import { PASSED_ON } from './statements-passed-on';
import { PAYMENTS } from './statements-payments';
import { REFUNDS } from './statements-refunds';
import { SALES } from './statements-sales';

const ROOT = __dirname;

const STATEMENTS: readonly Statement[] = [
  ...SALES,
  ...REFUNDS,
  ...EDITS,
  ...GIFT_CARDS,
  ...PASSED_ON,
  ...PAYMENTS,
  ...DELIVERIES,
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

/** The fourth field of its key: `shop:store:order:kind:id`. */
const kindOf = ({ key }: ExportEntry): string => key.split(':')[3] as string;

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
    if (typeof statement === 'string') {
      expect(sorted(netted(entries))).toEqual(sorted(parseStatement(statement)));
      return;
    }
    const told = (head: string, sides: ReadonlyMap<string, string>): unknown => [head, sorted(sides)];
    expect(entries.map((entry) => told(`${kindOf(entry)} ${entry.date}`, netted([entry])))).toEqual(
      statement.map((line) => {
        const [head = '', sides = NOTHING] = line.split(/: (.*)/);
        return told(head, parseStatement(sides));
      }),
    );
  });

  it.each(cases)('%s under %s gives its journal, byte for byte', (name, policy) => {
    const journal = toHledger(journalOf(name, read(name, `policy-${policy}.json`)));
    const file = join(ROOT, name, `entries-${policy}.journal`);
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, journal);
    expect(journal).toBe(readFileSync(file, 'utf8'));
    if (!FEWER_RUNS) expect(hledger(journal, 'check', '--strict')).toEqual({ status: 0, output: '' });
  });
});
