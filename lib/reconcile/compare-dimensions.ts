/** By what dimensions the amounts of an account are reported, on the sides whose amounts agree. */
import { cleanText } from '../accounting/clean-text';
import type { JournalEntry } from '../accounting/journal-entry';
import { folded } from '../accounting/line-dimensions';
import {
  type DifferingDimension,
  differingDimensions,
  type DimensionNets,
  plannedDimensions,
} from '../accounting/compare-dimensions';
import type { BreakDimension } from './break';
import { sideAmounts, type Sides } from './net';
import { holdsPlan, type PlanFacts } from './plan-facts';

const NONE: DimensionNets = new Map();

/**
 * The ledger beside the trace: none where the ledger has no place for dimensions, or was to leave them out. An account whose
 * amount itself differs is left to the break that says so: its dimensions cannot add up either.
 */
export const heldDimensionRows = (facts: PlanFacts): readonly BreakDimension[] => {
  const { plan, lines, ledgerNet, record } = facts;
  if (!record?.net || record.currency !== plan.currency) return [];
  const { net, dimensions = NONE, tellsDimensions = false } = record;
  const planned = plannedDimensions({ lines, currency: plan.currency });
  const whole = holdsPlan(facts);
  return differingDimensions(planned, dimensions, tellsDimensions)
    .filter(({ ledgerAccount: name }) => whole || net.get(name) === ledgerNet.get(name))
    .flatMap((differing) => {
      const component = componentOf(differing, facts);
      return rows(differing, component, plan.currency, (one) => ({ trace: one.planned, ledger: one.held }));
    });
};

/** The source beside the trace, for an entry whose amounts agree: what a replay would move to another value. */
export const wantedDimensionRows = (
  entry: Pick<JournalEntry, 'lines' | 'currency'> | undefined,
  posted: readonly Pick<PlanFacts, 'plan' | 'lines'>[],
): readonly BreakDimension[] => {
  const currency = entry?.currency ?? posted[0]?.plan.currency;
  if (currency === undefined) return [];
  const wanted = (entry?.lines ?? []).map(({ account, ...line }) => ({ ...line, ...standingOn(account) }));
  const lines = posted
    .filter(({ plan }) => plan.currency === currency)
    .flatMap((facts) => facts.lines.map((line) => ({ ...line, ...standingOn(line.logicalAccount) })));
  if (![...wanted, ...lines].some(({ dimensions }) => dimensions !== undefined)) return [];
  const source = plannedDimensions({ lines: wanted, currency });
  const trace = plannedDimensions({ lines, currency });
  const first = differingDimensions(source, trace, true).flatMap((one) =>
    rows(one, one.ledgerAccount, currency, ({ planned, held }) => ({ source: planned, trace: held })),
  );
  if (first.length > 0) return first;
  return differingDimensions(trace, source, true).flatMap((one) =>
    rows(one, one.ledgerAccount, currency, ({ planned, held }) => ({ source: held, trace: planned })),
  );
};

/** Source and trace agree on logical accounts, whatever accounts of a ledger those are mapped to. */
const standingOn = (account: string) => ({ ledgerAccount: account, logicalAccount: account });

/** The rows as a clause, such as `sales: class "Online" is 0.00 instead of 10.00 EUR`. */
export const inWords = (
  dimensions: readonly BreakDimension[],
  is: keyof Sides<string>,
  should: keyof Sides<string>,
): string => {
  const named = dimensions
    .slice(0, MOST_NAMED)
    .map(
      (row) =>
        `${row.component}: ${row.dimension} "${row.value}" is ${row[is]} instead of ${row[should]} ${row.currency}`,
    );
  const more = dimensions.length > MOST_NAMED ? ` (and ${dimensions.length - MOST_NAMED} more)` : '';
  return `${named.join('; ')}${more}`;
};

const MOST_NAMED = 6;

const rows = (
  { name, values }: DifferingDimension,
  component: string,
  currency: string,
  sidesOf: (value: DifferingDimension['values'][number]) => Sides<bigint>,
): readonly BreakDimension[] =>
  values.map((one) => ({
    component,
    dimension: cleanText(name),
    value: cleanText(one.value),
    ...sideAmounts(sidesOf(one), currency),
  }));

/** The logical account that has the dimension there; the ledger account where several share it. */
const componentOf = (
  { ledgerAccount, name }: DifferingDimension,
  { lines }: Pick<PlanFacts, 'lines'>,
): string => {
  const logical = new Set(
    lines
      .filter((line) => line.ledgerAccount === ledgerAccount && has(line.dimensions, name))
      .map(({ logicalAccount }) => logicalAccount),
  );
  const [only] = logical;
  return logical.size === 1 && only !== undefined ? only : `ledger:${ledgerAccount}`;
};

const has = (dimensions: Readonly<Record<string, string>> = {}, name: string): boolean =>
  Object.keys(dimensions).some((one) => folded(one) === folded(name));
