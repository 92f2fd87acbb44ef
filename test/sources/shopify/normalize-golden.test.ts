/**
 * Payloads of both APIs → canonical orders that were checked by hand, one for each thing that an order can hold.
 * `UPDATE_GOLDEN=1` writes the orders anew; whoever does so reads the difference.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execute, parse } from 'graphql';
import { type Order, orderSchema } from '../../../lib/commerce/order';
import { normalize } from '../../../lib/sources/shopify/normalize';
import { type ExtraScopes, orderFields } from '../../../lib/sources/shopify/order-fields';
import type { GraphqlOrder, RestOrder } from '../../../lib/sources/shopify/wire';
import { publishedSchema } from '../../simulators/shopify/schema';

const ROOM = join(__dirname, '../../golden/shopify');
const text = (name: string, file: string): string => readFileSync(join(ROOM, name, file), 'utf8');
const cases = readdirSync(ROOM, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

type Payload = GraphqlOrder | RestOrder | { readonly order: GraphqlOrder | RestOrder };
const orderIn = (payload: Payload): GraphqlOrder | RestOrder =>
  'order' in payload ? payload.order : payload;
const isGraphql = (order: GraphqlOrder | RestOrder): order is GraphqlOrder => typeof order.id === 'string';

/** Thousandths of a decimal text, read the simple way: independent of the code under test. */
const thousandths = (amount: string): bigint => {
  const match = /^(-?)(\d+)(?:\.(\d{1,3}))?$/.exec(amount);
  if (match === null) throw new Error(`${amount} is no amount`);
  return BigInt(`${match[1]}${match[2]}${(match[3] ?? '').padEnd(3, '0')}`);
};
const sum = (amounts: readonly string[]): bigint =>
  amounts.reduce((total, amount) => total + thousandths(amount), 0n);

const partsOf = (order: Order) => [...order.lines, ...order.shipping, ...order.surcharges];
const taxesOf = (parts: readonly { readonly taxes: readonly { readonly amount: string }[] }[]): bigint =>
  sum(parts.flatMap(({ taxes }) => taxes.map(({ amount }) => amount)));
/** All that was charged, less rounding of cash, which Shopify's totals leave out. */
const charged = (order: Order): bigint =>
  partsOf(order)
    .filter((part) => !('purpose' in part) || part.purpose !== 'cash_rounding')
    .reduce(
      (total, part) =>
        total + thousandths(part.amount) - sum(part.discounts.map(({ amount }) => amount)) + taxesOf([part]),
      0n,
    );
const refunded = (order: Order): bigint => sum(order.refunds.map(({ amount }) => amount));

const resolve = (payload: unknown, pointer: string): unknown =>
  pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((value, step) => (value as Record<string, unknown> | undefined)?.[step], payload);

const pointersIn = (value: unknown): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(pointersIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'pointers' ? (inner as string[]) : pointersIn(inner),
  );
};

test('there is a payload for everything that an order can hold', () => {
  expect(cases).toHaveLength(35);
});

describe.each(cases)('%s', (name) => {
  const payload = JSON.parse(text(name, 'payload.json')) as Payload;
  const result = normalize(payload, { storeId: 'fjord-goods.myshopify.com' });
  const order = result.order as Order;
  const source = orderIn(payload);

  test('is the canonical order that was checked by hand', () => {
    if (process.env.UPDATE_GOLDEN === '1')
      writeFileSync(join(ROOM, name, 'normalized.json'), `${JSON.stringify(result, null, 2)}\n`);
    expect(JSON.parse(JSON.stringify(result))).toEqual(JSON.parse(text(name, 'normalized.json')));
    expect(orderSchema.parse(order)).toEqual(order);
  });

  test('keeps every sale to the last minor unit', () => {
    if (!isGraphql(source)) {
      expect(charged(order)).toBe(thousandths(source.total_price));
      expect(taxesOf(partsOf(order))).toBe(thousandths(source.total_tax));
      expect(charged(order) - refunded(order)).toBe(thousandths(source.current_total_price as string));
      return;
    }
    const sales = source.agreements.nodes.flatMap((agreement) => agreement.sales.nodes);
    const all = sum(sales.map(({ totalAmount }) => totalAmount.shopMoney.amount));
    expect(charged(order) - refunded(order)).toBe(all);
    const back = order.refunds.flatMap(({ lines, shipping, surcharges }) => [
      ...lines,
      ...shipping,
      ...surcharges,
    ]);
    const tax = sum(sales.map(({ totalTaxAmount }) => totalTaxAmount.shopMoney.amount));
    // A refund whose money is on its way is not there yet.
    if (name !== 'refund-pending') expect(taxesOf(partsOf(order)) - taxesOf(back)).toBe(tax);
  });

  test('keeps the money that moved, and nothing but that', () => {
    if (!isGraphql(source)) return;
    const taken = order.payments.filter(
      ({ kind, status }) => status === 'success' && (kind === 'sale' || kind === 'capture'),
    );
    const back = order.refunds.flatMap(({ payments }) => payments);
    const rounding = source.totalCashRoundingAdjustment;
    expect(sum(taken.map(({ amount }) => amount)) - sum(back.map(({ amount }) => amount))).toBe(
      thousandths(source.netPaymentSet.shopMoney.amount) +
        thousandths(rounding.paymentSet.shopMoney.amount) -
        thousandths(rounding.refundSet.shopMoney.amount),
    );
  });

  test('points at fields that are in the payload', () => {
    const pointers = pointersIn(result);
    expect(pointers.length).toBeGreaterThan(0);
    expect(pointers.filter((pointer) => resolve(payload, pointer) === undefined)).toEqual([]);
  });

  test('does not read an amount of the currency that the buyer saw', () => {
    const foreign = JSON.parse(text(name, 'payload.json'), (key, value: unknown) =>
      key === 'presentmentMoney' || key === 'presentment_money' ? { amount: 'not this one' } : value,
    ) as Payload;
    const { presentmentTotal: _, inPresentment: __, ...booked } = order;
    expect(normalize(foreign, { storeId: 'fjord-goods.myshopify.com' }).order).toEqual(booked);
  });
});

describe('the payloads of the GraphQL API', () => {
  const { schema } = publishedSchema();
  const graphql = cases.filter((name) =>
    isGraphql(orderIn(JSON.parse(text(name, 'payload.json')) as Payload)),
  );

  /** Runs the query over the payload as the shop would: what comes back must be the payload itself. */
  test.each(graphql)('%s is exactly what the query asks for', async (name) => {
    const order = orderIn(JSON.parse(text(name, 'payload.json')) as Payload) as GraphqlOrder;
    const scopes: ExtraScopes = {
      customers: 'customer' in order,
      products: order.lineItems.nodes.some((line) => line.product !== undefined),
      returns: order.agreements.nodes.some((agreement) => agreement.return !== undefined),
      locations: 'retailLocation' in order,
      costs: order.lineItems.nodes.some((line) => line.variant !== undefined),
    };
    const answer = await execute({
      schema,
      document: parse(`{ order(id: "${order.id}") { ${orderFields(scopes)} } }`),
      rootValue: { order },
      typeResolver: (value) => (value as { readonly __typename?: string }).__typename ?? applicationOf(value),
    });
    expect(answer.errors).toBeUndefined();
    expect(JSON.parse(JSON.stringify(answer.data?.order))).toEqual(order);
  });
});

/** Discounts and buyers come without their type, as the query does not ask for it. */
const applicationOf = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return '';
  if ('code' in value) return 'DiscountCodeApplication';
  if ('title' in value) return 'AutomaticDiscountApplication';
  return 'company' in value ? 'PurchasingCompany' : 'Customer';
};
