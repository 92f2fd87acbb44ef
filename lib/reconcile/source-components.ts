/**
 * What the cart says by component (goods, discount, shipping, tax by jurisdiction, payment by gateway …), whatever
 * accounts the policy sends them to: the figures to lay beside the shop's own reports.
 */
import { EVENT_KINDS, type EventPart, type FinanceEvent } from '../events/finance-event';
import { fromMinor, toMinor } from '../money/minor';

export interface SourceComponent {
  readonly event: string;
  readonly component: string;
  readonly currency: string;
  /** Decimal string, positive in the natural direction of the component: a refund's goods are positive too. */
  readonly amount: string;
}

export interface SourceComponents {
  add(events: readonly FinanceEvent[]): void;
  rows(): readonly SourceComponent[];
}

export const sourceComponents = (): SourceComponents => {
  const sums = new Map<FinanceEvent['kind'], Map<string, Map<string, bigint>>>();
  const inside = <K, V>(map: Map<K, Map<string, V>>, key: K): Map<string, V> => {
    let found = map.get(key);
    if (!found) map.set(key, (found = new Map()));
    return found;
  };
  return {
    add: (events) => {
      for (const { kind, currency, parts } of events) {
        const components = inside(inside(sums, kind), currency);
        for (const part of parts) {
          const name = nameOf(part);
          components.set(name, (components.get(name) ?? 0n) + toMinor(part.amount, currency));
        }
      }
    },
    rows: () =>
      EVENT_KINDS.flatMap((event) =>
        sorted(sums.get(event)).flatMap(([currency, components]) =>
          sorted(components).map(([component, minor]) => ({
            event,
            component,
            currency,
            amount: fromMinor(minor, currency),
          })),
        ),
      ),
  };
};

const sorted = <V>(map: ReadonlyMap<string, V> = new Map()): readonly (readonly [string, V])[] =>
  [...map].sort(([a], [b]) => (a < b ? -1 : 1));

const nameOf = ({ component, jurisdiction, gateway }: EventPart): string => {
  if (component === 'tax' && jurisdiction !== undefined) return `tax:${jurisdiction}`;
  if (component === 'payment' && gateway !== undefined) return `payment:${gateway}`;
  return component;
};
