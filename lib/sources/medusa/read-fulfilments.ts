/**
 * What was handed over: Medusa's fulfillments, once they are shipped. One that is only packed is left out, and so is one
 * that was canceled; goods that need no shipping are handed over when the fulfillment is made.
 */
import type { Fulfilment } from '../../commerce/order';
import { addDecimals, type Decimal } from '../../money/decimal';
import type { MoneyReading } from '../read-amount';
import { asId, field, isObject, type JsonObject, readId, report } from '../read-json';
import { atMost, plainText, readNumber, scaled } from './read-decimal';
import { minus } from './read-sold';
import { compare, type Entry, readDate, readEntries } from './reading';

/** One row of a fulfillment: pieces of one item, or of one ingredient of it where the item is a kit. */
interface Row {
  readonly of: string;
  readonly ingredient: string;
  readonly quantity: Decimal;
  readonly pointer: string;
}

interface Parcel {
  readonly id: string;
  /** Undefined while it is only packed. */
  readonly at: string | undefined;
  readonly pointer: string;
  readonly rows: readonly Row[];
}

/** Pieces are sold by the kilogram and metre too, but not more exactly than this. */
const PIECE_DECIMALS = 6;
const HANDED_OVER = ['shipped_at', 'delivered_at'] as const;

const readParcel = (reading: MoneyReading, entry: Entry): Parcel | undefined => {
  const id = readId(reading, entry.raw, 'id', entry.path);
  const keys = field(entry.raw, 'requires_shipping') === false ? [...HANDED_OVER, 'created_at'] : HANDED_OVER;
  const key = keys.find((name) => (field(entry.raw, name) ?? null) !== null);
  const at = key && readDate(reading, entry, key);
  if (id === undefined || (key !== undefined && at === undefined)) return undefined;
  const rows = readEntries(reading, entry.raw, 'items', entry.path).flatMap(({ raw, path }): Row[] => {
    const of = asId(field(raw, 'line_item_id'));
    const quantity = readNumber(reading, raw, 'quantity', path);
    if (of === undefined || quantity === undefined || quantity.value.digits <= 0n) return [];
    const ingredient = asId(field(raw, 'inventory_item_id')) ?? '';
    return [{ of, ingredient, quantity: quantity.value, pointer: quantity.pointer }];
  });
  return { id, at, pointer: `${entry.path}/${key ?? 'created_at'}`, rows };
};

/** How many pieces of an item fulfillments hold in all, packed ones included, as the item itself states it. */
const readFulfilled = (reading: MoneyReading, order: Entry): ReadonlyMap<string, Decimal> => {
  const fulfilled = new Map<string, Decimal>();
  for (const { raw, path } of readEntries(reading, order.raw, 'items', order.path)) {
    const id = asId(field(raw, 'id'));
    const detail = field(raw, 'detail');
    if (id === undefined || !isObject(detail) || !states(detail, 'fulfilled_quantity')) continue;
    const quantity = readNumber(reading, detail, 'fulfilled_quantity', `${path}/detail`);
    if (quantity !== undefined) fulfilled.set(id, quantity.value);
  }
  return fulfilled;
};

const states = (object: JsonObject, key: string): boolean =>
  (field(object, key) ?? field(object, `raw_${key}`) ?? null) !== null;

const sumOf = (rows: readonly Row[]): Decimal => addDecimals(rows.map(({ quantity }) => quantity));

/**
 * A kit has a row for each of its ingredients, with as many of them as go into it. The rows of one ingredient then say in
 * which parcel how large a share went, and the item says how many pieces that is of.
 */
const piecesOf = (rows: readonly Row[], all: readonly Row[], fulfilled: Decimal | undefined): Decimal => {
  const sent = sumOf(rows);
  const whole = sumOf(all);
  return fulfilled === undefined || minus(whole, fulfilled).digits === 0n
    ? sent
    : atMost(scaled(sent, fulfilled, whole), PIECE_DECIMALS);
};

const buildLines = (
  parcel: Parcel,
  parcels: readonly Parcel[],
  fulfilled: ReadonlyMap<string, Decimal>,
): Fulfilment['lines'] => {
  const items = [...new Set(parcel.rows.map(({ of }) => of))].sort(compare);
  return items.flatMap((of) => {
    const everywhere = parcels.flatMap(({ rows }) => rows.filter((row) => row.of === of));
    const [first] = everywhere.map(({ ingredient }) => ingredient).sort(compare);
    const isFirst = (row: Row): boolean => row.of === of && row.ingredient === first;
    const rows = parcel.rows.filter(isFirst);
    if (rows.length === 0) return [];
    const quantity = plainText(piecesOf(rows, everywhere.filter(isFirst), fulfilled.get(of)));
    return [{ of, quantity, pointers: rows.map(({ pointer }) => pointer) }];
  });
};

/**
 * Undefined where the payload does not say: it has no fulfillments at all, or does not say what is in one (info
 * `fulfilment_items_missing`). In the order in which they were handed over.
 */
export const readFulfilments = (reading: MoneyReading, order: Entry): Fulfilment[] | undefined => {
  if (!Object.hasOwn(order.raw, 'fulfillments')) return undefined;
  const entries = readEntries(reading, order.raw, 'fulfillments', order.path).filter(
    (entry) => readDate(reading, entry, 'canceled_at') === undefined,
  );
  const silent = entries.find(({ raw }) => !Array.isArray(field(raw, 'items')));
  if (silent !== undefined) {
    const sentence = `${silent.path} does not say what is in it, so nobody knows what was delivered. Read the order with the Order Fetcher.`;
    report(reading, 'info', 'fulfilment_items_missing', sentence, silent.path);
    return undefined;
  }
  const parcels = entries.flatMap((entry) => readParcel(reading, entry) ?? []);
  const fulfilled = readFulfilled(reading, order);
  return parcels
    .flatMap((parcel) => {
      const { id, at, pointer } = parcel;
      if (at === undefined) return [];
      return [{ id, at, pointers: [pointer], lines: buildLines(parcel, parcels, fulfilled) }];
    })
    .sort((a, b) => compare(a.at, b.at) || compare(a.id, b.id));
};
