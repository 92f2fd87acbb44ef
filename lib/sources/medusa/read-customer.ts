/** Who buys, in which country, and where it goes. */
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

/** Medusa writes a country as `us` and a province as `us-ny`. */
const regionOf = (country: string | undefined, province: string | undefined): string | undefined =>
  country === undefined ? province : province?.replace(`${country}-`, '');

/** Undefined where nothing is delivered. */
export const readShipTo = (order: JsonObject): Order['shipTo'] => {
  const address = field(order, 'shipping_address');
  if (!isObject(address)) return undefined;
  const upper = (key: string): string | undefined =>
    cleanText(field(address, key)).toUpperCase() || undefined;
  const country = upper('country_code');
  if (country === undefined) return undefined;
  const region = regionOf(country, upper('province'));
  return region === undefined ? { country } : { country, region };
};

export const readCustomer = (order: JsonObject): Order['customer'] => {
  const text = (key: string): string | undefined =>
    addresses(order)
      .map((address) => cleanText(field(address, key)))
      .find((value) => value !== '');
  const country = text('country_code')?.toUpperCase();
  const region = regionOf(country, text('province')?.toUpperCase());
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
