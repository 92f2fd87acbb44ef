/** Who bought: of either API, as far as the token may see it. Shopify has no field for a tax id. */
import type { Order } from '../../commerce/order';
import { cleanText } from '../clean-text';
import { asId, field, isObject, type JsonObject } from '../read-json';
import { tailOf } from './reading';

type Customer = NonNullable<Order['customer']>;

const firstText = (objects: readonly unknown[], ...keys: readonly string[]): string | undefined => {
  for (const object of objects) {
    for (const key of isObject(object) ? keys : []) {
      const text = cleanText(field(object as JsonObject, key)).trim();
      if (text !== '') return text;
    }
  }
  return undefined;
};

const companyOf = (order: JsonObject): unknown => {
  const entity = field(order, 'purchasingEntity');
  return isObject(entity) ? field(entity, 'company') : undefined;
};

const idOf = (customer: unknown): string | undefined =>
  isObject(customer)
    ? (tailOf(field(customer, 'admin_graphql_api_id')) ??
      tailOf(field(customer, 'id')) ??
      asId(field(customer, 'id')))
    : undefined;

export const readCustomer = (order: JsonObject): Order['customer'] => {
  const billing = field(order, 'billingAddress') ?? field(order, 'billing_address');
  const shipping = field(order, 'shippingAddress') ?? field(order, 'shipping_address');
  const buyer = field(order, 'customer');
  const addresses = [billing, shipping];
  const found: Customer = {
    id: idOf(buyer),
    name: firstText([billing], 'name') ?? firstText([buyer], 'displayName'),
    email: firstText([order], 'email'),
    company: firstText([companyOf(order)], 'name') ?? firstText([billing], 'company'),
    country: firstText(addresses, 'countryCodeV2', 'country_code'),
    region: firstText(addresses, 'provinceCode', 'province_code'),
  };
  const known = Object.entries(found).filter(([, value]) => value !== undefined);
  return known.length === 0 ? undefined : (Object.fromEntries(known) as Customer);
};
