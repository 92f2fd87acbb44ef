/** How a shop rounds, over many orders: which methods fit all of them, and whether it never rounds up. */
import type { RoundingRule } from '../money/rounding';
import type { DetectedRounding, Directions, RoundingBasis } from './detect-rounding';
import type { Problem } from './problem';

export interface MethodCount {
  readonly basis: RoundingBasis;
  readonly rule: RoundingRule;
  /** Orders whose taxes the method gives to the unit. */
  readonly fits: number;
}

export interface RoundingOverOrders {
  /** Orders with at least one tax that states its rate. */
  readonly orders: number;
  /** Orders that no method fits. */
  readonly unexplained: number;
  /** The methods that fit most orders first. */
  readonly methods: readonly MethodCount[];
  readonly directions: Readonly<Record<'line' | 'order', Directions>>;
  readonly findings: readonly Problem[];
}

export interface RoundingTally {
  add(detected: DetectedRounding): void;
  finish(): RoundingOverOrders;
}

/** Keeps counts only, whatever the number of orders. */
export const roundingTally = (): RoundingTally => {
  const fits = new Map<
    string,
    { readonly basis: RoundingBasis; readonly rule: RoundingRule; fits: number }
  >();
  const directions = { line: noDirections(), order: noDirections() };
  let orders = 0;
  let unexplained = 0;
  return {
    add: (detected) => {
      if (detected.state === 'none') return;
      orders++;
      if (detected.state === 'differs') unexplained++;
      for (const { basis, rule, off } of detected.methods) {
        const key = `${basis} ${rule}`;
        let known = fits.get(key);
        if (!known) fits.set(key, (known = { basis, rule, fits: 0 }));
        if (off === 0) known.fits++;
      }
      for (const basis of ['line', 'order'] as const) addTo(directions[basis], detected.directions[basis]);
    },
    finish: () => {
      const methods = [...fits.values()].map((method) => ({ ...method })).sort((a, b) => b.fits - a.fits);
      const found = {
        orders,
        unexplained,
        methods,
        directions: { line: { ...directions.line }, order: { ...directions.order } },
      };
      return { ...found, findings: alwaysDown(found) };
    },
  };
};

type Counts = { -readonly [Name in keyof Directions]: number };

const noDirections = (): Counts => ({ rounded: 0, down: 0, up: 0, belowNearest: 0 });

const addTo = (sum: Counts, more: Directions): void => {
  sum.rounded += more.rounded;
  sum.down += more.down;
  sum.up += more.up;
  sum.belowNearest += more.belowNearest;
};

/**
 * Rounding down is seen only where the nearest unit was above, so some of those must be there, and none that went up.
 * Where rounding to the nearest explains every order, nothing is wrong; where rounding down does not, it is something else.
 */
const alwaysDown = ({
  orders,
  methods,
  directions,
}: Omit<RoundingOverOrders, 'findings'>): readonly Problem[] => {
  const fitsAll = (method: MethodCount): boolean => method.fits === orders;
  if (methods.some((method) => method.rule.startsWith('half') && fitsAll(method))) return [];
  const basis = (['line', 'order'] as const).find((name) => {
    const { up, belowNearest } = directions[name];
    return (
      up === 0 && belowNearest > 0 && methods.some((m) => m.basis === name && m.rule === 'down' && fitsAll(m))
    );
  });
  if (basis === undefined) return [];
  const { rounded, belowNearest } = directions[basis];
  return [
    {
      severity: 'warning',
      code: 'rounding_always_down',
      message:
        `The source rounded tax down every time: ${rounded} ${rounded === 1 ? 'rounding' : 'roundings'} per ${basis} in ${orders} ${orders === 1 ? 'order' : 'orders'}, ` +
        `of which ${belowNearest} would have gone up to the nearest unit. In the United Kingdom, retailers who work out VAT by line may round to the nearest penny ` +
        'but not always down (HMRC VATREC12020); for invoice traders see VATREC12010. Check the rounding setting of the shop.',
    },
  ];
};
