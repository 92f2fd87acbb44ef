/** What Shopify may keep back from an app although its scopes allow it: finance can do without, the rest of the order comes. */
import type { GraphqlError } from './answers';

/** A person's data needs an approval of its own. */
const PERSONAL: ReadonlySet<unknown> = new Set([
  'customer',
  'purchasingEntity',
  'billingAddress',
  'shippingAddress',
  'email',
]);

/** What pieces cost needs a permission of its own ("View product costs"). */
const COSTS: ReadonlySet<unknown> = new Set(['variant', 'inventoryItem', 'unitCost']);

const isDenied = ({ code, path }: GraphqlError, names: ReadonlySet<unknown>): boolean =>
  code === 'ACCESS_DENIED' && path.some((step) => names.has(step));

export const isPersonal = (error: GraphqlError): boolean => isDenied(error, PERSONAL);

export const isCost = (error: GraphqlError): boolean => isDenied(error, COSTS);

export const isWithheld = (error: GraphqlError): boolean => isPersonal(error) || isCost(error);
