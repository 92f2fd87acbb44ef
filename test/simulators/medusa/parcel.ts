/** A parcel of the simulated shop: packed first, then shipped or undone. */
import { type Big, big, sum } from './medusa-number';

interface PackedItem {
  readonly itemId: string;
  readonly quantity: string;
}

export interface Parcel {
  readonly id: string;
  readonly createdAt: string;
  readonly items: readonly PackedItem[];
  shippedAt?: string;
  canceledAt?: string;
}

/** What a version of the order says of it. */
export const handled = (action: string, { id, items }: Parcel): Readonly<Record<string, unknown>>[] =>
  items.map(({ itemId, quantity }) => ({
    action,
    reference: 'fulfillment',
    reference_id: id,
    details: { quantity: Number(quantity), reference_id: itemId },
  }));

/** Pieces of an item in the parcels that stand. */
export const piecesIn = (parcels: readonly Parcel[], itemId: string): Big => {
  const standing = parcels.filter(({ canceledAt }) => canceledAt === undefined);
  const of = standing.flatMap(({ items }) => items.filter((item) => item.itemId === itemId));
  return sum(of.map(({ quantity }) => big(quantity)));
};
