/**
 * Deliveries. Orders of API2Cart do not hold them: they stand in order.shipment.list, one request an order, which the
 * client does not make. A payload that has them beside the order (`shipments`) is read in full.
 */
import type { Fulfilment, OrderLine } from '../../commerce/order';
import { formatDecimal } from '../../money/decimal';
import { cleanText } from '../clean-text';
import { asId, field, type Reading, report } from '../read-json';
import { readDate } from './read-date';
import { decimalOf } from './read-number';
import { booleanOf, listAt, type OpenedOrder, type Placed, pointerTo } from './reading';

type Line = Fulfilment['lines'][number];

/** The line that a row names; where the cart names only the product, the one line of it. */
const lineOf = (row: Placed, lines: readonly OrderLine[]): OrderLine | undefined => {
  const id = asId(field(row.value, 'order_product_id'));
  if (id !== undefined) return lines.find((line) => line.id === cleanText(id, 100));
  const product = asId(field(row.value, 'product_id'));
  const [only, ...more] = lines.filter(({ productId }) => product !== undefined && productId === product);
  return more.length === 0 ? only : undefined;
};

const readRow = (row: Placed, lines: readonly OrderLine[]): Line | undefined => {
  const line = lineOf(row, lines);
  const quantity = decimalOf(field(row.value, 'quantity'));
  if (line === undefined || typeof quantity !== 'object' || quantity.digits < 0n) return undefined;
  return { of: line.id, quantity: formatDecimal(quantity), pointers: [pointerTo(row, 'quantity')] };
};

/** Undefined when it does not say when, or what was in it. */
const readShipment = (
  reading: Reading,
  shipment: Placed,
  lines: readonly OrderLine[],
): Fulfilment | undefined => {
  const id = asId(field(shipment.value, 'id'));
  const time = readDate(reading, shipment, 'created_at') ?? readDate(reading, shipment, 'delivered_at');
  const rows = listAt(reading, shipment, 'items').map((row) => readRow(row, lines));
  const known = rows.filter((row) => row !== undefined);
  if (id === undefined || time === undefined || rows.length === 0 || known.length < rows.length)
    return undefined;
  return { id: cleanText(id, 100), at: time.instant, pointers: [time.pointer], lines: known };
};

const inOrder = (a: Fulfilment, b: Fulfilment): number =>
  a.at === b.at ? (a.id < b.id ? -1 : 1) : a.at < b.at ? -1 : 1;

/**
 * Undefined where the payload has no shipments, or one that is not stated in full (info `shipment_incomplete`): what was
 * delivered is then not known. One that says that it was not shipped is none.
 */
export const readFulfilments = (
  reading: Reading,
  { bundle }: OpenedOrder,
  lines: readonly OrderLine[],
): Fulfilment[] | undefined => {
  if (bundle === undefined || !Object.hasOwn(bundle.value, 'shipments')) return undefined;
  const fulfilments: Fulfilment[] = [];
  for (const shipment of listAt(reading, bundle, 'shipments')) {
    if (booleanOf(field(shipment.value, 'is_shipped')) === false) continue;
    const read = readShipment(reading, shipment, lines);
    if (read === undefined) {
      const sentence = `the shipment at ${shipment.path} does not say when it was sent, or which pieces of which lines; what was delivered is not known. Ask for it with params=force_all.`;
      report(reading, 'info', 'shipment_incomplete', sentence, shipment.path);
      return undefined;
    }
    fulfilments.push(read);
  }
  return fulfilments.sort(inOrder);
};
