/** What dimensions a record carries, held against those that were planned: by ledger account, dimension and value. */
import { type Dimensioned, dimensionsIn, folded } from './line-dimensions';
import { toMinor } from '../money/minor';

/** What stands on a ledger account under one value of a dimension. */
export interface DimensionNet {
  readonly ledgerAccount: string;
  readonly name: string;
  readonly value: string;
  /** Minor units, debits positive. */
  readonly net: bigint;
}

/** By account, name and value as people read them. A net of zero may be there. */
export type DimensionNets = ReadonlyMap<string, DimensionNet>;

/** A dimension of a ledger account on which the two do not agree. */
export interface DifferingDimension {
  readonly ledgerAccount: string;
  readonly name: string;
  /** The values with different amounts; one that was planned comes first. */
  readonly values: readonly {
    readonly value: string;
    readonly planned: bigint;
    readonly held: bigint;
  }[];
}

interface OnAccount {
  readonly ledgerAccount: string;
  /** Decimal string; exactly one of the two. */
  readonly debit?: string;
  readonly credit?: string;
}

/** A document as it is sent. */
interface PlannedLines {
  readonly currency: string;
  readonly lines: readonly (OnAccount & Dimensioned)[];
}

/** A record as the ledger shows it. */
interface HeldLines {
  readonly currency: string;
  readonly lines: readonly (OnAccount & {
    readonly dimensions?: readonly { readonly name: string; readonly value: string }[];
  })[];
}

/** Throws RangeError on an amount that is not exact. */
export const plannedDimensions = (document: PlannedLines): DimensionNets =>
  netsOf(dimensionsIn(document), document.currency);

/** Throws RangeError on an amount that is not exact. */
export const heldDimensions = ({ lines, currency }: HeldLines): DimensionNets =>
  netsOf(
    lines.flatMap((line) => (line.dimensions ?? []).map((dimension) => ({ line, ...dimension }))),
    currency,
  );

/**
 * Where a ledger does not tell all dimensions (`tellsAll`), or was to leave some out, only those are compared that it shows.
 * What it adds by itself is no difference.
 */
export const differingDimensions = (
  planned: DimensionNets,
  held: DimensionNets,
  tellsAll: boolean,
): readonly DifferingDimension[] => {
  if (planned.size === 0) return [];
  const places = new Map<string, DimensionNet[]>();
  for (const [key, wanted] of planned)
    if (wanted.net !== (held.get(key)?.net ?? 0n)) {
      const place = placeOf(wanted);
      places.set(place, [...(places.get(place) ?? []), wanted]);
    }
  if (places.size === 0) return [];
  const shown = groupedByPlace(held);
  return [...places].flatMap(([place, wanted]) => {
    const [first] = wanted;
    const there = shown.get(place);
    if (!first || !(tellsAll || there)) return [];
    const values = [
      ...wanted.map((one) => ({ value: one.value, planned: one.net, held: held.get(keyOf(one))?.net ?? 0n })),
      ...(there ?? [])
        .filter((one) => one.net !== 0n && !planned.has(keyOf(one)))
        .map((one) => ({ value: one.value, planned: 0n, held: one.net })),
    ];
    return [{ ledgerAccount: first.ledgerAccount, name: first.name, values }];
  });
};

interface OnLine {
  readonly line: OnAccount;
  readonly name: string;
  readonly value: string;
}

const netsOf = (lines: readonly OnLine[], currency: string): DimensionNets => {
  const nets = new Map<string, DimensionNet>();
  for (const { line, name, value } of lines) {
    const { ledgerAccount, debit, credit } = line;
    const amount = debit === undefined ? -toMinor(credit as string, currency) : toMinor(debit, currency);
    const key = keyOf({ ledgerAccount, name, value });
    const before = nets.get(key);
    nets.set(
      key,
      before ? { ...before, net: before.net + amount } : { ledgerAccount, name, value, net: amount },
    );
  }
  return nets;
};

type Place = Pick<DimensionNet, 'ledgerAccount' | 'name'>;

const placeOf = ({ ledgerAccount, name }: Place): string => JSON.stringify([ledgerAccount, folded(name)]);

const keyOf = ({ ledgerAccount, name, value }: Place & Pick<DimensionNet, 'value'>): string =>
  JSON.stringify([ledgerAccount, folded(name), folded(value)]);

const groupedByPlace = (nets: DimensionNets): ReadonlyMap<string, readonly DimensionNet[]> => {
  const places = new Map<string, DimensionNet[]>();
  for (const one of nets.values()) {
    const place = placeOf(one);
    places.set(place, [...(places.get(place) ?? []), one]);
  }
  return places;
};
