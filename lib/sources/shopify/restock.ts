/** What became of pieces that a refund names: whether they came back into stock, never left it, or are gone. */
import type { RefundPart } from '../../commerce/order';
import { cleanText } from '../clean-text';
import { field, isObject } from '../read-json';
import type { RefundDraft, RestockDraft, SaleDraft } from './drafts';
import { type Entry, restIdOf, tailOf } from './reading';

type Restock = NonNullable<RefundPart['restock']>;

/** `LEGACY_RESTOCK`: restocked before Shopify told returns and cancellations apart. */
const RESTOCKS: ReadonlyMap<string, Restock> = new Map([
  ['return', 'returned'],
  ['legacy_restock', 'returned'],
  ['cancel', 'cancelled'],
  ['no_restock', 'kept'],
]);

const restockOf = (type: unknown): Restock | undefined => RESTOCKS.get(cleanText(type, 40).toLowerCase());

const listed = (of: string | undefined, quantity: unknown, type: unknown): readonly RestockDraft[] => {
  const restock = restockOf(type);
  return of === undefined || restock === undefined || typeof quantity !== 'number'
    ? []
    : [{ of, quantity, restock }];
};

/** Of an entry of `refundLineItems`; empty where it does not say. */
export const readRestock = ({ raw }: Entry): readonly RestockDraft[] => {
  const line = field(raw, 'lineItem');
  const of = isObject(line) ? tailOf(field(line, 'id')) : undefined;
  return listed(of, field(raw, 'quantity'), field(raw, 'restockType'));
};

/** Of an entry of `refund_line_items`. */
export const readRestRestock = ({ raw }: Entry): readonly RestockDraft[] => {
  const line = field(raw, 'line_item');
  const of = (isObject(line) ? restIdOf(line) : undefined) ?? restIdOf(raw, 'line_item_id');
  return listed(of, field(raw, 'quantity'), field(raw, 'restock_type'));
};

/**
 * Of what a sale took back. Where pieces of one line went different ways within one refund, the entry of as many pieces
 * is meant; where none has as many, Shopify does not say which went where.
 */
export const restockOfSale = (refund: RefundDraft | undefined, sale: SaleDraft): Restock | undefined => {
  const own = refund?.restocks?.filter(({ of }) => of === sale.of) ?? [];
  const ways = new Set(own.map(({ restock }) => restock));
  const [only] = ways;
  if (ways.size === 1) return only;
  const alike = own.filter(({ quantity }) => quantity === -(sale.quantity ?? 0));
  return alike.length === 1 ? alike[0]?.restock : undefined;
};
