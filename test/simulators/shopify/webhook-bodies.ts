/** Bodies of deliveries, in the shape of REST: ids are numbers of up to twenty digits, written as such. */
import type { SimOrder } from './order-shape';

type Fields = Readonly<Record<string, unknown>>;

export interface Notice {
  /** As in the API, such as `ORDERS_UPDATED`. */
  readonly topic: string;
  readonly body: string;
}

const BIG = /"#number:(-?\d+)"/g;

/** JSON in which a bigint stands as the number that it is. */
export const exactJson = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'bigint' ? `#number:${inner}` : inner,
  ).replace(BIG, '$1');

const idOf = (gid: unknown): bigint => BigInt(String(gid).split('/').at(-1)?.split('?')[0] ?? '0');

const amountOf = (bag: unknown): string => (bag as { shopMoney: { amount: string } }).shopMoney.amount;

const orderBody = (order: SimOrder): string =>
  exactJson({
    id: idOf(order.id),
    admin_graphql_api_id: order.id,
    name: order.name,
    created_at: order.createdAt,
    updated_at: order.updatedAt,
    cancelled_at: order.cancelledAt,
    currency: order.currencyCode,
    total_price: amountOf(order.totalPriceSet),
    financial_status: String(order.displayFinancialStatus).toLowerCase(),
    test: order.test,
    line_items: order.lineItems.map(({ id, title, quantity }) => ({ id: idOf(id), title, quantity })),
  });

export const orderNotice = (topic: string, order: SimOrder): Notice => ({ topic, body: orderBody(order) });

export const deletedNotice = (order: SimOrder): Notice => ({
  topic: 'ORDERS_DELETE',
  body: exactJson({ id: idOf(order.id) }),
});

export const editNotice = (order: SimOrder, agreement: Fields): Notice => ({
  topic: 'ORDERS_EDITED',
  body: exactJson({
    order_edit: {
      id: idOf(agreement.id),
      order_id: idOf(order.id),
      committed_at: agreement.happenedAt,
      line_items: { additions: [], removals: [] },
    },
  }),
});

export const refundNotice = (order: SimOrder, refund: Fields): Notice => ({
  topic: 'REFUNDS_CREATE',
  body: exactJson({
    id: idOf(refund.id),
    admin_graphql_api_id: refund.id,
    order_id: idOf(order.id),
    created_at: refund.createdAt,
    note: refund.note,
  }),
});

export const transactionNotice = (order: SimOrder, transaction: Fields): Notice => ({
  topic: 'ORDER_TRANSACTIONS_CREATE',
  body: exactJson({
    id: idOf(transaction.id),
    admin_graphql_api_id: transaction.id,
    order_id: idOf(order.id),
    kind: String(transaction.kind).toLowerCase(),
    status: String(transaction.status).toLowerCase(),
    gateway: transaction.gateway,
    amount: amountOf(transaction.amountSet),
  }),
});

export const disputeNotice = (
  topic: 'DISPUTES_CREATE' | 'DISPUTES_UPDATE',
  id: bigint,
  order: SimOrder | undefined,
): Notice => ({
  topic,
  body: exactJson({
    id,
    order_id: order ? idOf(order.id) : null,
    type: 'chargeback',
    status: 'needs_response',
  }),
});
