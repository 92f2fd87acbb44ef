/** What rules choose accounts and dimensions by: where an order was sold, how it is labelled, and where it goes. */
import type { Order } from '../../commerce/order';
import { cleanText } from '../clean-text';
import { field, isObject, type JsonObject } from '../read-json';

/** Shopify allows 250 tags on an order, of 40 characters each; an importer may have written more. */
const MOST_TAGS = 250;
const LONGEST = 100;

const text = (value: unknown, limit = LONGEST): string | undefined =>
  cleanText(value, limit).trim() || undefined;

const textIn = (object: unknown, key: string): string | undefined =>
  isObject(object) ? text(field(object, key)) : undefined;

/**
 * `web`, `pos`, or the handle of a marketplace, alike in both APIs. Shopify names an order that another app made by the
 * number of that app; the name that its reports use is easier to recognise then, and only GraphQL has it.
 */
const channelOf = (order: JsonObject): string | undefined => {
  const source = text(field(order, 'sourceName')) ?? text(field(order, 'source_name'));
  if (source !== undefined && !/^\d+$/.test(source)) return source;
  return textIn(field(order, 'attribution'), 'handle') ?? source;
};

/** A list in GraphQL, words between commas in REST. */
const tagsOf = (order: JsonObject): readonly string[] => {
  const tags = field(order, 'tags');
  const list: readonly unknown[] = Array.isArray(tags) ? tags : cleanText(tags, 20_000).split(',');
  return [...new Set(list.slice(0, MOST_TAGS).flatMap((tag) => text(tag) ?? []))];
};

const shipToOf = (order: JsonObject): Order['shipTo'] => {
  const address = field(order, 'shippingAddress') ?? field(order, 'shipping_address');
  const country = textIn(address, 'countryCodeV2') ?? textIn(address, 'country_code');
  const region = textIn(address, 'provinceCode') ?? textIn(address, 'province_code');
  if (country === undefined && region === undefined) return undefined;
  return { ...(country && { country }), ...(region && { region }) };
};

export type OrderDetails = Pick<Order, 'channel' | 'location' | 'tags' | 'shipTo'>;

/** Absent is what Shopify does not say, or the token may not see. */
export const readDetails = (order: JsonObject): OrderDetails => {
  const channel = channelOf(order);
  const location = textIn(field(order, 'retailLocation'), 'name');
  const tags = tagsOf(order);
  const shipTo = shipToOf(order);
  return {
    ...(channel !== undefined && { channel }),
    ...(location !== undefined && { location }),
    ...(tags.length > 0 && { tags: [...tags] }),
    ...(shipTo !== undefined && { shipTo }),
  };
};
