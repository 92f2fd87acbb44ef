/** Who buys, and in which country. */
import type { Order } from '../../commerce/order';
import { cleanText } from '../clean-text';
import { field, isObject, type JsonObject } from '../read-json';

const addresses = (order: JsonObject): JsonObject[] =>
  ['billing_address', 'shipping_address'].flatMap((key) => {
    const address = field(order, key);
    return isObject(address) ? [address] : [];
  });

/** Country of the delivery, as tax goes by it; that of the bill where nothing is delivered. */
export const readCountry = (order: JsonObject): string => {
  const [bill, delivery = bill] = ['billing_address', 'shipping_address'].map((key) => {
    const address = field(order, key);
    return isObject(address) ? cleanText(field(address, 'country_code'), 2).toUpperCase() : '';
  });
  return delivery || bill || '';
};

export const readCustomer = (order: JsonObject): Order['customer'] => {
  const text = (key: string): string | undefined =>
    addresses(order)
      .map((address) => cleanText(field(address, key)))
      .find((value) => value !== '');
  const country = text('country_code')?.toUpperCase();
  // Medusa writes a province as `us-ny`.
  const province = text('province')?.toUpperCase();
  const region = country === undefined ? province : province?.replace(`${country}-`, '');
  const name = `${text('first_name') ?? ''} ${text('last_name') ?? ''}`.trim();
  const [id, email, company] = [
    cleanText(field(order, 'customer_id')),
    cleanText(field(order, 'email')),
    text('company'),
  ];
  const customer: NonNullable<Order['customer']> = {};
  if (id !== '') customer.id = id;
  if (name !== '') customer.name = name;
  if (email !== '') customer.email = email;
  if (company !== undefined) customer.company = company;
  if (country !== undefined) customer.country = country;
  if (region !== undefined) customer.region = region;
  return Object.keys(customer).length === 0 ? undefined : customer;
};
