/** Who buys, and where it goes. */
import type { Order } from '../../commerce/order';
import { cleanText } from '../clean-text';
import { field, isObject, type JsonObject } from '../read-json';

const addressField = (order: JsonObject, list: string, key: string): string | undefined => {
  const address = field(order, list);
  return isObject(address) ? cleanText(field(address, key)) || undefined : undefined;
};

export const readCustomer = (order: JsonObject): Order['customer'] => {
  const text = (key: string): string | undefined => addressField(order, 'billing', key);
  // WooCommerce writes 0 for a guest.
  const id = cleanText(field(order, 'customer_id'));
  const name = `${text('first_name') ?? ''} ${text('last_name') ?? ''}`.trim();
  const [email, company, country, region] = [text('email'), text('company'), text('country'), text('state')];
  const customer: NonNullable<Order['customer']> = {};
  if (id !== '' && id !== '0') customer.id = id;
  if (name !== '') customer.name = name;
  if (email !== undefined) customer.email = email;
  if (company !== undefined) customer.company = company;
  if (country !== undefined) customer.country = country;
  if (region !== undefined) customer.region = region;
  return Object.keys(customer).length === 0 ? undefined : customer;
};

/** An order that nobody delivers (downloads, a collection) has an empty shipping address, and nothing is said then. */
export const readShipTo = (order: JsonObject): Order['shipTo'] => {
  const country = addressField(order, 'shipping', 'country');
  const region = addressField(order, 'shipping', 'state');
  if (country === undefined) return undefined;
  return region === undefined ? { country } : { country, region };
};
