/**
 * Orders whose payments changed. A capture leaves the order's own date alone, and so does money that goes back for a
 * return; both touch the payment collection, by which payments cannot be filtered, but sorted: the latest come first, and
 * reading ends at the first that is older than asked for.
 */
import { type ChangedObject, SourceError } from '../cart-source';
import { utcInstant } from '../read-instant';
import { asId, field, isObject, type JsonObject } from '../read-json';
import { listingOf, type Rest } from './rest';
import { PAGE_SIZE } from './wire';

/** Pages share some rows: nothing says how payments of one millisecond are sorted. */
const OVERLAP = 10;

const QUERY = {
  fields: 'id,payment_collection.updated_at,payment_collection.order.id,payment_collection.order.created_at',
  order: '-payment_collection.updated_at',
};

interface ChangedPayment {
  readonly id: string;
  readonly updatedAt: string;
  /** Undefined while the buyer is still at the till. */
  readonly order: ChangedObject | undefined;
}

const unreadable = (rest: Rest, sentence: string): SourceError =>
  new SourceError('unreadable_answer', `${rest.storeId} ${sentence}`);

const changedOf = (rest: Rest, row: JsonObject): ChangedPayment => {
  const id = asId(field(row, 'id'));
  const collection = field(row, 'payment_collection');
  const updatedAt = isObject(collection) ? utcInstant(field(collection, 'updated_at')) : undefined;
  if (id === undefined || !isObject(collection) || updatedAt === undefined)
    throw unreadable(rest, 'lists a payment without its id or the date of its collection.');
  const order = field(collection, 'order');
  if (!isObject(order)) return { id, updatedAt, order: undefined };
  const orderId = asId(field(order, 'id'));
  const createdAt = utcInstant(field(order, 'created_at'));
  if (orderId === undefined || createdAt === undefined)
    throw unreadable(rest, 'lists a payment whose order has no id or date.');
  return { id, updatedAt, order: { id: orderId, updatedAt, createdAt } };
};

/** A payment that changes meanwhile moves to the front, and the others down: one may come twice, none is skipped. */
export async function* listChangedPayments(
  rest: Rest,
  from: string,
  to: string | undefined,
): AsyncGenerator<readonly ChangedObject[]> {
  const [earliest, end] = [Date.parse(from), to === undefined ? Infinity : Date.parse(to)];
  let firstBefore: string | undefined;
  for (let offset = 0; ; offset += PAGE_SIZE - OVERLAP) {
    const paging = { limit: String(PAGE_SIZE), offset: String(offset) };
    const answer = await rest.get('/admin/payments', { ...QUERY, ...paging });
    const { rows, count } = listingOf(rest, answer, 'payments');
    const payments = rows.map((row) => changedOf(rest, row));
    const times = payments.map(({ updatedAt }) => Date.parse(updatedAt));
    if (times.some((time, index) => index > 0 && time > (times[index - 1] as number)))
      throw unreadable(rest, 'does not sort payments by the date of their collection; this takes Medusa 2.');
    const [first] = payments;
    if (first === undefined) return;
    if (payments.length > 1 && first.id === firstBefore)
      throw unreadable(rest, 'ignores "offset", or a cache answers in its place.');
    firstBefore = first.id;
    const changed = payments.flatMap(({ order }, index) => {
      const time = times[index] as number;
      return order !== undefined && time >= earliest && time < end ? [order] : [];
    });
    if (changed.length > 0) yield changed;
    const oldest = times.at(-1) as number;
    if (oldest < earliest || offset + payments.length >= count) return;
  }
}
