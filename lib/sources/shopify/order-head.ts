/** The fields of an order that hold no amount, and what the buyer saw of its total. */
import type { Order } from '../../commerce/order';
import { cleanText } from '../clean-text';
import { field, isObject, type Reading } from '../read-json';
import { presentmentText } from './read-money';
import { type OpenedOrder, readInstant } from './reading';

/** Names of the fields that both APIs have. */
export const KEYS = {
  graphql: {
    placed: ['processedAt', 'createdAt'],
    updated: ['updatedAt', 'createdAt'],
    cancelled: 'cancelledAt',
    status: 'displayFinancialStatus',
    currency: 'currencyCode',
    presentment: 'presentmentCurrencyCode',
    total: 'totalPriceSet',
    presentmentMoney: 'presentmentMoney',
    taxesIncluded: 'taxesIncluded',
    estimated: 'estimatedTaxes',
  },
  rest: {
    placed: ['processed_at', 'created_at'],
    updated: ['updated_at', 'created_at'],
    cancelled: 'cancelled_at',
    status: 'financial_status',
    currency: 'currency',
    presentment: 'presentment_currency',
    total: 'total_price_set',
    presentmentMoney: 'presentment_money',
    taxesIncluded: 'taxes_included',
    estimated: 'estimated_taxes',
  },
} as const;

/** What the payment's status says of an order that nobody cancelled; any other status is of one that stands. */
const STATES: ReadonlyMap<string, Order['state']> = new Map([
  ['pending', 'pending'],
  ['voided', 'cancelled'],
  ['expired', 'failed'],
]);

export type OrderHead = Pick<
  Order,
  'source' | 'currency' | 'state' | 'sourceStatus' | 'test' | 'pricesIncludeTax' | 'placedAt' | 'cancelledAt'
>;

/** The money-less fields. */
export const readHead = (
  reading: Reading,
  opened: OpenedOrder,
  storeId: string,
  currency: string,
): OrderHead => {
  const { order, path, id, number, shape } = opened;
  const keys = KEYS[shape];
  const placedAt = readInstant(reading, order, [...keys.placed], path) ?? '';
  const updatedAt = readInstant(reading, order, [...keys.updated], path) ?? placedAt;
  const cancelled = (field(order, keys.cancelled) ?? null) !== null;
  const cancelledAt = cancelled ? readInstant(reading, order, [keys.cancelled], path) : undefined;
  const status = cleanText(field(order, keys.status), 60).toLowerCase();
  const head: OrderHead = {
    source: { platform: 'shopify', storeId, orderId: id, number, updatedAt },
    currency,
    state: cancelled ? 'cancelled' : (STATES.get(status) ?? 'open'),
    sourceStatus: status || 'unknown',
    test: field(order, 'test') === true,
    pricesIncludeTax: field(order, keys.taxesIncluded) === true,
    placedAt,
  };
  return cancelledAt === undefined ? head : { ...head, cancelledAt };
};

/** What the buyer saw, where that is another currency. */
export const readPresentment = (
  { order, path, shape }: OpenedOrder,
  currency: string,
): Pick<Order, 'presentmentCurrency' | 'presentmentTotal'> => {
  const keys = KEYS[shape];
  const presentmentCurrency = cleanText(field(order, keys.presentment), 20);
  if (presentmentCurrency === '' || presentmentCurrency === currency) return {};
  const bag = field(order, keys.total);
  const amount = isObject(bag)
    ? presentmentText(field(bag, keys.presentmentMoney), presentmentCurrency)
    : undefined;
  if (amount === undefined) return { presentmentCurrency };
  const pointers = [`${path}/${keys.total}/${keys.presentmentMoney}/amount`];
  return { presentmentCurrency, presentmentTotal: { amount, pointers } };
};
