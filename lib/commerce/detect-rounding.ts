/**
 * How the source rounded its taxes: which methods give, to the unit, the taxes that it states. It only says; the taxes
 * that are booked are those of the source, whatever comes out here.
 */
import { ROUNDING_RULES, type RoundingRule } from '../money/rounding';
import { type ExactTax, type Fraction, addFractions, exactTaxes } from './detect-rounding-taxes';
import { type OrderAmounts, amountText } from './order-amounts';

/** unit: each piece, times the quantity. line: each tax of each line. order: each tax, summed over the lines. */
export const ROUNDING_BASES = ['line', 'order', 'unit'] as const;
export type RoundingBasis = (typeof ROUNDING_BASES)[number];

const RULES: readonly RoundingRule[] = ['half-up', 'half-even', 'down', 'up'];

export interface TriedMethod {
  readonly basis: RoundingBasis;
  readonly rule: RoundingRule;
  /** Sum of the taxes by this method, decimal string. */
  readonly tax: string;
  /** Sum of what the source states, less `tax`. */
  readonly difference: string;
  /** How many of the taxes that the method rounds are not what the source states. 0: it fits. */
  readonly off: number;
}

/** How roundings went, seen from the exact amount: towards nothing or away from it. */
export interface Directions {
  readonly rounded: number;
  readonly down: number;
  readonly up: number;
  /** Of `down`, how many where the nearest unit was above. */
  readonly belowNearest: number;
}

export interface DetectedRounding {
  /** none: no tax with an amount and a rate to look at. */
  readonly state: 'fits' | 'differs' | 'none';
  readonly currency: string;
  /** Sum of the taxes looked at, as the source states them. */
  readonly stated: string;
  /** Taxes that could not be looked at: they, or others on their part, state no rate. */
  readonly withoutRate: number;
  /** All methods, those that fit first, then by how far they are off. */
  readonly methods: readonly TriedMethod[];
  readonly directions: Readonly<Record<'line' | 'order', Directions>>;
}

/** Never rounds by itself: what it works out is compared with the source and then thrown away. */
export const detectRounding = (amounts: OrderAmounts): DetectedRounding => {
  const { taxes, without } = exactTaxes(amounts);
  const told = taxes.filter(({ stated, exact }) => stated !== 0n || exact.over !== 0n);
  const stated = told.reduce((sum, tax) => sum + tax.stated, 0n);
  const text = (minor: bigint): string => amountText(amounts, minor);
  const lines = told.map((tax) => ({ stated: tax.stated, exact: tax.exact }));
  const orders = byGroup(told);
  const tried = told.length === 0 ? [] : tryAll(told, lines, orders, stated, text);
  return {
    state: tried.length === 0 ? 'none' : tried[0]?.off === 0 ? 'fits' : 'differs',
    currency: amounts.currency,
    stated: text(stated),
    withoutRate: without,
    methods: tried,
    directions: { line: directionsOf(lines), order: directionsOf(orders) },
  };
};

/** One amount that a method rounds. */
interface Rounded {
  readonly stated: bigint;
  readonly exact: Fraction;
}

const byGroup = (taxes: readonly ExactTax[]): readonly Rounded[] => {
  const groups = new Map<string, Rounded>();
  for (const { group, stated, exact } of taxes) {
    const known = groups.get(group);
    groups.set(
      group,
      known ? { stated: known.stated + stated, exact: addFractions(known.exact, exact) } : { stated, exact },
    );
  }
  return [...groups.values()];
};

const tryAll = (
  taxes: readonly ExactTax[],
  lines: readonly Rounded[],
  orders: readonly Rounded[],
  stated: bigint,
  text: (minor: bigint) => string,
): readonly TriedMethod[] => {
  const tried: (TriedMethod & { readonly far: bigint })[] = [];
  const add = (basis: RoundingBasis, amounts: readonly Rounded[], round: Round): void => {
    for (const rule of RULES) {
      let tax = 0n;
      let off = 0;
      for (const [index, rounded] of amounts.entries()) {
        const would = round(rule, rounded, index);
        tax += would;
        if (would !== rounded.stated) off++;
      }
      const difference = stated - tax;
      const far = difference < 0n ? -difference : difference;
      tried.push({ basis, rule, tax: text(tax), difference: text(difference), off, far });
    }
  };
  add('line', lines, roundWhole);
  add('order', orders, roundWhole);
  // With one piece a line, rounding each piece is rounding each line.
  const several = taxes.some(({ pieces }) => pieces !== 1n);
  if (several && taxes.every(({ pieces }) => pieces !== undefined)) {
    add('unit', lines, (rule, { exact }, index) => {
      const pieces = taxes[index]?.pieces as bigint;
      return ROUNDING_RULES[rule](exact.over, exact.under * pieces) * pieces;
    });
  }
  const nearness = (a: (typeof tried)[number], b: (typeof tried)[number]): number =>
    a.off === 0 || b.off === 0
      ? Number(a.off !== 0) - Number(b.off !== 0)
      : compare(a.far, b.far) || a.off - b.off;
  return tried.sort(nearness).map(({ far: _, ...method }) => method);
};

type Round = (rule: RoundingRule, rounded: Rounded, index: number) => bigint;

const roundWhole: Round = (rule, { exact }) => ROUNDING_RULES[rule](exact.over, exact.under);

const compare = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);

const directionsOf = (amounts: readonly Rounded[]): Directions => {
  const counts = { rounded: 0, down: 0, up: 0, belowNearest: 0 };
  for (const { stated, exact } of amounts) {
    if (exact.over % exact.under === 0n && stated === exact.over / exact.under) continue;
    counts.rounded++;
    const size = stated < 0n ? -stated : stated;
    const full = { over: exact.over < 0n ? -exact.over : exact.over, under: exact.under };
    if (size * full.under > full.over) counts.up++;
    else {
      counts.down++;
      if (size < ROUNDING_RULES['half-even'](full.over, full.under)) counts.belowNearest++;
    }
  }
  return counts;
};
