/**
 * Whether refunded pieces went back into stock. WooCommerce counts it on the line of the order, over all refunds; which
 * refund it was is only certain where all pieces went back, or none.
 */
import type { RefundPart } from '../../commerce/order';
import { addDecimals, type Decimal, parseDecimal } from '../../money/decimal';
import { decimalOf, findMeta } from './read-meta';
import type { PartDraft } from './read-parts';
import type { RefundDraft } from './read-refunds';

/** Pieces that refunds put back into stock, all in all. */
const RESTOCKED = '_restock_refunded_items';
/** Pieces that the sale took out of stock: set only where the shop counts the stock of the product. */
const TAKEN = '_reduced_stock';

/** By id of the line. */
export type Restocks = ReadonlyMap<string, 'all' | 'none'>;

const isSame = (a: Decimal, b: Decimal): boolean =>
  addDecimals([a, { digits: -b.digits, scale: b.scale }]).digits === 0n;

const countOf = ({ raw, path }: PartDraft, key: string): Decimal | undefined =>
  decimalOf(findMeta(raw, path, key)?.value);

export const readRestocks = (lines: readonly PartDraft[], refunds: readonly RefundDraft[]): Restocks => {
  const refunded = new Map<string, Decimal[]>();
  for (const { of, quantity } of refunds.flatMap((refund) => refund.lines)) {
    const pieces = parseDecimal(quantity);
    if (pieces !== undefined) refunded.set(of, [...(refunded.get(of) ?? []), pieces]);
  }
  const restocks = new Map<string, 'all' | 'none'>();
  for (const line of lines) {
    const pieces = refunded.get(line.id);
    if (pieces === undefined) continue;
    const restocked = countOf(line, RESTOCKED);
    const taken = countOf(line, TAKEN);
    if (restocked !== undefined && restocked.digits !== 0n) {
      if (isSame(restocked, addDecimals(pieces))) restocks.set(line.id, 'all');
    } else if (taken !== undefined && taken.digits > 0n) restocks.set(line.id, 'none');
  }
  return restocks;
};

/** What a refund at some instant says of its pieces: those that it gave back before the delivery were never delivered. */
export const restockOf = (
  restock: 'all' | 'none' | undefined,
  at: string,
  completion: string,
): RefundPart['restock'] => {
  if (restock === undefined) return undefined;
  if (restock === 'none') return 'kept';
  if (completion === 'unknown') return undefined;
  return completion === 'never' || at < completion ? 'cancelled' : 'returned';
};
