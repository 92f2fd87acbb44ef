/** Every text that is sent to Shopify. A test validates each against the published schema of the pinned version. */
import {
  agreementsPage,
  type ExtraScopes,
  FULFILMENT_LINE_FIELDS,
  fulfilmentFields,
  fulfilmentsList,
  lineItemsPage,
  orderHeadFields,
  PAGE_SIZES,
  REFUND_LINE_FIELDS,
  refundFields,
  refundsList,
  salesOfAgreement,
  shippingLinesPage,
  TRANSACTION_FIELDS,
  transactionsList,
} from './order-fields';

/** Largest page that Shopify gives of anything, and the longest list of ids that it takes. */
export const LARGEST_PAGE = 250;

/** Proves the token and tells what it may do, for next to nothing. */
export const SCOPES = `query Scopes {
  currentAppInstallation { accessScopes { handle } }
}`;

/**
 * An order in sections that each ask for what belongs together. Asked for at once where the limit allows, one by one
 * where even a single order would cost more than one query may.
 */
export const orderSections = (scopes: ExtraScopes): readonly string[] => [
  `${orderHeadFields(scopes)} ${lineItemsPage(scopes)} ${shippingLinesPage()} ${transactionsList()}`,
  agreementsPage(scopes),
  `${refundsList(scopes)} ${fulfilmentsList(scopes)}`,
];

/** Each section says which state of the order it shows, so that two sections of two states are never put together. */
const STATE = 'legacyResourceId updatedAt';

export const ordersById = (sections: readonly string[]): string => `query Orders($ids: [ID!]!) {
  nodes(ids: $ids) { ... on Order { ${STATE} ${sections.join(' ')} } }
}`;

const ofOrder = (name: string, variables: string, selection: string): string =>
  `query ${name}($id: ID!${variables}) { order(id: $id) { ${STATE} ${selection} } }`;

export const nextLineItems = (scopes: ExtraScopes): string =>
  ofOrder('LineItems', ', $after: String!', lineItemsPage(scopes, '$after'));

export const NEXT_SHIPPING_LINES = ofOrder('ShippingLines', ', $after: String!', shippingLinesPage('$after'));

export const nextAgreements = (scopes: ExtraScopes): string =>
  ofOrder('Agreements', ', $after: String!', agreementsPage(scopes, '$after'));

export const nextSales = (scopes: ExtraScopes): string =>
  ofOrder(
    'Sales',
    ', $agreement: String!, $after: String!',
    salesOfAgreement(scopes, '$agreement', '$after'),
  );

/** Ids of lists without cursors: the longest that Shopify gives. */
export const ALL_TRANSACTION_IDS = ofOrder(
  'TransactionIds',
  '',
  `transactions(first: ${LARGEST_PAGE}) { id }`,
);
export const ALL_REFUND_IDS = ofOrder('RefundIds', '', `refunds(first: ${LARGEST_PAGE}) { id }`);
export const ALL_FULFILMENT_IDS = ofOrder('FulfilmentIds', '', `fulfillments(first: ${LARGEST_PAGE}) { id }`);

export const refundsById = (scopes: ExtraScopes): string => `query Refunds($id: ID!, $ids: [ID!]!) {
  order(id: $id) { ${STATE} }
  nodes(ids: $ids) { ... on Refund { ${refundFields(scopes)} } }
}`;

export const fulfilmentsById = (scopes: ExtraScopes): string => `query Fulfilments($id: ID!, $ids: [ID!]!) {
  order(id: $id) { ${STATE} }
  nodes(ids: $ids) { ... on Fulfillment { ${fulfilmentFields(scopes)} } }
}`;

export const TRANSACTIONS_BY_ID = `query Transactions($id: ID!, $ids: [ID!]!) {
  order(id: $id) { ${STATE} }
  nodes(ids: $ids) { ... on OrderTransaction { ${TRANSACTION_FIELDS} } }
}`;

/** Connections of a refund with what `refundFields` asks of them. */
export const REFUND_CONNECTIONS = {
  transactions: [PAGE_SIZES.refundTransactions, 'id'],
  refundLineItems: [PAGE_SIZES.refundLineItems, REFUND_LINE_FIELDS],
  refundShippingLines: [PAGE_SIZES.refundShippingLines, 'shippingLine { id }'],
  orderAdjustments: [PAGE_SIZES.orderAdjustments, 'reason'],
} as const;

export type RefundConnection = keyof typeof REFUND_CONNECTIONS;

export const nextOfRefund = (
  connection: RefundConnection,
): string => `query OfRefund($id: ID!, $refund: ID!, $after: String!) {
  order(id: $id) { ${STATE} }
  refund(id: $refund) {
    ${connection}(first: ${LARGEST_PAGE / 5}, after: $after) {
      nodes { ${REFUND_CONNECTIONS[connection][1]} }
      pageInfo { hasNextPage endCursor }
    }
  }
}`;

export const NEXT_OF_FULFILMENT = `query OfFulfilment($id: ID!, $fulfilment: ID!, $after: String!) {
  order(id: $id) { ${STATE} }
  fulfillment(id: $fulfilment) {
    fulfillmentLineItems(first: ${LARGEST_PAGE / 5}, after: $after) {
      nodes { ${FULFILMENT_LINE_FIELDS} }
      pageInfo { hasNextPage endCursor }
    }
  }
}`;

export type SortKey = 'UPDATED_AT' | 'CREATED_AT';

export const listOrderIds = (
  sortKey: SortKey,
): string => `query OrderIds($first: Int!, $after: String, $query: String!) {
  orders(first: $first, after: $after, query: $query, sortKey: ${sortKey}) {
    nodes { legacyResourceId createdAt updatedAt }
    pageInfo { hasNextPage endCursor }
  }
}`;

/** Without a limit: by default Shopify stops counting at 10,000. */
export const COUNT_ORDERS = `query CountOrders($query: String!) {
  ordersCount(query: $query, limit: null) { count precision }
}`;

/** The query that Shopify runs by itself; it takes no variables, so that the search stands in its text. */
export const bulkOrderIds = (search: string): string =>
  `{ orders(sortKey: CREATED_AT, query: ${JSON.stringify(search)}) { edges { node { id legacyResourceId createdAt updatedAt } } } }`;

export const START_BULK = `mutation StartBulk($query: String!) {
  bulkOperationRunQuery(query: $query) {
    bulkOperation { id status }
    userErrors { code message }
  }
}`;

export const BULK_STATE = `query BulkState($id: ID!) {
  bulkOperation(id: $id) { status errorCode rootObjectCount url partialDataUrl }
}`;

export const CANCEL_BULK = `mutation CancelBulk($id: ID!) {
  bulkOperationCancel(id: $id) { bulkOperation { status } userErrors { message } }
}`;

const WEBHOOK = 'id topic uri format';

export const LIST_WEBHOOKS = `query Webhooks($after: String) {
  webhookSubscriptions(first: 100, after: $after) { nodes { ${WEBHOOK} } pageInfo { hasNextPage endCursor } }
}`;

export const FIND_WEBHOOK = `query Webhook($id: ID!) { webhookSubscription(id: $id) { ${WEBHOOK} } }`;

export const CREATE_WEBHOOK = `mutation CreateWebhook($topic: WebhookSubscriptionTopic!, $webhook: WebhookSubscriptionInput!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: $webhook) {
    webhookSubscription { ${WEBHOOK} }
    userErrors { field message }
  }
}`;

export const UPDATE_WEBHOOK = `mutation UpdateWebhook($id: ID!, $webhook: WebhookSubscriptionInput!) {
  webhookSubscriptionUpdate(id: $id, webhookSubscription: $webhook) {
    webhookSubscription { ${WEBHOOK} }
    userErrors { field message }
  }
}`;

export const DELETE_WEBHOOK = `mutation DeleteWebhook($id: ID!) {
  webhookSubscriptionDelete(id: $id) { deletedWebhookSubscriptionId userErrors { field message } }
}`;
