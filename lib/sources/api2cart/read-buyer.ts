/** Who buys, where it goes, and where it was sold. */
import type { Order } from '../../commerce/order';
import { holderOf, objectAt, type Placed, textAt } from './reading';

const countryOf = (address: Placed | undefined): string =>
  textAt(address && objectAt(address, 'country'), 'code2');
const regionOf = (address: Placed | undefined): string =>
  textAt(address && objectAt(address, 'state'), 'code');

export const readCustomer = (order: Placed): Order['customer'] => {
  const person = objectAt(order, 'customer');
  const address = objectAt(order, 'billing_address') ?? objectAt(order, 'shipping_address');
  const name = [textAt(person, 'first_name', 120), textAt(person, 'last_name', 120)].join(' ').trim();
  const found = {
    id: textAt(person, 'id'),
    name,
    email: textAt(person, 'email'),
    company: textAt(address, 'company'),
    taxId: textAt(address, 'tax_id'),
    country: countryOf(address),
    region: regionOf(address),
  };
  const customer = Object.fromEntries(Object.entries(found).filter(([, text]) => text !== ''));
  return Object.keys(customer).length === 0 ? undefined : customer;
};

export const readShipTo = (order: Placed): Order['shipTo'] => {
  const address = objectAt(order, 'shipping_address');
  const [country, region] = [countryOf(address), regionOf(address)];
  if (country === '') return undefined;
  return region === '' ? { country } : { country, region };
};

/** A marketplace of many countries names the one among its own fields (Amazon.com); others have a channel's id, or nothing. */
export const readChannel = (order: Placed): string =>
  textAt(holderOf(order, 'sales_channel'), 'sales_channel', 60) || textAt(order, 'channel_id', 60);
