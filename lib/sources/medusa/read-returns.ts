/** Goods that came back. */
import { addDecimals } from '../../money/decimal';
import type { MoneyReading } from '../read-amount';
import { asId, field, readId, report } from '../read-json';
import type { Changes, Receipt, ReceivedItem } from './read-changes';
import { plainText, readNumber } from './read-decimal';
import type { PartDraft } from './read-parts';
import { minus } from './read-sold';
import { compare, type Entry, type OpenedOrder, readDate, readEntries } from './reading';

export interface ReturnDraft {
  /** Of the return; a second delivery of one return has a number behind it. */
  readonly id: string;
  /** Announced then: from here on Medusa counts it as owed to the buyer. */
  readonly announcedAt: string;
  /** Undefined while nothing of it has arrived: its items are then those that are to come. */
  readonly receivedAt: string | undefined;
  readonly items: readonly ReceivedItem[];
  readonly path: string;
}

/** In the order in which they were announced, which stays when the goods arrive in another. */
export const readReturns = (
  reading: MoneyReading,
  opened: OpenedOrder,
  changes: Changes,
  parts: readonly PartDraft[],
): ReturnDraft[] => {
  const drafts = opened.returns.flatMap((entry) => readReturn(reading, entry, changes.receipts));
  checkComplete(reading, parts, drafts);
  const order = (a: ReturnDraft, b: ReturnDraft): number =>
    compare(a.announcedAt, b.announcedAt) ||
    compare(a.receivedAt ?? '', b.receivedAt ?? '') ||
    compare(a.id, b.id);
  return drafts.sort(order);
};

const readReturn = (reading: MoneyReading, entry: Entry, receipts: readonly Receipt[]): ReturnDraft[] => {
  const id = readId(reading, entry.raw, 'id', entry.path);
  const announcedAt = readDate(reading, entry, 'created_at', true);
  if (id === undefined || announcedAt === undefined) return [];
  if (readDate(reading, entry, 'canceled_at') !== undefined) return [];
  const draft = { id, announcedAt, path: entry.path };
  const known = receipts.filter(({ returnId }) => returnId === id);
  if (known.length > 0)
    return known.map(({ at, items }, index) => ({
      ...draft,
      id: index === 0 ? id : `${id}-${index + 1}`,
      receivedAt: at,
      items,
    }));
  const rows = readEntries(reading, entry.raw, 'items', entry.path);
  const items = rows.flatMap((item) => readReceived(reading, item));
  if (items.length === 0) {
    const announced = rows.flatMap((item) => readItem(reading, item, 'quantity', undefined));
    return [{ ...draft, receivedAt: undefined, items: announced }];
  }
  const receivedAt = readDate(reading, entry, 'received_at') ?? readDate(reading, entry, 'updated_at', true);
  return receivedAt === undefined ? [] : [{ ...draft, receivedAt, items }];
};

const readItem = (
  reading: MoneyReading,
  { raw, path }: Entry,
  key: string,
  restock: ReceivedItem['restock'],
): ReceivedItem[] => {
  const of = asId(field(raw, 'item_id'));
  const quantity = readNumber(reading, raw, key, path);
  if (of === undefined || quantity === undefined || quantity.value.digits === 0n) return [];
  return [{ of, quantity: quantity.value, pointer: quantity.pointer, restock }];
};

const saysBroken = ({ raw }: Entry): boolean =>
  (field(raw, 'damaged_quantity') ?? field(raw, 'raw_damaged_quantity') ?? null) !== null;

/** Pieces that came back broken are among the received ones. */
const readReceived = (reading: MoneyReading, entry: Entry): ReceivedItem[] => {
  if (!saysBroken(entry)) return readItem(reading, entry, 'received_quantity', undefined);
  const received = readItem(reading, entry, 'received_quantity', 'returned');
  const broken = readItem(reading, entry, 'damaged_quantity', 'kept');
  const [all] = received;
  const [part] = broken;
  if (all === undefined || part === undefined) return received;
  const whole = minus(all.quantity, part.quantity);
  return whole.digits > 0n ? [{ ...all, quantity: whole }, part] : [{ ...all, restock: 'kept' }];
};

/** What the items say came back must be in the returns: a missing one would be a refund that nobody books. */
const checkComplete = (
  reading: MoneyReading,
  parts: readonly PartDraft[],
  drafts: readonly ReturnDraft[],
): void => {
  const items = drafts.flatMap((draft) => (draft.receivedAt === undefined ? [] : draft.items));
  for (const part of parts) {
    if (part.returned === undefined) continue;
    const supplied = addDecimals(items.filter(({ of }) => of === part.id).map(({ quantity }) => quantity));
    if (minus(supplied, part.returned).digits === 0n) continue;
    const sentence = `of ${part.entry.path} ${plainText(part.returned)} came back, but the returns that came with the order hold ${plainText(supplied)}. Read the order with the Order Fetcher.`;
    report(reading, 'error', 'returns_missing', sentence, `${part.entry.path}/detail`);
  }
};
