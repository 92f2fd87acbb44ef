/** What finance does not need of a person is left out before an order is stored. */
import type { Order } from './order';

/** Keeps the country and region (they decide taxes), drops everything that names or reaches the customer. */
export const withoutPersonalData = (order: Order): Order => {
  const { customer, ...rest } = order;
  if (!customer) return order;
  const kept = {
    ...(customer.country === undefined ? {} : { country: customer.country }),
    ...(customer.region === undefined ? {} : { region: customer.region }),
  };
  return Object.keys(kept).length > 0 ? { ...rest, customer: kept } : rest;
};
