/** An order as the simulated shop prints it. Rows of credit lines get new dates with every version, as in the real one. */
import { big, printed, printedAll, sum } from './medusa-number';
import type { Change, Item, MedusaOrder, OrderReturn } from './medusa-order';
import { type Parcel, piecesIn } from './parcel';
import { partJson } from './priced-part';

type Json = Record<string, unknown>;

const itemJson = (order: MedusaOrder, item: Item): Json => {
  const totals = order.itemTotals(item);
  const quantity = big(item.quantity);
  return {
    ...partJson(item, totals),
    title: item.sku,
    variant_sku: item.sku,
    product_id: `prod_${item.sku}`,
    product_type: null,
    is_giftcard: false,
    ...printedAll({ unit_price: big(item.price), quantity }),
    detail: {
      version: order.version,
      ...printedAll({
        quantity,
        return_received_quantity: item.received,
        return_dismissed_quantity: item.dismissed,
        return_requested_quantity: order.openReturns(item.id),
        fulfilled_quantity: piecesIn(order.parcels, item.id),
      }),
    },
    ...printedAll({
      return_received_total: totals.perPiece.times(item.received),
      return_dismissed_total: totals.perPiece.times(item.dismissed),
    }),
  };
};

const returnJson = ({ id, createdAt, announced, received }: OrderReturn): Json => {
  const last = received.at(-1);
  return {
    id,
    status: last === undefined ? 'requested' : 'received',
    created_at: createdAt,
    updated_at: last?.at ?? createdAt,
    received_at: last?.at ?? null,
    canceled_at: null,
    items: announced.map(({ itemId, quantity }, index) => {
      const of = received.flatMap(({ items }) => items.filter((item) => item.itemId === itemId));
      return {
        id: `${id}_${index}`,
        item_id: itemId,
        ...printedAll({
          quantity: big(quantity),
          received_quantity: sum(of.map((item) => big(item.quantity))),
          damaged_quantity: sum(of.filter((item) => item.broken).map((item) => big(item.quantity))),
        }),
      };
    }),
  };
};

const parcelJson = ({ id, createdAt, shippedAt, canceledAt, items }: Parcel): Json => ({
  id,
  location_id: 'sloc_1',
  packed_at: createdAt,
  shipped_at: shippedAt ?? null,
  delivered_at: null,
  canceled_at: canceledAt ?? null,
  requires_shipping: true,
  created_at: createdAt,
  updated_at: canceledAt ?? shippedAt ?? createdAt,
  items: items.map(({ itemId, quantity }, index) => ({
    id: `${id}_${index}`,
    line_item_id: itemId,
    inventory_item_id: null,
    ...printed('quantity', big(quantity)),
  })),
});

const paymentJson = (order: MedusaOrder): Json => ({
  id: order.payment.id,
  provider_id: 'pp_stripe_stripe',
  currency_code: order.currency,
  data: { id: `pi_${order.displayId}` },
  created_at: order.payment.at,
  updated_at: order.captures.at(-1)?.at ?? order.payment.at,
  canceled_at: order.payment.canceledAt ?? null,
  ...printed('amount', order.payment.amount),
  captures: order.captures.map(({ id, amount, at }) => ({
    id,
    created_at: at,
    ...printed('amount', amount),
  })),
  refunds: order.refunds.map(({ id, amount, at, note }) => ({
    id,
    created_at: at,
    note: note ?? null,
    ...printed('amount', amount),
  })),
});

export const changeJson = (change: Change): Json => ({
  id: change.id,
  version: change.version,
  status: 'confirmed',
  change_type: null,
  created_at: change.at,
  confirmed_at: change.at,
  return_id: change.returnId ?? null,
  exchange_id: null,
  claim_id: null,
  actions: change.actions,
});

/** The dates and numbers of the order, without any of its rows. */
const headJson = (order: MedusaOrder): Json => ({
  id: order.id,
  display_id: order.displayId,
  custom_display_id: null,
  status: order.draft ? 'draft' : order.canceledAt === undefined ? 'pending' : 'canceled',
  payment_status: paymentStatus(order),
  version: order.version,
  is_draft_order: order.draft,
  currency_code: order.currency,
  email: 'buyer@example.test',
  customer_id: 'cus_1',
  created_at: order.createdAt,
  updated_at: order.updatedAt,
  canceled_at: order.canceledAt ?? null,
});

const paymentStatus = (order: MedusaOrder): string => {
  if (order.refunds.length > 0) return 'partially_refunded';
  if (order.captures.length > 0) return order.pending().isZero() ? 'captured' : 'partially_captured';
  return order.payment.canceledAt === undefined ? 'authorized' : 'canceled';
};

/** Everything that can be asked for. */
export const orderJson = (order: MedusaOrder): Json => {
  const items = order.items.map((item) => order.itemTotals(item));
  const methods = order.shipping.map((method) => order.methodTotals(method));
  return {
    ...headJson(order),
    summary: printedAll({
      current_order_total: order.total(),
      paid_total: sum(order.captures.map(({ amount }) => amount)),
      refunded_total: sum(order.refunds.map(({ amount }) => amount)),
      pending_difference: order.pending(),
    }),
    ...printedAll({
      total: order.total(),
      item_total: sum(items.map(({ total }) => total)),
      shipping_total: sum(methods.map(({ total }) => total)),
      shipping_subtotal: sum(methods.map(({ subtotal }) => subtotal)),
      tax_total: sum([...items, ...methods].map(({ tax }) => tax)),
      discount_subtotal: sum([...items, ...methods].map(({ discountSubtotal }) => discountSubtotal)),
    }),
    items: order.items.map((item) => itemJson(order, item)),
    shipping_methods: order.shipping.map((method) => ({
      ...partJson(method, order.methodTotals(method)),
      name: method.name,
      ...printed('amount', big(method.price)),
      detail: { return_id: method.returnId ?? null, exchange_id: null, claim_id: null },
    })),
    credit_lines: order.credits.map(({ amount, reference, referenceId, version }, index) => ({
      id: `ordcl_${order.version}_${index}`,
      reference,
      reference_id: referenceId,
      metadata: version === undefined ? {} : { created_in_version: version },
      created_at: order.updatedAt,
      ...printed('amount', amount),
    })),
    returns: order.returns.map(returnJson),
    fulfillments: order.parcels.map(parcelJson),
    sales_channel: { id: 'sc_1', name: 'Default Sales Channel', is_disabled: false },
    billing_address: { first_name: 'Ann', last_name: 'Example', country_code: order.country },
    shipping_address: { first_name: 'Ann', last_name: 'Example', country_code: order.country },
    payment_collections: [
      { id: 'pay_col_1', updated_at: order.collectionUpdatedAt, payments: [paymentJson(order)] },
    ],
  };
};

/** What the Order Fetcher makes of it. */
export const bundleOf = (order: MedusaOrder): { order: Json; changes: Json[] } => ({
  order: orderJson(order),
  changes: order.changes.map(changeJson),
});
