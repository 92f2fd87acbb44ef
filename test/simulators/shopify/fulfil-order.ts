/** Sends what was ordered. */
import { type Changing, partAt } from './change-order';
import { isoSeconds, locationOf } from './movements';

type Fields = Record<string, unknown>;

export interface FulfilInput {
  /** By the place of the line in the order. Default: all that stands and was not sent yet. */
  readonly lines?: readonly { readonly line: number; readonly quantity: number }[];
  /** Warehouse that sends it. */
  readonly location?: string;
  /** Default SUCCESS. */
  readonly status?: 'CANCELLED' | 'ERROR' | 'FAILURE' | 'SUCCESS';
}

/** Sends pieces; one that did not succeed leaves them to be sent again. */
export const fulfil = (changing: Changing, { lines, location, status = 'SUCCESS' }: FulfilInput): Fields => {
  const { kept, nextId, now } = changing;
  const { order, backstage } = kept;
  const goods = backstage.parts.filter(({ lineType }) => lineType === 'PRODUCT' || lineType === 'GIFT_CARD');
  const sent =
    lines?.map(({ line, quantity }) => ({ part: partAt(changing, line), quantity })) ??
    goods.map((part) => ({ part, quantity: part.quantity - part.returned - part.sent }));
  const entries = sent.flatMap(({ part, quantity }): Fields[] => {
    if (quantity <= 0) return [];
    if (part.sent + quantity > part.quantity) throw new Error('more is sent than was sold');
    if (status === 'SUCCESS') part.sent += quantity;
    const id = `gid://shopify/FulfillmentLineItem/${nextId()}`;
    return [{ id, quantity, lineItem: part.refers.lineItem }];
  });
  const id = nextId();
  const fulfilment: Fields = {
    __typename: 'Fulfillment',
    id: `gid://shopify/Fulfillment/${id}`,
    legacyResourceId: String(id),
    createdAt: isoSeconds(now),
    status,
    location: location === undefined ? null : locationOf(location),
    fulfillmentLineItems: entries,
  };
  order.fulfillments.push(fulfilment);
  order.fulfillmentsCount = { count: order.fulfillments.length, precision: 'EXACT' };
  const open = goods.some((part) => part.sent < part.quantity);
  order.displayFulfillmentStatus = open ? 'PARTIALLY_FULFILLED' : 'FULFILLED';
  return fulfilment;
};
