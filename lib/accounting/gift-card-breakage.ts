/**
 * Breakage: the part of gift cards that nobody will redeem becomes income in step with what is redeemed. Rule: ASC 606-10-55-48
 * and IFRS 15 B46, the proportional method. No shop states it, so a person enters the expectation and the sums.
 */
import { exponentOf } from '../money/currency';
import { formatDecimal, formatDigits, parseDecimal, powerOfTen } from '../money/decimal';
import { exactMinor } from '../money/exact-minor';
import { ROUNDING_RULES, floorDivide } from '../money/rounding';
import type { Problem } from '../commerce/problem';
import { cleanText } from './clean-text';
import { contentHash } from './content-hash';
import type { Explanation, JournalEntry, JournalLine } from './journal-entry';

/** Sums over all cards of one expectation since the first was issued; decimal strings in the currency. */
export interface Breakage {
  readonly platform: string;
  readonly storeId: string;
  /** Which cards the sums are of, such as `2026`: part of the key, so that pools with their own expectation stand apart. */
  readonly pool: string;
  readonly currency: string;
  /** Face value of the cards. */
  readonly issued: string;
  readonly redeemed: string;
  /** Share of what was issued that is expected never to be redeemed: at least 0, below 100, such as `10` or `7.5`. */
  readonly expectedPercent: string;
  /** What earlier entries recognised. */
  readonly recognisedBefore: string;
  /** Accounting date, YYYY-MM-DD. */
  readonly date: string;
}

/** Neither where there is nothing to recognise. */
export interface BreakageOutcome {
  readonly entry?: JournalEntry;
  readonly problem?: Problem;
}

/**
 * What is recognised so far = expected breakage * redeemed / (issued - expected breakage), less what was recognised before:
 * never more than is expected, nor than is left on the cards. An expectation that proved too high is taken back.
 * Problem: `breakage_unreadable`.
 */
export const recogniseBreakage = (breakage: Breakage): BreakageOutcome => {
  const read = readBreakage(breakage);
  if (typeof read === 'string') return { problem: unreadable(read) };
  const { decimals, issued, redeemed, before, percent, whole } = read;
  const earned = ROUNDING_RULES['half-up'](redeemed * percent, whole - percent);
  const expected = floorDivide(issued * percent, whole);
  const due = least(earned, expected, issued - redeemed);
  if (due === before) return {};
  return { entry: entryOf(breakage, decimals, due - before, arithmetic(breakage, read, due)) };
};

interface Read {
  readonly decimals: number;
  readonly issued: bigint;
  readonly redeemed: bigint;
  readonly before: bigint;
  /** The expected share as a fraction: `percent` of `whole`. */
  readonly percent: bigint;
  readonly whole: bigint;
  readonly scale: number;
}

const DAY = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;

/** Or what is wrong. */
const readBreakage = (breakage: Breakage): Read | string => {
  const decimals = exponentOf(breakage.currency);
  if (decimals === undefined) return `"${breakage.currency.slice(0, 20)}" is no currency`;
  if (!DAY.test(breakage.date)) return `"${breakage.date.slice(0, 20)}" is no date`;
  const amounts: bigint[] = [];
  for (const name of ['issued', 'redeemed', 'recognisedBefore'] as const) {
    const minor = exactMinor(breakage[name], decimals);
    if (minor === undefined || minor < 0n)
      return `${name} is "${String(breakage[name]).slice(0, 40)}", which is no amount of ${breakage.currency} from 0`;
    amounts.push(minor);
  }
  const [issued, redeemed, before] = amounts as [bigint, bigint, bigint];
  if (redeemed > issued) return 'more was redeemed than was issued';
  const percent = parseDecimal(breakage.expectedPercent);
  const whole = percent && 100n * powerOfTen(percent.scale);
  if (!percent || !whole || percent.digits < 0n || percent.digits >= whole)
    return `the expected percentage is "${String(breakage.expectedPercent).slice(0, 40)}", and must be from 0 to below 100`;
  return { decimals, issued, redeemed, before, percent: percent.digits, whole, scale: percent.scale };
};

const unreadable = (what: string): Problem => ({
  severity: 'error',
  code: 'breakage_unreadable',
  message: `Breakage of gift cards cannot be worked out: ${what}. Correct the sums, then try again.`,
});

const least = (...amounts: readonly bigint[]): bigint => amounts.reduce((a, b) => (a < b ? a : b));

/** `10% of 1000.00 = 100.00; 540.00 * 100.00 / 900.00 -> 60.00; 60.00 - 0.00 recognised before = 60.00`. */
const arithmetic = (
  { issued, redeemed, recognisedBefore, expectedPercent }: Breakage,
  read: Read,
  due: bigint,
): string => {
  const { decimals } = read;
  const exactScale = decimals + read.scale + 2;
  const expected = read.issued * read.percent;
  const exact = (digits: bigint): string =>
    withoutZeros(formatDecimal({ digits, scale: exactScale }), decimals);
  const rest = read.issued * powerOfTen(read.scale + 2) - expected;
  const text = (minor: bigint): string => formatDigits(minor, decimals);
  return (
    `${expectedPercent}% of ${issued} = ${exact(expected)}; ` +
    `${redeemed} * ${exact(expected)} / ${exact(rest)}, at most ${exact(expected)} and the ${text(read.issued - read.redeemed)} left -> ${text(due)}; ` +
    `${text(due)} - ${recognisedBefore} recognised before = ${text(due - read.before)}`
  );
};

/** Keeps the currency's own decimals. */
const withoutZeros = (text: string, decimals: number): string => {
  const point = text.indexOf('.');
  if (point === -1) return text;
  const shortest = decimals === 0 ? point : point + 1 + decimals;
  let end = text.length;
  while (end > shortest && text[end - 1] === '0') end--;
  return text.slice(0, text[end - 1] === '.' ? end - 1 : end);
};

const POINTERS = ['/issued', '/redeemed', '/expectedPercent', '/recognisedBefore'];

const entryOf = (
  { platform, storeId, pool, currency, date }: Breakage,
  decimals: number,
  minor: bigint,
  told: string,
): JournalEntry => {
  const amount = formatDigits(minor < 0n ? -minor : minor, decimals);
  const explanation = (component: string): Explanation => ({
    rule: `breakage.${component.replace('_', '-')}`,
    component,
    pointers: POINTERS,
    arithmetic: told,
  });
  const owed = {
    account: 'gift-card-liability',
    memo: 'Not to be redeemed',
    explanation: explanation('gift_card'),
  };
  const earned = { account: 'breakage', memo: 'Not to be redeemed', explanation: explanation('breakage') };
  const lines: readonly JournalLine[] =
    minor > 0n
      ? [
          { ...owed, debit: amount },
          { ...earned, credit: amount },
        ]
      : [
          { ...earned, debit: amount },
          { ...owed, credit: amount },
        ];
  const entry = {
    key: `${field(platform)}:${field(storeId)}:gift-cards:breakage:${field(pool)}.${currency}.${date}`,
    kind: 'breakage',
    date,
    currency,
    description: cleanText(`Breakage of gift cards ${pool}, ${storeId}`),
    lines,
  };
  return {
    ...entry,
    source: {
      platform,
      storeId,
      orderId: 'gift-cards',
      number: 'gift cards',
      updatedAt: `${date}T00:00:00Z`,
    },
    document: 'journal',
    transformationVersion: 'breakage-1',
    contentHash: contentHash(entry),
  };
};

/** Colons part the fields of a key. */
const field = (text: string): string => text.replace(/%/g, '%25').replace(/:/g, '%3A');
