/**
 * The versions of an order: what an edit, exchange, claim or return put on it, what was taken in, and when. Without them
 * (a payload that did not come from the Order Fetcher) the rows' own dates have to do, and those of credit lines move.
 */
import type { Decimal } from '../../money/decimal';
import type { MoneyReading } from '../read-amount';
import { utcInstant } from '../read-instant';
import { asId, field, isObject, type JsonObject } from '../read-json';
import { readNumber } from './read-decimal';
import { type Entry, type OpenedOrder, readDate, readEntries } from './reading';

/** What put a part on the order after it was placed. */
export interface Added {
  readonly id: string;
  readonly at: string;
  readonly pointers: readonly string[];
}

/** Goods of one return that were taken in together. */
export interface Receipt {
  readonly returnId: string;
  readonly at: string;
  readonly items: readonly ReceivedItem[];
}

export interface ReceivedItem {
  /** Id of the order's item. */
  readonly of: string;
  readonly quantity: Decimal;
  readonly pointer: string;
  /** Whole pieces go back into stock, broken ones do not. Undefined while they have not arrived. */
  readonly restock: 'returned' | 'kept' | undefined;
}

export interface Changes {
  /** By version: when it became effective. */
  readonly confirmed: ReadonlyMap<string, Added>;
  /** By id of an item or shipping method. */
  readonly additions: ReadonlyMap<string, Added>;
  readonly receipts: readonly Receipt[];
}

const OCCASIONS = ['exchange_id', 'claim_id', 'return_id'];

const occasionOf = (object: JsonObject): string | undefined =>
  OCCASIONS.map((key) => asId(field(object, key))).find((id) => id !== undefined);

export const readChanges = (reading: MoneyReading, opened: OpenedOrder): Changes => {
  const confirmed = new Map<string, Added>();
  const additions = new Map<string, Added>();
  const receipts: Receipt[] = [];
  for (const change of opened.changes) {
    const id = asId(field(change.raw, 'id'));
    const effective = field(change.raw, 'status') === 'confirmed';
    const at = effective ? readDate(reading, change, 'confirmed_at') : undefined;
    if (id === undefined || at === undefined) continue;
    const added = { id: occasionOf(change.raw) ?? id, at, pointers: [`${change.path}/confirmed_at`] };
    const version = asId(field(change.raw, 'version'));
    if (version !== undefined) confirmed.set(version, added);
    const actions = readEntries(reading, change.raw, 'actions', change.path);
    for (const { raw } of actions) {
      const part = addedPart(raw);
      if (part !== undefined) additions.set(part, added);
    }
    receipts.push(...readReceipts(reading, actions, at));
  }
  return { confirmed, additions, receipts };
};

const addedPart = (action: JsonObject): string | undefined => {
  const details = field(action, 'details');
  switch (field(action, 'action')) {
    case 'ITEM_ADD':
      return isObject(details) ? asId(field(details, 'reference_id')) : undefined;
    case 'SHIPPING_ADD':
      return asId(field(action, 'reference_id'));
    default:
      return undefined;
  }
};

/** Whole or broken makes no difference to what is owed for them, only to the stock. */
const RECEIVED: ReadonlyMap<unknown, 'returned' | 'kept'> = new Map([
  ['RECEIVE_RETURN_ITEM', 'returned'],
  ['RECEIVE_DAMAGED_RETURN_ITEM', 'kept'],
]);

const readReceipts = (reading: MoneyReading, actions: readonly Entry[], at: string): Receipt[] => {
  const byReturn = new Map<string, ReceivedItem[]>();
  for (const { raw, path } of actions) {
    const details = field(raw, 'details');
    const returnId = asId(field(raw, 'reference_id'));
    const restock = RECEIVED.get(field(raw, 'action'));
    if (restock === undefined || !isObject(details) || returnId === undefined) continue;
    const of = asId(field(details, 'reference_id'));
    const quantity = readNumber(reading, details, 'quantity', `${path}/details`);
    if (of === undefined || quantity === undefined) continue;
    const item = { of, quantity: quantity.value, pointer: quantity.pointer, restock };
    byReturn.set(returnId, [...(byReturn.get(returnId) ?? []), item]);
  }
  return [...byReturn].map(([returnId, items]) => ({ returnId, at, items }));
};

/** Rows of one checkout are written within this. */
const CHECKOUT_MS = 2000;

/**
 * What put a part there, or undefined for one that was there from the start. A change of before the order was placed
 * (a draft that was put together by hand) is part of the order.
 */
export const additionOf = (
  changes: Changes,
  placedAt: string,
  id: string,
  { raw, path }: Entry,
): Added | undefined => {
  const known = changes.additions.get(id);
  if (known !== undefined) return known.at > placedAt ? known : undefined;
  const created = utcInstant(field(raw, 'created_at'));
  if (created === undefined) return undefined;
  const detail = field(raw, 'detail');
  const occasion = isObject(detail) ? occasionOf(detail) : undefined;
  const isLater = Date.parse(created) - Date.parse(placedAt) > CHECKOUT_MS;
  if (occasion === undefined && !isLater) return undefined;
  return { id: occasion ?? id, at: created, pointers: [`${path}/created_at`] };
};
