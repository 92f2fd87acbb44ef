/** What the status of an order says: whether it stands, when it was cancelled, whether it was paid. */
import type { Order } from '../../commerce/order';
import { field, preview, type Reading, report } from '../read-json';
import { booleanOf, holderOf, listAt, objectAt, type Placed, pointerTo, textAt } from './reading';
import { instantOf, noteZone, readDate } from './read-date';
import { STANDING, STATES } from './wire';

const plain = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .replace(/^wc/, '');

export interface ReadStatus {
  readonly state: Order['state'];
  readonly sourceStatus: string;
  /** True when the status itself says that all money went back. */
  readonly refunded: boolean;
  readonly pointer: string;
}

/** The id tells it in one cart and the name in the next; a status that nobody knows is an order that stands. */
export const readStatus = (reading: Reading, order: Placed): ReadStatus => {
  const status = objectAt(order, 'status');
  const pointer = Object.hasOwn(order.value, 'status') ? pointerTo(order, 'status') : order.path;
  const [id, name] = [textAt(status, 'id', 60), textAt(status, 'name', 60)];
  if (id === '' && name === '') {
    const sentence = `the status at ${pointer} is ${preview(field(order.value, 'status'))}. Ask for params=force_all, as the Order Fetcher does.`;
    report(reading, 'error', 'malformed_status', sentence, pointer || undefined);
  }
  const words = [plain(id), plain(name)];
  const state = words.map((word) => STATES.get(word)).find((known) => known !== undefined);
  if (state === undefined && (id !== '' || name !== '') && !words.some((word) => STANDING.has(word))) {
    const sentence = `its status is ${preview(name || id)}, which is not known here; it is taken for an order that stands.`;
    report(reading, 'info', 'unknown_status', sentence, pointer);
  }
  return {
    state: state ?? 'open',
    sourceStatus: name || id,
    refunded: words.includes('refunded'),
    pointer,
  };
};

/** Instants of the status history whose status is one of these words. */
const instantInHistory = (reading: Reading, order: Placed, is: (word: string) => boolean) => {
  const status = objectAt(order, 'status');
  if (status === undefined) return undefined;
  const entry = listAt(reading, status, 'history').find((placed) =>
    [textAt(placed, 'id', 60), textAt(placed, 'name', 60)].some((text) => is(plain(text))),
  );
  return entry && readDate(reading, entry, 'modified_time');
};

/** A date among the cart's own fields. They are no part of API2Cart's shape, so one that cannot be read is left. */
const extraInstant = (reading: Reading, order: Placed, keys: readonly string[]) => {
  for (const key of keys) {
    const holder = holderOf(order, key);
    if (holder === undefined) continue;
    const boxed = objectAt(holder, key);
    const value = boxed ? field(boxed.value, 'value') : field(holder.value, key);
    const read = instantOf(value);
    const pointer = boxed ? pointerTo(boxed, 'value') : pointerTo(holder, key);
    if (read?.zoned === false) noteZone(reading, pointer);
    return { instant: read?.instant, pointer };
  }
  return undefined;
};

export const cancelledAt = (reading: Reading, order: Placed): string | undefined =>
  extraInstant(reading, order, ['cancel_time', 'cancelled_at', 'canceled_at'])?.instant ??
  instantInHistory(reading, order, (word) => STATES.get(word) === 'cancelled')?.instant;

const PAID_TIMES = ['PaidTime', 'paid_time', 'paid_at', 'date_paid'];
const FINANCIAL = ['financial_status', 'payment_status'];
const PAID_WORDS = new Set(
  'paid partiallypaid partiallyrefunded refunded captured partiallycaptured settled completed'.split(' '),
);
const PAID_STATUSES = new Set(['paid', 'paymentaccepted', 'paymentreceived']);

/** Some carts have no financial status, and one of the order that says the same. */
const statusWords = (order: Placed): readonly { readonly paid: true; readonly pointer: string }[] => {
  const status = objectAt(order, 'status');
  const key = ['id', 'name'].find((name) => PAID_STATUSES.has(plain(textAt(status, name, 60))));
  return status && key ? [{ paid: true, pointer: pointerTo(status, key) }] : [];
};

export interface ReadPaid {
  /** undefined: the cart does not say. */
  readonly paid: boolean | undefined;
  readonly at: { readonly instant: string; readonly pointer: string } | undefined;
  /** The field that says so. */
  readonly pointer: string | undefined;
}

/** Whether the cart says that the order was paid: by a financial status, a flag, or the time of payment. */
export const readPaid = (reading: Reading, order: Placed): ReadPaid => {
  const time = extraInstant(reading, order, PAID_TIMES);
  const history = instantInHistory(reading, order, (word) => word === 'paid' || word === 'paymentreceived');
  const at = time?.instant === undefined ? history : { instant: time.instant, pointer: time.pointer };
  const words = FINANCIAL.flatMap((key) => {
    const holder = holderOf(order, key);
    const word = holder ? plain(textAt(holder, key, 60)) : '';
    return holder !== undefined && word !== ''
      ? [{ paid: PAID_WORDS.has(word), pointer: pointerTo(holder, key) }]
      : [];
  });
  const flag = holderOf(order, 'is_paid');
  const flagged = flag && booleanOf(field(flag.value, 'is_paid'));
  const said = [
    ...words,
    ...(flag && flagged !== undefined ? [{ paid: flagged, pointer: pointerTo(flag, 'is_paid') }] : []),
    ...(time ? [{ paid: time.instant !== undefined, pointer: time.pointer }] : []),
    ...(history ? [{ paid: true, pointer: history.pointer }] : []),
    ...statusWords(order),
  ];
  const [first] = said;
  // Where two fields differ, the one that says paid is the later: an empty time beside a status of "paid" is only not filled.
  const yes = said.find(({ paid }) => paid);
  return { paid: yes ? true : first?.paid, at, pointer: (yes ?? first)?.pointer };
};
