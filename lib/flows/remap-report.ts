/** A preview in words and columns, for the form, the mail or the chat in which a person decides. */
import { cleanText } from '../accounting/clean-text';
import type { RemapSummary } from './remap-summary';
import type { RemapTotal } from './remap-totals';

/** Lines of totals; the items hold them all. */
const MOST_TOTALS = 60;

type Told = Omit<RemapSummary, 'report'>;

/** Lines end with a line feed, the last one too. */
export const remapReport = (summary: Told): string =>
  [
    `Re-mapping of ${summary.platform}:${summary.storeId} in ${summary.destination}${scopeOf(summary)}`,
    `To policy ${summary.policyHash.slice(0, 12)}`,
    '',
    ...countsOf(summary),
    lockOf(summary),
    ...table(summary.totals),
    ...heldOf(summary),
    ...rulesOf(summary),
    '',
    `Digest ${summary.digest}`,
    '',
  ].join('\n');

const scopeOf = ({ fromDate, toDate, orderIds }: Told): string => {
  const days = [fromDate && ` from ${fromDate}`, toDate && ` to ${toDate}`].filter(Boolean).join('');
  return `${days && `, posted${days}`}${orderIds ? `, ${orderIds.length} chosen orders` : ''}`;
};

const countsOf = ({ orders, changes }: Told): readonly string[] => {
  const { lookedAt, changed, unchanged, held, withoutSnapshot, changedInClosedPeriods } = orders;
  if (lookedAt === 0)
    return ['Nothing of these orders is posted in this ledger. Check platform, store, ledger and days.'];
  return [
    `${lookedAt} orders looked at: ${changed} change (${changes} rows), ${unchanged} do not, ${held} are held, ${withoutSnapshot} have no stored state.`,
    ...(changedInClosedPeriods > 0
      ? [`${changedInClosedPeriods} of those that change concern a closed period.`]
      : []),
  ];
};

const lockOf = ({ lockDate, lockDateSeenAt }: Told): string => {
  if (lockDateSeenAt === undefined) return 'The closed days of the ledger are not known yet.';
  const seen = `as of ${lockDateSeenAt}`;
  return lockDate === undefined
    ? `The ledger had no closed days, ${seen}.`
    : `The ledger is closed until ${lockDate}, ${seen}.`;
};

const HEADS = ['period', '', 'booked in', 'account', 'difference', ''] as const;

const table = (totals: readonly RemapTotal[]): readonly string[] => {
  if (totals.length === 0) return [];
  const shown = totals.slice(0, MOST_TOTALS);
  const rows = shown.map(({ period, periodState, bookedIn, logicalAccount, difference, currency }) => [
    period,
    periodState,
    bookedIn,
    cleanText(logicalAccount),
    difference,
    currency,
  ]);
  const widths = HEADS.map((head, column) =>
    Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? cell.length;
        return HEADS[column] === 'difference' ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  const more = totals.length - shown.length;
  return ['', line(HEADS), ...rows.map(line), ...(more > 0 ? [`… and ${more} more`] : [])];
};

const heldOf = ({ held }: Told): readonly string[] =>
  held.length === 0 ? [] : ['', 'Not moved:', ...held.map(({ code, orders }) => `  ${code}: ${orders}`)];

const rulesOf = ({ unusedRules }: Told): readonly string[] =>
  unusedRules.length === 0
    ? []
    : [
        '',
        'Rules that fitted nothing:',
        ...unusedRules.map(
          ({ list, place, name }) => `  ${list} ${place}${name ? ` "${cleanText(name, 80)}"` : ''}`,
        ),
      ];
