/** What was sent: fulfilments of both APIs. Only those that Shopify calls a success: no other one has left the house. */
import type { Fulfilment } from '../../commerce/order';
import { cleanText } from '../clean-text';
import type { MoneyReading } from '../read-amount';
import { field, isObject, type JsonObject } from '../read-json';
import type { FulfilmentDraft } from './drafts';
import { readQuantity } from './listed-parts';
import { type Entry, readEntries, readGlobalId, readInstant, readRestId } from './reading';
import type { SoldParts } from './sold-parts';

const isSent = ({ raw }: Entry): boolean => cleanText(field(raw, 'status'), 40).toLowerCase() === 'success';

type LineDraft = FulfilmentDraft['lines'][number];

const readLines = (
  reading: MoneyReading,
  fulfilment: Entry,
  key: string,
  idOf: (entry: Entry) => string | undefined,
): readonly LineDraft[] =>
  readEntries(reading, fulfilment.raw, key, fulfilment.path).flatMap((entry) => {
    const of = idOf(entry);
    const quantity = readQuantity(reading, entry.raw, entry.path);
    if (of === undefined || quantity === undefined || quantity === 0) return [];
    return [{ of, quantity, pointer: `${entry.path}/quantity` }];
  });

const lineItemOf =
  (reading: MoneyReading) =>
  ({ raw, path }: Entry): string | undefined => {
    const line = field(raw, 'lineItem');
    return readGlobalId(reading, isObject(line) ? line : {}, `${path}/lineItem`);
  };

const locationOf = (raw: JsonObject): string | undefined => {
  const location = field(raw, 'location');
  return isObject(location) ? cleanText(field(location, 'name'), 100).trim() || undefined : undefined;
};

/** Undefined where the payload does not tell of deliveries at all. */
export const readFulfilments = (
  reading: MoneyReading,
  order: JsonObject,
  path: string,
): readonly FulfilmentDraft[] | undefined => {
  if ((field(order, 'fulfillments') ?? null) === null) return undefined;
  return readEntries(reading, order, 'fulfillments', path)
    .filter(isSent)
    .flatMap((entry) => {
      const id = readGlobalId(reading, entry.raw, entry.path);
      const at = readInstant(reading, entry.raw, ['createdAt'], entry.path);
      const lines = readLines(reading, entry, 'fulfillmentLineItems', lineItemOf(reading));
      const location = locationOf(entry.raw);
      if (id === undefined || at === undefined) return [];
      return [{ id, at, pointer: entry.path, location, lines }];
    });
};

/** REST names a place by its id only, which is no name that anybody knows. */
export const readRestFulfilments = (
  reading: MoneyReading,
  order: JsonObject,
  path: string,
): readonly FulfilmentDraft[] | undefined => {
  if ((field(order, 'fulfillments') ?? null) === null) return undefined;
  return readEntries(reading, order, 'fulfillments', path)
    .filter(isSent)
    .flatMap((entry) => {
      const id = readRestId(reading, entry.raw, entry.path);
      const at = readInstant(reading, entry.raw, ['created_at'], entry.path);
      const lines = readLines(reading, entry, 'line_items', ({ raw, path: own }) =>
        readRestId(reading, raw, own),
      );
      if (id === undefined || at === undefined) return [];
      return [{ id, at, pointer: entry.path, location: undefined, lines }];
    });
};

/** In the order in which they happened, so that pieces of a line that was sold twice go to the older sale first. */
export const buildFulfilments = (drafts: readonly FulfilmentDraft[], parts: SoldParts): Fulfilment[] => {
  const sorted = [...drafts].sort(
    (a, b) => Date.parse(a.at) - Date.parse(b.at) || a.id.length - b.id.length || (a.id < b.id ? -1 : 1),
  );
  return sorted.map(({ id, at, pointer, location, lines }) => {
    const fulfilment: Fulfilment = {
      id,
      at,
      pointers: [pointer],
      lines: lines.flatMap((line) =>
        parts.send(line.of, line.quantity).map(({ of, pieces }) => ({
          of,
          quantity: String(pieces),
          pointers: [line.pointer],
        })),
      ),
    };
    if (location !== undefined) fulfilment.location = location;
    return fulfilment;
  });
};
